/** Load runs: which books of an accepted batch go into the registry, what was read for it, and what came of it. */
import { and, asc, eq, inArray, ne, notExists, sql } from 'drizzle-orm';
import { formatEntryNumber } from '../domain/entry-number.ts';
import type { ErrorParams } from '../domain/errors.ts';
import type { KindCode } from '../domain/kinds.ts';
import type { ValueState } from '../domain/values.ts';
import { recordAudit } from './audit.ts';
import type { Db } from './database.ts';
import { one } from './offices.ts';
import { guarded } from './problems.ts';
import {
  accounts,
  batches,
  bookLoads,
  books,
  entries,
  type LOAD_OUTCOMES,
  loadResults,
  loadRuns,
  offices,
} from './schema/index.ts';

export type LoadRun = Readonly<{
  runId: number;
  /** Those that are still due. */
  bookLoadIds: readonly number[];
}>;

/**
 * A load run of the batch with one book load for each of its books. While a run of the batch is not finished, it is that
 * run again.
 * @throws SohoaError `batch-not-accepted`
 */
export const createLoadRun = async (
  db: Db,
  { batch, accountId }: { batch: { id: number; name: string; officeId: number }; accountId: number },
): Promise<LoadRun> =>
  guarded({ batch: batch.name }, () =>
    db.transaction(async (tx) => {
      // Two who ask at once: the second finds the run of the first.
      await tx.select({ id: batches.id }).from(batches).where(eq(batches.id, batch.id)).for('update');
      const open = await tx
        .select({ runId: bookLoads.runId, id: bookLoads.id })
        .from(bookLoads)
        .innerJoin(loadRuns, eq(loadRuns.id, bookLoads.runId))
        .where(and(eq(loadRuns.batchId, batch.id), eq(bookLoads.state, 'due')))
        .orderBy(asc(bookLoads.id));
      const first = open[0];
      if (first !== undefined) {
        const ids = open.filter(({ runId }) => runId === first.runId).map(({ id }) => id);
        return { runId: first.runId, bookLoadIds: ids };
      }
      const run = one(await tx.insert(loadRuns).values({ batchId: batch.id, accountId }).returning());
      const members = await tx
        .select({ bookId: books.id })
        .from(books)
        .where(eq(books.batchId, batch.id))
        .orderBy(asc(books.id));
      const loads =
        members.length === 0
          ? []
          : await tx
              .insert(bookLoads)
              .values(members.map(({ bookId }) => ({ runId: run.id, bookId })))
              .returning({ id: bookLoads.id });
      await recordAudit(tx, {
        accountId,
        officeId: batch.officeId,
        action: 'batch.load',
        subject: 'batch',
        subjectId: batch.id,
        detail: { run: run.id },
      });
      return { runId: run.id, bookLoadIds: loads.map(({ id }) => id) };
    }),
  );

/** Book loads that wait to be done, for `reconcile`; those of a batch that was returned wait for its acceptance. */
export const dueBookLoads = async (db: Db): Promise<{ id: number }[]> =>
  db
    .select({ id: bookLoads.id })
    .from(bookLoads)
    .innerJoin(loadRuns, eq(loadRuns.id, bookLoads.runId))
    .innerJoin(batches, eq(batches.id, loadRuns.batchId))
    .where(and(eq(bookLoads.state, 'due'), inArray(batches.state, ['accepted', 'loaded'])))
    .orderBy(asc(bookLoads.id));

export type BookLoad = Readonly<{
  id: number;
  state: (typeof bookLoads.$inferSelect)['state'];
  runKey: string;
  loadedBy: string;
  batch: Readonly<{ id: number; name: string; state: (typeof batches.$inferSelect)['state'] }>;
  book: Readonly<{ id: number; kind: KindCode; year: number; volume: string }>;
  /** The office that kept the book. */
  office: Readonly<{ id: number; code: string; name: string }>;
}>;

/**
 * A book load with all that names it. Inside a transaction the batch cannot be returned before the transaction ends.
 */
export const findBookLoad = async (db: Db, bookLoadId: number): Promise<BookLoad | undefined> => {
  const rows = await db
    .select({
      id: bookLoads.id,
      state: bookLoads.state,
      runKey: loadRuns.key,
      loadedBy: accounts.username,
      batch: { id: batches.id, name: batches.name, state: batches.state },
      book: { id: books.id, kind: books.kind, year: books.year, volume: books.volume },
      office: { id: offices.id, code: offices.code, name: offices.name },
    })
    .from(bookLoads)
    .innerJoin(loadRuns, eq(loadRuns.id, bookLoads.runId))
    .innerJoin(accounts, eq(accounts.id, loadRuns.accountId))
    .innerJoin(batches, eq(batches.id, loadRuns.batchId))
    .innerJoin(books, eq(books.id, bookLoads.bookId))
    .innerJoin(offices, eq(offices.id, books.officeId))
    .where(eq(bookLoads.id, bookLoadId))
    .for('share', { of: batches });
  return rows[0];
};

