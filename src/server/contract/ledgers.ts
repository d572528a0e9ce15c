/** Batches, books, pages, holds. */
import { z } from 'zod';
import { POLICY_NAMES } from '../../domain/work.ts';
import { PAGE_CLASSES } from '../../forms/edition.ts';
import {
  BATCH_STATES,
  BOOK_STATES,
  HOLD_SUBJECTS,
  PAGE_EVENTS,
  PAGE_STATES,
} from '../../store/schema/index.ts';
import {
  count,
  done,
  hand,
  id,
  idParams,
  instant,
  kind,
  lane,
  line,
  listOf,
  paging,
  share,
} from './common.ts';
import { office } from './people.ts';

const tally = z.object({ received: count, done: count, held: count, inProgress: count });

export const progress = z.object({
  files: tally,
  frames: tally,
  pages: tally,
  pagesWithoutEntry: count,
  entries: z.object({ candidate: count, verified: count, loaded: count }),
  fields: z.object({ total: count, settled: count }),
  tasks: z.object({ open: count, done: count }),
  openHolds: count,
});

export const batch = z.object({
  id,
  name: z.string(),
  office,
  state: z.enum(BATCH_STATES),
  policy: z.enum(POLICY_NAMES),
  createdAt: instant,
});

/** A batch with what lists show of it. */
export const countedBatch = batch.extend({
  books: count,
  entries: count,
  openEntries: count,
  openHolds: count,
});

export const book = z.object({
  id,
  batchId: id,
  office,
  kind,
  year: z.number().int(),
  volume: z.string(),
  hand,
  state: z.enum(BOOK_STATES),
  declaredEntries: count.nullable(),
  closingEntries: count.nullable(),
  declaredPages: count.nullable(),
  pages: count,
  entries: count,
  /** Entries that somebody still has to look at. */
  openEntries: count,
  openHolds: count,
});

const sheet = z.object({
  id,
  file: z.string(),
  /** From 0. */
  frame: count,
  side: z.enum(['whole', 'left', 'right']),
  class: z.string().nullable(),
  state: z.enum(PAGE_STATES),
  image: z.string(),
  width: z.number(),
  height: z.number(),
  entryId: id.nullable(),
  number: z.string().nullable(),
  openTasks: count,
  /** Code of the open hold. */
  held: z.string().nullable(),
  /** Numbers that belong before it and are nowhere in the book. */
  missing: z.object({ from: count, to: count, year: z.number().int() }).nullable(),
  /** Page before it with the same number. */
  doubleOf: id.nullable(),
  /** A page before it has a higher number. */
  isLate: z.boolean(),
});

const pageClass = z.enum(PAGE_CLASSES);
export const pageEvent = z.object({
  id,
  pageId: id,
  type: z.enum(PAGE_EVENTS),
  fromBookId: id,
  toBookId: id,
  fromClass: pageClass.nullable(),
  toClass: pageClass.nullable(),
  by: z.string(),
  at: instant,
  /** It takes another event back, or was taken back itself. */
  isUndo: z.boolean(),
  isUndone: z.boolean(),
});
const pageConflicts = ['not-found', 'not-allowed', 'batch-closed', 'page-in-work'] as const;

export const hold = z.object({
  id,
  batchId: id,
  batch: z.string(),
  bookId: id.nullable(),
  book: z.object({ kind, year: z.number().int(), volume: z.string() }).nullable(),
  subject: z.enum(HOLD_SUBJECTS),
  subjectId: id,
  reason: z.string(),
  /** The reason in the language asked for. */
  message: z.string(),
  createdAt: instant,
  file: z.string().nullable(),
  frame: count.nullable(),
  side: z.string().nullable(),
  pageId: id.nullable(),
});

const release = z.discriminatedUnion('type', [
  z.object({ type: z.literal('retry') }),
  z.object({ type: z.literal('edition'), edition: line(40) }),
  z.object({ type: z.literal('dismiss'), reason: line(500) }),
  z.object({ type: z.literal('accept'), reason: line(500) }),
]);

