/** The work of people on entries: the queue of entries, blind passes, saves, questions and skips. */
import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { KIND_CODES } from '../../domain/kinds.ts';
import { VALUE_STATES } from '../../domain/values.ts';
import { BOOK_HANDS, LANES, SKIP_REASONS } from '../../domain/work.ts';
import { createdAt, id, instant, oneOf, reference } from './columns.ts';
import { entries, fieldValues, tasks } from './entries.ts';
import { batches, books } from './ledgers.ts';
import { accounts, offices } from './people.ts';

/**
 * One row an entry that has or had open tasks: where it stands in the queue, and who has it. `lane` and what hangs on it
 * are kept by triggers on `tasks` and `passes`, so whatever program makes tasks puts the entry into the queue.
 */
export const entryWork = pgTable(
  'entry_work',
  {
    entryId: reference('entry_id')
      .primaryKey()
      .references(() => entries.id),
    bookId: reference('book_id')
      .notNull()
      .references(() => books.id),
    batchId: reference('batch_id')
      .notNull()
      .references(() => batches.id),
    officeId: reference('office_id')
      .notNull()
      .references(() => offices.id),
    kind: text('kind', { enum: KIND_CODES }).notNull(),
    hand: text('hand', { enum: BOOK_HANDS }).notNull(),
    /** Null: nothing is open. */
    lane: text('lane', { enum: LANES }),
    openFields: integer('open_fields').notNull().default(0),
    /** Accounts that can do nothing in this lane: they keyed all its fields before. Sorted. */
    excluded: reference('excluded').array().notNull().default(sql`'{}'`),
    /** Accounts that left it to others. */
    skippedBy: reference('skipped_by').array().notNull().default(sql`'{}'`),
    /** Its page is held. */
    parked: boolean('parked').notNull().default(false),
    accountId: reference('account_id').references(() => accounts.id),
    leasedUntil: instant('leased_until'),
    /** Goes up whenever somebody takes the entry: a save with an older number comes from a lease that was lost. */
    fence: integer('fence').notNull().default(0),
  },
  (table) => [
    oneOf('entry_work_lane', table.lane, LANES),
    check('entry_work_lease', sql`(account_id is null) = (leased_until is null)`),
    index('entry_work_next')
      .on(table.lane, table.officeId, table.kind, table.hand, table.excluded, table.entryId)
      .where(sql`lane is not null and not parked`),
    index('entry_work_held').on(table.accountId, table.entryId).where(sql`account_id is not null`),
  ],
);

/** What somebody keyed blind. Append-only but for `retracted_at`; two people a task is a constraint, not a habit. */
export const passes = pgTable(
  'passes',
  {
    id: id(),
    taskId: reference('task_id')
      .notNull()
      .references(() => tasks.id),
    entryId: reference('entry_id')
      .notNull()
      .references(() => entries.id),
    field: text('field').notNull(),
    ordinal: smallint('ordinal').notNull(),
    accountId: reference('account_id')
      .notNull()
      .references(() => accounts.id),
    verbatim: text('verbatim'),
    normalized: text('normalized'),
    state: text('state', { enum: VALUE_STATES }).notNull(),
    createdAt: createdAt(),
    /** Taken back by the one who keyed it, before the second pass. */
    retractedAt: instant('retracted_at'),
  },
  (table) => [
    check('passes_ordinal', sql`ordinal in (1, 2)`),
    oneOf('passes_state', table.state, VALUE_STATES),
    uniqueIndex('passes_once').on(table.taskId, table.ordinal).where(sql`retracted_at is null`),
    uniqueIndex('passes_one_person').on(table.taskId, table.accountId).where(sql`retracted_at is null`),
    index('passes_field').on(table.entryId, table.field).where(sql`retracted_at is null`),
    index('passes_account').on(table.accountId, table.id),
  ],
);

export const SAVE_TYPES = ['confirm', 'text', 'mark', 'choose', 'undo'] as const;
export const SAVE_OUTCOMES = ['settled', 'first-pass', 'to-adjudicate', 'reopened'] as const;
/** Every save by a person, under the key that the page made for it: sent again, it is answered and not done again. */
export const saves = pgTable(
  'saves',
  {
    key: uuid('key').primaryKey(),
    accountId: reference('account_id')
      .notNull()
      .references(() => accounts.id),
    entryId: reference('entry_id')
      .notNull()
      .references(() => entries.id),
    field: text('field').notNull(),
    type: text('type', { enum: SAVE_TYPES }).notNull(),
    /** SHA-256 of what was asked: the same key for something else is refused. */
    fingerprint: text('fingerprint').notNull(),
    outcome: text('outcome', { enum: SAVE_OUTCOMES }).notNull(),
    valueId: reference('value_id').references(() => fieldValues.id),
    passId: reference('pass_id').references(() => passes.id),
    taskId: reference('task_id').references(() => tasks.id),
    /** Characters of the value that stands there now. */
    characters: integer('characters').notNull().default(0),
    keys: integer('keys').notNull().default(0),
    /** Why it is right against a rule. */
    reason: text('reason'),
    undone: boolean('undone').notNull().default(false),
    createdAt: createdAt(),
  },
  (table) => [
    oneOf('saves_type', table.type, SAVE_TYPES),
    oneOf('saves_outcome', table.outcome, SAVE_OUTCOMES),
    index('saves_account').on(table.accountId, table.createdAt),
    index('saves_entry').on(table.entryId, table.createdAt),
  ],
);

