/**
 * What is level on a page: the lying rules (the head's, a row's, the paper's own faint ones) tell how the paper leans and
 * bends. All together give one smooth field, so a single rule that strayed into writing does not bend the rows.
 */
import { solveSymmetric } from '../forms/algebra.ts';
import type { PageRule } from './page-rules.ts';

export type Levels = {
  /** Height at `x` of the level line that passes the middle of the table at `v`, pixels. */
  readonly yAt: (x: number, v: number) => number;
  /** The other way round. */
  readonly vAt: (x: number, y: number) => number;
};

/** Terms of the field, in x (−1…1 across the table) and v (−1…1 down the page). All are zero in the middle. */
const TERMS: readonly ((x: number, v: number) => number)[] = [
  (x) => x,
  (x, v) => x * v,
  (x) => x * x,
  (x, v) => x * x * v,
  (x) => x * x * x,
  (x, v) => x * v * v,
];
/** How unwilling each term is to be used: bends more than leans. */
const STIFFNESS = [0.001, 0.05, 0.05, 0.3, 0.3, 0.3];
const SAMPLES = 16;
const PASSES = 4;

/** `left` and `right` of the table and the height of the page, pixels. Without rules everything is level. */
export const levelsFrom = (
  rules: readonly PageRule[],
  left: number,
  right: number,
  height: number,
): Levels => {
  const middle = (left + right) / 2;
  const half = Math.max(1, (right - left) / 2);
  const points: { x: number; v: number; off: number; weight: number }[] = [];
  for (const rule of rules) {
    const v = rule.at(middle);
    for (let k = 0; k < SAMPLES; k++) {
      const x = left + ((k + 0.5) * (right - left)) / SAMPLES;
      if (x < rule.from || x > rule.to) continue;
      points.push({
        x: (x - middle) / half,
        v: (2 * v) / height - 1,
        off: rule.at(x) - v,
        weight: rule.weight ** 2,
      });
    }
  }
  const factors = fitted(points, height);
  const offset = (x: number, v: number): number => {
    const px = Math.min(1.4, Math.max(-1.4, (x - middle) / half));
    const pv = (2 * v) / height - 1;
    let sum = 0;
    for (let k = 0; k < TERMS.length; k++) sum += factors[k]! * TERMS[k]!(px, pv);
    return sum;
  };
  return {
    yAt: (x, v) => v + offset(x, v),
    vAt: (x, y) => {
      let v = y;
      for (let i = 0; i < 4; i++) v = y - offset(x, v);
      return v;
    },
  };
};

/** Weighted least squares, each pass trusting strays less (Geman–McClure weights; scale of two thousandths of the height). */
const fitted = (
  points: readonly { x: number; v: number; off: number; weight: number }[],
  height: number,
): Float64Array => {
  const n = TERMS.length;
  let factors = new Float64Array(n);
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return factors;
  const row = new Float64Array(n);
  for (let pass = 0; pass < PASSES; pass++) {
    const tolerance = height * 0.002;
    const a = new Float64Array(n * n);
    const b = new Float64Array(n);
    for (const { x, v, off, weight } of points) {
      for (let k = 0; k < n; k++) row[k] = TERMS[k]!(x, v);
      let residual = off;
      for (let k = 0; k < n; k++) residual -= factors[k]! * row[k]!;
      const trust = pass === 0 ? weight : weight / (1 + (residual / tolerance) ** 2) ** 2;
      for (let i = 0; i < n; i++) {
        b[i]! += trust * row[i]! * off;
        for (let j = 0; j < n; j++) a[i * n + j]! += trust * row[i]! * row[j]!;
      }
    }
    for (let k = 0; k < n; k++) a[k * n + k]! += STIFFNESS[k]! * total * 0.1;
    if (!solveSymmetric(a, n, [b])) return factors;
    factors = b;
  }
  return factors;
};
