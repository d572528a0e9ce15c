/** What the read stage hands to the extract stage about one row of a table, ready to be stored as JSON. */
import { z } from 'zod';
import { boxSchema } from '../../domain/values.ts';
import { lineReadingSchema } from '../entry-readings.ts';

const cellReadingSchema = z.object({
  lines: z.array(lineReadingSchema),
  /** Nothing but a mark that imaging knows by its shape: "the same as above". */
  mark: z.object({ type: z.enum(['stroke', 'quotes']), box: boxSchema }).nullable(),
  box: boxSchema,
});
export type CellReading = Readonly<z.infer<typeof cellReadingSchema>>;

export const rowReadingSchema = z.object({
  /** From 0, down the page. */
  ordinal: z.number().int().nonnegative(),
  /** What the finder says; what the writing says is `classifyRow`'s. */
  found: z.enum(['entry', 'continued', 'heading']),
  box: boxSchema,
  /** 0…1 that a stroke from end to end makes the row void. */
  crossed: z.number().min(0).max(1),
  /** By column key; columns that were not cut are left out. */
  cells: z.record(z.string(), cellReadingSchema),
  /** The row read without regard to its columns, where it does not begin with a number. */
  across: z.array(lineReadingSchema).nullable(),
});
export type RowReading = Readonly<z.infer<typeof rowReadingSchema>>;

const ROW_PLACE = /^row:(\d+)$/;

/** The place under which a row's reading is stored with its page. */
export const rowPlace = (ordinal: number): string => `row:${String(ordinal).padStart(3, '0')}`;
export const isRowPlace = (place: string): boolean => ROW_PLACE.test(place);

/** The place that says which side of the spread a page with a table is. */
export const TABLE_PLACE = 'table';
export const tableReadingSchema = z.object({ side: z.enum(['single', 'left', 'right']) });
