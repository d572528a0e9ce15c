/** The fold of an opened book: where, near the middle, the paper is shaded from top to bottom. */
import { invert, type Mat3 } from './geometry.ts';
import type { Gray } from './raster.ts';

/** The fold lies this near the middle of the paper, as a share of the width. */
export const OFF_CENTRE = 0.09;
/** The height is looked at in so many blocks, the width in so many columns. */
export const BLOCKS = 16;
const COLUMNS = 480;

export type Fold = {
  /** The fold's x in pixels, in the middle of each block from top to bottom. */
  readonly path: Float64Array;
  /** Share of the blocks in which the shade is seen. */
  readonly share: number;
  /** Mean depth of the shade in grey levels. */
  readonly depth: number;
};

/**
 * The most shaded way down near the middle. Strokes and rules are closed, the paper's brightness is taken column
 * by column in 16 blocks (the median and a bit, so that text does not count), and the shade is what is missing against the
 * paper on both sides; a step between a lighter and a darker page counts too.
 */
export const findFold = (gray: Gray): Fold => {
  const blockHeight = Math.max(1, Math.floor(gray.height / BLOCKS));
  const from = Math.floor(COLUMNS * (0.5 - OFF_CENTRE - 0.02));
  const to = Math.ceil(COLUMNS * (0.5 + OFF_CENTRE + 0.02));
  const paper = withoutThinLines(gray);
  const shades = Array.from({ length: BLOCKS }, (_, block) =>
    shadeOf(paperProfile(paper, block * blockHeight, blockHeight)),
  );
  const columns = wayDown(shades, from, to);
  const seen: boolean[] = [];
  let depth = 0;
  for (let block = 0; block < BLOCKS; block++) {
    const level = shades[block]![columns[block]!]!;
    depth += level / BLOCKS;
    seen.push(level >= 1.8 && level >= 3 * medianAbs(shades[block]!, from, to));
  }
  const path = bend(columns, seen).map((column) => ((column + 0.5) * gray.width) / COLUMNS);
  return { path, share: seen.filter(Boolean).length / BLOCKS, depth };
};

/**
 * The picture with every dark stroke and rule narrower than about 0.8 % of the width closed, row by row: shades stay.
 * Only the middle, where the fold can be, is worked on.
 */
const withoutThinLines = (gray: Gray): Gray => {
  const { width, height } = gray;
  const data = Uint8Array.from(gray.data);
  const radius = Math.max(2, Math.round(width * 0.004));
  const from = Math.floor(width * 0.28);
  const to = Math.ceil(width * 0.72);
  const lifted = new Uint8Array(width);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = from; x < to; x++) {
      let top = 0;
      for (let k = -radius; k <= radius; k++)
        if (gray.data[row + x + k]! > top) top = gray.data[row + x + k]!;
      lifted[x] = top;
    }
    for (let x = from + radius; x < to - radius; x++) {
      let low = 255;
      for (let k = -radius; k <= radius; k++) if (lifted[x + k]! < low) low = lifted[x + k]!;
      data[row + x] = low;
    }
  }
  return { width, height, data };
};

/** A parabola through the blocks where the fold is seen, without those that lie off it; a fold bends but does not jump. */
const bend = (columns: readonly number[], seen: readonly boolean[]): Float64Array => {
  let weights: number[] = columns.map((_, block) => (seen[block] ? 1 : 0.05));
  let fitted: Float64Array = new Float64Array(columns.length);
  for (let round = 0; round < 4; round++) {
    fitted = parabola(columns, weights);
    weights = columns.map(
      (column, block) => (seen[block] ? 1 : 0.05) / (1 + ((column - fitted[block]!) / 1.5) ** 2),
    );
  }
  return fitted;
};

