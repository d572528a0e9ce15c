/** Readings, entries and their append-only values; the work that people do on them. */
import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { KIND_CODES } from '../../domain/kinds.ts';
import { type Box, ROUTES, VALUE_STATES } from '../../domain/values.ts';
import { createdAt, id, instant, oneOf, reference } from './columns.ts';
import { batches, books, pages } from './ledgers.ts';
import { accounts, offices } from './people.ts';

/** What an engine saw on one field place of a page; `content` is checked by the reading room's schema. */
export const readings = pgTable(
  'readings',
  {
    id: id(),
    pageId: reference('page_id')
      .notNull()
      .references(() => pages.id),
    place: text('place').notNull(),
    engine: text('engine').notNull(),
    engineVersion: text('engine_version').notNull(),
    content: jsonb('content').$type<unknown>().notNull(),
    createdAt: createdAt(),
  },
  (table) => [unique('readings_identity').on(table.pageId, table.place, table.engine)],
);

export const ENTRY_STATES = ['candidate', 'verified', 'loaded', 'withdrawn'] as const;
export const entries = pgTable(
  'entries',
  {
    id: id(),
    bookId: reference('book_id')
      .notNull()
      .references(() => books.id),
    officeId: reference('office_id')
      .notNull()
      .references(() => offices.id),
    kind: text('kind', { enum: KIND_CODES }).notNull(),
    pageId: reference('page_id')
      .notNull()
      .references(() => pages.id),
    /** Place among the entries of its page, from 0. */
    ordinal: integer('ordinal').notNull().default(0),
    /** The identity; null as long as the number is not settled. */
    registrationYear: integer('registration_year'),
    number: integer('number'),
    suffix: text('suffix').notNull().default(''),
    editionId: text('edition_id').notNull(),
    editionVersion: integer('edition_version').notNull(),
    state: text('state', { enum: ENTRY_STATES }).notNull().default('candidate'),
    createdAt: createdAt(),
  },
  (table) => [
    oneOf('entries_kind', table.kind, KIND_CODES),
    oneOf('entries_state', table.state, ENTRY_STATES),
    unique('entries_place').on(table.pageId, table.ordinal),
    uniqueIndex('entries_identity')
      .on(table.officeId, table.kind, table.registrationYear, table.number, table.suffix)
      .where(sql`state <> 'withdrawn' and number is not null and registration_year is not null`),
    check('entries_identity_whole', sql`(number is null) = (registration_year is null)`),
    index('entries_book').on(table.bookId, table.id),
    /** Runs of numbers of a batch are told from this alone, however many entries it has. */
    index('entries_runs')
      .on(table.bookId, table.kind, table.registrationYear, table.officeId, table.number, table.suffix)
      .where(sql`state <> 'withdrawn' and number is not null`),
    index('entries_number')
      .on(table.number, table.officeId, table.registrationYear)
      .where(sql`number is not null`),
  ],
);

export const VALUE_SOURCES = ['machine', 'person'] as const;
/** Append-only (a trigger refuses UPDATE and DELETE). A value supersedes at most one other, and is superseded once. */
export const fieldValues = pgTable(
  'field_values',
  {
    id: id(),
    entryId: reference('entry_id')
      .notNull()
      .references(() => entries.id),
    field: text('field').notNull(),
    verbatim: text('verbatim'),
    normalized: text('normalized'),
    state: text('state', { enum: VALUE_STATES }).notNull(),
    confidence: real('confidence').notNull(),
    pageId: reference('page_id').references(() => pages.id),
    box: jsonb('box').$type<Box>(),
    source: text('source', { enum: VALUE_SOURCES }).notNull(),
    /** What read it: engine and version, or the rule that inferred it. */
    engine: text('engine').notNull(),
    accountId: reference('account_id').references(() => accounts.id),
    supersedes: reference('supersedes'),
    createdAt: createdAt(),
  },
  (table) => [
    oneOf('field_values_state', table.state, VALUE_STATES),
    oneOf('field_values_source', table.source, VALUE_SOURCES),
    check('field_values_person', sql`(source = 'person') = (account_id is not null)`),
    check('field_values_text', sql`state in ('read', 'inferred') or normalized is null`),
    check('field_values_confidence', sql`confidence between 0 and 1`),
    uniqueIndex('field_values_superseded_once').on(table.supersedes).where(sql`supersedes is not null`),
    uniqueIndex('field_values_first').on(table.entryId, table.field).where(sql`supersedes is null`),
    index('field_values_person_work').on(table.accountId, table.id).where(sql`account_id is not null`),
  ],
);

