/** The fields of a ruled frame: regions that rules close off on all sides. */
import type { BoxMm } from '../../forms/edition.ts';
import { labelComponents } from '../forms/components.ts';
import type { Mask, Stroke } from './strokes.ts';

/** Rules meet within this: worn corners, a skewed frame. */
const REACH_MM = 1.2;
const SMALLEST_MM = 5;
/** How much of its box a region fills when it is one cell and not the rest around the frame. */
const LEAST_FILLED = 0.86;

export const cellsBetween = (
  lying: readonly Stroke[],
  upright: readonly Stroke[],
  { width, height }: Pick<Mask, 'width' | 'height'>,
  perMm: number,
): BoxMm[] => {
  const open = new Uint8Array(width * height).fill(1);
  const reach = Math.round(REACH_MM * perMm);
  for (const { from, to, at } of lying)
    for (let y = Math.round(at) - 1; y <= Math.round(at) + 1; y++)
      if (y >= 0 && y < height)
        open.fill(0, y * width + Math.max(0, from - reach), y * width + Math.min(width, to + reach));
  for (const { from, to, at } of upright)
    for (let y = Math.max(0, from - reach); y < Math.min(height, to + reach); y++)
      for (let x = Math.max(0, Math.round(at) - 1); x <= Math.min(width - 1, Math.round(at) + 1); x++)
        open[y * width + x] = 0;
  const mm = (pixels: number): number => Math.round((pixels / perMm) * 10) / 10;
  return labelComponents(open, width, height)
    .components.filter(
      ({ left, right, top, bottom, area }) =>
        left > 0 &&
        top > 0 &&
        right < width &&
        bottom < height &&
        right - left >= SMALLEST_MM * perMm &&
        bottom - top >= SMALLEST_MM * perMm &&
        area >= LEAST_FILLED * (right - left) * (bottom - top),
    )
    .map(({ left, right, top, bottom }): BoxMm => [mm(left), mm(top), mm(right - left), mm(bottom - top)]);
};
