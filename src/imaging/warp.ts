import type { Mat3 } from './geometry.ts';
import type { Gray, Picture } from './raster.ts';

/** What stands where the source has no pixel: one value a channel. */
export type Fill = readonly number[];

/**
 * Draws a `width` × `height` picture whose pixel `(x, y)` shows the source at `toSource · (x, y)`, bilinearly. Shifts and
 * quarter turns by whole pixels are copies, bit for bit.
 */
export const warp = (source: Picture, toSource: Mat3, width: number, height: number, fill: Fill): Picture => {
  const { channels } = source;
  const data = new Uint8Array(width * height * channels);
  if (isWholePixelMap(toSource)) copyPixels(source, toSource, width, height, fill, data);
  else if (channels === 1) warpGrey(source, toSource, width, height, fill, data);
  else warpRgb(source, toSource, width, height, fill, data);
  return { width, height, channels, data };
};

export const warpGray = (source: Gray, toSource: Mat3, width: number, height: number, fill: number): Gray => {
  const { data } = warp({ ...source, channels: 1 }, toSource, width, height, [fill]);
  return { width, height, data };
};

const isWholePixelMap = (m: Mat3): boolean =>
  isFlat(m) &&
  [m[0], m[1], m[3], m[4]].every((v) => v === 0 || Math.abs(v) === 1) &&
  Math.abs(m[0] * m[4] - m[1] * m[3]) === 1 &&
  Number.isInteger(m[2]) &&
  Number.isInteger(m[5]);

/** Without perspective there is nothing to divide by. */
const isFlat = (m: Mat3): boolean => m[6] === 0 && m[7] === 0 && m[8] === 1;

/** Rows that stay rows are copied as a whole, which is what cropping does. */
const copyRows = (
  s: Picture,
  dx: number,
  dy: number,
  width: number,
  height: number,
  fill: Fill,
  out: Uint8Array,
): void => {
  const n = s.channels;
  const from = Math.min(width, Math.max(0, -dx));
  const to = Math.max(from, Math.min(width, s.width - dx));
  if (from > 0 || to < width || dy < 0 || dy + height > s.height) {
    for (let p = 0; p < out.length; ) for (let c = 0; c < n; c++) out[p++] = fill[c]!;
  }
  for (let y = Math.max(0, -dy); y < Math.min(height, s.height - dy); y++) {
    const start = ((y + dy) * s.width + dx) * n;
    out.set(s.data.subarray(start + from * n, start + to * n), (y * width + from) * n);
  }
};

const copyPixels = (
  s: Picture,
  m: Mat3,
  width: number,
  height: number,
  fill: Fill,
  out: Uint8Array,
): void => {
  if (m[0] === 1 && m[4] === 1) {
    copyRows(s, m[2], m[5], width, height, fill, out);
    return;
  }
  const n = s.channels;
  for (let y = 0; y < height; y++) {
    // Centre of the first pixel of the row, in source pixels; the steps are whole, so flooring is exact.
    let sx = Math.floor(m[0] * 0.5 + m[1] * (y + 0.5) + m[2]);
    let sy = Math.floor(m[3] * 0.5 + m[4] * (y + 0.5) + m[5]);
    for (let x = 0, to = y * width * n; x < width; x++, sx += m[0], sy += m[3]) {
      const inside = sx >= 0 && sy >= 0 && sx < s.width && sy < s.height;
      const from = (sy * s.width + sx) * n;
      for (let c = 0; c < n; c++) out[to++] = inside ? s.data[from + c]! : fill[c]!;
    }
  }
};

/** A page levelled by a few degrees at its own size: in long runs a step to the right is a step to the right in the source. */
const isLevelling = (m: Mat3): boolean => isFlat(m) && Math.abs(m[0] - 1) < 0.01 && Math.abs(m[3]) < 0.1;

/**
 * Pixels `[from, to)` of row `y` whose four neighbours all lie within the source, for a map without perspective.
 */
