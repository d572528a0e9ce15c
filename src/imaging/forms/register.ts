/**
 * Registers one layout on a page from a rough guess: large blocks give the projective map, printed words refine it, and
 * words together with pieces of rules give the smooth local correction.
 */
import { applyTo, compose, invert, type Mat3, multiply, scaling } from '../geometry.ts';
import type { Gray } from '../raster.ts';
import { warpGray } from '../warp.ts';
import { medianOf } from './algebra.ts';
import { type Peak, searchPatch, vertex } from './correlate.ts';
import { fitLocal, fitProjective, type Sighting, type Stiffness } from './fit.ts';
import { warpGrayThrough } from './mesh-warp.ts';
import { type Block, COARSE, FINE, type FormModel, MID, type RuleAnchor, TINY } from './model.ts';
import { pageMapFrom } from './page-map.ts';
import type { PageMap, PageMapData } from './types.ts';

/** Ink maps of one page at halved resolutions; the first is the base, in whose pixels maps are given. */
export type Pyramid = readonly { readonly ink: Gray; readonly factor: number }[];

/** The level whose pixels are just finer than the frame that is to be drawn from it. */
const levelFor = (pyramid: Pyramid, map: Mat3, paper: FormModel['paper'], perMm: number): Pyramid[number] => {
  const middle = applyTo(map, paper.width / 2, paper.height / 2);
  const beside = applyTo(map, paper.width / 2 + 10, paper.height / 2);
  const own = Math.hypot(beside.x - middle.x, beside.y - middle.y) / 10;
  let best = pyramid[0]!;
  for (const level of pyramid) if (own / level.factor >= perMm * 0.8) best = level;
  return best;
};

const frameOf = (pyramid: Pyramid, map: Mat3, model: FormModel, perMm: number): Gray => {
  const { paper } = model;
  const level = levelFor(pyramid, map, paper, perMm);
  const toLevel = compose(scaling(1 / level.factor), map, scaling(1 / perMm));
  return warpGray(level.ink, toLevel, Math.round(paper.width * perMm), Math.round(paper.height * perMm), 0);
};

/** Corrects `map` by what was seen in its frame. Two rounds: the fit is linear, the map is not. */
const corrected = (
  map: Mat3,
  sightings: readonly Sighting[],
  paper: FormModel['paper'],
  stiffness: Stiffness,
  floorMm: number,
): { map: Mat3; residuals: readonly number[] } => {
  let total: Mat3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  let left = sightings;
  let residuals: readonly number[] = [];
  for (let round = 0; round < 2; round++) {
    const fit = fitProjective(left, paper, stiffness, floorMm);
    total = multiply(total, fit.map);
    residuals = fit.residuals;
    const back = invert(total);
    left = sightings.map((s) => {
      const at = applyTo(back, s.x + s.dx, s.y + s.dy);
      return { ...s, dx: at.x - s.x, dy: at.y - s.y };
    });
  }
  return { map: multiply(map, total), residuals };
};

const SOFT: Stiffness = { affine: 0.02, projective: 0.3 };
const FIRM: Stiffness = { affine: 0.002, projective: 0.02 };

export type BlockFit = { readonly map: Mat3; readonly likeness: number };

/** From a rough place, off by `reachMm` at most anywhere on the sheet, to a projective map good to a centimetre. */
export const registerRoughly = (pyramid: Pyramid, model: FormModel, start: Mat3, reachMm: number): BlockFit =>
  fitBlocks(pyramid, model, start, model.tinyBlocks, TINY, reachMm);

/** From a map good to a centimetre to one good to a few millimetres. */
export const registerBlocks = (pyramid: Pyramid, model: FormModel, start: Mat3): BlockFit =>
  fitBlocks(pyramid, model, start, model.blocks, COARSE, 4);

