/** What CTC scores say: the likeliest text, and where on the line each of its characters stands. */
import type { Scores } from './model.ts';

const BLANK = 0;

/** Classes of the likeliest path, repeats and blanks taken out. */
export const greedy = ({ steps, classes, logp }: Scores): readonly number[] => {
  const path: number[] = [];
  let before = BLANK;
  for (let t = 0; t < steps; t++) {
    let best = BLANK;
    for (let k = 1; k < classes; k++) if (logp[t * classes + k]! > logp[t * classes + best]!) best = k;
    if (best !== before && best !== BLANK) path.push(best);
    before = best;
  }
  return path;
};

/** Steps `from` (inclusive) to `to` (exclusive) in which a character is said, and the step where it is said clearest. */
export type Span = Readonly<{ from: number; to: number; peak: number }>;

/** Where the characters of `labels` lie: the likeliest path that says exactly them. Null when the line is too short. */
export const alignLabels = (scores: Scores, labels: readonly number[]): readonly Span[] | null => {
  const { steps, classes, logp } = scores;
  const states = 2 * labels.length + 1;
  const classOf = (state: number): number => (state % 2 === 0 ? BLANK : labels[(state - 1) / 2]!);
  let score = new Float64Array(states).fill(Number.NEGATIVE_INFINITY);
  let next = new Float64Array(states);
  const came = new Uint8Array(steps * states);
  score[0] = logp[BLANK]!;
  if (states > 1) score[1] = logp[classOf(1)]!;
  for (let t = 1; t < steps; t++) {
    for (let s = 0; s < states; s++) {
      const own = classOf(s);
      let best = score[s]!;
      let from = 0;
      if (s > 0 && score[s - 1]! > best) [best, from] = [score[s - 1]!, 1];
      if (s > 1 && own !== BLANK && own !== classOf(s - 2) && score[s - 2]! > best)
        [best, from] = [score[s - 2]!, 2];
      next[s] = best + logp[t * classes + own]!;
      came[t * states + s] = from;
    }
    [score, next] = [next, score];
  }
  let state = states > 1 && score[states - 2]! > score[states - 1]! ? states - 2 : states - 1;
  if (score[state] === Number.NEGATIVE_INFINITY) return null;
  const spans: { from: number; to: number; peak: number }[] = labels.map(() => ({
    from: steps,
    to: 0,
    peak: 0,
  }));
  for (let t = steps - 1; t >= 0; t--) {
    if (state % 2 === 1) {
      const span = spans[(state - 1) / 2]!;
      const said = labels[(state - 1) / 2]!;
      if (span.to === 0) [span.to, span.peak] = [t + 1, t];
      if (logp[t * classes + said]! > logp[span.peak * classes + said]!) span.peak = t;
      span.from = t;
    }
    state -= came[t * states + state]!;
  }
  return spans;
};

/** Log probability of exactly these labels, over all paths. */
export const logProbability = ({ steps, classes, logp }: Scores, labels: readonly number[]): number => {
  const states = 2 * labels.length + 1;
  let score = new Float64Array(states).fill(Number.NEGATIVE_INFINITY);
  score[0] = logp[BLANK]!;
  if (states > 1) score[1] = logp[labels[0]!]!;
  for (let t = 1; t < steps; t++) {
    const next = new Float64Array(states);
    for (let s = 0; s < states; s++) {
      const own = s % 2 === 0 ? BLANK : labels[(s - 1) / 2]!;
      let sum = score[s]!;
      if (s > 0) sum = logAdd(sum, score[s - 1]!);
      if (s > 1 && own !== BLANK && own !== labels[(s - 3) / 2]) sum = logAdd(sum, score[s - 2]!);
      next[s] = sum + logp[t * classes + own]!;
    }
    score = next;
  }
  return states > 1 ? logAdd(score[states - 1]!, score[states - 2]!) : score[0]!;
};

/** log(exp a + exp b) without leaving the range of numbers. */
export const logAdd = (a: number, b: number): number => {
  if (a === Number.NEGATIVE_INFINITY) return b;
  if (b === Number.NEGATIVE_INFINITY) return a;
  return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b));
};
