/**
 * Photographed lines as if they had been scanned: even light, no rules or borders of the cell, nothing but the band of
 * writing. Crops of the cutter do not need it. Pure.
 */
import type { Crop } from '../engine.ts';
import type { Window } from './strip.ts';

/**
 * Paper is 255 everywhere in `crop`, which is `factor` times smaller; `ink` is the band of writing with its air, null when there is none. `plain`: light and edges were as
 * in a scanned line that is cut to its writing, so the picture can be read as it is.
 */
export type Cleaned = Readonly<{ crop: Crop; factor: number; ink: Window | null; plain: boolean }>;

/** Taller pictures are made smaller first: the network sees 48 rows. */
const ROWS = 80;
/** Rows of the coarse picture in which the paper is found, and how far a stroke may reach in it. */
const COARSE_ROWS = 32;
const STROKE = 4;
/** Long enough for a rule: in heights of the crop, across and (as a share of the height) upright. */
const RULE = { across: 2.2, upright: 0.93, thick: 0.09, sides: 0.7 };
/** Rows at the ends of the band that hold less of the ink are specks. */
const SPECKS = 0.004;
const AIR = { above: 0.07, beside: 0.25 };
/** Darkness below this share of the darkest strokes' is paper. */
const DARK = 0.45;
/** A scanned line: writing fills this share of the height, and the darkest paper is this bright beside the brightest. */
const PLAIN = { height: 0.75, evenness: 0.85 };
/** Empty paper has no strokes darker than this share of its light. */
const LEAST_INK = 0.08;

/** The writing of a photographed line. */
export const cleaned = (picture: Crop): Cleaned => {
  const factor = Math.max(1, Math.floor(picture.height / ROWS));
  const crop = shrunk(picture, factor);
  const { width, height } = crop;
  const { ratio, evenness } = overPaper(crop);
  const darkest = darkLevel(ratio);
  const level = 1 - darkest * DARK;
  const dark = new Uint8Array(ratio.length);
  for (let at = 0; at < dark.length; at++) dark[at] = ratio[at]! < level ? 1 : 0;
  const ruled = eraseRules(ratio, dark, width, height);
  const data = new Uint8Array(ratio.length);
  for (let at = 0; at < data.length; at++) data[at] = Math.round(255 * ratio[at]!);
  const ink = darkest < LEAST_INK ? null : bandOf(dark, width, height);
  const tight = ink !== null && ink.bottom - ink.top >= PLAIN.height * height;
  return { crop: { width, height, data }, factor, ink, plain: tight && !ruled && evenness >= PLAIN.evenness };
};

/** Means of squares of `factor` pixels; what is left over at the right and below is dropped. */
const shrunk = (crop: Crop, factor: number): Crop => {
  if (factor === 1) return crop;
  const width = Math.max(1, Math.floor(crop.width / factor));
  const height = Math.floor(crop.height / factor);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let j = 0; j < factor; j++) {
        const from = (y * factor + j) * crop.width + x * factor;
        for (let i = 0; i < factor; i++) sum += crop.data[from + i]!;
      }
      data[y * width + x] = Math.round(sum / factor ** 2);
    }
  }
  return { width, height, data };
};

/** Each pixel as a share of the paper around it; `evenness` is the darkest paper's share of the brightest. */
const overPaper = ({ width, height, data }: Crop): Readonly<{ ratio: Float32Array; evenness: number }> => {
  const factor = Math.max(1, Math.round(height / COARSE_ROWS));
  const columns = Math.ceil(width / factor);
  const rows = Math.ceil(height / factor);
  const bright = new Float32Array(columns * rows);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / factor) * columns;
    for (let x = 0; x < width; x++) {
      const at = row + Math.floor(x / factor);
      const value = data[y * width + x]!;
      if (value > bright[at]!) bright[at] = value;
    }
  }
  const paper = smooth(closed(bright, columns, rows), columns, rows);
  const ratio = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const v = Math.min(rows - 1, Math.max(0, (y + 0.5) / factor - 0.5));
    const [y0, fy] = [Math.floor(v), v - Math.floor(v)];
    const y1 = Math.min(rows - 1, y0 + 1);
    for (let x = 0; x < width; x++) {
      const u = Math.min(columns - 1, Math.max(0, (x + 0.5) / factor - 0.5));
      const [x0, fx] = [Math.floor(u), u - Math.floor(u)];
      const x1 = Math.min(columns - 1, x0 + 1);
      const upper = paper[y0 * columns + x0]! * (1 - fx) + paper[y0 * columns + x1]! * fx;
      const lower = paper[y1 * columns + x0]! * (1 - fx) + paper[y1 * columns + x1]! * fx;
      ratio[y * width + x] = Math.min(1, data[y * width + x]! / Math.max(1, upper * (1 - fy) + lower * fy));
    }
  }
  let [least, most] = [255, 1];
  for (const value of paper) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { ratio, evenness: least / most };
};

/** Grey closing: dark strokes narrower than the window become paper, the edge of a shadow stays where it is. */
const closed = (values: Float32Array, columns: number, rows: number): Float32Array => {
  const brightest = (a: number, b: number): number => (a > b ? a : b);
  const darkest = (a: number, b: number): number => (a < b ? a : b);
  return around(around(values, columns, rows, STROKE, brightest), columns, rows, STROKE, darkest);
};

/** Sums of three by three, as means. */
const smooth = (values: Float32Array, columns: number, rows: number): Float32Array => {
  const sums = around(values, columns, rows, 1, (a, b) => a + b);
  const counts = around(new Float32Array(values.length).fill(1), columns, rows, 1, (a, b) => a + b);
  return sums.map((sum, at) => sum / counts[at]!);
};

