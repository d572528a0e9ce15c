/**
 * A second engine's word for a place. What it read goes through the same parser, and only the normal forms are compared:
 * then what knowledge would put right anyway is no disagreement.
 */
import { fold } from '../domain/text.ts';
import { sameValue, type Value } from '../domain/values.ts';
import { withAlternativesOf } from './combine.ts';
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

/** The writing of a place in which what the witness saw otherwise may stand as well. */
export const openWritingOf = (lines: readonly LineReading[]): Writing =>
  writingOf(
    lines.map((line): LineReading => {
      const { reading } = line;
      const seen = reading?.witness && asReading(reading.witness);
      if (reading === null || seen == null) return line;
      return { ...line, reading: withAlternativesOf(reading, seen.symbols, HEARD * seen.confidence) };
    }),
  );
/** How far a letter of the witness counts against one that the first engine read. */
const HEARD = 0.5;

/**
 * The parser's word for a place, with what the witness saw as further readings to choose from; and its word for what the
 * witness alone read there. Where the two say different things the likelier one is the value, the other its witness. Where
 * both saw the same letters one look of the parser does.
 */
export const withWitness = (
  lines: readonly LineReading[],
  parse: (writing: Writing) => Parsed,
): Readonly<{ parsed: Parsed; witness: Witness | null }> => {
  const writing = writingOf(lines);
  const second = secondWritingOf(lines);
  if (second === null) return { parsed: parse(writing), witness: null };
  const as = ({ verbatim, normalized, state }: Parsed): Witness => ({
    verbatim,
    normalized,
    state,
    confidence: second.confidence,
  });
  if (textOf(second.writing.glyphs) === textOf(writing.glyphs)) {
    const parsed = parse(writing);
    return { parsed, witness: as(parsed) };
  }
  const [own, other] = [parse(openWritingOf(lines)), parse(second.writing)];
  return isLikelier(other, own, second.confidence)
    ? { parsed: other, witness: as(own) }
    : { parsed: own, witness: as(other) };
};

/** A witness less sure of its letters than this is not believed against the first engine. */
const BELIEVED = 0.7;
/** How much of a reading knowledge has to exchange before another, that it takes as it stands, is likelier. */
const MENDED = 0.3;
const STANDS = 0.1;
/** How much surer of its least sure letter a witness has to be where knowledge takes both readings as they stand. */
const SURER = 0.25;

/** Whether what the witness read is likelier than the first engine's reading: by what knowledge makes of both. */
export const isLikelier = (other: Parsed, own: Parsed, confidence: number): boolean => {
  if (other.state !== 'read' || other.normalized === null || confidence < BELIEVED) return false;
  if (sameValue(own, other) || own.state === 'blank') return false;
  if (own.normalized === null) return true;
  const { evidence: seen } = other;
  const { evidence: mine } = own;
  if (seen.change > STANDS || seen.knowledge < mine.knowledge) return false;
  if (mine.change > MENDED || seen.knowledge > mine.knowledge) return true;
  return seen.worst > mine.worst + SURER || marksLost(own.normalized, other.normalized);
};

/** Ink of a mark is easily lost and hardly ever comes from nowhere: of two readings that differ in one, it was there. */
const marksLost = (own: string, other: string): boolean =>
  own !== other && fold(own) === fold(other) && barer(own, other);

/** Whether every letter is as in the other text or that letter without a mark. */
const barer = (own: string, other: string): boolean => {
  const letters = [...other.normalize('NFC')];
  return [...own.normalize('NFC')].every((letter, at) => {
    const [bare, full] = [letter.normalize('NFD'), (letters[at] ?? '').normalize('NFD')];
    return [...bare].every((part) => full.includes(part));
  });
};

/** A text whose letters lie nowhere in particular; each is as sure as the whole where nobody said how sure it is. */
const asReading = ({ text, confidence, letters }: NonNullable<Reading['witness']>): Reading | null =>
  text === ''
    ? null
    : {
        text,
        confidence,
        symbols: [...text].map((letter, at) => ({
          text: letter,
          confidence: letter === ' ' ? 1 : (letters?.[at] ?? confidence),
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
