/**
 * How readable a page is, in numbers that mean the same on every scan: written area, darkness of the writing against the
 * paper, and width of the edges of strokes on paper. A page is given up only when nobody could read it.
 */
import { darkness, type Gray, histogram, type Picture, percentileOf, shrinkGray } from './raster.ts';

export type Quality = {
  /** Width of stroke edges on paper in 1/300 inch: about 2–4 on a sharp scan, above 15 nothing is legible. Null if too few. */
  readonly blur: number | null;
  /** Darkness of the writing against the paper around it, 0…1: about 0.4–0.9 on usual pages. */
  readonly contrast: number;
  /** Share of the page that is darker than the paper around it: print 0.03–0.15, blank sheets below 0.001. */
  readonly ink: number;
};

export type Unreadable = 'page-too-blurred' | 'page-too-faint' | 'page-too-small';

const BLANK_INK = 0.0008;
/** What is less dark than this (of 255) against its paper is a shade, not ink. */
const LEAST_DEPTH = 8;
/** Measured: print at 300 dpi blurred with σ = 6 pixels (12–14) is still made out by people, at 8 (15–17) it is not. */
const HOPELESS_BLUR = 15;
const HOPELESS_CONTRAST = 0.045;
const SMALLEST_SIDE = 700;
/** So many rows and columns are looked at for edges; so many edges are needed for a figure. */
const PROBES = 120;
const MIN_EDGES = 75;
/** The written area is measured at about this size. */
const INK_SIZE = 900;

/** Whether nothing is written: such a page is no failure, but nothing is to be read on it either. */
export const isBlank = (quality: Pick<Quality, 'ink'>): boolean => quality.ink < BLANK_INK;

/** Written area and darkness of the writing; `depth`: how many grey levels darker than the paper. */
export type Writing = Pick<Quality, 'ink' | 'contrast'> & { readonly depth: number };

/**
 * `page` in full, `small` the same page shrunk to about 900–1,700 pixels, `dpi` of the page in full. The outermost 3 %
 * are left out: edges of sheets and of scanners are no writing.
 */
export const measureQuality = (page: Picture, small: Gray, dpi: number): Quality =>
  withBlur(measureWriting(small), page, dpi);

/** Turning a page does not change what is written on it: only the blur is measured on the page in full. */
export const withBlur = ({ ink, contrast, depth }: Writing, page: Picture, dpi: number): Quality => ({
  blur: edgeWidth(page, depth, dpi),
  contrast,
  ink,
});

/** `small`: the page shrunk, however it lies. */
export const measureWriting = (small: Gray): Writing => {
  const gray = shrinkGray(small, Math.max(1, Math.round(Math.max(small.width, small.height) / INK_SIZE)));
  const dark = darkness(gray, Math.max(8, Math.round(gray.width / 50)));
  const inner = innerPart(dark, 0.03);
  const counts = histogram(inner);
  const paper = Math.max(1, percentileOf(histogram(innerPart(gray, 0.03)), 0.75));
  const threshold = Math.max(LEAST_DEPTH, Math.round(5 * grainOf(gray)));
  let written = 0;
  for (let level = threshold; level < 256; level++) written += counts[level]!;
  const ink = written / inner.length;
  const contrast = written === 0 ? 0 : Math.min(1, percentileAbove(counts, threshold, written, 0.8) / paper);
  return { contrast, ink, depth: contrast * paper };
};

/** Null for every page on which something can be made out, and for blank ones. */
export const unreadable = (page: { width: number; height: number }, quality: Quality): Unreadable | null => {
  if (Math.max(page.width, page.height) < SMALLEST_SIDE) return 'page-too-small';
  if (isBlank(quality)) return null;
  if (quality.contrast < HOPELESS_CONTRAST) return 'page-too-faint';
  return quality.blur !== null && quality.blur > HOPELESS_BLUR ? 'page-too-blurred' : null;
};

/**
 * Standard deviation of the paper's grain: from the calmer 60 % of the steps between neighbours, because steps at
 * writing are larger. For normal noise their mean is 0.37 of the steps' deviation, which is √2 of the grain's.
 */
