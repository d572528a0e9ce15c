/**
 * Pictures as typed arrays and the plain pixel work on them. Nothing here does I/O; the loops are synchronous and belong
 * into a worker process. A4 at 300 dpi (8.7 million pixels) is the size to think of.
 */
import type { Quarter } from './geometry.ts';

/** One byte a pixel, row by row, 0 black … 255 white. */
export type Gray = { readonly width: number; readonly height: number; readonly data: Uint8Array };

/** A picture as decoded: grey (1 channel) or RGB interleaved (3 channels), one byte a sample. */
export type Picture = {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
};

export const newGray = (width: number, height: number, value = 0): Gray => ({
  width,
  height,
  data: new Uint8Array(width * height).fill(value),
});

/** Luma (BT.601, integer). A grey picture is shared, not copied. */
export const toGray = (picture: Picture): Gray => {
  const { width, height, channels, data } = picture;
  if (channels === 1) return { width, height, data };
  const out = new Uint8Array(width * height);
  for (let i = 0, p = 0; i < out.length; i++, p += 3) {
    out[i] = (data[p]! * 77 + data[p + 1]! * 150 + data[p + 2]! * 29 + 128) >> 8;
  }
  return { width, height, data: out };
};

/**
 * Grey picture shrunk by a whole factor, each pixel the mean of its `factor` × `factor` block. Right and bottom rests
 * smaller than a block are dropped, so coordinates scale by exactly `factor`.
 */
export const shrinkToGray = (picture: Picture, factor: number): Gray => {
  if (factor <= 1) return toGray(picture);
  const { channels, data } = picture;
  const width = Math.max(1, Math.floor(picture.width / factor));
  const height = Math.max(1, Math.floor(picture.height / factor));
  const fx = Math.min(factor, picture.width);
  const fy = Math.min(factor, picture.height);
  const stride = picture.width * channels;
  const out = new Uint8Array(width * height);
  if (fx === 2 && fy === 2) {
    (channels === 1 ? halve : halveRgb)(data, stride, out, width, height);
    return { width, height, data: out };
  }
  if (fx === 3 && fy === 3 && channels === 3) {
    thirdRgb(data, stride, out, width, height);
    return { width, height, data: out };
  }
  const sums = new Int32Array(width);
  const half = (fx * fy) >> 1;
  const share = 1 / (fx * fy);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let dy = 0; dy < fy; dy++) {
      let p = (y * fy + dy) * stride;
      if (channels === 1) {
        for (let x = 0; x < width; x++) {
          let sum = 0;
          for (const end = p + fx; p < end; p++) sum = (sum + data[p]!) | 0;
          sums[x] = sums[x]! + sum;
        }
      } else {
        for (let x = 0; x < width; x++) {
          let sum = 0;
          for (const end = p + 3 * fx; p < end; p += 3)
            sum = (sum + data[p]! * 77 + data[p + 1]! * 150 + data[p + 2]! * 29) | 0;
          sums[x] = sums[x]! + (sum >> 8);
        }
      }
    }
    const row = y * width;
    // A hair more than the share: whole means must not fall below themselves.
    for (let x = 0; x < width; x++) out[row + x] = (sums[x]! + half) * share + 1e-9;
  }
  return { width, height, data: out };
};

const halve = (data: Uint8Array, stride: number, out: Uint8Array, width: number, height: number): void => {
  for (let y = 0, to = 0; y < height; y++) {
    for (let p = 2 * y * stride, end = p + 2 * width; p < end; p += 2) {
      out[to++] = (data[p]! + data[p + 1]! + data[p + stride]! + data[p + stride + 1]! + 2) >> 2;
    }
  }
};

/** As `halve`, from RGB: the channels are summed before they are weighed. */
const halveRgb = (data: Uint8Array, stride: number, out: Uint8Array, width: number, height: number): void => {
  for (let y = 0, to = 0; y < height; y++) {
    let p = 2 * y * stride;
    for (let q = p + stride, end = to + width; to < end; to++, p += 6, q += 6) {
      const red = data[p]! + data[p + 3]! + data[q]! + data[q + 3]!;
      const green = data[p + 1]! + data[p + 4]! + data[q + 1]! + data[q + 4]!;
      const blue = data[p + 2]! + data[p + 5]! + data[q + 2]! + data[q + 5]!;
      out[to] = (Math.imul(red, 77) + Math.imul(green, 150) + Math.imul(blue, 29) + 512) >> 10;
    }
  }
};

