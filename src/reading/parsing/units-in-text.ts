/**
 * Administrative units in a row of words: the words that say what kind of unit follows, the names behind them, and which
 * units of the tree they are, from the right: a province, a district in it, a commune in that.
 */
import { lexicon } from '../knowledge/lexicon.ts';
import { provinces, provincesOfAllTimes, UNIT_TYPES, type Unit, type UnitLevel } from '../knowledge/units.ts';
import { bestMatches, type Candidate, candidate } from '../matching.ts';
import type { Glyph } from '../writing.ts';
import { MAX_MARGIN } from './parsed.ts';
import { type Word, wordText } from './words.ts';

/** One tone mark misread, even if surely. */
const TYPE_LIMIT = 0.9;

/** A word or two that say what kind of unit follows: `[from, to)` are word positions. */
export type TypeAt = Readonly<{
  from: number;
  to: number;
  word: string;
  levels: readonly UnitLevel[];
  cost: number;
}>;

const TYPES = UNIT_TYPES.map((type) => candidate(type, type.word));

export const findTypes = (words: readonly Word[]): readonly TypeAt[] => {
  const found: TypeAt[] = [];
  for (let at = 0; at < words.length; at++) {
    const options = [2, 1]
      .filter((length) => at + length <= words.length && !hasComma(words.slice(at, at + length - 1)))
      .flatMap((length) => {
        const part = words.slice(at, at + length);
        const match = bestMatches(glyphsOf(part), TYPES, TYPE_LIMIT, 1)[0];
        const suits = match !== undefined && match.item.word.split(' ').length === length;
        // A short word must be read as it is: "xa" is far from rare elsewhere.
        const limit = (match?.item.word.length ?? 0) <= 2 ? 0.5 : TYPE_LIMIT;
        return suits && match.cost <= limit && leadsName(words, at, length, match.cost, found.at(-1))
          ? [{ ...match, length }]
          : [];
      });
    const best = options[0];
    if (best === undefined) continue;
    found.push({
      from: at,
      to: at + best.length,
      word: best.item.word,
      levels: best.item.levels,
      cost: best.cost,
    });
    at += best.length - 1;
  }
  return found;
};

/** "Tĩnh" of "tỉnh Hà Tĩnh" and "Quân" of "xã Quân Chu" are names: a misread type has a name behind it, none before. */
const leadsName = (
  words: readonly Word[],
  at: number,
  length: number,
  cost: number,
  before: TypeAt | undefined,
): boolean => {
  if (cost === 0) return true;
  const next = words[at + length];
  // "Quản lý" stands together; no quận leads "lý".
  const [read, behind] = [words[at + length - 1], next].map((word) =>
    word === undefined ? '' : wordText(word),
  );
  if (lexicon().together(read ?? '', behind ?? '') !== undefined) return false;
  return next !== undefined && before?.to !== at && !hasComma(words.slice(at, at + length));
};

const hasComma = (words: readonly Word[]): boolean => words.some((word) => /[,;]/u.test(word.trail));

/** Words that may be a unit's name, with the level their type (or place in the row) allows. */
type NameAt = Readonly<{
  from: number;
  to: number;
  glyphs: readonly Glyph[];
  levels: readonly UnitLevel[];
  /** Its type; without one only a near-perfect fit counts. */
  type: TypeAt | null;
}>;

const ALL_LEVELS: readonly UnitLevel[] = ['province', 'district', 'commune'];

/** Names run from a type, or from a comma, to the next comma or type. */
export const findNames = (words: readonly Word[], types: readonly TypeAt[]): readonly NameAt[] => {
  const names: NameAt[] = [];
  let from = 0;
  let type: TypeAt | null = null;
  for (let at = 0; at <= words.length; at++) {
    const starting = types.find((candidateType) => candidateType.from === at);
    const ended =
      at === words.length ||
      starting !== undefined ||
      (at > from && /[,;]/u.test(words[at - 1]?.trail ?? ''));
    if (ended && at > from) {
      const part = words.slice(from, at);
      names.push({ from, to: at, glyphs: glyphsOf(part), levels: type?.levels ?? ALL_LEVELS, type });
      type = null;
    }
    if (ended) from = at;
    if (starting !== undefined) {
      type = starting;
      from = starting.to;
      at = starting.to - 1;
    }
  }
  return names;
};

