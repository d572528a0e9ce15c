/** Form editions that an office made for itself: versions that never change, and the drafts they are made as. */
import { index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { KIND_CODES } from '../../domain/kinds.ts';
import type { FormDraft } from '../../forms/draft/draft.ts';
import { createdAt, id, instant, oneOf, reference } from './columns.ts';
import { accounts, offices } from './people.ts';

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

/** A picture of a blank form in the page store. */
export type BlankPicture = Readonly<{ sha256: string; width: number; height: number }>;

/** A form that an office is making. */
export const formDrafts = pgTable(
  'form_drafts',
  {
    id: id(),
    officeId: reference('office_id')
      .notNull()
      .references(() => offices.id),
    content: jsonb('content').$type<FormDraft>().notNull(),
    /** Goes up with every change; whoever saves names the version they changed. */
    version: integer('version').notNull().default(1),
    /** The edition it began with, `ID@VERSION`, and the pictures of its blank pages by layout class. */
    base: text('base'),
    blanks: jsonb('blanks').$type<Readonly<Record<string, BlankPicture>>>().notNull().default({}),
    /** What it was last saved as, `ID@VERSION`. */
    saved: text('saved'),
    updatedBy: reference('updated_by')
      .notNull()
      .references(() => accounts.id),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [index('form_drafts_office').on(table.officeId, table.id)],
);

/** A file that was handed to a draft and belongs to no book. */
export const formDraftFiles = pgTable(
  'form_draft_files',
  {
    id: id(),
    draftId: reference('draft_id')
      .notNull()
      .references(() => formDrafts.id, { onDelete: 'cascade' }),
    sha256: text('sha256').notNull(),
    name: text('name').notNull(),
    mediaType: text('media_type').notNull(),
    frames: integer('frames').notNull(),
    createdAt: createdAt(),
  },
  (table) => [unique('form_draft_files_identity').on(table.draftId, table.sha256)],
);

export const DRAFT_PURPOSES = ['sample', 'trial'] as const;
export const DRAFT_PAGE_STATES = ['waiting', 'working', 'done', 'failed'] as const;

/**
 * A page of such a file that is looked at: as the sample that the draft is made from, or to try the draft on. Whoever works
 * on it holds a lease (`until`, renewed); one that ran out is anybody's.
 */
export const formDraftPages = pgTable(
  'form_draft_pages',
  {
    id: id(),
    draftId: reference('draft_id')
      .notNull()
      .references(() => formDrafts.id, { onDelete: 'cascade' }),
    fileId: reference('file_id')
      .notNull()
      .references(() => formDraftFiles.id, { onDelete: 'cascade' }),
    /** From 0. */
    frame: integer('frame').notNull(),
    purpose: text('purpose', { enum: DRAFT_PURPOSES }).notNull(),
    /** How it is to be looked at; checked by whoever does. */
    request: jsonb('request').$type<unknown>().notNull(),
    state: text('state', { enum: DRAFT_PAGE_STATES }).notNull().default('waiting'),
    /** Goes up with every claim: what an older claim found does not count any more. */
    claim: integer('claim').notNull().default(0),
    until: instant('until'),
    failure:
      jsonb('failure').$type<Readonly<{ code: string; params: Readonly<Record<string, string | number>> }>>(),
    result: jsonb('result').$type<unknown>(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [
    oneOf('form_draft_pages_purpose', table.purpose, DRAFT_PURPOSES),
    oneOf('form_draft_pages_state', table.state, DRAFT_PAGE_STATES),
    unique('form_draft_pages_identity').on(table.draftId, table.purpose, table.fileId, table.frame),
  ],
);
