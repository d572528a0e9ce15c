/** What people key: blind passes, the saves themselves, and taking one back. */
import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import { SohoaError } from '../domain/errors.ts';
import type { Value } from '../domain/values.ts';
import type { Db } from './database.ts';
import type { StoredValue } from './entries.ts';
import { one } from './offices.ts';
import { databaseProblem, guarded, isDuplicate } from './problems.ts';
import { batches, entryFields, entryWork, fieldValues, passes, saves, tasks } from './schema/index.ts';
import { LEASE_MINUTES } from './work.ts';

export type Pass = typeof passes.$inferSelect;
export type Save = typeof saves.$inferSelect;
export type OpenTask = typeof tasks.$inferSelect;

/** How a field stands for somebody who saves: its value, its open task, and the save of that key if it came before. */
export type FieldStanding = Readonly<{
  before: StoredValue & { version: number };
  task: OpenTask | undefined;
  earlier: Save | undefined;
}>;

/**
 * The caller holds the entry's row of the queue: what is read here stays so for the rest of the transaction.
 * @throws SohoaError `field-unknown`
 */
export const standingOf = async (
  tx: Db,
  entryId: number,
  field: string,
  key: string,
): Promise<FieldStanding> => {
  const rows = await tx
    .select({ value: fieldValues, version: entryFields.version, task: tasks, earlier: saves })
    .from(entryFields)
    .innerJoin(fieldValues, eq(fieldValues.id, entryFields.valueId))
    .leftJoin(
      tasks,
      and(
        eq(tasks.entryId, sql.placeholder('entry')),
        eq(tasks.field, entryFields.field),
        eq(tasks.state, sql`'open'`),
      ),
    )
    .leftJoin(saves, eq(saves.key, sql.placeholder('key')))
    .where(
      and(eq(entryFields.entryId, sql.placeholder('entry')), eq(entryFields.field, sql.placeholder('field'))),
    )
    .prepare('field_standing')
    .execute({ entry: entryId, field, key });
  const row = rows[0];
  if (row === undefined) throw new SohoaError('field-unknown', { field, entry: entryId });
  return {
    before: { ...row.value, version: row.version },
    task: row.task ?? undefined,
    earlier: row.earlier ?? undefined,
  };
};

/** Blind passes of a task that count, first one first. */
export const passesOfTask = async (db: Db, taskId: number): Promise<Pass[]> =>
  db
    .select()
    .from(passes)
    .where(and(eq(passes.taskId, taskId), isNull(passes.retractedAt)))
    .orderBy(asc(passes.ordinal));

/** Passes that count of a field, of its latest task first. */
export const passesOfField = async (db: Db, entryId: number, field: string): Promise<Pass[]> =>
  db
    .select()
    .from(passes)
    .where(and(eq(passes.entryId, entryId), eq(passes.field, field), isNull(passes.retractedAt)))
    .orderBy(desc(passes.taskId), asc(passes.ordinal));

/**
 * Writes a pass. Keying the same task twice oneself is refused by the database.
 * @throws SohoaError `second-person-needed`
 */
export const addPass = async (
  tx: Db,
  pass: Pick<Pass, 'taskId' | 'entryId' | 'field' | 'ordinal' | 'accountId'> &
    Pick<Value, 'verbatim' | 'normalized' | 'state'>,
): Promise<Pass> => {
  try {
    return one(await tx.insert(passes).values(pass).returning());
  } catch (error) {
    if (isDuplicate(error, 'passes_one_person')) {
      throw new SohoaError('second-person-needed', { field: pass.field }, { cause: error });
    }
    throw error;
  }
};

/** @throws SohoaError `nothing-to-undo` when the second pass is there already */
export const retractPass = async (tx: Db, passId: number): Promise<void> => {
  try {
    await tx.update(passes).set({ retractedAt: sql`now()` }).where(eq(passes.id, passId));
  } catch (error) {
    if (databaseProblem(error)?.state === 'SH001') throw new SohoaError('nothing-to-undo');
    throw error;
  }
};

