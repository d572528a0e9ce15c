/**
 * Learning a hand: the last layer is trained on verified lines (CTC, Adam, drawn back to the shipped layer). Whether that is
 * worth keeping is measured in learn-book.ts. Pure and deterministic.
 */
import { logAdd } from './ctc.ts';
import { type Head, scoresOf } from './head.ts';
import type { Features, Scores } from './model.ts';

/** A verified line: what the last layer sees of it, and the classes of its text. */
export type Lesson = Readonly<{ features: Features; labels: readonly number[] }>;

const SETTINGS = { epochs: 10, rate: 2e-3, pull: 0.02 };
/** Adam's usual numbers. */
const ADAM = { first: 0.9, second: 0.98, least: 1e-8 };
/** Parts of the gradient below this change nothing. */
const NOTHING = 1e-4;

/** Whether the line has room to say its text. */
export const isUsable = ({ features, labels }: Lesson): boolean =>
  labels.length > 0 && features.steps >= 2 * labels.length;

/** The last layer after the lessons. */
export const trainHead = (shipped: Head, lessons: readonly Lesson[]): Head => {
  const weights = shipped.weights.slice();
  const head: Head = { ...shipped, weights };
  const first = new Float32Array(weights.length);
  const second = new Float32Array(weights.length);
  const gradient = new Float32Array(weights.length);
  let step = 0;
  const all = SETTINGS.epochs * lessons.length;
  for (let epoch = 0; epoch < SETTINGS.epochs; epoch++) {
    for (const lesson of lessons) {
      gradient.fill(0);
      if (!addGradient(head, lesson, gradient)) continue;
      step += 1;
      const rate = SETTINGS.rate * (1 - step / (all + 1));
      const [unbias1, unbias2] = [1 - ADAM.first ** step, 1 - ADAM.second ** step];
      for (let i = 0; i < weights.length; i++) {
        const g = gradient[i]!;
        first[i] = ADAM.first * first[i]! + (1 - ADAM.first) * g;
        second[i] = ADAM.second * second[i]! + (1 - ADAM.second) * g * g;
        const move = first[i]! / unbias1 / (Math.sqrt(second[i]! / unbias2) + ADAM.least);
        weights[i]! -= rate * (move + SETTINGS.pull * (weights[i]! - shipped.weights[i]!));
      }
    }
  }
  return head;
};

/** Adds the gradient of the line's CTC loss per character; false when the line cannot say its text. */
const addGradient = (head: Head, { features, labels }: Lesson, gradient: Float32Array): boolean => {
  const scores = scoresOf(head, features);
  const said = shares(scores, labels);
  if (said === null) return false;
  const { size, classes } = head;
  for (let t = 0; t < scores.steps; t++) {
    for (let k = 0; k < classes; k++) {
      const at = t * classes + k;
      const error = (Math.exp(scores.logp[at]!) - said[at]!) / labels.length;
      if (Math.abs(error) < NOTHING) continue;
      const row = k * (size + 1);
      for (let i = 0; i < size; i++) gradient[row + i]! += error * features.values[t * size + i]!;
      gradient[row + size]! += error;
    }
  }
  return true;
};

/** How much each class is said at each step, over all paths that say the labels (forward and backward sums). */
export const shares = ({ steps, classes, logp }: Scores, labels: readonly number[]): Float32Array | null => {
  const states = 2 * labels.length + 1;
  const classOf = (s: number): number => (s % 2 === 0 ? 0 : labels[(s - 1) / 2]!);
  const mayJump = (s: number): boolean => s > 1 && s % 2 === 1 && classOf(s) !== classOf(s - 2);
  const forward = new Float64Array(steps * states).fill(Number.NEGATIVE_INFINITY);
  const backward = new Float64Array(steps * states).fill(Number.NEGATIVE_INFINITY);
  const at = (t: number, s: number): number => logp[t * classes + classOf(s)]!;
  for (let s = 0; s < Math.min(2, states); s++) forward[s] = at(0, s);
  for (let t = 1; t < steps; t++) {
    for (let s = 0; s < states; s++) {
      let sum = forward[(t - 1) * states + s]!;
      if (s > 0) sum = logAdd(sum, forward[(t - 1) * states + s - 1]!);
      if (mayJump(s)) sum = logAdd(sum, forward[(t - 1) * states + s - 2]!);
      forward[t * states + s] = sum + at(t, s);
    }
  }
  for (let s = Math.max(0, states - 2); s < states; s++) backward[(steps - 1) * states + s] = 0;
  for (let t = steps - 2; t >= 0; t--) {
    for (let s = 0; s < states; s++) {
      const next = (to: number): number => backward[(t + 1) * states + to]! + at(t + 1, to);
      let sum = next(s);
      if (s + 1 < states) sum = logAdd(sum, next(s + 1));
      if (s + 2 < states && mayJump(s + 2)) sum = logAdd(sum, next(s + 2));
      backward[t * states + s] = sum;
    }
  }
  const end = (steps - 1) * states;
  const total = states > 1 ? logAdd(forward[end + states - 1]!, forward[end + states - 2]!) : forward[end]!;
  if (total === Number.NEGATIVE_INFINITY) return null;
  const said = new Float32Array(steps * classes);
  for (let t = 0; t < steps; t++) {
    for (let s = 0; s < states; s++) {
      said[t * classes + classOf(s)]! += Math.exp(
        forward[t * states + s]! + backward[t * states + s]! - total,
      );
    }
  }
  return said;
};
