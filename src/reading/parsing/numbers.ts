/** Entry numbers, volumes, pages, times and numbers of documents. */
import { formatEntryNumber } from '../../domain/entry-number.ts';
import { parsePersonalNumber } from '../../domain/personal-number.ts';
import { bestMatches, candidate } from '../matching.ts';
import { type Glyph, textOf, tokensOf } from '../writing.ts';
import { type DigitGroups, readDigitGroups } from './digits.ts';
import {
  blank,
  MAX_MARGIN,
  type ParseContext,
  type Parsed,
  type Parser,
  parsed,
  saysNothing,
} from './parsed.ts';

const NUMBER_AND_YEAR = [
  { min: 1, max: 5 },
  { min: 4, max: 4 },
] as const;
const NUMBER_ONLY = [{ min: 1, max: 5 }] as const;

/** Dearer readings are not what stands there. */
const ACCEPTABLE = 2;
const WRONG_YEAR = 1;
const NOT_NEXT = 0.25;

/** `15/2018`: the year is one of the book's, the number likely the next one. A suffix letter is kept. */
export const parseEntryNumber: Parser = (writing, { book }) => {
  if (writing.glyphs.length === 0) return blank();
  const { bare, suffix } = takeSuffix(writing.glyphs);
  const readings = readDigitGroups(bare, NUMBER_AND_YEAR)
    .map(({ groups: [number = '', year = ''], cost }) => ({
      number: Number(number),
      year: Number(year),
      cost:
        cost +
        (Number(year) >= book.years.from && Number(year) <= book.years.to ? 0 : WRONG_YEAR) +
        (book.entryNumberGuess === null || Number(number) === book.entryNumberGuess ? 0 : NOT_NEXT),
    }))
    .filter(({ number, year }) => number > 0 && year >= 1850 && year <= 2100)
    .sort((a, b) => a.cost - b.cost);
  const best = readings[0];
  if (best !== undefined && best.cost <= ACCEPTABLE) {
    const next = readings.find(({ number, year }) => number !== best.number || year !== best.year);
    return decided(writing.glyphs, formatEntryNumber({ ...best, suffix }), best.cost, next?.cost);
  }
  return parsed(writing.glyphs, null, { change: MAX_MARGIN, margin: 0, knowledge: 0 });
};

/** Lives are long, and so is the time until a registration is corrected. */
const OLDEST_REFERENCE = 100;
const WITHOUT_YEAR = 0.6;

/** Number of an earlier entry: `15/2003`, no later than the book; `15` where no year is written. */
export const parseEntryReference: Parser = (writing, { book }) => {
  if (writing.glyphs.length === 0 || saysNothing(writing)) return blank(writing.glyphs);
  const { bare, suffix } = takeSuffix(writing.glyphs);
  const dated = readDigitGroups(bare, NUMBER_AND_YEAR).map(({ groups: [number = '', year = ''], cost }) => ({
    number: Number(number),
    text: formatEntryNumber({ number: Number(number), suffix, year: Number(year) }),
    possible: Number(year) <= book.years.to && Number(year) >= book.years.to - OLDEST_REFERENCE,
    cost,
  }));
  const alone = readDigitGroups(bare, NUMBER_ONLY).map(({ groups, cost }) => ({
    number: Number(groups[0]),
    text: `${Number(groups[0])}${suffix}`,
    possible: true,
    cost: cost + WITHOUT_YEAR,
  }));
  const readings = merge([...dated, ...alone].filter(({ number, possible }) => number > 0 && possible));
  const [best, next] = readings;
  if (best === undefined || best.cost > ACCEPTABLE)
    return parsed(writing.glyphs, null, { change: MAX_MARGIN, margin: 0, knowledge: 0 });
  return decided(writing.glyphs, best.text, best.cost, next?.cost);
};

