/**
 * The form designer. A draft of an office is a document (`draft`, src/forms/draft) that is saved whole with the version it
 * was changed from. Files are handed to it; a page of one is looked at as a sample (what the form is made from) or tried.
 * Both take seconds and are done in the background: ask for `drafts.pages` until nothing is `waiting` or `working`.
 */
import { z } from 'zod';
import { FIELD_TYPES } from '../../domain/fields.ts';
import { KIND_CODES } from '../../domain/kinds.ts';
import { boxSchema } from '../../domain/values.ts';
import { DRAFT_CLASSES, DRAFT_SIDES, draftSchema } from '../../forms/draft/draft.ts';
import { PROBLEM_CODES } from '../../forms/draft/problem.ts';
import { CELL_GRAMMARS } from '../../forms/grammars.ts';
import { count, done, id, idParams, instant, kind, line, listOf, paging, share } from './common.ts';
import { office } from './people.ts';

/** A form of thousands of printed words and rules. */
const LARGEST_DRAFT = 4 * 1024 * 1024;
const formId = z.string().trim().max(40);
/** `ID`, or `ID@VERSION`. */
const formName = line(60).regex(/^[A-Za-z0-9-]+(@\d{1,6})?$/);
const bilingual = z.object({ vi: z.string(), en: z.string() });
const pageClass = z.enum(DRAFT_CLASSES);
const side = z.enum(DRAFT_SIDES);
const point = z.tuple([z.number(), z.number()]);
const boxMm = z.tuple([z.number(), z.number(), z.number(), z.number()]);

const known = z.object({
  id: z.string(),
  version: count,
  kind,
  title: bilingual,
  years: z.object({ from: z.number(), to: z.number() }),
  /** Comes with the program; its id cannot be saved under. */
  shipped: z.boolean(),
  /** Layouts of many entries a page. */
  isTable: z.boolean(),
  by: z.string().nullable(),
  at: instant.nullable(),
});

const namedField = z.object({
  name: z.string(),
  /** In the language asked for. */
  label: z.string(),
  type: z.enum(FIELD_TYPES),
  critical: z.boolean(),
  /** Of a field that is ticked or stands for a word: its codes. */
  codes: z.array(z.object({ code: z.string(), label: z.string() })),
});

const vocabulary = z.object({
  kinds: z.array(z.object({ kind: z.enum(KIND_CODES), title: z.string() })),
  /** Official fields of the kind, in the template's order: for parts of class `entry`. */
  fields: z.array(namedField),
  /** For covers and closing pages; with a table, for its page as well. */
  bookFields: z.array(namedField),
  /** For a part with a table only. */
  pageFields: z.array(namedField),
  /** `parts`: names of the parts; empty: any (each takes the whole writing). */
  grammars: z.array(
    z.object({ grammar: z.enum(CELL_GRAMMARS), cellsOnly: z.boolean(), parts: z.array(z.string()) }),
  ),
});

/** Something that is wrong or missing, and where. */
const draftProblem = z.object({
  code: z.enum(PROBLEM_CODES),
  /** What it keeps from being done: `trial` (and saving), `save`, or nothing. */
  blocks: z.enum(['trial', 'save', 'nothing']),
  /** In the language asked for. */
  message: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Key of the part concerned; null: the whole form. */
  part: z.string().nullable(),
  /** Key of the place, tick option, column, text, rule or signature; null: the part. */
  item: z.string().nullable(),
  /** Which of its lines, from 0. */
  line: count.nullable(),
  /** The other one, where two things do not go together. */
  other: z.object({ item: z.string(), line: count.nullable() }).nullable(),
  /** Member of the form that is wrong: `id`, `kind`, `title`, `years`, `paper`, `startsIn`, `head`, `body`, `name`. */
  member: z.string().nullable(),
});

/** A picture that lies under a part: `pixel = mm × pixelsPerMm`, measured from its upper left corner. */
const background = z.object({
  class: pageClass,
  side,
  /** `sample`: the straightened page; `edition`: the blank form of the edition that the draft began with. */
  source: z.enum(['sample', 'edition']),
  /** Add `?width=`. */
  image: z.string(),
  width: count,
  height: count,
  pixelsPerMm: z.number(),
});

const file = z.object({
  id,
  /** As the person called it; empty when the browser did not say. */
  name: z.string(),
  mediaType: z.string(),
  /** Pages in it. */
  frames: count,
  /** Put the frame (from 0) for `:frame`; add `?width=`. */
  image: z.string(),
});

