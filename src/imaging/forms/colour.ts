/** Tells red ink (stamps, seals) from writing and print. */
import type { Gray, Picture } from '../raster.ts';

export type ParsedInk = {
  /** The picture in grey with red ink turned to paper. */
  readonly gray: Gray;
  /** Where red ink was, 0…255. null when the picture has no colour or no red ink. */
  readonly red: Gray | null;
};

/** Excess of red over the other channels, relative to the paper's, at which a pixel begins to be and surely is red ink. */
const RED_FROM = 22;
const RED_SURE = 60;

/**
 * Yellowed paper is redder than blue, never much redder than green; red ink lacks green and blue alike. Black or blue
 * writing under a stamp keeps its darkness, because there red is low as well.
 */
export const withoutRed = (picture: Picture): ParsedInk => {
  const { width, height, channels, data } = picture;
  const n = width * height;
  if (channels === 1) return { gray: { width, height, data }, red: null };
  const gray = new Uint8Array(n);
  const red = new Uint8Array(n);
  const offset = paperTint(picture);
  let reds = 0;
  for (let i = 0, p = 0; i < n; i++, p += 3) {
    const r = data[p]!;
    const g = data[p + 1]!;
    const b = data[p + 2]!;
    const luma = (r * 77 + g * 150 + b * 29 + 128) >> 8;
    const excess = r - Math.max(g, b) - offset;
    gray[i] = luma;
    if (excess <= RED_FROM) continue;
    const share = excess >= RED_SURE ? 1 : (excess - RED_FROM) / (RED_SURE - RED_FROM);
    red[i] = share * 255;
    reds++;
  }
  if (reds < n * 0.0005) return { gray: { width, height, data: gray }, red: null };
  const paper = brightRed(picture);
  for (let i = 0, p = 0; i < n; i++, p += 3) {
    const share = red[i]! / 255;
    if (share === 0) continue;
    // What red ink would have left of the red light is paper; what is missing beyond that is other ink.
    const bare = Math.min(paper, data[p]! * 1.25);
    gray[i] = gray[i]! * (1 - share) + bare * share;
  }
  return { gray: { width, height, data: gray }, red: { width, height, data: red } };
};

/** How much redder than green the paper itself is: median over a sparse sample. */
const paperTint = ({ width, height, data }: Picture): number => {
  const counts = new Uint32Array(511);
  let total = 0;
  const step = Math.max(1, Math.floor((width * height) / 4000));
  for (let i = 0; i < width * height; i += step) {
    const p = i * 3;
    const d = data[p]! - Math.max(data[p + 1]!, data[p + 2]!) + 255;
    counts[d] = counts[d]! + 1;
    total++;
  }
  let left = total / 2;
  for (let d = 0; d < counts.length; d++) {
    left -= counts[d]!;
    if (left <= 0) return d - 255;
  }
  return 0;
};

/** The red channel's level on bare paper. */
const brightRed = ({ width, height, data }: Picture): number => {
  const counts = new Uint32Array(256);
  let total = 0;
  for (let i = 0; i < width * height; i += 7) {
    const value = data[i * 3]!;
    counts[value] = counts[value]! + 1;
    total++;
  }
  let left = total * 0.3;
  for (let value = 255; value > 0; value--) {
    left -= counts[value]!;
    if (left <= 0) return value;
  }
  return 255;
};
