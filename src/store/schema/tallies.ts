/** What overviews count, kept so that nobody has to count: changes are added up when they are read, and folded now and then. */
import { bigint, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { reference } from './columns.ts';

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