/** As `halveRgb`, three by three. */
const thirdRgb = (data: Uint8Array, stride: number, out: Uint8Array, width: number, height: number): void => {
  const share = 1 / (9 * 256);
  for (let y = 0, to = 0; y < height; y++) {
    let p = 3 * y * stride;
    for (const end = to + width; to < end; to++, p += 9) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let r = p, last = p + 2 * stride; r <= last; r += stride) {
        red = (red + data[r]! + data[r + 3]! + data[r + 6]!) | 0;
        green = (green + data[r + 1]! + data[r + 4]! + data[r + 7]!) | 0;
        blue = (blue + data[r + 2]! + data[r + 5]! + data[r + 8]!) | 0;
      }
      out[to] = (Math.imul(red, 77) + Math.imul(green, 150) + Math.imul(blue, 29) + 1152) * share + 1e-9;
    }
  }
};

/**
 * The picture at `width` pixels across, each new pixel the area-weighted mean of what it covers: sharper than bilinear
 * sampling and free of its flicker. Never enlarges; returns the picture itself where it is no wider.
 */
export const reduced = (picture: Picture, width: number): Picture => {
  if (width >= picture.width) return picture;
  const { channels, data } = picture;
  const height = Math.max(1, Math.round((picture.height * width) / picture.width));
  const across = coverOf(picture.width, width);
  const down = coverOf(picture.height, height);
  const length = width * channels;
  const row = new Int32Array(length);
  const sums = new Int32Array(length);
  const out = new Uint8Array(length * height);
  for (let y = 0, drawn = -1; y < height; y++) {
    const first = down.first[y]!;
    const last = down.last[y]!;
    sums.fill(0);
    for (let from = first; from <= last; from++) {
      // The last row of one new row is often the first of the next.
      if (from !== drawn) reduceRow(data, from * picture.width * channels, channels, across, row);
      drawn = from;
      const weight = from === first ? down.head[y]! : from === last ? down.tail[y]! : down.whole;
      for (let i = 0; i < length; i++) sums[i] = sums[i]! + row[i]! * weight;
    }
    for (let i = 0, to = y * length; i < length; i++, to++)
      out[to] = (sums[i]! + COVER_HALF) >> (2 * COVER_BITS);
  }
  return { width, height, channels, data: out };
};

/**
 * A picture at two thirds of its size, exactly: what `reduced` does, several times as fast, for the most common step there
 * is (300 to 200 dpi). Right and bottom rests smaller than three pixels are dropped.
 */
export const twoThirds = ({ width, height, channels, data }: Picture): Picture => {
  const blocks = Math.floor(width / 3);
  const rows = Math.floor(height / 3);
  const stride = width * channels;
  const outStride = 2 * blocks * channels;
  const out = new Uint8Array(outStride * 2 * rows);
  for (let y = 0; y < rows; y++) {
    for (let c = 0; c < channels; c++) {
      let p = 3 * y * stride + c;
      let to = 2 * y * outStride + c;
      for (let x = 0; x < blocks; x++, p += 3 * channels, to += 2 * channels) {
        const q = p + stride;
        const r = q + stride;
        const middle = data[q + channels]!;
        const left = data[q]! + middle / 2;
        const right = data[q + 2 * channels]! + middle / 2;
        const top = data[p + channels]!;
        const bottom = data[r + channels]!;
        out[to] = (4 * data[p]! + 2 * top + 2 * left + 4.5) / 9;
        out[to + channels] = (4 * data[p + 2 * channels]! + 2 * top + 2 * right + 4.5) / 9;
        out[to + outStride] = (4 * data[r]! + 2 * bottom + 2 * left + 4.5) / 9;
        out[to + outStride + channels] = (4 * data[r + 2 * channels]! + 2 * bottom + 2 * right + 4.5) / 9;
      }
    }
  }
  return { width: 2 * blocks, height: 2 * rows, channels, data: out };
};

/** Shares of a pixel in 1/2048, so that a product of two of them and a brightness fits 31 bits. */
const COVER_BITS = 11;
const COVER_HALF = 1 << (2 * COVER_BITS - 1);

/** For each new pixel the first and last old one under it, and their weights; those between weigh `whole`. */
type Cover = {
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly head: Int32Array;
  readonly tail: Int32Array;
  readonly whole: number;
};

