/** Entries and their values. Values are only ever added; `entry_fields` points at the current one and fences writers. */
import { and, asc, eq, gt, inArray, ne, notInArray, sql } from 'drizzle-orm';
import { formatEntryNumber, parseEntryNumber } from '../domain/entry-number.ts';
import { SohoaError } from '../domain/errors.ts';
import type { Route, Value } from '../domain/values.ts';
import { sameValue } from '../domain/values.ts';
import type { Db } from './database.ts';
import { closeHoldsOf, openHold } from './holds.ts';
import { settleLink, settleLinksTo } from './links.ts';
import { one } from './offices.ts';
import { prepared } from './prepared.ts';
import { databaseProblem } from './problems.ts';
import { books, entries, entryFields, fieldValues, holds, tasks } from './schema/index.ts';

export type Entry = typeof entries.$inferSelect;
export type StoredValue = typeof fieldValues.$inferSelect;
export type CurrentField = Readonly<{
  field: string;
  route: Route;
  settled: boolean;
  version: number;
  value: StoredValue;
}>;

/** One field of a candidate: what the machine read and how it goes on. */
export type CandidateField = Readonly<{
  field: string;
  value: Value;
  engine: string;
  route: Route;
  /** What a person has to do; null when nothing. */
  task: 'confirm' | 'key' | 'key-twice' | null;
  rules: readonly string[];
  /** The page of the value, where it is not the entry's own (the other side of a spread). */
  pageId?: number;
  /** What was written first and struck; the value took its place. */
  struck?: Readonly<{ verbatim: string; box: Value['box'] }>;
}>;

export type Candidate = Readonly<{
  bookId: number;
  officeId: number;
  batchId: number;
  kind: Entry['kind'];
  pageId: number;
  ordinal: number;
  editionId: string;
  editionVersion: number;
  fields: readonly CandidateField[];
}>;

/**
 * Writes a candidate entry with its values and tasks. Run again (a page read anew), machine values that differ supersede
 * earlier machine values; what a person has said stays.
 */
export const saveCandidate = async (db: Db, candidate: Candidate): Promise<Entry> =>
  db.transaction(async (tx) => {
    const { fields, batchId, ...place } = candidate;
    const [earlier] = await tx
      .select({ state: entries.state })
      .from(entries)
      .where(and(eq(entries.pageId, place.pageId), eq(entries.ordinal, place.ordinal)))
      .for('update');
    const isBack = earlier?.state === 'withdrawn';
    const entry = one(
      await tx
        .insert(entries)
        .values(place)
        .onConflictDoUpdate({
          target: [entries.pageId, entries.ordinal],
          // An entry that was set aside with its page comes back when the page is read again; its number may be another's now.
          set: {
            editionId: place.editionId,
            editionVersion: place.editionVersion,
            ...(isBack ? REVIVED : {}),
          },
        })
        .returning(),
    );
    const current = new Map((await currentFields(tx, entry.id)).map((field) => [field.field, field]));
    const due = fields.filter((field) => {
      const before = current.get(field.field)?.value;
      return before === undefined || (before.source === 'machine' && !isSameReading(before, field));
    });
    await insertMachineValues(tx, entry.id, due, current);
    if (isBack) await reopenTasksOf(tx, [entry.id]);
    await settleIdentity(tx, entry.id, batchId);
    await settleLink(tx, entry);
    return one(await tx.select().from(entries).where(eq(entries.id, entry.id)));
  });

/** What an entry is that comes back: without identity until its number is settled again. */
export const REVIVED = { state: 'candidate', registrationYear: null, number: null, suffix: '' } as const;

/** What nobody has settled of entries that come back waits for people again. */
export const reopenTasksOf = async (tx: Db, entryIds: readonly number[]): Promise<void> => {
  await tx.execute(sql`
    update tasks set state = 'open' where id in (
      select max(t.id) from tasks t join entry_fields f on f.entry_id = t.entry_id and f.field = t.field
      where t.entry_id = any (${sql.param([...entryIds])}::bigint[]) and not f.settled
      group by t.entry_id, t.field having bool_and(t.state <> 'open')) and state = 'cancelled'`);
};

const isSameReading = (before: StoredValue, field: CandidateField): boolean =>
  sameValue(before, field.value) &&
  before.verbatim === field.value.verbatim &&
  before.engine === field.engine &&
  Math.abs(before.confidence - field.value.confidence) < 1e-6;

