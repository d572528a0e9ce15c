/**
 * How far a page's lines lean. Ink is projected along trial directions; where lines, rules and dotted lines run along the
 * direction, the profile is steep. Works at about 900 pixels, where print, handwriting and rules all still show.
 */
import { darkness, type Gray, shrinkGray } from './raster.ts';

export type Skew = {
  /** Clockwise lean of the lines in degrees; 0 whenever `confident` is false. */
  readonly degrees: number;
  readonly confident: boolean;
  /** How far the best direction stands out: 0 none, 1 and more a page of print. */
  readonly strength: number;
};

export const MAX_SKEW_DEGREES = 15;
const WORKING_SIZE = 900;
/** More ink points than this do not sharpen the answer, they only cost time; and so many for the first look. */
const MAX_POINTS = 40_000;
const FEW_POINTS = 10_000;
const MIN_POINTS = 300;
/** Upright strips with a profile each, and how much they count against the profile of the whole width. */
const STRIPS = 2;
const STRIP_WEIGHT = 2;
const BINS_A_PIXEL = 2;
/** Measured: grainy blank sheets stay below 0.3, print leaned far out of range below 0.8, real handwriting is above 5. */
const MIN_STRENGTH = 0.85;

type Ink = {
  readonly xs: Float32Array;
  readonly ys: Float32Array;
  readonly weights: Float32Array;
  readonly strips: Uint8Array;
  readonly count: number;
};

/** Skew of a page of any size, within ±15°. */
export const findSkew = (gray: Gray): Skew => {
  const small = shrinkGray(gray, Math.max(1, Math.round(Math.max(gray.width, gray.height) / WORKING_SIZE)));
  const ink = collectInk(small);
  const none: Skew = { degrees: 0, confident: false, strength: 0 };
  if (ink.count < MIN_POINTS) return none;
  const rows = (Math.ceil(Math.hypot(small.width, small.height)) + 8) * BINS_A_PIXEL;
  const bins = new Float64Array(rows * STRIPS);
  const few = thinned(ink, FEW_POINTS);
  const coarse: number[] = [];
  const step = 0.5;
  for (let degrees = -MAX_SKEW_DEGREES; degrees <= MAX_SKEW_DEGREES; degrees += step)
    coarse.push(steepness(few, degrees, bins));
  const bestIndex = coarse.indexOf(Math.max(...coarse));
  const typical = steepness(ink, -MAX_SKEW_DEGREES + medianIndex(coarse) * step, bins);
  const together = refine(
    (degrees) => steepness(ink, degrees, bins),
    -MAX_SKEW_DEGREES + bestIndex * step,
    step,
  );
  const best = { ...together, degrees: heedHalves(ink, bins, together.degrees) };
  const strength = typical > 0 ? best.score / typical - 1 : 0;
  const atEdge = Math.abs(best.degrees) > MAX_SKEW_DEGREES - step / 2;
  const confident = strength >= MIN_STRENGTH && !atEdge;
  return { degrees: confident ? best.degrees : 0, confident, strength };
};

const medianIndex = (values: readonly number[]): number =>
  [...values.keys()].sort((a, b) => values[a]! - values[b]!)[values.length >> 1] as number;

/** Every so many of the points. */
const thinned = (ink: Ink, most: number): Ink => {
  const every = Math.ceil(ink.count / most);
  if (every <= 1) return ink;
  const count = Math.ceil(ink.count / every);
  const pick = <T extends Float32Array | Uint8Array>(from: T, to: T): T => {
    for (let i = 0; i < count; i++) to[i] = from[i * every]!;
    return to;
  };
  return {
    xs: pick(ink.xs, new Float32Array(count)),
    ys: pick(ink.ys, new Float32Array(count)),
    weights: pick(ink.weights, new Float32Array(count)),
    strips: pick(ink.strips, new Uint8Array(count)),
    count,
  };
};

/** Narrows the step four times and ends between the last three trials. */
const refine = (
  score: (degrees: number) => number,
  start: number,
  coarseStep: number,
): { degrees: number; score: number } => {
  let centre = start;
  let best = score(start);
  for (let step = coarseStep / 4; step > 0.01; step /= 3) {
    const from = centre;
    for (let k = -4; k <= 4; k++) {
      if (k === 0) continue;
      const value = score(from + k * step);
      if (value > best) {
        best = value;
        centre = from + k * step;
      }
    }
  }
  const h = 0.02;
  const left = score(centre - h);
  const right = score(centre + h);
  const bend = left - 2 * best + right;
  const shift = bend < 0 ? Math.max(-h, Math.min(h, (0.5 * h * (left - right)) / bend)) : 0;
  return { degrees: centre + shift, score: best };
};

