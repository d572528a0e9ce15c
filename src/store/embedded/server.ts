/** Starting, finding and stopping the postmaster of one data folder. All callers hold the lock of that folder. */
import { open, rename, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { SohoaError } from '../../domain/errors.ts';
import {
  type ClusterFiles,
  ensureCluster,
  errorLine,
  isDiskFull,
  readFileIfAny,
  SUPERUSER,
} from './cluster.ts';
import type { Launcher } from './launcher.ts';
import { findPostmaster, forgetPostmaster, leftPidFile } from './postmaster.ts';

export interface RunningServer {
  readonly port: number;
  readonly password: string;
  /** An open connection to the database `postgres`. */
  readonly client: pg.Client;
  /** Settles when that connection is closed, by whichever side. */
  readonly ended: Promise<void>;
  /** True when the server ran before this call. */
  readonly reused: boolean;
}

/** Server parameters given on the command line; plain words and numbers only. */
export type ServerSettings = Readonly<Record<string, string>>;

/** Recovery after a crash of a full registry may take minutes. */
const START_LIMIT_MS = 300_000;
/** How long nobody may answer on the port of a process that only might be the postmaster. */
const SILENT_MS = 10_000;
const STOP_LIMIT_MS = 90_000;
const MAX_FAILED_STARTS = 3;

/** Joins the server that runs, or starts it. */
export const startOrReuse = async (
  files: ClusterFiles,
  launcher: Launcher,
  settings: ServerSettings,
): Promise<RunningServer> => {
  const server = await joinServer(files, launcher, settings, 'always');
  if (server === undefined)
    throw new SohoaError('embedded-postgres-start-failed', { log: files.log, detail: '' });
  return server;
};

/** Joins the server that runs, or starts it again if it crashed; undefined when it was stopped on purpose. */
export const restartCrashed = (
  files: ClusterFiles,
  launcher: Launcher,
  settings: ServerSettings,
): Promise<RunningServer | undefined> => joinServer(files, launcher, settings, 'after-crash');

const joinServer = async (
  files: ClusterFiles,
  launcher: Launcher,
  settings: ServerSettings,
  mayStart: 'always' | 'after-crash',
): Promise<RunningServer | undefined> => {
  if (mayStart === 'after-crash' && !(await leftPidFile(files.dataDir))) return undefined;
  const password = await ensureCluster(files, launcher);
  const began = Date.now();
  let started = 0;
  let port = Number(await readFileIfAny(files.port)) || randomPort();
  let silentSince: number | undefined;
  for (;;) {
    const postmaster = await findPostmaster(files.dataDir);
    if (postmaster !== undefined) {
      const answer = await tryConnect(postmaster.port, password);
      if ('client' in answer) {
        await writeFile(files.port, String(postmaster.port));
        return {
          port: postmaster.port,
          password,
          client: answer.client,
          ended: answer.ended,
          reused: started === 0,
        };
      }
      if (answer.code === '28P01')
        throw new SohoaError('embedded-postgres-password', { path: files.password });
      if (answer.code === 'ECONNREFUSED' && !postmaster.certain) {
        silentSince ??= Date.now();
        if (Date.now() - silentSince > SILENT_MS) await forgetPostmaster(files.dataDir);
      }
      if (Date.now() - began > START_LIMIT_MS) {
        throw new SohoaError('embedded-postgres-start-timeout', { log: files.log, detail: answer.code });
      }
      await sleep(50);
      continue;
    }
    if (mayStart === 'after-crash' && started === 0 && !(await leftPidFile(files.dataDir))) return undefined;
    await forgetPostmaster(files.dataDir);
    if (started > MAX_FAILED_STARTS) {
      throw new SohoaError('embedded-postgres-start-failed', { log: files.log, detail: '' });
    }
    const outcome = await start(files, launcher, settings, port);
    if (outcome === 'started') started += 1;
    else if (outcome === 'port-taken') port = randomPort();
    // Processes of a killed postmaster need a moment to notice; until then PostgreSQL refuses the data folder.
    else if (Date.now() - began < 60_000) await sleep(200);
    else throw new SohoaError('embedded-postgres-start-timeout', { log: files.log, detail: outcome });
  }
};

/**
 * Settings for what sohoa asks: many small statements, of which none is worth compiling, on disks without moving heads.
 * Pages that PostgreSQL keeps itself need not be fetched and checked anew each time.
 */
const suited = (): ServerSettings => ({
  jit: 'off',
  random_page_cost: '1.1',
  shared_buffers: `${Math.round(Math.min(1024, Math.max(128, totalmem() / 2 ** 20 / 16)))}MB`,
});

type StartOutcome = 'started' | 'port-taken' | 'still-in-use';

const start = async (
  files: ClusterFiles,
  launcher: Launcher,
  settings: ServerSettings,
  port: number,
): Promise<StartOutcome> => {
  if (!(await isFree(port))) return 'port-taken';
  const logStart = await prepareLog(files, launcher);
  const options = ['-p', String(port)];
  for (const [name, value] of Object.entries({ ...suited(), ...settings }))
    options.push('-c', `${name}=${value}`);
  const begun = await launcher.run(
    'pg_ctl',
    [
      ...['-D', files.dataDir, '-w', '-t', String(START_LIMIT_MS / 1000), '-l', files.log],
      ...['-o', options.join(' '), 'start'],
    ],
    { timeoutMs: START_LIMIT_MS + 10_000, quiet: true },
  );
  if (begun.code === 0) return 'started';
  const said = await readFrom(files.log, logStart);
  if (/could not create any TCP\/IP sockets|could not bind/i.test(said)) return 'port-taken';
  if (/pre-existing shared memory block|lock file ".*" already exists/i.test(said)) return 'still-in-use';
  if (isDiskFull(said)) throw new SohoaError('embedded-postgres-disk-full', { path: files.home });
  if (/database files are incompatible/i.test(said)) {
    throw new SohoaError('embedded-postgres-version', { path: files.dataDir });
  }
  throw new SohoaError('embedded-postgres-start-failed', { log: files.log, detail: errorLine(said) });
};

/** Stops the server and waits for its end; open transactions are rolled back. No server is fine. */
export const stopServer = async (files: ClusterFiles, launcher: Launcher): Promise<void> => {
  for (const mode of ['fast', 'immediate']) {
    if ((await findPostmaster(files.dataDir)) === undefined) return;
    await launcher.run('pg_ctl', ['-D', files.dataDir, '-m', mode, '-w', '-t', '60', 'stop'], {
      timeoutMs: STOP_LIMIT_MS,
      quiet: true,
    });
  }
  if ((await findPostmaster(files.dataDir)) !== undefined) {
    throw new SohoaError('embedded-postgres-stop-failed', { log: files.log });
  }
};

/** Other processes' connections: everything a client opened except `client` itself. */
export const countOtherClients = async (client: pg.Client): Promise<number> => {
  const { rows } = await client.query<{ others: number }>(
    `SELECT count(*)::int AS others FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  );
  return rows[0]?.others ?? 0;
};

type Answer = { readonly client: pg.Client; readonly ended: Promise<void> } | { readonly code: string };

const tryConnect = async (port: number, password: string): Promise<Answer> => {
  const client = openClient(port, password, 'postgres');
  // Listened for from the start: the server may be killed again before anybody else gets to see this connection.
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  try {
    await client.connect();
    return { client, ended };
  } catch (error) {
    await client.end().catch(() => undefined);
    return { code: (error as { code?: string }).code ?? 'no-answer' };
  }
};

export const openClient = (port: number, password: string, database: string): pg.Client => {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    password,
    database,
    ssl: false,
    connectionTimeoutMillis: 10_000,
    application_name: 'sohoa-supervisor',
    keepAlive: true,
  });
  // Without a listener a lost connection would end the process.
  client.on('error', () => undefined);
  return client;
};

/** Below the ports that systems hand out for outgoing connections (Linux from 32768, Windows and macOS from 49152). */
const randomPort = (): number => 20_000 + Math.floor(Math.random() * 12_000);

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });

const LOG_LIMIT = 8 * 1024 * 1024;

/** Keeps one older log, hands the file to the server's account and returns the size to read new lines from. */
const prepareLog = async (files: ClusterFiles, launcher: Launcher): Promise<number> => {
  const size = await sizeOf(files.log);
  if (size > LOG_LIMIT) await rename(files.log, `${files.log}.1`);
  await (await open(files.log, 'a', 0o600)).close();
  await launcher.give(files.log);
  return size > LOG_LIMIT ? 0 : size;
};

const sizeOf = async (path: string): Promise<number> => {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
};

const readFrom = async (path: string, offset: number): Promise<string> =>
  Buffer.from((await readFileIfAny(path)) ?? '')
    .subarray(offset)
    .toString('utf8');
