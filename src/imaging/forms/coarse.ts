/** First guesses: which layouts could a page be, turned how, and roughly where does the sheet lie in the picture. */
import { compose, fromTurned, type Mat3, type Quarter, scaling, translation } from '../geometry.ts';
import { type Gray, turnGray } from '../raster.ts';
import {
  levelled,
  likenessOf,
  offsetsOf,
  type Padded,
  padded,
  SAMPLE,
  type Scale,
  type Shift,
} from './likeness.ts';
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

export type Place = { readonly skew: number; readonly x: number; readonly y: number; readonly scale: Scale };

/** How far the sheet may lie off the middle of the picture. */
const SHIFT_MM = 12;
/** Sheets whose shape is further from the picture's than this are not tried in that rotation. */
const SHAPE = 1.3;

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

/** Millimetres → pixels of the small page, from where the sheet lies on it turned and levelled. */
export const mapOf = (
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

const suits = (page: Pick<Gray, 'width' | 'height'>, model: FormModel): boolean => {
  const shape = page.width / model.paper.width / (page.height / model.paper.height);
  return shape <= SHAPE && shape >= 1 / SHAPE;
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

/** So many shifts get a look at all points. */
const FULL_LOOKS = 6;

const bestShift = (page: Padded, model: FormModel, template: PointTemplate, [sx, sy]: Scale): Shift => {
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
