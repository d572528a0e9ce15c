/**
 * Corrected writing (TT 04/2020/TT-BTP art. 35): the wrong part is struck, the right one stands beside or above it. What is
 * struck is taken out of the crop before it is read, so that an engine sees only what counts.
 */
import type { Crop } from './engine.ts';
import { type Blob, blobsOf, findInk, inkThreshold } from './ink.ts';

/** A stroke through writing: `[from, to, y]` in pixels of the crop. */
export type Strike = readonly [from: number, to: number, y: number];

/** Sizes in mm: how far a stroke wavers; how far struck letters reach above and below it, and beyond its ends. */
const REACH = { stroke: 0.5, above: 2.5, below: 2.5, beside: 0.85 };
/** Accents of struck letters do not touch the stroke; they are smaller than letters. */
const ACCENT = { height: 1.2, above: 3.2 };

/** mm. Shorter strokes may be crossbars of figures that touch ("446"): they lower the confidence and take nothing out. */
const SURE = 9;

/** The crop without what is struck, or null when nothing else is written there: then all of it is struck. */
export const withoutStruck = (crop: Crop, strikes: readonly Strike[]): Crop | null => {
  const perMm = (crop.dpi ?? USUAL_DPI) / 25.4;
  const sure = strikes.filter(([from, to]) => to - from >= SURE * perMm);
  if (sure.length === 0) return crop;
  const blobs = blobsOf(crop, inkThreshold(crop));
  const data = Uint8Array.from(crop.data);
  for (const strike of sure) {
    for (const blob of blobs) {
      if (isStruckBy(blob, strike, perMm)) erase(data, crop, struckPart(blob, strike, perMm));
    }
  }
  const rest = { ...crop, data };
  return findInk(rest) === null ? null : rest;
};

const USUAL_DPI = 300;

const isStruckBy = (blob: Blob, [from, to, y]: Strike, perMm: number): boolean => {
  const middle = (blob.left + blob.right) / 2;
  const touches = blob.top <= y + REACH.stroke * perMm && blob.bottom >= y - REACH.stroke * perMm;
  if (touches) return blob.right > from && blob.left < to;
  if (middle < from - REACH.beside * perMm || middle > to + REACH.beside * perMm) return false;
  const height = blob.bottom - blob.top;
  return height <= ACCENT.height * perMm && blob.bottom <= y && blob.bottom >= y - ACCENT.above * perMm;
};

/** Ink that runs together with other writing goes only as far as the stroke reaches. */
const struckPart = (blob: Blob, [from, to, y]: Strike, perMm: number): Blob => ({
  ...blob,
  left: Math.max(blob.left, Math.round(from - REACH.beside * perMm)),
  right: Math.min(blob.right, Math.round(to + REACH.beside * perMm)),
  top: Math.max(blob.top, Math.round(y - REACH.above * perMm)),
  bottom: Math.min(blob.bottom, Math.round(y + REACH.below * perMm)),
});

const erase = (data: Uint8Array, { width }: Crop, part: Blob): void => {
  for (let y = part.top - 1; y <= part.bottom; y++) {
    if (y < 0) continue;
    data.fill(255, y * width + Math.max(0, part.left - 1), y * width + Math.min(width, part.right + 1));
  }
};
