/** A book as a whole: control totals, gaps in the numbers, and whether anything is still open. */
import type { JobResult } from '../src/queue/handlers.ts';
import { countBook, numberGaps, setBookVerified, yearsOf } from '../src/store/books.ts';
import type { Db } from '../src/store/database.ts';
import { getBook } from '../src/store/hand-in.ts';
import { bookHoldResolution, closeHoldsOf, openHold } from '../src/store/holds.ts';

/** Looks at a book whose pages are all through and moves it on when nothing is open. */
export const checkBook = async (ctx: { db: Db }, bookId: number): Promise<JobResult> => {
  const book = await getBook(ctx.db, bookId);
  if (book.state === 'loaded') return 'skipped';
  const count = await countBook(ctx.db, bookId);
  if (count.unfinished > 0) return 'skipped';
  await holdOnTotals(ctx.db, book, count);
  const isOpen = await bookHoldResolution(ctx.db, bookId);
  const settled =
    count.openTasks === 0 && count.openHolds === 0 && count.withoutIdentity === 0 && isOpen !== 'open';
  await setBookVerified(ctx.db, bookId, settled);
  return isOpen === 'open' ? 'held' : 'done';
};

type Book = Awaited<ReturnType<typeof getBook>>;

/**
 * A difference between what was declared or closed and what was found, and gaps in the numbers, need a person's word. A
 * difference that was released with a reason stays released as long as it is the same.
 */
const holdOnTotals = async (db: Db, book: Book, count: { entries: number; pages: number }): Promise<void> => {
  const difference = await totalsDifference(db, book, count);
  if (difference === null) {
    await closeHoldsOf(db, 'book', [book.id], 'mended');
    return;
  }
  const resolved = await bookHoldResolution(db, book.id, difference);
  if (resolved !== 'none') return;
  await closeHoldsOf(db, 'book', [book.id], 'replaced');
  await openHold(db, {
    batchId: book.batchId,
    bookId: book.id,
    subject: 'book',
    subjectId: book.id,
    ...difference,
  });
};

const totalsDifference = async (
  db: Db,
  book: Book,
  count: { entries: number; pages: number },
): Promise<{ reason: string; params: Record<string, string | number> } | null> => {
  const declaredEntries = book.declaredEntries ?? book.closingEntries;
  if (declaredEntries !== null && declaredEntries !== count.entries) {
    return { reason: 'control-total-entries', params: { declared: declaredEntries, found: count.entries } };
  }
  if (book.declaredPages !== null && book.declaredPages !== count.pages) {
    return { reason: 'control-total-pages', params: { declared: book.declaredPages, found: count.pages } };
  }
  for (const year of await yearsOf(db, book.id)) {
    const gaps = await numberGaps(db, book, year);
    if (gaps.length > 0) return { reason: 'number-gaps', params: { year, missing: gaps.join(', ') } };
  }
  return null;
};
