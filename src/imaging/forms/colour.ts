/** Tells red ink (stamps, seals) from writing and print. */
import type { Gray, Picture } from '../raster.ts';
import { medianOf } from './algebra.ts';

export type ParsedInk = {
  /** The picture in grey with red ink turned to paper. */
  readonly gray: Gray;
  /** Where red ink was, 0…255. null when the picture has no colour or no red ink. */
  readonly red: Gray | null;
};

/**
 * Redness of ink: how much red exceeds the other channels (beyond what the paper does), per unit of darkness. Red ink has
 * about 1, brown stains 0.5, black 0, blue less than 0.
 */
const RED_FROM = 0.35;
const RED_SURE = 0.6;
/** Excess below which it is noise of the sensor. */
const LEAST_EXCESS = 6;

/**
 * Yellowed paper is redder than blue, never much redder than green; red ink lacks green and blue alike. Black or blue
 * writing under a stamp keeps its darkness, because there red is low as well.
 */
export const withoutRed = (picture: Picture): ParsedInk => {
  const { width, height, channels, data } = picture;
  const n = width * height;
  if (channels === 1) return { gray: { width, height, data }, red: null };
  const gray = new Uint8Array(n);
  const excess = new Int16Array(n);
  const paper = paperOf(picture);
  let reds = 0;
  for (let i = 0, p = 0; i < n; i++, p += 3) {
    const r = data[p]!;
    const g = data[p + 1]!;
    const b = data[p + 2]!;
    gray[i] = (r * 77 + g * 150 + b * 29 + 128) >> 8;
    const more = r - Math.max(g, b) - paper.tint;
    excess[i] = more;
    if (more > 3 * LEAST_EXCESS) reds++;
  }
  if (reds < n * 0.001) return { gray: { width, height, data: gray }, red: null };
  const dark = new Int16Array(n);
  for (let i = 0; i < n; i++) dark[i] = Math.max(0, paper.luma - gray[i]!);
  const smooth = meanOver(excess, width, height);
  const darkness = meanOver(dark, width, height);
  const red = new Uint8Array(n);
  for (let i = 0, p = 0; i < n; i++, p += 3) {
    const more = smooth[i]!;
    if (more < LEAST_EXCESS) continue;
    const share = (more / Math.max(8, darkness[i]!) - RED_FROM) / (RED_SURE - RED_FROM);
    if (share <= 0) continue;
    red[i] = Math.min(1, share) * 255;
    // What red ink would have left of the red light is paper; what is missing beyond that is other ink.
    const bare = Math.min(paper.luma, data[p]! * 1.25);
    const whitened = gray[i]! + (bare - gray[i]!) * Math.min(1, share);
    if (whitened > gray[i]!) gray[i] = whitened;
  }
  return { gray: { width, height, data: gray }, red: { width, height, data: red } };
};

/** How much redder than the rest the paper itself is, and how bright: from a sparse sample. */
const paperOf = ({ width, height, data }: Picture): { readonly tint: number; readonly luma: number } => {
  const tints: number[] = [];
  const lumas: number[] = [];
  const step = Math.max(1, Math.floor((width * height) / 3000));
  for (let i = 0; i < width * height; i += step) {
    const p = i * 3;
    tints.push(data[p]! - Math.max(data[p + 1]!, data[p + 2]!));
    lumas.push((data[p]! * 77 + data[p + 1]! * 150 + data[p + 2]! * 29) >> 8);
  }
  lumas.sort((a, b) => a - b);
  return { tint: medianOf(tints), luma: lumas[Math.floor(lumas.length * 0.7)] ?? 255 };
};

/** Mean over 5 × 5: colour is coarser than light in every JPEG, and noisier. The frame of two pixels stays as it is. */
const meanOver = (values: Int16Array, width: number, height: number): Int16Array => {
  const rows = new Int16Array(values);
  const out = new Int16Array(values);
  for (let y = 0; y < height; y++) {
    for (let i = y * width + 2, end = y * width + width - 2; i < end; i++) {
      rows[i] = values[i - 2]! + values[i - 1]! + values[i]! + values[i + 1]! + values[i + 2]!;
    }
  }
  for (let y = 2; y + 2 < height; y++) {
    for (let i = y * width + 2, end = y * width + width - 2; i < end; i++) {
      const sum =
        rows[i - 2 * width]! + rows[i - width]! + rows[i]! + rows[i + width]! + rows[i + 2 * width]!;
      out[i] = sum / 25;
    }
  }
  return out;
};
