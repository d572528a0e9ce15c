/**
 * Digits from what was read as digits or as letters that look like them, in groups with separators between: the common
 * ground of dates, times, entry numbers and document numbers. A beam search over the glyphs keeps the cheapest ways.
 */
import type { Glyph } from '../writing.ts';

export type DigitGroups = Readonly<{ groups: readonly string[]; cost: number }>;
/** How many digits each group has at least and at most; groups have a separator between them. */
export type Shape = readonly Readonly<{ min: number; max: number }>[];

/** Letters that are read where a digit stands. */
const LETTER_AS_DIGIT: Readonly<Record<string, string>> = {
  O: '0',
  o: '0',
  Ô: '0',
  ô: '0',
  Ơ: '0',
  ơ: '0',
  Ó: '0',
  ó: '0',
  Ò: '0',
  ò: '0',
  Ọ: '0',
  ọ: '0',
  D: '0',
  Q: '0',
  Ð: '0',
  l: '1',
  I: '1',
  i: '1',
  í: '1',
  ì: '1',
  ị: '1',
  L: '1',
  '|': '1',
  '!': '1',
  t: '1',
  j: '1',
  J: '1',
  ']': '1',
  '[': '1',
  z: '2',
  Z: '2',
  e: '2',
  s: '5',
  S: '5',
  b: '6',
  ố: '6',
  G: '6',
  B: '8',
  g: '9',
  q: '9',
  A: '4',
  T: '7',
  '?': '7',
  Y: '7',
};

/** Digits that are taken for each other, with what the exchange costs. */
const DIGIT_AS_DIGIT: Readonly<Record<string, string>> = {
  '0': '86',
  '1': '74',
  '2': '7',
  '3': '85',
  '4': '19',
  '5': '63',
  '6': '058',
  '7': '12',
  '8': '0369',
  '9': '048',
};

const LETTER_COST = 0.25;
/** Exchanging a digit the engine guessed, and what a sure one costs more: a date that no calendar has stays one. */
const DIGIT_COST = 1.1;
const SURE_DIGIT_COST = 2.2;
/** Typed zeros with a dot or stroke inside are misread surely. */
const ZERO_LIKE = '986';
const ZERO_SHARE = 0.7;
const ALTERNATIVE_WEIGHT = 0.4;
const DROP_COST = 0.9;
const LOST_SEPARATOR = 1.1;
const BEAM = 60;

type Option = Readonly<{ digit: string; cost: number }>;

/** The digits a glyph can be, cheapest first. */
export const digitOptions = (glyph: Glyph): readonly Option[] => {
  const best = new Map<string, number>();
  const offer = (digit: string | undefined, cost: number): void => {
    if (digit === undefined) return;
    if (cost < (best.get(digit) ?? Number.POSITIVE_INFINITY)) best.set(digit, cost);
  };
  if (isDigit(glyph.text)) {
    offer(glyph.text, 0);
    const cost = exchangeCost(glyph.confidence);
    for (const other of DIGIT_AS_DIGIT[glyph.text] ?? '') {
      offer(other, other === '0' && ZERO_LIKE.includes(glyph.text) ? cost * ZERO_SHARE : cost);
    }
  } else {
    offer(LETTER_AS_DIGIT[glyph.text], LETTER_COST);
  }
  for (const alternative of glyph.alternatives) {
    const cost =
      ALTERNATIVE_WEIGHT *
      Math.log(Math.max(glyph.confidence, 0.05) / Math.max(alternative.confidence, 0.001));
    if (isDigit(alternative.text)) offer(alternative.text, Math.max(0.08, cost));
    else offer(LETTER_AS_DIGIT[alternative.text], Math.max(0.08, cost) + LETTER_COST);
  }
  return [...best].map(([digit, cost]) => ({ digit, cost })).sort((a, b) => a.cost - b.cost);
};

const exchangeCost = (confidence: number): number =>
  DIGIT_COST + SURE_DIGIT_COST * Math.max(0, (confidence - 0.6) / 0.4) ** 2;

