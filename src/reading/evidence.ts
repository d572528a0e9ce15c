/** What is known about how a field got its value, in the words that confidence.ts weighs. */
import { z } from 'zod';
import type { Evidence } from './parsing/parsed.ts';

/** Measures of the picture a value was read from; null where nobody measured. */
export const pageQualitySchema = z.object({
  blur: z.number().nullable(),
  /** 0…1, difference of ink and paper. */
  contrast: z.number().nullable(),
  /** How far the printed form lies from where it should after registration, mm. */
  fitErrorMm: z.number().nullable(),
});
export type PageQuality = Readonly<z.infer<typeof pageQualitySchema>>;
export const UNKNOWN_QUALITY: PageQuality = { blur: null, contrast: null, fitErrorMm: null };

/**
 * Where a value comes from; each has its own way to a probability.
 * - `written`: parsed writing with a normal form; `unparsed`: writing without one
 * - `blank`: no ink; `faint`: ink that is no reading, too faint or no writing; `nothing`: writing that says there is nothing ("không", a dash); `beside`: not among the parts of what
 *   is written there; `named`: the paper has one of the usual names, so there is no other name to write
 * - `ticks`: boxes to tick; `struck`: all writing struck through; `illegible`: ink that no engine can read
 * - `unread`: the place was never cut or read; `inferred`: from the book, the form or other fields; `absent`: no such place
 */
export const SOURCES = [
  'written',
  'unparsed',
  'blank',
  'faint',
  'nothing',
  'beside',
  'named',
  'ticks',
  'struck',
  'illegible',
  'unread',
  'inferred',
  'absent',
] as const;
export type Source = (typeof SOURCES)[number];

export type FieldEvidence = Readonly<{
  source: Source;
  /** Of the engine and the parser; null where nothing was parsed. */
  parsed: Evidence | null;
  /** Glyphs of the writing. */
  length: number;
  /** 0…1, what the reading is worth among all that the engine found for its lines; 1 where it found no other. */
  alone: number;
  /** 0…1, share of the place's writing that is struck through. */
  struck: number;
  /** Whether something else on the page says the same (the words of a date). */
  agreed: boolean;
  /** How many other writings say the same, of the page and of the pages around; below 0: one says nearly the same. */
  elsewhere: number;
  /** 2: another engine read the same letters; 1: the same value; below 0: another one; null: nobody did. See witness.ts. */
  witness: number | null;
  /** Broken rules that name the field. */
  doubts: number;
  questions: number;
  quality: PageQuality;
}>;