/** A small letter between number and year: `15a/2018`. */
const takeSuffix = (glyphs: readonly Glyph[]): { bare: readonly Glyph[]; suffix: string } => {
  const match = /^\s*\d+\s?([abcdđ])\s?(?:[/.]|$)/u.exec(glyphs.map((glyph) => glyph.text).join(''));
  const letter = match?.[1];
  if (letter === undefined) return { bare: glyphs, suffix: '' };
  const at = glyphs.findIndex((glyph) => glyph.text === letter);
  return { bare: glyphs.filter((_, index) => index !== at), suffix: letter };
};

/** `01/2018`; a number alone takes the year of a one-year book. */
export const parseVolume: Parser = (writing, { book }) => {
  if (writing.glyphs.length === 0) return blank();
  const pairs = readDigitGroups(writing.glyphs, [{ min: 1, max: 3 }, NUMBER_AND_YEAR[1]])
    .filter(({ groups }) => plausibleYear(groups[1], book))
    .map(({ groups: [number = '', year = ''], cost }) => {
      const text = `${Number(number)}`.padStart(2, '0');
      return { text: `${text}/${year}`, cost: cost + (`${text}/${year}` === book.volume ? 0 : NOT_NEXT) };
    });
  const oneYear = book.years.from === book.years.to;
  const alone = (oneYear ? readDigitGroups(writing.glyphs, [{ min: 1, max: 2 }]) : []).map(
    ({ groups, cost }) => ({
      text: `${`${Number(groups[0])}`.padStart(2, '0')}/${book.years.from}`,
      cost: cost + 0.6,
    }),
  );
  const readings = [...pairs, ...alone].sort((a, b) => a.cost - b.cost);
  const best = readings[0];
  if (best === undefined || best.cost > ACCEPTABLE)
    return parsed(writing.glyphs, null, { change: MAX_MARGIN, margin: 0, knowledge: 0 });
  return decided(writing.glyphs, best.text, best.cost, readings.find(({ text }) => text !== best.text)?.cost);
};

const plausibleYear = (text: string | undefined, book: ParseContext['book']): boolean => {
  const year = Number(text);
  return year >= book.years.from - 60 && year <= book.years.to + 1;
};

export const parsePageNumber: Parser = (writing, { spec, book }) => {
  if (writing.glyphs.length === 0) return blank();
  const wanted = spec.name === 'trangSo' ? book.pageNumberGuess : null;
  const readings = merge(
    readDigitGroups(writing.glyphs, NUMBER_ONLY).map(({ groups, cost }) => {
      const number = Number(groups[0]);
      return { text: `${number}`, cost: cost + (wanted === null || number === wanted ? 0 : NOT_NEXT) };
    }),
  ).filter(({ text }) => text !== '0');
  const best = readings[0];
  if (best === undefined || best.cost > ACCEPTABLE)
    return parsed(writing.glyphs, null, { change: MAX_MARGIN, margin: 0, knowledge: 0 });
  return decided(writing.glyphs, best.text, best.cost, readings[1]?.cost);
};

const TIME_WORDS = ['giờ', 'phút', 'lúc', 'hồi', 'g', 'h'].map((word) => candidate(word, word));

/** `HH:MM` from "07 giờ 30 phút", "7h30", "07:30"; an hour without minutes stays without a normal form. */
export const parseTime: Parser = (writing) => {
  if (writing.glyphs.length === 0 || saysNothing(writing)) return blank(writing.glyphs);
  const readings = merge(
    readDigitGroups(timeSeparators(writing.glyphs), [
      { min: 1, max: 2 },
      { min: 1, max: 2 },
    ])
      .filter(({ groups }) => Number(groups[0]) < 24 && Number(groups[1]) < 60)
      .map(({ groups, cost }) => ({ text: groups.map((group) => group.padStart(2, '0')).join(':'), cost })),
  );
  const best = readings[0];
  if (best === undefined || best.cost > ACCEPTABLE)
    return parsed(writing.glyphs, null, { change: MAX_MARGIN, margin: 0, knowledge: 0 });
  return decided(writing.glyphs, best.text, best.cost, readings[1]?.cost);
};