const isDigit = (text: string): boolean => /^\d$/u.test(text);

const isSeparator = (glyph: Glyph | undefined): boolean =>
  glyph !== undefined && /^[/.,:\\ –—-]$/u.test(glyph.text);

/** What it costs to take the glyph for a separator, Infinity when it cannot be one. */
const separatorCost = (glyph: Glyph, before: Glyph | undefined, after: Glyph | undefined): number => {
  if (/^[/.,:\\|–—-]$/u.test(glyph.text)) return glyph.text === '|' ? 0.3 : 0.02;
  if (glyph.text === ' ') return 0.35;
  const seen = glyph.alternatives.find((alternative) => /^[/.\\-]$/u.test(alternative.text));
  const byAlternative =
    seen === undefined
      ? Number.POSITIVE_INFINITY
      : ALTERNATIVE_WEIGHT * Math.log(Math.max(glyph.confidence, 0.05) / Math.max(seen.confidence, 0.001));
  // A stroke misread as a 1 or 7 stands between digits, never beside another stroke.
  const alone = !isSeparator(before) && !isSeparator(after) && before !== undefined && after !== undefined;
  const byLook = alone && /^[1lI7JfíìiLt!()]$/u.test(glyph.text) ? 0.9 : Number.POSITIVE_INFINITY;
  return Math.min(byLook, byAlternative);
};

type State = { groups: string[]; current: string; cost: number };

/** All ways to read the glyphs in that shape, cheapest first. */
export const readDigitGroups = (
  glyphs: readonly Glyph[],
  shape: Shape,
  limit = 5,
): readonly DigitGroups[] => {
  let beam: State[] = [{ groups: [], current: '', cost: 0 }];
  for (const [at, glyph] of glyphs.entries()) {
    const next = new Map<string, State>();
    const options = digitOptions(glyph);
    const separator = separatorCost(glyph, glyphs[at - 1], glyphs[at + 1]);
    const dropped = dropCost(glyph);
    for (const state of beam) {
      const slot = shape[state.groups.length];
      if (slot === undefined) continue;
      keep(next, state.groups, state.current, state.cost + dropped, limit);
      for (const { digit, cost } of options) {
        if (state.current.length < slot.max) {
          keep(next, state.groups, state.current + digit, state.cost + cost, limit);
        }
        if (canClose(state, shape)) {
          keep(next, [...state.groups, state.current], digit, state.cost + cost + LOST_SEPARATOR, limit);
        }
      }
      if (separator === Number.POSITIVE_INFINITY) continue;
      if (state.current === '')
        keep(next, state.groups, '', state.cost + Math.min(separator, dropped), limit);
      else if (canClose(state, shape))
        keep(next, [...state.groups, state.current], '', state.cost + separator, limit);
    }
    beam = [...next.values()].sort((a, b) => a.cost - b.cost).slice(0, BEAM);
  }
  return beam
    .filter(
      (state) => state.groups.length === shape.length - 1 && state.current.length >= (shape.at(-1)?.min ?? 1),
    )
    .map((state) => ({ groups: [...state.groups, state.current], cost: state.cost }));
};

const canClose = (state: State, shape: Shape): boolean =>
  state.groups.length < shape.length - 1 && state.current.length >= (shape[state.groups.length]?.min ?? 1);

const dropCost = (glyph: Glyph): number => {
  if (glyph.text === ' ') return 0.05;
  if (/^[\p{P}\p{S}]$/u.test(glyph.text)) return 0.25;
  return isDigit(glyph.text) ? exchangeCost(glyph.confidence) : DROP_COST * (0.5 + 0.5 * glyph.confidence);
};

const keep = (
  beam: Map<string, State>,
  groups: string[],
  current: string,
  cost: number,
  limit: number,
): void => {
  if (cost > limit) return;
  const key = `${groups.join('/')}:${current}`;
  const known = beam.get(key);
  if (known === undefined || cost < known.cost) beam.set(key, { groups, current, cost });
};
