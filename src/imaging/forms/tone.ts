/** How dark print is on a page: the measure against which faint writing and bleed-through are judged. */

import { type Picture, percentile, toGray } from '../raster.ts';
import { medianOf } from './algebra.ts';
import { inkMap } from './ink.ts';
import { warpThrough } from './mesh-warp.ts';
import { FINE, modelOf } from './model.ts';
import type { LayoutRef, PageMap } from './types.ts';

const tones = new WeakMap<Picture, number>();
const SAMPLES = 12;
const USUAL = 170;

/** Ink (0…255) of the strokes of the printed words, median over some of them; kept as long as the picture lives. */
export const printTone = (page: Picture, map: PageMap, ref: LayoutRef): number => {
  const known = tones.get(page);
  if (known !== undefined) return known;
  const { points } = modelOf(ref);
  const step = Math.max(1, Math.floor(points.length / SAMPLES));
  const levels: number[] = [];
  for (let i = 0; i < points.length; i += step) {
    const { left, top, patch } = points[i]!.fine;
    const piece = warpThrough(
      page,
      (x, y) => map.toPage((left + x) / FINE, (top + y) / FINE),
      patch.width,
      patch.height,
      255,
    );
    levels.push(percentile(inkMap(toGray(piece), FINE), 0.95));
  }
  const tone = levels.length === 0 ? USUAL : Math.min(240, Math.max(70, medianOf(levels)));
  tones.set(page, tone);
  return tone;
};
