/** What a parser makes of a writing, and the words it says so in. */
import type { FieldSpec } from '../../domain/fields.ts';
import type { Box } from '../../domain/values.ts';
import type { BookContext } from '../extract-types.ts';
import { boxOf, certaintyOf, type Glyph, textOf, type Writing } from '../writing.ts';

/**
 * What confidence.ts weighs. `engine` and `worst`: mean and lowest confidence of the glyphs, 0…1. `change`: cost of what
 * knowledge changed (0 = nothing). `margin`: how much dearer the next different reading would be, at most `MAX_MARGIN`.
 * `knowledge`: 1 = known to the field's lexicon or grammar, 0 = against it, in between = it has nothing to say.
 */
export type Evidence = Readonly<{
  engine: number;
  worst: number;
  change: number;
  margin: number;
  knowledge: number;
}>;

export const MAX_MARGIN = 3;

export type Parsed = Readonly<{
  verbatim: string | null;
  normalized: string | null;
  state: 'read' | 'blank' | 'illegible';
  evidence: Evidence;
  box: Box | null;
}>;

export type ParseContext = Readonly<{ spec: FieldSpec; book: BookContext }>;
export type Parser = (writing: Writing, context: ParseContext) => Parsed;

/** Below this mean confidence of its glyphs a crop holds no writing the engine can read: a stamp, a scribble. */
const ILLEGIBLE = 0.3;
/** What fits its grammar or list is a reading even if the engine was less sure. */
const BARELY_LEGIBLE = 0.12;

/** A reading with its evidence; margin and change are brought into their ranges. */
export const parsed = (
  glyphs: readonly Glyph[],
  normalized: string | null,
  found: Readonly<{ change: number; margin: number; knowledge: number }>,
): Parsed => {
  const { mean, worst } = certaintyOf(glyphs);
  const verbatim = textOf(glyphs);
  const legible = mean >= (normalized !== null && found.knowledge === 1 ? BARELY_LEGIBLE : ILLEGIBLE);
  return {
    verbatim: legible ? verbatim : null,
    normalized: legible ? (normalized?.normalize('NFC') ?? null) : null,
    state: legible ? 'read' : 'illegible',
    evidence: {
      engine: mean,
      worst,
      change: found.change,
      margin: Math.max(0, Math.min(MAX_MARGIN, found.margin)),
      knowledge: found.knowledge,
    },
    box: boxOf(glyphs),
  };
};

/** Nothing written, or only what stands for nothing ("không", a dash). */
export const blank = (glyphs: readonly Glyph[] = []): Parsed => ({
  verbatim: glyphs.length === 0 ? null : textOf(glyphs),
  normalized: null,
  state: 'blank',
  evidence: {
    engine: glyphs.length === 0 ? 1 : certaintyOf(glyphs).mean,
    worst: 1,
    change: 0,
    margin: MAX_MARGIN,
    knowledge: 1,
  },
  box: boxOf(glyphs),
});

const NOTHING = /^(?:không(?: có)?|ko|0|x+|không rõ)$/iu;

/** Whether the writing says that there is nothing to write. */
export const saysNothing = (writing: Writing): boolean => NOTHING.test(textOf(writing.glyphs));