const insertMachineValues = async (
  tx: Db,
  entryId: number,
  due: readonly CandidateField[],
  current: ReadonlyMap<string, CurrentField>,
): Promise<void> => {
  if (due.length === 0) return;
  const { pageId, bookId } = one(
    await tx
      .select({ pageId: entries.pageId, bookId: entries.bookId })
      .from(entries)
      .where(eq(entries.id, entryId)),
  );
  const struck = await insertStruckValues(tx, entryId, pageId, due, current);
  const inserted = await tx
    .insert(fieldValues)
    .values(
      due.map(({ field, value, engine, pageId: own }) => ({
        entryId,
        field,
        ...value,
        pageId: own ?? pageId,
        source: 'machine' as const,
        engine,
        supersedes: struck.get(field) ?? current.get(field)?.value.id ?? null,
      })),
    )
    .returning({ id: fieldValues.id, field: fieldValues.field });
  const valueIds = new Map(inserted.map((row) => [row.field, row.id]));
  await tx
    .insert(entryFields)
    .values(
      due.map(({ field, route, task }) => ({
        entryId,
        field,
        valueId: valueIds.get(field) ?? 0,
        route,
        settled: task === null,
      })),
    )
    .onConflictDoUpdate({
      target: [entryFields.entryId, entryFields.field],
      set: {
        valueId: sql`excluded.value_id`,
        route: sql`excluded.route`,
        settled: sql`excluded.settled`,
        version: sql`${entryFields.version} + 1`,
      },
    });
  await tx
    .update(tasks)
    .set({ state: 'cancelled' })
    .where(
      and(
        eq(tasks.entryId, entryId),
        eq(tasks.state, 'open'),
        inArray(
          tasks.field,
          due.map(({ field }) => field),
        ),
      ),
    );
  const work = due.flatMap(({ field, task, rules }) =>
    task === null ? [] : [{ bookId, entryId, field, kind: task, rules }],
  );
  if (work.length > 0) await tx.insert(tasks).values(work);
};

/** What was struck in the book is kept as the value before the one that replaced it there. */
const insertStruckValues = async (
  tx: Db,
  entryId: number,
  pageId: number,
  due: readonly CandidateField[],
  current: ReadonlyMap<string, CurrentField>,
): Promise<ReadonlyMap<string, number>> => {
  const first = due.flatMap((field) =>
    field.struck === undefined || current.has(field.field) ? [] : [{ ...field, struck: field.struck }],
  );
  if (first.length === 0) return new Map();
  const inserted = await tx
    .insert(fieldValues)
    .values(
      first.map(({ field, struck, engine, value, pageId: own }) => ({
        entryId,
        field,
        verbatim: struck.verbatim,
        normalized: null,
        state: 'struck' as const,
        confidence: value.confidence,
        box: struck.box,
        pageId: own ?? pageId,
        source: 'machine' as const,
        engine,
        supersedes: null,
      })),
    )
    .returning({ id: fieldValues.id, field: fieldValues.field });
  return new Map(inserted.map(({ id, field }) => [field, id]));
};

/** The current value of every field of an entry. */
export const currentFields = async (db: Db, entryId: number): Promise<CurrentField[]> => {
  const rows = await db
    .select({ pointer: entryFields, value: fieldValues })
    .from(entryFields)
    .innerJoin(fieldValues, eq(fieldValues.id, entryFields.valueId))
    .where(eq(entryFields.entryId, entryId))
    .orderBy(entryFields.field);
  return rows.map(({ pointer, value }) => ({
    field: pointer.field,
    route: pointer.route,
    settled: pointer.settled,
    version: pointer.version,
    value,
  }));
};

/** @throws SohoaError `field-unknown` */
export const currentField = async (
  db: Db,
  entryId: number,
  field: string,
): Promise<StoredValue & { version: number }> => {
  const rows = await db
    .select({ value: fieldValues, version: entryFields.version })
    .from(entryFields)
    .innerJoin(fieldValues, eq(fieldValues.id, entryFields.valueId))
    .where(and(eq(entryFields.entryId, entryId), eq(entryFields.field, field)));
  const row = rows[0];
  if (row === undefined) throw new SohoaError('field-unknown', { field, entry: entryId });
  return { ...row.value, version: row.version };
};

/** What a person says stands in a field. */
export type PersonValue = Pick<Value, 'verbatim' | 'normalized' | 'state'>;

/**
 * Gives the entry the identity that its number says. When another live entry has it, this one is held with the reason
 * `duplicate-identity` and goes without until one of them is corrected; entries that waited for this are tried again.
 */
