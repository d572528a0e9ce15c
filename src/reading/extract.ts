/**
 * Readings of one page → the official fields of one entry. Pure: parses every place with the parser of its type, settles
 * what two fields say together, takes from the book what only the book knows, checks the rules, and gives every value a
 * probability. Every official field of the kind is answered; nothing is left out in silence.
 */

import type { FieldSpec } from '../domain/fields.ts';
import { findField, KINDS } from '../domain/kinds.ts';
import { compatibleDates, formatIsoDate } from '../domain/partial-date.ts';
import type { Box } from '../domain/values.ts';
import type { FieldPlace } from '../forms/edition.ts';
import { calibration, confidenceOf } from './confidence.ts';
import { type PlaceReading, placeKey } from './entry-readings.ts';
import type { BookContext, ExtractedEntry, ExtractedValue, ExtractInput, RuleHit } from './extract-types.ts';
import { type DateReading, datesInFigures, datesInWords, fromReadings } from './parsing/dates.ts';
import { PAPER_PARTS, parseIdentityPaper } from './parsing/identity-paper.ts';
import type { Parsed } from './parsing/parsed.ts';
import { PARSERS } from './parsing/parsers.ts';
import { checkRules } from './rules.ts';
import { type Writing, writingOf } from './writing.ts';

type Fields = Record<string, ExtractedValue>;

export const extractEntry = (input: ExtractInput): ExtractedEntry => {
  const { kind, layout, context, fieldReadings } = input;
  const fields: Fields = {};
  const written = new Map<string, Writing>();
  for (const place of layout.fields) {
    const reading = fieldReadings[placeKey(place)];
    if (reading?.type === 'written' && place.type === 'text')
      written.set(place.name, writingOf(reading.lines));
    Object.assign(fields, readPlace(input, place, reading));
  }
  settleDatePairs(fields, written);
  takeFromBook(fields, context);
  inferParentage(fields, input);
  const all: Fields = {};
  for (const spec of KINDS[kind].fields) all[spec.name] = fields[spec.name] ?? ABSENT;
  const hits = checkRules({ kind, fields: all, context });
  return { fields: withDoubts(all, hits), hits };
};

const ABSENT: ExtractedValue = {
  verbatim: null,
  normalized: null,
  state: 'absent-in-edition',
  confidence: 1,
  box: null,
  engine: 'edition',
};

const CONTEXT_ENGINE = 'context';

const readPlace = (input: ExtractInput, place: FieldPlace, reading: PlaceReading | undefined): Fields => {
  switch (place.type) {
    case 'text':
      return readText(input, place.name, reading);
    case 'composite':
      return readComposite(input, place, reading);
    case 'ticks':
      return { [place.name]: readTicks(place, reading) };
  }
};

const specOf = ({ kind }: ExtractInput, name: string): FieldSpec | undefined => findField(kind, name);

const readText = (input: ExtractInput, name: string, reading: PlaceReading | undefined): Fields => {
  const spec = specOf(input, name);
  if (spec === undefined) return {};
  if (reading?.type !== 'written') return { [name]: UNREAD };
  const writing = writingOf(reading.lines);
  const parsed = PARSERS[spec.type](writing, { spec, book: input.context });
  return { [name]: fieldValue(parsed, spec, engineOf(reading), placeBox(reading), isStruck(reading)) };
};

/** The place was not cut or not read: nobody can say that it is blank. */
const UNREAD: ExtractedValue = {
  verbatim: null,
  normalized: null,
  state: 'illegible',
  confidence: 0,
  box: null,
  engine: 'none',
};

const readComposite = (
  input: ExtractInput,
  place: Extract<FieldPlace, { type: 'composite' }>,
  reading: PlaceReading | undefined,
): Fields => {
  const fields: Fields = {};
  const writing = reading?.type === 'written' ? writingOf(reading.lines) : null;
  const firstSpec = specOf(input, Object.values(place.parts)[0] ?? '');
  if (firstSpec === undefined) return {};
  const parts =
    writing === null ? null : parseIdentityPaper(writing, { spec: firstSpec, book: input.context });
  for (const part of PAPER_PARTS) {
    const name = place.parts[part];
    const spec = name === undefined ? undefined : specOf(input, name);
    if (name === undefined || spec === undefined) continue;
    fields[name] =
      parts === null || reading?.type !== 'written'
        ? UNREAD
        : fieldValue(parts[part], spec, engineOf(reading), placeBox(reading), isStruck(reading));
  }
  return fields;
};