/** Words become separators; "7h30" and "07g30'" have theirs inside the word. */
const timeSeparators = (glyphs: readonly Glyph[]): readonly Glyph[] =>
  tokensOf(glyphs).flatMap((token) => {
    if (
      !/\d/u.test(token.text) &&
      token.glyphs.length >= 2 &&
      bestMatches(token.glyphs, TIME_WORDS, 1.7, 1).length > 0
    ) {
      return [colon(token.glyphs)];
    }
    return [
      ...token.glyphs.map((glyph) => (/^[hgH'’]$/u.test(glyph.text) ? colon([glyph]) : glyph)),
      { ...colon(token.glyphs), text: ' ' },
    ];
  });

const colon = (glyphs: readonly Glyph[]): Glyph => ({
  text: ':',
  confidence: 1,
  box: glyphs[0]?.box ?? [0, 0, 0, 0],
  alternatives: [],
});

/** Digits and capitals only: 9 or 12 digits, or a letter and 7 digits (passport). Other numbers stay as they are. */
export const parseDocumentNumber: Parser = (writing) => {
  if (writing.glyphs.length === 0 || saysNothing(writing)) return blank(writing.glyphs);
  const marked = writing.glyphs.filter((glyph) => !/^[\s.,-]$/u.test(glyph.text));
  const glyphs = marked.filter((glyph) => glyph.text !== SLASH);
  const first = glyphs[0]?.text ?? '';
  if (/^[A-ZĐ]$/u.test(first) && glyphs.length === PASSPORT_DIGITS + 1) {
    return numberOf(writing.glyphs, first, readDigitGroups(glyphs.slice(1), exactly(PASSPORT_DIGITS)));
  }
  // A handwritten 1 is often a mere stroke.
  const strokes = marked.map((glyph) => (glyph.text === SLASH ? { ...glyph, text: '|' } : glyph));
  const ways = glyphs.length === marked.length ? [glyphs] : [glyphs, strokes];
  const usual = ways.flatMap(ofUsualLength).sort((a, b) => a.cost - b.cost);
  return (usual[0]?.cost ?? UNUSUAL) < UNUSUAL
    ? numberOf(writing.glyphs, '', usual)
    : asWritten(writing.glyphs);
};

const SLASH = '/';

const ofUsualLength = (glyphs: readonly Glyph[]): readonly DigitGroups[] => [
  ...readDigitGroups(glyphs, exactly(9)),
  ...readDigitGroups(glyphs, exactly(12)).map((reading) => ({
    ...reading,
    cost: reading.cost + (parsePersonalNumber(reading.groups[0] ?? '') === null ? NOT_PERSONAL : 0),
  })),
];

const PASSPORT_DIGITS = 7;
/** A 12-digit number with no province at its head is more likely misread than real. */
const NOT_PERSONAL = 1.2;
/** Numbers further than this from the usual lengths are something else and stay as they are. */
const UNUSUAL = 1.8;

const exactly = (digits: number) => [{ min: digits, max: digits }] as const;

const numberOf = (glyphs: readonly Glyph[], head: string, readings: readonly DigitGroups[]): Parsed => {
  const [best, next] = readings;
  if (best === undefined) return asWritten(glyphs);
  return decided(glyphs, head + (best.groups[0] ?? ''), best.cost, next?.cost);
};

const asWritten = (glyphs: readonly Glyph[]): Parsed =>
  parsed(
    glyphs,
    textOf(glyphs)
      .toLocaleUpperCase('vi')
      .replace(/[^\p{L}\p{N}]/gu, ''),
    { change: 1, margin: 0.5, knowledge: 0 },
  );

const merge = (readings: readonly { text: string; cost: number }[]): { text: string; cost: number }[] => {
  const best = new Map<string, number>();
  for (const { text, cost } of readings)
    best.set(text, Math.min(cost, best.get(text) ?? Number.POSITIVE_INFINITY));
  return [...best].map(([text, cost]) => ({ text, cost })).sort((a, b) => a.cost - b.cost);
};

const decided = (
  glyphs: readonly Glyph[],
  text: string,
  cost: number,
  nextCost: number | undefined,
): Parsed =>
  parsed(glyphs, text, {
    change: cost,
    margin: nextCost === undefined ? MAX_MARGIN : nextCost - cost,
    knowledge: 1,
  });
