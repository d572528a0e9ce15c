/** `sohoa up`: everything of one workspace in one process, until it is stopped. */
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { reconcile } from '../../pipelines/reconcile.ts';
import type { System } from '../../pipelines/system.ts';
import { startStages } from '../../workers/stages.ts';
import type { Actor } from '../access/accounts.ts';
import { packagePath } from '../config/root.ts';
import { isSohoaError, SohoaError } from '../domain/errors.ts';
import type { Messages } from '../messages/messages.ts';
import { openLog } from '../server/log.ts';
import { createServer } from '../server/server.ts';
import { setupToken } from '../server/setup.ts';
import { getAccount } from '../store/accounts.ts';
import { withProcessLock } from '../store/embedded/lock.ts';
import { keepUp } from '../store/upkeep.ts';
import type { Action } from './main.ts';
import { EXIT, type Session, untilStopped } from './session.ts';

/** How often what is due is looked up again: the safety net under the queue. */
const RECONCILE_MS = 60_000;
const LOCK_WAIT_MS = 300;

export const upCommand = (program: Command, say: Messages, action: Action): void => {
  program
    .command('up')
    .description(say('cli-up'))
    .option('--port <port>', say('opt-port'))
    .option('--host <address>', say('opt-host'))
    .action(
      action(async (session, options: { port?: string; host?: string }) => {
        const place = placeOf(session, options);
        await mkdir(session.env.workspace, { recursive: true });
        try {
          await withProcessLock(join(session.env.workspace, 'up.lock'), () => runUp(session, place), {
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

type Place = Readonly<{ port: number; host: string }>;

const placeOf = (session: Session, options: { port?: string; host?: string }): Place => {
  const port = options.port === undefined ? session.env.port : Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new SohoaError('option-invalid', { option: '--port', value: options.port ?? '' });
  }
  return { port, host: options.host ?? session.env.host };
};

/** Opens the workstation at its address; whoever has no password yet gets a link to set one. */
const openWorkstation = async (
  session: Session,
  system: System,
  actor: Actor,
  place: Place,
): Promise<{ address: string; setup: string | undefined; close: () => Promise<void> }> => {
  const { passwordHash } = await getAccount(system.db, actor.accountId);
  const setup = passwordHash === null ? setupToken(actor.accountId) : undefined;
  const { version } = JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as { version: string };
  const server = await createServer(system, {
    log: openLog(session.env),
    version,
    origin: session.env.origin,
    ...(setup === undefined ? {} : { setup }),
  });
  try {
    const address = await server.listen(place);
    // After the #: a browser sends it to no server and writes it into no log.
    const link = setup === undefined ? undefined : `${address}/#setup=${setup.token}`;
    return { address, setup: link, close: () => server.close() };
  } catch (error) {
    await server.close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new SohoaError('port-in-use', { port: place.port });
  }
};

const runUp = async (session: Session, place: Place): Promise<void> => {
  const system = await session.system();
  const actor = await session.actor();
  const workstation = await openWorkstation(session, system, actor, place);
  try {
    await runStages(session, system, { actor, ...workstation });
  } finally {
    await workstation.close();
  }
};

const runStages = async (
  session: Session,
  system: System,
  workstation: { actor: Actor; address: string; setup: string | undefined },
): Promise<void> => {
  await reconcile(system);
  const workers = await startStages(system);
  let looking = Promise.resolve();
  const net = setInterval(() => {
    looking = looking
      .then(() => reconcile(system))
      .then(() => keepUp(system.db))
      .then(
        () => undefined,
        () => session.note('reconcile-failed'),
      );
  }, RECONCILE_MS);
  session.tell('up', { ...system.places });
  session.tell('up-web', { address: workstation.address });
  if (workstation.setup !== undefined) {
    session.tell('up-setup', { username: workstation.actor.username, address: workstation.setup });
  }
  await untilStopped();
  session.tell('stopping');
  clearInterval(net);
  await looking;
  await workers.close();
};
