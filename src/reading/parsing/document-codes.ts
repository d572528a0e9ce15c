/** Numbers of documents within free text: "67/6BT -UBND" is 67/GBT-UBND. */
import { DOCUMENT_CODES } from '../knowledge/phrases.ts';
import { bestMatches, candidate } from '../matching.ts';
import { type Glyph, textOf } from '../writing.ts';
import { type Word, wordText } from './words.ts';

/** "60/GBT -UBND" has no gap. */
export const withoutGapInCodes = (glyphs: readonly Glyph[]): readonly Glyph[] =>
  glyphs.filter((glyph, index) => {
    if (glyph.text !== ' ') return true;
    const before = textOf(glyphs.slice(Math.max(0, index - 8), index));
    const [next, after] = [glyphs[index + 1]?.text ?? '', glyphs[index + 2]?.text ?? ' '];
    return !(/^[-/]$/u.test(next) && after !== ' ' && /\/[\p{Lu}\d]+$/u.test(before));
  });

const CODES = DOCUMENT_CODES.map((code) => candidate(code, code));
const CODE_LIMIT = 1.3;

/** An O beside a digit is a zero: "4O" is 40. A house's letter is never O. */
const WITH_ZEROS = /^(?=.*\d)(?=.*[Oo])[\dOo]+$/u;
const ZERO_COST = 0.25;

/** A number with strokes in it as it is meant: "67/6BT" is 67/GBT, "4O/GBT" 40/GBT, "35/2O18" 35/2018; null where it is none. */
export const asDocumentNumber = (word: Word): { text: string; cost: number } | null => {
  const text = wordText(word);
  if (!text.includes('/')) return null;
  const isCoded = /^[\dOo]+[a-z]?\/[\d/]*[^\d/]*\p{L}/u.test(text) && /^[Oo]*\d/u.test(text);
  let cost = 0;
  let at = 0;
  const pieces = text.split(/([/-])/u).map((piece) => {
    const glyphs = word.glyphs.slice(at, at + piece.length);
    at += piece.length;
    if (WITH_ZEROS.test(piece)) {
      cost += ZERO_COST * (piece.match(/[Oo]/gu)?.length ?? 0);
      return piece.replace(/[Oo]/gu, '0');
    }
    if (!isCoded || !/\p{L}/u.test(piece)) return piece;
    const best = bestMatches(glyphs, CODES, CODE_LIMIT, 1)[0];
    cost += best?.cost ?? 0;
    return best?.item ?? piece;
  });
  const mended = pieces.join('');
  return isCoded || mended !== text ? { text: mended, cost } : null;
};
