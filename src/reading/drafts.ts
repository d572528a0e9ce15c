/**
 * A value on its way: what was parsed and the evidence for it, before the rules have spoken and a probability can be given.
 */
import type { FieldSpec, FieldType } from '../domain/fields.ts';
import type { Box, Value } from '../domain/values.ts';
import { aloneness, otherWaysOf } from './alone.ts';
import { confidenceOf } from './confidence.ts';
import type { LineReading, PlaceReading } from './entry-readings.ts';
import { type FieldEvidence, type PageQuality, type Source, UNKNOWN_QUALITY } from './evidence.ts';
import type { ExtractedValue, RuleHit } from './extract-types.ts';
import type { Evidence, Parsed } from './parsing/parsed.ts';
import { type Witness, withWitness, wordOf } from './witness.ts';
import type { Writing } from './writing.ts';

export type Draft = Omit<Value, 'confidence'> &
  Readonly<{
    engine: string;
    evidence: FieldEvidence;
    /** Made from other values: no surer than the least sure of them. */
    drawnFrom?: readonly string[];
    /** What another engine makes of the field; null where none read it. */
    witness?: Witness | null;
  }>;
export type Drafts = Record<string, Draft>;

export const evidenceOf = (source: Source, more: Partial<FieldEvidence> = {}): FieldEvidence => ({
  source,
  parsed: null,
  length: 0,
  alone: 1,
  struck: 0,
  agreed: false,
  elsewhere: 0,
  witness: null,
  doubts: 0,
  questions: 0,
  quality: UNKNOWN_QUALITY,
  ...more,
});

/** The edition has no such place. */
export const ABSENT: Draft = {
  verbatim: null,
  normalized: null,
  state: 'absent-in-edition',
  box: null,
  engine: 'edition',
  evidence: evidenceOf('absent'),
};

/** The place was not cut or not read: nobody can say that it is blank. */
export const UNREAD: Draft = {
  verbatim: null,
  normalized: null,
  state: 'illegible',
  box: null,
  engine: 'none',
  evidence: evidenceOf('unread'),
};

export const CONTEXT_ENGINE = 'context';

/** What is known from elsewhere than the field's own place. */
export const inferred = (normalized: string, more: Partial<Draft> = {}): Draft => ({
  verbatim: null,
  normalized,
  state: 'inferred',
  box: null,
  engine: CONTEXT_ENGINE,
  evidence: evidenceOf('inferred'),
  ...more,
});

export type WrittenPlace = Extract<PlaceReading, { type: 'written' }>;

/**
 * What a parser made of the writing (or a part of it) at a place, what it makes of the witness's, and the share of all
 * readings of the place that come to the same.
 */
export const written = (
  parsed: Parsed,
  place: WrittenPlace,
  witness: Witness | null,
  alone: number,
): Draft => {
  const struck = struckShare(place.lines);
  const base = {
    verbatim: parsed.verbatim,
    normalized: parsed.normalized,
    box: parsed.box ?? placeBox(place.lines),
    engine: place.lines[0]?.engine ?? 'none',
    witness,
  };
  const more = {
    parsed: parsed.evidence,
    length: lengthOf(parsed),
    alone,
    struck,
  };
  if (parsed.state === 'read' && struck >= STRUCK) {
    return { ...base, normalized: null, state: 'struck', evidence: evidenceOf('struck', more) };
  }
  return { ...base, state: parsed.state, evidence: evidenceOf(sourceOf(parsed, place), more) };
};

/**
 * The draft of a place that holds one value: `parse` is the parser of its field. Addresses take long to parse, and are
 * seldom sure: their other ways count as other values.
 */
export const draftOfPlace = (
  place: WrittenPlace,
  type: FieldType,
  parse: (writing: Writing) => Parsed,
): Draft => {
  const { parsed, witness } = withWitness(place.lines, parse);
  const ways = type === 'place' ? [] : otherWaysOf(place.lines);
  const said = ways.map((way) => parse(way.writing));
  return written(parsed, place, witness, aloneness(place.lines, ways, said, parsed));
};

/** From here on all of the writing counts as struck. */
const STRUCK = 0.6;

const struckShare = (lines: readonly LineReading[]): number => {
  const inked = lines.filter((line) => line.reading !== null).map((line) => line.struck ?? 0);
  const most = Math.max(0, ...inked);
  return inked.every((share) => share >= STRUCK) ? most : Math.min(most, STRUCK - 0.01);
};

const sourceOf = (parsed: Parsed, { lines }: WrittenPlace): Source => {
  switch (parsed.state) {
    case 'illegible':
      return 'illegible';
    case 'read':
      return parsed.normalized === null ? 'unparsed' : 'written';
    case 'blank':
      if (parsed.verbatim !== null) return 'nothing';
      if (lines.some((line) => line.reading !== null)) return 'beside';
      return lines.some((line) => line.unread === true) ? 'faint' : 'blank';
  }
};

const lengthOf = ({ verbatim }: Parsed): number => (verbatim ?? '').replace(/\s/gu, '').length;

/** The lines' boxes together: where to look when the value has no box of its own. */
const placeBox = (lines: readonly LineReading[]): Box | null => {
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

/** The evidence of a tick box is its detector's confidence. */
export const tickEvidence = (confidence: number): Evidence => ({
  engine: confidence,
  worst: confidence,
  change: 0,
  margin: 0,
  knowledge: 1,
});

export type Settled = Readonly<{
  fields: Readonly<Record<string, ExtractedValue>>;
  evidence: Readonly<Record<string, FieldEvidence>>;
}>;

/** No registrar leaves these free (TT 04/2020/TT-BTP art. 29): where nothing is seen, something was not seen. */
const NEVER_BLANK: ReadonlySet<FieldType> = new Set<FieldType>(['entry-number', 'page-number', 'volume']);

/** Gives every draft its probability, now that it is known which rules it breaks and what stands elsewhere. */
export const settle = (
  drafts: Readonly<Record<string, Draft>>,
  specs: readonly FieldSpec[],
  hits: readonly RuleHit[],
  voices: Readonly<Record<string, number>>,
  quality: PageQuality,
): Settled => {
  const fields: Record<string, ExtractedValue> = {};
  const evidence: Record<string, FieldEvidence> = {};
  const count = (name: string, severity: RuleHit['severity']): number =>
    hits.filter((hit) => hit.severity === severity && hit.fields.includes(name)).length;
  for (const { name, type } of specs) {
    const { evidence: found, drawnFrom: _, witness = null, ...value } = drafts[name] ?? ABSENT;
    const source = found.source === 'blank' && NEVER_BLANK.has(type) ? 'faint' : found.source;
    const full = {
      ...found,
      source,
      quality,
      witness: wordOf(witness, value),
      elsewhere: voices[name] ?? 0,
      doubts: count(name, 'doubt'),
      questions: count(name, 'question'),
    };
    evidence[name] = full;
    fields[name] = { ...value, confidence: round(confidenceOf(full, type, value.engine)) };
  }
  for (const { name } of specs) {
    const [value, from] = [fields[name], drafts[name]?.drawnFrom];
    if (value === undefined || from === undefined) continue;
    const least = Math.min(value.confidence, ...from.map((other) => fields[other]?.confidence ?? 0));
    fields[name] = { ...value, confidence: least };
  }
  return { fields, evidence };
};

const round = (value: number): number => Math.round(value * 10_000) / 10_000;
