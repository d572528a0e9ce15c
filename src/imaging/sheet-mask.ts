/** Which pixels of a photo are the sheet: what differs in colour from the background along the frame's rim. */
import type { Box } from './geometry.ts';
import { type Picture, percentileOf } from './raster.ts';

const WORKING_SIZE = 420;
/** Less is no sheet. More is a scan with a rim (book covers, lids), whose outline is not the page's. */
const MIN_AREA = 0.2;
const MAX_AREA = 0.88;
/**
 * Share of the sheet that must itself differ from the background. A printed frame and what is written in it differ, too, and
 * enclose as much as a sheet, but between them there is the colour of the paper around the frame.
 */
const MIN_SEEN = 0.5;

type Small = {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  readonly factor: number;
};

/** 1 where the sheet is; a mask pixel stands for `factor` × `factor` picture pixels. */
export type SheetMask = {
  readonly width: number;
  readonly height: number;
  readonly factor: number;
  readonly mask: Uint8Array;
};

/** Every `factor`-th pixel's block mean, three channels. */
const shrink = (picture: Picture): Small => {
  const factor = Math.max(1, Math.floor(Math.max(picture.width, picture.height) / WORKING_SIZE));
  const width = Math.floor(picture.width / factor);
  const height = Math.floor(picture.height / factor);
  const n = picture.channels;
  const data = new Uint8Array(width * height * 3);
  const step = Math.max(1, Math.floor(factor / 3)); // nine to sixteen pixels are plenty for a mean
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 3) {
      let r = 0;
      let g = 0;
      let b = 0;
      let count = 0;
      for (let dy = 0; dy < factor; dy += step) {
        let p = ((y * factor + dy) * picture.width + x * factor) * n;
        for (let dx = 0; dx < factor; dx += step, p += n * step, count++) {
          r += picture.data[p]!;
          g += picture.data[p + (n === 3 ? 1 : 0)]!;
          b += picture.data[p + (n === 3 ? 2 : 0)]!;
        }
      }
      data[to] = r / count;
      data[to + 1] = g / count;
      data[to + 2] = b / count;
    }
  }
  return { width, height, data, factor };
};

/**
 * The sheet: what differs from the background's colour, in large pieces, holes closed. The background is the colour of
 * most of the frame's rim; if the rim has no one colour there is no answer.
 */
export const sheetMask = (picture: Picture): SheetMask | null => {
  const { width, height, data, factor } = shrink(picture);
  const rim: number[] = [];
  for (let x = 0; x < width; x++) rim.push(x, (height - 1) * width + x);
  for (let y = 1; y < height - 1; y++) rim.push(y * width, y * width + width - 1);
  const median = [0, 1, 2].map((c) => {
    const counts = new Uint32Array(256);
    for (const p of rim) counts[data[p * 3 + c]!] = counts[data[p * 3 + c]!]! + 1;
    return percentileOf(counts, 0.5);
  }) as [number, number, number];
  const far = new Uint8Array(width * height);
  for (let p = 0; p < far.length; p++) {
    const d =
      Math.abs(data[p * 3]! - median[0]) +
      Math.abs(data[p * 3 + 1]! - median[1]) +
      Math.abs(data[p * 3 + 2]! - median[2]);
    far[p] = Math.min(255, d / 2);
  }
  const counts = new Uint32Array(256);
  for (const v of far) counts[v] = counts[v]! + 1;
  const threshold = otsu(counts);
  const rimFar = rim.filter((p) => far[p]! > threshold).length / rim.length;
  // The sheet must stand out, and must hardly touch the rim.
  if (threshold < 18 || rimFar > 0.04) return null;
  const mask = largePieces(far, threshold, width, height);
  let area = 0;
  let seen = 0;
  for (let p = 0; p < mask.length; p++) {
    if (mask[p] === 0) continue;
    area++;
    if (far[p]! > threshold) seen++;
  }
  const share = area / mask.length;
  if (share < MIN_AREA || share > MAX_AREA || seen < MIN_SEEN * area) return null;
  return { width, height, factor, mask };
};

/** The smallest upright box around the sheet, in pixels of the mask. */
export const boundsOf = ({ mask, width, height }: SheetMask): Box => {
  let left = width;
  let right = 0;
  let top = height;
  let bottom = 0;
  for (let y = 0; y < height; y++) {
    const row = mask.subarray(y * width, (y + 1) * width);
    const from = row.indexOf(1);
    if (from < 0) continue;
    left = Math.min(left, from);
    right = Math.max(right, row.lastIndexOf(1) + 1);
    top = Math.min(top, y);
    bottom = y + 1;
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
};

/** The threshold that parts a histogram best (Otsu, 1979). */
const otsu = (counts: Uint32Array): number => {
  let total = 0;
  let sum = 0;
  for (let v = 0; v < 256; v++) {
    total += counts[v]!;
    sum += v * counts[v]!;
  }
  let below = 0;
  let belowSum = 0;
  let best = -1;
  let at = 0;
  for (let v = 0; v < 255; v++) {
    below += counts[v]!;
    belowSum += v * counts[v]!;
    if (below === 0 || below === total) continue;
    const difference = belowSum / below - (sum - belowSum) / (total - below);
    const between = below * (total - below) * difference * difference;
    if (between > best) {
      best = between;
      at = v;
    }
  }
  return at;
};

/**
 * All large pieces as one: the shade of a fold cuts an opened book in two. What is smaller than a twentieth of the
 * largest piece is grain of the background.
 */
const largePieces = (far: Uint8Array, threshold: number, width: number, height: number): Uint8Array => {
  const labels = new Int32Array(far.length);
  const stack = new Int32Array(far.length);
  const sizes: number[] = [0];
  for (let start = 0; start < far.length; start++) {
    if (labels[start] !== 0 || far[start]! <= threshold) continue;
    const label = sizes.length;
    let size = 0;
    let top = 0;
    stack[top++] = start;
    labels[start] = label;
    while (top > 0) {
      const p = stack[--top]!;
      size++;
      const x = p % width;
      for (let k = 0; k < 4; k++) {
        if ((k === 0 && x === 0) || (k === 1 && x === width - 1)) continue;
        const q = p + (k === 0 ? -1 : k === 1 ? 1 : k === 2 ? -width : width);
        if (q < 0 || q >= width * height || labels[q] !== 0 || far[q]! <= threshold) continue;
        labels[q] = label;
        stack[top++] = q;
      }
    }
    sizes.push(size);
  }
  const least = Math.max(...sizes) / 20;
  const mask = new Uint8Array(far.length);
  // Between the first and last pixel of a row all belongs to the sheet: writing and stamps are holes in it.
  for (let y = 0; y < height; y++) {
    let from = -1;
    let to = -1;
    for (let x = 0; x < width; x++) {
      const label = labels[y * width + x]!;
      if (label === 0 || sizes[label]! < least) continue;
      if (from < 0) from = x;
      to = x;
    }
    for (let x = from; x >= 0 && x <= to; x++) mask[y * width + x] = 1;
  }
  return mask;
};
