/** From ranked label sequences to a `Reading`: characters with their place on the crop, how sure each is, what else it may be. */
import type { Reading, ReadSymbol } from '../engine.ts';
import type { Found } from './beam.ts';
import { alignLabels, type Span } from './ctc.ts';
import type { Scores } from './model.ts';
import type { Strip } from './strip.ts';

/** Columns of the strip a step covers, and how much earlier than its ink a character is said (measured). */
const STRIDE = 4;
const EARLY = 2;
const MAX_ALTERNATIVES = 5;
const MIN_ALTERNATIVE = 0.01;

/** Null when the best reading says nothing. */
export const readingFrom = (
  scores: Scores,
  found: readonly Found[],
  characters: readonly string[],
  strip: Strip,
): Reading | null => {
  const best = found[0];
  if (best === undefined) return null;
  const labels = trimmed(best.labels, characters);
  const spans = labels.length === 0 ? null : alignLabels(scores, labels);
  if (spans === null) return null;
  const sure = shareOf(found);
  const symbols = labels.map((label, index) => symbolOf(scores, label, spans, index, characters, strip));
  const written = symbols.filter((symbol) => symbol.text !== ' ');
  if (written.length === 0) return null;
  const mean = written.reduce((sum, symbol) => sum + symbol.confidence, 0) / written.length;
  return {
    text: symbols.map((symbol) => symbol.text).join(''),
    confidence: mean * (0.5 + 0.5 * (sure[0] ?? 0)),
    symbols,
    alternatives: found.slice(1).map((other, index) => ({
      text: textOf(trimmed(other.labels, characters), characters),
      score: sure[index + 1] ?? 0,
    })),
  };
};

const textOf = (labels: readonly number[], characters: readonly string[]): string =>
  labels.map((label) => characters[label - 1] ?? '').join('');

/** Without spaces at the ends and without the second of two. */
const trimmed = (labels: readonly number[], characters: readonly string[]): readonly number[] => {
  const space = (label: number | undefined): boolean => label !== undefined && characters[label - 1] === ' ';
  const single = labels.filter(
    (label, index) => !(space(label) && (index === 0 || space(labels[index - 1]))),
  );
  return space(single.at(-1)) ? single.slice(0, -1) : single;
};

/** What each reading is worth among all that were found. */
const shareOf = (found: readonly Found[]): readonly number[] => {
  const top = found[0]?.total ?? 0;
  const worth = found.map(({ total }) => Math.exp(total - top));
  const sum = worth.reduce((a, b) => a + b, 0);
  return worth.map((value) => value / sum);
};

const symbolOf = (
  scores: Scores,
  label: number,
  spans: readonly Span[],
  index: number,
  characters: readonly string[],
  strip: Strip,
): ReadSymbol => {
  const span = spans[index]!;
  const { classes, logp } = scores;
  const at = (step: number, k: number): number => Math.exp(logp[step * classes + k]!);
  // The steps in which this character could be said: up to halfway to its neighbours' clearest steps.
  const before = spans[index - 1]?.peak;
  const after = spans[index + 1]?.peak;
  const from = Math.min(
    span.from,
    before === undefined ? span.peak - 1 : Math.ceil((before + span.peak + 1) / 2),
  );
  const to = Math.max(span.to, after === undefined ? span.peak + 2 : Math.floor((after + span.peak) / 2) + 1);
  const others = new Map<number, number>();
  let own = 0;
  let silence = 1;
  for (let step = Math.max(0, from); step < Math.min(scores.steps, to); step++) {
    own = Math.max(own, at(step, label));
    silence = Math.min(silence, at(step, 0));
    for (let k = 1; k < classes; k++) {
      const p = at(step, k);
      if (k !== label && p >= MIN_ALTERNATIVE) others.set(k, Math.max(others.get(k) ?? 0, p));
    }
  }
  const sum = own + silence + [...others.values()].reduce((a, b) => a + b, 0);
  const total = Math.max(1, sum);
  const ranked = [...others]
    .map(([k, p]) => ({ text: characters[k - 1] ?? '', confidence: p / total }))
    .concat({ text: '', confidence: silence / total })
    .filter(({ confidence }) => confidence >= MIN_ALTERNATIVE)
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, MAX_ALTERNATIVES);
  return {
    text: characters[label - 1] ?? '',
    confidence: Math.min(1, own / total),
    box: boxOf(spans, index, strip, scores.steps),
    alternatives: ranked,
  };
};

/** From halfway to the character before to halfway to the next one. */
const boxOf = (spans: readonly Span[], index: number, strip: Strip, steps: number): ReadSymbol['box'] => {
  const peak = spans[index]!.peak;
  const column = (step: number): number => step * STRIDE + STRIDE / 2 + EARLY;
  const before = spans[index - 1]?.peak ?? Math.max(0, peak - 5);
  const after = spans[index + 1]?.peak ?? Math.min(steps - 1, peak + 5);
  const toCrop = (x: number): number => strip.left + Math.min(strip.width, Math.max(0, x)) * strip.scale;
  const left = toCrop((column(before) + column(peak)) / 2);
  const right = toCrop((column(peak) + column(after)) / 2);
  return [left, strip.top, Math.max(1, right - left), strip.bottom - strip.top];
};
