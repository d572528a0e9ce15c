/**
 * Places, offices and free text: words by the lexicon, and units (province, district, commune) by where they lie in each
 * other. The writing keeps its own case and wording; only what looks misread is put right, and a unit that the tree does
 * not have stays as it was read.
 */
import { lexicon } from '../knowledge/lexicon.ts';
import { CAUSES, DOCUMENT_CODES, NUMBERED, TITLES } from '../knowledge/phrases.ts';
import { provinces, UNIT_TYPES, type Unit, type UnitLevel } from '../knowledge/units.ts';
import { bestMatches, type Candidate, candidate, fitCost, lettersOf } from '../matching.ts';
import { type Glyph, type Token, textOf, tokensOf, type Writing } from '../writing.ts';
import { digitOptions } from './digits.ts';
import { blank, MAX_MARGIN, type Parsed, type Parser, parsed, saysNothing } from './parsed.ts';
import { caseLike, type ReadWord, readWords, splitWord, type Word, wordText } from './words.ts';

/** One tone mark misread, even if surely. */
const TYPE_LIMIT = 0.9;

export const parseAddress: Parser = (writing: Writing): Parsed => {
  if (writing.glyphs.length === 0 || saysNothing(writing)) return blank(writing.glyphs);
  const phrase = wholePhrase(writing.glyphs);
  if (phrase !== null) return phrase;
  const words = tokensOf(withoutGapInCodes(writing.glyphs))
    .flatMap(atCommas)
    .map(splitWord)
    .filter((word) => word.glyphs.length > 0 || word.lead + word.trail !== '');
  const types = findTypes(words);
  const units = findUnits(findNames(words, types));
  const plain = readWords(words, lexicon());
  const pieces = assemble(words, plain.words, types, units);
  const text = pieces
    .map((piece) => piece.text)
    .join(' ')
    .replace(/\s+/gu, ' ')
    .trim();
  const change = pieces.reduce((sum, piece) => sum + piece.change, 0);
  const margin = Math.min(MAX_MARGIN, ...pieces.map((piece) => piece.margin));
  const known = pieces.length === 0 ? 0 : pieces.reduce((sum, piece) => sum + piece.known, 0) / pieces.length;
  return parsed(writing.glyphs, capitalStart(text), {
    change,
    margin: text === '' ? 0 : margin,
    knowledge: known,
  });
};

const PHRASES = [...CAUSES, ...TITLES].map((phrase) => candidate(phrase, phrase));
const PHRASE_SHARE = 0.13;
const PHRASE_LIMIT = 1.2;

/** A writing that is one of the usual phrases as a whole, but for a slip. */
const wholePhrase = (glyphs: readonly Glyph[]): Parsed | null => {
  const limit = Math.min(PHRASE_LIMIT, PHRASE_SHARE * glyphs.length);
  const [best, next] = bestMatches(glyphs, PHRASES, limit, 2);
  if (best === undefined) return null;
  const margin = (next?.cost ?? best.cost + MAX_MARGIN) - best.cost;
  const text = caseLike(textOf(glyphs).slice(0, 1), best.item);
  return parsed(glyphs, capitalStart(text), { change: best.cost, margin, knowledge: 1 });
};

/** "60/GBT -UBND" has no gap. */
const withoutGapInCodes = (glyphs: readonly Glyph[]): readonly Glyph[] =>
  glyphs.filter((glyph, index) => {
    if (glyph.text !== ' ') return true;
    const before = textOf(glyphs.slice(Math.max(0, index - 8), index));
    const [next, after] = [glyphs[index + 1]?.text ?? '', glyphs[index + 2]?.text ?? ' '];
    return !(/^[-/]$/u.test(next) && after !== ' ' && /\/[\p{Lu}\d]+$/u.test(before));
  });

const CODES = DOCUMENT_CODES.map((code) => candidate(code, code));
const CODE_LIMIT = 1.3;

