/** One cell of an entry's row → drafts of the fields it holds. */
import { findField, type KindCode } from '../../domain/kinds.ts';
import { parseIsoDate } from '../../domain/partial-date.ts';
import type { CellPlace } from '../../forms/table.ts';
import { type Draft, type Drafts, draftOfPlace, UNREAD, type WrittenPlace } from '../drafts.ts';
import type { LineReading } from '../entry-readings.ts';
import type { BookContext } from '../extract-types.ts';
import { paperDrafts } from '../paper-drafts.ts';
import { readDigitGroups } from '../parsing/digits.ts';
import { MAX_MARGIN, type ParseContext, type Parsed, parsed } from '../parsing/parsed.ts';
import { PARSERS } from '../parsing/parsers.ts';
import { type Glyph, textOf, tokensOf, type Writing, writingOf } from '../writing.ts';
import { TWO_STROKES } from './marks.ts';

/** From here on a line counts as struck through. */
const STRUCK = 0.6;

/** What was struck in a cell, and the lines that are left to be read; all of them when everything was struck. */
export type Unstruck = Readonly<{ lines: readonly LineReading[]; struck: readonly LineReading[] }>;

export const withoutStruck = (lines: readonly LineReading[]): Unstruck => {
  const inked = lines.filter(({ reading }) => reading !== null);
  const struck = inked.filter((line) => (line.struck ?? 0) >= STRUCK);
  return struck.length === 0 || struck.length === inked.length
    ? { lines, struck: [] }
    : { lines: lines.filter((line) => !struck.includes(line)), struck };
};

export type CellContext = Readonly<{ kind: KindCode; book: BookContext }>;

/** Drafts of the fields of a cell; `birth-or-age` cells wait for the entry's date (see `bornFrom`). */
export const draftsOfCell = (
  place: CellPlace,
  lines: readonly LineReading[] | undefined,
  context: CellContext,
): Drafts => {
  const names = place.type === 'text' ? [place.name] : Object.values(place.parts);
  if (lines === undefined) return Object.fromEntries(names.map((name) => [name, UNREAD]));
  const reading: WrittenPlace = { type: 'written', lines: [...lines] };
  if (place.type === 'text') return { [place.name]: draftOf(place.name, reading, context) };
  switch (place.grammar) {
    case 'shared':
      return Object.fromEntries(names.map((name) => [name, draftOf(name, reading, context)]));
    case 'birth-or-age':
      return {};
    case 'identity-paper': {
      const spec = findField(context.kind, names[0] ?? '');
      if (spec === undefined) return {};
      return paperDrafts(place.parts, reading, { spec, book: context.book });
    }
  }
};

const draftOf = (name: string, reading: WrittenPlace, { kind, book }: CellContext): Draft => {
  const spec = findField(kind, name);
  if (spec === undefined) return UNREAD;
  return draftOfPlace(reading, spec.type, (writing) => parseCell(writing, { spec, book }));
};

/** Under a year's heading numbers and days are written without the year. */
const parseCell = (writing: Writing, context: ParseContext): Parsed => {
  const { spec, book } = context;
  const plain = PARSERS[spec.type](writing, context);
  const years = book.years.from === book.years.to;
  const mayLackYear = spec.type === 'entry-number' || spec.name === 'ngayDangKy';
  if (!mayLackYear || !years || writing.glyphs.length === 0) return plain;
  const dated = PARSERS[spec.type](withYear(writing, book.years.from), context);
  const better = plain.normalized === null || dated.evidence.change < plain.evidence.change;
  return better && dated.normalized !== null ? asWritten(dated, writing) : plain;
};

const withYear = (writing: Writing, year: number): Writing => {
  const box = writing.glyphs.at(-1)?.box ?? [0, 0, 0, 0];
  const sure = (text: string): Glyph => ({
    text,
    confidence: 1,
    box: [box[0], box[1], 0, 0],
    alternatives: [],
  });
  return { ...writing, glyphs: [...writing.glyphs, ...[...`/${year}`].map(sure)] };
};

