/** Dates in figures ("27/10/2018", "ngày 27 tháng 10 năm 2018", "10/2018", "1955") and in words. */
import { DATE_WORDS, findDateInWords } from '../../domain/dates-in-words.ts';
import { oldCalendarOf } from '../../domain/old-calendar.ts';
import { formatIsoDate, type PartialDate, partialDate } from '../../domain/partial-date.ts';
import { bestMatches, candidate, fitCost, lettersOf } from '../matching.ts';
import { type Glyph, type Token, textOf, tokensOf } from '../writing.ts';
import { readDigitGroups, type Shape } from './digits.ts';
import { blank, MAX_MARGIN, type ParseContext, type Parser, parsed, saysNothing } from './parsed.ts';

/** A date that the writing can say, and what it costs to see it there. */
export type DateReading = Readonly<{ date: PartialDate; cost: number }>;

const DAY: Shape = [
  { min: 1, max: 2 },
  { min: 1, max: 2 },
  { min: 4, max: 4 },
];
const SHAPES: readonly Shape[] = [DAY, DAY.slice(1), DAY.slice(2)];

/** Words of a date in figures; each becomes a separator. */
const MARKERS = ['ngày', 'tháng', 'năm', 'Năm', 'Ngày', 'sinh'].map((word) => candidate(word, word));

const OLDEST = 1850;
/** A year that the field cannot hold: before any ledger's people, or after the book. */
const BAD_YEAR = 1.6;
/** A whole date is likelier than a part of one with marks around it; a clean year is a year. */
const SHORTER = 1.2;
const CLEAN = 0.3;

/** All dates the figures can say, cheapest first, each once. `year` weighs years (0 = likely). */
export const datesInFigures = (
  glyphs: readonly Glyph[],
  year: (value: number) => number,
): readonly DateReading[] => {
  const bare = withSeparators(glyphs);
  const best = new Map<string, DateReading>();
  SHAPES.forEach((shape, missing) => {
    for (const { groups, cost } of readDigitGroups(bare, shape)) {
      const numbers = groups.map(Number);
      const [y, m = null, d = null] = numbers.reverse() as [number, number?, number?];
      const date = partialDate(y, m, d);
      if (date === null) continue;
      const total = cost + year(y) + missing * (cost > CLEAN ? SHORTER : 0);
      const key = formatIsoDate(date);
      const known = best.get(key);
      if (known === undefined || total < known.cost) best.set(key, { date, cost: total });
    }
  });
  return [...best.values()].sort((a, b) => a.cost - b.cost);
};

const withSeparators = (glyphs: readonly Glyph[]): readonly Glyph[] => {
  const bare: Glyph[] = [];
  for (const token of tokensOf(glyphs)) {
    const word =
      token.glyphs.length >= 3 && !/\d/u.test(token.text) && bestMatches(token.glyphs, MARKERS, 1.6, 1)[0];
    if (word) {
      if (bare.length > 0) bare.push(separator(token));
    } else {
      if (bare.length > 0) bare.push({ ...separator(token), text: ' ' });
      bare.push(...token.glyphs);
    }
  }
  return bare;
};

const separator = (token: Token): Glyph => ({
  text: '/',
  confidence: 1,
  box: token.glyphs[0]?.box ?? [0, 0, 0, 0],
  alternatives: [],
});

/** Years up to the end of the book, and for the registration date those of the book. */
const yearCost =
  ({ spec, book }: ParseContext) =>
  (year: number): number => {
    if (spec.name === 'ngayDangKy') return year >= book.years.from && year <= book.years.to ? 0 : 0.9;
    return year >= OLDEST && year <= book.years.to + 5 ? 0 : BAD_YEAR;
  };

export const parseDate: Parser = (writing, context) => {
  if (writing.glyphs.length === 0 || saysNothing(writing)) return blank(writing.glyphs);
  if (oldCalendarOf(textOf(writing.glyphs)) !== null) return asWritten(writing.glyphs);
  const figures = datesInFigures(writing.glyphs, yearCost(context));
  const words = figures.length > 0 && /\d/u.test(textOf(writing.glyphs)) ? [] : datesInWords(writing.glyphs);
  const found = fromReadings(
    writing.glyphs,
    [...figures, ...words].sort((a, b) => a.cost - b.cost),
  );
  return lacksNumber(textOf(writing.glyphs))
    ? { ...found, evidence: { ...found.evidence, margin: 0, knowledge: 0 } }
    : found;
};

