/** Tells a row that somebody made void: one long stroke through it, from near one end to near the other, not level. */
import type { BoxMm } from '../../forms/edition.ts';
import { inkMap } from '../forms/ink.ts';
import { warpThrough } from '../forms/mesh-warp.ts';
import { type Picture, percentile, toGray } from '../raster.ts';
import type { TableMap } from './types.ts';

const PER_MM = 3;
/** What of the row is left out above and below, where its rules may lie, millimetres. */
const RULES_MM = 0.6;
/** The stroke crosses at least the middle of the row from here to here, as shares of its width. */
const ENDS = [0.12, 0.88] as const;
/** Ink is looked for this far above and below the stroke, pixels: hands are not straight. */
const REACH = 3;
const SURE_SHARE = 0.9;
/** Level strokes are rules; a stroke that makes void climbs this share of the row's height. */
const LEAST_CLIMB = 0.3;

/** 0…1 that the row is crossed out. */
export const crossedOut = (
  page: Picture,
  map: Pick<TableMap, 'toPage'>,
  [x, y, wide, high]: BoxMm,
): number => {
  const width = Math.round(wide * PER_MM);
  const top = y + RULES_MM;
  const height = Math.round((high - 2 * RULES_MM) * PER_MM);
  if (height < 4 * PER_MM) return 0;
  const band = warpThrough(page, (u, v) => map.toPage(x + u / PER_MM, top + v / PER_MM), width, height, 255);
  const ink = inkMap(toGray(band), PER_MM);
  const threshold = Math.min(90, Math.max(24, percentile(ink, 0.99) * 0.35));
  const columns = thickened(ink.data, width, height, threshold);
  const [from, to] = [Math.round(ENDS[0] * width), Math.round(ENDS[1] * width)];
  let best = 0;
  for (let y0 = 0; y0 < height; y0 += 2) {
    for (let y1 = 0; y1 < height; y1 += 2) {
      if (Math.abs(y1 - y0) < LEAST_CLIMB * height) continue;
      best = Math.max(best, shareOn(columns, width, [from, y0], [to, y1], best));
    }
  }
  return 1 / (1 + Math.exp(-(best - SURE_SHARE) / 0.02));
};

/** 1 where there is ink within `REACH` above or below. */
const thickened = (ink: Uint8Array, width: number, height: number, threshold: number): Uint8Array => {
  const out = new Uint8Array(ink.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (ink[y * width + x]! < threshold) continue;
      for (let v = Math.max(0, y - REACH); v <= Math.min(height - 1, y + REACH); v++) out[v * width + x] = 1;
    }
  }
  return out;
};

type End = readonly [x: number, y: number];

const shareOn = (inked: Uint8Array, width: number, [x0, y0]: End, [x1, y1]: End, best: number): number => {
  const length = x1 - x0;
  const most = (1 - best) * length;
  let misses = 0;
  for (let x = x0; x < x1; x++) {
    const y = Math.round(y0 + ((y1 - y0) * (x - x0)) / length);
    if (inked[y * width + x] === 0) misses++;
    if (misses > most) return 0;
  }
  return 1 - misses / length;
};