export const settleIdentity = async (db: Db, entryId: number, batchId: number): Promise<void> => {
  if (!(await claimIdentity(db, entryId, batchId))) return;
  const waiting = await db
    .select({ entryId: entries.id })
    .from(holds)
    .innerJoin(entries, eq(entries.id, holds.subjectId))
    .where(
      and(
        eq(holds.subject, 'entry'),
        eq(holds.reason, 'duplicate-identity'),
        sql`${holds.releasedAt} is null`,
        eq(holds.batchId, batchId),
        ne(entries.id, entryId),
      ),
    )
    .orderBy(asc(entries.id));
  for (const other of waiting) await claimIdentity(db, other.entryId, batchId);
};

/** Returns false when the entry has that identity already, as after most saves: then nobody else's changes either. */
const claimIdentity = async (db: Db, entryId: number, batchId: number): Promise<boolean> => {
  const entry = one(await db.select().from(entries).where(eq(entries.id, entryId)).for('update'));
  const so = await db
    .select({ normalized: fieldValues.normalized })
    .from(entryFields)
    .innerJoin(fieldValues, eq(fieldValues.id, entryFields.valueId))
    .where(and(eq(entryFields.entryId, entryId), eq(entryFields.field, 'so')));
  const number = parseEntryNumber(so[0]?.normalized ?? '');
  const identity =
    number === null
      ? { registrationYear: null, number: null, suffix: '' }
      : { registrationYear: number.year, number: number.number, suffix: number.suffix };
  const isSame =
    entry.number === identity.number &&
    entry.registrationYear === identity.registrationYear &&
    entry.suffix === identity.suffix;
  if (isSame && number !== null) return false;
  try {
    await db.transaction(async (savepoint) => {
      await savepoint.update(entries).set(identity).where(eq(entries.id, entryId));
    });
    await closeHoldsOf(db, 'entry', [entryId], 'identity-settled');
    await settleLinksTo(db, { ...entry, ...identity });
  } catch (error) {
    if (databaseProblem(error)?.constraint !== 'entries_identity' || number === null) throw error;
    await db
      .update(entries)
      .set({ registrationYear: null, number: null, suffix: '' })
      .where(eq(entries.id, entryId));
    await settleLinksTo(db, { ...entry, registrationYear: null, number: null, suffix: '' });
    await openHold(db, {
      batchId,
      bookId: entry.bookId,
      subject: 'entry',
      subjectId: entryId,
      reason: 'duplicate-identity',
      params: { number: formatEntryNumber(number), kind: entry.kind },
    });
  }
  return true;
};

/** Takes an entry out of the live ones (its page was no entry after all). */
export const withdrawEntriesOfPage = async (
  db: Db,
  pageId: number,
  /** Ordinals of entries that stay. */
  { except = [] }: { except?: readonly number[] } = {},
): Promise<void> => {
  const gone = await db
    .update(entries)
    .set({ state: 'withdrawn' })
    .where(
      and(
        eq(entries.pageId, pageId),
        ne(entries.state, 'loaded'),
        ne(entries.state, 'withdrawn'),
        except.length === 0 ? undefined : notInArray(entries.ordinal, [...except]),
      ),
    )
    .returning();
  const ids = gone.map(({ id }) => id);
  if (ids.length === 0) return;
  for (const entry of gone) await settleLinksTo(db, entry);
  await db
    .update(tasks)
    .set({ state: 'cancelled' })
    .where(and(inArray(tasks.entryId, ids), eq(tasks.state, 'open')));
  await closeHoldsOf(db, 'entry', ids, 'withdrawn');
};

/** Entries of a book that are live, a page at a time. */
export const entriesOf = async (db: Db, bookId: number, after = 0, limit = 500): Promise<Entry[]> =>
  db
    .select()
    .from(entries)
    .where(and(eq(entries.bookId, bookId), ne(entries.state, 'withdrawn'), gt(entries.id, after)))
    .orderBy(asc(entries.id))
    .limit(limit);

export type EntryWork = Readonly<{ entry: Entry; book: typeof books.$inferSelect }>;

const entryQuery = prepared((db) =>
  db
    .select({ entry: entries, book: books })
    .from(entries)
    .innerJoin(books, eq(books.id, entries.bookId))
    .where(eq(entries.id, sql.placeholder('entry')))
    .prepare('entry_and_book'),
);

/** @throws SohoaError `entry-unknown` */
export const getEntry = async (db: Db, entryId: number): Promise<EntryWork> => {
  const row = (await entryQuery(db).execute({ entry: entryId }))[0];
  if (row === undefined) throw new SohoaError('entry-unknown', { entry: entryId });
  return row;
};
