/** `sohoa work`: runs stages in this process, until stopped or (`--drain`) until nothing is due. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { drain } from '../../pipelines/drain.ts';
import { reconcile } from '../../pipelines/reconcile.ts';
import { startStages } from '../../workers/stages.ts';
import type { Messages } from '../messages/messages.ts';
import { QUEUE_NAMES, type QueueName } from '../queue/names.ts';
import { openHoldCount } from '../store/holds.ts';
import type { Action } from './main.ts';
import { progressLine } from './progress.ts';
import { EXIT, untilStopped } from './session.ts';

export const workCommand = (program: Command, say: Messages, action: Action): void => {
  program
    .command('work')
    .description(say('cli-work'))
    .addOption(new Option('--stage <stage...>', say('opt-stage')).choices(QUEUE_NAMES))
    .option('--concurrency <n>', say('opt-concurrency'), parseCount(say))
    .option('--drain', say('opt-drain'))
    .action(
      action(async (session, options: { stage?: QueueName[]; concurrency?: number; drain?: boolean }) => {
        const system = await session.system();
        const stages = options.stage ?? [...QUEUE_NAMES];
        // What an earlier stop left between database and queue is due again.
        await reconcile(system);
        const workers = await startStages(system, stages, options.concurrency ?? system.env.concurrency);
        try {
          if (options.drain !== true) {
            session.tell('working', { stages: stages.join(', ') });
            await untilStopped();
            return EXIT.fine;
          }
          const bar = progressLine(session, 'work-progress');
          const stop = new AbortController();
          void untilStopped().then(() => stop.abort());
          const drained = await drain(system, stages, { onProgress: bar.update, signal: stop.signal });
          bar.stop();
          const held = await openHoldCount(system.db);
          if (session.json) session.data({ ...drained, held });
          session.tell(drained.finished ? 'drained' : 'drain-stopped', { done: drained.done, held });
          return held > 0 || !drained.finished ? EXIT.held : EXIT.fine;
        } finally {
          await workers.close();
        }
      }),
    );
};

/** A positive whole number, or commander's usage error. */
export const parseCount =
  (say: Messages) =>
  (text: string): number => {
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError(say('not-a-count'));
    return Number(text);
  };
