/** The supervisor's page, statistics, help for typing, the queues. */
import { z } from 'zod';
import { boxSchema } from '../../domain/values.ts';
import { count, id, idParams, instant, kind, line, listOf, nothing, paging, valueState } from './common.ts';
import { batch, book, countedBatch, entryLine, hold, progress } from './ledgers.ts';

const waiting = countedBatch.extend({
  /** Everything is settled and nothing is held. */
  ready: z.boolean(),
  /** I keyed in it, so somebody else must decide. */
  keyedByMe: z.boolean(),
});

const contents = waiting.extend({
  progress,
  booksIn: z.array(book),
  kinds: z.array(z.object({ kind, entries: count })),
  /** Runs of numbers of each kind and year, and what is missing in them. */
  numbers: z.array(
    z.object({
      kind,
      year: z.number().int(),
      first: count,
      last: count,
      entries: count,
      /** The first hundred. */
      missing: z.array(count),
      isMore: z.boolean(),
    }),
  ),
  openDifferences: z.array(hold),
  keyers: z.array(z.object({ name: z.string(), fields: count })),
  routes: z.array(z.object({ route: z.string(), fields: count })),
  decisions: z.array(
    z.object({
      verdict: z.enum(['approve', 'return']),
      by: z.string(),
      at: instant,
      reason: z.string().nullable(),
    }),
  ),
});

const sampled = entryLine.extend({
  pageId: id,
  image: z.string(),
  fields: z.array(
    z.object({
      name: z.string(),
      critical: z.boolean(),
      verbatim: z.string().nullable(),
      normalized: z.string().nullable(),
      state: valueState,
      source: z.enum(['machine', 'person']),
      box: boxSchema.nullable(),
      crop: z.string().nullable(),
    }),
  ),
});

const loadReport = z.object({
  runId: id.nullable(),
  startedAt: instant.nullable(),
  due: count,
  failed: count,
  loaded: count,
  unchanged: count,
  refused: count,
  books: z.array(
    z.object({
      id,
      kind,
      year: z.number().int(),
      volume: z.string(),
      state: z.enum(['due', 'done', 'failed']),
      loaded: count,
      unchanged: count,
      refused: count,
    }),
  ),
  refusals: z.array(
    z.object({ entryId: id, kind, number: z.string().nullable(), reason: z.string(), message: z.string() }),
  ),
});

export const supervision = {
  'supervision.waiting': {
    summary: 'Batches of my offices that are not loaded yet, ready ones first',
    query: z.object(paging),
    reply: listOf(waiting),
    errors: ['not-allowed'],
  },
  'supervision.contents': {
    summary: 'What a batch contains, its numbers, open differences, who keyed, what was decided',
    params: idParams,
    reply: contents,
    errors: ['not-found', 'not-allowed'],
  },
  'supervision.sample': {
    summary: 'A random sample; the same seed gives the same entries',
    params: idParams,
    query: z.object({
      seed: z.coerce.number().int().min(0).max(2_147_483_647),
      size: z.coerce.number().int().min(1).max(100).default(20),
    }),
    reply: z.object({ seed: count, of: count, items: z.array(sampled) }),
    errors: ['not-found', 'not-allowed'],
  },
  'supervision.approve': {
    summary: 'Accept the batch',
    params: idParams,
    body: nothing,
    reply: batch,
    errors: ['not-found', 'not-allowed', 'four-eyes', 'batch-not-ready', 'batch-empty', 'batch-decided'],
  },
  'supervision.return': {
    summary: 'Send the batch back',
    params: idParams,
    body: z.object({ reason: line(1000) }),
    reply: batch,
    errors: ['not-found', 'not-allowed', 'reason-needed', 'batch-decided'],
  },
  'supervision.load': {
    summary: 'Load the accepted batch; ask for the report until nothing is due',
    params: idParams,
    body: nothing,
    reply: loadReport,
    errors: ['not-found', 'not-allowed', 'batch-not-accepted'],
  },
  'supervision.report': {
    summary: 'Report of the latest load',
    params: idParams,
    reply: loadReport,
    errors: ['not-found', 'not-allowed'],
  },
  'statistics.myDay': {
    summary: 'My day',
    query: z.object({ day: z.iso.date().optional() }),
    reply: z.object({
      day: z.string(),
      entries: count,
      fields: count,
      confirmed: count,
      typed: count,
      marked: count,
      keys: count,
      /** Characters of the values settled less the keys pressed for them; never below zero. */
      keysSaved: count,
      /** Of my fields of the last 30 days that others looked at, how many they changed. */
      checked: count,
      changed: count,
      /** For a plot: fields by hour of the day. */
      hours: z.array(z.object({ hour: count, fields: count })),
      days: z.array(z.object({ day: z.string(), entries: count, fields: count })),
    }),
    errors: [],
  },
  'statistics.disagreements': {
    summary: 'Where two blind readings differed, by field and by person',
    query: z.object({
      batchId: id.optional(),
      officeId: id.optional(),
      days: z.coerce.number().int().min(1).max(365).default(90),
    }),
    reply: z.object({
      fields: z.array(z.object({ kind, field: z.string(), pairs: count, differed: count })),
      /** `lost`: the checker decided for another reading. */
      people: z.array(z.object({ name: z.string(), pairs: count, differed: count, lost: count })),
    }),
    errors: ['not-allowed', 'not-found'],
  },
  'places.complete': {
    summary: 'Places that begin like this: provinces, districts, communes; accents may be left out',
    query: z.object({
      q: z.string().trim().min(1).max(120),
      officeId: id.optional(),
      year: z.coerce.number().int().min(1800).max(2100).optional(),
    }),
    reply: z.object({ items: z.array(z.object({ text: z.string(), level: z.string() })) }),
    errors: [],
  },
  'places.now': {
    summary:
      'What became of the unit that a place lies in, from imported lists; offered beside the text, never put in its place',
    body: z.object({ text: z.string().trim().min(1).max(400) }),
    reply: z.object({
      items: z.array(z.object({ was: z.string(), now: z.string(), partly: z.boolean(), since: z.string() })),
    }),
    errors: [],
  },
  'system.queues': {
    summary: 'Jobs of each stage, for operators',
    reply: z.object({
      items: z.array(
        z.object({
          queue: z.string(),
          waiting: count,
          active: count,
          delayed: count,
          waitingForChildren: count,
          completed: count,
          failed: count,
        }),
      ),
      /** Address of bull-board; null without the right to see it. */
      board: z.string().nullable(),
    }),
    errors: ['not-allowed'],
  },
} as const;
