/** The sheet on a scan with a dark surround (lid left open, microfilm): the surround is what is dark from the edge inwards. */
import type { Box } from './geometry.ts';
import { type Gray, percentile, shrinkFactor, shrinkGray } from './raster.ts';

const WORKING_SIZE = 500;
/** Rows and columns of which more than this is surround do not belong to the sheet; slanted edges stay in full. */
const SURROUND_SHARE = 0.9;

/** The sheet's upright bounds in pixels of `gray`; the whole picture where there is no dark surround. */
export const findPaper = (gray: Gray): Box => {
  const whole: Box = { x: 0, y: 0, width: gray.width, height: gray.height };
  const factor = shrinkFactor(Math.max(gray.width, gray.height), WORKING_SIZE);
  const small = shrinkGray(gray, factor);
  const paper = percentile(small, 0.75);
  const mask = floodFromEdges(small, paper * 0.45);
  const rows = new Uint32Array(small.height);
  const columns = new Uint32Array(small.width);
  for (let y = 0, p = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++, p++) {
      if (mask[p] === 0) continue;
      rows[y] = rows[y]! + 1;
      columns[x] = columns[x]! + 1;
    }
  }
  const [top, bottom] = bounds(rows, small.width);
  const [left, right] = bounds(columns, small.height);
  // Less than a quarter of the picture is a dark picture, not a sheet on something dark.
  if ((bottom - top) * (right - left) < 0.25 * small.width * small.height) return whole;
  const x = left === 0 ? 0 : left * factor;
  const y = top === 0 ? 0 : top * factor;
  const x1 = right === small.width ? gray.width : right * factor;
  const y1 = bottom === small.height ? gray.height : bottom * factor;
  return { x, y, width: x1 - x, height: y1 - y };
};

/** From the first to behind the last row (or column) that is not surround. */
const bounds = (counts: Uint32Array, length: number): [number, number] => {
  const surround = (i: number): boolean => counts[i]! > length * SURROUND_SHARE;
  let from = 0;
  let to = counts.length;
  while (from < to && surround(from)) from++;
  while (to > from && surround(to - 1)) to--;
  return [from, to];
};

/** 1 where a pixel is darker than `level` and hangs together with the picture's edge through such pixels. */
const floodFromEdges = (gray: Gray, level: number): Uint8Array => {
  const { width, height, data } = gray;
  const mask = new Uint8Array(width * height);
  const stack = new Int32Array(width * height);
  let size = 0;
  const visit = (p: number): void => {
    if (mask[p] === 1 || data[p]! >= level) return;
    mask[p] = 1;
    stack[size++] = p;
  };
  for (let x = 0; x < width; x++) {
    visit(x);
    visit((height - 1) * width + x);
  }
  for (let y = 0; y < height; y++) {
    visit(y * width);
    visit(y * width + width - 1);
  }
  while (size > 0) {
    const p = stack[--size]!;
    const x = p % width;
    if (x > 0) visit(p - 1);
    if (x < width - 1) visit(p + 1);
    if (p >= width) visit(p - width);
    if (p < width * (height - 1)) visit(p + width);
  }
  return mask;
};
