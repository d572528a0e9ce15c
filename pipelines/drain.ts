/** Waits until the workers have nothing left to do in the given stages. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueName } from '../src/queue/names.ts';
import type { System } from './system.ts';

export type Drained = Readonly<{ finished: boolean; done: number }>;

const POLL_MS = 250;

/**
 * @param onProgress jobs that are through and all that are known, since the start of the wait.
 * @param signal ends the wait early (`finished: false`).
 */
export const drain = async (
  system: Pick<System, 'queue'>,
  stages: readonly QueueName[],
  options: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal } = {},
): Promise<Drained> => {
  let start: number | undefined;
  for (;;) {
    const counts = await system.queue.counts();
    const all = stages.map((stage) => counts[stage]);
    const open = all.reduce(
      (sum, count) => sum + count.waiting + count.active + count.delayed + count.waitingForChildren,
      0,
    );
    const through = all.reduce((sum, count) => sum + count.completed + count.failed, 0);
    start ??= through;
    // Finished jobs are forgotten after a while, so the count can fall.
    const done = Math.max(0, through - start);
    options.onProgress?.(done, done + open);
    if (open === 0) return { finished: true, done };
    if (options.signal?.aborted === true) return { finished: false, done };
    await sleep(POLL_MS);
  }
};
