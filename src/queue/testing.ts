/**
 * Both queue backends for tests. Redis comes from TEST_REDIS_URL or from a `redis-server` on the PATH, started in a
 * temporary folder on a free port; without either the Redis tests are skipped visibly, and on CI they fail.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { withTestDatabase } from '../store/testing.ts';

export interface QueueTestServer {
  /** What `openQueueBackend` takes. */
  readonly options: { readonly redisUrl: string } | { readonly postgresUrl: string };
  /** Throws away all that a namespace holds without asking the queue, as a flushed Redis or a lost schema does. */
  readonly lose: (namespace: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface QueueTestBackend {
  readonly kind: 'redis' | 'postgres';
  /** Set when this machine cannot run it; goes into the name of the skipped suite. */
  readonly skipped?: string;
  readonly start: () => Promise<QueueTestServer>;
}

export const queueTestBackends = (): readonly QueueTestBackend[] => {
  const hasRedis = Boolean(process.env.TEST_REDIS_URL) || findRedisServer() !== undefined;
  const skipped =
    hasRedis || process.env.CI ? {} : { skipped: 'no redis-server on PATH, TEST_REDIS_URL not set' };
  return [
    { kind: 'postgres', start: startPostgres },
    { kind: 'redis', start: startRedis, ...skipped },
  ];
};

const startPostgres = async (): Promise<QueueTestServer> => {
  const database = await withTestDatabase();
  return {
    options: { postgresUrl: database.url },
    lose: (namespace) => database.run(`TRUNCATE ${namespace}.job CASCADE`),
    close: database.drop,
  };
};

const startRedis = async (): Promise<QueueTestServer> => {
  const given = process.env.TEST_REDIS_URL;
  const server = given ? { url: given, close: async () => undefined } : await startRedisServer();
  return {
    options: { redisUrl: server.url },
    lose: async (namespace) => {
      const client = new Redis(server.url);
      try {
        for await (const keys of client.scanStream({ match: `${namespace}:*`, count: 500 })) {
          if (keys.length > 0) await client.del(...(keys as string[]));
        }
      } finally {
        client.disconnect();
      }
    },
    close: server.close,
  };
};

export interface RedisServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A Redis of its own with the given command-line settings; `close` ends it and removes its folder. */
export const startRedisServer = async (
  settings: readonly string[] = [],
  givenPort?: number,
): Promise<RedisServer> => {
  const program = findRedisServer();
  if (program === undefined) throw new Error('The tests need a redis-server on PATH, or TEST_REDIS_URL.');
  const folder = mkdtempSync(join(tmpdir(), 'sohoa-redis-'));
  const port = givenPort ?? (await freePort());
  const child = spawn(
    program,
    [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
      ...['--save', '', '--appendonly', 'no'],
      ...settings,
    ],
    { stdio: 'ignore' },
  );
  // The server must not outlive a test run that is ended by a signal or an uncaught error.
  const endIt = (): void => void child.kill('SIGKILL');
  process.once('exit', endIt);
  await answers(port, child);
  return {
    url: `redis://127.0.0.1:${port}`,
    close: async () => {
      process.removeListener('exit', endIt);
      if (child.exitCode === null) {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

export const findRedisServer = (): string | undefined => {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const program = join(folder, 'redis-server');
    try {
      accessSync(program, constants.X_OK);
      return program;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
};

const answers = async (port: number, child: ChildProcess): Promise<void> => {
  while (child.exitCode === null) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('connect', () => socket.end());
    });
    if (isOpen) return;
    await sleep(20);
  }
  throw new Error(`redis-server ended with ${child.exitCode}`);
};

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