const grainOf = ({ width, height, data }: Gray): number => {
  const counts = new Uint32Array(256);
  for (let y = 0; y < height; y++) {
    for (let p = y * width; p < y * width + width - 1; p++) {
      const step = Math.abs(data[p]! - data[p + 1]!);
      counts[step] = counts[step]! + 1;
    }
  }
  const wanted = (width - 1) * height * 0.6;
  let taken = 0;
  let sum = 0;
  for (let step = 0; step < 256 && taken < wanted; step++) {
    const part = Math.min(counts[step]!, wanted - taken);
    taken += part;
    sum += part * step;
  }
  return wanted === 0 ? 0 : sum / wanted / (0.37 * Math.SQRT2);
};

const innerPart = ({ width, height, data }: Gray, margin: number): Uint8Array => {
  const left = Math.round(width * margin);
  const top = Math.round(height * margin);
  const w = width - 2 * left;
  const out = new Uint8Array(w * (height - 2 * top));
  for (let y = top, to = 0; y < height - top; y++, to += w) {
    out.set(data.subarray(y * width + left, y * width + left + w), to);
  }
  return out;
};

const percentileAbove = (counts: Uint32Array, from: number, total: number, share: number): number => {
  let left = Math.ceil(total * share);
  for (let level = from; level < 256; level++) {
    left -= counts[level]!;
    if (left <= 0) return level;
  }
  return 255;
};

/**
 * Median over many stroke edges of height by steepness, which is the width of the edge in pixels. Both directions are
 * probed and the worse one counts: a moved camera blurs along one of them only.
 */
const edgeWidth = (page: Picture, inkDepth: number, dpi: number): number | null => {
  const amplitude = Math.max(12, inkDepth * 0.45);
  const { width, height, channels, data } = page;
  const sideways = new Widths();
  const line = new Int16Array(Math.max(width, height));
  const level = (p: number): number =>
    channels === 1 ? data[p]! : (data[p]! * 77 + data[p + 1]! * 150 + data[p + 2]! * 29) >> 8;
  for (let k = 1; k <= PROBES; k++) {
    const y = Math.floor((height * (0.05 * PROBES + 0.9 * k)) / (PROBES + 1));
    for (let x = 0; x < width; x++) line[x] = level((y * width + x) * channels);
    probe(line, width, amplitude, sideways);
  }
  const downwards = new Widths();
  for (let k = 1; k <= PROBES; k++) {
    const x = Math.floor((width * (0.05 * PROBES + 0.9 * k)) / (PROBES + 1));
    for (let y = 0; y < height; y++) line[y] = level((y * width + x) * channels);
    probe(line, height, amplitude, downwards);
  }
  const found = [sideways.median(), downwards.median()].filter((value) => value !== null);
  return found.length === 0 ? null : (Math.max(...found) * 300) / dpi;
};

/** Edge widths counted in tenths of a pixel. */
class Widths {
  readonly #counts = new Uint32Array(1000);
  #total = 0;
  add(pixels: number): void {
    const bin = Math.min(999, Math.round(pixels * 10));
    this.#counts[bin] = this.#counts[bin]! + 1;
    this.#total++;
  }
  median(): number | null {
    return this.#total < MIN_EDGES ? null : percentileOf(this.#counts, 0.5) / 10;
  }
}

/** Walks from turning point to turning point; grain smaller than a sixth of the amplitude does not turn the walk. */
const probe = (line: Int16Array, length: number, amplitude: number, widths: Widths): void => {
  const back = amplitude / 6;
  let low = 0;
  let high = 0;
  let rising = false;
  const close = (from: number, to: number): void => {
    const size = Math.abs(line[to]! - line[from]!);
    if (size < amplitude) return;
    let steepest = 1;
    for (let i = from + 1; i < to; i++) {
      // Over two pixels: one pixel's noise is not an edge.
      const slope = Math.abs(line[i + 1]! - line[i - 1]!) / 2;
      if (slope > steepest) steepest = slope;
    }
    widths.add(size / steepest);
  };
  for (let i = 1; i < length; i++) {
    const v = line[i]!;
    if (rising) {
      if (v >= line[high]!) high = i;
      else if (v < line[high]! - back) {
        close(low, high);
        rising = false;
        low = i;
      }
    } else if (v <= line[low]!) low = i;
    else if (v > line[low]! + back) {
      close(high, low);
      rising = true;
      high = i;
    }
  }
};
