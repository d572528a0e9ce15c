/**
 * Thin dark lines as evidence. A pixel of an upright rule is darker than the paper on both sides of it; letters are, too, but
 * not along the whole height of a band. Bands across the page, each with the mean of that evidence at every place, are what
 * rules are followed through.
 */
import type { Gray } from '../raster.ts';

/** Evidence for upright lines: `strength[band × width + x]`, 0…1. */
export type Bands = {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  /** Rows of a band. */
  readonly size: number;
  /** Lean of the whole page: pixels to the right a pixel down. */
  readonly lean: number;
  readonly strength: Float32Array;
};

/** Evidence beyond this many grey levels below the paper counts no more: a blot is no better rule than a faint line. */
const CAP = 28;
/** Below it is paper grain. */
const FLOOR = 4;
/** Leans tried, pixels a pixel, and how far a band may differ from the page. */
const MAX_LEAN = 0.12;
const LEAN_STEPS = 48;

/** How much darker each pixel is than both its neighbours `reach` away to the left and right; 0…CAP − FLOOR. */
export const uprightRidges = ({ width, height, data }: Gray, reach: number): Uint8Array => {
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = reach, p = row + reach; x < width - reach; x++, p++) {
      const left = data[p - reach]!;
      const right = data[p + reach]!;
      const depth = (left < right ? left : right) - data[p]! - FLOOR;
      if (depth > 0) out[p] = depth > CAP - FLOOR ? CAP - FLOOR : depth;
    }
  }
  return out;
};

/** The same picture with rows and columns exchanged: lying lines become upright ones. */
export const transposed = ({ width, height, data }: Gray): Gray => {
  const out = new Uint8Array(data.length);
  const block = 32;
  for (let y0 = 0; y0 < height; y0 += block) {
    const y1 = Math.min(height, y0 + block);
    for (let x0 = 0; x0 < width; x0 += block) {
      const x1 = Math.min(width, x0 + block);
      for (let y = y0; y < y1; y++) {
        for (let x = x0; x < x1; x++) out[x * height + y] = data[y * width + x]!;
      }
    }
  }
  return { width: height, height: width, data: out };
};

/** Bands of about `bandSize` rows of an upright-ridge map. `lean` is looked for when it is not given. */
export const bandsOf = (
  ridges: Uint8Array,
  width: number,
  height: number,
  bandSize: number,
  lean = leanOf(ridges, width, height),
): Bands => {
  const count = Math.max(1, Math.round(height / bandSize));
  const size = height / count;
  const strength = new Float32Array(count * width);
  const sums = new Uint32Array(width);
  const reach = Math.max(1, Math.round(size * 0.05));
  for (let band = 0; band < count; band++) {
    const top = Math.round(band * size);
    const bottom = Math.round((band + 1) * size);
    const middle = (top + bottom) / 2;
    const best = strength.subarray(band * width, (band + 1) * width);
    for (let extra = -reach; extra <= reach; extra += reach) {
      const slope = lean + extra / (bottom - top);
      sums.fill(0);
      for (let y = top; y < bottom; y++) {
        const shift = Math.round((y + 0.5 - middle) * slope);
        const from = Math.max(0, -shift);
        const to = Math.min(width, width - shift);
        for (let x = from, p = y * width + from + shift; x < to; x++, p++) sums[x]! += ridges[p]!;
      }
      const scale = 1 / ((bottom - top) * (CAP - FLOOR));
      // A rule is a pixel or two wide and drifts within the band: neighbours count with it.
      for (let x = 1; x < width - 1; x++) {
        const value = (0.5 * sums[x - 1]! + sums[x]! + 0.5 * sums[x + 1]!) * scale * 0.75;
        if (value > best[x]!) best[x] = value;
      }
    }
  }
  return { width, height, count, size, lean, strength };
};

/** The lean at which the ridges of the whole page pile up best. */
const leanOf = (ridges: Uint8Array, width: number, height: number): number => {
  const xs: number[] = [];
  const ys: number[] = [];
  for (let y = 1; y < height; y += 3) {
    for (let x = 0, p = y * width; x < width; x++, p++) {
      if (ridges[p]! > (CAP - FLOOR) / 2) {
        xs.push(x);
        ys.push(y - height / 2);
      }
    }
  }
  const pad = Math.ceil((MAX_LEAN * height) / 2) + 1;
  const bins = new Uint32Array(width + 2 * pad);
  let best = 0;
  let bestScore = -1;
  const trial = (lean: number): void => {
    bins.fill(0);
    for (let i = 0; i < xs.length; i++) bins[Math.round(xs[i]! - ys[i]! * lean) + pad]!++;
    let score = 0;
    for (const n of bins) score += n * n;
    if (score > bestScore) {
      bestScore = score;
      best = lean;
    }
  };
  const step = MAX_LEAN / LEAN_STEPS;
  for (let k = -LEAN_STEPS; k <= LEAN_STEPS; k++) trial(k * step);
  const coarse = best;
  for (const k of [-0.6, -0.4, -0.2, 0.2, 0.4, 0.6]) trial(coarse + k * step);
  return best;
};
