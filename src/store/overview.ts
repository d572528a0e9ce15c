/** Batches, books and pages as lists show them, and what a supervisor wants to know of a batch. */
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { KindCode } from '../domain/kinds.ts';
import type { Db } from './database.ts';
import {
  accounts,
  batches,
  batchKeyers,
  bookCounts,
  books,
  decisions,
  entries,
  entryWork,
  files,
  frames,
  holds,
  offices,
  PAGE_STATES,
  pages,
} from './schema/index.ts';

const office = { id: offices.id, code: offices.code, name: offices.name };
const number = (text: string | number | null | undefined): number => Number(text ?? 0);

/**
 * What a batch holds, by its books. The limit keeps the planner from reading the counts of every book there is for each
 * batch of a list.
 */
const COUNTED = sql`(
  select count(*) as books, count(*) filter (where k.state not in ('verified', 'loaded')) as unverified,
    coalesce(sum(c.entries), 0) as entries, coalesce(sum(c.open_entries), 0) as open_entries
  from books k left join lateral (select b.entries, b.open_entries from book_counts b where b.book_id = k.id limit 1) c on true
  where k.batch_id = ${batches.id}) counted`;

export type CountedBatch = Awaited<ReturnType<typeof batchesOf>>[number];

/** Batches of these offices, newest first, with their counts; `ready` ones have nothing open. */
export const batchesOf = async (
  db: Db,
  options: {
    officeIds: readonly number[] | null;
    before?: number | undefined;
    limit: number;
    states?: readonly (typeof batches.$inferSelect)['state'][] | undefined;
    batchId?: number | undefined;
  },
) => {
  const { officeIds, before, states, batchId } = options;
  return db
    .select({
      batch: batches,
      office,
      books: sql<string>`counted.books`.mapWith(Number),
      unverified: sql<string>`counted.unverified`.mapWith(Number),
      entries: sql<string>`counted.entries`.mapWith(Number),
      openEntries: sql<string>`counted.open_entries`.mapWith(Number),
      openHolds: sql<string>`(select count(*) from ${holds} where ${holds.batchId} = ${batches.id}
        and ${holds.releasedAt} is null)`.mapWith(Number),
    })
    .from(batches)
    .innerJoin(offices, eq(offices.id, batches.officeId))
    .innerJoinLateral(COUNTED, sql`true`)
    .where(
      and(
        officeIds === null ? undefined : inArray(batches.officeId, [...officeIds]),
        before === undefined ? undefined : sql`${batches.id} < ${before}`,
        states === undefined ? undefined : inArray(batches.state, [...states]),
        batchId === undefined ? undefined : eq(batches.id, batchId),
      ),
    )
    .orderBy(sql`${batches.id} desc`)
    .limit(options.limit);
};

/** By name, because the index of the tallies finds names and no beginnings of names. */
const PAGES_THAT_COUNT = sql.param(
  PAGE_STATES.filter((state) => state !== 'dismissed').map((state) => `page:${state}`),
);

export type CountedBook = Awaited<ReturnType<typeof booksWithCounts>>[number];

/** Books of a batch, or one book. */
export const booksWithCounts = async (db: Db, which: { batchId: number } | { bookId: number }) =>
  db
    .select({
      book: books,
      office,
      pages: sql<string>`(select coalesce(sum(n), 0) from (
        select t.count as n from tallies t where t.book_id = ${books.id} and t.what = any (${PAGES_THAT_COUNT})
        union all select c.change from tally_changes c where c.book_id = ${books.id}
          and c.what = any (${PAGES_THAT_COUNT})) counted)`.mapWith(Number),
      entries: sql<string>`coalesce(${bookCounts.entries}, 0)`.mapWith(Number),
      openEntries: sql<string>`coalesce(${bookCounts.openEntries}, 0)`.mapWith(Number),
      openHolds: sql<string>`(select count(*) from ${holds} where ${holds.batchId} = ${books.batchId}
        and ${holds.bookId} = ${books.id} and ${holds.releasedAt} is null)`.mapWith(Number),
    })
    .from(books)
    .innerJoin(offices, eq(offices.id, books.officeId))
    .leftJoin(bookCounts, eq(bookCounts.bookId, books.id))
    .where('batchId' in which ? eq(books.batchId, which.batchId) : eq(books.id, which.bookId))
    .orderBy(asc(books.id))
    .limit(500);