const fitBlocks = (
  pyramid: Pyramid,
  model: FormModel,
  start: Mat3,
  blocks: readonly Block[],
  perMm: number,
  reachMm: number,
): BlockFit => {
  const frame = frameOf(pyramid, start, model, perMm);
  const reach = Math.round(reachMm * perMm);
  let likeness = 0;
  const seen = blocks.map((block): Sighting => {
    const peak = searchPatch(frame, block.patch, block.left, block.top, reach, reach);
    likeness += Math.max(0, peak.score) / blocks.length;
    const weight = Math.max(0, peak.score) ** 2;
    return { x: block.x, y: block.y, dx: peak.dx / perMm, dy: peak.dy / perMm, wx: weight, wy: weight };
  });
  return { map: corrected(start, seen, model.paper, SOFT, 1.5).map, likeness };
};

export type Registration = {
  /** Millimetres → pixels of the pyramid's base. */
  readonly map: Mat3;
  /** Share (by ink) of the words that were found where they belong, and their mean correlation. */
  readonly share: number;
  readonly likeness: number;
};

const MID_REACH_MM = 4.5;
/** From this correlation on a word counts as found. */
const FOUND = 0.45;

/** Weight of a peak: likeness, and how much better it is than any other place. */
const trust = (peak: Peak): number => {
  if (peak.score < 0.25) return 0;
  const margin = Math.min(1, Math.max(0.05, (peak.score - peak.second) / 0.2));
  return peak.score ** 2 * margin;
};

/** Words at middle resolution: tells whether the layout is the right one and brings the map to about half a millimetre. */
export const registerWords = (pyramid: Pyramid, model: FormModel, start: Mat3): Registration => {
  const frame = frameOf(pyramid, start, model, MID);
  const reach = Math.round(MID_REACH_MM * MID);
  const peaks = model.points.map((point) =>
    searchPatch(frame, point.mid.patch, point.mid.left, point.mid.top, reach, reach),
  );
  const seen = model.points.map((point, i): Sighting => {
    const peak = peaks[i]!;
    const weight = trust(peak);
    return { x: point.x, y: point.y, dx: peak.dx / MID, dy: peak.dy / MID, wx: weight, wy: weight };
  });
  const fit = corrected(start, seen, model.paper, FIRM, 0.6);
  let ink = 0;
  let found = 0;
  let likeness = 0;
  model.points.forEach((point, i) => {
    // Big titles count more than a word, but not as much more as they have ink.
    const weight = Math.sqrt(point.ink);
    const peak = peaks[i]!;
    const there = fit.residuals[i]! < 1.6;
    ink += weight;
    if (there && peak.score >= FOUND) found += weight;
    if (there) likeness += weight * Math.max(0, peak.score);
  });
  return { map: fit.map, share: ink > 0 ? found / ink : 0, likeness: ink > 0 ? likeness / ink : 0 };
};

export type FineFit = {
  readonly map: PageMap;
  readonly errorMm: number;
  readonly found: number;
  readonly total: number;
  readonly share: number;
  readonly likeness: number;
  /** The page's ink in the fine frame, under the map before the last correction. */
  readonly frame: Gray;
};

/**
 * A sheet that rises to the back of its book is seen shortened there: what is printed in the outermost strip lies several
 * millimetres further in than the rest of the page foretells. Anchors there are looked for further to both sides.
 */
const OUTER_MM = 30;

/** One round of looking for the anchors around where a map puts them. */
type Look = {
  readonly perMm: typeof MID | typeof FINE;
  /** How far they are looked for, and how far to both sides in the outermost strips, millimetres. */
  readonly reachMm: number;
  readonly outerReachMm: number;
  /** What an anchor may be off the smooth correction before it loses its say: narrow only where the map is nearly right. */
  readonly floorMm: number;
};
const WIDE: Look = { perMm: MID, reachMm: 4, outerReachMm: 8, floorMm: 0.7 };
const NARROW: Look = { perMm: MID, reachMm: 2.5, outerReachMm: 8, floorMm: 0.7 };
const LAST: Look = { perMm: FINE, reachMm: 1, outerReachMm: 2.5, floorMm: 0.25 };

const LOCAL_STIFFNESS = 0.05;
const FLAT = 0.9;