const coverOf = (from: number, to: number): Cover => {
  const size = from / to;
  const one = 1 << COVER_BITS;
  const whole = Math.floor(one / size);
  const cover = {
    first: new Int32Array(to),
    last: new Int32Array(to),
    head: new Int32Array(to),
    tail: new Int32Array(to),
    whole,
  };
  for (let i = 0; i < to; i++) {
    const start = i * size;
    const end = Math.min(from, (i + 1) * size);
    const first = Math.floor(start + 1e-9);
    const last = Math.max(first, Math.ceil(end - 1e-9) - 1);
    cover.first[i] = first;
    cover.last[i] = last;
    const head = last === first ? one : Math.round(((first + 1 - start) / size) * one);
    cover.head[i] = head;
    // All weights together are exactly one.
    cover.tail[i] = last === first ? 0 : one - head - whole * Math.max(0, last - first - 1);
  }
  return cover;
};

const reduceRow = (
  data: Uint8Array,
  start: number,
  channels: number,
  cover: Cover,
  out: Int32Array,
): void => {
  const { first, last, head, tail, whole } = cover;
  for (let x = 0, to = 0; x < first.length; x++) {
    for (let c = 0; c < channels; c++, to++) {
      let p = start + first[x]! * channels + c;
      const end = start + last[x]! * channels + c;
      let sum = data[p]! * head[x]!;
      if (p < end) {
        for (p += channels; p < end; p += channels) sum += data[p]! * whole;
        sum += data[p]! * tail[x]!;
      }
      out[to] = sum;
    }
  }
};

export const shrinkGray = (gray: Gray, factor: number): Gray =>
  shrinkToGray({ ...gray, channels: 1 }, factor);

/** The whole factor that brings `pixels` closest to, but not below, `target`. */
export const shrinkFactor = (pixels: number, target: number): number =>
  Math.max(1, Math.floor(pixels / target));

export const cropGray = (gray: Gray, left: number, top: number, width: number, height: number): Gray => {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (top + y) * gray.width + left;
    data.set(gray.data.subarray(from, from + width), y * width);
  }
  return { width, height, data };
};

/** Turned clockwise. `0` shares the pixels. */
export const turnGray = (gray: Gray, quarter: Quarter): Gray => {
  if (quarter === 0) return gray;
  const { width: w, height: h, data } = gray;
  const out = new Uint8Array(data.length);
  if (quarter === 180) {
    for (let i = 0, j = data.length - 1; j >= 0; i++, j--) out[i] = data[j]!;
    return { width: w, height: h, data: out };
  }
  for (let y = 0; y < h; y++) {
    let to = quarter === 90 ? h - 1 - y : (w - 1) * h + y;
    const step = quarter === 90 ? h : -h;
    for (let x = 0, from = y * w; x < w; x++, from++, to += step) out[to] = data[from]!;
  }
  return { width: h, height: w, data: out };
};

export const histogram = (data: Uint8Array): Uint32Array => {
  const counts = new Uint32Array(256);
  for (let i = 0; i < data.length; i++) counts[data[i]!] = counts[data[i]!]! + 1;
  return counts;
};

/** The smallest value that at least `share` (0…1) of the counted values do not exceed. */
export const percentileOf = (counts: Uint32Array, share: number): number => {
  let total = 0;
  for (const count of counts) total += count;
  let left = Math.max(1, Math.ceil(total * share));
  for (let value = 0; value < counts.length; value++) {
    left -= counts[value]!;
    if (left <= 0) return value;
  }
  return counts.length - 1;
};

export const percentile = (gray: Gray, share: number): number => percentileOf(histogram(gray.data), share);

/**
 * Summed-area table with a zero row and column in front: `(width + 1) × (height + 1)`. Sums wrap at 2³², which is right
 * for every box whose own sum fits (16 million white pixels), because differences wrap back.
 */
export const integral = (gray: Gray, squares = false): Uint32Array => {
  const { width, height, data } = gray;
  const stride = width + 1;
  const table = new Uint32Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    let to = (y + 1) * stride + 1;
    for (let x = 0, from = y * width; x < width; x++, from++, to++) {
      const v = data[from]!;
      row = (row + (squares ? v * v : v)) >>> 0;
      table[to] = table[to - stride]! + row;
    }
  }
  return table;
};

