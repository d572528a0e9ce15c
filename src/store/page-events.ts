/** Where pages stand and what they are: changes by people, each an event that can be taken back. */
import { and, asc, eq, inArray, isNull, ne, or, sql } from 'drizzle-orm';
import type { PageClass } from '../forms/edition.ts';
import type { Db } from './database.ts';
import { REVIVED, reopenTasksOf, settleIdentity } from './entries.ts';
import { one } from './offices.ts';
import {
  accounts,
  books,
  entries,
  entryFields,
  entryWork,
  fieldValues,
  holds,
  pageEvents,
  pages,
  tasks,
} from './schema/index.ts';

export type PageEvent = typeof pageEvents.$inferSelect;
export type NewPageEvent = Omit<typeof pageEvents.$inferInsert, 'id' | 'createdAt'>;

export const lockPage = async (tx: Db, pageId: number): Promise<void> => {
  await tx.select({ id: pages.id }).from(pages).where(eq(pages.id, pageId)).for('update');
};

/** A place between two pages of a book: after that page, or before all when it is null. */
export const positionAfter = async (
  tx: Db,
  bookId: number,
  after: { id: number; position: string } | null,
): Promise<string> => {
  const beyond =
    after === null ? sql`true` : sql`(position, id) > (${after.position}::numeric, ${after.id}::bigint)`;
  const result = await tx.execute<{ position: string }>(sql`
    with next as (select min(position) as position from pages where book_id = ${bookId} and ${beyond})
    select coalesce(
      ${after === null ? sql`next.position - 1` : sql`(next.position + ${after.position}::numeric) * 0.5`},
      ${after === null ? sql`1` : sql`${after.position}::numeric + 1`}) as position from next`);
  return one(result.rows).position;
};

/** Puts a page, its entries, their tasks and what is held of them into a book, at a position. */
export const putPage = async (
  tx: Db,
  pageId: number,
  place: { bookId: number; position: string },
): Promise<void> => {
  await tx.update(pages).set(place).where(eq(pages.id, pageId));
  const moved = await tx
    .update(entries)
    .set({ bookId: place.bookId })
    .where(and(eq(entries.pageId, pageId), ne(entries.bookId, place.bookId)))
    .returning({ id: entries.id });
  const ids = moved.map(({ id }) => id);
  const { bookId } = place;
  await tx
    .update(holds)
    .set({ bookId })
    .where(
      and(
        isNull(holds.releasedAt),
        or(
          and(eq(holds.subject, 'page'), eq(holds.subjectId, pageId)),
          ids.length === 0 ? undefined : and(eq(holds.subject, 'entry'), inArray(holds.subjectId, ids)),
        ),
      ),
    );
  if (ids.length === 0) return;
  await tx.update(tasks).set({ bookId }).where(inArray(tasks.entryId, ids));
  await tx.update(entryWork).set({ bookId }).where(inArray(entryWork.entryId, ids));
};

/**
 * Brings back entries that were set aside with their page: what nobody has settled waits for people again, and each takes
 * its number again if it is free.
 */
export const reviveEntriesOfPage = async (tx: Db, pageId: number, batchId: number): Promise<number> => {
  const back = await tx
    .update(entries)
    .set(REVIVED)
    .where(and(eq(entries.pageId, pageId), eq(entries.state, 'withdrawn')))
    .returning({ id: entries.id });
  const ids = back.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await reopenTasksOf(tx, ids);
  for (const id of ids) await settleIdentity(tx, id, batchId);
  return ids.length;
};

export const recordPageEvent = async (tx: Db, event: NewPageEvent): Promise<PageEvent> =>
  one(await tx.insert(pageEvents).values(event).returning());

/** The last event of a page that was not taken back and takes nothing back. */
export const lastPageEvent = async (tx: Db, pageId: number): Promise<PageEvent | undefined> =>
  (
    await tx
      .select()
      .from(pageEvents)
      .where(
        and(
          eq(pageEvents.pageId, pageId),
          isNull(pageEvents.undoes),
          sql`not exists (select 1 from page_events u where u.undoes = ${pageEvents.id})`,
        ),
      )
      .orderBy(sql`${pageEvents.id} desc`)
      .limit(1)
  )[0];

/** What happened to the pages of a book, or came to it and left it, latest first. */
export const pageEventsOf = async (db: Db, bookId: number, limit = 100) =>
  db
    .select({
      event: pageEvents,
      by: accounts.displayName,
      isUndone: sql<boolean>`exists (select 1 from page_events u where u.undoes = ${pageEvents.id})`,
    })
    .from(pageEvents)
    .innerJoin(accounts, eq(accounts.id, pageEvents.accountId))
    .where(or(eq(pageEvents.fromBookId, bookId), eq(pageEvents.toBookId, bookId)))
    .orderBy(sql`${pageEvents.id} desc`)
    .limit(limit);

/** Live entries of a book page by page, with what their number field says (null where it is keyed blind or says nothing). */
export const numbersByPage = async (
  db: Db,
  bookId: number,
): Promise<{ pageId: number; entryId: number; text: string | null }[]> =>
  db
    .select({ pageId: entries.pageId, entryId: entries.id, text: fieldValues.normalized })
    .from(entries)
    .innerJoin(pages, eq(pages.id, entries.pageId))
    .leftJoin(entryFields, and(eq(entryFields.entryId, entries.id), eq(entryFields.field, 'so')))
    .leftJoin(
      fieldValues,
      and(
        eq(fieldValues.id, entryFields.valueId),
        sql`not exists (select 1 from tasks blind where blind.entry_id = ${entries.id} and blind.field = 'so'
          and blind.state = 'open' and blind.kind in ('key', 'key-twice', 'adjudicate'))`,
      ),
    )
    .where(and(eq(entries.bookId, bookId), ne(entries.state, 'withdrawn')))
    .orderBy(asc(pages.position), asc(pages.id), asc(entries.ordinal));

export const setClassOf = async (tx: Db, pageId: number, pageClass: PageClass | null): Promise<void> => {
  await tx.update(pages).set({ class: pageClass }).where(eq(pages.id, pageId));
};

/** A closing note that is none of this book: what it said of the book is not known any more. */
export const forgetClosingTotals = async (tx: Db, bookId: number): Promise<void> => {
  await tx.update(books).set({ closingEntries: null, closingPages: null }).where(eq(books.id, bookId));
};
