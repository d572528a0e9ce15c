/** What the exporter did, and the audit chain. */
import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { ErrorParams } from '../../domain/errors.ts';
import { createdAt, id, instant, oneOf, reference } from './columns.ts';
import { entries } from './entries.ts';
import { batches, books } from './ledgers.ts';
import { accounts, offices } from './people.ts';

/** One asking to load a batch. */
export const loadRuns = pgTable(
  'load_runs',
  {
    id: id(),
    /** What the registry knows this run by: several sohoa installations may load into one registry. */
    key: uuid('key').notNull().unique().defaultRandom(),
    batchId: reference('batch_id')
      .notNull()
      .references(() => batches.id),
    accountId: reference('account_id')
      .notNull()
      .references(() => accounts.id),
    createdAt: createdAt(),
  },
  (table) => [index('load_runs_batch').on(table.batchId, table.id)],
);

export const BOOK_LOAD_STATES = ['due', 'done', 'failed'] as const;
/** One book of a load run: it is loaded in one transaction. */
export const bookLoads = pgTable(
  'book_loads',
  {
    id: id(),
    runId: reference('run_id')
      .notNull()
      .references(() => loadRuns.id),
    bookId: reference('book_id')
      .notNull()
      .references(() => books.id),
    state: text('state', { enum: BOOK_LOAD_STATES }).notNull().default('due'),
    loaded: integer('loaded').notNull().default(0),
    unchanged: integer('unchanged').notNull().default(0),
    refused: integer('refused').notNull().default(0),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    oneOf('book_loads_state', table.state, BOOK_LOAD_STATES),
    unique('book_loads_identity').on(table.runId, table.bookId),
    index('book_loads_due').on(table.id).where(sql`state = 'due'`),
  ],
);

export const LOAD_OUTCOMES = ['loaded', 'unchanged', 'refused'] as const;
export const loadResults = pgTable(
  'load_results',
  {
    id: id(),
    bookLoadId: reference('book_load_id')
      .notNull()
      .references(() => bookLoads.id),
    entryId: reference('entry_id')
      .notNull()
      .references(() => entries.id),
    outcome: text('outcome', { enum: LOAD_OUTCOMES }).notNull(),
    /** Message key and params of a refusal. */
    reason: text('reason'),
    params: jsonb('params').$type<ErrorParams>().notNull().default({}),
    createdAt: createdAt(),
  },
  (table) => [
    oneOf('load_results_outcome', table.outcome, LOAD_OUTCOMES),
    unique('load_results_identity').on(table.bookLoadId, table.entryId),
    check('load_results_reason', sql`(outcome = 'refused') = (reason is not null)`),
    index('load_results_entry').on(table.entryId),
  ],
);

/**
 * Who saw or changed what. Append-only; a trigger chains every row to the one before by SHA-256, so that a changed,
 * removed or inserted row breaks the chain (its tail is anchored by the head printed on reports).
 */
export const auditEvents = pgTable(
  'audit_events',
  {
    id: id(),
    at: createdAt(),
    /** Null: the system itself. */
    accountId: reference('account_id').references(() => accounts.id),
    officeId: reference('office_id').references(() => offices.id),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    subjectId: reference('subject_id').notNull(),
    /** Ids and codes only, never a person's data. */
    detail: jsonb('detail').$type<Readonly<Record<string, string | number | null>>>().notNull().default({}),
    previousHash: text('previous_hash').notNull().default(''),
    hash: text('hash').notNull().default(''),
  },
  (table) => [
    index('audit_events_subject').on(table.subject, table.subjectId, table.id),
    index('audit_events_account').on(table.accountId, table.id),
  ],
);