/** The current value of each field and how it goes on; `version` fences concurrent writers. */
export const entryFields = pgTable(
  'entry_fields',
  {
    entryId: reference('entry_id')
      .notNull()
      .references(() => entries.id),
    field: text('field').notNull(),
    valueId: reference('value_id')
      .notNull()
      .references(() => fieldValues.id),
    route: text('route', { enum: ROUTES }).notNull(),
    settled: boolean('settled').notNull(),
    version: integer('version').notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.entryId, table.field] }),
    oneOf('entry_fields_route', table.route, ROUTES),
    index('entry_fields_open').on(table.entryId).where(sql`not settled`),
  ],
);

export const TASK_STATES = ['open', 'done', 'cancelled'] as const;
export const TASK_KINDS = ['confirm', 'key', 'key-twice', 'adjudicate', 'question'] as const;
/** One field that needs a person. */
export const tasks = pgTable(
  'tasks',
  {
    id: id(),
    bookId: reference('book_id')
      .notNull()
      .references(() => books.id),
    entryId: reference('entry_id')
      .notNull()
      .references(() => entries.id),
    field: text('field').notNull(),
    kind: text('kind', { enum: TASK_KINDS }).notNull(),
    /** Codes of the rules that raised the question, for the person to see. */
    rules: jsonb('rules').$type<readonly string[]>().notNull().default([]),
    state: text('state', { enum: TASK_STATES }).notNull().default('open'),
    valueId: reference('value_id').references(() => fieldValues.id),
    doneBy: reference('done_by').references(() => accounts.id),
    doneAt: instant('done_at'),
    createdAt: createdAt(),
  },
  (table) => [
    oneOf('tasks_state', table.state, TASK_STATES),
    oneOf('tasks_kind', table.kind, TASK_KINDS),
    uniqueIndex('tasks_open_once').on(table.entryId, table.field).where(sql`state = 'open'`),
    index('tasks_open_book').on(table.bookId, table.entryId, table.id).where(sql`state = 'open'`),
    check('tasks_done', sql`(state = 'done') = (done_by is not null)`),
  ],
);

/** Accounts that keyed or confirmed anything in a batch; filled by a trigger on field_values. They never approve it. */
export const batchKeyers = pgTable(
  'batch_keyers',
  {
    batchId: reference('batch_id')
      .notNull()
      .references(() => batches.id),
    accountId: reference('account_id')
      .notNull()
      .references(() => accounts.id),
  },
  (table) => [primaryKey({ columns: [table.batchId, table.accountId] })],
);

export const VERDICTS = ['approve', 'return'] as const;
/** What supervisors decided on batches: append-only; a trigger refuses the approval of somebody who keyed in it. */
export const decisions = pgTable(
  'decisions',
  {
    id: id(),
    batchId: reference('batch_id')
      .notNull()
      .references(() => batches.id),
    accountId: reference('account_id')
      .notNull()
      .references(() => accounts.id),
    verdict: text('verdict', { enum: VERDICTS }).notNull(),
    reason: text('reason'),
    createdAt: createdAt(),
  },
  (table) => [
    oneOf('decisions_verdict', table.verdict, VERDICTS),
    check('decisions_reason', sql`verdict = 'approve' or length(trim(coalesce(reason, ''))) > 0`),
    index('decisions_batch').on(table.batchId, table.id),
  ],
);