/** Mean over a square window of `2 × radius + 1`, cut at the borders. Sums slide, so the radius costs nothing. */
export const boxMean = (gray: Gray, radius: number): Gray => {
  const { width, height, data } = gray;
  const columns = new Int32Array(width);
  const out = new Uint8Array(width * height);
  for (let y = 0; y < Math.min(radius, height); y++) addRow(columns, data, y * width);
  for (let y = 0; y < height; y++) {
    const entering = y + radius;
    const leaving = y - radius - 1;
    if (entering < height && leaving >= 0) exchangeRows(columns, data, entering * width, leaving * width);
    else if (entering < height) addRow(columns, data, entering * width);
    else if (leaving >= 0)
      for (let x = 0, p = leaving * width; x < width; x++, p++) columns[x] = columns[x]! - data[p]!;
    const rows = Math.min(height - 1, entering) - Math.max(0, leaving + 1) + 1;
    slide(columns, radius, rows, out, y * width);
  }
  return { width, height, data: out };
};

const addRow = (columns: Int32Array, data: Uint8Array, from: number): void => {
  for (let x = 0, p = from; x < columns.length; x++, p++) columns[x] = columns[x]! + data[p]!;
};

const exchangeRows = (columns: Int32Array, data: Uint8Array, entering: number, leaving: number): void => {
  for (let x = 0, p = entering, q = leaving; x < columns.length; x++, p++, q++)
    columns[x] = columns[x]! + data[p]! - data[q]!;
};

/** Means of `2 × radius + 1` columns of `rows` pixels each, fewer columns at both ends. */
const slide = (columns: Int32Array, radius: number, rows: number, out: Uint8Array, start: number): void => {
  const width = columns.length;
  let sum = 0;
  for (let x = 0; x < Math.min(radius, width); x++) sum = (sum + columns[x]!) | 0;
  let x = 0;
  const ends = (until: number): void => {
    for (; x < until; x++) {
      if (x + radius < width) sum += columns[x + radius]!;
      if (x > radius) sum -= columns[x - radius - 1]!;
      const count = Math.min(width - 1, x + radius) - Math.max(0, x - radius) + 1;
      out[start + x] = sum / (count * rows);
    }
  };
  ends(Math.min(width, radius + 1));
  const share = 1 / ((2 * radius + 1) * rows);
  for (const end = width - radius; x < end; x++) {
    sum = (sum + columns[x + radius]! - columns[x - radius - 1]!) | 0;
    out[start + x] = sum * share + 1e-9;
  }
  ends(width);
};

/**
 * Sauvola's local threshold: 1 where ink, 0 where paper. `window` in pixels, odd (about a line's height); `k` 0.2…0.5,
 * higher takes less ink. Source: Sauvola and Pietikäinen, "Adaptive document image binarization", 2000.
 */
export const sauvola = (gray: Gray, window = 31, k = 0.34): Gray => {
  const { width, height, data } = gray;
  const radius = window >> 1;
  const sums = integral(gray);
  const squares = integral(gray, true);
  const stride = width + 1;
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const y0 = Math.max(0, y - radius) * stride;
    const y1 = Math.min(height, y + radius + 1) * stride;
    const rows = (y1 - y0) / stride;
    for (let x = 0, to = y * width; x < width; x++, to++) {
      const x0 = Math.max(0, x - radius);
      const x1 = Math.min(width, x + radius + 1);
      const area = rows * (x1 - x0);
      const mean = ((sums[y1 + x1]! - sums[y0 + x1]! - sums[y1 + x0]! + sums[y0 + x0]!) >>> 0) / area;
      const square =
        ((squares[y1 + x1]! - squares[y0 + x1]! - squares[y1 + x0]! + squares[y0 + x0]!) >>> 0) / area;
      const deviation = Math.sqrt(Math.max(0, square - mean * mean));
      if (data[to]! <= mean * (1 + k * (deviation / 128 - 1))) out[to] = 1;
    }
  }
  return { width, height, data: out };
};

/**
 * How much darker than the paper around it each pixel is (0 = paper). The paper is the mean of the brighter half of the
 * window, so shadows and yellowed sheets do not count and big blots still do.
 */
export const darkness = (gray: Gray, radius: number): Gray => {
  const mean = boxMean(gray, radius);
  const { width, height, data } = gray;
  const bright = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) bright[i] = Math.max(data[i]!, mean.data[i]!);
  const paper = boxMean({ width, height, data: bright }, radius);
  for (let i = 0; i < data.length; i++) bright[i] = Math.max(0, paper.data[i]! - data[i]!);
  return { width, height, data: bright };
};