/** An entry with its current values, as the loader takes it. */
export type EntryToLoad = Readonly<{
  entryId: number;
  identity: Readonly<{ registrationYear: number | null; number: number | null; suffix: string }>;
  fields: Readonly<Record<string, string | null>>;
  /** Of fields that are not plain `read`, and of those that are `read` but have no normal form. */
  states: Readonly<Record<string, ValueState>>;
  unsettled: readonly string[];
  /** The pages it was taken from, in the order they were made. */
  pages: readonly Readonly<{ sha256: string; fileName: string; index: number }>[];
}>;

/** The live entries of a book in groups, each read with one statement. */
export async function* entriesToLoad(db: Db, bookId: number, group = 500): AsyncGenerator<EntryToLoad[]> {
  for (let last = 0; ; ) {
    const read = await readGroup(db, bookId, last, group);
    if (read.length > 0) yield read;
    if (read.length < group) return;
    last = read.at(-1)?.entryId ?? last;
  }
}

type GroupRow = {
  id: string;
  registration_year: number | null;
  number: number | null;
  suffix: string;
  fields: EntryToLoad['fields'] | null;
  states: EntryToLoad['states'] | null;
  unsettled: string[] | null;
  pages: EntryToLoad['pages'];
};

const readGroup = async (db: Db, bookId: number, after: number, limit: number): Promise<EntryToLoad[]> => {
  const result = await db.execute<GroupRow>(sql`
    with chosen as (
      select id, page_id, registration_year, number, suffix from entries
      where book_id = ${bookId} and state <> 'withdrawn' and id > ${after} order by id limit ${limit}),
    said as (
      select f.entry_id,
        json_object_agg(f.field, v.normalized) as fields,
        json_object_agg(f.field, v.state) filter (where v.state <> 'read' or v.normalized is null) as states,
        json_agg(f.field order by f.field) filter (where not f.settled) as unsettled
      from chosen c join entry_fields f on f.entry_id = c.id join field_values v on v.id = f.value_id
      group by f.entry_id),
    seen as (
      select c.id as entry_id, c.page_id from chosen c
      union
      select f.entry_id, v.page_id from chosen c join entry_fields f on f.entry_id = c.id
        join field_values v on v.id = f.value_id where v.page_id is not null),
    sources as (
      select s.entry_id,
        json_agg(json_build_object('sha256', p.image_sha256, 'fileName', i.name, 'index', r.index) order by p.id) as pages
      from seen s join pages p on p.id = s.page_id join frames r on r.id = p.frame_id join files i on i.id = r.file_id
      group by s.entry_id)
    select c.id, c.registration_year, c.number, c.suffix, said.fields, said.states, said.unsettled, sources.pages
    from chosen c left join said on said.entry_id = c.id join sources on sources.entry_id = c.id
    order by c.id`);
  return result.rows.map((row) => ({
    entryId: Number(row.id),
    identity: { registrationYear: row.registration_year, number: row.number, suffix: row.suffix },
    fields: row.fields ?? {},
    states: row.states ?? {},
    unsettled: row.unsettled ?? [],
    pages: row.pages,
  }));
};

export type EntryResult = Readonly<{
  entryId: number;
  outcome: (typeof LOAD_OUTCOMES)[number];
  reason?: string;
  params?: ErrorParams;
}>;

/**
 * Writes what became of the entries of a book, and moves on what is through: entries that the registry has, the book when
 * it has all of them, the batch when it has all books. Written once; a second call changes nothing.
 */
