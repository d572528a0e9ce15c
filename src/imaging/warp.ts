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

/** Bilinear weights are in 1/256: finer steps do not change an 8-bit result. */
const warpGrey = (s: Picture, m: Mat3, width: number, height: number, fill: Fill, out: Uint8Array): void => {
  const { data, width: sw, height: sh } = s;
  const paper = fill[0]!;
  const flat = isFlat(m);
  for (let y = 0; y < height; y++) {
    let u = m[0] * 0.5 + m[1] * (y + 0.5) + m[2];
    let v = m[3] * 0.5 + m[4] * (y + 0.5) + m[5];
    let w = m[6] * 0.5 + m[7] * (y + 0.5) + m[8];
    for (let x = 0, to = y * width; x < width; x++, to++, u += m[0], v += m[3], w += m[6]) {
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
  for (let y = 0; y < height; y++) {
    let u = m[0] * 0.5 + m[1] * (y + 0.5) + m[2];
    let v = m[3] * 0.5 + m[4] * (y + 0.5) + m[5];
    let w = m[6] * 0.5 + m[7] * (y + 0.5) + m[8];
    for (let x = 0, to = y * width * 3; x < width; x++, to += 3, u += m[0], v += m[3], w += m[6]) {
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
