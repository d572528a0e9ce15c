/** What was learnt of the hands that books are written in. */
import { boolean, customType, index, integer, pgTable, real, text } from 'drizzle-orm/pg-core';
import { createdAt, id, reference } from './columns.ts';
import { books } from './ledgers.ts';

const bytea = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => 'bytea',
  toDriver: (bytes) => Buffer.from(bytes),
  fromDriver: (buffer) => new Uint8Array(buffer),
});

/** Every try at learning a book's hand, kept or not. Those that did not read better keep no weights. */
export const bookHands = pgTable(
  'book_hands',
  {
    id: id(),
    bookId: reference('book_id')
      .notNull()
      .references(() => books.id),
    /** Version of the network whose last layer was trained: with another one the weights mean nothing. */
    model: text('model').notNull(),
    weights: bytea('weights'),
    /** Verified entries there were, lines learnt from, and lines it was measured on. */
    entries: integer('entries').notNull(),
    lessons: integer('lessons').notNull(),
    heldOut: integer('held_out').notNull(),
    /** Share of wrong characters on the held-out lines. */
    before: real('before').notNull(),
    after: real('after').notNull(),
    kept: boolean('kept').notNull(),
    createdAt: createdAt(),
  },
  (table) => [index('book_hands_book').on(table.bookId, table.id)],
);
