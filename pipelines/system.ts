/**
 * Puts the parts together for one process: database, registry, page files, queue, bench. Without configuration all of
 * them live in the workspace; an address in the environment switches one of them to a real server.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../src/config/environment.ts';
import { openQueueBackend, type QueueBackend } from '../src/queue/backend.ts';
import type { Notify } from '../src/queue/failures.ts';
import { openRegistry, REGISTRY_DATABASE, type Registry } from '../src/registry/database.ts';
import { openStore, type Store } from '../src/store/database.ts';
import { type EmbeddedPostgres, ensureEmbeddedPostgres } from '../src/store/embedded/embedded.ts';
import { diskPageFiles, type PageFiles, sweepDrafts } from '../src/store/page-files.ts';
import { s3PageFiles } from '../src/store/s3-page-files.ts';
import { createBench } from './bench/bench.ts';
import type { StageContext } from './context.ts';

export type System = Omit<StageContext, 'jobs'> &
  Readonly<{
    env: Environment;
    store: Store;
    queue: QueueBackend;
    jobs: QueueBackend;
    /** Opened when it is first needed: most commands never touch the registry. */
    registry: () => Promise<Registry>;
    /** Where each part lives, for people (no passwords). */
    places: Readonly<{ database: string; queue: string; registry: string; pages: string }>;
    close: () => Promise<void>;
  }>;

const STORE_DATABASE = 'sohoa';

/** Folders of a workspace. */
export const workspaceFolders = (workspace: string) => ({
  pages: join(workspace, 'pages'),
  scratch: join(workspace, 'scratch'),
  crops: join(workspace, 'crops'),
  logs: join(workspace, 'logs'),
  demo: join(workspace, 'demo'),
});

export const openSystem = async (env: Environment, notify: Notify): Promise<System> => {
  const folders = workspaceFolders(env.workspace);
  await mkdir(env.workspace, { recursive: true });
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const embedded = await embeddedServer(env);
    if (embedded !== undefined) closers.push(() => embedded.stopIfLast());
    const databaseUrl = env.databaseUrl ?? (await embeddedUrl(embedded, STORE_DATABASE));
    const store = await openStore(databaseUrl, { maxConnections: env.concurrency + 6 });
    closers.push(store.close);
    const lockDurationMs = env.takeoverSeconds * 1000;
    const queue = await openQueueBackend({
      redisUrl: env.redisUrl,
      postgresUrl: databaseUrl,
      notify,
      settings: { lockDurationMs, stalledIntervalMs: lockDurationMs / 3 },
    });
    closers.push(queue.close);
    const bench = createBench({
      size: env.concurrency,
      requestsPerProcess: env.pagesPerProcess,
      secondsPerRequest: env.pageSeconds,
    });
    closers.push(bench.close);
    let registry: Promise<Registry> | undefined;
    return {
      env,
      store,
      db: store.db,
      queue,
      jobs: queue,
      bench,
      pageFiles: await pageFilesOf(env, folders.pages),
      scratch: folders.scratch,
      registry: () => {
        registry ??= openRegistryOf(env, embedded, closers);
        return registry;
      },
      places: {
        database: placeOf(env.databaseUrl, env.workspace, 'postgres'),
        queue: env.redisUrl === undefined ? 'BullMQ / PostgreSQL' : 'BullMQ / Redis',
        registry: placeOf(env.registryUrl, env.workspace, 'postgres'),
        pages: env.s3 === undefined ? folders.pages : `s3://${env.s3.bucket}`,
      },
      close: closeAll,
    };
  } catch (error) {
    await closeAll().catch(() => undefined);
    throw error;
  }
};

const embeddedServer = async (env: Environment): Promise<EmbeddedPostgres | undefined> =>
  env.databaseUrl !== undefined && env.registryUrl !== undefined
    ? undefined
    : ensureEmbeddedPostgres({ workspace: env.workspace });

const embeddedUrl = async (server: EmbeddedPostgres | undefined, database: string): Promise<string> => {
  if (server === undefined) throw new Error('no embedded server was started');
  await server.createDatabaseIfMissing(database);
  return server.url(database);
};

const openRegistryOf = async (
  env: Environment,
  embedded: EmbeddedPostgres | undefined,
  closers: (() => Promise<unknown>)[],
): Promise<Registry> => {
  const registry = await openRegistry(env.registryUrl ?? (await embeddedUrl(embedded, REGISTRY_DATABASE)));
  closers.push(registry.close);
  return registry;
};

const pageFilesOf = async (env: Environment, folder: string): Promise<PageFiles> => {
  if (env.s3 !== undefined) return s3PageFiles(env.s3, join(env.workspace, 'page-cache'));
  await sweepDrafts(folder);
  return diskPageFiles(folder);
};

const placeOf = (url: string | undefined, workspace: string, folder: string): string => {
  if (url === undefined) return join(workspace, folder);
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}${port === '' ? '' : `:${port}`}${pathname}`;
};
