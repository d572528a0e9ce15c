/**
 * The electronic civil-status database: persons' events by kind, with where each came from. The tables of events are made
 * from the kinds (domain/kinds.ts), a column for each official field under its official name; no table is written by hand.
 * Everything lies in the schema `registry`, so it can share a database with something else.
 */
import { type SQLWrapper, sql } from 'drizzle-orm';
import {
  bigint,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { CODE_LISTS, type Code } from '../domain/code-lists.ts';
import type { FieldSpec } from '../domain/fields.ts';
import { KIND_CODES, KINDS, type KindCode } from '../domain/kinds.ts';
import type { ValueState } from '../domain/values.ts';

export const registrySchema = pgSchema('registry');

/** One asking to load one accepted batch, as the installation that asked knows it. */
export const loadBatches = registrySchema.table('load_batches', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  /** `load_runs.key` of that installation. */
  runKey: uuid('run_key').notNull().unique(),
  batchName: text('batch_name').notNull(),
  /** User name of the account that asked; the record's signer is in the minutes. */
  loadedBy: text('loaded_by').notNull(),
  startedAt: timestamp('started_at', { withTimezone: true }).notNull().defaultNow(),
});

/** One paper book that a load batch brought; its events point here. */
export const loadedBooks = registrySchema.table(
  'loaded_books',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    loadBatchId: bigint('load_batch_id', { mode: 'number' })
      .notNull()
      .references(() => loadBatches.id),
    /** The office that kept the book, not today's custodian. */
    officeCode: text('office_code').notNull(),
    officeName: text('office_name').notNull(),
    kind: text('kind', { enum: KIND_CODES }).notNull(),
    year: integer('year').notNull(),
    volume: text('volume').notNull(),
  },
  (table) => [
    unique('loaded_books_identity').on(
      table.loadBatchId,
      table.officeCode,
      table.kind,
      table.year,
      table.volume,
    ),
    check('loaded_books_kind', oneOf(table.kind, KIND_CODES)),
  ],
);

/** A page image an event was taken from: hash of the stored page, name of the file handed in and the frame in it. */
export type SourcePage = Readonly<{ sha256: string; fileName: string; index: number }>;

/** States of fields that are not plain `read`, by official name. A field with neither text nor state is not on that edition. */
export type FieldStates = Readonly<Record<string, ValueState>>;

/**
 * The columns of every event before its official fields. Identity: original office, kind (the table), year, number, suffix.
 * `content_hash`: SHA-256 of the canonical JSON of the official fields (content.ts).
 */
const eventColumns = () => ({
  office_code: text('office_code').notNull(),
  registration_year: integer('registration_year').notNull(),
  number: integer('number').notNull(),
  suffix: text('suffix').notNull(),
  /** Of `loaded_books`; statement triggers keep it so (0001_guards): a foreign key checks every row, a third of a COPY. */
  loaded_book_id: bigint('loaded_book_id', { mode: 'number' }).notNull(),
  source_entry_id: bigint('source_entry_id', { mode: 'number' }).notNull(),
  source_pages: jsonb('source_pages').$type<readonly SourcePage[]>().notNull(),
  field_states: jsonb('field_states').$type<FieldStates>().notNull(),
  content_hash: bytes('content_hash').notNull(),
  loaded_at: timestamp('loaded_at', { withTimezone: true }).notNull().defaultNow(),
});

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

export const eventTableName = (kind: KindCode): string => `${kind.toLowerCase()}_events`;

const eventTable = (kind: KindCode) => {
  const name = eventTableName(kind);
  const { fields } = KINDS[kind];
  const fieldColumns = Object.fromEntries(fields.map((spec) => [spec.name, text(spec.name)]));
  return registrySchema.table(name, { ...eventColumns(), ...fieldColumns }, (table) => [
    primaryKey({
      name: `${name}_identity`,
      columns: [table.office_code, table.registration_year, table.number, table.suffix],
    }),
    // Books come one after the other, so their rows lie together: a block range index costs next to nothing.
    index(`${name}_book`).using('brin', table.loaded_book_id),
    check(`${name}_number`, sql`${table.number} > 0 and ${table.registration_year} between 1800 and 2100`),
    check(`${name}_dates`, allDates(fields.filter(isDate).map((spec) => sql.identifier(spec.name)))),
    ...fields.flatMap((spec) =>
      spec.codeList === undefined ? [] : [codeCheck(name, spec.name, CODE_LISTS[spec.codeList])],
    ),
  ]);
};

const isDate = ({ type }: FieldSpec): boolean => type === 'date' || type === 'date-words';

const PARTIAL_DATE = '[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?';

/** One match over all dates of a row: a check for each is what a COPY spends most of its time on. */
const allDates = (columns: readonly SQLWrapper[]) => {
  const each = columns.map((column) => sql`coalesce(' ' || ${column}, '')`);
  return sql`${sql.join(each, sql` || `)} ~ ${sql.raw(`'^( ${PARTIAL_DATE})*$'`)}`;
};

const codeCheck = (table: string, column: string, codes: readonly Code[]) =>
  check(
    `${table}_${column}`,
    oneOf(
      sql.identifier(column),
      codes.map(({ code }) => code),
    ),
  );

function oneOf(column: SQLWrapper, words: readonly string[]) {
  return sql`${column} in (${sql.raw(words.map((word) => `'${word}'`).join(', '))})`;
}

/** The table of events of every kind. */
export const eventTables = {
  KS: eventTable('KS'),
  KH: eventTable('KH'),
  KT: eventTable('KT'),
  HN: eventTable('HN'),
  CMC: eventTable('CMC'),
  GH: eventTable('GH'),
  CDGH: eventTable('CDGH'),
  NCN: eventTable('NCN'),
  CC: eventTable('CC'),
} as const satisfies Record<KindCode, unknown>;

/** drizzle-kit finds tables only as exports of their own. */
export const {
  KS: ksEvents,
  KH: khEvents,
  KT: ktEvents,
  HN: hnEvents,
  CMC: cmcEvents,
  GH: ghEvents,
  CDGH: cdghEvents,
  NCN: ncnEvents,
  CC: ccEvents,
} = eventTables;
