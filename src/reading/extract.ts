/**
 * Readings of one page → the official fields of one entry. Pure: parses every place with the parser of its type, settles
 * what two fields say together, takes from the book what only the book knows, checks the rules, and gives every value a
 * probability. Every official field of the kind is answered; nothing is left out in silence.
 */

import { findField, KINDS } from '../domain/kinds.ts';
import type { FieldPlace } from '../forms/edition.ts';
import { settleDatePairs } from './agreements.ts';
import {
  ABSENT,
  type Drafts,
  draftOfPlace,
  evidenceOf,
  inferred,
  settle,
  tickEvidence,
  UNREAD,
} from './drafts.ts';
import { voicesFor } from './elsewhere.ts';
import { type FieldReadings, type PlaceReading, placeKey } from './entry-readings.ts';
import { type PageQuality, UNKNOWN_QUALITY } from './evidence.ts';
import type { BookContext, ExtractedEntry, ExtractInput } from './extract-types.ts';
import { paperDrafts } from './paper-drafts.ts';
import { PARSERS } from './parsing/parsers.ts';
import { checkRules } from './rules.ts';
import { type Writing, writingOf } from './writing.ts';

export const extractEntry = (input: ExtractInput): ExtractedEntry => {
  const { kind, layout, context, fieldReadings, quality } = input;
  const drafts = draftsFromPlaces({ kind, context, places: layout.fields, readings: fieldReadings });
  const writings = new Map<string, Writing>();
  for (const place of layout.fields) {
    const reading = fieldReadings[placeKey(place)];
    if (reading?.type === 'written' && place.type === 'text')
      writings.set(place.name, writingOf(reading.lines));
  }
  settleDatePairs(drafts, writings);
  return finishEntry({ kind, context, drafts, ...(quality === undefined ? {} : { quality }) });
};

type Known = Pick<ExtractInput, 'kind' | 'context'>;

/** Drafts of the fields of those places, each by itself. */
export const draftsFromPlaces = ({
  places,
  readings,
  ...known
}: Known & Readonly<{ places: readonly FieldPlace[]; readings: FieldReadings }>): Drafts =>
  Object.assign({}, ...places.map((place) => readPlace(known, place, readings[placeKey(place)])));

/** What the drafts make together: what only the book knows, the rules, and a probability for every field of the kind. */
export const finishEntry = ({
  kind,
  context,
  drafts: given,
  quality = UNKNOWN_QUALITY,
}: Known & Readonly<{ drafts: Drafts; quality?: PageQuality }>): ExtractedEntry => {
  const drafts = { ...given };
  takeFromBook(drafts, context);
  inferParentage(drafts, { kind });
  const specs = KINDS[kind].fields;
  const all: Drafts = {};
  for (const { name } of specs) all[name] = drafts[name] ?? ABSENT;
  const hits = checkRules({ kind, fields: all, context });
  return { ...settle(all, specs, hits, voicesFor(kind, all, context), quality), hits };
};

const readPlace = (input: Known, place: FieldPlace, reading: PlaceReading | undefined): Drafts => {
  switch (place.type) {
    case 'text':
      return readText(input, place.name, reading);
    case 'composite':
      return readComposite(input, place, reading);
    case 'ticks':
      return readTicks(place, reading);
  }
};

const readText = ({ kind, context }: Known, name: string, reading: PlaceReading | undefined): Drafts => {
  const spec = findField(kind, name);
  if (spec === undefined) return {};
  if (reading?.type !== 'written') return { [name]: UNREAD };
  const parse = PARSERS[spec.type];
  return { [name]: draftOfPlace(reading, spec.type, (writing) => parse(writing, { spec, book: context })) };
};

const readComposite = (
  { kind, context }: Known,
  place: Extract<FieldPlace, { type: 'composite' }>,
  reading: PlaceReading | undefined,
): Drafts => {
  const first = findField(kind, Object.values(place.parts)[0] ?? '');
  if (first === undefined) return {};
  if (reading?.type !== 'written')
    return Object.fromEntries(Object.values(place.parts).map((name) => [name, UNREAD]));
  return paperDrafts(place.parts, reading, { spec: first, book: context });
};

/** One tick is the answer, none is what the form says it means, several are for people. */
const readTicks = (
  place: Extract<FieldPlace, { type: 'ticks' }>,
  reading: PlaceReading | undefined,
): Drafts => {
  if (reading?.type !== 'ticks') return { [place.name]: UNREAD };
  const ticked = reading.options.filter((option) => option.ticked);
  const only = ticked[0];
  const parsed = tickEvidence(Math.min(1, ...reading.options.map((option) => option.confidence)));
  const base = { box: reading.box, engine: reading.engine, evidence: evidenceOf('ticks', { parsed }) };
  if (only !== undefined && ticked.length === 1) {
    const verbatim = place.options.find((option) => option.code === only.code)?.label ?? null;
    return {
      [place.name]: { ...base, verbatim, normalized: only.code, state: 'read', box: only.box },
    };
  }
  if (only !== undefined) {
    const evidence = evidenceOf('illegible', { parsed });
    return { [place.name]: { ...base, verbatim: null, normalized: null, state: 'illegible', evidence } };
  }
  return {
    [place.name]:
      place.whenNone === undefined
        ? { ...base, verbatim: null, normalized: null, state: 'blank' }
        : { ...base, verbatim: null, normalized: place.whenNone, state: 'inferred' },
  };
};

/** The office that keeps the book, as the kinds call it. */
const REGISTERING_OFFICE = ['noiDangKy', 'noiCap'] as const;

/** What the hand-in and the cover know: the office always, the volume where the page leaves it blank. */
const takeFromBook = (drafts: Drafts, { office, volume }: BookContext): void => {
  for (const name of REGISTERING_OFFICE) {
    if (drafts[name] === undefined && office !== null) drafts[name] = inferred(office);
  }
  if (drafts.quyenSo?.state === 'blank' && volume !== null) drafts.quyenSo = inferred(volume);
};

const PARENTAGE = 'nksLoaiKhaiSinh';
const BOTH = '1';
const NO_MOTHER = '2';
const NO_FATHER = '3';
const NEITHER = '4';

/** No tick at all: a blank parent is an unknown one, and two parents are two parents. Marked as inferred, not read. */
const inferParentage = (drafts: Drafts, { kind }: Pick<Known, 'kind'>): void => {
  const ticked = drafts[PARENTAGE];
  if (kind !== 'KS' || (ticked !== undefined && ticked.state !== 'blank')) return;
  const [mother, father] = [drafts.meHoTen, drafts.chaHoTen];
  if (mother === undefined || father === undefined) return;
  const [hasMother, hasFather] = [mother, father].map((parent) => parent.state !== 'blank');
  const code = hasMother ? (hasFather ? BOTH : NO_FATHER) : hasFather ? NO_MOTHER : NEITHER;
  // A name that is hard to read is a name: only a blank one makes the conclusion as unsure as itself.
  const blank = (['meHoTen', 'chaHoTen'] as const).filter((name) => drafts[name]?.state === 'blank');
  drafts[PARENTAGE] = inferred(code, {
    box: ticked?.box ?? null,
    evidence: ticked?.evidence ?? evidenceOf('inferred'),
    drawnFrom: blank,
  });
};