/** What stands there is what was written, without the year that we put to it. */
const asWritten = (found: Parsed, writing: Writing): Parsed => {
  const own = parsed(writing.glyphs, found.normalized, found.evidence);
  return {
    ...found,
    verbatim: own.verbatim,
    box: own.box,
    evidence: { ...own.evidence, change: found.evidence.change },
  };
};

/** Ages of people who marry, have children or die. */
const OLDEST = 115;
const UNIT = /^(?:t|tu[oôỏổỗốồ]\p{M}?[iíìỉ]|t[uưù]\S{1,3}|tuoi)[.,]?$/iu;
const AGE_LIMIT = 1.2;

/**
 * A day or year of birth, or an age: then the year that follows from it at that date (±1 of the truth, as ages are), and
 * the state says that it is inferred.
 */
export const bornFrom = (
  name: string,
  lines: readonly LineReading[] | undefined,
  at: string | null,
  { kind, book }: CellContext,
): Draft => {
  const spec = findField(kind, name);
  if (spec === undefined || lines === undefined) return UNREAD;
  const reading: WrittenPlace = { type: 'written', lines: [...lines] };
  const when = at === null ? null : parseIsoDate(at);
  const dateOf = (writing: Writing): Parsed => PARSERS[spec.type](writing, { spec, book });
  const draft = draftOfPlace(reading, spec.type, (writing) => {
    const [date, age] = [dateOf(writing), ageIn(writing)];
    if (!isAge(date, age)) return date;
    const normalized = when === null ? null : String(when.year - age.years);
    return parsed(writing.glyphs, normalized, { change: age.cost, margin: age.margin, knowledge: 1 });
  });
  const writing = writingOf(lines);
  return isAge(dateOf(writing), ageIn(writing)) && draft.state === 'read' && draft.normalized !== null
    ? { ...draft, state: 'inferred' }
    : draft;
};

type Age = Readonly<{ years: number; cost: number; margin: number }>;

/** An age where no date is as near to what was written. */
const isAge = (date: Parsed, age: Age | null): age is Age =>
  age !== null && (date.normalized === null || date.evidence.change > age.cost);

const ageIn = (writing: Writing): Age | null => {
  const tokens = tokensOf(writing.glyphs);
  const first = tokens[0];
  if (first === undefined) return null;
  // "32t" is one word, "32 tuổi" two.
  const glyphs = dropUnit(first.glyphs);
  if (tokens.slice(1).some(({ text }) => !UNIT.test(text))) return null;
  const readings = readDigitGroups(glyphs, [{ min: 1, max: 3 }])
    .map(({ groups, cost }) => ({ years: Number(groups[0]), cost }))
    .filter(({ years }) => years >= 1 && years <= OLDEST)
    .sort((a, b) => a.cost - b.cost);
  const best = readings[0];
  if (best === undefined || best.cost > AGE_LIMIT) return null;
  // May be the two strokes of a mark: for people to say.
  if (textOf(writing.glyphs) === TWO_STROKES) return { ...best, margin: 0 };
  const next = readings.find(({ years }) => years !== best.years);
  return { ...best, margin: next === undefined ? MAX_MARGIN : next.cost - best.cost };
};

const dropUnit = (glyphs: readonly Glyph[]): readonly Glyph[] => {
  const digits = glyphs.filter(({ text }) => /\d/u.test(text)).length;
  let to = glyphs.length;
  while (to > 1 && digits > 0 && !/[\d]/u.test(glyphs[to - 1]?.text ?? '')) to--;
  return glyphs.slice(0, to);
};

/** The writing of struck lines, for keeping what was written first. */
export const struckText = (lines: readonly LineReading[]): string | null => {
  const text = textOf(writingOf(lines).glyphs);
  return text === '' ? null : text;
};
