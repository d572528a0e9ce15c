/** Printed boxes to tick: small squares, ticked or not. Pixels. */
import type { BoxMm } from '../../forms/edition.ts';
import type { Mask } from './strokes.ts';

const SMALLEST_MM = 2.8;
const LARGEST_MM = 7;
const SQUARE = 0.22;
/** How much of each side must be inked. */
const SIDE_INKED = 0.8;

type Run = { readonly from: number; readonly to: number; readonly y: number };

/** `[x, y, width, height]` of each. A tick may cross the sides: only the sides themselves are looked at. */
export const tickBoxes = (mask: Mask, perMm: number): BoxMm[] => {
  const runs = sideRuns(mask, perMm);
  const boxes: BoxMm[] = [];
  for (const top of runs) {
    const size = top.to - top.from;
    for (const bottom of runs) {
      const height = bottom.y - top.y;
      if (height < size * (1 - SQUARE) || height > size * (1 + SQUARE)) continue;
      const slack = 0.5 * perMm;
      if (Math.abs(bottom.from - top.from) > slack || Math.abs(bottom.to - top.to) > slack) continue;
      const left = (top.from + bottom.from) / 2;
      const right = (top.to + bottom.to) / 2;
      const isClosed = [left, right].every((x) => sideInked(mask, x, top.y, bottom.y, perMm) >= SIDE_INKED);
      // A broad letter has neighbours; a printed box has paper beside it.
      const isFree =
        sideInked(mask, left - 1.1 * perMm, top.y, bottom.y, perMm) < 0.35 &&
        sideInked(mask, right + 1.1 * perMm, top.y, bottom.y, perMm) < 0.35;
      const isKnown = boxes.some(([x, y]) => Math.abs(x - left) < perMm && Math.abs(y - top.y) < perMm);
      if (isClosed && isFree && !isKnown) boxes.push([left, top.y, right - left, height]);
    }
  }
  return boxes;
};

/** Lying runs of ink as long as a box is wide. */
const sideRuns = ({ width, height, data }: Mask, perMm: number): Run[] => {
  const runs: Run[] = [];
  for (let y = 0; y < height; y++) {
    let start = -1;
    for (let x = 0; x <= width; x++) {
      const inked = x < width && data[y * width + x] === 1;
      if (inked && start < 0) start = x;
      if (inked || start < 0) continue;
      const length = x - start;
      if (length >= SMALLEST_MM * perMm && length <= LARGEST_MM * perMm) runs.push({ from: start, to: x, y });
      start = -1;
    }
  }
  return runs;
};

const sideInked = ({ width, data }: Mask, x: number, from: number, to: number, perMm: number): number => {
  const reach = Math.max(1, Math.round(0.3 * perMm));
  let inked = 0;
  for (let y = from; y < to; y++) {
    for (let d = -reach; d <= reach; d++) {
      if (data[y * width + Math.round(x) + d] !== 1) continue;
      inked++;
      break;
    }
  }
  return inked / Math.max(1, to - from);
};
