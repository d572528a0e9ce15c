/** A closer look at first guesses: sizes told finely, and only around what was promising. */
import type { Mat3, Quarter } from '../geometry.ts';
import { type Gray, turnGray } from '../raster.ts';
import { type Hypothesis, mapOf, type Place, type Search } from './coarse.ts';
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

type Reach = { readonly across: number; readonly down: number };
type Levelled = { readonly page: Padded; readonly toUpright: Mat3 };

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
  const pages = new Map<string, Levelled>();
  const pageOf = (quarter: Quarter, skew: number): Levelled => {
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
