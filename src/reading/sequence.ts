/**
 * Entries of a book are numbered one after the other (TT 04/2020/TT-BTP art. 29.3), and so are its pages: the neighbours of
 * a page say what its own numbers should be. A guess helps a parser to choose between readings; it is never a value.
 */
import { parseEntryNumber } from '../domain/entry-number.ts';
import { findField, type KindCode } from '../domain/kinds.ts';
import { OFFICIALS } from './elsewhere.ts';
import type { FieldReadings } from './entry-readings.ts';
import type { BookContext } from './extract-types.ts';
import { PARSERS } from './parsing/parsers.ts';
import { textOf, writingOf } from './writing.ts';

/** A page of the book in the order of its files: what it was found to be and what was read on it (null: not yet). */
export type SequencePage = Readonly<{ class: string; readings: FieldReadings | null }>;

/** Places that the neighbours are asked about. */
export const NEIGHBOUR_PLACES = ['so', 'trangSo', ...OFFICIALS] as const;

/** Neighbours on either side that have a say, of the numbers and of the people of the office. */
const SEQUENCE_REACH = 4;
export const NEIGHBOUR_REACH = 6;
/** So many must agree, and be the most of all that have a say. */
const LEAST_VOTES = 2;

export type SequenceGuess = Pick<BookContext, 'entryNumberGuess' | 'pageNumberGuess'>;

/** What the neighbours of the page at `at` say its numbers should be; the page's own reading has no say. */
export const guessFromNeighbours = (
  kind: KindCode,
  pages: readonly SequencePage[],
  at: number,
  context: Omit<BookContext, keyof SequenceGuess>,
): SequenceGuess => {
  const bare: BookContext = { ...context, entryNumberGuess: null, pageNumberGuess: null };
  const entryVotes: number[] = [];
  const pageVotes: number[] = [];
  for (const step of [-1, 1]) {
    let entries = 0;
    let numbered = 0;
    for (let other = at + step; Math.abs(other - at) <= SEQUENCE_REACH; other += step) {
      const page = pages[other];
      if (page === undefined || page.class === 'unknown') break;
      if (page.class !== 'entry' && page.class !== 'void') continue;
      numbered += step;
      if (page.class === 'entry') entries += step;
      const entry = parseEntryNumber(readAt(kind, page, 'so', bare) ?? '');
      if (entry !== null && entry.suffix === '') entryVotes.push(entry.number - entries);
      const number = Number(readAt(kind, page, 'trangSo', bare) ?? Number.NaN);
      if (Number.isInteger(number)) pageVotes.push(number - numbered);
    }
  }
  return { entryNumberGuess: elected(entryVotes), pageNumberGuess: elected(pageVotes) };
};

const readAt = (kind: KindCode, page: SequencePage, name: string, book: BookContext): string | null => {
  const spec = findField(kind, name);
  const reading = page.readings?.[name];
  if (spec === undefined || reading?.type !== 'written') return null;
  return PARSERS[spec.type](writingOf(reading.lines), { spec, book }).normalized;
};

/**
 * What was read on the pages around where the people of the office stand, by field: as it was read, so that no knowledge
 * makes two readings alike. The page's own reading has no say.
 */
export const officialsAround = (
  pages: readonly SequencePage[],
  at: number,
): NonNullable<BookContext['around']> => {
  const near = pages.filter(
    (page, index) => index !== at && Math.abs(index - at) <= NEIGHBOUR_REACH && page.class === 'entry',
  );
  return Object.fromEntries(
    OFFICIALS.map((name) => [name, near.flatMap((page) => textAt(page, name) ?? [])]),
  );
};

const textAt = ({ readings }: SequencePage, name: string): string | null => {
  const reading = readings?.[name];
  return reading?.type === 'written' ? textOf(writingOf(reading.lines).glyphs) : null;
};

const elected = (votes: readonly number[]): number | null => {
  const counts = new Map<number, number>();
  for (const vote of votes) counts.set(vote, (counts.get(vote) ?? 0) + 1);
  const [first, second] = [...counts].sort((a, b) => b[1] - a[1]);
  if (first === undefined || first[1] < LEAST_VOTES || first[1] === second?.[1]) return null;
  return first[0] > 0 ? first[0] : null;
};
