/**
 * The promise of the design, tested by doing the worst: the worker is killed with SIGKILL in every stage and the queue is
 * wiped, at ten random moments, on both queue backends. Afterwards every file, page and entry is accounted for, none twice.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approveBatch } from '../pipelines/accept.ts';
import { enqueueLoad } from '../pipelines/flow.ts';
import { collectPaths } from '../pipelines/hand-in/collect.ts';
import { enqueue } from '../pipelines/hand-in/enqueue.ts';
import { releaseHold } from '../pipelines/hold.ts';
import { startLoad } from '../pipelines/load.ts';
import { openSystem, type System } from '../pipelines/system.ts';
import { settleField } from '../pipelines/verify.ts';
import { type MadeLedger, makeLedger } from '../scripts/ledger/make.ts';
import { type Actor, actorOf } from '../src/access/accounts.ts';
import { readEnvironment } from '../src/config/environment.ts';
import { packagePath } from '../src/config/root.ts';
import type { Role } from '../src/domain/roles.ts';
import { queueTestBackends } from '../src/queue/testing.ts';
import { addAccount, addGrant } from '../src/store/accounts.ts';
import { type Batch, getBatch } from '../src/store/hand-in.ts';
import { listHolds } from '../src/store/holds.ts';
import { saveOffice } from '../src/store/offices.ts';
import { progressOf } from '../src/store/progress.ts';
import { openTasks } from '../src/store/tasks.ts';

const ROUNDS = 10;
/** Small pages keep the test short; what is tested is the way of the work, not the reading. */
const LEDGER = {
  kinds: ['KH', 'KT'],
  entries: 6,
  hand: 'print',
  damage: 'light',
  dpi: 150,
  voidRate: 0,
} as const;

let folder = '';
let made: MadeLedger;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sohoa-faults-'));
  made = await makeLedger({
    ...LEDGER,
    kinds: [...LEDGER.kinds],
    seed: 'faults',
    out: join(folder, 'scans'),
  });
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

/** Not seeded on purpose: every run tries other moments; what happened is printed when it fails. */
const moment = (): number => Math.round(200 + Math.random() * 2_300);

describe.each(queueTestBackends())('with the queue on $kind', ({ kind, skipped, start }) => {
  it.skipIf(skipped !== undefined)(
    'nothing is lost or done twice when workers are killed and the queue is wiped',
    async () => {
      // The PostgreSQL backend lies in the workspace's own server.
      const server = kind === 'redis' ? await start() : undefined;
      const workspace = join(folder, kind);
      const redis =
        server !== undefined && 'redisUrl' in server.options ? { REDIS_URL: server.options.redisUrl } : {};
      const env = { ...readEnvironment({ ...process.env, ...redis, SOHOA_HOME: workspace }), concurrency: 2 };
      const system = await openSystem(env, () => undefined);
      const diary: string[] = [];
      try {
        const people = await hire(system);
        const books = await collectPaths([made.out], { office: 'x' });
        const { batch } = await enqueue(system, people.scanner, { batchName: 'x', books });
        for (let round = 0; round < ROUNDS; round += 1) {
          const worker = startWorker(workspace, redis, ['work', '--drain']);
          const wait = moment();
          await Promise.race([sleep(wait), once(worker, 'exit')]);
          const wiped = round % 3 === 2;
          if (wiped) await system.queue.wipe();
          worker.kill('SIGKILL');
          await gone(worker);
          diary.push(`${wait} ms${wiped ? ', wiped' : ''}: ${await where(system)}`);
        }
        await finish(workspace, redis);
        await expectAccounted(system, batch, diary);
        await settleAll(system, people, batch);
        await finish(workspace, redis);
        await approveBatch(system, people.supervisor, await getBatch(system.db, batch.id));
        const accepted = await getBatch(system.db, batch.id);
        const run = await startLoad(system, { batch: accepted, accountId: people.supervisor.accountId });
        for (const id of run.bookLoadIds) await enqueueLoad(system.jobs, id);
        for (const wait of [900, 1_300, 1_700]) {
          const worker = startWorker(workspace, redis, ['work', '--drain', '--stage', 'load']);
          await Promise.race([sleep(wait), once(worker, 'exit')]);
          worker.kill('SIGKILL');
          await gone(worker);
          await system.queue.wipe();
        }
        await finish(workspace, redis);
        expect((await progressOf(system.db, batch.id)).entries.loaded).toBe(made.entries.length);
      } finally {
        await system.close();
        await server?.close();
      }
    },
    300_000,
  );
});

