/**
 * How well does a word fit what was seen? A weighted edit distance from read glyphs to a wanted text: what the engine saw
 * as an alternative is cheap, what looks alike (o/ô/ơ, l/1, rn) costs something, anything else much. Costs are in units of
 * about one unlikely but possible confusion, and smaller where the engine itself was unsure.
 */
import { fold, unifyTonePlacement } from '../domain/text.ts';
import type { Glyph } from './writing.ts';

const COST = {
  case: 0.08,
  tone: 0.85,
  /** A dot below goes with a dotted line, or comes from one that ran under the letters. */
  dotBelow: 0.6,
  /** The horn of ư and ơ hangs on its letter and is easily lost; a tone is ink of its own. */
  hornLost: 0.5,
  quality: 1,
  lookalike: 1.1,
  otherMark: 0.5,
  other: 2.4,
  insert: 1.7,
  remove: 1.7,
  punctuation: 0.35,
  space: 0.35,
  /** Per unit of -ln(alternative / own). */
  alternative: 0.33,
} as const;

/** Groups of characters that look alike in print and typewriting, tones and case aside. */
const LOOKALIKES = [
  'o0cedqa',
  '1lit!|/jf7',
  '5s',
  '8b3eg',
  '2z7',
  '6bgc',
  '9gqy',
  '4a',
  'hnbkm',
  'nrmuh',
  'uvyn',
  'ceo',
  'xk',
  'ft',
  'tr',
  'il',
  'pq',
  'mn',
  'wv',
  'dơ',
];

const alike = new Set<string>();
for (const group of LOOKALIKES) for (const a of group) for (const b of group) alike.add(a + b);

const PUNCTUATION = /^[\p{P}\p{S}]$/u;

/** Letter without tone but with its quality (ă, â, ê, ô, ơ, ư, đ). */
const toneless = (letter: string): string =>
  letter
    .normalize('NFD')
    .replace(/[\u0300\u0301\u0303\u0309\u0323]/gu, '')
    .normalize('NFC');

const toneOf = (letter: string): string =>
  /[\u0300\u0301\u0303\u0309\u0323]/u.exec(letter.normalize('NFD'))?.[0] ?? '';

const DOT_BELOW = '\u0323';
const HORN = /\u031b/u;
const hornless = (letter: string): string => letter.normalize('NFD').replace(HORN, '').normalize('NFC');

const pairCosts = new Map<string, number>();

/** Cost of having read `read` where `wanted` stands, both one character. */
const confusion = (read: string, wanted: string): number => {
  const key = read + wanted;
  const known = pairCosts.get(key);
  if (known !== undefined) return known;
  const cost = computeConfusion(read, wanted);
  pairCosts.set(key, cost);
  return cost;
};

const computeConfusion = (read: string, wanted: string): number => {
  if (read === wanted) return 0;
  const a = read.toLocaleLowerCase('vi');
  const b = wanted.toLocaleLowerCase('vi');
  if (a === b) return COST.case;
  if (PUNCTUATION.test(a) && PUNCTUATION.test(b)) return COST.punctuation;
  if (toneless(a) === toneless(b)) return toneOf(a) + toneOf(b) === DOT_BELOW ? COST.dotBelow : COST.tone;
  const x = fold(a);
  const y = fold(b);
  if (hornless(b) === a) return COST.hornLost;
  if (x === y) return COST.quality;
  if (!alike.has(x + y)) return COST.other;
  return COST.lookalike + (toneOf(a) === toneOf(b) ? 0 : COST.otherMark);
};

/** How far below certainty a glyph's own weight makes exchanges cheaper: 1 when sure, 0.45 when the engine guessed. */
const firmness = (glyph: Glyph): number =>
  0.4 + 0.6 * Math.max(0, Math.min(1, (glyph.confidence - 0.3) / 0.65));

const exchange = (glyph: Glyph, wanted: string): number => {
  if (glyph.text === wanted) return 0;
  let cost = confusion(glyph.text, wanted) * firmness(glyph);
  for (const alternative of glyph.alternatives) {
    if (alternative.text === '') continue;
    const seen = alternativeCost(glyph, alternative.confidence) + confusion(alternative.text, wanted);
    if (seen < cost) cost = seen;
  }
  return cost;
};

const alternativeCost = (glyph: Glyph, confidence: number): number =>
  Math.max(0.05, COST.alternative * Math.log(Math.max(glyph.confidence, 0.05) / Math.max(confidence, 0.001)));

const removal = (glyph: Glyph): number => {
  const base =
    glyph.text === ' '
      ? COST.space
      : PUNCTUATION.test(glyph.text)
        ? COST.punctuation
        : COST.remove * firmness(glyph);
  const nothing = glyph.alternatives.find((alternative) => alternative.text === '');
  return nothing === undefined ? base : Math.min(base, alternativeCost(glyph, nothing.confidence));
};

const insertion = (wanted: string): number =>
  wanted === ' ' ? COST.space : PUNCTUATION.test(wanted) ? COST.punctuation : COST.insert;

