/** Where on a crop the line of writing stands: the rows that hold it, and the columns between the first and last ink. */
import type { Crop } from '../engine.ts';
import { inkThreshold } from '../ink.ts';
import { type Window, wholeOf } from './strip.ts';

/** Rows with less than this share of the fullest row's ink are edges: tails, neighbours, specks. */
const ROW_SHARE = 0.04;
/** Air above and below the writing, as a share of its height; lines were trained with about as much. */
const AIR = 0.06;
const SIDE_AIR = 0.25;
/** Ink lower than this is no line of its own (a dash, a ditto mark): it keeps the air of a line around it. Pixels at 300 dpi. */
const LEAST_HEIGHT = 40;
/** The writing fills most of the crop: it was cut for reading and stays as it is. */
const FILLED = 0.62;

/** Less ink than this share of the crop, or fewer pixels, is dust. */
const DUST = { share: 0.0005, pixels: 12 };

/** Crops of the cutter are ink on pure white; on any other paper a shadow or a stain may pass for ink, so nothing is cut off. */
const WHITE = 250;
const CLEAN_SHARE = 0.4;
const isClean = (crop: Crop): boolean => {
  let white = 0;
  for (let i = 0; i < crop.data.length; i++) if (crop.data[i]! >= WHITE) white += 1;
  return white >= crop.data.length * CLEAN_SHARE;
};

/** The window to read, with all rows when the writing fills them; null when there is no ink. */
export const windowOf = (crop: Crop): Window | null => {
  const threshold = inkThreshold(crop);
  const rows = new Uint32Array(crop.height);
  const columns = new Uint32Array(crop.width);
  for (let y = 0; y < crop.height; y++) {
    for (let x = 0; x < crop.width; x++) {
      if (crop.data[y * crop.width + x]! > threshold) continue;
      rows[y]! += 1;
      columns[x]! += 1;
    }
  }
  const band = bandOf(rows);
  const ink = rows.reduce((sum, count) => sum + count, 0);
  if (band === null || ink < Math.max(DUST.pixels, DUST.share * crop.data.length)) return null;
  if (!isClean(crop)) return wholeOf(crop);
  const height = band.to - band.from;
  const whole = height >= crop.height * FILLED;
  const lacking = Math.max(0, LEAST_HEIGHT - height) / 2;
  const air = height * AIR + lacking;
  const side = Math.max(4, height * SIDE_AIR);
  const first = columns.findIndex((count) => count > 0);
  const last = columns.findLastIndex((count) => count > 0);
  return {
    left: Math.max(0, Math.floor(first - side)),
    right: Math.min(crop.width, Math.ceil(last + 1 + side)),
    top: whole ? 0 : Math.max(0, Math.floor(band.from - air)),
    bottom: whole ? crop.height : Math.min(crop.height, Math.ceil(band.to + air)),
  };
};

/** From the fullest row up and down to where the ink ends. Gaps of a few rows (between a letter and its marks) belong to it. */
const bandOf = (rows: Uint32Array): Readonly<{ from: number; to: number }> | null => {
  const most = Math.max(...rows);
  if (most === 0) return null;
  const least = Math.max(1, most * ROW_SHARE);
  const gap = Math.max(2, Math.round(rows.length * 0.07));
  const middle = rows.indexOf(most);
  const reach = (step: 1 | -1): number => {
    let end = middle;
    for (let y = middle, empty = 0; y >= 0 && y < rows.length && empty <= gap; y += step) {
      if (rows[y]! >= least) [end, empty] = [y, 0];
      else empty += 1;
    }
    return end;
  };
  return { from: reach(-1), to: reach(1) + 1 };
};