export const setBookHand = async (
  db: Db,
  bookId: number,
  hand: (typeof books.$inferSelect)['hand'],
): Promise<void> => {
  await db.update(books).set({ hand }).where(eq(books.id, bookId));
};

export const setBatchPolicy = async (
  db: Db,
  batchId: number,
  policy: (typeof batches.$inferSelect)['policy'],
): Promise<void> => {
  await db.update(batches).set({ policy }).where(eq(batches.id, batchId));
};

/** Where a page of the contact sheet ended. */
export type SheetPosition = Readonly<{ position: string; id: number }>;

/** Pages of a book in its order, with the entry and the hold of each, and which other live pages have the same picture. */
export const sheetsOf = async (db: Db, bookId: number, after: SheetPosition | null, limit: number) =>
  db
    .select({
      page: pages,
      file: files.name,
      frame: frames.index,
      entry: entries,
      openFields: entryWork.openFields,
      held: holds.reason,
    })
    .from(pages)
    .innerJoin(frames, eq(frames.id, pages.frameId))
    .innerJoin(files, eq(files.id, frames.fileId))
    .leftJoin(
      entries,
      and(eq(entries.pageId, pages.id), eq(entries.ordinal, 0), sql`${entries.state} <> 'withdrawn'`),
    )
    .leftJoin(entryWork, eq(entryWork.entryId, entries.id))
    .leftJoin(holds, and(eq(holds.subject, 'page'), eq(holds.subjectId, pages.id), isNull(holds.releasedAt)))
    .where(
      and(
        eq(pages.bookId, bookId),
        after === null
          ? undefined
          : sql`(${pages.position}, ${pages.id}) > (${after.position}::numeric, ${after.id}::bigint)`,
      ),
    )
    .orderBy(asc(pages.position), asc(pages.id))
    .limit(limit);

/** A page with its office, for whoever asks for its picture. */
export const pageWithOffice = async (
  db: Db,
  pageId: number,
): Promise<{ page: typeof pages.$inferSelect; officeId: number } | undefined> =>
  (
    await db
      .select({ page: pages, officeId: books.officeId })
      .from(pages)
      .innerJoin(books, eq(books.id, pages.bookId))
      .where(eq(pages.id, pageId))
  )[0];

export type NumberRun = Readonly<{
  kind: KindCode;
  year: number;
  first: number;
  last: number;
  entries: number;
  /** Numbers of the run that no live entry of the office has; the first hundred. */
  missing: readonly number[];
}>;

const MOST_MISSING = 100;

/**
 * Runs of entry numbers of a batch. Only where a run is shorter than its ends say are its numbers gone through. Live entries
 * of an office, kind and year have different numbers or suffixes, so those without a suffix need no sorting to be told
 * apart; a run that only a suffix (`37a` without `37`) makes look short is gone through for nothing.
 */
export const numberRuns = async (db: Db, batchId: number): Promise<NumberRun[]> => {
  const result = await db.execute<{
    kind: KindCode;
    year: number;
    first: number;
    last: number;
    entries: string;
    missing: number[] | null;
  }>(sql`
    with runs as materialized (
      select e.kind, e.registration_year as year, e.office_id as office, min(e.number) as first, max(e.number) as last,
        count(*) as entries, count(*) filter (where e.suffix = '') as numbers
      from entries e join books b on b.id = e.book_id
      where b.batch_id = ${batchId} and e.state <> 'withdrawn' and e.number is not null
      group by 1, 2, 3)
    select r.kind, r.year, r.first, r.last, r.entries, gaps.missing from runs r left join lateral (
      select array_agg(n order by n) as missing from (
        select s.n from generate_series(r.first, r.last) as s(n)
        where not exists (select 1 from entries where office_id = r.office and kind = r.kind
          and registration_year = r.year and number = s.n and state <> 'withdrawn')
        limit ${MOST_MISSING}) holes) gaps on r.last - r.first + 1 > r.numbers
    order by r.kind, r.year, r.office`);
  return result.rows.map(({ entries: count, missing, ...run }) => ({
    ...run,
    entries: number(count),
    missing: missing ?? [],
  }));
};

