/** What was learnt of books: the hands they are written in and the words that stand in them. */
import { boolean, customType, index, integer, jsonb, pgTable, real, text } from 'drizzle-orm/pg-core';
import type { FieldType } from '../../domain/fields.ts';
import { createdAt, id, reference } from './columns.ts';
import { books } from './ledgers.ts';

const bytea = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => 'bytea',
  toDriver: (bytes) => Buffer.from(bytes),
  fromDriver: (buffer) => new Uint8Array(buffer),
});

/** Every try at learning a book's hand, kept or not. Those that did not read better keep nothing. */
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
    /** Verified texts that the book is read with, by type of field. A copy: a later correction makes a new row. */
    words: jsonb('words').$type<readonly Readonly<{ type: FieldType; text: string }>[]>(),
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
