/** The queue, the entry screen, saving, adjudication, search. */
import { z } from 'zod';
import { FIELD_TYPES } from '../../domain/fields.ts';
import { boxSchema } from '../../domain/values.ts';
import { SKIP_REASONS } from '../../domain/work.ts';
import { TASK_KINDS } from '../../store/schema/index.ts';
import {
  count,
  done,
  fieldParams,
  hand,
  id,
  idParams,
  instant,
  kind,
  LONGEST_VALUE,
  lane,
  line,
  listOf,
  paging,
  route,
  share,
  valueState,
} from './common.ts';
import { entryLine } from './ledgers.ts';
import { office } from './people.ts';

/** What stands in a field, for showing. */
const said = z.object({
  verbatim: z.string().nullable(),
  normalized: z.string().nullable(),
  state: valueState,
});
export const value = said.extend({
  id,
  source: z.enum(['machine', 'person']),
  confidence: share,
  /** Display name of the person; null for the machine. */
  by: z.string().nullable(),
  at: instant,
});

/** A stretch of `machine.verbatim` (UTF-16 units) that the machine was unsure of, with what else it may be, best first. */
const doubt = z.object({ at: count, length: count, confidence: share, alternatives: z.array(z.string()) });
const machine = said.extend({
  confidence: share,
  engine: z.string(),
  doubts: z.array(doubt),
  /** Other readings of the whole field, best first. */
  alternatives: z.array(z.string()),
});

const task = z.object({
  id,
  kind: z.enum(TASK_KINDS),
  /** Codes of the rules that raised the question; the text is the message `rule-<code>`. */
  rules: z.array(z.string()),
  /** Which of the two blind passes is due; null when it is not keyed twice. */
  pass: z.union([z.literal(1), z.literal(2)]).nullable(),
});

const reading = said.extend({ who: z.enum(['first', 'second']), by: z.string().nullable(), at: instant });

export const field = z.object({
  name: z.string(),
  type: z.enum(FIELD_TYPES),
  critical: z.boolean(),
  /** Null when it is hidden, or when the edition has no such field and nobody has said anything. */
  value: value.nullable(),
  /** A blind pass is open: neither the machine's reading nor anybody's is sent. */
  hidden: z.boolean(),
  machine: machine.nullable(),
  route,
  settled: z.boolean(),
  /** Goes up with every change; a save names the version it saw. */
  version: count,
  task: task.nullable(),
  /** What I have keyed blind in the open task, so that I can look at it again. */
  mine: said.nullable(),
  /** Both blind readings, for whoever decides between them. */
  readings: z.array(reading).nullable(),
  /** The page of the entry that it lies on, and its place there in pixels of the full page. */
  pageId: id,
  box: boxSchema.nullable(),
  crop: z.string().nullable(),
});

const hit = z.object({
  code: z.string(),
  severity: z.enum(['question', 'doubt']),
  fields: z.array(z.string()),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  message: z.string(),
});

const question = z.object({
  id,
  entryId: id,
  field: z.string().nullable(),
  text: z.string(),
  by: z.string(),
  /** Null: asked of everybody who checks. */
  to: z.string().nullable(),
  at: instant,
  answer: z.string().nullable(),
  answeredBy: z.string().nullable(),
});

export const lease = z.object({ entryId: id, fence: count });
const heldLease = lease.extend({ until: instant });

/** A page as the viewer shows it. */
const page = z.object({
  id,
  width: z.number(),
  height: z.number(),
  dpi: z.number(),
  side: z.enum(['whole', 'left', 'right']),
  file: z.string(),
  frame: count,
  /** Add `?width=`. */
  image: z.string(),
  previousPageId: id.nullable(),
  nextPageId: id.nullable(),
});

