/** `sohoa up`: everything of one workspace in one process, until it is stopped. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { reconcile } from '../../pipelines/reconcile.ts';
import { startStages } from '../../workers/stages.ts';
import { isSohoaError, SohoaError } from '../domain/errors.ts';
import type { Messages } from '../messages/messages.ts';
import { withProcessLock } from '../store/embedded/lock.ts';
import type { Action } from './main.ts';
import { EXIT, type Session, untilStopped } from './session.ts';

/** How often what is due is looked up again: the safety net under the queue. */
const RECONCILE_MS = 60_000;
const LOCK_WAIT_MS = 300;

export const upCommand = (program: Command, say: Messages, action: Action): void => {
  program
    .command('up')
    .description(say('cli-up'))
    .action(
      action(async (session) => {
        try {
          await withProcessLock(join(session.env.workspace, 'up.lock'), () => runUp(session), {
            timeoutMs: LOCK_WAIT_MS,
          });
          return EXIT.fine;
        } catch (error) {
          if (!isSohoaError(error, 'embedded-postgres-locked')) throw error;
          throw new SohoaError('already-up', { workspace: session.env.workspace });
        }
      }),
    );
};

const runUp = async (session: Session): Promise<void> => {
  const system = await session.system();
  await session.actor();
  await reconcile(system);
  const workers = await startStages(system);
  let looking = Promise.resolve();
  const net = setInterval(() => {
    looking = looking
      .then(() => reconcile(system))
      .then(
        () => undefined,
        () => session.note('reconcile-failed'),
      );
  }, RECONCILE_MS);
  session.tell('up', { ...system.places });
  await untilStopped();
  session.tell('stopping');
  clearInterval(net);
  await looking;
  await workers.close();
};
