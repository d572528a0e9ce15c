/** First guesses: which layouts could a page be, turned how, and roughly where does the sheet lie in the picture. */
import { compose, fromTurned, type Mat3, type Quarter, rotation, scaling, translation } from '../geometry.ts';
import { type Gray, turnGray } from '../raster.ts';
import { warpGray } from '../warp.ts';
import type { FormModel, PointTemplate } from './model.ts';

export type Hypothesis = {
  readonly model: FormModel;
  readonly rotation: Quarter;
  /** Likeness of the whole page, −1…1. */
  readonly score: number;
  /** Millimetres → pixels of the small page picture as handed in. */
  readonly map: Mat3;
};

/** How far the sheet may lie off the middle of the picture. */
const SHIFT_MM = 12;
/** Sheets whose shape is further from the picture's than this are not tried in that rotation. */
const SHAPE = 1.3;

type Scale = readonly [sx: number, sy: number];

/** A layout and how the page would have to be turned clockwise to be upright. */
export type Way = { readonly model: FormModel; readonly rotation: Quarter };

/** What is tried. */
export type Search = {
  readonly templateOf: (model: FormModel) => PointTemplate;
  readonly ways: readonly Way[];
  /** Degrees by which the page may be turned clockwise beyond the quarter turns. */
  readonly skews: readonly number[];
  /** Sizes of the sheet as shares of the picture. */
  readonly sizes: readonly number[];
  /** Pixels of the small page per millimetre where the scan's resolution is known. */
  readonly perMm: number | null;
  /** How many skews are kept of each way, and how many hypotheses in all. */
  readonly keep: { readonly each: number; readonly all: number };
};

/** Every model in each of the rotations in which the sheet has about the page's shape. */
export const waysOf = (
  page: Pick<Gray, 'width' | 'height'>,
  models: readonly FormModel[],
  quarters: readonly Quarter[],
): readonly Way[] =>
  quarters.flatMap((rotation) => {
    const sideways = rotation % 180 !== 0;
    const upright = {
      width: sideways ? page.height : page.width,
      height: sideways ? page.width : page.height,
    };
    return models.filter((model) => suits(upright, model)).map((model) => ({ model, rotation }));
  });

/**
 * Tries every way at several sizes and places.
 * @param small ink map of the page at about the template's resolution.
 * @returns the best places of each way, best first.
 */
export const hypotheses = (
  small: Gray,
  { templateOf, ways, skews, sizes, perMm, keep }: Search,
): readonly Hypothesis[] => {
  const found: Hypothesis[] = [];
  for (const quarter of new Set(ways.map((way) => way.rotation))) {
    const upright = turnGray(small, quarter);
    const places = new Map(
      ways.filter((way) => way.rotation === quarter).map(({ model }) => [model, [] as Hypothesis[]]),
    );
    for (const skew of skews) {
      const level = levelled(upright, skew);
      const page = padded(level.gray);
      for (const [model, known] of places) {
        let best: Hypothesis | null = null;
        for (const scale of scalesFor(page, model, sizes, perMm)) {
          const at = bestShift(page, model, templateOf(model), scale);
          if (best !== null && at.score <= best.score) continue;
          const map = compose(
            fromTurned(quarter, small.width, small.height),
            level.toUpright,
            translation(at.x, at.y),
            scaling(scale[0], scale[1]),
          );
          best = { model, rotation: quarter, score: at.score, map };
        }
        if (best !== null) known.push(best);
      }
    }
    for (const known of places.values()) {
      found.push(...known.sort((a, b) => b.score - a.score).slice(0, keep.each));
    }
  }
  return found.sort((a, b) => b.score - a.score).slice(0, keep.all);
};

const suits = (page: Pick<Gray, 'width' | 'height'>, model: FormModel): boolean => {
  const shape = page.width / model.paper.width / (page.height / model.paper.height);
  return shape <= SHAPE && shape >= 1 / SHAPE;
};

const levelled = (page: Gray, skew: number): { readonly gray: Gray; readonly toUpright: Mat3 } => {
  const { width, height } = page;
  const toUpright = compose(
    translation(width / 2, height / 2),
    rotation(skew),
    translation(-width / 2, -height / 2),
  );
  return { gray: skew === 0 ? page : warpGray(page, toUpright, width, height, 0), toUpright };
};

/** Page with paper all around, so that the search needs no edges, and its summed-area tables. */
type Padded = {
  readonly width: number;
  readonly height: number;
  readonly pad: number;
  readonly stride: number;
  readonly data: Uint8Array;
  readonly sums: Int32Array;
  readonly squares: Int32Array;
};

