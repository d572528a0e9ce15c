/**
 * The seam between a crop and its text. Whatever reads (tesseract for print and typewriter, a network for handwriting)
 * stands behind `ReadingEngine` and gives ranked readings with a confidence and a place for every character; what a field
 * means is decided later (parsing/), so engines know nothing of civil status but the type of the field.
 */
import { z } from 'zod';
import type { FieldType } from '../domain/fields.ts';

/** One line of writing: grey, one byte a pixel, row by row, 0 black … 255 white, about `dpi` (300 where it is not said). */
export type Crop = Readonly<{ width: number; height: number; data: Uint8Array; dpi?: number }>;

export const HANDS = ['print', 'typewriter', 'handwriting'] as const;
export type Hand = (typeof HANDS)[number];

/**
 * What an engine may know about a crop: the field's type (or grammar), the hand when somebody has told, and what another
 * engine has read there. An engine that reads the same by itself needs no second look; it never takes over what was seen.
 */
export type FieldHint = Readonly<{ type: FieldType | 'identity-paper'; hand?: Hand; seen?: string }>;

const probability = z.number().min(0).max(1);

const readSymbolSchema = z.object({
  text: z.string(),
  confidence: probability,
  /** `[x, y, width, height]` in pixels of the crop. */
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** Other characters the engine saw here, best first. */
  alternatives: z.array(z.object({ text: z.string(), confidence: probability })),
});
export type ReadSymbol = Readonly<z.infer<typeof readSymbolSchema>>;

/**
 * `text` is NFC and equals the symbols' texts put together (spaces are symbols too). `confidence` is the engine's own, not
 * yet a probability: confidence.ts makes one of it. `alternatives` are other readings of the whole line, best first.
 */
export const readingSchema = z.object({
  text: z.string(),
  confidence: probability,
  symbols: z.array(readSymbolSchema),
  alternatives: z.array(z.object({ text: z.string(), score: probability })),
  /** `id@version` of who read it, where an engine hands crops on to others. */
  engine: z.string().optional(),
  /** What another engine, that knows nothing of this one, read on the same crop, and how sure it was of each character. */
  witness: z
    .object({ text: z.string(), confidence: probability, letters: z.array(probability).optional() })
    .optional(),
});
export type Reading = Readonly<z.infer<typeof readingSchema>>;

export interface ReadingEngine {
  /** Stable name, written beside every value it read (`tesseract-vie`). */
  readonly id: string;
  /** Changes whenever the same crop may be read differently. */
  readonly version: string;
  /**
   * Reads one line; null when there is no ink on it.
   * @throws SohoaError `reading-timeout` when it takes too long (the engine stays usable), `reading-closed` after `close`.
   */
  read(crop: Crop, hint: FieldHint): Promise<Reading | null>;
  /** Ends what the engine runs. Pending reads reject with `reading-closed`. */
  close(): Promise<void>;
}