const startWorker = (workspace: string, redis: NodeJS.ProcessEnv, args: string[]): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', packagePath('src/cli/main.ts'), ...args], {
    cwd: packagePath(),
    env: {
      ...process.env,
      ...redis,
      SOHOA_HOME: workspace,
      SOHOA_CONCURRENCY: '2',
      SOHOA_LOG: 'silent',
      NODE_OPTIONS: '',
    },
    stdio: 'ignore',
  });

const gone = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
};

/** What an operator does after a crash: start the worker again and let it run out. */
const finish = async (workspace: string, redis: NodeJS.ProcessEnv): Promise<void> => {
  const worker = startWorker(workspace, redis, ['work', '--drain']);
  await gone(worker);
};

const where = async (system: System): Promise<string> => {
  const rows = await system.db.execute<{ state: string; count: string }>(
    sql`select 'frame ' || state as state, count(*) from frames group by 1
        union all select 'page ' || state, count(*) from pages group by 1`,
  );
  return rows.rows.map(({ state, count }) => `${count} ${state}`).join(', ');
};

const expectAccounted = async (system: System, batch: Batch, diary: readonly string[]): Promise<void> => {
  const said = diary.join('\n');
  const progress = await progressOf(system.db, batch.id);
  const files = made.books.reduce((sum, book) => sum + book.files, 0);
  expect(progress.files, said).toEqual({ received: files, done: files, held: 0, inProgress: 0 });
  expect(progress.frames, said).toEqual({ received: files, done: files, held: 0, inProgress: 0 });
  expect(progress.pages, said).toEqual({ received: files, done: files, held: 0, inProgress: 0 });
  expect(progress.entries.candidate + progress.entries.verified, said).toBe(made.entries.length);
  const doubles = await system.db.execute(sql`
    select entry_id, field from field_values where supersedes is null group by 1, 2 having count(*) > 1
    union all
    select v.entry_id, v.field from field_values v
      where not exists (select 1 from field_values s where s.supersedes = v.id)
      and not exists (select 1 from entry_fields f where f.value_id = v.id)`);
  expect(doubles.rows, said).toEqual([]);
};

type People = Readonly<{ scanner: Actor; keyer: Actor; supervisor: Actor }>;

const hire = async (system: System): Promise<People> => {
  const office = await saveOffice(system.db, { code: 'x', name: 'UBND xã Thử Nghiệm' });
  const one = async (role: Role): Promise<Actor> => {
    const account = await addAccount(system.db, { username: role, displayName: role, passwordHash: null });
    await addGrant(system.db, { accountId: account.id, role, officeId: office.id });
    return actorOf(system.db, account);
  };
  return {
    scanner: await one('scan-operator'),
    keyer: await one('data-entry'),
    supervisor: await one('supervisor'),
  };
};

/** Confirms what there is to confirm and gives everything else its true value. */
const settleAll = async (system: System, { keyer, scanner }: People, batch: Batch): Promise<void> => {
  const truth = new Map(made.entries.map((entry) => [entry.file, entry.fields]));
  for (;;) {
    const views = await openTasks(system.db, { batchId: batch.id });
    if (views.length === 0) break;
    for (const view of views) {
      const value = truth.get(view.fileName)?.[view.task.field];
      await settleField(system, keyer, {
        entryId: view.task.entryId,
        field: view.task.field,
        expectedVersion: view.version,
        statement:
          value?.normalized == null
            ? { type: 'mark', state: 'blank' }
            : { type: 'text', text: value.normalized },
      });
    }
  }
  for (const held of await listHolds(system.db, { batchId: batch.id })) {
    await releaseHold(system, scanner, held.id, { type: 'accept', reason: 'test' });
  }
};