export const kindsOf = async (db: Db, batchId: number): Promise<{ kind: KindCode; entries: number }[]> => {
  const result = await db.execute<{ kind: KindCode; entries: string }>(sql`
    select b.kind, coalesce(sum(c.entries), 0) as entries from books b left join book_counts c on c.book_id = b.id
    where b.batch_id = ${batchId} group by b.kind order by b.kind`);
  return result.rows.map((row) => ({ kind: row.kind, entries: number(row.entries) }));
};

/** Who keyed in a batch, by name. */
export const keyersOf = async (db: Db, batchId: number): Promise<{ accountId: number; name: string }[]> =>
  db
    .select({ accountId: accounts.id, name: accounts.displayName })
    .from(batchKeyers)
    .innerJoin(accounts, eq(accounts.id, batchKeyers.accountId))
    .where(eq(batchKeyers.batchId, batchId))
    .orderBy(asc(accounts.displayName));

export const keyedIn = async (
  db: Db,
  accountId: number,
  batchIds: readonly number[],
): Promise<ReadonlySet<number>> => {
  const result = await db.execute<{ batch_id: string }>(sql`
    select batch_id from batch_keyers where account_id = ${accountId}
      and batch_id = any (${sql.param([...batchIds])}::bigint[])`);
  return new Set(result.rows.map((row) => Number(row.batch_id)));
};

export const decisionsOf = async (db: Db, batchId: number) =>
  db
    .select({ decision: decisions, by: accounts.displayName })
    .from(decisions)
    .innerJoin(accounts, eq(accounts.id, decisions.accountId))
    .where(eq(decisions.batchId, batchId))
    .orderBy(asc(decisions.id));

/** Entries of a batch in an order that only the seed decides: the same seed, the same sample. */
export const sampleOf = async (
  db: Db,
  options: { batchId: number; seed: number; size: number },
): Promise<{ of: number; entryIds: number[] }> => {
  const result = await db.execute<{ id: string; of: string }>(sql`
    select e.id, count(*) over () as of from entries e join books b on b.id = e.book_id
    where b.batch_id = ${options.batchId} and e.state <> 'withdrawn'
    order by hashint8extended(e.id, ${options.seed}), e.id limit ${options.size}`);
  return {
    of: number(result.rows[0]?.of),
    entryIds: result.rows.map((row) => Number(row.id)),
  };
};

/** Run of the latest load of a batch. */
export const latestLoadRun = async (
  db: Db,
  batchId: number,
): Promise<{ id: number; startedAt: Date } | undefined> => {
  const result = await db.execute<{ id: string; created_at: Date }>(
    sql`select id, created_at from load_runs where batch_id = ${batchId} order by id desc limit 1`,
  );
  const row = result.rows[0];
  return row === undefined ? undefined : { id: Number(row.id), startedAt: new Date(row.created_at) };
};

/** Page that a hold is about, where there is one picture to show. */
export const pagesOfHolds = async (
  db: Db,
  held: readonly { subject: string; subjectId: number }[],
): Promise<ReadonlyMap<string, number>> => {
  const entryIds = held.filter(({ subject }) => subject === 'entry').map(({ subjectId }) => subjectId);
  const found =
    entryIds.length === 0
      ? []
      : await db
          .select({ id: entries.id, pageId: entries.pageId })
          .from(entries)
          .where(inArray(entries.id, entryIds));
  return new Map([
    ...held
      .filter(({ subject }) => subject === 'page')
      .map(({ subjectId }) => [`page ${subjectId}`, subjectId] as const),
    ...found.map(({ id, pageId }) => [`entry ${id}`, pageId] as const),
  ]);
};