export const finishBookLoad = async (
  db: Db,
  load: Pick<BookLoad, 'id' | 'batch' | 'book' | 'office'>,
  results: readonly EntryResult[],
): Promise<void> =>
  db.transaction(async (tx) => {
    // Books of one batch finish one after the other: the last one must see that it is the last.
    await tx.select({ id: batches.id }).from(batches).where(eq(batches.id, load.batch.id)).for('update');
    const counts = { loaded: 0, unchanged: 0, refused: 0 };
    for (const { outcome } of results) counts[outcome] += 1;
    const finished = await tx
      .update(bookLoads)
      .set({ state: 'done', finishedAt: new Date(), ...counts })
      .where(and(eq(bookLoads.id, load.id), ne(bookLoads.state, 'done')))
      .returning({ id: bookLoads.id });
    if (finished.length === 0) return;
    await insertResults(tx, load.id, results);
    await tx.execute(sql`update entries set state = 'loaded' where state <> 'withdrawn' and id in (
      select entry_id from load_results where book_load_id = ${load.id} and outcome <> 'refused')`);
    if (counts.refused === 0) {
      await tx.update(books).set({ state: 'loaded' }).where(eq(books.id, load.book.id));
    }
    await tx
      .update(batches)
      .set({ state: 'loaded' })
      .where(
        and(
          eq(batches.id, load.batch.id),
          eq(batches.state, 'accepted'),
          notExists(
            tx
              .select({ id: books.id })
              .from(books)
              .where(and(eq(books.batchId, load.batch.id), ne(books.state, 'loaded'))),
          ),
        ),
      );
    await recordAudit(tx, {
      accountId: null,
      officeId: load.office.id,
      action: 'book.load',
      subject: 'book',
      subjectId: load.book.id,
      detail: { bookLoad: load.id, ...counts },
    });
  });

const insertResults = async (db: Db, bookLoadId: number, results: readonly EntryResult[]): Promise<void> => {
  const rows = results.map(({ entryId, outcome, reason, params }) => ({
    entry_id: entryId,
    outcome,
    reason: reason ?? null,
    params: params ?? {},
  }));
  await db.execute(sql`
    insert into load_results (book_load_id, entry_id, outcome, reason, params)
    select ${bookLoadId}, entry_id, outcome, reason, params
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r (entry_id bigint, outcome text, reason text, params jsonb)
    order by entry_id`);
};

/** Gives a book load up: nothing of the book was loaded. A new run of the batch takes the book up again. */
export const failBookLoad = async (db: Db, bookLoadId: number): Promise<void> => {
  await db
    .update(bookLoads)
    .set({ state: 'failed', finishedAt: new Date() })
    .where(and(eq(bookLoads.id, bookLoadId), eq(bookLoads.state, 'due')));
};

export type LoadReport = Readonly<{
  runId: number;
  /** Books that are not through yet, and books that were given up. */
  due: number;
  failed: number;
  /** Entries. */
  loaded: number;
  unchanged: number;
  refused: number;
  books: readonly Readonly<{
    bookId: number;
    kind: KindCode;
    year: number;
    volume: string;
    state: BookLoad['state'];
    loaded: number;
    unchanged: number;
    refused: number;
  }>[];
  refusals: readonly Readonly<{
    entryId: number;
    bookId: number;
    kind: KindCode;
    /** `15/2018`; null when the entry has none yet. */
    number: string | null;
    /** A key of the message files. */
    reason: string;
    params: ErrorParams;
  }>[];
}>;

/** What came of a run so far, with every refusal. */
export const loadReport = async (db: Db, runId: number): Promise<LoadReport> => {
  const perBook = await db
    .select({
      bookId: books.id,
      kind: books.kind,
      year: books.year,
      volume: books.volume,
      state: bookLoads.state,
      loaded: bookLoads.loaded,
      unchanged: bookLoads.unchanged,
      refused: bookLoads.refused,
    })
    .from(bookLoads)
    .innerJoin(books, eq(books.id, bookLoads.bookId))
    .where(eq(bookLoads.runId, runId))
    .orderBy(asc(bookLoads.id));
  const total = (key: 'loaded' | 'unchanged' | 'refused'): number =>
    perBook.reduce((sum, book) => sum + book[key], 0);
  return {
    runId,
    due: perBook.filter(({ state }) => state === 'due').length,
    failed: perBook.filter(({ state }) => state === 'failed').length,
    loaded: total('loaded'),
    unchanged: total('unchanged'),
    refused: total('refused'),
    books: perBook,
    refusals: total('refused') === 0 ? [] : await refusalsOf(db, runId),
  };
};

const refusalsOf = async (db: Db, runId: number): Promise<LoadReport['refusals']> => {
  const rows = await db
    .select({ entry: entries, reason: loadResults.reason, params: loadResults.params })
    .from(loadResults)
    .innerJoin(bookLoads, eq(bookLoads.id, loadResults.bookLoadId))
    .innerJoin(entries, eq(entries.id, loadResults.entryId))
    .where(and(eq(bookLoads.runId, runId), eq(loadResults.outcome, 'refused')))
    .orderBy(asc(entries.bookId), asc(entries.id));
  return rows.map(({ entry, reason, params }) => ({
    entryId: entry.id,
    bookId: entry.bookId,
    kind: entry.kind,
    number:
      entry.number === null || entry.registrationYear === null
        ? null
        : formatEntryNumber({ number: entry.number, suffix: entry.suffix, year: entry.registrationYear }),
    reason: reason ?? '',
    params,
  }));
};