/** Letters of a text as people see them, tone placement unified. */
export const lettersOf = (text: string): readonly string[] => [...unifyTonePlacement(text.normalize('NFC'))];

/**
 * Cost of turning the glyphs into `wanted`, or Infinity as soon as it must exceed `limit`. Case is nearly free.
 */
export const fitCost = (
  glyphs: readonly Glyph[],
  wanted: readonly string[],
  limit = Number.POSITIVE_INFINITY,
): number => align(weighAll(glyphs), wanted, limit);

/** A glyph with the costs of what it may be, kept as they are asked for: thousands of words are tried on each. */
type Weighed = Readonly<{ glyph: Glyph; removal: number; exchanges: Map<string, number> }>;

const weigh = (glyph: Glyph): Weighed => ({ glyph, removal: removal(glyph), exchanges: new Map() });

/** Tones read in the new placement ("hoà") are weighed in the old one, as all wanted letters are. */
const weighAll = (glyphs: readonly Glyph[]): readonly Weighed[] => {
  const text = glyphs.map((glyph) => glyph.text).join('');
  const unified = OPEN_GLIDE.test(text) ? [...unifyTonePlacement(text)] : [];
  if (unified.length !== glyphs.length) return glyphs.map(weigh);
  return glyphs.map((glyph, index) => weigh({ ...glyph, text: unified[index] ?? glyph.text }));
};
const OPEN_GLIDE = /[ou][àáảãạèéẻẽẹỳýỷỹỵ](?!\p{L})/iu;

const exchangeOf = ({ glyph, exchanges }: Weighed, wanted: string): number => {
  const known = exchanges.get(wanted);
  if (known !== undefined) return known;
  const cost = exchange(glyph, wanted);
  exchanges.set(wanted, cost);
  return cost;
};

const insertions = new Map<string, number>();
const insertionOf = (wanted: string): number => {
  const known = insertions.get(wanted);
  if (known !== undefined) return known;
  const cost = insertion(wanted);
  insertions.set(wanted, cost);
  return cost;
};

const align = (glyphs: readonly Weighed[], wanted: readonly string[], limit: number): number => {
  const columns = wanted.length + 1;
  if (columns > rows[0].length) rows = [new Float64Array(columns * 2), new Float64Array(columns * 2)];
  let [above, row] = rows;
  above[0] = 0;
  for (let j = 1; j < columns; j++) above[j] = above[j - 1]! + insertionOf(wanted[j - 1]!);
  for (const weighed of glyphs) {
    const gone = weighed.removal;
    row[0] = above[0]! + gone;
    let least = above[0]! + gone;
    for (let j = 1; j < columns; j++) {
      const letter = wanted[j - 1]!;
      let cost = above[j - 1]! + exchangeOf(weighed, letter);
      const removed = above[j]! + gone;
      if (removed < cost) cost = removed;
      const inserted = row[j - 1]! + insertionOf(letter);
      if (inserted < cost) cost = inserted;
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > limit) return Number.POSITIVE_INFINITY;
    [above, row] = [row, above];
  }
  return above[columns - 1]!;
};

export type Candidate<T> = Readonly<{ item: T; letters: readonly string[]; prior: number }>;
export type Match<T> = Readonly<{ item: T; cost: number; prior: number; total: number }>;

/** A candidate for `bestMatches`; `prior` is added to its cost (0 for the commonest). */
export const candidate = <T>(item: T, text: string, prior = 0): Candidate<T> => ({
  item,
  letters: lettersOf(text),
  prior,
});

/** The `count` best candidates that cost at most `limit`, cheapest first. */
export const bestMatches = <T>(
  glyphs: readonly Glyph[],
  candidates: Iterable<Candidate<T>>,
  limit: number,
  count = 4,
): readonly Match<T>[] => {
  const found: Match<T>[] = [];
  const weighed = weighAll(glyphs);
  let worst = limit;
  for (const { item, letters, prior } of candidates) {
    if (prior > worst) continue;
    if (prior + lengthCost(glyphs.length, letters) > worst) continue;
    const cost = align(weighed, letters, worst - prior);
    const total = cost + prior;
    if (total > worst || cost === Number.POSITIVE_INFINITY) continue;
    found.push({ item, cost, prior, total });
    found.sort((a, b) => a.total - b.total);
    if (found.length > count) found.pop();
    if (found.length === count) worst = Math.min(worst, found[count - 1]!.total);
  }
  return found;
};

/** Two rows of the table, used again for every word. */
let rows: [Float64Array, Float64Array] = [new Float64Array(64), new Float64Array(64)];

/** What the difference in length costs at least: letters that nobody saw are dear, glyphs too many may be cheap. */
const lengthCost = (seen: number, letters: readonly string[]): number => {
  const missing = letters.length - seen;
  if (missing <= 0) return -missing * LEAST_REMOVAL;
  let cheap = 0;
  for (const letter of letters) if (insertionOf(letter) < COST.insert) cheap++;
  return Math.max(0, missing - cheap) * COST.insert;
};
const LEAST_REMOVAL = 0.05;
