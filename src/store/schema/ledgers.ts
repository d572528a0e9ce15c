/** The way of the paper: batch → book → file → frame → page, and what is held on the way. */
import { sql } from 'drizzle-orm';
import {
  doublePrecision,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { ErrorParams } from '../../domain/errors.ts';
import { KIND_CODES } from '../../domain/kinds.ts';
import { BOOK_HANDS, POLICY_NAMES } from '../../domain/work.ts';
import { PAGE_CLASSES } from '../../forms/edition.ts';
import { createdAt, id, instant, oneOf, reference } from './columns.ts';
import { accounts, offices } from './people.ts';

export const BATCH_STATES = ['open', 'accepted', 'returned', 'loaded'] as const;
export const batches = pgTable(
  'batches',
  {
    id: id(),
    officeId: reference('office_id')
      .notNull()
      .references(() => offices.id),
    name: text('name').notNull(),
    state: text('state', { enum: BATCH_STATES }).notNull().default('open'),
    /** How its fields are routed (src/review/routing.ts). */
    policy: text('policy', { enum: POLICY_NAMES }).notNull().default('standard'),
    createdBy: reference('created_by')
      .notNull()
      .references(() => accounts.id),
    createdAt: createdAt(),
  },
  (table) => [
    oneOf('batches_state', table.state, BATCH_STATES),
    oneOf('batches_policy', table.policy, POLICY_NAMES),
    unique('batches_name').on(table.officeId, table.name),
  ],
);

export const BOOK_STATES = ['reading', 'verifying', 'verified', 'loaded'] as const;
export const books = pgTable(
  'books',
  {
    id: id(),
    batchId: reference('batch_id')
      .notNull()
      .references(() => batches.id),
    /** The office that kept the book, not today's custodian: entry identity depends on it. */
    officeId: reference('office_id')
      .notNull()
      .references(() => offices.id),
    kind: text('kind', { enum: KIND_CODES }).notNull(),
    /** Year the book was opened. */
    year: integer('year').notNull(),
    volume: text('volume').notNull(),
    /** `auto`, or the id of the edition that every page of this book is read with. */
    edition: text('edition').notNull().default('auto'),
    /** What it is written with: people are given what they read well. */
    hand: text('hand', { enum: BOOK_HANDS }).notNull().default('mixed'),
    declaredEntries: integer('declared_entries'),
    declaredPages: integer('declared_pages'),
    /** What the closing note says (Luật Hộ tịch art. 58.2), once it is read or keyed. */
    closingEntries: integer('closing_entries'),
    closingPages: integer('closing_pages'),
    state: text('state', { enum: BOOK_STATES }).notNull().default('reading'),
    createdAt: createdAt(),
  },
  (table) => [
    oneOf('books_kind', table.kind, KIND_CODES),
    oneOf('books_state', table.state, BOOK_STATES),
    oneOf('books_hand', table.hand, BOOK_HANDS),
    unique('books_identity').on(table.officeId, table.kind, table.year, table.volume),
    index('books_batch').on(table.batchId, table.id),
  ],
);

export const FILE_STATES = ['received', 'listed', 'held', 'dismissed'] as const;
export const files = pgTable(
  'files',
  {
    id: id(),
    bookId: reference('book_id')
      .notNull()
      .references(() => books.id),
    /** The bytes' identity and their address in the page store; the same bytes twice are one file. */
    sha256: text('sha256').notNull().unique(),
    /** Path below the folder handed in, as given. */
    name: text('name').notNull(),
    bytes: integer('bytes').notNull(),
    mediaType: text('media_type'),
    frameCount: integer('frame_count'),
    state: text('state', { enum: FILE_STATES }).notNull().default('received'),
    /** Counts retries: part of the job id, so that a new try is a new job. */
    generation: integer('generation').notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [
    oneOf('files_state', table.state, FILE_STATES),
    index('files_book').on(table.bookId, table.id),
    index('files_due').on(table.id).where(sql`state = 'received'`),
  ],
);

export const FRAME_STATES = ['received', 'imaged', 'held', 'dismissed'] as const;
/** One image of a file: a JPEG has one, a TIFF or PDF one a page. A frame becomes one page, or two when it is a spread. */
export const frames = pgTable(
  'frames',
  {
    id: id(),
    fileId: reference('file_id')
      .notNull()
      .references(() => files.id),
    bookId: reference('book_id')
      .notNull()
      .references(() => books.id),
    index: integer('index').notNull(),
    state: text('state', { enum: FRAME_STATES }).notNull().default('received'),
    generation: integer('generation').notNull().default(0),
  },
  (table) => [
    oneOf('frames_state', table.state, FRAME_STATES),
    unique('frames_identity').on(table.fileId, table.index),
    index('frames_book').on(table.bookId, table.id),
    index('frames_due').on(table.id).where(sql`state = 'received'`),
  ],
);

export const PAGE_STATES = ['imaged', 'read', 'extracted', 'held', 'dismissed'] as const;
export const PAGE_SIDES = ['whole', 'left', 'right'] as const;
export const pages = pgTable(
  'pages',
  {
    id: id(),
    bookId: reference('book_id')
      .notNull()
      .references(() => books.id),
    frameId: reference('frame_id')
      .notNull()
      .references(() => frames.id),
    side: text('side', { enum: PAGE_SIDES }).notNull(),
    imageSha256: text('image_sha256').notNull(),
    width: integer('width').notNull(),
    height: integer('height').notNull(),
    dpi: doublePrecision('dpi').notNull(),
    rotation: integer('rotation').notNull(),
    skew: doublePrecision('skew').notNull(),
    /** Null where there is too little writing to tell. */
    blur: doublePrecision('blur'),
    contrast: doublePrecision('contrast').notNull(),
    ink: doublePrecision('ink').notNull(),
    /** Row-major 3×3 homography: pixels of this page → pixels of the file's frame. */
    toFile: jsonb('to_file').$type<readonly number[]>().notNull(),
    /** Remarks of the imaging stage (codes). */
    notes: jsonb('notes').$type<readonly string[]>().notNull().default([]),
    class: text('class', { enum: PAGE_CLASSES }),
    /** Edition that the page was read with; it stays when the file of the edition moves on. */
    editionId: text('edition_id'),
    editionVersion: integer('edition_version'),
    /** Edition a person has decided on, against the machine's finding. */
    forcedEdition: text('forced_edition'),
    fitError: doublePrecision('fit_error'),
    fitConfidence: doublePrecision('fit_confidence'),
    state: text('state', { enum: PAGE_STATES }).notNull().default('imaged'),
    generation: integer('generation').notNull().default(0),
    /** Where it stands in its book: the order of the scans (a trigger sets it) until somebody moves it. A decimal number. */
    position: numeric('position').notNull().default('0'),
    createdAt: createdAt(),
  },
  (table) => [
    oneOf('pages_state', table.state, PAGE_STATES),
    oneOf('pages_side', table.side, PAGE_SIDES),
    unique('pages_identity').on(table.frameId, table.side),
    index('pages_order').on(table.bookId, table.position, table.id),
    index('pages_due').on(table.id).where(sql`state in ('imaged', 'read')`),
  ],
);

export const PAGE_EVENTS = ['move', 'class'] as const;
/** What people did to the order and classes of pages. Append-only: undoing is an event, too, and names what it undoes. */
export const pageEvents = pgTable(
  'page_events',
  {
    id: id(),
    pageId: reference('page_id')
      .notNull()
      .references(() => pages.id),
    type: text('type', { enum: PAGE_EVENTS }).notNull(),
    fromBookId: reference('from_book_id')
      .notNull()
      .references(() => books.id),
    toBookId: reference('to_book_id')
      .notNull()
      .references(() => books.id),
    fromPosition: numeric('from_position').notNull(),
    toPosition: numeric('to_position').notNull(),
    fromClass: text('from_class', { enum: PAGE_CLASSES }),
    toClass: text('to_class', { enum: PAGE_CLASSES }),
    accountId: reference('account_id')
      .notNull()
      .references(() => accounts.id),
    /** The event that this one takes back. */
    undoes: reference('undoes'),
    createdAt: createdAt(),
  },
  (table) => [
    oneOf('page_events_type', table.type, PAGE_EVENTS),
    unique('page_events_undone_once').on(table.undoes),
    index('page_events_page').on(table.pageId, table.id),
    index('page_events_from').on(table.fromBookId, table.id),
    index('page_events_to').on(table.toBookId, table.id),
  ],
);

export const HOLD_SUBJECTS = ['file', 'frame', 'page', 'entry', 'book'] as const;
/** Everything that waits for a decision by a person, with the reason. Rows stay when they are released. */
export const holds = pgTable(
  'holds',
  {
    id: id(),
    batchId: reference('batch_id')
      .notNull()
      .references(() => batches.id),
    bookId: reference('book_id').references(() => books.id),
    subject: text('subject', { enum: HOLD_SUBJECTS }).notNull(),
    subjectId: reference('subject_id').notNull(),
    /** A key of the message files. */
    reason: text('reason').notNull(),
    params: jsonb('params').$type<ErrorParams>().notNull().default({}),
    createdAt: createdAt(),
    releasedAt: instant('released_at'),
    releasedBy: reference('released_by').references(() => accounts.id),
    /** What the release decided: `retry`, `dismiss`, `edition ID`… */
    resolution: text('resolution'),
  },
  (table) => [
    oneOf('holds_subject', table.subject, HOLD_SUBJECTS),
    uniqueIndex('holds_open').on(table.subject, table.subjectId).where(sql`released_at is null`),
    index('holds_batch').on(table.batchId, table.id),
  ],
);