/** Words at middle and at full resolution, and rules: the final map with its local correction. */
export const registerFinely = (
  pyramid: Pyramid,
  model: FormModel,
  { map, share }: Pick<Registration, 'map' | 'share'>,
): FineFit => {
  const flat = pageMapFrom({ format: 1, homography: map, local: null });
  // Where nearly all words lie within a millimetre and a half already, the narrower look finds them.
  const near = share >= FLAT ? flat : pageMapFrom(measure(pyramid, model, flat, WIDE).data);
  const bent = pageMapFrom(measure(pyramid, model, near, NARROW).data);
  const { data, ...fit } = measure(pyramid, model, bent, LAST);
  return { ...fit, map: pageMapFrom(data) };
};

/** The page's ink drawn in a frame of the form. */
const pageFrame = (pyramid: Pyramid, map: PageMap, paper: FormModel['paper'], perMm: number): Gray => {
  const level = levelFor(pyramid, map.data.homography, paper, perMm);
  return warpGrayThrough(
    level.ink,
    (x, y) => {
      const at = map.toPage(x / perMm, y / perMm);
      return { x: at.x / level.factor, y: at.y / level.factor };
    },
    Math.round(paper.width * perMm),
    Math.round(paper.height * perMm),
    0,
  );
};

const measure = (
  pyramid: Pyramid,
  model: FormModel,
  current: PageMap,
  { perMm, reachMm, outerReachMm, floorMm }: Look,
): Omit<FineFit, 'map'> & { readonly data: PageMapData } => {
  const { paper, points, rules } = model;
  const outer = (x: number): boolean => x < OUTER_MM || x > paper.width - OUTER_MM;
  const base = current.data.homography;
  const frame = pageFrame(pyramid, current, paper, perMm);
  const back = invert(base);
  /** Where the map's place of a displaced anchor lies in the frame of the plain homography. */
  const sighting = (x: number, y: number, dx: number, dy: number, wx: number, wy: number): Sighting => {
    const onPage = current.toPage(x + dx, y + dy);
    const at = applyTo(back, onPage.x, onPage.y);
    return { x, y, dx: at.x - x, dy: at.y - y, wx, wy };
  };
  const reach = Math.round(reachMm * perMm);
  const outerReach = Math.round(outerReachMm * perMm);
  const peaks = points.map((point) => {
    const { patch, left, top } = perMm === FINE ? point.fine : point.mid;
    return searchPatch(frame, patch, left, top, outer(point.x) ? outerReach : reach, reach);
  });
  const seen = points.map((point, i) => {
    const peak = peaks[i]!;
    const weight = trust(peak);
    return sighting(point.x, point.y, peak.dx / perMm, peak.dy / perMm, weight, weight);
  });
  // Thin rules are only seen at full resolution.
  for (const rule of perMm === FINE ? rules : []) {
    const wide = rule.axis === 'vertical' && outer(rule.x);
    const { offset, weight } = searchRule(frame, rule, wide ? outerReachMm : RULE_REACH_MM);
    if (rule.axis === 'horizontal') seen.push(sighting(rule.x, rule.y, 0, offset, 0, weight));
    else seen.push(sighting(rule.x, rule.y, offset, 0, weight, 0));
  }
  const fit = corrected(base, seen, paper, FIRM, 0.4);
  const rest = restAfter(seen, base, fit.map);
  const { local, residuals } = fitLocal(rest, paper, LOCAL_STIFFNESS, floorMm);
  return { data: { format: 1, homography: fit.map, local }, frame, ...judge(model, peaks, residuals, seen) };
};

/** What the new homography leaves over of sightings taken in the frame of the old one. */
const restAfter = (seen: readonly Sighting[], before: Mat3, after: Mat3): readonly Sighting[] => {
  const step = multiply(invert(after), before);
  return seen.map((s) => {
    const at = applyTo(step, s.x + s.dx, s.y + s.dy);
    return { ...s, dx: at.x - s.x, dy: at.y - s.y };
  });
};

