import { describe, expect, it } from 'vitest';
import { logProbability } from './ctc.ts';
import { bytesOf, type Head, headFrom, scoresOf } from './head.ts';
import { type Lesson, shares, trainHead } from './learn.ts';

const CLASSES = 4;
const SIZE = 6;

/** Numbers that look random and are the same every time. */
const noise = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff - 0.5;
  };
};

const head = (seed: number): Head => {
  const next = noise(seed);
  return { classes: CLASSES, size: SIZE, weights: Float32Array.from({ length: CLASSES * (SIZE + 1) }, next) };
};

/** A writer whose classes show in features of their own: class k lights feature k. */
const lesson = (labels: readonly number[], seed: number): Lesson => {
  const next = noise(seed);
  const steps = labels.length * 3 + 1;
  const values = Float32Array.from({ length: steps * SIZE }, () => next() * 0.2);
  labels.forEach((label, index) => {
    values[(index * 3 + 1) * SIZE + label]! += 2;
  });
  return { features: { steps, size: SIZE, values }, labels };
};
const lessons = Array.from({ length: 30 }, (_, i) =>
  lesson([1 + (i % 3), 1 + ((i * 7) % 3), 1 + ((i * 5) % 3)], i + 1),
);

describe('learning a hand', () => {
  it('shares every step out among the classes that the text allows', () => {
    const { features, labels } = lessons[0]!;
    const said = shares(scoresOf(head(3), features), labels)!;
    for (let t = 0; t < features.steps; t++) {
      const row = [...said.subarray(t * CLASSES, (t + 1) * CLASSES)];
      expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
    }
  });

  it('has the gradient of the log probability', () => {
    const { features, labels } = lessons[4]!;
    const base = head(9);
    const said = shares(scoresOf(base, features), labels)!;
    const scores = scoresOf(base, features);
    const [k, i, step] = [2, 1, 1e-2];
    let slope = 0;
    for (let t = 0; t < features.steps; t++) {
      const error = said[t * CLASSES + k]! - Math.exp(scores.logp[t * CLASSES + k]!);
      slope += error * features.values[t * SIZE + i]!;
    }
    const moved = (by: number): number => {
      const weights = base.weights.slice();
      weights[k * (SIZE + 1) + i]! += by;
      return logProbability(scoresOf({ ...base, weights }, features), labels);
    };
    expect((moved(step) - moved(-step)) / (2 * step)).toBeCloseTo(slope, 2);
  });

  it('finds lines likelier that it has not been shown', () => {
    const [shown, unseen] = [lessons.slice(0, 24), lessons.slice(24)];
    const likelihood = (layer: Head): number =>
      unseen.reduce(
        (sum, { features, labels }) => sum + logProbability(scoresOf(layer, features), labels),
        0,
      );
    expect(likelihood(trainHead(head(5), shown))).toBeGreaterThan(likelihood(head(5)));
  });

  it('comes back from its bytes, and refuses those of another network', () => {
    const one = head(1);
    expect(headFrom(bytesOf(one), CLASSES, SIZE).weights).toEqual(one.weights);
    expect(() => headFrom(bytesOf(one), CLASSES + 1, SIZE)).toThrow(RangeError);
  });
});
