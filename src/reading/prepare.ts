/** A crop made ready for the engine: cut to its ink, freed of what misleads the network, scaled, with a margin. */
import type { Crop } from './engine.ts';
import { type Blob, brightnessOf, type InkBounds, inkBlobs } from './ink.ts';

/** The picture for the engine, and how to get back: crop pixel = picture pixel / scale + offset. */
export type Prepared = Readonly<{ picture: Crop; offset: readonly [number, number]; scale: number }>;

/** Pixels at 300 dpi, like all sizes here; a crop's own pixels are `scaleOf` of them. */
const MARGIN = 12;
const AROUND_INK = 4;
const scaleOf = (crop: Crop): number => (crop.dpi ?? 300) / 300;

/** The ink on paper of its own brightness, with a margin, as it would be at `dpi`. */
export const prepareLine = (crop: Crop, ink: InkBounds, dpi: number): Prepared => {
  const { line, left, top } = cutOut(crop, ink);
  const margin = Math.round(MARGIN * scaleOf(crop));
  const picture = newPicture(line.width + 2 * margin, line.height + 2 * margin, paperOf(crop));
  paste(picture, line, margin, margin);
  return { ...scaled(picture, dpi / (300 * scaleOf(crop))), offset: [left - margin, top - margin] };
};

/** The same ink three times in a row: a network that reads lines is lost with a single letter. */
export const prepareTriple = (crop: Crop, ink: InkBounds, dpi: number): Prepared => {
  const { line, left, top } = cutOut(crop, ink);
  const margin = Math.round(MARGIN * scaleOf(crop));
  const step = line.width + Math.round(line.height * 0.3);
  const picture = newPicture(line.width + 2 * step + 2 * margin, line.height + 2 * margin, paperOf(crop));
  for (let i = 0; i < COPIES; i++) paste(picture, line, margin + i * step, margin);
  return { ...scaled(picture, dpi / (300 * scaleOf(crop))), offset: [left - margin, top - margin] };
};
export const COPIES = 3;

const cutOut = (crop: Crop, ink: InkBounds): { line: Crop; left: number; top: number } => {
  const clean = withoutDottedZeros(crop);
  const around = Math.round(AROUND_INK * scaleOf(crop));
  const left = Math.max(0, ink.left - around);
  const top = Math.max(0, ink.top - around);
  const width = Math.min(crop.width, ink.right + around) - left;
  const height = Math.min(crop.height, ink.bottom + around) - top;
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

/** Sizes this near the picture's own are not worth a drawing that blurs it. */
const SAME_SIZE = 0.06;

const scaled = (picture: Crop, scale: number): { picture: Crop; scale: number } => {
  if (Math.abs(scale - 1) < SAME_SIZE) return { picture, scale: 1 };
  const cover = scale < 1 ? coverOf : between;
  const across = cover(picture.width, scale);
  const down = cover(picture.height, scale);
  const narrow = new Float32Array(across.from.length * picture.height);
  weigh(picture.data, picture.height, picture.width, across, narrow);
  // Turned over and back, so that one loop serves both directions.
  const turned = new Float32Array(across.from.length * down.from.length);
  weigh(
    transposed(narrow, across.from.length, picture.height),
    across.from.length,
    picture.height,
    down,
    turned,
  );
  const data = Uint8Array.from(transposed(turned, down.from.length, across.from.length), Math.round);
  return { picture: { width: across.from.length, height: down.from.length, data }, scale };
};

/** For each new pixel the first old one it is made of, and `reach` weights from there on. */
type Weights = { readonly from: Int32Array; readonly reach: number; readonly weights: Float32Array };

const weightsOf = (
  length: number,
  scale: number,
  reach: number,
  fill: (i: number, weights: Float32Array) => number,
): Weights => {
  const count = Math.max(1, Math.round(length * scale));
  const from = new Int32Array(count);
  const weights = new Float32Array(count * reach);
  for (let i = 0; i < count; i++) from[i] = fill(i, weights.subarray(i * reach, (i + 1) * reach));
  return { from, reach, weights };
};

/** Area-weighted mean over the pixels each new pixel covers. */
const coverOf = (length: number, scale: number): Weights =>
  weightsOf(length, scale, Math.ceil(1 / scale) + 1, (i, weights) => {
    const start = Math.min(i / scale, length - 1);
    const end = Math.max(start + 1e-6, Math.min(length, (i + 1) / scale));
    const first = Math.floor(start);
    for (let at = first; at < end && at - first < weights.length; at++) {
      weights[at - first] = (Math.min(end, at + 1) - Math.max(start, at)) / (end - start);
    }
    return first;
  });

/** Between the two nearest pixels. */
const between = (length: number, scale: number): Weights =>
  weightsOf(length, scale, 2, (i, weights) => {
    const at = Math.min(Math.max((i + 0.5) / scale - 0.5, 0), length - 1);
    const first = Math.min(Math.floor(at), Math.max(0, length - 2));
    weights[0] = 1 - (at - first);
    weights[1] = at - first;
    return first;
  });

const weigh = (
  data: Uint8Array | Float32Array,
  rows: number,
  stride: number,
  { from, reach, weights }: Weights,
  out: Float32Array,
): void => {
  for (let y = 0, to = 0; y < rows; y++) {
    for (let x = 0; x < from.length; x++, to++) {
      const first = from[x]!;
      const most = Math.min(reach, stride - first);
      let sum = 0;
      for (let k = 0; k < most; k++) sum += data[y * stride + first + k]! * weights[x * reach + k]!;
      out[to] = sum;
    }
  }
};

const transposed = (data: Float32Array, width: number, height: number): Float32Array => {
  const out = new Float32Array(data.length);
  for (let y = 0, from = 0; y < height; y++) {
    for (let x = 0; x < width; x++, from++) out[x * height + y] = data[from]!;
  }
  return out;
};

/** A zero's counter, in pixels at 300 dpi, and how much of it a dot may fill. */
const ZERO = { minHeight: 16, maxHeight: 64, maxAspect: 1.15, dotWidth: 0.55, dotMiddle: 0.22 };

/**
 * Typewriters and their fonts put a dot into the zero, which the network reads as 9, 8 or 6. No other letter has an island
 * in its counter, so islands go.
 */
const withoutDottedZeros = (crop: Crop): Crop => {
  const k = scaleOf(crop);
  const blobs = inkBlobs(crop);
  const zeros = blobs.filter(
    (blob) =>
      blob.bottom - blob.top >= ZERO.minHeight * k &&
      blob.bottom - blob.top <= ZERO.maxHeight * k &&
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
  const counts = brightnessOf(crop);
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
