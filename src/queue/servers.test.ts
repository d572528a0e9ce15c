/** What happens when the server under the queue is missing, unwilling, or goes away and comes back. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ensureEmbeddedPostgres } from '../store/embedded/embedded.ts';
import { withTestDatabase } from '../store/testing.ts';
import { openQueueBackend, type QueueBackend } from './backend.ts';
import type { QueueNotice } from './failures.ts';
import { handler } from './handlers.ts';
import { findRedisServer, freePort, startRedisServer } from './testing.ts';

const quiet = { notify: (): void => undefined };

const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await condition())) await sleep(20);
};

/** Adds a job as soon as the server takes it again. */
const addWhenBack = (backend: QueueBackend, pageId: number): Promise<void> =>
  until(() =>
    backend.add({ name: 'read.page', data: { pageId } }).then(
      () => true,
      () => false,
    ),
  );

const notingWorker = async (backend: QueueBackend): Promise<number[]> => {
  const ran: number[] = [];
  const worker = await backend.startWorker('read', [
    handler('read.page', async ({ data }) => {
      ran.push(Number(data.pageId));
      return 'done';
    }),
  ]);
  onTestFinished(async () => {
    await worker.close(0);
    await backend.close();
  });
  return ran;
};

it('needs a server', async () => {
  await expect(openQueueBackend(quiet)).rejects.toMatchObject({ code: 'queue-no-server' });
  await expect(openQueueBackend({ ...quiet, redisUrl: 'not an address' })).rejects.toMatchObject({
    code: 'queue-address-invalid',
  });
  await expect(openQueueBackend({ ...quiet, postgresUrl: 'not an address' })).rejects.toMatchObject({
    code: 'queue-address-invalid',
  });
});

describe('PostgreSQL', () => {
  it('that does not answer is named, without the password', async () => {
    const port = await freePort();
    const postgresUrl = `postgres://clerk:secret@127.0.0.1:${port}/sohoa`;
    await expect(openQueueBackend({ ...quiet, postgresUrl })).rejects.toMatchObject({
      code: 'queue-postgres-unreachable',
      params: { server: `127.0.0.1:${port}`, detail: 'Error ECONNREFUSED' },
    });
  });

  it('that refuses the password, or lacks the database, is told apart', async () => {
    const database = await withTestDatabase();
    onTestFinished(database.drop);
    const wrongPassword = database.url.replace(/:[0-9a-f]+@/, ':wrong@');
    await expect(openQueueBackend({ ...quiet, postgresUrl: wrongPassword })).rejects.toMatchObject({
      code: 'queue-postgres-refused',
    });
    const noDatabase = database.url.replace(database.name, 'no_such_database');
    await expect(openQueueBackend({ ...quiet, postgresUrl: noDatabase })).rejects.toMatchObject({
      code: 'queue-postgres-refused',
    });
  });

  it('can be opened by several processes at once in an empty database', async () => {
    const database = await withTestDatabase();
    onTestFinished(database.drop);
    const opened = await Promise.all(
      [1, 2, 3].map(() => openQueueBackend({ ...quiet, postgresUrl: database.url })),
    );
    await opened[0]?.add({ name: 'read.page', data: { pageId: 1 } });
    expect((await opened[2]?.counts())?.read.waiting).toBe(1);
    await Promise.all(opened.map((backend) => backend.close()));
  });

  it('may be killed under a running worker, which goes on when it is back', async () => {
    const workspace = mkdtempSync(join(tmpdir(), 'sohoa-queue-'));
    const server = await ensureEmbeddedPostgres({ workspace, settings: { fsync: 'off' } });
    await server.createDatabaseIfMissing('sohoa');
    onTestFinished(async () => {
      await server.stop();
      rmSync(workspace, { recursive: true, force: true });
    });
    const backend = await openQueueBackend({ ...quiet, postgresUrl: server.url('sohoa') });
    const ran = await notingWorker(backend);
    await backend.add({ name: 'read.page', data: { pageId: 1 } });
    await until(() => ran.length === 1);
    process.kill(
      Number(readFileSync(join(server.dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]),
      'SIGKILL',
    );
    await addWhenBack(backend, 2);
    await until(() => ran.includes(2));
  });
});

describe.skipIf(findRedisServer() === undefined && !process.env.CI)(
  'Redis (skipped without a redis-server)',
  () => {
    it('that does not answer is named at once, without the password', async () => {
      const port = await freePort();
      await expect(
        openQueueBackend({ ...quiet, redisUrl: `redis://clerk:secret@127.0.0.1:${port}` }),
      ).rejects.toMatchObject({
        code: 'queue-redis-unreachable',
        params: { server: `127.0.0.1:${port}`, detail: 'Error ECONNREFUSED' },
      });
    });

    it('that wants another password is told apart', async () => {
      const redis = await startRedisServer(['--requirepass', 'right']);
      onTestFinished(redis.close);
      for (const password of ['', ':wrong@']) {
        const redisUrl = redis.url.replace('//', `//${password}`);
        await expect(openQueueBackend({ ...quiet, redisUrl })).rejects.toMatchObject({
          code: 'queue-redis-refused',
        });
      }
      const backend = await openQueueBackend({ ...quiet, redisUrl: redis.url.replace('//', '//:right@') });
      await backend.ping();
      await backend.close();
    });

    it('that may drop jobs is warned of, one that may not is not', async () => {
      const notices: QueueNotice[] = [];
      const notify = (notice: QueueNotice): void => void notices.push(notice);
      const careful = await startRedisServer();
      onTestFinished(careful.close);
      await (await openQueueBackend({ notify, redisUrl: careful.url })).close();
      expect(notices).toEqual([]);
      const careless = await startRedisServer(['--maxmemory-policy', 'allkeys-lru']);
      onTestFinished(careless.close);
      await (await openQueueBackend({ notify, redisUrl: careless.url })).close();
      expect(notices).toMatchObject([{ code: 'queue-redis-eviction', params: { policy: 'allkeys-lru' } }]);
    });

    it('may go away under a running worker: adding fails at once, and all goes on when it is back', async () => {
      const first = await startRedisServer();
      const notices: QueueNotice[] = [];
      const backend = await openQueueBackend({
        notify: (notice) => void notices.push(notice),
        redisUrl: first.url,
      });
      const ran = await notingWorker(backend);
      await backend.add({ name: 'read.page', data: { pageId: 1 } });
      await until(() => ran.length === 1);
      await first.close();
      await until(() => notices.length > 0);
      await expect(backend.add({ name: 'read.page', data: { pageId: 2 } })).rejects.toThrow();
      const second = await startRedisServer([], Number(new URL(first.url).port));
      onTestFinished(second.close);
      await addWhenBack(backend, 2);
      await until(() => ran.includes(2));
      // A server that is away for long must not fill the log.
      const keys = notices.map(({ code, params }) => `${code} ${JSON.stringify(params)}`);
      expect(new Set(keys).size).toBe(keys.length);
    });
  },
);