const padded = (page: Gray): Padded => {
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

const scalesFor = (
  page: Padded,
  model: FormModel,
  sizes: readonly number[],
  perMm: number | null,
): readonly Scale[] => {
  const sx = page.width / model.paper.width;
  const sy = page.height / model.paper.height;
  const scales: Scale[] = sizes.map((k) => [sx * k, sy * k]);
  // A picture that is not cut to the sheet has the sheet's own shape inside, in the smaller of the two scales.
  if (Math.abs(sx / sy - 1) > 0.025) {
    const small = Math.min(sx, sy);
    for (const k of sizes) scales.push([small * k, small * k]);
  }
  if (perMm !== null) scales.push([perMm, perMm]);
  return scales;
};

type Shift = { readonly x: number; readonly y: number; readonly score: number };

/** So many points of a template are enough to see which shifts are worth a full look, and so many get one. */
const SAMPLE = 250;
const FULL_LOOKS = 6;

const bestShift = (
  page: Padded,
  model: FormModel,
  template: PointTemplate,
  [sx, sy]: Scale,
): { x: number; y: number; score: number } => {
  const offsets = offsetsOf(page, template, sx, sy);
  const w = Math.max(1, Math.round(model.paper.width * sx));
  const h = Math.max(1, Math.round(model.paper.height * sy));
  const midX = (page.width - w) / 2;
  const midY = (page.height - h) / 2;
  const reachX = SHIFT_MM * sx + Math.abs(midX);
  const reachY = SHIFT_MM * sy + Math.abs(midY);
  const left = Math.ceil(Math.max(midX - reachX, 1 - page.pad));
  const top = Math.ceil(Math.max(midY - reachY, 1 - page.pad));
  // Two pixels more than the frame: offsets and the frame's size are rounded apart.
  const right = Math.min(midX + reachX, page.width + page.pad - w - 2);
  const bottom = Math.min(midY + reachY, page.height + page.pad - h - 2);
  const step = Math.max(1, Math.floor(offsets.length / SAMPLE));
  const sampled = likenessOf(page, template, offsets, w, h, step);
  const full = step === 1 ? sampled : likenessOf(page, template, offsets, w, h, 1);
  const promising: Shift[] = [];
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const score = sampled(x, y);
      if (promising.length === FULL_LOOKS && score <= promising[FULL_LOOKS - 1]!.score) continue;
      if (promising.length === FULL_LOOKS) promising.pop();
      let at = promising.length;
      while (at > 0 && promising[at - 1]!.score < score) at--;
      promising.splice(at, 0, { x, y, score });
    }
  }
  let best: Shift = { x: midX, y: midY, score: -1 };
  for (const { x, y } of promising) {
    const score = full(x, y);
    if (score > best.score) best = { x, y, score };
  }
  return best;
};

/** Where the template's points lie in the padded page, from where its corner is put. */
const offsetsOf = (page: Padded, template: PointTemplate, sx: number, sy: number): Int32Array => {
  const offsets = new Int32Array(template.x.length);
  for (let i = 0; i < offsets.length; i++) {
    const x = Math.floor(((template.x[i]! + 0.5) / template.perMm) * sx);
    const y = Math.floor(((template.y[i]! + 0.5) / template.perMm) * sy);
    offsets[i] = y * page.stride + x;
  }
  return offsets;
};

/** Correlation of every `step`th point of a template with the page when its corner lies at (x, y). */
const likenessOf = (
  page: Padded,
  { weight, norm }: PointTemplate,
  offsets: Int32Array,
  w: number,
  h: number,
  step: number,
): ((x: number, y: number) => number) => {
  const { data, pad, stride, sums, squares } = page;
  const n = offsets.length;
  const area = w * h;
  let total = 0;
  for (let i = 0; i < n; i += step) total += weight[i]!;
  const mean = total / area;
  return (x, y) => {
    const base = (y + pad) * stride + x + pad;
    let dot = 0;
    for (let i = 0; i < n; i += step) dot = (dot + weight[i]! * data[base + offsets[i]!]!) | 0;
    const a = (y + pad) * (stride + 1) + x + pad;
    const b = a + h * (stride + 1);
    const sum = sums[b + w]! - sums[b]! - sums[a + w]! + sums[a]!;
    const square = squares[b + w]! - squares[b]! - squares[a + w]! + squares[a]!;
    const power = Math.max(square - (sum * sum) / area, area * 2);
    return (dot - mean * sum) / (norm * Math.sqrt(power));
  };
};