/** Every value folded with its neighbours up to `reach` away, across and then down. */
const around = (
  values: Float32Array,
  columns: number,
  rows: number,
  reach: number,
  fold: (a: number, b: number) => number,
): Float32Array => {
  const across = new Float32Array(values.length);
  const both = new Float32Array(values.length);
  for (let y = 0; y < rows; y++) {
    const row = y * columns;
    for (let x = 0; x < columns; x++) {
      const from = Math.max(0, x - reach);
      let result = values[row + from]!;
      for (let k = from + 1; k <= Math.min(columns - 1, x + reach); k++)
        result = fold(result, values[row + k]!);
      across[row + x] = result;
    }
  }
  for (let y = 0; y < rows; y++) {
    const from = Math.max(0, y - reach);
    for (let x = 0; x < columns; x++) {
      let result = across[from * columns + x]!;
      for (let k = from + 1; k <= Math.min(rows - 1, y + reach); k++)
        result = fold(result, across[k * columns + x]!);
      both[y * columns + x] = result;
    }
  }
  return both;
};

/** How dark the strokes are: the 99th percentile of darkness. */
const darkLevel = (ratio: Float32Array): number => {
  const counts = new Uint32Array(101);
  for (const value of ratio) counts[Math.round(100 * (1 - value))]! += 1;
  let left = ratio.length * 0.01;
  for (let level = 100; level > 0; level--) {
    left -= counts[level]!;
    if (left < 0) return level / 100;
  }
  return 1;
};

/** Takes long thin strokes out of both; where writing crosses them it stays. Whether there were any. */
const eraseRules = (ratio: Float32Array, dark: Uint8Array, width: number, height: number): boolean => {
  let found = false;
  const thick = Math.max(3, Math.round(height * RULE.thick));
  const across = longRuns(dark, width, height, 1, RULE.across * height);
  const upright = longRuns(dark, width, height, width, RULE.upright * height);
  const sides = RULE.sides * height;
  const erase = (at: number): void => {
    ratio[at] = 1;
    dark[at] = 0;
    found = true;
  };
  for (let x = 0; x < width; x++) {
    eachRun(dark, x, width, height, (from, to) => {
      if (to - from > thick) return;
      let hits = 0;
      for (let y = from; y < to; y++) hits += across[y * width + x]!;
      if (hits * 2 < to - from) return;
      for (let y = Math.max(0, from - 1); y < Math.min(height, to + 1); y++) erase(y * width + x);
    });
  }
  for (let y = 0; y < height; y++) {
    eachRun(dark, y * width, 1, width, (from, to) => {
      if (to - from > thick || (from > sides && to < width - sides)) return;
      let hits = 0;
      for (let x = from; x < to; x++) hits += upright[y * width + x]!;
      if (hits * 2 < to - from) return;
      for (let x = Math.max(0, from - 1); x < Math.min(width, to + 1); x++) erase(y * width + x);
    });
  }
  return found;
};

/** Marks dark pixels on runs of at least `least` pixels; a run may drift by a pixel to the side. */
const longRuns = (
  dark: Uint8Array,
  width: number,
  height: number,
  step: number,
  least: number,
): Uint8Array => {
  const beside = step === 1 ? width : 1;
  const wide = dark.slice();
  for (let at = 0; at < dark.length; at++) {
    if (dark[at] === 1 || dark[at - beside] === 1 || dark[at + beside] === 1) wide[at] = 1;
  }
  const found = new Uint8Array(dark.length);
  const [lines, length] = step === 1 ? [height, width] : [width, height];
  for (let line = 0; line < lines; line++) {
    const start = line * beside;
    eachRun(wide, start, step, length, (from, to) => {
      if (to - from < least) return;
      for (let k = from; k < to; k++) found[start + k * step] = dark[start + k * step]!;
    });
  }
  return found;
};

const eachRun = (
  dark: Uint8Array,
  start: number,
  step: number,
  length: number,
  found: (from: number, to: number) => void,
): void => {
  let from = -1;
  for (let k = 0; k <= length; k++) {
    const is = k < length && dark[start + k * step] === 1;
    if (is && from === -1) from = k;
    if (!is && from !== -1) {
      found(from, k);
      from = -1;
    }
  }
};

/** Where the ink lies, specks at the ends left out, with some air. */
const bandOf = (dark: Uint8Array, width: number, height: number): Window | null => {
  const byRow = new Uint32Array(height);
  const byColumn = new Uint32Array(width);
  let all = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (dark[y * width + x] === 0) continue;
      byRow[y]! += 1;
      byColumn[x]! += 1;
      all += 1;
    }
  }
  if (all < 12) return null;
  const [top, bottom] = middle(byRow, all * SPECKS);
  const [left, right] = middle(byColumn, all * SPECKS * 0.5);
  const band = bottom - top;
  return {
    top: Math.max(0, Math.floor(top - band * AIR.above)),
    bottom: Math.min(height, Math.ceil(bottom + band * AIR.above)),
    left: Math.max(0, Math.floor(left - band * AIR.beside)),
    right: Math.min(width, Math.ceil(right + band * AIR.beside)),
  };
};

const middle = (counts: Uint32Array, spared: number): readonly [number, number] => {
  let [from, to] = [0, counts.length];
  for (let left = spared; from < to - 1; from++) {
    left -= counts[from]!;
    if (left < 0) break;
  }
  for (let left = spared; to > from + 1; to--) {
    left -= counts[to - 1]!;
    if (left < 0) break;
  }
  return [from, to];
};
