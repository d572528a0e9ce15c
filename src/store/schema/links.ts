/** Entries that change or end an earlier one, and which one that is. */
import { sql } from 'drizzle-orm';
import { index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { KIND_CODES } from '../../domain/kinds.ts';
import { oneOf, reference } from './columns.ts';
import { entries } from './entries.ts';
import { offices } from './people.ts';

/** What the entry's fields say; `target_id` as soon as the entry they speak of is known, and as long as it is. */
export const entryLinks = pgTable(
  'entry_links',
  {
    entryId: reference('entry_id')
      .primaryKey()
      .references(() => entries.id),
    kind: text('kind', { enum: KIND_CODES }).notNull(),
    registrationYear: integer('registration_year').notNull(),
    number: integer('number').notNull(),
    suffix: text('suffix').notNull(),
    /** null: no office of ours is called what is written there. */
    officeId: reference('office_id').references(() => offices.id),
    targetId: reference('target_id').references(() => entries.id),
  },
  (table) => [
    oneOf('entry_links_kind', table.kind, KIND_CODES),
    index('entry_links_identity').on(table.number, table.kind, table.registrationYear),
    index('entry_links_target').on(table.targetId).where(sql`target_id is not null`),
  ],
);