export const skips = pgTable(
  'skips',
  {
    id: id(),
    entryId: reference('entry_id')
      .notNull()
      .references(() => entries.id),
    accountId: reference('account_id')
      .notNull()
      .references(() => accounts.id),
    reason: text('reason', { enum: SKIP_REASONS }).notNull(),
    note: text('note').notNull().default(''),
    createdAt: createdAt(),
  },
  (table) => [oneOf('skips_reason', table.reason, SKIP_REASONS), index('skips_entry').on(table.entryId)],
);

export const questions = pgTable(
  'questions',
  {
    id: id(),
    entryId: reference('entry_id')
      .notNull()
      .references(() => entries.id),
    officeId: reference('office_id')
      .notNull()
      .references(() => offices.id),
    field: text('field'),
    askedBy: reference('asked_by')
      .notNull()
      .references(() => accounts.id),
    /** Null: everybody who checks in the office. */
    askedTo: reference('asked_to').references(() => accounts.id),
    text: text('text').notNull(),
    createdAt: createdAt(),
    answer: text('answer'),
    answeredBy: reference('answered_by').references(() => accounts.id),
    answeredAt: instant('answered_at'),
  },
  (table) => [
    check('questions_answer', sql`(answer is null) = (answered_by is null)`),
    index('questions_entry').on(table.entryId),
    index('questions_open').on(table.officeId, table.id).where(sql`answer is null`),
    index('questions_asker').on(table.askedBy, table.id),
  ],
);

export const TERM_TYPES = ['name', 'date'] as const;
/** What entries are found by, folded (no accents, small letters); kept by a trigger on `entry_fields`. */
export const entryTerms = pgTable(
  'entry_terms',
  {
    entryId: reference('entry_id')
      .notNull()
      .references(() => entries.id),
    field: text('field').notNull(),
    officeId: reference('office_id').notNull(),
    type: text('type', { enum: TERM_TYPES }).notNull(),
    term: text('term').notNull(),
    /** Words of a name the other way round: finds people by the end of their name, which is what they go by. */
    backward: text('backward'),
  },
  (table) => [
    primaryKey({ columns: [table.entryId, table.field] }),
    // With the field, so that searching reads these alone: the rows themselves lie all over the disk.
    index('entry_terms_office').on(
      table.officeId,
      table.type,
      table.term.op('text_pattern_ops'),
      table.entryId,
      table.field,
    ),
    index('entry_terms_backward')
      .on(table.officeId, table.backward.op('text_pattern_ops'), table.entryId, table.field)
      .where(sql`backward is not null`),
    index('entry_terms_everywhere').on(
      table.type,
      table.term.op('text_pattern_ops'),
      table.entryId,
      table.field,
    ),
  ],
);

/**
 * What lists show of an entry: names of the persons registered and the day, by field as they are written, null where
 * nothing is said. Kept by the trigger that keeps `entry_terms`, so that a list of fifty entries reads fifty rows.
 */
export const entryLines = pgTable('entry_lines', {
  entryId: reference('entry_id')
    .primaryKey()
    .references(() => entries.id),
  shown: jsonb('shown').$type<Readonly<Record<string, string | null>>>().notNull(),
});

/**
 * Every different name with each of its ends (`nguyen van an`, `van an`, `an`): finds the names that have these words
 * anywhere, in the order of an index. Kept by the trigger that keeps `entry_terms`; a name that no entry has any more finds
 * nothing.
 */
export const nameParts = pgTable(
  'name_parts',
  { part: text('part').notNull(), term: text('term').notNull() },
  (table) => [
    index('name_parts_part').on(table.part.op('text_pattern_ops'), table.term.op('text_pattern_ops')),
  ],
);

/** Live entries of each book and how many of them still need a person; kept by triggers, so that lists need not count. */
export const bookCounts = pgTable('book_counts', {
  bookId: reference('book_id')
    .primaryKey()
    .references(() => books.id),
  entries: integer('entries').notNull().default(0),
  openEntries: integer('open_entries').notNull().default(0),
});