/**
 * Two columns whose lines are not on one height line up best at an angle that is neither's. Where both halves of the page
 * by themselves agree on another angle, that is the page's.
 */
const heedHalves = (ink: Ink, bins: Float64Array, degrees: number): number => {
  const best = [0, 1].map(() => ({ degrees, score: 0 }));
  for (let k = -8; k <= 8; k++) {
    const trial = degrees + k * 0.1;
    steepness(ink, trial, bins);
    const rows = bins.length / STRIPS;
    for (const [strip, own] of best.entries()) {
      let score = 0;
      for (let i = strip * rows + 3; i < (strip + 1) * rows; i++) {
        const step = bins[i]! + bins[i - 1]! - bins[i - 2]! - bins[i - 3]!;
        score += step * step;
      }
      if (score > own.score) best[strip] = { degrees: trial, score };
    }
  }
  const [left, right] = best.map((own) => own.degrees) as [number, number];
  const agreed = (left + right) / 2;
  return Math.abs(left - right) < 0.15 && Math.abs(agreed - degrees) > 0.2 ? agreed : degrees;
};

/**
 * Sum of squared steps of the ink profiles across lines that lean by `degrees`. The page is cut into upright strips with
 * a profile each: two columns whose lines are not on one height, or a bent sheet, would otherwise lean the answer.
 */
const steepness = (ink: Ink, degrees: number, bins: Float64Array): number => {
  const angle = (degrees * Math.PI) / 180;
  const c = Math.cos(angle) * BINS_A_PIXEL;
  const s = Math.sin(angle) * BINS_A_PIXEL;
  const rows = bins.length / STRIPS;
  const centre = rows / 2;
  bins.fill(0);
  for (let i = 0; i < ink.count; i++) {
    const position = ink.ys[i]! * c - ink.xs[i]! * s + centre;
    const row = position | 0;
    const part = position - row;
    const bin = ink.strips[i]! * rows + row;
    const weight = ink.weights[i]!;
    bins[bin] = bins[bin]! + weight * (1 - part);
    bins[bin + 1] = bins[bin + 1]! + weight * part;
  }
  let whole = 0;
  let parts = 0;
  for (let row = 3; row < rows; row++) {
    let step = 0;
    for (let i = row; i < bins.length; i += rows) {
      const own = bins[i]! + bins[i - 1]! - bins[i - 2]! - bins[i - 3]!;
      parts += own * own;
      step += own;
    }
    whole += step * step;
  }
  return whole + STRIP_WEIGHT * parts;
};

/**
 * Ink as weighted points about the middle of the picture. The outermost 2 % (scanner edges) do not count, nor do big
 * dark areas: a pixel counts only as far as it is darker than what lies a few pixels above or below it.
 */
const collectInk = (gray: Gray): Ink => {
  const { width, height } = gray;
  const dark = darkness(gray, Math.max(6, Math.round(width / 60))).data;
  const marginX = Math.round(width * 0.02);
  const marginY = Math.max(4, Math.round(height * 0.02));
  const threshold = 24;
  const reach = 4;
  const strengthAt = (p: number): number => {
    const v = dark[p]!;
    if (v < threshold) return 0;
    const around = Math.min(dark[p - reach * width]!, dark[p + reach * width]!);
    return Math.max(0, v - around);
  };
  let total = 0;
  for (let y = marginY; y < height - marginY; y++) {
    for (let x = marginX; x < width - marginX; x++) if (strengthAt(y * width + x) > 0) total++;
  }
  const every = Math.max(1, Math.ceil(total / MAX_POINTS));
  const size = Math.ceil(total / every) + 1;
  const ink = {
    xs: new Float32Array(size),
    ys: new Float32Array(size),
    weights: new Float32Array(size),
    strips: new Uint8Array(size),
  };
  let count = 0;
  let seen = 0;
  for (let y = marginY; y < height - marginY; y++) {
    for (let x = marginX; x < width - marginX; x++) {
      const strength = strengthAt(y * width + x);
      if (strength === 0 || seen++ % every !== 0) continue;
      // Spread over the pixel's area: on whole rows, ink would line up best at exactly 0° whatever the page says.
      ink.xs[count] = x - width / 2 + ((count * 0.7548776662) % 1);
      ink.ys[count] = y - height / 2 + ((count * 0.5698402909) % 1);
      ink.strips[count] = (x * STRIPS) / width;
      ink.weights[count++] = Math.min(strength, 96) / 96;
    }
  }
  return { ...ink, count };
};
