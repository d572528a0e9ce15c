/**
 * The table of a page with many entries, as data: where its head and body lie, its columns and what each holds, and how
 * its rows are found. Measures are millimetres on the side's paper. Real printings differ from them in width; the finder
 * (src/imaging/tables) fits the columns to the rules that are there.
 */
import { z } from 'zod';
import { CELL_GRAMMARS } from './grammars.ts';

const mm = z.number().min(-5).max(1000);
const span = z.strictObject({ from: mm, to: mm });

/** What a cell holds: one field, or one piece of writing with several fields, taken apart by a grammar. */
const cellPlace = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), name: z.string() }),
  z.strictObject({
    type: z.literal('composite'),
    grammar: z.enum(CELL_GRAMMARS),
    /** part of the grammar → field name */
    parts: z.record(z.string(), z.string()),
  }),
]);
export type CellPlace = z.infer<typeof cellPlace>;

const column = z.strictObject({
  /** Names the column in results; unique across all sides of the form. */
  key: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  /** As printed in the head. */
  heading: z.string(),
  /** From rule to rule. */
  from: mm,
  to: mm,
  role: z.enum(['number', 'text', 'note', 'signature']).default('text'),
  /** A margin beyond the table's outer rule (marks, later notes): only the first and the last column can be one. */
  margin: z.boolean().default(false),
  holds: z.array(cellPlace).default([]),
});
export type TableColumn = z.infer<typeof column>;

export const tableSchema = z.strictObject({
  /** Down the page: the printed head, and the body in which the entries stand. */
  head: span,
  body: span,
  /** From left to right. */
  columns: z.array(column).min(1),
  rows: z.strictObject({
    /** `ruled`: a rule across the table between two entries; `ink`: an entry begins where its number stands. */
    found: z.enum(['ruled', 'ink']),
    /** Key of the column whose writing begins an entry; on the other side of a spread the rows follow it. */
    startsIn: z.string(),
    /** How many entries a full page has, and how high a row is, where the form prescribes it. */
    expected: z.number().int().positive().optional(),
    height: z.number().positive().optional(),
  }),
});
export type Table = z.infer<typeof tableSchema>;

export const namesInCell = (place: CellPlace): readonly string[] =>
  place.type === 'composite' ? Object.values(place.parts) : [place.name];

/** All field names of a table's cells, in the order of its columns. */
export const namesInTable = (table: Table): readonly string[] =>
  table.columns.flatMap(({ holds }) => holds.flatMap(namesInCell));
