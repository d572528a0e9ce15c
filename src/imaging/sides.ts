/** Keeping the halves of a spread apart, and the colour that stands where a page has no pixels of its own. */
import type { Box, Point } from './geometry.ts';
import { type Picture, percentileOf } from './raster.ts';

/** The usual colour of the paper within `box`, one value a channel: what a quarter of the pixels are brighter than. */
export const paperColour = (picture: Picture, box: Box): number[] => {
  const { channels, data, width, height } = picture;
  const counts = Array.from({ length: channels }, () => new Uint32Array(256));
  const step = Math.max(1, Math.floor(Math.sqrt((box.width * box.height) / 40_000)));
  const right = Math.min(width, box.x + box.width);
  const bottom = Math.min(height, box.y + box.height);
  for (let y = Math.max(0, Math.floor(box.y)); y < bottom; y += step) {
    for (let x = Math.max(0, Math.floor(box.x)); x < right; x += step) {
      const p = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) counts[c]![data[p + c]!] = counts[c]![data[p + c]!]! + 1;
    }
  }
  return counts.map((count) => percentileOf(count, 0.75));
};

/**
 * Paints over what lies beyond the parting line, in place: to the right of it on a left page, to the left of it on a
 * right page. `line` runs from top to bottom in the picture's pixels and is drawn on straight at both ends.
 */
export const fillBeyond = (
  picture: Picture,
  side: 'left' | 'right',
  line: readonly Point[],
  fill: readonly number[],
): void => {
  const { width, height, channels, data } = picture;
  let next = 1;
  for (let y = 0; y < height; y++) {
    while (next < line.length - 1 && line[next]!.y < y + 0.5) next++;
    const a = line[next - 1]!;
    const b = line[next]!;
    const part = b.y === a.y ? 0 : Math.max(0, Math.min(1, (y + 0.5 - a.y) / (b.y - a.y)));
    const cut = Math.max(0, Math.min(width, Math.round(a.x + (b.x - a.x) * part)));
    const from = side === 'left' ? cut : 0;
    const to = side === 'left' ? width : cut;
    for (let x = from, p = (y * width + from) * channels; x < to; x++) {
      for (let c = 0; c < channels; c++) data[p++] = fill[c]!;
    }
  }
};