/** A word further than this (millimetres) from where the fitted map puts it was not found. */
const ASTRAY_MM = 0.8;

const judge = (
  model: FormModel,
  peaks: readonly Peak[],
  residuals: readonly number[],
  seen: readonly Sighting[],
): Omit<FineFit, 'map' | 'frame'> => {
  let ink = 0;
  let foundInk = 0;
  let likeness = 0;
  let found = 0;
  let squares = 0;
  let counted = 0;
  model.points.forEach((point, i) => {
    const weight = Math.sqrt(point.ink);
    const peak = peaks[i]!;
    const residual = residuals[i]!;
    ink += weight;
    if (residual >= ASTRAY_MM) return;
    likeness += weight * Math.max(0, peak.score);
    if (peak.score < FOUND) return;
    foundInk += weight;
    found++;
    squares += residual * residual;
    counted++;
  });
  for (let i = model.points.length; i < seen.length; i++) {
    const residual = residuals[i]!;
    if (seen[i]!.wx + seen[i]!.wy === 0 || residual >= ASTRAY_MM) continue;
    squares += residual * residual;
    counted++;
  }
  return {
    errorMm: counted > 0 ? Math.sqrt(squares / counted) : Number.POSITIVE_INFINITY,
    found,
    total: model.points.length,
    share: ink > 0 ? foundInk / ink : 0,
    likeness: ink > 0 ? likeness / ink : 0,
  };
};

const RULE_REACH_MM = 1.5;

/**
 * Looks for a thin rule across its direction. A rule, dotted or solid, is a row darker than the rows around it all along;
 * what each pixel may add is capped, so that writing on the rule does not outweigh the rule.
 */
const searchRule = (
  frame: Gray,
  rule: RuleAnchor,
  reachMm: number,
): { readonly offset: number; readonly weight: number } => {
  const horizontal = rule.axis === 'horizontal';
  const { width, height, data } = frame;
  const stepAlong = horizontal ? 1 : width;
  const stepAcross = horizontal ? width : 1;
  const alongLimit = horizontal ? width : height;
  const acrossLimit = horizontal ? height : width;
  const from = Math.max(0, Math.round(((horizontal ? rule.x : rule.y) - rule.length / 2) * FINE));
  const to = Math.min(alongLimit, Math.round(((horizontal ? rule.x : rule.y) + rule.length / 2) * FINE));
  const place = (horizontal ? rule.y : rule.x) * FINE - 0.5;
  const middle = Math.round(place);
  const reach = Math.round(reachMm * FINE);
  const count = 2 * reach + 1;
  const profile = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const across = middle - reach + k;
    if (across < 3 || across >= acrossLimit - 3) continue;
    let sum = 0;
    for (let along = from; along < to; along++) {
      const p = along * stepAlong + across * stepAcross;
      const here = data[p]!;
      const beside = Math.max(data[p - 3 * stepAcross]!, data[p + 3 * stepAcross]!);
      const ridge = here - beside;
      sum += ridge > CAP ? CAP : Math.max(ridge, 0);
    }
    profile[k] = sum / Math.max(1, to - from);
  }
  let best = 0;
  for (let k = 1; k < count; k++) if (profile[k]! > profile[best]!) best = k;
  let elsewhere = 0;
  const values: number[] = [];
  for (let k = 0; k < count; k++) {
    values.push(profile[k]!);
    if (Math.abs(k - best) > 3) elsewhere = Math.max(elsewhere, profile[k]!);
  }
  const peak = profile[best]!;
  const base = medianOf(values);
  if (peak < 3 || best === 0 || best === count - 1) return { offset: 0, weight: 0 };
  const offset = middle - reach + best + vertex(profile[best - 1]!, peak, profile[best + 1]!) - place;
  const margin = Math.min(1, Math.max(0, (peak - Math.max(elsewhere, base)) / peak));
  return { offset: offset / FINE, weight: 0.5 * margin };
};

/** Most that one pixel adds to a rule's profile: about the ink of a printed dot. */
const CAP = 50;
