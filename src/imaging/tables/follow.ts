/**
 * Rules followed through the bands of a page. The strongest way from the top to the bottom is taken, its evidence is wiped
 * out, and the next one is looked for, until what is left is writing. A way may bend as paper does, so curled pages and
 * rules that stop in between are one rule each.
 */
import type { Bands } from './ridges.ts';

/** A rule as followed: `at[band]` is its place in pixels in the middle of each band, also where nothing was seen. */
export type Rule = {
  readonly at: Float64Array;
  /** Evidence in each band, 0…1. */
  readonly strength: Float32Array;
  /** First and last band in which it is seen (inclusive), and the share of bands between in which it is. */
  readonly first: number;
  readonly last: number;
  readonly coverage: number;
  /** Mean evidence from first to last. */
  readonly mean: number;
};

export type FollowOptions = {
  /** Pixels a rule may move sideways from one band to the next, beside the page's lean. */
  readonly play: number;
  /** Evidence this near to a rule taken belongs to it. */
  readonly clear: number;
  /** Least length, in bands, and least share of it that is seen. */
  readonly minBands: number;
  readonly minCoverage: number;
  readonly most: number;
};

/** A band shows the rule when its evidence is at least this. */
const SEEN = 0.3;

/** Cost of a pixel sideways: small against the evidence of a band (1), large against grain. */
const BEND = 0.05;

/** Rules in the order in which they were found, strongest first. */
export const followRules = (bands: Bands, options: FollowOptions): Rule[] => {
  const { width, count } = bands;
  const strength = bands.strength.slice();
  const found: Rule[] = [];
  for (let tries = 0; tries < options.most; tries++) {
    const path = bestPath(strength, bands, options.play);
    const rule = measured(path, strength, width);
    for (let band = 0; band < count; band++) {
      const x = Math.round(path[band]!);
      // Only where it is seen: what it passed on its way elsewhere may be another rule's.
      const seen = band >= rule.first && band <= rule.last;
      const reach = seen ? options.clear : 1;
      const row = band * width;
      strength.fill(0, row + Math.max(0, x - reach), row + Math.min(width, x + reach + 1));
    }
    const long = rule.last - rule.first + 1 >= options.minBands;
    if (!long) {
      if (rule.mean * (rule.last - rule.first + 1) < options.minBands * 0.4) break;
      continue;
    }
    if (rule.coverage < options.minCoverage) continue;
    found.push({ ...rule, at: smoothed(rule, count) });
  }
  return found;
};

const bestPath = (strength: Float32Array, { width, count, size, lean }: Bands, play: number): Int32Array => {
  let now = Float64Array.from(strength.subarray(0, width));
  let next = new Float64Array(width);
  const from = new Int8Array(count * width);
  for (let band = 1; band < count; band++) {
    // The page's lean, in whole pixels without losing the parts.
    const drift = Math.round(band * size * lean) - Math.round((band - 1) * size * lean);
    const row = band * width;
    for (let x = 0; x < width; x++) {
      let best = -1;
      let step = 0;
      for (let k = -play; k <= play; k++) {
        const before = x - drift + k;
        if (before < 0 || before >= width) continue;
        const value = now[before]! - BEND * (k < 0 ? -k : k);
        if (value > best) {
          best = value;
          step = before - x;
        }
      }
      next[x] = Math.max(best, 0) + strength[row + x]!;
      from[row + x] = step;
    }
    [now, next] = [next, now];
  }
  let x = 0;
  for (let i = 1; i < width; i++) if (now[i]! > now[x]!) x = i;
  const path = new Int32Array(count);
  for (let band = count - 1; band >= 0; band--) {
    path[band] = x;
    x += from[band * width + x]!;
  }
  return path;
};

/** Cuts the path to the longest stretch in which the rule is seen, bridging gaps as long as the rule goes on after them. */
const measured = (path: Int32Array, strength: Float32Array, width: number): Rule => {
  const count = path.length;
  const along = new Float32Array(count);
  for (let band = 0; band < count; band++) along[band] = strength[band * width + path[band]!]!;
  let best = { first: 0, last: -1, score: 0 };
  let sum = 0;
  let start = 0;
  // The stretch with the largest sum of (evidence − SEEN/1.5): ends where more is missing than was seen.
  for (let band = 0; band < count; band++) {
    if (sum <= 0) {
      sum = 0;
      start = band;
    }
    sum += Math.min(along[band]!, 0.6) - SEEN / 1.5;
    if (sum > best.score) best = { first: start, last: band, score: sum };
  }
  trim(best, along);
  let seen = 0;
  let total = 0;
  for (let band = best.first; band <= best.last; band++) {
    if (along[band]! >= SEEN) seen++;
    total += along[band]!;
  }
  const length = Math.max(1, best.last - best.first + 1);
  return {
    at: Float64Array.from(path),
    strength: along,
    first: best.first,
    last: best.last,
    coverage: seen / length,
    mean: total / length,
  };
};

/** Moves the ends to where the rule is as plain as it mostly is: letters above or below a table continue no rule. */
const trim = (part: { first: number; last: number }, along: Float32Array): void => {
  const usual = [...along.subarray(part.first, part.last + 1)].sort((a, b) => a - b)[
    (part.last - part.first + 1) >> 1
  ]!;
  const plain = (band: number): boolean => along[band]! >= 0.6 * usual;
  while (part.first < part.last && !(plain(part.first) && plain(part.first + 1))) part.first++;
  while (part.last > part.first && !(plain(part.last) && plain(part.last - 1))) part.last--;
};

/** Bands on either side that a rule's place in one band is smoothed over. */
const SMOOTH = 6;

/**
 * Locally straight through what is seen; beyond its ends the rule goes on straight. Pixel centres: a rule in column `x` is at
 * `x + 0.5`.
 */
const smoothed = (rule: Rule, count: number): Float64Array => {
  const out = new Float64Array(count);
  const weightOf = (band: number): number =>
    band < rule.first || band > rule.last ? 0 : Math.max(0.02, rule.strength[band]!) ** 2;
  for (let band = 0; band < count; band++) {
    const middle = Math.min(Math.max(band, rule.first), rule.last);
    const beyond = Math.abs(band - middle);
    const reach = beyond === 0 ? SMOOTH : SMOOTH * 3;
    out[band] = localLine(rule.at, weightOf, middle, reach, band, count) + 0.5;
  }
  return out;
};

/** Weighted line through the places within `reach` bands of `middle`, at `band`; twice, the second time without strays. */
const localLine = (
  at: Float64Array,
  weightOf: (band: number) => number,
  middle: number,
  reach: number,
  band: number,
  count: number,
): number => {
  let a = at[middle]!;
  let b = 0;
  for (let pass = 0; pass < 2; pass++) {
    let w = 0;
    let wt = 0;
    let wtt = 0;
    let wx = 0;
    let wtx = 0;
    for (let i = Math.max(0, middle - reach); i <= Math.min(count - 1, middle + reach); i++) {
      const t = i - middle;
      const off = pass === 0 ? 0 : at[i]! - (a + b * t);
      const near = 1 - Math.abs(t) / (reach + 1);
      const weight = weightOf(i) * near * (pass === 0 ? 1 : 1 / (1 + off * off));
      w += weight;
      wt += weight * t;
      wtt += weight * t * t;
      wx += weight * at[i]!;
      wtx += weight * t * at[i]!;
    }
    const det = w * wtt - wt * wt;
    if (w === 0) return at[middle]!;
    b = det > 1e-9 * w * w ? (w * wtx - wt * wx) / det : 0;
    a = (wx - b * wt) / w;
  }
  return a + b * (band - middle);
};
