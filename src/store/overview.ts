/** Batches, books and pages as lists show them, and what a supervisor wants to know of a batch. */
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { KindCode } from '../domain/kinds.ts';
import type { Db } from './database.ts';
import {
  accounts,
  batches,
  batchKeyers,
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
const PAGES_THAT_COUNT = PAGE_STATES.filter((state) => state !== 'dismissed').map((state) => `page:${state}`);

export type CountedBook = Readonly<{
  book: Omit<typeof books.$inferSelect, 'edition' | 'closingPages' | 'createdAt'>;
  office: Readonly<{ id: number; code: string; name: string }>;
  pages: number;
  entries: number;
  openEntries: number;
  openHolds: number;
}>;

type BookRow = Pick<CountedBook['book'], 'kind' | 'year' | 'volume' | 'hand' | 'state'> &
  Record<'id' | 'batch_id' | 'office_id' | 'code' | 'name' | 'pages' | 'open_holds', string> &
  Record<'declared_entries' | 'declared_pages' | 'closing_entries', number | null> &
  Record<'entries' | 'open_entries', number>;

/**
 * Books of a batch, or one book. Rows are taken as they come from the driver: a huge batch has five hundred, and mapping
 * every column by its type takes as long as asking.
 */
export const booksWithCounts = async (
  db: Db,
  which: { batchId: number } | { bookId: number },
): Promise<CountedBook[]> => {
  const pagesThatCount = sql.param(PAGES_THAT_COUNT);
  const result = await db.execute<BookRow>(sql`
    with b as materialized (
      select * from books where ${'batchId' in which ? sql`batch_id = ${which.batchId}` : sql`id = ${which.bookId}`}
      order by id limit 500)
    select b.id, b.batch_id, b.office_id, b.kind, b.year, b.volume, b.hand, b.state, b.declared_entries, b.declared_pages,
      b.closing_entries, o.code, o.name,
      coalesce((select sum(t.count) from tallies t where t.book_id = b.id and t.what = any (${pagesThatCount})), 0)
        + coalesce(changed.pages, 0) as pages,
      coalesce(c.entries, 0) as entries, coalesce(c.open_entries, 0) as open_entries,
      coalesce(held.holds, 0) as open_holds
    from b join offices o on o.id = b.office_id
      left join book_counts c on c.book_id = b.id
      left join (select t.book_id, sum(t.change) as pages from tally_changes t
        where t.book_id in (select id from b) and t.what = any (${pagesThatCount}) group by 1) changed on changed.book_id = b.id
      left join (select h.book_id, count(*) as holds from holds h
        where h.batch_id in (select batch_id from b) and h.book_id in (select id from b) and h.released_at is null
        group by 1) held on held.book_id = b.id
    order by b.id`);
  return result.rows.map((row) => ({
    book: {
      id: number(row.id),
      batchId: number(row.batch_id),
      officeId: number(row.office_id),
      kind: row.kind,
      year: row.year,
      volume: row.volume,
      hand: row.hand,
      state: row.state,
      declaredEntries: row.declared_entries,
      declaredPages: row.declared_pages,
      closingEntries: row.closing_entries,
    },
    office: { id: number(row.office_id), code: row.code, name: row.name },
    pages: number(row.pages),
    entries: row.entries,
    openEntries: row.open_entries,
    openHolds: number(row.open_holds),
  }));
};

/** How far each book of a batch is, for a plot: far less is asked than for a list. */
export const sharesDone = async (
  db: Db,
  batchId: number,
): Promise<{ id: number; kind: KindCode; year: number; volume: string; done: number }[]> => {
  const result = await db.execute<{
    id: string;
    kind: KindCode;
    year: number;
    volume: string;
    entries: number | null;
    open_entries: number | null;
  }>(sql`
    select b.id, b.kind, b.year, b.volume, c.entries, c.open_entries
    from books b left join book_counts c on c.book_id = b.id where b.batch_id = ${batchId} order by b.id limit 500`);
  return result.rows.map(({ id, kind, year, volume, entries, open_entries: open }) => ({
    id: number(id),
    kind,
    year,
    volume,
    done: !entries ? 0 : Math.max(0, (entries - (open ?? 0)) / entries),
  }));
};

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