type WrittenPlace = Extract<PlaceReading, { type: 'written' }>;

const engineOf = (reading: WrittenPlace): string => reading.lines[0]?.engine ?? 'none';

/** The lines' boxes together: where to look when the value has no box of its own. */
const placeBox = ({ lines }: WrittenPlace): Box | null => {
  const boxes = lines.map((line) => line.box);
  if (boxes.length === 0) return null;
  const left = Math.min(...boxes.map((box) => box[0]));
  const top = Math.min(...boxes.map((box) => box[1]));
  return [
    left,
    top,
    Math.max(...boxes.map((box) => box[0] + box[2])) - left,
    Math.max(...boxes.map((box) => box[1] + box[3])) - top,
  ];
};

const STRUCK = 0.6;
const isStruck = ({ lines }: WrittenPlace): boolean => {
  const inked = lines.filter((line) => line.reading !== null);
  return inked.length > 0 && inked.every((line) => (line.struck ?? 0) >= STRUCK);
};

const fieldValue = (
  parsed: Parsed,
  spec: FieldSpec,
  engine: string,
  place: Box | null,
  struck: boolean,
): ExtractedValue => {
  const value: ExtractedValue = {
    verbatim: parsed.verbatim,
    normalized: parsed.normalized,
    state: parsed.state,
    confidence: round(confidenceOf(parsed, spec.type)),
    box: parsed.box ?? place,
    engine,
  };
  if (!struck || parsed.state !== 'read') return value;
  return { ...value, normalized: null, state: 'struck', confidence: Math.min(value.confidence, 0.5) };
};

const round = (value: number): number => Math.round(value * 10_000) / 10_000;

/** One tick is the answer, none is what the form says it means, several are for people. */
const readTicks = (
  place: Extract<FieldPlace, { type: 'ticks' }>,
  reading: PlaceReading | undefined,
): ExtractedValue => {
  if (reading?.type !== 'ticks') return UNREAD;
  const ticked = reading.options.filter((option) => option.ticked);
  const only = ticked[0];
  const confidence = Math.min(1, ...reading.options.map((option) => option.confidence));
  const base = { box: reading.box, engine: reading.engine, confidence: round(confidence) };
  if (only !== undefined && ticked.length === 1) {
    return {
      ...base,
      verbatim: labelOf(place, only.code),
      normalized: only.code,
      state: 'read',
      box: only.box,
    };
  }
  if (only !== undefined)
    return { ...base, verbatim: null, normalized: null, state: 'illegible', confidence: 0 };
  return place.whenNone === undefined
    ? { ...base, verbatim: null, normalized: null, state: 'blank' }
    : { ...base, verbatim: null, normalized: place.whenNone, state: 'inferred' };
};

const labelOf = (place: Extract<FieldPlace, { type: 'ticks' }>, code: string): string | null =>
  place.options.find((option) => option.code === code)?.label ?? null;

/** Figures and words of one date: [figures, words]. */
const DATE_PAIRS = [
  ['nksNgaySinh', 'nksNgaySinhBangChu'],
  ['nktNgayChet', 'nktNgayChetGhiBangChu'],
] as const;

/** How much dearer a date both can say may be than what each says best: a misread letter or two, not another date. */
const PAIR_LIMIT = 2.4;
const AGREEMENT = 0.6;

/**
 * Figures and words are two readings of one date. Where both can be seen as the same date at little cost they are; where
 * the paper itself contradicts itself, both stay and the rule asks.
 */