const innerPixels = (m: Mat3, y: number, width: number, s: Picture): readonly [from: number, to: number] => {
  let from = 0;
  let to = width;
  const within = (step: number, start: number, end: number): void => {
    // 0 ≤ start + step · x < end, with a hair's breadth to spare.
    if (Math.abs(step) < 1e-9) {
      if (start < 0 || start >= end) to = 0;
      return;
    }
    const a = -start / step;
    const b = (end - start) / step;
    from = Math.max(from, Math.ceil(Math.min(a, b) + 1e-3));
    to = Math.min(to, Math.floor(Math.max(a, b) - 1e-3));
  };
  within(m[0], m[0] * 0.5 + m[1] * (y + 0.5) + m[2] - 0.5, s.width - 1);
  within(m[3], m[3] * 0.5 + m[4] * (y + 0.5) + m[5] - 0.5, s.height - 1);
  return from < to ? [from, to] : [0, 0];
};

/** Places and steps in 1/65536 pixel, so that the loops below count in whole numbers. */
const ONE = 65536;

/**
 * `[from, to)` of a row under a levelling map, run by run: within a run the source's row stays the same and its column grows
 * by one, so nothing but the two weights changes.
 */
const levelledRow = (
  s: Picture,
  m: Mat3,
  y: number,
  from: number,
  to: number,
  out: Uint8Array,
  row: number,
): void => {
  const { data, width: sw, channels } = s;
  const stepX = Math.round((m[0] - 1) * ONE);
  const stepY = Math.round(m[3] * ONE);
  for (let x = from; x < to; ) {
    const sx = m[0] * (x + 0.5) + m[1] * (y + 0.5) + m[2] - 0.5;
    const sy = m[3] * (x + 0.5) + m[4] * (y + 0.5) + m[5] - 0.5;
    const x0 = Math.floor(sx);
    const y0 = Math.floor(sy);
    let ax = ((sx - x0) * ONE) | 0;
    let ay = ((sy - y0) * ONE) | 0;
    const end = Math.min(to, x + Math.min(stepsWithin(ax, stepX), stepsWithin(ay, stepY)));
    let p = (y0 * sw + x0) * channels;
    const down = sw * channels;
    let at = row + x * channels;
    if (channels === 1) {
      let left = data[p]!;
      let leftBelow = data[p + down]!;
      for (; x < end; x++, p++, at++, ax += stepX, ay += stepY) {
        const right = data[p + 1]!;
        const rightBelow = data[p + down + 1]!;
        const wx = ax >> 8;
        const wy = ay >> 8;
        const above = (left << 8) + (right - left) * wx;
        const below = (leftBelow << 8) + (rightBelow - leftBelow) * wx;
        out[at] = ((above << 8) + (below - above) * wy + 32768) >> 16;
        left = right;
        leftBelow = rightBelow;
      }
      continue;
    }
    for (; x < end; x++, p += 3, at += 3, ax += stepX, ay += stepY) {
      const wx = ax >> 8;
      const wy = ay >> 8;
      const w11 = (wx * wy) | 0;
      const w01 = (wx << 8) - w11;
      const w10 = (wy << 8) - w11;
      const w00 = ONE - w01 - w10 - w11;
      const q = p + down;
      out[at] = (data[p]! * w00 + data[p + 3]! * w01 + data[q]! * w10 + data[q + 3]! * w11 + 32768) >> 16;
      out[at + 1] =
        (data[p + 1]! * w00 + data[p + 4]! * w01 + data[q + 1]! * w10 + data[q + 4]! * w11 + 32768) >> 16;
      out[at + 2] =
        (data[p + 2]! * w00 + data[p + 5]! * w01 + data[q + 2]! * w10 + data[q + 5]! * w11 + 32768) >> 16;
    }
  }
};

/** How often `step` can be added to `share` before it leaves `[0, ONE)`; at least 1. */
const stepsWithin = (share: number, step: number): number => {
  if (step === 0) return Number.MAX_SAFE_INTEGER;
  return step > 0 ? Math.floor((ONE - 1 - share) / step) + 1 : Math.floor(share / -step) + 1;
};

