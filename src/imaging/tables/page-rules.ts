/** The rules of a page, upright and lying, found on a small copy and told in pixels of the page. What was found once is kept. */
import { type Gray, shrinkFactor, shrinkGray } from '../raster.ts';
import { followRules, type Rule } from './follow.ts';
import { type Bands, bandsOf, transposed, uprightRidges } from './ridges.ts';

/** A rule as a function: of y for an upright one, of x for a lying one. Pixels of the page. */
export type PageRule = {
  readonly at: (along: number) => number;
  /** From where to where it is seen. */
  readonly from: number;
  readonly to: number;
  /** 0…1: how plainly, over its length. */
  readonly weight: number;
};

export type RuleFinder = {
  /** The small copy the rules are found on and its factor. */
  readonly small: Gray;
  readonly factor: number;
  /** Upright rules, from left to right in the middle of the page. */
  readonly upright: () => readonly PageRule[];
  /** Lying rules between two columns of pixels of the page, from top to bottom; `most` bounds the work. */
  readonly lying: (from: number, to: number, most: number) => readonly PageRule[];
};

const WORKING_SIZE = 1500;
/** A page is taken to be about this high in millimetres where nothing else is known: sizes below follow from it. */
const NOMINAL_MM = 400;

const REACH_MM = 0.9;
const BAND_MM = 5;
const CLEAR_MM = 0.7;
/** Within this of a rule, a much weaker one is its edge. */
const EDGE_MM = 1.3;
const EDGE_SHARE = 0.8;
/** Least share of the picture's height or width that a rule of a table is long. */
const MIN_LENGTH = 0.18;
const MIN_COVERAGE = 0.55;

export const ruleFinder = (page: Gray): RuleFinder => {
  const factor = shrinkFactor(Math.max(page.width, page.height), WORKING_SIZE);
  const small = shrinkGray(page, factor);
  const unit = Math.max(small.height, small.width) / NOMINAL_MM;
  const reach = Math.max(3, Math.round(REACH_MM * unit));
  const search = (gray: Gray, most: number): PageRule[] => {
    const bands = bandsOf(uprightRidges(gray, reach), gray.width, gray.height, BAND_MM * unit);
    const rules = followRules(bands, {
      play: 2,
      clear: Math.max(2, Math.round(CLEAR_MM * unit)),
      minBands: bands.count * MIN_LENGTH,
      minCoverage: MIN_COVERAGE,
      most,
    });
    const found = rules.map((rule) => pageRule(rule, bands, factor));
    return withoutEdges(found, EDGE_MM * unit * factor);
  };
  const middleY = page.height / 2;
  let standing: readonly PageRule[] | null = null;
  const across = new Map<string, readonly PageRule[]>();
  const lyingBetween = (from: number, to: number, most: number): PageRule[] => {
    const left = Math.max(0, Math.floor(from / factor));
    const right = Math.min(small.width, Math.ceil(to / factor));
    const middle = (from + to) / 2;
    return search(transposed(columnsOf(small, left, right)), most)
      .map((rule) => shifted(rule, left * factor))
      .sort((a, b) => a.at(middle) - b.at(middle));
  };
  return {
    small,
    factor,
    upright: () => {
      standing ??= search(small, 30).sort((a, b) => a.at(middleY) - b.at(middleY));
      return standing;
    },
    lying: (from, to, most) => {
      const key = `${from} ${to} ${most}`;
      const found = across.get(key) ?? lyingBetween(from, to, most);
      across.set(key, found);
      return found;
    },
  };
};

/** A thick rule's own edge is found as a faint rule beside it. */
const withoutEdges = (rules: readonly PageRule[], reach: number): PageRule[] =>
  rules.filter((rule) => {
    const middle = (rule.from + rule.to) / 2;
    return !rules.some(
      (other) =>
        other.weight * EDGE_SHARE > rule.weight &&
        other.from <= middle &&
        other.to >= middle &&
        Math.abs(other.at(middle) - rule.at(middle)) < reach,
    );
  });

const columnsOf = ({ width, height, data }: Gray, left: number, right: number): Gray => {
  const out = new Uint8Array((right - left) * height);
  for (let y = 0; y < height; y++)
    out.set(data.subarray(y * width + left, y * width + right), y * (right - left));
  return { width: right - left, height, data: out };
};

const pageRule = (rule: Rule, { count, size }: Bands, factor: number): PageRule => {
  const { at } = rule;
  return {
    at: (along) => {
      const place = along / factor / size - 0.5;
      const band = Math.min(Math.max(Math.floor(place), 0), Math.max(0, count - 2));
      const next = Math.min(band + 1, count - 1);
      return (at[band]! + (at[next]! - at[band]!) * (place - band)) * factor;
    },
    from: rule.first * size * factor,
    to: (rule.last + 1) * size * factor,
    weight: Math.min(1, rule.mean) * Math.min(1, rule.coverage),
  };
};

const shifted = (rule: PageRule, by: number): PageRule => ({
  ...rule,
  at: (along) => rule.at(along - by),
  from: rule.from + by,
  to: rule.to + by,
});
