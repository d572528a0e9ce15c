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
const CLOSER = [0.98, 0.99, 1.01, 1.02];
const ALONG = [0.99, 1.01];
/**
 * Pixels of the finer picture by which a first guess may be off: along the lines, where a page looks much the same a
 * centimetre further on, more than across them. At other sizes the place is known better.
 */
const NEAR: Reach = { across: 10, down: 4 };
const NEARER: Reach = { across: 4, down: 4 };
const BESIDE: Reach = { across: 1, down: 1 };
const ALL_POINTS = Number.POSITIVE_INFINITY;
/** So many times as many guesses as are wanted get a look at all points. */
const MOST_FULL = 2;

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
  const looksAt = ({ model, rotation, place: { skew } }: Hypothesis, start: Place) => {
    const { page, toUpright } = pageOf(rotation, skew);
    const template = templateOf(model);
    const { paper } = model;
    let place = start;
    let score = Number.NEGATIVE_INFINITY;
    return {
      look: (from: Place, across: number, down: number, reach: Reach, sample: number): void => {
        const scale: Scale = [from.scale[0] * across, from.scale[1] * down];
        // The sheet's middle stays where it is.
        const x = Math.round(from.x + ((1 - across) * from.scale[0] * paper.width) / 2);
        const y = Math.round(from.y + ((1 - down) * from.scale[1] * paper.height) / 2);
        const at = bestNear(page, model, template, scale, { x, y, reach, sample });
        if (at.score <= score) return;
        score = at.score;
        place = { skew, x: at.x, y: at.y, scale };
      },
      seen: (): Hypothesis => ({
        model,
        rotation,
        score,
        place,
        map: mapOf(place, rotation, small, toUpright),
      }),
    };
  };
  const sized = guesses.map((guess): Hypothesis => {
    const { x, y, skew, scale } = guess.place;
    const first: Place = { skew, x: 2 * x, y: 2 * y, scale: [2 * scale[0], 2 * scale[1]] };
    const { look, seen } = looksAt(guess, first);
    look(first, 1, 1, NEAR, SAMPLE);
    const { place } = seen();
    for (const k of CLOSER) look(place, k, k, NEARER, SAMPLE);
    return seen();
  });
  const promising = best(sized, MOST_FULL * most);
  const full = promising.map((guess): Hypothesis => {
    const { look, seen } = looksAt(guess, guess.place);
    look(guess.place, 1, 1, BESIDE, ALL_POINTS);
    for (const k of ALONG) {
      look(guess.place, k, 1, BESIDE, ALL_POINTS);
      look(guess.place, 1, k, BESIDE, ALL_POINTS);
    }
    return seen();
  });
  return best(full, most);
};

const best = (guesses: readonly Hypothesis[], most: number): readonly Hypothesis[] =>
  [...guesses].sort((a, b) => b.score - a.score).slice(0, most);

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