/** Weighted least squares by the normal equations; positions run from −1 to 1. */
const parabola = (values: readonly number[], weights: readonly number[]): Float64Array => {
  const t = values.map((_, i) => (2 * i) / (values.length - 1) - 1);
  const sum = (power: number, of?: readonly number[]): number =>
    t.reduce((total, x, i) => total + weights[i]! * x ** power * (of ? of[i]! : 1), 0);
  const normal: Mat3 = [sum(0), sum(1), sum(2), sum(1), sum(2), sum(3), sum(2), sum(3), sum(4)];
  const inverse = invert(normal);
  const [p, q, r] = [sum(0, values), sum(1, values), sum(2, values)];
  const a = inverse[0] * p + inverse[1] * q + inverse[2] * r;
  const b = inverse[3] * p + inverse[4] * q + inverse[5] * r;
  const c = inverse[6] * p + inverse[7] * q + inverse[8] * r;
  return Float64Array.from(t, (x) => a + b * x + c * x * x);
};

/** The column in each block that makes the most of `values` without jumping: a fold leans by 1 % of the width a block. */
const wayDown = (values: readonly Float64Array[], from: number, to: number): number[] => {
  const reach = 5;
  let best = new Float64Array(COLUMNS).fill(Number.NEGATIVE_INFINITY);
  const back = values.map(() => new Int16Array(COLUMNS));
  for (const [block, own] of values.entries()) {
    const next = new Float64Array(COLUMNS).fill(Number.NEGATIVE_INFINITY);
    for (let i = from; i < to; i++) {
      let top = block === 0 ? 0 : Number.NEGATIVE_INFINITY;
      for (let j = Math.max(0, i - reach); block > 0 && j <= Math.min(COLUMNS - 1, i + reach); j++) {
        const value = best[j]! - 0.15 * Math.abs(i - j);
        if (value > top) {
          top = value;
          back[block]![i] = j;
        }
      }
      // Bounded, so that one black block (a finger, the table beyond the book) does not outvote the others.
      next[i] = top + Math.min(own[i]!, 40);
    }
    best = next;
  }
  const columns: number[] = [];
  let at = best.indexOf(Math.max(...best));
  for (let block = values.length - 1; block >= 0; block--) {
    columns[block] = at;
    at = back[block]![at]!;
  }
  return columns;
};

/** The 60th percentile of brightness in each of 480 columns of a block. */
const paperProfile = (gray: Gray, top: number, height: number): Float64Array => {
  const profile = new Float64Array(COLUMNS);
  const counts = new Uint32Array(256);
  for (let column = 0; column < COLUMNS; column++) {
    const x0 = Math.floor((column * gray.width) / COLUMNS);
    const x1 = Math.max(x0 + 1, Math.floor(((column + 1) * gray.width) / COLUMNS));
    counts.fill(0);
    for (let y = top; y < top + height; y++) {
      for (let p = y * gray.width + x0; p < y * gray.width + x1; p++)
        counts[gray.data[p]!] = counts[gray.data[p]!]! + 1;
    }
    let left = Math.ceil(height * (x1 - x0) * 0.6);
    let value = 0;
    while (value < 255 && left > counts[value]!) left -= counts[value++]!;
    profile[column] = value;
  }
  return profile;
};

/** Mean of `values[from…to)`, cut at the ends. */
const meanOver = (values: Float64Array): ((from: number, to: number) => number) => {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!;
  return (from, to) => {
    const a = Math.max(0, from);
    const b = Math.min(values.length, to);
    return b > a ? (sums[b]! - sums[a]!) / (b - a) : 0;
  };
};

/** How much paper light is missing around a column, or how large the step between the two sides is. */
const shadeOf = (profile: Float64Array): Float64Array => {
  const mean = meanOver(profile);
  return profile.map((_, i) => {
    const valley = (mean(i - 40, i - 8) + mean(i + 9, i + 41)) / 2 - mean(i - 3, i + 4);
    const step = Math.abs(mean(i - 6, i) - mean(i + 1, i + 7));
    return Math.max(valley, 0.7 * step);
  });
};

const medianAbs = (values: Float64Array, from: number, to: number): number => {
  const sorted = values.slice(from, to).map(Math.abs).sort();
  return sorted[sorted.length >> 1] ?? 0;
};