/** The passes differ: the task is over, and a checker gets one of their own. */
export const sendToAdjudication = async (tx: Db, task: OpenTask, secondBy: number): Promise<void> => {
  await tx
    .update(tasks)
    .set({ state: 'done', doneBy: secondBy, doneAt: sql`now()` })
    .where(eq(tasks.id, task.id));
  await tx.insert(tasks).values({
    bookId: task.bookId,
    entryId: task.entryId,
    field: task.field,
    kind: 'adjudicate',
    rules: task.rules,
  });
  await tx
    .update(entryFields)
    .set({ route: 'adjudicate', settled: false, version: sql`${entryFields.version} + 1` })
    .where(and(eq(entryFields.entryId, task.entryId), eq(entryFields.field, task.field)));
};

/**
 * Adds what a person says about a field whose current value is `before`, settles the field and finishes its task. The
 * caller holds the entry's row of the queue.
 * @throws SohoaError `value-conflict` when somebody else wrote in between, `four-eyes`, `second-person-needed`
 */
export const writePersonValue = async (
  tx: Db,
  input: {
    before: StoredValue & { version: number };
    value: Pick<Value, 'verbatim' | 'normalized' | 'state'>;
    accountId: number;
    taskId: number | null;
    /** For the message, should the four-eyes rule refuse. */
    batchName: string;
  },
): Promise<number> =>
  guarded({ batch: input.batchName, field: input.before.field }, async () => {
    const { before, accountId, taskId } = input;
    const conflict = (cause?: unknown) =>
      new SohoaError('value-conflict', { field: before.field, entry: before.entryId }, { cause });
    const { entryId, field, pageId, box } = before;
    const { verbatim, normalized, state } = input.value;
    // One statement for what belongs together: every trip to the database costs more than what it does there.
    const result = await tx
      .execute<{ id: string; moved: boolean; done: boolean }>(sql`
        with value as (
          insert into field_values (entry_id, field, verbatim, normalized, state, confidence, page_id, box, source, engine,
            account_id, supersedes)
          values (${entryId}, ${field}, ${verbatim}, ${normalized}, ${state}, 1, ${pageId},
            ${box === null ? null : JSON.stringify(box)}::jsonb, 'person', 'person', ${accountId}, ${before.id})
          returning id
        ), moved as (
          update entry_fields set value_id = (select id from value), settled = true, version = version + 1
          where entry_id = ${entryId} and field = ${field} and version = ${before.version} returning 1
        ), done as (
          update tasks set state = 'done', value_id = (select id from value), done_by = ${accountId}, done_at = now()
          where id = ${taskId} and state = 'open' returning 1
        )
        select id, exists (select 1 from moved) as moved, exists (select 1 from done) as done from value`)
      .catch((error: unknown) => {
        throw isDuplicate(error, 'field_values_superseded_once') ? conflict(error) : error;
      });
    const written = one(result.rows);
    if (!written.moved || (taskId !== null && !written.done)) throw conflict();
    return Number(written.id);
  });

/** A new version of a field whose value stays: whoever saw the old one is behind. */
export const bumpVersion = async (tx: Db, entryId: number, field: string): Promise<void> => {
  await tx
    .update(entryFields)
    .set({ version: sql`${entryFields.version} + 1` })
    .where(and(eq(entryFields.entryId, entryId), eq(entryFields.field, field)));
};

export const findSave = async (db: Db, key: string): Promise<Save | undefined> =>
  (await db.select().from(saves).where(eq(saves.key, key)))[0];

/**
 * Records a save under its key, renews the lease under which it was made, and tells whether people may still write in the
 * batch, which holds off a decision on it to the end of the transaction. Comes after whatever notes who keyed: asked before
 * that, two writers could block each other.
 * @throws SohoaError `key-reused` when another entry has used the key
 */
export const recordSave = async (
  tx: Db,
  save: Omit<typeof saves.$inferInsert, 'createdAt'>,
  batchId: number,
  lease: { fence: number } | undefined,
): Promise<{ isBatchOpen: boolean }> => {
  const kept = tx.$with('kept').as(tx.insert(saves).values(save).returning({ key: saves.key }));
  const renewed = tx.$with('renewed').as(
    tx
      .update(entryWork)
      .set({ leasedUntil: sql`now() + make_interval(mins => ${LEASE_MINUTES})` })
      .where(
        and(
          eq(entryWork.entryId, save.entryId),
          eq(entryWork.accountId, save.accountId),
          eq(entryWork.fence, lease?.fence ?? NO_FENCE),
        ),
      )
      .returning({ entryId: entryWork.entryId }),
  );
  try {
    const [batch] = await tx
      .with(kept, renewed)
      .select({ state: batches.state })
      .from(batches)
      .where(eq(batches.id, batchId))
      .for('share');
    return { isBatchOpen: batch?.state === 'open' || batch?.state === 'returned' };
  } catch (error) {
    if (databaseProblem(error)?.state === '23505') throw new SohoaError('key-reused', {}, { cause: error });
    throw error;
  }
};