/** Letters behind a stroke in a number of a document: "67/6BT" is 67/GBT. */
const asDocumentNumber = (word: Word): { text: string; cost: number } | null => {
  const text = wordText(word);
  if (!/^\d+[a-z]?\/[\d/]*[^\d/]*\p{L}/u.test(text)) return null;
  let cost = 0;
  let at = 0;
  const pieces = text.split(/([/-])/u).map((piece) => {
    const glyphs = word.glyphs.slice(at, at + piece.length);
    at += piece.length;
    if (!/\p{L}/u.test(piece)) return piece;
    const best = bestMatches(glyphs, CODES, CODE_LIMIT, 1)[0];
    cost += best?.cost ?? 0;
    return best?.item ?? piece;
  });
  return { text: pieces.join(''), cost };
};

/** "Huế,tỉnh" is two words: commas between letters part them. */
const atCommas = (token: Token): readonly Token[] => {
  const at = token.glyphs.findIndex(
    (glyph, index) => /^[,;]$/u.test(glyph.text) && /^\p{L}/u.test(followingLetter(token, index)),
  );
  if (at < 1) return [token];
  return [part(token, 0, at + 1), ...atCommas(part(token, at + 1, token.glyphs.length))];
};

const followingLetter = (token: Token, index: number): string =>
  token.glyphs.slice(index + 1).find((glyph) => !/^[.,;:]$/u.test(glyph.text))?.text ?? '';

const part = (token: Token, from: number, to: number): Token => {
  let start = from;
  while (start < to && from > 0 && /^[.,;:]$/u.test(token.glyphs[start]?.text ?? '')) start++;
  const glyphs = token.glyphs.slice(start, to);
  return { glyphs, text: glyphs.map((glyph) => glyph.text).join(''), start: token.start + start };
};

/** A word or two that say what kind of unit follows: `[from, to)` are word positions. */
type TypeAt = Readonly<{
  from: number;
  to: number;
  word: string;
  levels: readonly UnitLevel[];
  cost: number;
}>;

const TYPES = UNIT_TYPES.map((type) => candidate(type, type.word));

