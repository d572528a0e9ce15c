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
  /** Where the sheet lies on the small page when that is turned upright and level: its upper left corner, pixels per millimetre. */
  readonly place: Place;
};

type Place = { readonly skew: number; readonly x: number; readonly y: number; readonly scale: Scale };

/** How far the sheet may lie off the middle of the picture. */
const SHIFT_MM = 12;
/** Sheets whose shape is further from the picture's than this are not tried in that rotation. */
const SHAPE = 1.3;

type Scale = readonly [across: number, down: number];

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
        let best: Place | null = null;
        let score = Number.NEGATIVE_INFINITY;
        const template = templateOf(model);
        for (const scale of scalesFor(page, model, sizes, perMm)) {
          const at = bestShift(page, model, template, scale);
          if (at.score <= score) continue;
          score = at.score;
          best = { skew, x: at.x, y: at.y, scale };
        }
        if (best === null) continue;
        const map = mapOf(best, quarter, small, level.toUpright);
        known.push({ model, rotation: quarter, score, map, place: best });
      }
    }
    for (const known of places.values()) {
      found.push(...known.sort((a, b) => b.score - a.score).slice(0, keep.each));
    }
  }
  return found.sort((a, b) => b.score - a.score).slice(0, keep.all);
};

const mapOf = (
  { x, y, scale }: Place,
  quarter: Quarter,
  small: Pick<Gray, 'width' | 'height'>,
  toUpright: Mat3,
): Mat3 =>
  compose(
    fromTurned(quarter, small.width, small.height),
    toUpright,
    translation(x, y),
    scaling(scale[0], scale[1]),
  );

/** Sizes tried around a first guess: as shares of it, evenly, and in one direction only. */
const CLOSER = [0.98, 0.99, 1, 1.01, 1.02];
const ALONG = [0.99, 1.01];
/**
 * Pixels of the finer picture by which a first guess may be off: along the lines, where a page looks much the same a
 * centimetre further on, more than across them.
 */
const NEAR: Reach = { across: 10, down: 4 };
const BESIDE: Reach = { across: 1, down: 1 };
const ALL_POINTS = Number.POSITIVE_INFINITY;

/**
 * Looks closer at guesses made in a picture of half the size. Lines of print are so narrow that a size wrong by two in a
 * hundred puts them beside each other: only here are sizes told so finely, and only around what was promising.
 * @param small ink map of twice the pixels a millimetre of the one the guesses come from.
 * @returns at most `most`, best first.
 */
export const closer = (
  small: Gray,
  guesses: readonly Hypothesis[],
  templateOf: Search['templateOf'],
  most: number,
): readonly Hypothesis[] => {
  const pages = new Map<string, { readonly page: Padded; readonly toUpright: Mat3 }>();
  const pageOf = (quarter: Quarter, skew: number): { readonly page: Padded; readonly toUpright: Mat3 } => {
    const key = `${quarter}/${skew}`;
    const known = pages.get(key);
    if (known !== undefined) return known;
    const { gray, toUpright } = levelled(turnGray(small, quarter), skew);
    const made = { page: padded(gray), toUpright };
    pages.set(key, made);
    return made;
  };
  return guesses
    .map((guess): Hypothesis => {
      const { model, rotation, place } = guess;
      const { page, toUpright } = pageOf(rotation, place.skew);
      const template = templateOf(model);
      const { paper } = model;
      let best: Place = {
        ...place,
        x: 2 * place.x,
        y: 2 * place.y,
        scale: [2 * place.scale[0], 2 * place.scale[1]],
      };
      let score = Number.NEGATIVE_INFINITY;
      const look = (from: Place, across: number, down: number, reach: Reach, sample: number): void => {
        const scale: Scale = [from.scale[0] * across, from.scale[1] * down];
        // The sheet's middle stays where it is.
        const x = Math.round(from.x + ((1 - across) * from.scale[0] * paper.width) / 2);
        const y = Math.round(from.y + ((1 - down) * from.scale[1] * paper.height) / 2);
        const at = bestNear(page, model, template, scale, { x, y, reach, sample });
        if (at.score <= score) return;
        score = at.score;
        best = { skew: from.skew, x: at.x, y: at.y, scale };
      };
      const first = best;
      for (const k of CLOSER) look(first, k, k, NEAR, SAMPLE);
      const second = best;
      score = Number.NEGATIVE_INFINITY;
      look(second, 1, 1, BESIDE, ALL_POINTS);
      for (const k of ALONG) {
        look(second, k, 1, BESIDE, ALL_POINTS);
        look(second, 1, k, BESIDE, ALL_POINTS);
      }
      return { model, rotation, score, place: best, map: mapOf(best, rotation, small, toUpright) };
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, most);
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

type Reach = { readonly across: number; readonly down: number };

/** The best place within `reach` of where the sheet's corner is expected. */
const bestNear = (
  page: Padded,
  model: FormModel,
  template: PointTemplate,
  [sx, sy]: Scale,
  {
    x,
    y,
    reach,
    sample,
  }: { readonly x: number; readonly y: number; readonly reach: Reach; readonly sample: number },
): Shift => {
  const offsets = offsetsOf(page, template, sx, sy);
  const w = Math.max(1, Math.round(model.paper.width * sx));
  const h = Math.max(1, Math.round(model.paper.height * sy));
  const score = likenessOf(page, template, offsets, w, h, Math.max(1, Math.floor(offsets.length / sample)));
  let best: Shift = { x, y, score: -1 };
  for (let v = y - reach.down; v <= y + reach.down; v++) {
    for (let u = x - reach.across; u <= x + reach.across; u++) {
      // As in `bestShift`: nothing of the template beyond the padding.
      const inside =
        u >= 1 - page.pad &&
        v >= 1 - page.pad &&
        u + w + 2 <= page.width + page.pad &&
        v + h + 2 <= page.height + page.pad;
      if (!inside) continue;
      const own = score(u, v);
      if (own > best.score) best = { x: u, y: v, score: own };
    }
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
