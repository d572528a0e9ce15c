/**
 * Which rule of the form each rule of the page is. Printings of one form differ in their columns' widths, a crop may have
 * cut off the first ones, and pages show rules the form does not know (frames, later subdivisions, the sheet beneath): the
 * best order-preserving assignment under elastic widths is looked for, at every scale the page allows.
 */

/** A rule of the page: where it crosses the table's middle, in pixels, and how plainly it is seen (0…1). */
export type Candidate = { readonly at: number; readonly weight: number };

export type Alignment = {
  /** For every rule of the form the index of the candidate, or null where none was found. */
  readonly matched: readonly (number | null)[];
  /** Pixels a millimetre. */
  readonly scale: number;
  readonly score: number;
  /** Root mean square distance of the matched rules from an even fit (offset and scale), millimetres. */
  readonly errorMm: number;
};

export type AlignOptions = {
  /** Length of the picture across the rules, pixels: rules that would lie beyond it are not missed. */
  readonly length: number;
  /** Pixels a millimetre to try. */
  readonly scales: readonly number[];
  /** How likely a scale is by itself: added to the score. */
  readonly prior: (scale: number) => number;
  /** Whether the table's left and right ends lie towards a gutter, where threads and shadows look like rules. */
  readonly gutter?: { readonly left: boolean; readonly right: boolean };
};

/** Cost of a rule of the form that should be in the picture and was not seen, and of one that is cut off. */
const MISSED = 0.7;
const CUT_OFF = 0.12;
/** Share of its weight that a candidate between matched ones costs when the form has no rule for it. */
const EXTRA = 0.4;
/**
 * The same for one so near beyond the last that it ought to be the table's end (nearer still it is the second line of a
 * double frame): some printings part the last column, and its end is not where it is parted.
 */
const BEYOND = 0.65;
const BEYOND_MM = [2.6, 9] as const;
/** A width may differ from the form's by this much before it costs as much as half a rule: millimetres and share. */
const PLAY_MM = 1.2;
const PLAY_SHARE = 0.1;
const STRETCH_COST = 0.5;
/** Beyond this many times the play two rules are not neighbours in the form. */
const MAX_STRETCH = 3;

/** Fit of the rules at `form` (mm, ascending) to the candidates (ascending); null when fewer than two can be matched. */
export const alignRules = (
  form: readonly number[],
  candidates: readonly Candidate[],
  { length, scales, prior, gutter = { left: false, right: false } }: AlignOptions,
): Alignment | null => {
  let best: Alignment | null = null;
  for (const scale of scales) {
    const found = alignAt(form, candidates, scale, length, gutter);
    if (found === null) continue;
    const score = found.score + prior(scale);
    if (best !== null && score <= best.score) continue;
    best = { matched: found.matched, scale, score, errorMm: 0 };
  }
  if (best === null) return null;
  const fit = evenFit(form, candidates, best.matched);
  return { ...best, ...fit };
};

type Step = { readonly i: number; readonly j: number };

const alignAt = (
  form: readonly number[],
  candidates: readonly Candidate[],
  scale: number,
  length: number,
  gutter: { readonly left: boolean; readonly right: boolean },
): { matched: (number | null)[]; score: number } | null => {
  const n = form.length;
  const m = candidates.length;
  const score = new Float64Array(n * m).fill(Number.NEGATIVE_INFINITY);
  const from: (Step | null)[] = new Array<Step | null>(n * m).fill(null);
  const extraUpTo = [0];
  for (const { weight } of candidates) extraUpTo.push(extraUpTo.at(-1)! + weight * EXTRA);
  /** Rules of the form beyond the first or last matched one: missed where the picture would show them. */
  const outside = (i: number, j: number, direction: -1 | 1): number => {
    let cost = 0;
    if (i === (direction < 0 ? 0 : n - 1) && !(direction < 0 ? gutter.left : gutter.right)) {
      for (let k = j + direction; k >= 0 && k < m; k += direction) {
        const away = Math.abs(candidates[k]!.at - candidates[j]!.at) / scale;
        if (away > BEYOND_MM[1]) break;
        if (away > BEYOND_MM[0]) cost += BEYOND * candidates[k]!.weight;
      }
    }
    for (let k = i + direction; k >= 0 && k < n; k += direction) {
      const at = candidates[j]!.at + (form[k]! - form[i]!) * scale;
      cost += at < 0 || at > length ? CUT_OFF : MISSED;
    }
    return cost;
  };
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const own = candidates[j]!.weight;
      let best = own - outside(i, j, -1);
      let step: Step | null = null;
      for (let pi = Math.max(0, i - 4); pi < i; pi++) {
        const width = form[i]! - form[pi]!;
        const play = PLAY_MM + PLAY_SHARE * width;
        const missed = (i - pi - 1) * MISSED;
        for (let pj = j - 1; pj >= 0; pj--) {
          const before = score[pi * m + pj]!;
          if (before === Number.NEGATIVE_INFINITY) continue;
          const off = ((candidates[j]!.at - candidates[pj]!.at) / scale - width) / play;
          if (off > MAX_STRETCH) break;
          if (off < -MAX_STRETCH) continue;
          const value =
            before + own - missed - STRETCH_COST * off * off - (extraUpTo[j]! - extraUpTo[pj + 1]!);
          if (value > best) {
            best = value;
            step = { i: pi, j: pj };
          }
        }
      }
      score[i * m + j] = best;
      from[i * m + j] = step;
    }
  }
  let end: Step | null = null;
  let total = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      if (from[i * m + j] === null) continue;
      const value = score[i * m + j]! - outside(i, j, 1);
      if (value > total) {
        total = value;
        end = { i, j };
      }
    }
  }
  if (end === null) return null;
  const matched: (number | null)[] = new Array<number | null>(n).fill(null);
  for (let at: Step | null = end; at !== null; at = from[at.i * m + at.j]!) matched[at.i] = at.j;
  return { matched, score: total };
};

/** Offset and scale of the matched rules by least squares, and what is left over. */
const evenFit = (
  form: readonly number[],
  candidates: readonly Candidate[],
  matched: readonly (number | null)[],
): { scale: number; errorMm: number } => {
  const pairs = matched.flatMap((j, i) => (j === null ? [] : [[form[i]!, candidates[j]!.at] as const]));
  const n = pairs.length;
  const meanMm = pairs.reduce((sum, [mm]) => sum + mm, 0) / n;
  const meanPx = pairs.reduce((sum, [, px]) => sum + px, 0) / n;
  let xx = 0;
  let xy = 0;
  for (const [mm, px] of pairs) {
    xx += (mm - meanMm) ** 2;
    xy += (mm - meanMm) * (px - meanPx);
  }
  const scale = xy / xx;
  const squares = pairs.reduce((sum, [mm, px]) => sum + ((px - meanPx) / scale - (mm - meanMm)) ** 2, 0);
  return { scale, errorMm: Math.sqrt(squares / n) };
};
