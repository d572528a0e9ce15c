/**
 * A second engine's word for a place. What it read goes through the same parser, and only the normal forms are compared:
 * then what knowledge would put right anyway is no disagreement.
 */
import { sameValue, type Value } from '../domain/values.ts';
import type { Reading } from './engine.ts';
import type { LineReading } from './entry-readings.ts';
import type { Parsed } from './parsing/parsed.ts';
import { textOf, type Writing, writingOf } from './writing.ts';

/** What the witness makes of a field, and how sure it is of its letters (0…1). */
export type Witness = Pick<Parsed, 'verbatim' | 'normalized' | 'state'> & Readonly<{ confidence: number }>;

export type SecondWriting = Readonly<{ writing: Writing; confidence: number }>;

/** The writing of a place as the witness saw it; null where one of its lines was read by one engine only. */
export const secondWritingOf = (lines: readonly LineReading[]): SecondWriting | null => {
  const read = lines.filter((line) => line.reading !== null);
  const seen = read.flatMap(({ reading }) => reading?.witness ?? []);
  if (seen.length === 0 || seen.length < read.length) return null;
  const second = lines.map((line): LineReading => {
    const witness = line.reading?.witness;
    return witness === undefined ? line : { ...line, reading: asReading(witness) };
  });
  return { writing: writingOf(second), confidence: Math.min(...seen.map(({ confidence }) => confidence)) };
};

/** The parser's word for a place, and for what the witness read there; one that read the same letters needs no parser. */
export const withWitness = (
  lines: readonly LineReading[],
  parse: (writing: Writing) => Parsed,
): Readonly<{ parsed: Parsed; witness: Witness | null }> => {
  const writing = writingOf(lines);
  const parsed = parse(writing);
  const second = secondWritingOf(lines);
  if (second === null) return { parsed, witness: null };
  const same = textOf(second.writing.glyphs) === textOf(writing.glyphs);
  const { verbatim, normalized, state } = same ? parsed : parse(second.writing);
  return { parsed, witness: { verbatim, normalized, state, confidence: second.confidence } };
};

/** A text whose letters lie nowhere in particular and are all as sure as the whole. */
const asReading = ({ text, confidence }: NonNullable<Reading['witness']>): Reading | null =>
  text === ''
    ? null
    : {
        text,
        confidence,
        symbols: [...text].map((letter) => ({
          text: letter,
          confidence: letter === ' ' ? 1 : confidence,
          box: [0, 0, 0, 0],
          alternatives: [],
        })),
        alternatives: [],
      };

/**
 * The witness as a number: 2 when it saw the very same letters, 1 when it says the same by others, below 0 when it says
 * something else (the surer it is, the lower), null when there is none.
 */
export const wordOf = (
  witness: Witness | null,
  value: Pick<Value, 'verbatim' | 'normalized' | 'state'>,
): number | null => {
  if (witness === null) return null;
  if (!sameValue(witness, value)) return -Math.max(LEAST, witness.confidence);
  return witness.verbatim === value.verbatim ? 2 : 1;
};
/** Nobody contradicts with no weight at all. */
const LEAST = 0.1;