export const entry = z.object({
  id,
  kind,
  batch: z.object({ id, name: z.string() }),
  book: z.object({ id, year: z.number().int(), volume: z.string(), hand }),
  office,
  number: z.string().nullable(),
  state: z.enum(['candidate', 'verified', 'loaded', 'withdrawn']),
  editionId: z.string(),
  page,
  /** Other pages that fields of the entry lie on (tables over several pages). */
  otherPages: z.array(page.omit({ previousPageId: true, nextPageId: true })),
  lane: lane.nullable(),
  /** My lease; null when I only look. */
  lease: heldLease.nullable(),
  /** Whether I may write here once I have a lease. */
  canKey: z.boolean(),
  canAdjudicate: z.boolean(),
  /** Its batch is accepted or loaded. */
  closed: z.boolean(),
  /** In the order of the paper; fields that the edition does not have come last. */
  fields: z.array(field),
  rules: z.array(hit),
  /** The entry before it in the book, for ditto; hidden fields are left out. */
  previous: z
    .object({ entryId: id, number: z.string().nullable(), values: z.record(z.string(), said) })
    .nullable(),
  questions: z.array(question),
});

/** What a person says about a field (pipelines/verify.ts). */
export const statement = z.discriminatedUnion('type', [
  /** The reading is right as it stands. */
  z.object({ type: z.literal('confirm') }),
  /** This stands there; an empty text is a blank; `=` in front keeps it verbatim without a normal form. */
  z.object({ type: z.literal('text'), text: z.string().max(LONGEST_VALUE) }),
  z.object({ type: z.literal('mark'), state: z.enum(['blank', 'illegible', 'struck']) }),
  /** Adjudication: one of the readings is right. */
  z.object({ type: z.literal('choose'), reading: z.enum(['first', 'second', 'machine']) }),
]);

const saved = z.object({
  /** As it stands now. `machine.doubts` and `machine.alternatives` are empty unless it was opened again: they do not change. */
  field,
  /** The same save had come before: nothing was written again. */
  repeated: z.boolean(),
  /** What became of it: settled, kept for the second blind pass, or the passes differ and a checker decides. */
  outcome: z.enum(['settled', 'first-pass', 'to-adjudicate', 'reopened']),
  entry: z.object({
    number: z.string().nullable(),
    lane: lane.nullable(),
    openFields: count,
    rules: z.array(hit),
  }),
  lease: heldLease,
});

const key = z.uuid();
const reason = line(500);
const conflicts = [
  'lease-lost',
  'value-conflict',
  'batch-closed',
  'entry-loaded',
  'not-found',
  'not-allowed',
] as const;

