/**
 * Free text word by word: each token stays as it was read or becomes a word of the lexicon that looks nearly like it, so
 * that the whole is cheapest (Viterbi over candidates, neighbours known to stand together drawing each other).
 */
import { isLegalSyllable, syllableKey } from '../../domain/syllables.ts';
import type { Lexicon } from '../knowledge/lexicon.ts';
import { bestMatches } from '../matching.ts';
import type { Glyph, Token } from '../writing.ts';

/** A token taken apart: the word and the punctuation around it. */
export type Word = Readonly<{ lead: string; glyphs: readonly Glyph[]; trail: string; token: Token }>;

/** What a word became. `change` is 0 when it stayed as read. */
export type ReadWord = Readonly<{ word: Word; text: string; change: number; known: boolean }>;
export type ReadWords = Readonly<{
  words: readonly ReadWord[];
  change: number;
  margin: number;
  known: number;
}>;

const LEAD = /^[("'“«[]+/u;
const TRAIL = /[.,;:)"'”»\]]+$/u;

/** Words of 95 % certainty that the lexicon knows are not doubted; unknown words always are. */
const SURE = 0.95;
const LIMIT = 2.2;
const UNKNOWN_LEGAL = 1.15;
const UNKNOWN = 1.9;
const TOGETHER = 0.7;
/** The case of a letter whose capital is only larger is a guess of its own. */
const CASE = 0.15;
const MAX_CANDIDATES = 4;
const SLIGHT = 0.4;

export const splitWord = (token: Token): Word => {
  const lead = LEAD.exec(token.text)?.[0] ?? '';
  const rest = token.text.slice(lead.length);
  const trail = TRAIL.exec(rest)?.[0] ?? '';
  const texts = token.glyphs.map((glyph) => glyph.text);
  const from = countGlyphs(texts, lead.length);
  const to = texts.length - countGlyphs([...texts].reverse(), trail.length);
  return { lead, glyphs: token.glyphs.slice(from, Math.max(from, to)), trail, token };
};

/** How many of the texts, from the first, make up that many characters. */
const countGlyphs = (texts: readonly string[], characters: number): number => {
  let count = 0;
  let seen = 0;
  while (seen < characters && count < texts.length) {
    seen += texts[count]?.length ?? 0;
    count++;
  }
  return count;
};

export const wordText = (word: Word): string => word.glyphs.map((glyph) => glyph.text).join('');

type Choice = Readonly<{ text: string; cost: number; change: number; known: boolean }>;

/** Numbers, codes with slashes and words with digits are not the lexicon's business. */
const isWord = (text: string): boolean => /^\p{L}[\p{L}’'-]*$/u.test(text);

const choicesFor = (word: Word, accompanied: boolean, lexicon: Lexicon): readonly Choice[] => {
  const text = wordText(word);
  if (!isWord(text) && !looksLikeWord(text)) return [{ text, cost: 0, change: 0, known: true }];
  const rarity = lexicon.rarity(text);
  const own: Choice = {
    text,
    cost: rarity ?? (isLegalSyllable(text) ? UNKNOWN_LEGAL : UNKNOWN),
    change: 0,
    known: rarity !== undefined,
  };
  const worst = Math.min(1, ...word.glyphs.map((glyph) => glyph.confidence));
  const sure = own.known && worst >= SURE;
  if (sure && accompanied) return [own];
  // A known word, surely read, gives way only to one that its neighbours ask for.
  const limit = sure ? own.cost + TOGETHER + SLIGHT : Math.min(LIMIT + own.cost, 3);
  const others = bestMatches(word.glyphs, lexicon.candidates, limit, MAX_CANDIDATES + 1)
    .filter((match) => !sameWord(match.item, text))
    .slice(0, MAX_CANDIDATES)
    .map((match) => ({
      text: caseLike(text, match.item),
      cost: match.total,
      change: match.cost,
      known: true,
    }));
  return [own, ...others];
};

/** A letter or two misread as a digit: "Th1", "H0à". */
const looksLikeWord = (text: string): boolean => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters >= 2 && letters >= text.length - 1 && /^[\p{L}\d|!]+$/u.test(text);
};

const sameWord = (a: string, b: string): boolean => syllableKey(a) === syllableKey(b);

/** `word` in the case in which `read` was written: all capitals, first capital, or small. */
export const caseLike = (read: string, word: string): string => {
  const letters = read.replace(/[^\p{L}]/gu, '');
  if (letters.length > 1 && letters === letters.toLocaleUpperCase('vi')) return word.toLocaleUpperCase('vi');
  const first = letters.charAt(0);
  if (first === '') return word;
  if (first !== first.toLocaleLowerCase('vi')) return word.charAt(0).toLocaleUpperCase('vi') + word.slice(1);
  return word.charAt(0).toLocaleLowerCase('vi') + word.slice(1);
};

type Path = { cost: number; choices: readonly Choice[] };

/** The cheapest row of words. `margin` is what the second-cheapest would cost more; `known` the share of known words. */
export const readWords = (words: readonly Word[], lexicon: Lexicon): ReadWords => {
  let paths: Path[] = [{ cost: 0, choices: [] }];
  const read = words.map(wordText);
  const standTogether = (at: number): boolean =>
    lexicon.together(read[at] ?? '', read[at + 1] ?? '') !== undefined;
  for (const [at, word] of words.entries()) {
    const next: Path[] = [];
    const accompanied = standTogether(at - 1) || standTogether(at);
    for (const choice of choicesFor(word, accompanied, lexicon)) {
      const reached = paths
        .map((path) => ({
          path,
          cost: path.cost + choice.cost - bonus(path.choices.at(-1), choice, lexicon),
        }))
        .sort((a, b) => a.cost - b.cost)
        .slice(0, 2);
      for (const { path, cost } of reached) next.push({ cost, choices: [...path.choices, choice] });
    }
    paths = next.sort((a, b) => a.cost - b.cost).slice(0, 12);
  }
  const [best, second] = paths;
  const choices = best?.choices ?? [];
  return {
    words: words.map((word, index) => {
      const choice = choices[index];
      if (choice === undefined) return { word, text: wordText(word), change: 0, known: false };
      const text = usualCase(choice, choices[index - 1], lexicon);
      const change = choice.change + (text === choice.text ? 0 : CASE);
      return { word, text, change, known: choice.known };
    }),
    change: choices.reduce((sum, choice) => sum + choice.change, 0),
    margin: best === undefined || second === undefined ? 3 : second.cost - best.cost,
    known: choices.length === 0 ? 0 : choices.filter((choice) => choice.known).length / choices.length,
  };
};

/** Letters whose capital differs in size alone take the case that the known phrase has ("cư trú", not "Cư trú"). */
const usualCase = ({ text }: Choice, before: Choice | undefined, lexicon: Lexicon): string => {
  if (before === undefined || !/^[cosuvxzCOSUVXZ]/u.test(text.normalize('NFD'))) return text;
  if (text.length > 1 && text === text.toLocaleUpperCase('vi')) return text;
  const usual = lexicon.together(before.text, text);
  return usual === undefined ? text : caseLike(usual, text);
};

const bonus = (left: Choice | undefined, right: Choice, lexicon: Lexicon): number =>
  left !== undefined && lexicon.together(left.text, right.text) !== undefined ? TOGETHER : 0;
