/**
 * The promise of the design, tested by doing the worst: workers are killed with SIGKILL in the midst of every stage, and at
 * ten random moments with the queue wiped in between, on both queue backends. Afterwards every file, page and entry is
 * accounted for, none twice.
 */
import type { ChildProcess } from 'node:child_process';
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
import { startLoad } from '../pipelines/load.ts';
import { openSystem, type System } from '../pipelines/system.ts';
import { type MadeLedger, makeLedger } from '../scripts/ledger/make.ts';
import { readEnvironment } from '../src/config/environment.ts';
import type { KindCode } from '../src/domain/kinds.ts';
import type { QueueName } from '../src/queue/names.ts';
import { type QueueTestBackend, queueTestBackends } from '../src/queue/testing.ts';
import { type Batch, getBatch } from '../src/store/hand-in.ts';
import { progressOf } from '../src/store/progress.ts';
import { expectAccounted, gone, hire, kill, settleAll, startProcess, where } from './test-faults.ts';

const ROUNDS = 10;
/** Small pages keep the test short; what is tested is the way of the work, not the reading. */
const LEDGER = { hand: 'print', damage: 'light', dpi: 150, voidRate: 0 } as const;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sohoa-faults-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

/** Not seeded on purpose: every run tries other moments; what happened is printed when it fails. */
const moment = (): number => Math.round(200 + Math.random() * 2_300);

/** Each backend is a test file of its own, so that the two run side by side. */
export const testFaultsOn = (wanted: QueueTestBackend['kind']): void => {
  const backends = queueTestBackends().filter(({ kind }) => kind === wanted);
  describe.each(backends)('with the queue on $kind', testFaults);
};

const testFaults = ({ kind, skipped, start }: QueueTestBackend): void => {
  it.skipIf(skipped !== undefined)(
    'nothing is lost or done twice when workers are killed and the queue is wiped at random moments',
    () =>
      withOffice(async (office) => {
        const { system, batch, made, run } = await office.handIn({ kinds: ['KH', 'KT'], entries: 4 });
        const diary: string[] = [];
        for (let round = 0; round < ROUNDS; round += 1) {
          const worker = run(['work', '--drain']);
          const wait = moment();
          await Promise.race([sleep(wait), once(worker, 'exit')]);
          const wiped = round % 3 === 2;
          if (wiped) await system.queue.wipe();
          await kill(worker);
          diary.push(`${wait} ms${wiped ? ', wiped' : ''}: ${await where(system)}`);
        }
        await gone(run(['work', '--drain']));
        await expectAccounted(system, made, batch, diary);
        await office.accept();
        for (const wait of [900, 1_300, 1_700]) {
          const worker = run(['work', '--drain', '--stage', 'load']);
          await Promise.race([sleep(wait), once(worker, 'exit')]);
          await kill(worker);
          await system.queue.wipe();
        }
        await gone(run(['work', '--drain']));
        expect((await progressOf(system.db, batch.id)).entries.loaded).toBe(made.entries.length);
      }),
    300_000,
  );

  it.skipIf(skipped !== undefined)(
    'nothing is lost or done twice when the worker of each stage is killed as it writes its result',
    () =>
      withOffice(async (office) => {
        const { system, batch, made, run } = await office.handIn({ kinds: ['KT'], entries: 2 });
        const killIn = async (stage: QueueName): Promise<void> => {
          await killAsItWrites(system, stage, () => run(['work', '--drain', '--stage', stage]));
          await gone(run(['work', '--drain', '--stage', stage]));
        };
        for (const stage of ['intake', 'read', 'extract', 'verify'] as const) await killIn(stage);
        await expectAccounted(system, made, batch, []);
        await office.accept();
        await killIn('load');
        expect((await progressOf(system.db, batch.id)).entries.loaded).toBe(made.entries.length);
      }),
    300_000,
  );

  type HandedIn = Readonly<{
    system: System;
    batch: Batch;
    made: MadeLedger;
    /** Starts a `sohoa` process in the workspace. */
    run: (args: string[]) => ChildProcess;
  }>;
  type Office = Readonly<{
    handIn: (ledger: { kinds: KindCode[]; entries: number }) => Promise<HandedIn>;
    /** Settles every task from the truth, has the supervisor approve and queues the load. */
    accept: () => Promise<void>;
  }>;

  /** A workspace of its own with the queue on this backend, its people hired. */
  const withOffice = async (test: (office: Office) => Promise<void>): Promise<void> => {
    // The PostgreSQL backend lies in the workspace's own server.
    const server = kind === 'redis' ? await start() : undefined;
    const workspace = await mkdtemp(join(folder, 'home-'));
    const redis =
      server !== undefined && 'redisUrl' in server.options ? { REDIS_URL: server.options.redisUrl } : {};
    const env = { ...readEnvironment({ ...process.env, ...redis, SOHOA_HOME: workspace }), concurrency: 2 };
    const system = await openSystem(env, () => undefined);
    try {
      const people = await hire(system);
      let handedIn: HandedIn | undefined;
      await test({
        handIn: async (ledger) => {
          const out = await mkdtemp(join(folder, 'scans-'));
          const made = await makeLedger({ ...LEDGER, ...ledger, seed: 'faults', out });
          const books = await collectPaths([made.out], { office: 'x' });
          const { batch } = await enqueue(system, people.scanner, { batchName: 'x', books });
          handedIn = { system, batch, made, run: (args) => startProcess(workspace, redis, args) };
          return handedIn;
        },
        accept: async () => {
          if (handedIn === undefined) throw new Error('nothing was handed in');
          const { batch, made, run } = handedIn;
          await settleAll(system, made, people, batch);
          await gone(run(['work', '--drain']));
          await approveBatch(system, people.supervisor, await getBatch(system.db, batch.id));
          const accepted = await getBatch(system.db, batch.id);
          const load = await startLoad(system, { batch: accepted, accountId: people.supervisor.accountId });
          for (const id of load.bookLoadIds) await enqueueLoad(system.jobs, id);
        },
      });
    } finally {
      await system.close();
      await server?.close();
    }
  };
};

/** The table into which a stage writes what it found; a lock on it stops the stage at the worst moment. */
const WRITES_TO: Readonly<Record<QueueName, string>> = {
  intake: 'pages',
  read: 'readings',
  extract: 'entries',
  verify: 'books',
  load: 'load_results',
};

/** Kills a worker with SIGKILL while a job of the stage is under way and waits to write. */
const killAsItWrites = async (
  system: System,
  stage: QueueName,
  startWorker: () => ChildProcess,
): Promise<void> => {
  const table = WRITES_TO[stage];
  await system.db.transaction(async (tx) => {
    await tx.execute(sql`lock table ${sql.identifier(table)} in exclusive mode`);
    const worker = startWorker();
    await writerWaits(system, table, worker);
    const { active } = (await system.queue.counts())[stage];
    await kill(worker);
    expect(active, `jobs of ${stage} under way`).toBeGreaterThan(0);
  });
};

const writerWaits = async (system: System, table: string, worker: ChildProcess): Promise<void> => {
  while (worker.exitCode === null) {
    const { rows } = await system.db.execute(
      sql`select 1 from pg_locks where not granted and relation = ${table}::regclass`,
    );
    if (rows.length > 0) return;
    await sleep(20);
  }
  throw new Error(`the worker ended (${worker.exitCode}) before it wrote to ${table}`);
};