/** One line of a book's list of entries, of a search, of what was done today. */
export const entryLine = z.object({
  id,
  batchId: id,
  bookId: id,
  office,
  kind,
  year: z.number().int(),
  volume: z.string(),
  /** `15/2018`, null when not settled. */
  number: z.string().nullable(),
  /** Names of the persons registered, as far as the reader may see them. */
  names: z.array(z.string()),
  registeredOn: z.string().nullable(),
  state: z.enum(['candidate', 'verified', 'loaded', 'withdrawn']),
  lane: lane.nullable(),
  openFields: count,
});

export const ledgers = {
  'batches.list': {
    summary: 'Batches of my offices, newest first',
    query: z.object({ ...paging, officeId: id.optional(), state: z.enum(BATCH_STATES).optional() }),
    reply: listOf(countedBatch),
    errors: [],
  },
  'batches.get': { summary: 'One batch', params: idParams, reply: batch, errors: ['not-found'] },
  'batches.progress': {
    summary: 'Where a batch stands; received = done + held + in progress',
    params: idParams,
    reply: progress.extend({
      lanes: z.object({ key: count, second: count, adjudicate: count }),
      /** Fields settled on each of the last 14 days, oldest first: for a plot. */
      days: z.array(z.object({ day: z.string(), fields: count, people: count })),
      books: z.array(z.object({ id, kind, year: z.number(), volume: z.string(), done: share })),
    }),
    errors: ['not-found'],
  },
  'batches.policy': {
    summary: 'How fields of the batch are routed; holds for what is read from now on',
    params: idParams,
    body: z.object({ policy: z.enum(POLICY_NAMES) }),
    reply: batch,
    errors: ['not-found', 'not-allowed', 'batch-closed'],
  },
  'batches.books': {
    summary: 'Books of a batch',
    params: idParams,
    reply: listOf(book),
    errors: ['not-found'],
  },
  'books.get': { summary: 'One book', params: idParams, reply: book, errors: ['not-found'] },
  'books.hand': {
    summary: 'Say what a book is written with, so that people are given what they read well',
    params: idParams,
    body: z.object({ hand }),
    reply: book,
    errors: ['not-found', 'not-allowed'],
  },
  'books.pages': {
    summary: 'Contact sheet: pages in the order of the book, with gaps and doubles in their numbers',
    params: idParams,
    query: z.object(paging),
    reply: listOf(sheet),
    errors: ['not-found'],
  },
  'books.events': {
    summary: 'What people did to the order and classes of the pages of a book, latest first',
    params: idParams,
    reply: listOf(pageEvent),
    errors: ['not-found'],
  },
  'pages.move': {
    summary: 'Move a page to another place in its book, or into another book of the batch',
    params: idParams,
    body: z.object({
      /** The page that it shall follow; null: it becomes the first. */
      after: id.nullable(),
      bookId: id.optional(),
    }),
    reply: done,
    errors: [...pageConflicts, 'page-move-elsewhere', 'page-not-in-book'],
  },
  'pages.classify': {
    summary: 'Say what a page is',
    params: idParams,
    body: z.object({ class: pageClass, edition: line(40).optional() }),
    reply: done,
    errors: [...pageConflicts, 'page-needs-edition', 'edition-unknown'],
  },
  'pages.undo': {
    summary: 'Take back the last change of a page',
    params: idParams,
    body: z.object({}),
    reply: done,
    errors: [...pageConflicts, 'nothing-to-undo'],
  },
  'books.entries': {
    summary: 'Entries of a book',
    params: idParams,
    query: z.object(paging),
    reply: listOf(entryLine),
    errors: ['not-found', 'not-allowed'],
  },
  'holds.list': {
    summary: 'What waits for a decision',
    query: z.object({ ...paging, batchId: id.optional() }),
    reply: listOf(hold),
    errors: ['not-found'],
  },
  'holds.release': {
    summary: 'Decide on a hold',
    params: idParams,
    body: release,
    reply: done,
    errors: ['not-found', 'not-allowed', 'hold-released', 'release-impossible', 'edition-unknown'],
  },
} as const;
