/**
 * A form edition as data: the layouts of its pages (entry, cover, closing note), what is printed on them and where each
 * field of the entry lies. All measures are millimetres on the paper, origin at its upper left corner; a spread has a
 * layout for each of its sides, each measured on its own side's paper. One JSON file per edition in `editions/`; the
 * reference for people who write one is docs/editions.md. Tables of many entries: table.ts.
 */
import { z } from 'zod';
import { FIELD_TYPES } from '../domain/fields.ts';
import { KIND_CODES } from '../domain/kinds.ts';
import { GRAMMARS } from './grammars.ts';
import { namesInTable, tableSchema } from './table.ts';

const mm = z.number().min(-5).max(1000);
/** `[x, y, width, height]` in millimetres. */
const boxMm = z.tuple([mm, mm, z.number().positive(), z.number().positive()]);
export type BoxMm = z.infer<typeof boxMm>;

const bilingual = z.strictObject({ vi: z.string().min(1), en: z.string().min(1) });

/** Printed text; `y` is the baseline, `size` the type size in points. Printed texts anchor the form on a scan. */
const printedText = z.strictObject({
  text: z.string().min(1),
  x: mm,
  y: mm,
  size: z.number().min(4).max(60),
  weight: z.enum(['regular', 'bold', 'italic']).default('regular'),
  align: z.enum(['left', 'center', 'right']).default('left'),
});

const printedRule = z.strictObject({
  from: z.tuple([mm, mm]),
  to: z.tuple([mm, mm]),
  style: z.enum(['solid', 'dotted']),
  width: z.number().positive().default(0.25),
});

/** Writing on one or more lines, top to bottom; a value that overflows a line goes on at the next. */
const textField = z.strictObject({
  type: z.literal('text'),
  name: z.string(),
  lines: z.array(boxMm).min(1),
});

/** One piece of writing that holds several official fields, taken apart by a grammar of src/reading/parsing. */
const compositeField = z.strictObject({
  type: z.literal('composite'),
  grammar: z.enum(GRAMMARS),
  /** part of the grammar → official field name */
  parts: z.record(z.string(), z.string()),
  lines: z.array(boxMm).min(1),
});

/** Boxes to tick; the value is the code of the ticked one. */
const tickField = z.strictObject({
  type: z.literal('ticks'),
  name: z.string(),
  options: z.array(z.strictObject({ code: z.string(), box: boxMm, label: z.string() })).min(1),
  /** What no tick at all means; without it, an unticked field is blank. */
  whenNone: z.string().optional(),
});

export const fieldPlaceSchema = z.discriminatedUnion('type', [textField, compositeField, tickField]);
export type FieldPlace = z.infer<typeof fieldPlaceSchema>;

export { PAGE_CLASSES, type PageClass } from './page-classes.ts';

export const layoutSchema = z.strictObject({
  class: z.enum(['entry', 'cover', 'closing']),
  print: z.strictObject({
    texts: z.array(printedText),
    rules: z.array(printedRule),
  }),
  /** Which side of a spread this is. The sides of one class belong together; an entry's row runs across both. */
  side: z.enum(['single', 'left', 'right']).default('single'),
  /** On a page with a table: what stands outside of it and holds for every entry of the page (volume, year). */
  fields: z.array(fieldPlaceSchema),
  /** The table of a page with many entries, one a row. */
  table: tableSchema.optional(),
  /** Where people sign and stamp: never read, but drawn and kept in mind when a field is hidden under a stamp. */
  signatures: z.array(z.strictObject({ box: boxMm, who: bilingual })).default([]),
});
export type Layout = z.infer<typeof layoutSchema>;
export type Side = Layout['side'];

const formShape = {
  format: z.literal(1),
  id: z.string().regex(/^[A-Z]{2,4}-[A-Z0-9-]+$/),
  version: z.number().int().positive(),
  title: bilingual,
  /** The legal act the form comes from. */
  basis: z.string(),
  /** What of this file is known from a source and what is our reconstruction. */
  provenance: bilingual,
  /** Years of registration the form was in use for; borders are soft (old stock was used up). */
  years: z.strictObject({ from: z.number().int(), to: z.number().int() }),
  paper: z.strictObject({ width: z.number().positive(), height: z.number().positive() }),
  layouts: z.array(layoutSchema).min(1),
};

/** A form of one of the kinds of civil-status ledgers: its fields are the kind's official ones. */
export const editionSchema = z.strictObject({ ...formShape, kind: z.enum(KIND_CODES) });
export type Edition = z.infer<typeof editionSchema>;

/** A field that a register of no civil-status kind declares for itself. */
export const ownFieldSchema = z.strictObject({
  name: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  type: z.enum(FIELD_TYPES),
  label: bilingual,
});
export type OwnField = z.infer<typeof ownFieldSchema>;

/** A form of a register that is of no civil-status kind: found, tried and cut like the others, with fields of its own. */
export const otherFormSchema = z.strictObject({
  ...formShape,
  kind: z.literal('OTHER'),
  fields: z.array(ownFieldSchema).min(1),
});
export type OtherForm = z.infer<typeof otherFormSchema>;

export const formSchema = z.discriminatedUnion('kind', [editionSchema, otherFormSchema]);
export type Form = z.infer<typeof formSchema>;

/** Fields of a book that stand on its cover and closing pages; they belong to no entry and have no official name. */
export const BOOK_FIELDS = {
  'book.office': 'office',
  'book.volume': 'volume',
  'book.openedOn': 'date',
  'book.closedOn': 'date',
  'book.pages': 'page-number',
  'book.entries': 'page-number',
} as const;

/** What holds for a page of many entries and is no field of an entry by itself. */
export const PAGE_FIELDS = {
  'page.year': 'text',
  'page.month': 'text',
  'page.number': 'page-number',
} as const;

/** All official field names a place holds. */
export const namesOf = (place: FieldPlace): readonly string[] =>
  place.type === 'composite' ? Object.values(place.parts) : [place.name];

/** The smallest box (mm) around all lines or tick boxes of a place. */
export const extentOf = (place: FieldPlace): BoxMm => {
  const boxes = place.type === 'ticks' ? place.options.map((option) => option.box) : place.lines;
  const left = Math.min(...boxes.map((box) => box[0]));
  const top = Math.min(...boxes.map((box) => box[1]));
  const right = Math.max(...boxes.map((box) => box[0] + box[2]));
  const bottom = Math.max(...boxes.map((box) => box[1] + box[3]));
  return [left, top, right - left, bottom - top];
};

/** All field names of a layout, those of its table included, in the order of the file. */
export const namesInLayout = (layout: Layout): readonly string[] => [
  ...layout.fields.flatMap(namesOf),
  ...(layout.table === undefined ? [] : namesInTable(layout.table)),
];
