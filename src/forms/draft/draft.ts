/**
 * A form that is being made: like an edition file, but what it is of may still be missing, places may have no name yet, and
 * everything has a key, so that a screen can point at it. Millimetres on the paper, as in an edition. An edition is made of
 * it by `editionOfDraft` (convert.ts) as soon as `problemsOfDraft` (problems.ts) finds nothing that keeps it from being one.
 */
import { z } from 'zod';
import { KIND_CODES } from '../../domain/kinds.ts';
import { CELL_GRAMMARS, GRAMMARS } from '../grammars.ts';

/** Names a thing within its draft: made by whoever adds it, unique in the whole draft. A column keeps it for good. */
const key = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/);
/** Wide enough for whatever is dragged off the paper; problems.ts tells what does not fit. */
const mm = z.number().min(-5000).max(5000);
/** `[x, y, width, height]` in millimetres. */
const box = z.tuple([mm, mm, mm, mm]);
const name = z.string().max(80);
const text = z.string().max(500);
const bilingual = z.strictObject({ vi: text, en: text });
/** How sure the machine was of the name it gave; null: nobody guessed, or a person has said so. */
const confidence = z.number().min(0).max(1).nullable().default(null);
/** part of the grammar → official field name */
const parts = z.record(z.string().max(40), name);

export const DRAFT_CLASSES = ['entry', 'cover', 'closing'] as const;
export const DRAFT_SIDES = ['single', 'left', 'right'] as const;

const lines = z.array(box).min(1).max(20);
/** A place to write at. `label`: what is printed before it, for whoever has to name it. */
const place = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('text'),
    key,
    label: text,
    confidence,
    /** Null: not named yet. Such a place is tried, but left out of the form that is saved. */
    name: name.nullable(),
    lines,
  }),
  z.strictObject({
    type: z.literal('composite'),
    key,
    label: text,
    confidence,
    grammar: z.enum(GRAMMARS),
    parts,
    lines,
  }),
  z.strictObject({
    type: z.literal('ticks'),
    key,
    label: text,
    confidence,
    name: name.nullable(),
    options: z
      .array(z.strictObject({ key, /** Null: not said yet. */ code: name.nullable(), label: text, box }))
      .min(1)
      .max(40),
    whenNone: name.nullable(),
  }),
]);
export type DraftPlace = z.infer<typeof place>;

const cell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), name }),
  z.strictObject({ type: z.literal('composite'), grammar: z.enum(CELL_GRAMMARS), parts }),
]);
export type DraftCell = z.infer<typeof cell>;

const column = z.strictObject({
  key,
  heading: text,
  confidence,
  /** From rule to rule. */
  from: mm,
  to: mm,
  role: z.enum(['number', 'text', 'note', 'signature']),
  margin: z.boolean(),
  /** Empty: nobody needs what stands there. */
  holds: z.array(cell).max(10),
});
export type DraftColumn = z.infer<typeof column>;

const span = z.strictObject({ from: mm, to: mm });
const table = z.strictObject({
  head: span,
  body: span,
  /** From left to right. */
  columns: z.array(column).max(60),
  rows: z.strictObject({
    found: z.enum(['ruled', 'ink']),
    /** Key of the column whose writing begins an entry (of either side); null: not said yet. */
    startsIn: key.nullable(),
    expected: z.number().int().positive().max(200).nullable(),
    height: z.number().positive().max(1000).nullable(),
  }),
});
export type DraftTable = z.infer<typeof table>;

const printed = z.strictObject({
  key,
  text: z.string().min(1).max(500),
  x: mm,
  /** Of the baseline. */
  y: mm,
  /** Points. */
  size: z.number().min(4).max(60),
  weight: z.enum(['regular', 'bold', 'italic']),
  align: z.enum(['left', 'center', 'right']),
});
const rule = z.strictObject({
  key,
  from: z.tuple([mm, mm]),
  to: z.tuple([mm, mm]),
  style: z.enum(['solid', 'dotted']),
  width: z.number().positive().max(20),
});
const signature = z.strictObject({ key, box, who: bilingual });

const MOST = 2000;
/** One side of a page of one class. */
const part = z.strictObject({
  key,
  class: z.enum(DRAFT_CLASSES),
  side: z.enum(DRAFT_SIDES),
  /** What is printed: the form is found and laid on a page by it. */
  texts: z.array(printed).max(MOST),
  rules: z.array(rule).max(MOST),
  places: z.array(place).max(300),
  table: table.nullable(),
  signatures: z.array(signature).max(60),
});
export type DraftPart = z.infer<typeof part>;

export const draftSchema = z.strictObject({
  /** `KS-LAMDONG-1985`; may be incomplete. */
  id: z.string().max(40),
  /** Null: to be told by the sample. */
  kind: z.enum(KIND_CODES).nullable(),
  title: bilingual,
  basis: text,
  provenance: bilingual,
  years: z.strictObject({ from: z.number().int(), to: z.number().int() }),
  /** Of one side. */
  paper: z.strictObject({ width: mm, height: mm }),
  parts: z.array(part).max(12),
});
export type FormDraft = z.infer<typeof draftSchema>;

/** A draft of which nothing is known yet. */
export const emptyDraft = (of: Pick<FormDraft, 'id' | 'kind'>): FormDraft => ({
  ...of,
  title: { vi: '', en: '' },
  basis: '-',
  provenance: { vi: '', en: '' },
  years: { from: 1945, to: 2100 },
  paper: { width: 210, height: 297 },
  parts: [],
});
