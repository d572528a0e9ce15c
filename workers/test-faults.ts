/** What the fault tests share: workers that can be killed, the people of an office, and the count of what must be there. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { releaseHold } from '../pipelines/hold.ts';
import type { System } from '../pipelines/system.ts';
import { settleField } from '../pipelines/verify.ts';
import type { MadeLedger } from '../scripts/ledger/make.ts';
import { type Actor, actorOf } from '../src/access/accounts.ts';
import { packagePath } from '../src/config/root.ts';
import { SOHOA_COMMAND } from '../src/config/testing.ts';
import type { Role } from '../src/domain/roles.ts';
import { addAccount, addGrant } from '../src/store/accounts.ts';
import type { Batch } from '../src/store/hand-in.ts';
import { listHolds } from '../src/store/holds.ts';
import { saveOffice } from '../src/store/offices.ts';
import { progressOf } from '../src/store/progress.ts';
import { openTasks } from '../src/store/tasks.ts';

/** A `sohoa` process of its own in a workspace. */
export const startProcess = (workspace: string, redis: NodeJS.ProcessEnv, args: string[]): ChildProcess =>
  spawn(process.execPath, [...SOHOA_COMMAND, ...args], {
    cwd: packagePath(),
    env: {
      ...process.env,
      ...redis,
      SOHOA_HOME: workspace,
      SOHOA_CONCURRENCY: '2',
      // What is tested is that work is taken over, not how long nobody notices.
      SOHOA_TAKEOVER_SECONDS: '4',
      SOHOA_LOG: 'silent',
      NODE_OPTIONS: '',
    },
    stdio: 'ignore',
  });

export const gone = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
};

export const kill = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGKILL');
  await gone(child);
};

export const where = async (system: System): Promise<string> => {
  const rows = await system.db.execute<{ state: string; count: string }>(
    sql`select 'frame ' || state as state, count(*) from frames group by 1
        union all select 'page ' || state, count(*) from pages group by 1`,
  );
  return rows.rows.map(({ state, count }) => `${count} ${state}`).join(', ');
};

/** Every file, page and entry is accounted for, and no value stands twice. */
export const expectAccounted = async (
  system: System,
  made: MadeLedger,
  batch: Batch,
  diary: readonly string[],
): Promise<void> => {
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

export type People = Readonly<{ scanner: Actor; keyer: Actor; supervisor: Actor }>;

export const hire = async (system: System): Promise<People> => {
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
export const settleAll = async (
  system: System,
  made: MadeLedger,
  { keyer, scanner }: People,
  batch: Batch,
): Promise<void> => {
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
