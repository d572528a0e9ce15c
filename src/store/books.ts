/** Books as a whole: totals, states, and what stands between them and acceptance. */
import { and, asc, eq, isNotNull, ne, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { batches, books, entries, files, frames, holds, pages, tasks } from './schema/index.ts';

/** Does the work while nobody else does work on the same book under this lock; the work writes by its own transactions. */
export const withBookLock = async <T>(db: Db, bookId: number, work: () => Promise<T>): Promise<T> =>
  db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${BOOK_LOCK}, ${bookId})`);
    return work();
  });
/** Of all advisory locks those with this first key are of books. */
const BOOK_LOCK = 1961;

/** What the closing note says; a total that could not be read leaves an earlier one standing. */
export const saveClosingTotals = async (
  db: Db,
  bookId: number,
  totals: { entries: number | null; pages: number | null },
): Promise<void> => {
  const set = {
    ...(totals.entries === null ? {} : { closingEntries: totals.entries }),
    ...(totals.pages === null ? {} : { closingPages: totals.pages }),
  };
  if (Object.keys(set).length > 0) await db.update(books).set(set).where(eq(books.id, bookId));
};

export type BookCount = Readonly<{
  entries: number;
  /** Pages that are not dismissed, of every class. */
  pages: number;
  /** Live entries without an identity. */
  withoutIdentity: number;
  openTasks: number;
  openHolds: number;
  unfinished: number;
}>;

/** What a book holds and what is still open about it. `openHolds` leaves out the hold of the book itself. */
export const countBook = async (db: Db, bookId: number): Promise<BookCount> => {
  const result = await db.execute<Record<keyof BookCount, string>>(sql`
    select
      (select count(*) from ${entries} where book_id = ${bookId} and state <> 'withdrawn') as "entries",
      (select count(*) from ${pages} where book_id = ${bookId} and state <> 'dismissed') as "pages",
      (select count(*) from ${entries} where book_id = ${bookId} and state <> 'withdrawn' and number is null) as "withoutIdentity",
      (select count(*) from ${tasks} where book_id = ${bookId} and state = 'open') as "openTasks",
      (select count(*) from ${holds} where book_id = ${bookId} and released_at is null and subject <> 'book') as "openHolds",
      (select count(*) from ${files} where book_id = ${bookId} and state = 'received')
        + (select count(*) from ${frames} where book_id = ${bookId} and state = 'received')
        + (select count(*) from ${pages} where book_id = ${bookId} and state in ('imaged', 'read')) as "unfinished"`);
  const row = result.rows[0];
  const number = (name: keyof BookCount): number => Number(row?.[name] ?? 0);
  return {
    entries: number('entries'),
    pages: number('pages'),
    withoutIdentity: number('withoutIdentity'),
    openTasks: number('openTasks'),
    openHolds: number('openHolds'),
    unfinished: number('unfinished'),
  };
};

/**
 * Numbers of a year that are missing within the run of this book and are in no other book either (TT 04/2020 art. 29.3:
 * numbers run through the year, across books). A first volume must start at 1. At most `limit` are listed.
 */
export const numberGaps = async (
  db: Db,
  book: Pick<typeof books.$inferSelect, 'id' | 'officeId' | 'kind' | 'volume'>,
  year: number,
  limit = 50,
): Promise<number[]> => {
  const first = Number(book.volume) === 1 ? sql`1` : sql`min(number)`;
  const result = await db.execute<{ missing: number }>(sql`
    with run as (select ${first} as low, max(number) as high from ${entries}
      where book_id = ${book.id} and registration_year = ${year} and state <> 'withdrawn')
    select series.n as missing
    from run, generate_series(run.low, run.high) as series(n)
    where not exists (select 1 from ${entries} where office_id = ${book.officeId} and kind = ${book.kind}
      and registration_year = ${year} and number = series.n and state <> 'withdrawn')
    order by series.n limit ${limit}`);
  return result.rows.map((row) => Number(row.missing));
};

/** Years of registration that the entries of a book are numbered in. */
export const yearsOf = async (db: Db, bookId: number): Promise<number[]> => {
  const rows = await db
    .selectDistinct({ year: entries.registrationYear })
    .from(entries)
    .where(
      and(eq(entries.bookId, bookId), ne(entries.state, 'withdrawn'), isNotNull(entries.registrationYear)),
    )
    .orderBy(asc(entries.registrationYear));
  return rows.flatMap(({ year }) => (year === null ? [] : [year]));
};

/** Moves a book and its entries on (or back) together. */
export const setBookVerified = async (db: Db, bookId: number, verified: boolean): Promise<void> => {
  await db
    .update(books)
    .set({ state: verified ? 'verified' : 'verifying' })
    .where(and(eq(books.id, bookId), ne(books.state, 'loaded')));
  await db
    .update(entries)
    .set({ state: verified ? 'verified' : 'candidate' })
    .where(and(eq(entries.bookId, bookId), eq(entries.state, verified ? 'candidate' : 'verified')));
};

/** Books whose pages are all through while the book has not been looked at as a whole since: for `reconcile`. */
export const booksDue = async (db: Db, after: number, limit: number): Promise<{ id: number }[]> =>
  db
    .select({ id: books.id })
    .from(books)
    .innerJoin(batches, eq(batches.id, books.batchId))
    .where(
      and(
        sql`${books.id} > ${after}`,
        eq(books.state, 'reading'),
        sql`exists (select 1 from ${files} where ${files.bookId} = ${books.id})`,
        sql`not exists (select 1 from ${files} where ${files.bookId} = ${books.id} and ${files.state} = 'received')`,
        sql`not exists (select 1 from ${frames} where ${frames.bookId} = ${books.id} and ${frames.state} = 'received')`,
        sql`not exists (select 1 from ${pages} where ${pages.bookId} = ${books.id} and ${pages.state} in ('imaged', 'read'))`,
      ),
    )
    .orderBy(asc(books.id))
    .limit(limit);
