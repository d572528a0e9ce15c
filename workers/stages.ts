/** Starts the workers of the stages in this process: the queue hands them ids, the pipelines do the work. */
import { adaptJob } from '../pipelines/adapt.ts';
import { extractPage } from '../pipelines/extract.ts';
import { holdGivenUp } from '../pipelines/failures.ts';
import { imageFrame, listFile } from '../pipelines/intake.ts';
import { loadBook } from '../pipelines/load.ts';
import { readPage } from '../pipelines/read.ts';
import type { System } from '../pipelines/system.ts';
import { checkBook } from '../pipelines/verify.ts';
import { type AnyJobHandler, handler } from '../src/queue/handlers.ts';
import { QUEUE_NAMES, type QueueName } from '../src/queue/names.ts';
import type { RunningWorker } from '../src/queue/worker.ts';

/** Every kind of job with the stage that does it. */
const handlersOf = (system: System): Readonly<Record<QueueName, readonly AnyJobHandler[]>> => ({
  intake: [
    handler('intake.file', ({ data, isLastAttempt }) =>
      listFile(system, Number(data.fileId), { isLast: isLastAttempt }),
    ),
    handler('intake.frame', ({ data, isLastAttempt }) =>
      imageFrame(system, Number(data.frameId), { isLast: isLastAttempt }),
    ),
  ],
  read: [
    handler('read.page', ({ data, isLastAttempt }) =>
      readPage(system, Number(data.pageId), { isLast: isLastAttempt }),
    ),
  ],
  extract: [
    handler('extract.page', ({ data, isLastAttempt }) =>
      extractPage(system, Number(data.pageId), { isLast: isLastAttempt }),
    ),
  ],
  verify: [
    handler('verify.book', ({ data }) => checkBook(system, Number(data.bookId))),
    handler('adapt.book', ({ data }) => adaptJob(system, Number(data.bookId))),
  ],
  load: [
    handler('load.book', async ({ data, isLastAttempt }) => {
      await loadBook(system, Number(data.bookLoadId), { isLast: isLastAttempt });
      return 'done';
    }),
  ],
});

export type StageWorkers = Readonly<{ close: () => Promise<void> }>;

/** Workers for the given stages; each stage takes as many jobs at once as there are bench processes. */
export const startStages = async (
  system: System,
  stages: readonly QueueName[] = QUEUE_NAMES,
  concurrency = system.env.concurrency,
): Promise<StageWorkers> => {
  const handlers = handlersOf(system);
  const running: RunningWorker[] = [];
  for (const stage of stages) {
    running.push(
      await system.queue.startWorker(stage, handlers[stage], {
        concurrency,
        onGaveUp: (job) => holdGivenUp(system.db, job),
      }),
    );
  }
  return {
    close: async () => {
      await Promise.all(running.map((worker) => worker.close()));
    },
  };
};