export const entries = {
  'work.summary': {
    summary: 'How much waits for me, by lane, office, kind and hand',
    reply: z.object({
      items: z.array(z.object({ lane, office, kind, hand, entries: count })),
      /** Counts stop here; more is shown as "1 000+". */
      countedTo: count,
    }),
    errors: [],
  },
  'work.mine': {
    summary: 'Entries that I hold a lease on (after a reload, or in another tab)',
    reply: z.object({ leases: z.array(heldLease) }),
    errors: [],
  },
  'work.claim': {
    summary: 'Take the next entries: those I hold already and do not have on screen come first',
    body: z.object({
      count: z.number().int().min(1).max(4).default(1),
      officeId: id.optional(),
      kinds: z.array(kind).max(10).optional(),
      hands: z.array(hand).max(10).optional(),
      lanes: z.array(lane).max(3).optional(),
      batchId: id.optional(),
      /** Also what I have skipped before. */
      includeSkipped: z.boolean().default(false),
      /** Entries that are on screen or prefetched: not given again. */
      have: z.array(id).max(10).default([]),
      /** Given back in the same request. */
      giveBack: z.array(lease).max(10).default([]),
    }),
    reply: z.object({ entries: z.array(entry) }),
    errors: ['not-allowed'],
  },
  'work.renew': {
    summary: 'Keep leases for another 15 minutes; saving does that, too',
    body: z.object({ leases: z.array(lease).min(1).max(10) }),
    reply: z.object({ kept: z.array(heldLease), lost: z.array(id) }),
    errors: [],
  },
  'work.return': {
    summary: 'Give entries back (idle, end of work); giving back what is lost changes nothing',
    body: z.object({ leases: z.array(lease).max(10) }),
    reply: done,
    errors: [],
  },
  'work.today': {
    summary: 'Entries that I have worked on since midnight, latest first',
    query: z.object(paging),
    reply: listOf(entryLine.extend({ at: instant, fields: count })),
    errors: [],
  },
  'work.questions': {
    summary: 'Open questions to me, and answers to mine',
    query: z.object(paging),
    reply: listOf(question.extend({ entry: entryLine })),
    errors: [],
  },

  'pages.get': {
    summary: 'One page with its neighbours in the book, for leafing',
    params: idParams,
    reply: page,
    errors: ['not-found'],
  },
  'entries.colleagues': {
    summary: 'Who can be asked about the entry: people with a right to key or decide in its office',
    params: idParams,
    reply: z.object({ items: z.array(z.object({ username: z.string(), name: z.string() })) }),
    errors: ['not-found'],
  },
  'entries.get': {
    summary: 'One entry with all its fields',
    params: idParams,
    reply: entry,
    errors: ['not-found'],
  },
  'entries.open': {
    summary: 'Take this entry, to correct it or to answer a question',
    params: idParams,
    reply: entry,
    errors: ['not-found', 'not-allowed', 'entry-busy', 'too-many-leases', 'batch-closed'],
  },
  'entries.skip': {
    summary: 'Leave the entry to others',
    params: idParams,
    body: z.object({ fence: count, reason: z.enum(SKIP_REASONS), note: z.string().max(500).default('') }),
    reply: done,
    errors: ['not-found', 'lease-lost'],
  },
  'entries.ask': {
    summary: 'Ask a colleague; the entry goes back to the queue and not to me again',
    params: idParams,
    body: z.object({
      fence: count,
      field: z.string().max(80).nullable(),
      text: reason,
      /** A colleague of the office; null: all who check there. */
      to: line(60).nullable(),
    }),
    reply: done,
    errors: ['not-found', 'lease-lost', 'account-unknown'],
  },
  'entries.answer': {
    summary: 'Answer a question',
    params: idParams,
    body: z.object({ text: reason }),
    reply: done,
    errors: ['not-found', 'not-allowed'],
  },
  'entries.pageProblem': {
    summary: 'The page cannot be worked on (blurred, cut off, wrong page): it is held for the scan operator',
    params: idParams,
    body: z.object({ fence: count, text: reason }),
    reply: done,
    errors: [...conflicts],
  },
  'entries.save': {
    summary: 'Say what stands in a field',
    params: fieldParams,
    body: z.object({
      /** Made by the page once for each save; sent again with the same save after a lost answer. */
      key,
      fence: count,
      version: count,
      statement,
      /** Why it is right against a rule. */
      reason: z.string().max(500).optional(),
      /** Keys pressed for this field, for the day's statistics. */
      keys: z.number().int().min(0).max(10_000).default(0),
    }),
    reply: saved,
    errors: [
      ...conflicts,
      'value-invalid',
      'value-too-long',
      'value-characters',
      'nothing-to-confirm',
      'key-reused',
      'four-eyes',
      'second-person-needed',
    ],
  },
  'entries.undo': {
    summary: 'Take back my last save on this entry',
    params: idParams,
    body: z.object({ key, fence: count }),
    reply: saved,
    errors: [...conflicts, 'nothing-to-undo', 'key-reused'],
  },
  'entries.history': {
    summary: 'All values a field has had, latest first',
    params: fieldParams,
    reply: z.object({ items: z.array(value) }),
    errors: ['not-found', 'field-hidden'],
  },
  'entries.check': {
    summary: 'Rules that the entry would break with these texts; nothing is written',
    params: idParams,
    body: z.object({ texts: z.record(z.string().max(80), z.string().max(LONGEST_VALUE)) }),
    reply: z.object({ rules: z.array(hit), invalid: z.array(z.string()) }),
    errors: ['not-found'],
  },
  'entries.search': {
    summary:
      'Find entries by name (accents and case do not matter), number (`15/2018`, `15`) or date (`27/10/2018`, `2018`)',
    body: z.object({
      ...paging,
      q: z.string().trim().min(1).max(100),
      officeId: id.optional(),
      batchId: id.optional(),
      kinds: z.array(kind).max(10).optional(),
    }),
    reply: listOf(entryLine.extend({ matched: z.enum(['name', 'number', 'date']) })),
    errors: ['not-found'],
  },
} as const;