const failure = z.object({ code: z.string(), message: z.string() });
const pageHead = z.object({
  id,
  fileId: id,
  /** From 0. */
  frame: count,
  state: z.enum(['waiting', 'working', 'done', 'failed']),
  failure: failure.nullable(),
  at: instant,
});

/** What was seen on one side of a sample: to snap boxes to, and to take texts from. Millimetres. */
const found = z.object({
  lines: z.array(z.object({ from: point, to: point, style: z.enum(['solid', 'dotted']) })),
  cells: z.array(boxMm),
  ticks: z.array(boxMm),
  /** Every block of ink that reads like words. */
  texts: z.array(z.object({ text: z.string(), box: boxMm, baseline: z.number() })),
});
const samplePage = pageHead.extend({
  purpose: z.literal('sample'),
  class: pageClass,
  /** Null until it is done. */
  sample: z
    .object({
      kind,
      sides: z.array(background.extend({ found })),
      paper: z.object({ width: z.number(), height: z.number() }),
      /** Parts as proposed, to be taken with `drafts.take` or one by one. Keys are new in the draft. */
      parts: draftSchema.shape.parts,
    })
    .nullable(),
});

/** One side of a tried page. Boxes and points are pixels of the frame as `image` shows it at its full width. */
const trialSide = z.object({
  side,
  class: z.enum(['entry', 'cover', 'closing', 'void', 'blank', 'unknown']),
  confidence: share,
  /** Null: the form was not found on this side. */
  fitErrorMm: z.number().nullable(),
  dpi: z.number().nullable(),
  /** Degrees clockwise by which the frame must be turned to be upright. */
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  parting: z.array(point).nullable(),
  columns: z.array(
    z.object({
      /** Key of the column in the draft. */
      key: z.string(),
      box: boxSchema,
      left: z.array(point),
      right: z.array(point),
      seen: z.object({ left: z.boolean(), right: z.boolean() }),
      visible: share,
    }),
  ),
  rows: z.array(
    z.object({
      ordinal: z.number(),
      kind: z.enum(['entry', 'continued', 'heading']),
      box: boxSchema,
      confidence: share,
      /** By key of the column. */
      cells: z.record(z.string(), z.object({ box: boxSchema, polygon: z.array(point) })),
    }),
  ),
  /** By key of the place in the draft. */
  places: z.array(z.object({ key: z.string(), box: boxSchema })),
});
const trialPage = pageHead.extend({
  purpose: z.literal('trial'),
  /** Version of the draft that was tried. */
  draftVersion: count,
  /** Of the frame, in pixels; null until it is done. */
  size: z.object({ width: count, height: count }).nullable(),
  image: z.string(),
  sides: z.array(trialSide),
  /** The known form that fits best beside the draft: surer than the draft, it would be taken instead. */
  rival: z.object({ edition: z.string(), version: count, confidence: share }).nullable(),
});

/** What lists show of a page: `sample` and `sides` only where they are asked for one by one. */
const draftPage = z.discriminatedUnion('purpose', [samplePage, trialPage]);
const pageSummary = pageHead.extend({
  purpose: z.enum(['sample', 'trial']),
  /** Of a sample: the class it is a sample of. */
  class: pageClass.nullable(),
  draftVersion: count,
  /** Of a trial that is done: the least of its sides. Null: not found. */
  confidence: share.nullable(),
  fitErrorMm: z.number().nullable(),
  rows: count,
});

const draftLine = z.object({
  id,
  office,
  formId: z.string(),
  kind: kind.nullable(),
  title: bilingual,
  version: count,
  by: z.string(),
  at: instant,
  /** The version it was last saved as, `ID@VERSION`. */
  saved: z.string().nullable(),
});

const draftView = draftLine.extend({
  draft: draftSchema,
  /** The edition it began with, `ID@VERSION`. */
  base: z.string().nullable(),
  backgrounds: z.array(background),
  files: z.array(file),
  problems: z.array(draftProblem),
});

const pageParams = z.object({ id, page: id });
const version = count;
const drafted = ['not-found', 'form-draft-conflict'] as const;