/** Bilinear weights are in 1/256: finer steps do not change an 8-bit result. */
const warpGrey = (s: Picture, m: Mat3, width: number, height: number, fill: Fill, out: Uint8Array): void => {
  const { data, width: sw, height: sh } = s;
  const paper = fill[0]!;
  const flat = isFlat(m);
  const levelling = isLevelling(m);
  for (let y = 0; y < height; y++) {
    const [from, end] = levelling ? innerPixels(m, y, width, s) : [0, 0];
    if (end > from) levelledRow(s, m, y, from, end, out, y * width);
    let u = m[0] * 0.5 + m[1] * (y + 0.5) + m[2];
    let v = m[3] * 0.5 + m[4] * (y + 0.5) + m[5];
    let w = m[6] * 0.5 + m[7] * (y + 0.5) + m[8];
    for (let x = 0, to = y * width; x < width; x++, to++, u += m[0], v += m[3], w += m[6]) {
      if (x === from && end > from) {
        x = end;
        if (x >= width) break;
        to = y * width + x;
        u = m[0] * (x + 0.5) + m[1] * (y + 0.5) + m[2];
        v = m[3] * (x + 0.5) + m[4] * (y + 0.5) + m[5];
      }
      const sx = flat ? u - 0.5 : u / w - 0.5;
      const sy = flat ? v - 0.5 : v / w - 0.5;
      if (!(sx >= -0.5 && sy >= -0.5 && sx <= sw - 0.5 && sy <= sh - 0.5)) {
        out[to] = paper;
        continue;
      }
      const fx = Math.min(Math.max(sx, 0), sw - 1);
      const fy = Math.min(Math.max(sy, 0), sh - 1);
      const x0 = fx | 0;
      const y0 = fy | 0;
      const ax = ((fx - x0) * 256) | 0;
      const ay = ((fy - y0) * 256) | 0;
      const p = y0 * sw + x0;
      const right = x0 < sw - 1 ? 1 : 0;
      const down = y0 < sh - 1 ? sw : 0;
      const top = data[p]! * (256 - ax) + data[p + right]! * ax;
      const bottom = data[p + down]! * (256 - ax) + data[p + down + right]! * ax;
      out[to] = (top * (256 - ay) + bottom * ay + 32768) >> 16;
    }
  }
};

const warpRgb = (s: Picture, m: Mat3, width: number, height: number, fill: Fill, out: Uint8Array): void => {
  const { data, width: sw, height: sh } = s;
  const flat = isFlat(m);
  const levelling = isLevelling(m);
  for (let y = 0; y < height; y++) {
    const [from, end] = levelling ? innerPixels(m, y, width, s) : [0, 0];
    if (end > from) levelledRow(s, m, y, from, end, out, y * width * 3);
    let u = m[0] * 0.5 + m[1] * (y + 0.5) + m[2];
    let v = m[3] * 0.5 + m[4] * (y + 0.5) + m[5];
    let w = m[6] * 0.5 + m[7] * (y + 0.5) + m[8];
    for (let x = 0, to = y * width * 3; x < width; x++, to += 3, u += m[0], v += m[3], w += m[6]) {
      if (x === from && end > from) {
        x = end;
        if (x >= width) break;
        to = (y * width + x) * 3;
        u = m[0] * (x + 0.5) + m[1] * (y + 0.5) + m[2];
        v = m[3] * (x + 0.5) + m[4] * (y + 0.5) + m[5];
      }
      const sx = flat ? u - 0.5 : u / w - 0.5;
      const sy = flat ? v - 0.5 : v / w - 0.5;
      if (!(sx >= -0.5 && sy >= -0.5 && sx <= sw - 0.5 && sy <= sh - 0.5)) {
        out[to] = fill[0]!;
        out[to + 1] = fill[1]!;
        out[to + 2] = fill[2]!;
        continue;
      }
      const fx = Math.min(Math.max(sx, 0), sw - 1);
      const fy = Math.min(Math.max(sy, 0), sh - 1);
      const x0 = fx | 0;
      const y0 = fy | 0;
      const ax = ((fx - x0) * 256) | 0;
      const ay = ((fy - y0) * 256) | 0;
      const p = (y0 * sw + x0) * 3;
      const q = x0 < sw - 1 ? p + 3 : p;
      const down = y0 < sh - 1 ? sw * 3 : 0;
      const w11 = ax * ay;
      const w01 = (ax << 8) - w11;
      const w10 = (ay << 8) - w11;
      const w00 = 65536 - w01 - w10 - w11;
      const r = p + down;
      const t = q + down;
      out[to] = (data[p]! * w00 + data[q]! * w01 + data[r]! * w10 + data[t]! * w11 + 32768) >> 16;
      out[to + 1] =
        (data[p + 1]! * w00 + data[q + 1]! * w01 + data[r + 1]! * w10 + data[t + 1]! * w11 + 32768) >> 16;
      out[to + 2] =
        (data[p + 2]! * w00 + data[q + 2]! * w01 + data[r + 2]! * w10 + data[t + 2]! * w11 + 32768) >> 16;
    }
  }
};
