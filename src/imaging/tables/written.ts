/** How much is written in each column at each height of the paper, and where between two entries least is. */
import { warpGrayThrough } from '../forms/mesh-warp.ts';
import type { Gray } from '../raster.ts';
import type { FoundColumn, TableMap, Written } from './types.ts';
import { inkMask } from './writing-lines.ts';

export type Strip = { readonly gray: Gray; readonly perMm: number };

/** What of a column lies under its own rules. */
const INSET_MM = 0.7;
const PROFILE_PER_MM = 4;

/** A column upright, between two heights of the paper (mm). */
export const stripOf = (
  page: Gray,
  map: TableMap,
  { column }: FoundColumn,
  extent: { readonly from: number; readonly to: number },
  perMm: number,
): Strip => {
  const left = column.from + INSET_MM;
  const width = Math.max(1, Math.round((column.to - column.from - 2 * INSET_MM) * perMm));
  const height = Math.max(1, Math.round((extent.to - extent.from) * perMm));
  const gray = warpGrayThrough(
    page,
    (x, y) => map.toPage(left + x / perMm, extent.from + y / perMm),
    width,
    height,
    255,
  );
  return { gray, perMm };
};

/** Ink by height for every column of which enough is in the picture. */
export const writtenOn = (
  page: Gray,
  map: TableMap,
  columns: readonly FoundColumn[],
  extent: { readonly from: number; readonly to: number },
): Written => {
  const ink = new Map<string, Float32Array>();
  for (const found of columns) {
    if (found.visible < 0.3 || found.column.margin) continue;
    ink.set(found.column.key, profileOf(stripOf(page, map, found, extent, PROFILE_PER_MM)));
  }
  return { fromMm: extent.from, stepMm: 1 / PROFILE_PER_MM, ink };
};

/** Share of each row of pixels that is ink, smoothed over half a millimetre. */
const profileOf = ({ gray, perMm }: Strip): Float32Array => {
  const mask = inkMask(gray, perMm);
  const rows = new Float32Array(gray.height);
  for (let y = 0, i = 0; y < gray.height; y++) {
    let sum = 0;
    for (let x = 0; x < gray.width; x++, i++) sum += mask[i]!;
    rows[y] = sum / gray.width;
  }
  return rows.map((own, y) => (rows[y - 1] ?? own) * 0.5 + own + (rows[y + 1] ?? own) * 0.5);
};

/**
 * Where a row begins above the middle of its number, in figures, when nothing speaks for another place, and the bounds:
 * among text the line before is near; above a number there is room, and whoever corrected it wrote there.
 */
const AMONG_TEXT = { usual: 0.85, highest: 1.5, lowest: 0.3 };
const ABOVE_NUMBER = { usual: 1.6, highest: 2.2, lowest: 0.6 };
/** What a letter's height away from the usual place costs, against the most that is written there. */
const PULL = 0.35;

/**
 * Where the row of an entry begins in one column, millimetres: between the entry's first line and what stands above it.
 * @param middle of the number that begins the entry, and `before`: of the one above (mm)
 * @param letter height of a figure (mm)
 * @param leads the column is the one with the numbers
 */
export const beginningIn = (
  written: Written,
  key: string,
  middle: number,
  before: number,
  letter: number,
  leads = false,
): number => {
  const room = leads ? ABOVE_NUMBER : AMONG_TEXT;
  const highest = Math.max(middle - room.highest * letter, (middle + before) / 2);
  const lowest = Math.max(highest, middle - room.lowest * letter);
  const usual = Math.min(lowest, Math.max(highest, middle - room.usual * letter));
  const profile = written.ink.get(key);
  if (profile === undefined) return usual;
  const inkAt = (mm: number): number => profile[Math.round((mm - written.fromMm) / written.stepMm)] ?? 0;
  let most = 0.02;
  for (let mm = highest; mm <= lowest; mm += written.stepMm) most = Math.max(most, inkAt(mm));
  let best = usual;
  let least = Number.POSITIVE_INFINITY;
  for (let mm = highest; mm <= lowest; mm += written.stepMm) {
    const cost = inkAt(mm) / most + PULL * ((mm - usual) / letter) ** 2;
    if (cost < least) {
      least = cost;
      best = mm;
    }
  }
  return best;
};
