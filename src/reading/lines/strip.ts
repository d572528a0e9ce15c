/** A crop as the network wants it: 48 rows, 0 paper … 1 ink, contrast stretched as in training. */
import type { Crop } from '../engine.ts';

/** `values` row by row. `toCrop`: crop column = strip column × `scale` + `left`; the rows `top` … `bottom` of the crop were taken. */
export type Strip = Readonly<{
  width: number;
  values: Float32Array;
  scale: number;
  left: number;
  top: number;
  bottom: number;
}>;

export type Window = Readonly<{ left: number; top: number; right: number; bottom: number }>;

const HEIGHT = 48;
const MIN_WIDTH = 16;
/** Lines beyond it are squeezed: nobody writes three metres into a field. */
const MAX_WIDTH = 1600;
const LOW = 0.02;
const HIGH = 0.95;

/** The part of a crop within `window` (default all of it) as a strip. */
export const stripOf = (crop: Crop, window: Window = wholeOf(crop)): Strip => {
  const w = window.right - window.left;
  const h = window.bottom - window.top;
  const width = Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, Math.round((w * HEIGHT) / h)));
  const values = resample(crop, window, width);
  stretch(values);
  return { width, values, scale: w / width, left: window.left, top: window.top, bottom: window.bottom };
};

export const wholeOf = ({ width, height }: Crop): Window => ({
  left: 0,
  top: 0,
  right: width,
  bottom: height,
});

/**
 * Bilinear, over as many pixels as one of the result covers when it shrinks: what Pillow does, with which the training
 * lines were made.
 */
const resample = (crop: Crop, window: Window, width: number): Float32Array => {
  const across = taps(window.right - window.left, width);
  const down = taps(window.bottom - window.top, HEIGHT);
  const rows = window.bottom - window.top;
  const narrow = new Float32Array(rows * width);
  for (let y = 0; y < rows; y++) {
    const from = (window.top + y) * crop.width + window.left;
    for (let x = 0; x < width; x++) {
      const { start, weights } = across[x]!;
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += crop.data[from + start + k]! * weights[k]!;
      narrow[y * width + x] = sum;
    }
  }
  const values = new Float32Array(HEIGHT * width);
  for (let y = 0; y < HEIGHT; y++) {
    const { start, weights } = down[y]!;
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k]!;
      const from = (start + k) * width;
      for (let x = 0; x < width; x++) values[y * width + x]! += narrow[from + x]! * weight;
    }
  }
  return values;
};

type Tap = Readonly<{ start: number; weights: readonly number[] }>;

const taps = (from: number, to: number): readonly Tap[] => {
  const scale = from / to;
  const support = Math.max(1, scale);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const start = Math.max(0, Math.floor(centre - support + 0.5));
    const end = Math.min(from, Math.max(start + 1, Math.floor(centre + support + 0.5)));
    const raw = Array.from({ length: end - start }, (_unused, k) =>
      Math.max(0, 1 - Math.abs(start + k + 0.5 - centre) / support),
    );
    const sum = raw.reduce((a, b) => a + b, 0);
    return { start, weights: sum > 0 ? raw.map((weight) => weight / sum) : raw.map(() => 1 / raw.length) };
  });
};

/** In place: grey → share of the way from paper (95th percentile) to ink (2nd). */
const stretch = (values: Float32Array): void => {
  const counts = new Uint32Array(256);
  for (let i = 0; i < values.length; i++) {
    const level = Math.trunc(Math.min(255, Math.max(0, values[i]!)));
    values[i] = level;
    counts[level]!++;
  }
  const low = percentile(counts, values.length, LOW);
  const high = percentile(counts, values.length, HIGH);
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.min(1, Math.max(0, (high - values[i]!) / (high - low + 1e-3)));
  }
};

/** As numpy's: linear between the two neighbours in rank. */
const percentile = (counts: Uint32Array, total: number, share: number): number => {
  const rank = share * (total - 1);
  const at = (wanted: number): number => {
    let seen = 0;
    for (let level = 0; level < 256; level++) {
      seen += counts[level]!;
      if (seen > wanted) return level;
    }
    return 255;
  };
  const below = at(Math.floor(rank));
  return below + (at(Math.ceil(rank)) - below) * (rank - Math.floor(rank));
};
