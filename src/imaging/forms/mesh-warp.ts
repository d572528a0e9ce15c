/** Draws a picture through any smooth map: the map is asked at a coarse mesh and interpolated between. */
import type { Point } from '../geometry.ts';
import type { Gray, Picture } from '../raster.ts';

/** Side of a mesh cell in pixels of the result: page maps bend far less than visibly over it. */
const CELL = 16;

/**
 * A `width` × `height` picture whose pixel `(x, y)` shows the source at `toSource(x, y)`, bilinearly; outside the source
 * it is `fill` in every channel.
 */
export const warpThrough = (
  source: Picture,
  toSource: (x: number, y: number) => Point,
  width: number,
  height: number,
  fill: number,
): Picture => {
  const { channels } = source;
  const data = new Uint8Array(width * height * channels).fill(fill);
  const columns = Math.ceil(width / CELL) + 1;
  const upper = new Float64Array(columns * 2);
  const lower = new Float64Array(columns * 2);
  meshRow(toSource, 0, columns, lower);
  for (let top = 0; top < height; top += CELL) {
    upper.set(lower);
    meshRow(toSource, top + CELL, columns, lower);
    const rows = Math.min(CELL, height - top);
    for (let row = 0; row < rows; row++) {
      const t = (row + 0.5) / CELL;
      for (let c = 0; c + 1 < columns; c++) {
        const i = c * 2;
        const x0 = upper[i]! * (1 - t) + lower[i]! * t;
        const y0 = upper[i + 1]! * (1 - t) + lower[i + 1]! * t;
        const x1 = upper[i + 2]! * (1 - t) + lower[i + 2]! * t;
        const y1 = upper[i + 3]! * (1 - t) + lower[i + 3]! * t;
        const from = c * CELL;
        const to = ((top + row) * width + from) * channels;
        drawSpan(source, x0, y0, (x1 - x0) / CELL, (y1 - y0) / CELL, data, to, Math.min(CELL, width - from));
      }
    }
  }
  return { width, height, channels, data };
};

export const warpGrayThrough = (
  source: Gray,
  toSource: (x: number, y: number) => Point,
  width: number,
  height: number,
  fill: number,
): Gray => {
  const { data } = warpThrough({ ...source, channels: 1 }, toSource, width, height, fill);
  return { width, height, data };
};

const meshRow = (
  toSource: (x: number, y: number) => Point,
  y: number,
  columns: number,
  out: Float64Array,
): void => {
  for (let c = 0; c < columns; c++) {
    const at = toSource(c * CELL, y);
    out[c * 2] = at.x;
    out[c * 2 + 1] = at.y;
  }
};

/** Pixels of one row inside one mesh cell: the source place moves by a constant step. */
const drawSpan = (
  source: Picture,
  x0: number,
  y0: number,
  stepX: number,
  stepY: number,
  out: Uint8Array,
  to: number,
  count: number,
): void => {
  const { data, width, height, channels } = source;
  let sx = x0 + stepX / 2 - 0.5;
  let sy = y0 + stepY / 2 - 0.5;
  const ex = sx + stepX * (count - 1);
  const ey = sy + stepY * (count - 1);
  const inside =
    Math.min(sx, ex) >= 0 &&
    Math.min(sy, ey) >= 0 &&
    Math.max(sx, ex) < width - 1 &&
    Math.max(sy, ey) < height - 1;
  if (channels === 1 && inside) {
    // Nearly all cells of nearly all crops: no edge to mind.
    for (let at = to; at < to + count; at++, sx += stepX, sy += stepY) {
      const px = sx | 0;
      const py = sy | 0;
      const ax = ((sx - px) * 256) | 0;
      const p = py * width + px;
      const above = data[p]! * (256 - ax) + data[p + 1]! * ax;
      const below = data[p + width]! * (256 - ax) + data[p + width + 1]! * ax;
      out[at] = (above * 256 + (below - above) * (((sy - py) * 256) | 0) + 32768) >> 16;
    }
    return;
  }
  if (inside) {
    for (let at = to, end = to + count * 3; at < end; at += 3, sx += stepX, sy += stepY) {
      const px = sx | 0;
      const py = sy | 0;
      const ax = ((sx - px) * 256) | 0;
      const ay = ((sy - py) * 256) | 0;
      const p = (py * width + px) * 3;
      const q = p + width * 3;
      const w11 = ax * ay;
      const w01 = (ax << 8) - w11;
      const w10 = (ay << 8) - w11;
      const w00 = 65536 - w01 - w10 - w11;
      out[at] = (data[p]! * w00 + data[p + 3]! * w01 + data[q]! * w10 + data[q + 3]! * w11 + 32768) >> 16;
      out[at + 1] =
        (data[p + 1]! * w00 + data[p + 4]! * w01 + data[q + 1]! * w10 + data[q + 4]! * w11 + 32768) >> 16;
      out[at + 2] =
        (data[p + 2]! * w00 + data[p + 5]! * w01 + data[q + 2]! * w10 + data[q + 5]! * w11 + 32768) >> 16;
    }
    return;
  }
  for (let i = 0, at = to; i < count; i++, at += channels, sx += stepX, sy += stepY) {
    if (!(sx > -0.5 && sy > -0.5 && sx < width - 0.5 && sy < height - 0.5)) continue;
    const fx = Math.max(sx, 0);
    const fy = Math.max(sy, 0);
    const px = fx | 0;
    const py = fy | 0;
    const ax = ((fx - px) * 256) | 0;
    const ay = ((fy - py) * 256) | 0;
    const p = (py * width + px) * channels;
    const right = px < width - 1 ? channels : 0;
    const down = py < height - 1 ? width * channels : 0;
    for (let c = 0; c < channels; c++) {
      const q = p + c;
      const above = data[q]! * (256 - ax) + data[q + right]! * ax;
      const below = data[q + down]! * (256 - ax) + data[q + down + right]! * ax;
      out[at + c] = (above * (256 - ay) + below * ay + 32768) >> 16;
    }
  }
};
