/**
 * Places, offices and free text: words by the lexicon, and units (province, district, commune) by where they lie in each
 * other. The writing keeps its own case and wording; only what looks misread is put right, and a unit that the tree does
 * not have stays as it was read.
 */
import { syllableKey } from '../../domain/syllables.ts';
import { fold } from '../../domain/text.ts';
import { lexicon } from '../knowledge/lexicon.ts';
import { CAUSES, NUMBERED, REASONS, TITLES } from '../knowledge/phrases.ts';
import { provincesOfAllTimes, UNIT_TYPES } from '../knowledge/units.ts';
import { bestMatches, candidate, fitCost, lettersOf } from '../matching.ts';
import { type Glyph, type Token, textOf, tokensOf, type Writing } from '../writing.ts';
import { digitOptions } from './digits.ts';
import { asDocumentNumber, withoutGapInCodes } from './document-codes.ts';
import { blank, MAX_MARGIN, type Parsed, type Parser, parsed, saysNothing } from './parsed.ts';
import { findNames, findTypes, findUnits, type TypeAt, type UnitAt } from './units-in-text.ts';
import { caseLike, type ReadWord, readWords, splitWord, type Word, wordText } from './words.ts';

export const parseAddress: Parser = (writing: Writing): Parsed => {
  if (writing.glyphs.length === 0 || saysNothing(writing)) return blank(writing.glyphs);
  const phrase = wholePhrase(writing.glyphs);
  if (phrase !== null) return phrase;
  const words = withoutDirt(
    tokensOf(withoutGapInCodes(writing.glyphs))
      .flatMap(atCommas)
      .map(splitWord)
      .filter((word) => word.glyphs.length > 0 || word.lead + word.trail !== ''),
  );
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

const PHRASES = [...CAUSES, ...TITLES, ...REASONS].map((phrase) => candidate(phrase, phrase));
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

const ABBREVIATION = 2;

/**
 * Dots of the line and dust are read as commas and full stops: none stands inside a unit's name, and none behind the word
 * that says what unit follows, unless that is short for it ("P.", "TP."). "Thanh Xuân, Hà Nội" has its comma although there
 * is a Xuân Hà.
 */
const withoutDirt = (words: readonly Word[]): readonly Word[] =>
  words.map((word, at) => {
    const next = words[at + 1];
    if (next === undefined || !/^[.,;:]+$/u.test(word.trail)) return word;
    const [left, right] = [wordText(word), wordText(next)];
    const isType = left.length > ABBREVIATION && UNIT_WORDS.has(left.toLocaleLowerCase('vi'));
    const inName =
      /^\p{Lu}/u.test(left) &&
      /^\p{Lu}/u.test(right) &&
      !TYPE_STARTS.has(right.toLocaleLowerCase('vi')) &&
      lexicon().inName(left, right) &&
      !isProvince(words, at + 1);
    return (isType && /^[\p{Lu}\d]/u.test(right)) || inName ? { ...word, trail: '' } : word;
  });
/** Whether the words from there to the next comma are the name of a province. */
const isProvince = (words: readonly Word[], from: number): boolean => {
  const length = words.slice(from).findIndex(({ trail }) => /[,;.]/u.test(trail)) + 1;
  const name = words.slice(from, length === 0 ? words.length : from + length).map(wordText);
  return provinceNames().has(syllableKey(name.join(' ')));
};
let namesOfProvinces: ReadonlySet<string> | undefined;
const provinceNames = (): ReadonlySet<string> => {
  namesOfProvinces ??= new Set(provincesOfAllTimes().map(({ name }) => syllableKey(name)));
  return namesOfProvinces;
};

const TYPE_STARTS: ReadonlySet<string> = new Set(UNIT_TYPES.map(({ word }) => word.split(' ')[0] ?? ''));
const UNIT_WORDS: ReadonlySet<string> = new Set(UNIT_TYPES.map(({ word }) => word.split(' ').at(-1) ?? ''));

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

type Piece = Readonly<{ text: string; change: number; margin: number; known: number }>;

const assemble = (
  words: readonly Word[],
  plain: readonly ReadWord[],
  types: readonly TypeAt[],
  units: readonly UnitAt[],
): readonly Piece[] => {
  const pieces: Piece[] = [];
  const usual = caseOfTypes(words, types);
  for (let at = 0; at < words.length; at++) {
    const type = types.find((found) => found.from === at);
    const unit = units.find((found) => found.name.from === at);
    const anchored = type !== undefined && units.some((found) => found.name.type === type);
    if (unit !== undefined) {
      pieces.push(unitPiece(words, unit));
      at = unit.name.to - 1;
    } else if (type !== undefined && (anchored || type.cost > 0)) {
      pieces.push(typePiece(words, type, at === 0, usual));
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

/**
 * Whether a writing has its types in small letters or with capitals, by most of those whose letter tells (not xã, whose
 * capital is only larger); null where too few tell.
 */
const caseOfTypes = (words: readonly Word[], types: readonly TypeAt[]): 'small' | 'capital' | null => {
  const firsts = types
    .filter((type) => type.from > 0)
    .map((type) => wordText(words[type.from] as Word).charAt(0))
    .filter((letter) => /^[^xX]$/u.test(letter));
  const small = firsts.filter((letter) => /\p{Ll}/u.test(letter)).length;
  if (firsts.length > 1 && small * 2 >= firsts.length) return 'small';
  return firsts.length > 0 && small === 0 ? 'capital' : null;
};

/** Small unless it starts the writing or was clearly written with a capital. */
const typePiece = (
  words: readonly Word[],
  type: TypeAt,
  starts: boolean,
  usual: ReturnType<typeof caseOfTypes>,
): Piece => {
  const part = words.slice(type.from, type.to);
  const read = part.map(wordText).join(' ');
  const trail = type.word.endsWith('.') ? '' : (part.at(-1)?.trail ?? '').replace(/[,;:]/gu, '');
  const other = fold(read.charAt(0)) !== fold(type.word.charAt(0));
  // A letter read as another one ("Hỉnh" for "tỉnh") does not tell its case either.
  const strange = (usual === 'small' || other) && !starts && /^\p{Lu}/u.test(read);
  // "Xã" is as large as it was read where the other types have capitals, too.
  const open = /^[xX]/u.test(read) && usual !== 'capital';
  if (type.cost === 0 && !strange && !open)
    return { text: `${read}${trail}`, change: 0, margin: MAX_MARGIN, known: 1 };
  const capital = starts || (!strange && !open && /^\p{Lu}/u.test(read));
  const text = /^\p{Lu}{2}/u.test(read)
    ? type.word.toLocaleUpperCase('vi')
    : capital
      ? caseLike('Aa', type.word)
      : inCaseOf(part, type.word);
  return { text: `${part[0]?.lead ?? ''}${text}${trail}`, change: type.cost, margin: MAX_MARGIN, known: 1 };
};

/** "thành Phố" keeps the capital that it has: of letters like p, whose capital is another shape, the case is read. */
const inCaseOf = (part: readonly Word[], type: string): string =>
  type
    .split(' ')
    .map((word, at) => {
      const read = part[at] === undefined ? '' : wordText(part[at]);
      return at > 0 && /^\p{Lu}/u.test(read) && !LIKE_ITS_CAPITAL.test(read.normalize('NFD'))
        ? caseLike('Aa', word)
        : word;
    })
    .join(' ');
const LIKE_ITS_CAPITAL = /^[cosuvxz]/iu;

const COUNTED = new RegExp(`^(?:${NUMBERED.flatMap((word) => word.split(' ').slice(-1)).join('|')})$`, 'iu');

/** "TỔ dân phố" was a capital too many. */
const titled = (text: string): string =>
  /^\p{Lu}{2}/u.test(text) ? text.charAt(0) + text.slice(1).toLocaleLowerCase('vi') : text;

/** "CỤc" is Cục and "sÓt" is sót: no word has a capital behind a small letter, or two before one. */
const oneCase = (text: string): string =>
  /^\p{Lu}{2}\p{Ll}+$/u.test(text) || /^\p{L}\p{Ll}*\p{Lu}\p{Ll}+$/u.test(text)
    ? text.charAt(0) + text.slice(1).toLocaleLowerCase('vi')
    : text;

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
    (COUNTED.test(read.text) && /^[\p{Ll}\d]/u.test(plain[at + 1]?.text ?? '')
      ? titled(read.text)
      : oneCase(read.text));
  const trail =
    at === words.length - 1 ? word.trail.replace(/[.,;:]+$/u, '') : commaFrom(word.trail, unitFollows);
  const change = number?.cost ?? read.change;
  return {
    text: `${word.lead}${text.replace(/\/{2,}/gu, '/')}${trail}`,
    change,
    margin: change > 0 ? 1 : MAX_MARGIN,
    known: read.known || number !== null ? 1 : 0.3,
  };
};

const MARKED = /[^\p{ASCII}]/u;

/** "l2" after "tổ" is 12. Words that hold no digit and follow no counted thing, or have a mark ("Quận Gò Vấp"), stay words. */
const asNumber = (word: Word, counted: boolean): { text: string; cost: number } | null => {
  const text = wordText(word);
  const digits = text.match(/\d/gu)?.length ?? 0;
  if (/^\d+$/u.test(text) || word.glyphs.length > 4 || text === '') return null;
  const likeNumber = counted && word.glyphs.length <= 2 && !(digits === 0 && MARKED.test(text));
  if (!likeNumber && digits < text.length / 2) return null;
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
