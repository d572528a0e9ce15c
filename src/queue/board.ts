/** bull-board's view of the queues. Here because only this room knows BullMQ; the server only mounts it. */
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { IServerAdapter } from '@bull-board/api/typings/app';
import type { Queue } from 'bullmq';
import type { QueueBackend } from './backend.ts';

/** Shows the queues through a server's adapter, to look at only: what is to be done again is decided on holds. */
export const showQueues = (backend: Pick<QueueBackend, 'boards'>, serverAdapter: IServerAdapter): void => {
  createBullBoard({
    queues: backend.boards().map(
      (queue) =>
        // What the drivers open are BullMQ's own queues; the rest of the room sees less of them.
        new BullMQAdapter(queue as unknown as Queue, { readOnlyMode: true }),
    ),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'sohoa' } },
  });
};