export const forms = {
  'forms.list': {
    summary: 'Forms that there are, newest version of each: to look up, to begin a draft with',
    query: z.object({ kind: kind.optional() }),
    reply: z.object({ items: z.array(known) }),
    errors: ['not-allowed'],
  },
  'forms.vocabulary': {
    summary: 'What places of a form of this kind may be called',
    query: z.object({ kind }),
    reply: vocabulary,
    errors: ['not-allowed'],
  },
  'forms.export': {
    summary: 'The edition file of a form, as JSON to be kept',
    params: z.object({ form: formName }),
    reply: z.record(z.string(), z.unknown()),
    errors: ['not-allowed', 'edition-unknown'],
  },
  'drafts.list': {
    summary: 'Drafts of the offices where I may teach forms, newest first',
    query: z.object({ ...paging, officeId: id.optional() }),
    reply: listOf(draftLine),
    errors: ['not-allowed'],
  },
  'drafts.start': {
    summary: 'Begin a draft: empty, or with a known edition',
    body: z.object({
      officeId: id,
      id: formId.default(''),
      kind: kind.nullable().default(null),
      /** `ID` or `ID@VERSION` to begin with; its kind counts. */
      edition: formName.nullable().default(null),
    }),
    reply: draftView,
    errors: ['not-allowed', 'not-found', 'edition-unknown', 'form-too-many-drafts'],
  },
  'drafts.get': { summary: 'One draft', params: idParams, reply: draftView, errors: ['not-found'] },
  'drafts.save': {
    summary: 'Keep the draft as it is now; the same again after a lost answer is fine',
    params: idParams,
    body: z.object({ version, draft: draftSchema }),
    bodyLimit: LARGEST_DRAFT,
    reply: z.object({ version, problems: z.array(draftProblem) }),
    errors: [...drafted, 'form-keys-twice'],
  },
  'drafts.remove': {
    summary: 'Delete the draft with its files and trials; what was saved of it stays',
    params: idParams,
    reply: done,
    errors: ['not-found'],
  },
  'drafts.upload': {
    summary:
      'Hand a file in: the body is the file (JPEG, PNG, TIFF, PDF); its name URI-encoded in `X-File-Name`',
    params: idParams,
    upload: true,
    reply: file,
    errors: [
      'not-found',
      'form-file-too-large',
      'form-too-many-files',
      'file-empty',
      'not-an-image',
      'image-truncated',
      'image-damaged',
      'image-too-large',
      'pdf-encrypted',
      'pdf-damaged',
    ],
  },
  'drafts.propose': {
    summary: 'Look at a page of a file for what the form is made of (in the background)',
    params: idParams,
    body: z.object({
      fileId: id,
      frame: count.default(0),
      class: pageClass.default('entry'),
      spread: z.enum(['auto', 'never', 'always']).default('auto'),
    }),
    reply: pageSummary,
    errors: ['not-found', 'no-such-frame', 'form-too-many-pages'],
  },
  'drafts.take': {
    summary: 'Put what was proposed into the draft, instead of its parts of the same class',
    params: pageParams,
    body: z.object({ version }),
    reply: draftView,
    errors: [...drafted, 'form-page-not-ready'],
  },
  'drafts.try': {
    summary: 'Try the draft on pages of files (in the background); a page tried before is tried again',
    params: idParams,
    body: z.object({
      version,
      pages: z
        .array(z.object({ fileId: id, frame: count }))
        .min(1)
        .max(10),
    }),
    reply: z.object({ items: z.array(pageSummary) }),
    errors: [...drafted, 'no-such-frame', 'form-too-many-pages', 'form-has-problems'],
  },
  'drafts.pages': {
    summary: 'Samples and trials of the draft, and how far they are',
    params: idParams,
    reply: z.object({ items: z.array(pageSummary) }),
    errors: ['not-found'],
  },
  'drafts.page': {
    summary: 'One sample or trial with all that was found',
    params: pageParams,
    reply: draftPage,
    errors: ['not-found'],
  },
  'drafts.removePage': {
    summary: 'Put a sample or trial away',
    params: pageParams,
    reply: done,
    errors: ['not-found'],
  },
  'drafts.publish': {
    summary: 'Save the draft as the next version of its form, for good',
    params: idParams,
    body: z.object({ version }),
    reply: z.object({
      form: z.string(),
      version: count,
      /** False: this very form was a version already. */
      isNew: z.boolean(),
    }),
    errors: [
      ...drafted,
      'not-allowed',
      'form-has-problems',
      'form-shipped',
      'form-kind-differs',
      'form-without-picture',
    ],
  },
} as const;
