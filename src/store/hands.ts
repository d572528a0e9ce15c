/** Learnt hands of books: what there is to learn from, what was learnt, and which pages are to be read again. */
import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { bookHands, entries, entryFields, fieldValues, pages } from './schema/index.ts';

export type BookHandRow = typeof bookHands.$inferSelect;
export type NewBookHand = Omit<typeof bookHands.$inferInsert, 'id' | 'createdAt'>;

/** The hand to read a book with: the last one learnt for this network that read better. */
export const bookHandOf = async (db: Db, bookId: number, model: string): Promise<BookHandRow | undefined> => {
  const rows = await db
    .select()
    .from(bookHands)
    .where(and(eq(bookHands.bookId, bookId), eq(bookHands.model, model), eq(bookHands.kept, true)))
    .orderBy(desc(bookHands.id))
    .limit(1);
  return rows[0];
};

export const saveBookHand = async (db: Db, hand: NewBookHand): Promise<number> => {
  const rows = await db.insert(bookHands).values(hand).returning({ id: bookHands.id });
  return rows[0]?.id ?? 0;
};

export type VerifiedText = Readonly<{ pageId: number; entryId: number; field: string; verbatim: string }>;

/** What people said stands on the pages of a book, word for word, in the order of the entries. */
export const verifiedTexts = async (db: Db, bookId: number): Promise<VerifiedText[]> =>
  db
    .select({
      pageId: entries.pageId,
      entryId: entries.id,
      field: entryFields.field,
      verbatim: sql<string>`${fieldValues.verbatim}`,
    })
    .from(entries)
    .innerJoin(entryFields, eq(entryFields.entryId, entries.id))
    .innerJoin(fieldValues, eq(fieldValues.id, entryFields.valueId))
    .where(
      and(
        eq(entries.bookId, bookId),
        eq(entryFields.settled, true),
        eq(fieldValues.source, 'person'),
        eq(fieldValues.state, 'read'),
        sql`${fieldValues.verbatim} is not null`,
      ),
    )
    .orderBy(asc(entries.id), asc(entryFields.field));

/** Pages of a book with fields that nobody has settled yet. */
export const unsettledPages = async (
  db: Db,
  bookId: number,
): Promise<Pick<typeof pages.$inferSelect, 'id' | 'generation' | 'editionId'>[]> =>
  db
    .selectDistinct({ id: pages.id, generation: pages.generation, editionId: pages.editionId })
    .from(pages)
    .innerJoin(entries, eq(entries.pageId, pages.id))
    .innerJoin(entryFields, eq(entryFields.entryId, entries.id))
    .where(
      and(
        eq(pages.bookId, bookId),
        eq(pages.state, 'extracted'),
        eq(entries.state, 'candidate'),
        eq(entryFields.settled, false),
      ),
    )
    .orderBy(asc(pages.id));

/** Books of which `every` more entries have verified handwriting than at the last try of this network. */
export const booksToAdapt = async (db: Db, model: string, every: number): Promise<number[]> => {
  const result = await db.execute<{ id: string }>(sql`
    select b.id from books b join batches t on t.id = b.batch_id
    where t.state = 'open' and b.state = 'verifying' and (
      select count(distinct e.id) from entries e
      join entry_fields f on f.entry_id = e.id and f.settled
      join field_values v on v.id = f.value_id and v.source = 'person' and v.state = 'read'
      where e.book_id = b.id and e.state <> 'withdrawn'
    ) >= ${every} + coalesce((
      select h.entries from book_hands h where h.book_id = b.id and h.model = ${model} order by h.id desc limit 1
    ), 0)
    order by b.id`);
  return result.rows.map((row) => Number(row.id));
};
