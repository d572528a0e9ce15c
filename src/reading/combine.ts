/**
 * Several readings of one crop made one: aligned character by character, their weights averaged. What both saw gains,
 * what one saw becomes an alternative that knowledge can still choose.
 */
import type { Reading, ReadSymbol } from './engine.ts';

type Alternative = ReadSymbol['alternatives'][number];

const GAP = 1;
const MISMATCH = 1.3;
const KEPT = 6;
const LEAST = 0.01;

/** `first` gives the boxes; a null reading leaves the other as it is. */
export const combineReadings = (first: Reading | null, second: Reading | null): Reading | null => {
  if (first === null || second === null) return first ?? second;
  const symbols = align(first.symbols, second.symbols).flatMap(([a, b]) => {
    const merged = merge(a, b);
    return merged === null ? [] : [merged];
  });
  const cleaned = withoutOuterSpaces(symbols);
  const written = cleaned.filter((symbol) => symbol.text !== ' ');
  if (written.length === 0) return first;
  const text = cleaned.map((symbol) => symbol.text).join('');
  return {
    text,
    confidence: written.reduce((sum, symbol) => sum + symbol.confidence, 0) / written.length,
    symbols: [...cleaned],
    alternatives: [first, second]
      .filter((reading) => reading.text !== text)
      .map((reading) => ({ text: reading.text, score: reading.confidence })),
  };
};

/**
 * A reading that may also be what another engine saw: where the two differ, the other's letter is one more alternative, as
 * likely as `share` of the letter read. Neither its text nor how sure it is changes; knowledge of the field can choose.
 */
export const withAlternativesOf = (
  reading: Reading,
  other: readonly ReadSymbol[],
  share: number,
): Reading => ({
  ...reading,
  symbols: align(reading.symbols, other).flatMap(([own, seen]) => {
    if (own === null) return [];
    const text = seen?.text ?? '';
    const confidence = own.confidence * share;
    const known = own.alternatives.find((alternative) => alternative.text === text)?.confidence ?? 0;
    if (text === own.text || own.text === ' ' || known >= confidence) return [own];
    const rest = own.alternatives.filter((alternative) => alternative.text !== text);
    return [{ ...own, alternatives: [{ text, confidence }, ...rest] }];
  }),
});

type Pair = readonly [ReadSymbol | null, ReadSymbol | null];

/** Cheapest alignment (Needleman and Wunsch); spaces pair with spaces only. */
const align = (a: readonly ReadSymbol[], b: readonly ReadSymbol[]): readonly Pair[] => {
  const width = b.length + 1;
  const cost = new Float64Array((a.length + 1) * width);
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      if (i === 0 || j === 0) cost[i * width + j] = (i + j) * GAP;
      else {
        cost[i * width + j] = Math.min(
          cost[(i - 1) * width + j - 1]! + pairCost(a[i - 1]!, b[j - 1]!),
          cost[(i - 1) * width + j]! + GAP,
          cost[i * width + j - 1]! + GAP,
        );
      }
    }
  }
  const pairs: Pair[] = [];
  let [i, j] = [a.length, b.length];
  while (i > 0 || j > 0) {
    const here = cost[i * width + j]!;
    if (i > 0 && j > 0 && here === cost[(i - 1) * width + j - 1]! + pairCost(a[i - 1]!, b[j - 1]!)) {
      pairs.push([a[--i]!, b[--j]!]);
    } else if (i > 0 && here === cost[(i - 1) * width + j]! + GAP) pairs.push([a[--i]!, null]);
    else pairs.push([null, b[--j]!]);
  }
  return pairs.reverse();
};

const pairCost = (a: ReadSymbol, b: ReadSymbol): number => {
  if (a.text === b.text) return 0;
  if (a.text === ' ' || b.text === ' ') return 2 * GAP + 0.1;
  return MISMATCH;
};

/** The likelier of both, or null when "nothing" is likelier than either. */
const merge = (a: ReadSymbol | null, b: ReadSymbol | null): ReadSymbol | null => {
  const weights = new Map<string, number>();
  for (const symbol of [a, b]) {
    for (const { text, confidence } of distribution(symbol)) {
      weights.set(text, (weights.get(text) ?? 0) + confidence / 2);
    }
  }
  const ranked = [...weights].sort((x, y) => y[1] - x[1]);
  const [best, ...others] = ranked;
  const box = (a ?? b)?.box;
  if (best === undefined || box === undefined) return null;
  // A symbol only one of them saw goes only when that one doubted it, too.
  const [text, confidence] = best[0] === '' ? (others[0] ?? best) : best;
  if (best[0] === '' && confidence < DOUBTED) return null;
  const rest: Alternative[] = ranked
    .filter(([other, weight]) => other !== text && weight >= LEAST)
    .slice(0, KEPT)
    .map(([other, weight]) => ({ text: other, confidence: weight }));
  return { text, confidence: Math.min(1, confidence), box, alternatives: rest };
};
const DOUBTED = 0.45;

/** A symbol nobody saw there is "nothing", for sure. */
const distribution = (symbol: ReadSymbol | null): readonly Alternative[] =>
  symbol === null
    ? [{ text: '', confidence: 1 }]
    : [{ text: symbol.text, confidence: symbol.confidence }, ...symbol.alternatives];

const withoutOuterSpaces = (symbols: readonly ReadSymbol[]): readonly ReadSymbol[] => {
  const kept = symbols.filter((symbol, index) => symbol.text !== ' ' || symbols[index - 1]?.text !== ' ');
  const from = kept.findIndex((symbol) => symbol.text !== ' ');
  let to = kept.length;
  while (to > 0 && kept[to - 1]?.text === ' ') to--;
  return from < 0 ? [] : kept.slice(from, to);
};