const findTypes = (words: readonly Word[]): readonly TypeAt[] => {
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
const findNames = (words: readonly Word[], types: readonly TypeAt[]): readonly NameAt[] => {
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

type UnitAt = Readonly<{ name: NameAt; unit: Unit; cost: number; margin: number }>;

/** What a fit may cost: dearer names are others, or old ones. Without a type hardly anything is allowed. */
const limitFor = (name: NameAt): number =>
  name.type === null ? 0.5 : Math.min(2.2, 0.55 + 0.13 * name.glyphs.length);

const HYPOTHESES = 3;

/** From the right: province, then a district in it, then a commune in that; the cheapest chain wins. */
const findUnits = (names: readonly NameAt[]): readonly UnitAt[] => {
  const fits = (level: UnitLevel, below: number): readonly NameAt[] =>
    names.filter((name, index) => index < below && name.levels.includes(level)).reverse();
  let best: { units: readonly UnitAt[]; score: number } = { units: [], score: 0 };
  const provinceNames = fits('province', names.length).slice(0, 2);
  const provinceOptions: readonly (UnitAt | null)[] = [
    ...provinceNames.flatMap((name) => unitsFor(name, provinces())),
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

type Piece = Readonly<{ text: string; change: number; margin: number; known: number }>;

const assemble = (
  words: readonly Word[],
  plain: readonly ReadWord[],
  types: readonly TypeAt[],
  units: readonly UnitAt[],
): readonly Piece[] => {
  const pieces: Piece[] = [];
  for (let at = 0; at < words.length; at++) {
    const type = types.find((found) => found.from === at);
    const unit = units.find((found) => found.name.from === at);
    const anchored = type !== undefined && units.some((found) => found.name.type === type);
    if (unit !== undefined) {
      pieces.push(unitPiece(words, unit));
      at = unit.name.to - 1;
    } else if (type !== undefined && (anchored || type.cost > 0)) {
      pieces.push(typePiece(words, type, at === 0));
      at = type.to - 1;
    } else {
      pieces.push(
        wordPiece(
          words,
          plain,
          at,
          types.some((found) => found.from === at + 1),
        ),
      );
    }
  }
  return pieces;
};

const unitPiece = (words: readonly Word[], { name, unit, cost, margin }: UnitAt): Piece => {
  const part = words.slice(name.from, name.to);
  const read = part.map(wordText).join(' ');
  const trail = commaFrom(part.at(-1)?.trail ?? '', name.to < words.length);
  const lead = part[0]?.lead ?? '';
  const same = fitCost(name.glyphs, lettersOf(unit.name)) === 0;
  const shout = read.length > 3 && read === read.toLocaleUpperCase('vi');
  const text = same ? read : shout ? unit.name.toLocaleUpperCase('vi') : unit.name;
  return { text: `${lead}${text}${trail}`, change: cost, margin: cost === 0 ? MAX_MARGIN : margin, known: 1 };
};

/** Small unless it starts the writing or was clearly written with a capital. */
const typePiece = (words: readonly Word[], type: TypeAt, starts: boolean): Piece => {
  const part = words.slice(type.from, type.to);
  const read = part.map(wordText).join(' ');
  const trail = type.word.endsWith('.') ? '' : (part.at(-1)?.trail ?? '').replace(/[,;:]/gu, '');
  if (type.cost === 0 && !/^[xX]/u.test(read))
    return { text: `${read}${trail}`, change: 0, margin: MAX_MARGIN, known: 1 };
  const capital = starts || (!/^[xX]/u.test(read) && /^\p{Lu}/u.test(read));
  const text = /^\p{Lu}{2}/u.test(read)
    ? type.word.toLocaleUpperCase('vi')
    : capital
      ? caseLike('Aa', type.word)
      : type.word;
  return { text: `${part[0]?.lead ?? ''}${text}${trail}`, change: type.cost, margin: MAX_MARGIN, known: 1 };
};

const COUNTED = new RegExp(`^(?:${NUMBERED.flatMap((word) => word.split(' ').slice(-1)).join('|')})$`, 'iu');

/** "TỔ dân phố" was a capital too many. */
const titled = (text: string): string =>
  /^\p{Lu}{2}/u.test(text) ? text.charAt(0) + text.slice(1).toLocaleLowerCase('vi') : text;

const wordPiece = (
  words: readonly Word[],
  plain: readonly ReadWord[],
  at: number,
  unitFollows: boolean,
): Piece => {
  const word = words[at];
  const read = plain[at];
  if (word === undefined || read === undefined) return { text: '', change: 0, margin: MAX_MARGIN, known: 0 };
  const number = asDocumentNumber(word) ?? asNumber(word, COUNTED.test(plain[at - 1]?.text ?? ''));
  const text =
    number?.text ??
    (COUNTED.test(read.text) && /^\p{Ll}/u.test(plain[at + 1]?.text ?? '') ? titled(read.text) : read.text);
  const trail =
    at === words.length - 1 ? word.trail.replace(/[.,;:]+$/u, '') : commaFrom(word.trail, unitFollows);
  const change = number?.cost ?? read.change;
  return {
    text: `${word.lead}${text}${trail}`,
    change,
    margin: change > 0 ? 1 : MAX_MARGIN,
    known: read.known || number !== null ? 1 : 0.3,
  };
};

/** "l2" after "tổ" is 12. Words that hold no digit and follow no counted thing stay words. */
const asNumber = (word: Word, counted: boolean): { text: string; cost: number } | null => {
  const text = wordText(word);
  const digits = text.match(/\d/gu)?.length ?? 0;
  if (/^\d+$/u.test(text) || word.glyphs.length > 4 || text === '') return null;
  if (!(counted && word.glyphs.length <= 2) && digits < text.length / 2) return null;
  let cost = 0;
  let number = '';
  for (const glyph of word.glyphs) {
    const best = digitOptions(glyph)[0];
    if (best === undefined || best.cost > 0.6) return null;
    cost += best.cost;
    number += best.digit;
  }
  return { text: number, cost };
};

/** A comma read as a full stop between units is a comma; dust behind a word is nothing. */
const commaFrom = (trail: string, unitFollows: boolean): string => {
  if (/[,;]/u.test(trail))
    return trail.replace(/[.,;:]*[,;][.,;:]*/u, trail.includes(',') || unitFollows ? ',' : ';');
  return unitFollows && trail === '.' ? ',' : trail;
};

/** Fields start with a capital where the letter's shape leaves it open (c, o, s, u, v, x). */
const capitalStart = (text: string): string =>
  /^[cosuvxzCOSUVXZ]/u.test(text.normalize('NFD'))
    ? text.charAt(0).toLocaleUpperCase('vi') + text.slice(1)
    : text;
