/** What overviews count, kept so that nobody has to count: changes are added up when they are read, and folded now and then. */
import { bigint, customType, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { reference } from './columns.ts';

/** Whole numbers as the ranges they make: `{[1,38),[39,201)}`. */
const multirange = customType<{ data: string }>({ dataType: () => 'int4multirange' });

/**
 * One row for every change of a number, written by triggers in the transaction that makes the change. Rows are only added,
 * so that people who work in the same book never wait for each other; `fold_tallies()` moves them into `tallies`.
 */
export const tallyChanges = pgTable(
  'tally_changes',
  {
    bookId: reference('book_id').notNull(),
    /** `page:held`, `field:settled`, `route:confirm`, `lane:key`, `saved:2026-03-01:17`… */
    what: text('what').notNull(),
    change: integer('change').notNull(),
  },
  (table) => [index('tally_changes_book').on(table.bookId)],
);

/** Sums of the changes that were folded. */
export const tallies = pgTable(
  'tallies',
  {
    bookId: reference('book_id').notNull(),
    what: text('what').notNull(),
    count: bigint('count', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.bookId, table.what] })],
);

/** Entry numbers of each book, by the office of its entries. Right without a mark; `fold_numbers()` counts marked books anew. */
export const bookNumbers = pgTable(
  'book_numbers',
  {
    bookId: reference('book_id').notNull(),
    kind: text('kind').notNull(),
    year: integer('year').notNull(),
    officeId: reference('office_id').notNull(),
    numbers: multirange('numbers').notNull(),
    /** Live entries that have one of these numbers, those with a suffix too. */
    entries: integer('entries').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.bookId, table.kind, table.year, table.officeId] }),
    index('book_numbers_office').on(table.officeId, table.kind, table.year),
  ],
);

/**
 * Books whose entry numbers have changed, marked by triggers in the transaction that changes them. Rows are only added, so
 * that people who work in the same book never wait for each other.
 */
export const numberMarks = pgTable(
  'number_marks',
  { bookId: reference('book_id').notNull(), officeId: reference('office_id').notNull() },
  (table) => [
    index('number_marks_book').on(table.bookId),
    index('number_marks_office').on(table.officeId, table.bookId),
  ],
);