const settleDatePairs = (fields: Fields, written: ReadonlyMap<string, Writing>): void => {
  for (const [figures, words] of DATE_PAIRS) {
    const inFigures = written.get(figures)?.glyphs ?? [];
    const inWords = written.get(words)?.glyphs ?? [];
    const [a, b] = [fields[figures], fields[words]];
    if (a?.state !== 'read' || b?.state !== 'read') continue;
    const left = datesInFigures(inFigures, () => 0);
    const right = datesInWords(inWords);
    const shared = bestShared(left, right);
    if (shared === null) continue;
    for (const [name, glyphs, readings, was] of [
      [figures, inFigures, left, a],
      [words, inWords, right, b],
    ] as const) {
      const parsed = fromReadings(glyphs, [shared[name === figures ? 0 : 1], ...others(readings, shared[0])]);
      const agreed = {
        ...parsed,
        evidence: { ...parsed.evidence, margin: 3, change: parsed.evidence.change * AGREEMENT },
      };
      fields[name] = {
        ...was,
        normalized: agreed.normalized,
        confidence: round(confidenceOf(agreed, name === figures ? 'date' : 'date-words')),
      };
    }
  }
};

const others = (readings: readonly DateReading[], { date }: DateReading): readonly DateReading[] =>
  readings.filter((reading) => formatIsoDate(reading.date) !== formatIsoDate(date));

const bestShared = (
  left: readonly DateReading[],
  right: readonly DateReading[],
): readonly [DateReading, DateReading] | null => {
  const byDate = new Map(right.map((reading) => [formatIsoDate(reading.date), reading]));
  let best: { pair: readonly [DateReading, DateReading]; cost: number } | null = null;
  for (const reading of left) {
    const other = byDate.get(formatIsoDate(reading.date));
    if (other === undefined || !compatibleDates(reading.date, other.date)) continue;
    const cost = reading.cost + other.cost;
    if (best === null || cost < best.cost) best = { pair: [reading, other], cost };
  }
  const floor = (left[0]?.cost ?? 0) + (right[0]?.cost ?? 0);
  return best !== null && best.cost - floor <= PAIR_LIMIT ? best.pair : null;
};

/** What the hand-in and the cover know: the office always, the volume where the page leaves it blank. */
const takeFromBook = (fields: Fields, context: BookContext): void => {
  const inferred = (text: string): ExtractedValue => ({
    verbatim: null,
    normalized: text,
    state: 'inferred',
    confidence: calibration().inferred,
    box: null,
    engine: CONTEXT_ENGINE,
  });
  if (fields.noiDangKy === undefined && context.office !== null) fields.noiDangKy = inferred(context.office);
  if (fields.quyenSo?.state === 'blank' && context.volume !== null) fields.quyenSo = inferred(context.volume);
};

const PARENTAGE = 'nksLoaiKhaiSinh';
const BOTH = '1';
const NO_MOTHER = '2';
const NO_FATHER = '3';
const NEITHER = '4';

/** No tick at all: a blank parent is an unknown one, and two parents are two parents. Marked as inferred, not read. */
const inferParentage = (fields: Fields, { kind }: ExtractInput): void => {
  const ticked = fields[PARENTAGE];
  if (kind !== 'KS' || (ticked !== undefined && ticked.state !== 'blank')) return;
  const [mother, father] = [fields.meHoTen, fields.chaHoTen];
  if (mother === undefined || father === undefined) return;
  const known = [mother, father].map((parent) => parent.state !== 'blank');
  const code = known[0] ? (known[1] ? BOTH : NO_FATHER) : known[1] ? NO_MOTHER : NEITHER;
  const sure = Math.min(
    ticked?.confidence ?? 1,
    ...[mother, father].map((parent) => (parent.state === 'blank' ? parent.confidence : 0.99)),
  );
  fields[PARENTAGE] = {
    verbatim: null,
    normalized: code,
    state: 'inferred',
    confidence: round(sure),
    box: ticked?.box ?? null,
    engine: CONTEXT_ENGINE,
  };
};

/** A doubt halves the odds' worth of every field concerned; questions leave the numbers alone and ask people. */
const DOUBT = 0.5;

const withDoubts = (fields: Fields, hits: readonly RuleHit[]): Fields => {
  const doubted = new Set(hits.filter((hit) => hit.severity === 'doubt').flatMap((hit) => hit.fields));
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      doubted.has(name) ? { ...value, confidence: round(value.confidence * DOUBT) } : value,
    ]),
  );
};
