/** Names of people: capitals, a surname first, legal syllables; tone marks are settled by what the engine saw and by use. */
import { NAME_SYLLABLES, nameSyllableRarity, SURNAMES, surnameRarity } from '../../domain/names.ts';
import { isLegalSyllable, legalSyllables, syllableKey, withoutTone } from '../../domain/syllables.ts';
import { upper } from '../../domain/text.ts';
import { bestMatches, type Candidate, candidate } from '../matching.ts';
import { type Glyph, type Token, tokensOf, type Writing } from '../writing.ts';
import { blank, MAX_MARGIN, type Parser, parsed, saysNothing } from './parsed.ts';
import { splitWord, wordText } from './words.ts';

/** Weight of rarity against looks: a name's commonest spelling is worth about one tone mark of a sure glyph. */
const RARITY = 0.16;
const UNKNOWN_SYLLABLE = 1.4;
const UNKNOWN_SURNAME = 1.5;
const ILLEGAL = 2.3;
const LIMIT = 3;

const surnames: readonly Candidate<string>[] = [...new Set(SURNAMES)].map((word) =>
  candidate(word, word, RARITY * (surnameRarity(word) ?? 0)),
);
const syllables: readonly Candidate<string>[] = [...new Set(NAME_SYLLABLES)].map((word) =>
  candidate(word, word, RARITY * (nameSyllableRarity(word) ?? 0)),
);

type Chosen = Readonly<{ text: string; change: number; margin: number; known: boolean }>;

/** Honorifics before a name and numbers or papers behind it are not part of it. */
const TITLE = /^(?:ông|bà|anh|chị|cháu)[:.]?$/iu;

export const parsePersonName: Parser = (writing: Writing) => {
  if (writing.glyphs.length === 0 || saysNothing(writing)) return blank(writing.glyphs);
  const tokens = tokensOf(writing.glyphs).flatMap(takeApart);
  const named = tokens.length > 2 && TITLE.test(tokens[0]?.text ?? '') ? tokens.slice(1) : tokens;
  const chosen = named.flatMap((token, index) => chooseSyllable(token, index, named.length));
  if (chosen.length === 0) return blank();
  const text = upper(chosen.map((choice) => choice.text).join(' '));
  return parsed(writing.glyphs, text, {
    change: chosen.reduce((sum, choice) => sum + choice.change, 0),
    margin: Math.min(MAX_MARGIN, ...chosen.map((choice) => choice.margin)),
    knowledge: Math.max(0, chosen.filter((choice) => choice.known).length / chosen.length - lackIn(text)),
  });
};

/** How much a name looks like one of which a word was lost: "Thị" stands in the middle, and few names have two words. */
const lackIn = (text: string): number => {
  if (/^THỊ | THỊ$/u.test(text)) return 0.5;
  return text.split(' ').length === 2 ? 0.2 : 0;
};

const DIGIT_AS_LETTER: Readonly<Record<string, string>> = {
  '0': 'O',
  '1': 'I',
  '5': 'S',
  '6': 'G',
  '8': 'B',
};

const chooseSyllable = (token: Token, index: number, count: number): readonly Chosen[] => {
  const first = index === 0;
  const usual = index === 1 && count > 2 ? SECOND : NONE;
  const { glyphs } = splitWord(token);
  const read = wordText(splitWord(token))
    .replace(/[01568]/gu, (digit) => DIGIT_AS_LETTER[digit] ?? digit)
    .replace(/[^\p{L}'’-]/gu, '');
  if (read === '' && glyphs.length === 0) return [];
  const own = ownCost(read, first, usual);
  const matches = bestMatches(
    glyphs,
    first ? [...surnames, ...syllables.map(asSurname)] : syllables,
    LIMIT,
    6,
  )
    .map((match) => ({
      text: match.item,
      cost: match.cost,
      total: match.total - discount(match.item, usual),
    }))
    .sort((a, b) => a.total - b.total)
    .filter((match) => syllableKey(match.text) !== syllableKey(read));
  const best = matches[0];
  if (read === '')
    return best === undefined ? [] : [{ text: best.text, change: best.cost, margin: 0.3, known: true }];
  if (best === undefined || own.cost <= best.total) {
    const margin = (best?.total ?? own.cost + MAX_MARGIN) - own.cost;
    return [{ text: read, change: 0, margin, known: own.known }];
  }
  const next = Math.min(own.cost, matches[1]?.total ?? Number.POSITIVE_INFINITY);
  return [{ text: best.text, change: best.cost, margin: next - best.total, known: true }];
};

const asSurname = (entry: Candidate<string>): Candidate<string> => ({ ...entry, prior: entry.prior + 1 });

/** The syllable after the surname is Thị or Văn far more often than their neighbours Thi, Vân, Vạn. */
const SECOND: readonly string[] = ['thị', 'văn'].map(syllableKey);
const NONE: readonly string[] = [];
const USUAL = 0.6;
const discount = (word: string, usual: readonly string[]): number =>
  usual.includes(syllableKey(word)) ? USUAL : 0;

const ownCost = (
  read: string,
  first: boolean,
  usual: readonly string[],
): { cost: number; known: boolean } => {
  const rarity = first ? surnameRarity(read) : nameSyllableRarity(read);
  if (rarity !== undefined) return { cost: RARITY * rarity - discount(read, usual), known: true };
  if (!isLegalSyllable(read)) return { cost: ILLEGAL, known: false };
  const elsewhere = first ? nameSyllableRarity(read) : surnameRarity(read);
  const cost = first ? UNKNOWN_SURNAME : UNKNOWN_SYLLABLE;
  return { cost: elsewhere === undefined ? cost : cost - 0.3, known: elsewhere !== undefined };
};

/** "NGUYỄNVĂN" is two syllables: split where both halves are syllables of names. */
const takeApart = (token: Token): readonly Token[] => {
  const text = token.text;
  if (text.length < 4 || isLegalSyllable(text) || isNearSyllable(text)) return [token];
  for (let at = 2; at <= token.glyphs.length - 2; at++) {
    const left = piece(token, 0, at);
    const right = piece(token, at, token.glyphs.length);
    if (isNameSyllable(left.text) && isNameSyllable(right.text)) return [left, right];
  }
  return [token];
};

const isNameSyllable = (text: string): boolean =>
  (nameSyllableRarity(text) ?? surnameRarity(text)) !== undefined && text.length > 1;

let toneless: ReadonlySet<string> | undefined;

/** Whether the text is a syllable but for its tone. */
const isNearSyllable = (text: string): boolean => {
  toneless ??= new Set([...legalSyllables()].map(withoutTone));
  return toneless.has(withoutTone(syllableKey(text)));
};

const piece = (token: Token, from: number, to: number): Token => {
  const glyphs: readonly Glyph[] = token.glyphs.slice(from, to);
  return { glyphs, text: glyphs.map((glyph) => glyph.text).join(''), start: token.start + from };
};
