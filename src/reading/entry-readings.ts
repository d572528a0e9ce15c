/** What the read stage hands to the extract stage: the readings of the places of one page, ready to be stored as JSON. */
import { z } from 'zod';
import { boxSchema } from '../domain/values.ts';
import { type FieldPlace, namesOf } from '../forms/edition.ts';
import { readingSchema } from './engine.ts';

/** One line of a place. `reading` is null where there is no ink; `size` is the crop's in pixels, `box` its place on the page. */
export const lineReadingSchema = z.object({
  reading: readingSchema.nullable(),
  box: boxSchema,
  size: z.tuple([z.number().positive(), z.number().positive()]),
  /** `id@version` of the engine. */
  engine: z.string(),
  /** 0…1 that the line is struck through, where imaging measured it. */
  struck: z.number().min(0).max(1).optional(),
  /** There is ink on the line that is no reading: too faint, or nothing that an engine takes for writing. */
  unread: z.boolean().optional(),
});
export type LineReading = Readonly<z.infer<typeof lineReadingSchema>>;

const writtenPlaceSchema = z.object({ type: z.literal('written'), lines: z.array(lineReadingSchema) });

/** `confidence` is how sure the detector is of `ticked`, 0…1. */
const tickPlaceSchema = z.object({
  type: z.literal('ticks'),
  box: boxSchema,
  options: z.array(
    z.object({ code: z.string(), ticked: z.boolean(), confidence: z.number().min(0).max(1), box: boxSchema }),
  ),
  engine: z.string(),
});
export type TickReading = Readonly<z.infer<typeof tickPlaceSchema>>;

export const placeReadingSchema = z.discriminatedUnion('type', [writtenPlaceSchema, tickPlaceSchema]);
export type PlaceReading = z.infer<typeof placeReadingSchema>;

/** By `placeKey`. A place that could not be cut is left out: its fields become illegible, never blank. */
export const fieldReadingsSchema = z.record(z.string(), placeReadingSchema);
export type FieldReadings = Readonly<z.infer<typeof fieldReadingsSchema>>;

/** The key of a place within its layout: the official name of its first field. */
export const placeKey = (place: FieldPlace): string => namesOf(place)[0] ?? '';
