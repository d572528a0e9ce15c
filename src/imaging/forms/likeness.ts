/** How like a page is to a layout's points at a place: the inner loop of all first guesses. */
import { compose, type Mat3, rotation, translation } from '../geometry.ts';
import type { Gray } from '../raster.ts';
import { warpGray } from '../warp.ts';
import type { PointTemplate } from './model.ts';

/** Pixels of the page per millimetre of the sheet. */
export type Scale = readonly [across: number, down: number];

export type Shift = { readonly x: number; readonly y: number; readonly score: number };

/** So many points of a template are enough to see which places are worth a full look. */
export const SAMPLE = 250;

/** The page turned back by `skew` degrees about its middle, and the way from there to the page as it was. */
export const levelled = (page: Gray, skew: number): { readonly gray: Gray; readonly toUpright: Mat3 } => {
  const { width, height } = page;
  const toUpright = compose(
    translation(width / 2, height / 2),
    rotation(skew),
    translation(-width / 2, -height / 2),
  );
  return { gray: skew === 0 ? page : warpGray(page, toUpright, width, height, 0), toUpright };
};

/** Page with paper all around, so that the search needs no edges, and its summed-area tables. */
export type Padded = {
  readonly width: number;
  readonly height: number;
  readonly pad: number;
  readonly stride: number;
  readonly data: Uint8Array;
  readonly sums: Int32Array;
  readonly squares: Int32Array;
};

export const padded = (page: Gray): Padded => {
  const pad = Math.ceil(Math.max(page.width, page.height) * 0.35);
  const stride = page.width + 2 * pad;
  const rows = page.height + 2 * pad;
  const data = new Uint8Array(stride * rows);
  for (let y = 0; y < page.height; y++) {
    for (let x = 0; x < page.width; x++) {
      data[(y + pad) * stride + x + pad] = Math.min(page.data[y * page.width + x]!, 60);
    }
  }
  const sums = new Int32Array((stride + 1) * (rows + 1));
  const squares = new Int32Array((stride + 1) * (rows + 1));
  for (let y = 0; y < rows; y++) {
    let s = 0;
    let q = 0;
    for (let x = 0; x < stride; x++) {
      const v = data[y * stride + x]!;
      s += v;
      q += v * v;
      const at = (y + 1) * (stride + 1) + x + 1;
      sums[at] = sums[at - stride - 1]! + s;
      squares[at] = squares[at - stride - 1]! + q;
    }
  }
  return { width: page.width, height: page.height, pad, stride, data, sums, squares };
};

/** Where the template's points lie in the padded page, from where its corner is put. */
export const offsetsOf = (page: Padded, template: PointTemplate, sx: number, sy: number): Int32Array => {
  const offsets = new Int32Array(template.x.length);
  for (let i = 0; i < offsets.length; i++) {
    const x = Math.floor(((template.x[i]! + 0.5) / template.perMm) * sx);
    const y = Math.floor(((template.y[i]! + 0.5) / template.perMm) * sy);
    offsets[i] = y * page.stride + x;
  }
  return offsets;
};

/** Correlation of every `step`th point of a template with the page when its corner lies at (x, y). */
export const likenessOf = (
  page: Padded,
  template: PointTemplate,
  all: Int32Array,
  w: number,
  h: number,
  step: number,
): ((x: number, y: number) => number) => {
  const { data, pad, stride, sums, squares } = page;
  const n = Math.ceil(all.length / step);
  // Side by side in memory: the loop over them is what the search spends its time in.
  const offsets = step === 1 ? all : Int32Array.from({ length: n }, (_, i) => all[i * step]!);
  const weight =
    step === 1 ? template.weight : Uint8Array.from({ length: n }, (_, i) => template.weight[i * step]!);
  const { norm } = template;
  const area = w * h;
  let total = 0;
  for (let i = 0; i < n; i++) total += weight[i]!;
  const mean = total / area;
  return (x, y) => {
    const base = (y + pad) * stride + x + pad;
    let dot = 0;
    for (let i = 0; i < n; i++) dot = (dot + weight[i]! * data[base + offsets[i]!]!) | 0;
    const a = (y + pad) * (stride + 1) + x + pad;
    const b = a + h * (stride + 1);
    const sum = sums[b + w]! - sums[b]! - sums[a + w]! + sums[a]!;
    const square = squares[b + w]! - squares[b]! - squares[a + w]! + squares[a]!;
    const power = Math.max(square - (sum * sum) / area, area * 2);
    return (dot - mean * sum) / (norm * Math.sqrt(power));
  };
};
