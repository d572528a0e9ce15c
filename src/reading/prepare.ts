/** A crop made ready for the engine: cut to its ink, freed of what misleads the network, scaled, with a margin. */
import type { Crop } from './engine.ts';
import { type Blob, blobsOf, type InkBounds, inkThreshold } from './ink.ts';

/** The picture for the engine, and how to get back: crop pixel = picture pixel / scale + offset. */
export type Prepared = Readonly<{ picture: Crop; offset: readonly [number, number]; scale: number }>;

const MARGIN = 12;
const AROUND_INK = 4;

/** The ink on paper of its own brightness, with a margin, `scale` times as large. */
export const prepareLine = (crop: Crop, ink: InkBounds, scale: number): Prepared => {
  const { line, left, top } = cutOut(crop, ink);
  const picture = newPicture(line.width + 2 * MARGIN, line.height + 2 * MARGIN, paperOf(crop));
  paste(picture, line, MARGIN, MARGIN);
  return { picture: shrink(picture, scale), offset: [left - MARGIN, top - MARGIN], scale };
};

/** The same ink three times in a row: a network that reads lines is lost with a single letter. */
export const prepareTriple = (crop: Crop, ink: InkBounds, scale: number): Prepared => {
  const { line, left, top } = cutOut(crop, ink);
  const step = line.width + Math.round(line.height * 0.3);
  const picture = newPicture(line.width + 2 * step + 2 * MARGIN, line.height + 2 * MARGIN, paperOf(crop));
  for (let i = 0; i < COPIES; i++) paste(picture, line, MARGIN + i * step, MARGIN);
  return { picture: shrink(picture, scale), offset: [left - MARGIN, top - MARGIN], scale };
};
export const COPIES = 3;

const cutOut = (crop: Crop, ink: InkBounds): { line: Crop; left: number; top: number } => {
  const clean = withoutDottedZeros(crop);
  const left = Math.max(0, ink.left - AROUND_INK);
  const top = Math.max(0, ink.top - AROUND_INK);
  const width = Math.min(crop.width, ink.right + AROUND_INK) - left;
  const height = Math.min(crop.height, ink.bottom + AROUND_INK) - top;
  const line = newPicture(width, height, 255);
  for (let y = 0; y < height; y++) {
    const from = (top + y) * crop.width + left;
    line.data.set(clean.data.subarray(from, from + width), y * width);
  }
  return { line, left, top };
};

const newPicture = (width: number, height: number, value: number): Crop => ({
  width,
  height,
  data: new Uint8Array(width * height).fill(value),
});

const paste = (onto: Crop, picture: Crop, left: number, top: number): void => {
  for (let y = 0; y < picture.height; y++) {
    const row = picture.data.subarray(y * picture.width, (y + 1) * picture.width);
    onto.data.set(row, (top + y) * onto.width + left);
  }
};

/** Area-weighted mean over the pixels each new pixel covers; `scale` is at most 1. */
const shrink = (picture: Crop, scale: number): Crop => {
  if (scale >= 1) return picture;
  const across = weightsFor(picture.width, scale);
  const down = weightsFor(picture.height, scale);
  const narrow = new Float32Array(across.length * picture.height);
  for (let y = 0; y < picture.height; y++) {
    across.forEach((cell, x) => {
      let sum = 0;
      for (const [at, weight] of cell) sum += picture.data[y * picture.width + at]! * weight;
      narrow[y * across.length + x] = sum;
    });
  }
  const data = new Uint8Array(across.length * down.length);
  down.forEach((cell, y) => {
    for (let x = 0; x < across.length; x++) {
      let sum = 0;
      for (const [at, weight] of cell) sum += narrow[at * across.length + x]! * weight;
      data[y * across.length + x] = Math.round(sum);
    }
  });
  return { width: across.length, height: down.length, data };
};

type Cell = readonly (readonly [number, number])[];

const weightsFor = (length: number, scale: number): readonly Cell[] =>
  Array.from({ length: Math.max(1, Math.round(length * scale)) }, (_, i) => {
    const [from, to] = [i / scale, Math.min(length, (i + 1) / scale)];
    const cell: [number, number][] = [];
    for (let at = Math.floor(from); at < to && at < length; at++) {
      cell.push([at, (Math.min(to, at + 1) - Math.max(from, at)) / (to - from)]);
    }
    return cell.length > 0 ? cell : [[length - 1, 1]];
  });

/** A zero's counter, in pixels at 300 dpi, and how much of it a dot may fill. */
const ZERO = { minHeight: 16, maxHeight: 64, maxAspect: 1.15, dotWidth: 0.55, dotMiddle: 0.22 };

/**
 * Typewriters and their fonts put a dot into the zero, which the network reads as 9, 8 or 6. No other letter has an island
 * in its counter, so islands go.
 */
const withoutDottedZeros = (crop: Crop): Crop => {
  const threshold = inkThreshold(crop);
  const blobs = blobsOf(crop, threshold);
  const zeros = blobs.filter(
    (blob) =>
      blob.bottom - blob.top >= ZERO.minHeight &&
      blob.bottom - blob.top <= ZERO.maxHeight &&
      blob.right - blob.left <= (blob.bottom - blob.top) * ZERO.maxAspect,
  );
  const dots = blobs.filter((blob) => zeros.some((zero) => blob !== zero && isDotOf(blob, zero)));
  if (dots.length === 0) return crop;
  const data = Uint8Array.from(crop.data);
  const paper = paperOf(crop);
  for (const dot of dots) {
    for (let y = dot.top - 1; y <= dot.bottom; y++) {
      data.fill(paper, y * crop.width + dot.left - 1, y * crop.width + dot.right + 1);
    }
  }
  return { ...crop, data };
};

const isDotOf = (dot: Blob, zero: Blob): boolean => {
  const margin = (zero.bottom - zero.top) * ZERO.dotMiddle;
  return (
    dot.left > zero.left + 2 &&
    dot.right < zero.right - 2 &&
    dot.top > zero.top + margin &&
    dot.bottom < zero.bottom - margin &&
    dot.right - dot.left < (zero.right - zero.left) * ZERO.dotWidth
  );
};

/** The brightness most of the paper has: the 80th percentile. */
const paperOf = (crop: Crop): number => {
  const counts = new Uint32Array(256);
  for (let i = 0; i < crop.data.length; i++) counts[crop.data[i]!]!++;
  let left = crop.data.length * 0.2;
  for (let v = 255; v > 0; v--) {
    left -= counts[v]!;
    if (left <= 0) return v;
  }
  return 255;
};

/** Binary PGM: what leptonica reads at the cost of a copy (PNG costs a deflate on our side and an inflate on its). */
export const toPgm = ({ width, height, data }: Crop): Buffer =>
  Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), data]);
