/**
 * The private PostgreSQL of a workspace: started by whoever comes first, shared by all processes of the workspace,
 * stopped by whoever leaves last. Every process keeps one idle connection open for as long as it needs the server;
 * the server sees it vanish however the process ends, so nobody's need is ever miscounted.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { SohoaError } from '../../domain/errors.ts';
import { type ClusterFiles, clusterFiles, makeHome, SUPERUSER } from './cluster.ts';
import { type Launcher, openLauncher } from './launcher.ts';
import { withProcessLock } from './lock.ts';
import { findPostmaster } from './postmaster.ts';
import {
  countOtherClients,
  openClient,
  restartCrashed,
  type ServerSettings,
  startOrReuse,
  stopServer,
} from './server.ts';

export interface EmbeddedPostgres {
  /** Connection URL of a database of this server; it need not exist yet. Holds the password: never log it. */
  readonly url: (database: string) => string;
  readonly port: number;
  readonly dataDir: string;
  /** True when the server already ran, started by another process or left by one that was killed. */
  readonly reused: boolean;
  readonly createDatabaseIfMissing: (database: string) => Promise<void>;
  /**
   * Gives up this process' need of the server and stops it when no connection of any process is open; close your own
   * pools first. Returns whether the server is stopped now.
   */
  readonly stopIfLast: () => Promise<boolean>;
  /** Stops the server under everybody. */
  readonly stop: () => Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Folder of all sohoa data (`SOHOA_HOME`); the server lives in its subfolder `postgres`. */
  readonly workspace: string;
  /** Extra server parameters, for tests that need no durability. Only the process that starts the server decides. */
  readonly settings?: ServerSettings;
}

/** Missing in the types of pg, there since pg 8. */
type Refable = pg.Client & { ref(): void; unref(): void };

const REVIVE_TRIES = 5;
const REVIVE_PAUSE_MS = 1_000;
const LINGER_MS = 50;
const LINGER_TRIES = 6;

/** Starts the workspace's server or joins the running one; safe to call from several processes at once. */
export const ensureEmbeddedPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const files = clusterFiles(options.workspace);
  const settings = checkSettings(options.settings ?? {});
  const underLock = <T>(work: (launcher: Launcher) => Promise<T>): Promise<T> =>
    naming(files, () =>
      withProcessLock(files.lock, async () => await work(await openLauncher(files.home, files.dataDir))),
    );

  await naming(files, () => makeHome(files));
  const first = await underLock((launcher) => startOrReuse(files, launcher, settings));
  let server = first;
  let left = false;
  let reviving = Promise.resolve();

  const revive = async (): Promise<void> => {
    for (let tries = 1; !left; tries += 1) {
      try {
        const next = await underLock((launcher) => restartCrashed(files, launcher, settings));
        if (next === undefined) return;
        server = next;
        watch();
        return;
      } catch (error) {
        const isDeleted = (error as NodeJS.ErrnoException).code === 'ENOENT';
        // Whoever uses the server next meets the refused connection and reports it.
        if (isDeleted || tries === REVIVE_TRIES) return;
        await sleep(REVIVE_PAUSE_MS);
      }
    }
  };

  /** Keeps the connection without keeping the process alive, and brings the server back when it crashes. */
  const watch = (): void => {
    const { client, ended } = server;
    (client as Refable).unref();
    void ended.then(() => {
      if (!left) reviving = revive();
    });
  };
  watch();

  const leave = async (): Promise<void> => {
    left = true;
    await reviving;
    (server.client as Refable).ref();
    await server.client.end().catch(() => undefined);
  };

  return {
    url: (database) =>
      `postgres://${SUPERUSER}:${server.password}@127.0.0.1:${server.port}/${encodeURIComponent(database)}?sslmode=disable`,
    get port() {
      return server.port;
    },
    dataDir: files.dataDir,
    reused: first.reused,
    createDatabaseIfMissing: async (database) => {
      await reviving;
      const client = openClient(server.port, server.password, 'postgres');
      await client.connect();
      try {
        await createDatabase(client, database);
      } finally {
        await client.end();
      }
    },
    stopIfLast: async () => {
      await reviving;
      if (left) return false;
      await leave();
      return await underLock(async (launcher) => {
        if ((await othersOf(files, server.password)) > 0) return false;
        await stopServer(files, launcher);
        return true;
      });
    },
    stop: async () => {
      await leave();
      await underLock((launcher) => stopServer(files, launcher));
    },
  };
};

/** Clients of the server that runs now, if any; connections that were just closed stay listed for some milliseconds. */
const othersOf = async (files: ClusterFiles, password: string): Promise<number> => {
  const postmaster = await findPostmaster(files.dataDir);
  if (postmaster === undefined) return 0;
  const client = openClient(postmaster.port, password, 'postgres');
  try {
    await client.connect();
    let others = await countOtherClients(client);
    for (let tries = 1; others > 0 && tries < LINGER_TRIES; tries += 1) {
      await sleep(LINGER_MS);
      others = await countOtherClients(client);
    }
    return others;
  } catch {
    // It lives but cannot be asked (recovering, or full of connections): not ours to stop.
    return 1;
  } finally {
    await client.end();
  }
};

const createDatabase = async (client: pg.Client, database: string): Promise<void> => {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
  if (rowCount) return;
  try {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`);
  } catch (error) {
    // 42P04 it exists, 23505 another process makes it at this moment.
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error;
  }
};

const checkSettings = (settings: ServerSettings): ServerSettings => {
  for (const [name, value] of Object.entries(settings)) {
    if (!/^[a-z_]+$/.test(name) || !/^[\w.]+$/.test(value)) {
      throw new SohoaError('embedded-postgres-setting', { name });
    }
  }
  return settings;
};

/** Turns file errors of the workspace into errors that name it. */
const naming = async <T>(files: ClusterFiles, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    if (['ENOSPC', 'EDQUOT'].includes(code)) {
      throw new SohoaError('embedded-postgres-disk-full', { path: files.home }, { cause });
    }
    if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code)) {
      throw new SohoaError('embedded-postgres-workspace', { path: files.home, detail: code }, { cause });
    }
    throw cause;
  }
};