/** "ngày   tháng   năm 2018": who writes the words has written numbers between them, and nobody saw those. */
const lacksNumber = (text: string): boolean => /ngày\s*tháng|tháng\s*năm/iu.test(text);

const WORD_CANDIDATES = DATE_WORDS.map((word) => candidate(word, word));
const WORD_LIMIT = 3;

/** All dates the words can say, cheapest first. Words that ran together are taken apart. */
export const datesInWords = (glyphs: readonly Glyph[]): readonly DateReading[] => {
  const tokens = tokensOf(glyphs.filter((glyph) => !/^[.,;:()"'/-]$/u.test(glyph.text))).flatMap(takeApart);
  const costs = tokens.map(wordCosts);
  return findDateInWords(tokens.length, (index, word) => costs[index]?.get(word) ?? Number.POSITIVE_INFINITY);
};

/**
 * A word that was read as one of the grammar's own is that word: another costs more than its looks, unless only the tone
 * differs (mười, mươi).
 */
const wordCosts = (token: Token): ReadonlyMap<string, number> => {
  const costs = new Map(
    WORD_CANDIDATES.map((word) => [word.item, fitCost(token.glyphs, word.letters, WORD_LIMIT)]),
  );
  if (Math.min(...costs.values()) > EXACT) return costs;
  return new Map([...costs].map(([word, cost]) => [word, cost > TONE ? cost + OTHER_WORD : cost]));
};
const EXACT = 0.1;
const TONE = 0.95;
const OTHER_WORD = 2;

/** "haimươi" is two words: split where both halves fit much better than the whole. */
const takeApart = (token: Token): Token[] => {
  if (token.glyphs.length < 5) return [token];
  const whole = bestMatches(token.glyphs, WORD_CANDIDATES, WORD_LIMIT, 1)[0]?.cost ?? WORD_LIMIT;
  let best = { cost: whole - 0.5, at: 0 };
  for (let at = 2; at <= token.glyphs.length - 2; at++) {
    const left = bestMatches(token.glyphs.slice(0, at), WORD_CANDIDATES, best.cost, 1)[0];
    const right = left && bestMatches(token.glyphs.slice(at), WORD_CANDIDATES, best.cost - left.cost, 1)[0];
    if (left !== undefined && right !== undefined && left.cost + right.cost < best.cost) {
      best = { cost: left.cost + right.cost, at };
    }
  }
  if (best.at === 0) return [token];
  return [part(token, 0, best.at), ...takeApart(part(token, best.at, token.glyphs.length))];
};

const part = (token: Token, from: number, to: number): Token => {
  const glyphs = token.glyphs.slice(from, to);
  return { glyphs, text: glyphs.map((glyph) => glyph.text).join(''), start: token.start + from };
};

export const parseDateWords: Parser = (writing) => {
  if (writing.glyphs.length === 0 || saysNothing(writing)) return blank(writing.glyphs);
  if (oldCalendarOf(textOf(writing.glyphs)) !== null) return asWritten(writing.glyphs);
  return fromReadings(writing.glyphs, datesInWords(writing.glyphs));
};

/**
 * Dearer dates are not what stands there: a day no calendar has, another kind of writing. Words bear more slips than
 * figures (some italics read every a as an o), as long as no other date is near.
 */
const isAcceptable = (glyphs: readonly Glyph[], cost: number, margin: number): boolean => {
  const words = tokensOf(glyphs).length;
  if (words <= 4) return cost <= 2;
  return cost <= 1 + 0.15 * words || (cost <= 0.45 * words && margin >= 0.8);
};

/** A date that is none of our calendar stays as it is, with no normal form. */
const asWritten = (glyphs: readonly Glyph[]) => parsed(glyphs, null, { change: 0, margin: 0, knowledge: 0 });

/** The cheapest date; without any the writing stays as it is, with no normal form. */
export const fromReadings = (glyphs: readonly Glyph[], readings: readonly DateReading[]) => {
  const [best, next] = readings;
  const margin = best === undefined || next === undefined ? MAX_MARGIN : next.cost - best.cost;
  if (best === undefined || !isAcceptable(glyphs, best.cost, margin)) {
    return parsed(glyphs, null, { change: MAX_MARGIN, margin: 0, knowledge: 0 });
  }
  return parsed(glyphs, formatIsoDate(best.date), { change: best.cost, margin, knowledge: 1 });
};

/** Whether the words of a list fit the glyphs exactly, case aside. */
export const isExactly = (glyphs: readonly Glyph[], text: string): boolean =>
  fitCost(glyphs, lettersOf(text)) < 0.5;