/** No lease has it: fences begin at nought and go up. */
const NO_FENCE = -1;

/** The last thing that this person saved on the entry and has not taken back. */
export const lastSave = async (db: Db, entryId: number, accountId: number): Promise<Save | undefined> =>
  (
    await db
      .select()
      .from(saves)
      .where(
        and(
          eq(saves.entryId, entryId),
          eq(saves.accountId, accountId),
          eq(saves.undone, false),
          sql`${saves.type} <> 'undo'`,
        ),
      )
      .orderBy(desc(saves.createdAt))
      .limit(1)
  )[0];

export const markUndone = async (tx: Db, key: string): Promise<void> => {
  await tx.update(saves).set({ undone: true }).where(eq(saves.key, key));
};

/**
 * Puts back what stood in a field before its current value, as a new value of this person, and opens the task again that
 * the value had finished.
 * @throws SohoaError `nothing-to-undo` when somebody has written since, or the task cannot be opened again
 */
export const restoreBefore = async (
  tx: Db,
  undo: { entryId: number; field: string; valueId: number; taskId: number | null; accountId: number },
): Promise<{ valueId: number; reopened: boolean }> => {
  const pointer = (
    await tx
      .select()
      .from(entryFields)
      .where(and(eq(entryFields.entryId, undo.entryId), eq(entryFields.field, undo.field)))
      .for('update')
  )[0];
  if (pointer?.valueId !== undo.valueId) throw new SohoaError('nothing-to-undo');
  const current = one(await tx.select().from(fieldValues).where(eq(fieldValues.id, undo.valueId)));
  if (current.supersedes === null) throw new SohoaError('nothing-to-undo');
  const before = one(await tx.select().from(fieldValues).where(eq(fieldValues.id, current.supersedes)));
  const task =
    undo.taskId === null
      ? undefined
      : one(await tx.select().from(tasks).where(eq(tasks.id, undo.taskId)).for('update'));
  if (task?.kind === 'key-twice') throw new SohoaError('nothing-to-undo');
  const { id: _id, createdAt: _createdAt, ...what } = before;
  const value = one(
    await tx
      .insert(fieldValues)
      .values({
        ...what,
        source: 'person',
        engine: 'undo',
        accountId: undo.accountId,
        supersedes: current.id,
      })
      .returning({ id: fieldValues.id }),
  );
  if (task !== undefined) {
    await tx
      .update(tasks)
      .set({ state: 'open', doneBy: null, doneAt: null, valueId: null })
      .where(eq(tasks.id, task.id));
  }
  await tx
    .update(entryFields)
    .set({ valueId: value.id, settled: task === undefined, version: pointer.version + 1 })
    .where(and(eq(entryFields.entryId, undo.entryId), eq(entryFields.field, undo.field)));
  return { valueId: value.id, reopened: task !== undefined };
};

/** Whether two people settled the field: then one alone does not change it. */
export const wasKeyedTwice = async (db: Db, entryId: number, field: string): Promise<boolean> =>
  (await db.$count(
    passes,
    and(eq(passes.entryId, entryId), eq(passes.field, field), isNull(passes.retractedAt)),
  )) > 1;

/** What a save wrote. */
export const savedContent = async (
  db: Db,
  save: Save,
): Promise<Pick<Value, 'verbatim' | 'normalized' | 'state'>> => {
  const columns = { verbatim: true, normalized: true, state: true } as const;
  const found =
    save.valueId !== null
      ? await db.query.fieldValues.findFirst({ columns, where: eq(fieldValues.id, save.valueId) })
      : await db.query.passes.findFirst({ columns, where: eq(passes.id, save.passId ?? 0) });
  if (found === undefined) throw new SohoaError('key-reused');
  return found;
};
