/** Form editions that an office made for itself: versions that never change, and the samples they were made from. */
import { doublePrecision, index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { KIND_CODES } from '../../domain/kinds.ts';
import { createdAt, id, oneOf, reference } from './columns.ts';
import { accounts } from './people.ts';

/** Append-only (a trigger refuses UPDATE and DELETE): pages name the version that they were read with. */
export const formVersions = pgTable(
  'form_versions',
  {
    id: id(),
    formId: text('form_id').notNull(),
    /** 1, 2, 3 … of its form; the newest is what `auto` considers. */
    version: integer('version').notNull(),
    kind: text('kind', { enum: KIND_CODES }).notNull(),
    /** The edition file, with this version in it. Checked by the forms room whenever it is read. */
    content: jsonb('content').$type<unknown>().notNull(),
    /** Of the content without its version and of the pictures: the same form saved again is no new version. */
    sha256: text('sha256').notNull(),
    /** Pictures of the blank form in the page store, by layout class. */
    pictures: jsonb('pictures').$type<Readonly<Record<string, string>>>().notNull().default({}),
    createdBy: reference('created_by')
      .notNull()
      .references(() => accounts.id),
    createdAt: createdAt(),
  },
  (table) => [
    oneOf('form_versions_kind', table.kind, KIND_CODES),
    unique('form_versions_identity').on(table.formId, table.version),
    unique('form_versions_content').on(table.formId, table.sha256),
  ],
);

/** A straightened page that somebody handed to the designer and that belongs to no book. */
export const formSamples = pgTable(
  'form_samples',
  {
    id: id(),
    imageSha256: text('image_sha256').notNull(),
    side: text('side', { enum: ['whole', 'left', 'right'] }).notNull(),
    width: integer('width').notNull(),
    height: integer('height').notNull(),
    dpi: doublePrecision('dpi').notNull(),
    createdBy: reference('created_by')
      .notNull()
      .references(() => accounts.id),
    createdAt: createdAt(),
  },
  (table) => [
    oneOf('form_samples_side', table.side, ['whole', 'left', 'right']),
    unique('form_samples_identity').on(table.createdBy, table.imageSha256),
    index('form_samples_by').on(table.createdBy, table.id),
  ],
);
