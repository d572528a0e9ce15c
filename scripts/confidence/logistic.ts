/**
 * Logistic regression with a Gaussian prior around given weights, by Newton's method, under signs that coefficients must
 * keep: what a small sample says against a direction is taken for chance.
 */

/** One value: its features and whether it was right. */
export type Sample = Readonly<{ features: readonly number[]; right: boolean }>;

export type FitOptions = Readonly<{
  /** Where the weights are drawn to, and how strongly each (inverse variance). */
  prior: readonly number[];
  strength: readonly number[];
  /** 1: never below 0, -1: never above, 0: free. */
  directions: readonly number[];
}>;

const ROUNDS = 60;
const CLOSE = 1e-7;

export const probabilityOf = (weights: readonly number[], features: readonly number[]): number => {
  let z = 0;
  for (let i = 0; i < weights.length; i++) z += weights[i]! * features[i]!;
  return 1 / (1 + Math.exp(-z));
};

/** The weights of highest posterior within the directions. Coefficients at a bound are held there and the rest fitted again. */
export const fitLogistic = (samples: readonly Sample[], options: FitOptions): readonly number[] => {
  const held = new Set<number>();
  for (;;) {
    const weights = climb(samples, options, held);
    const wrong = weights.flatMap((weight, i) =>
      !held.has(i) && weight * (options.directions[i] ?? 0) < 0 ? [i] : [],
    );
    if (wrong.length === 0) return weights;
    for (const i of wrong) held.add(i);
  }
};

const climb = (
  samples: readonly Sample[],
  { prior, strength }: FitOptions,
  held: ReadonlySet<number>,
): readonly number[] => {
  const weights = prior.map((weight, i) => (held.has(i) ? 0 : weight));
  const free = weights.map((_, i) => i).filter((i) => !held.has(i));
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = free.map((i) => strength[i]! * (prior[i]! - weights[i]!));
    const curvature = free.map((i, row) => free.map((_, column) => (row === column ? strength[i]! : 0)));
    for (const { features, right } of samples) {
      const p = probabilityOf(weights, features);
      const off = (right ? 1 : 0) - p;
      const spread = p * (1 - p);
      for (let row = 0; row < free.length; row++) {
        const x = features[free[row]!]!;
        if (x === 0) continue;
        gradient[row]! += off * x;
        for (let column = 0; column <= row; column++) {
          curvature[row]![column]! += spread * x * features[free[column]!]!;
        }
      }
    }
    const step = solve(curvature, gradient);
    const longest = Math.max(...step.map(Math.abs));
    // Far from the top a whole step may overshoot.
    const share = longest > 2 ? 2 / longest : 1;
    free.forEach((i, row) => {
      weights[i]! += share * step[row]!;
    });
    if (longest < CLOSE) break;
  }
  return weights;
};

/** Solves a symmetric positive system given by its lower half (Cholesky). */
const solve = (lower: readonly number[][], right: readonly number[]): number[] => {
  const n = right.length;
  const factor: number[][] = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i]![j]!;
      for (let k = 0; k < j; k++) sum -= factor[i]![k]! * factor[j]![k]!;
      factor[i]![j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / factor[j]![j]!;
    }
  }
  const middle = [...right];
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) middle[i]! -= factor[i]![k]! * middle[k]!;
    middle[i]! /= factor[i]![i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) middle[i]! -= factor[k]![i]! * middle[k]!;
    middle[i]! /= factor[i]![i]!;
  }
  return middle;
};