const glyphsOf = (words: readonly Word[]): readonly Glyph[] =>
  words.flatMap((word, index) => (index === 0 ? word.glyphs : [SPACE, ...word.glyphs]));

const SPACE: Glyph = { text: ' ', confidence: 1, box: [0, 0, 0, 0], alternatives: [] };

export type UnitAt = Readonly<{ name: NameAt; unit: Unit; cost: number; margin: number }>;

/** What a fit may cost: dearer names are others, or old ones. Without a type hardly anything is allowed. */
const limitFor = (name: NameAt): number =>
  name.type === null ? 0.5 : Math.min(2.2, 0.55 + 0.13 * name.glyphs.length);

const HYPOTHESES = 3;

/** From the right: province, then a district in it, then a commune in that; the cheapest chain wins. */
export const findUnits = (names: readonly NameAt[]): readonly UnitAt[] => {
  const fits = (level: UnitLevel, below: number): readonly NameAt[] =>
    names.filter((name, index) => index < below && name.levels.includes(level)).reverse();
  let best: { units: readonly UnitAt[]; score: number } = { units: [], score: 0 };
  const provinceNames = fits('province', names.length).slice(0, 2);
  const provinceOptions: readonly (UnitAt | null)[] = [
    ...provinceNames.flatMap((name) => unitsFor(name, provincesOfAllTimes())),
    null,
  ];
  for (const province of provinceOptions) {
    const below = province === null ? names.length : names.indexOf(province.name);
    const within = province === null ? allDistricts() : province.unit.children;
    const districtNames = fits('district', below).slice(0, 2);
    for (const district of [...districtNames.flatMap((name) => unitsFor(name, within)), null]) {
      if (province === null && (district === null || district.name.type === null)) continue;
      const communeBelow = district === null ? below : names.indexOf(district.name);
      const communes =
        district === null
          ? (province?.unit.children.flatMap((unit) => unit.children) ?? [])
          : district.unit.children;
      const commune = fits('commune', communeBelow)
        .slice(0, 2)
        .flatMap((name) => (name.type === null && district === null ? [] : unitsFor(name, communes)))[0];
      const units = [province, district, commune].filter((unit) => unit !== null && unit !== undefined);
      const score = units.reduce((sum, { cost }) => sum + 2.5 - cost, 0);
      if (score > best.score) best = { units, score };
    }
  }
  return best.units;
};

let districts: readonly Unit[] | undefined;
const allDistricts = (): readonly Unit[] => {
  districts ??= provinces().flatMap((province) => province.children);
  return districts;
};

const candidates = new WeakMap<Unit, Candidate<Unit>>();
const candidateOf = (unit: Unit): Candidate<Unit> => {
  const known = candidates.get(unit) ?? candidate(unit, unit.name);
  candidates.set(unit, known);
  return known;
};

const unitsFor = (name: NameAt, units: readonly Unit[]): readonly UnitAt[] => {
  const wanted =
    name.type === null ? units : units.filter((unit) => agrees(unit.type, name.type?.word ?? ''));
  const matches = bestMatches(name.glyphs, wanted.map(candidateOf), limitFor(name), HYPOTHESES);
  return matches.map((match, index) => ({
    name,
    unit: match.item,
    cost: match.cost,
    margin: (matches[index === 0 ? 1 : 0]?.cost ?? match.cost + MAX_MARGIN) - match.cost,
  }));
};

/** Units change their type over the years (a commune becomes a ward), so only the level is held to. */
const agrees = (unitType: string, written: string): boolean =>
  levelOf(unitType).some((level) => levelOf(written).includes(level));

const levelOf = (type: string): readonly UnitLevel[] =>
  UNIT_TYPES.find(({ word }) => word === type)?.levels ?? ALL_LEVELS;
