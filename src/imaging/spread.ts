/**
 * Whether a frame shows two facing pages, and where to part them. The fold is looked for as a band of shaded paper that
 * runs from top to bottom near the middle (table rules are thin and stop at the table's edge); pages without a visible
 * fold must have a wide clear band there. The parting line then follows the fold around the ink.
 */
import { invert, type Mat3, type Point } from './geometry.ts';
import { darkness, type Gray } from './raster.ts';

export type SpreadFinding = {
  readonly spread: boolean;
  /** 0…1: how sure `spread` is. */
  readonly confidence: number;
  /** From the top edge to the bottom edge in pixels of the given picture, also when it is no spread; see `findSpread`. */
  readonly line: readonly Point[];
  /** Figures behind the finding. */
  readonly evidence: {
    readonly aspect: number;
    /** Share of the height on which the fold's shade is seen. */
    readonly fold: number;
    /** Mean depth of the shade in grey levels. */
    readonly shade: number;
    /** Width of the clear band around the line, as a share of the width; 0 where ink crosses it. */
    readonly gap: number;
    /** Share of the rows on which the line goes through ink (rules and titles that run across). */
    readonly crossing: number;
    /** Where the line lies, 0.5 is the middle. */
    readonly centre: number;
  };
};

/** Two upright pages side by side are about 1.25 (square books) to 1.6; a bit more room for cropped edges. */
const MIN_ASPECT = 1.08;
const MAX_ASPECT = 2.2;
/** The fold lies this near the middle of the paper. */
const OFF_CENTRE = 0.09;
/** A column with ink on no more than this share of the height counts as unwritten. */
const UNWRITTEN = 0.004;
const BLOCKS = 16;
const COLUMNS = 480;

/**
 * `gray` upright, the paper only, 1,000–1,800 pixels wide. An upright page is told by its shape alone and gets no line,
 * unless `force` asks for the best line whatever the shape.
 */
export const findSpread = (gray: Gray, force = false): SpreadFinding => {
  if (gray.width / gray.height < MIN_ASPECT && !force) return upright(gray);
  const fold = findFold(gray);
  const ink = darkness(gray, Math.max(8, Math.round(gray.width / 50)));
  const inkThreshold = 26;
  const guide = fold.share >= 0.5 ? fold.path : new Float64Array(BLOCKS).fill(clearColumn(ink, inkThreshold));
  const path = followFold(ink, guide, inkThreshold);
  const crossing = crossingShare(ink, path, inkThreshold);
  const gap = clearBand(ink, path, inkThreshold);
  const mean = path.reduce((sum, x) => sum + x, 0) / path.length;
  const centre = mean / gray.width;
  const aspect = gray.width / gray.height;
  const evidence = { aspect, fold: fold.share, shade: fold.depth, gap, crossing, centre };
  const verdict = judge(evidence, ink, mean, inkThreshold);
  return { ...verdict, line: toPolyline(path), evidence };
};

const upright = (gray: Gray): SpreadFinding => {
  const aspect = gray.width / gray.height;
  const evidence = { aspect, fold: 0, shade: 0, gap: 0, crossing: 0, centre: 0.5 };
  return { spread: false, confidence: aspect < 1 ? 1 : 0.9, line: [], evidence };
};

const judge = (
  evidence: SpreadFinding['evidence'],
  ink: Gray,
  middle: number,
  threshold: number,
): { spread: boolean; confidence: number } => {
  const { aspect, fold, shade, gap, crossing, centre } = evidence;
  if (aspect < MIN_ASPECT) return { spread: false, confidence: aspect < 1 ? 1 : 0.9 };
  if (aspect > MAX_ASPECT || Math.abs(centre - 0.5) > OFF_CENTRE) return { spread: false, confidence: 0.8 };
  // A shade along most of the height, deep enough, that ink does not run through but for rules and a title.
  if (fold >= 0.75 && shade >= 2.5 && crossing <= 0.12) {
    return { spread: true, confidence: Math.min(0.99, 0.55 + 0.45 * fold - crossing) };
  }
  const pageLike = aspect >= 1.2 && aspect <= 1.7 && Math.abs(centre - 0.5) <= 0.03;
  if (pageLike && gap >= 0.03 && bothSidesWritten(ink, middle, threshold)) {
    return { spread: true, confidence: Math.min(0.9, 0.5 + 5 * gap) };
  }
  return { spread: false, confidence: Math.min(0.9, 0.4 + crossing * 3 + (fold < 0.4 ? 0.3 : 0)) };
};

type Fold = { readonly path: Float64Array; readonly share: number; readonly depth: number };

/**
 * The most shaded way down near the middle. Strokes and rules are closed, the paper's brightness is taken column
 * by column in 16 blocks (the median and a bit, so that text does not count), and the shade is what is missing against the
 * paper on both sides; a step between a lighter and a darker page counts too.
 */
const findFold = (gray: Gray): Fold => {
  const blockHeight = Math.max(1, Math.floor(gray.height / BLOCKS));
  const from = Math.floor(COLUMNS * (0.5 - OFF_CENTRE - 0.02));
  const to = Math.ceil(COLUMNS * (0.5 + OFF_CENTRE + 0.02));
  const paper = withoutThinLines(gray);
  const shades = Array.from({ length: BLOCKS }, (_, block) =>
    shadeOf(paperProfile(paper, block * blockHeight, blockHeight)),
  );
  const columns = wayDown(shades, from, to);
  const seen: boolean[] = [];
  let depth = 0;
  for (let block = 0; block < BLOCKS; block++) {
    const level = shades[block]![columns[block]!]!;
    depth += level / BLOCKS;
    seen.push(level >= 1.8 && level >= 3 * medianAbs(shades[block]!, from, to));
  }
  const path = bend(columns, seen).map((column) => ((column + 0.5) * gray.width) / COLUMNS);
  return { path, share: seen.filter(Boolean).length / BLOCKS, depth };
};

/**
 * The picture with every dark stroke and rule narrower than about 0.8 % of the width closed, row by row: shades stay.
 * Only the middle, where the fold can be, is worked on.
 */
const withoutThinLines = (gray: Gray): Gray => {
  const { width, height } = gray;
  const data = Uint8Array.from(gray.data);
  const radius = Math.max(2, Math.round(width * 0.004));
  const from = Math.floor(width * 0.28);
  const to = Math.ceil(width * 0.72);
  const lifted = new Uint8Array(width);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = from; x < to; x++) {
      let top = 0;
      for (let k = -radius; k <= radius; k++)
        if (gray.data[row + x + k]! > top) top = gray.data[row + x + k]!;
      lifted[x] = top;
    }
    for (let x = from + radius; x < to - radius; x++) {
      let low = 255;
      for (let k = -radius; k <= radius; k++) if (lifted[x + k]! < low) low = lifted[x + k]!;
      data[row + x] = low;
    }
  }
  return { width, height, data };
};

/** A parabola through the blocks where the fold is seen, without those that lie off it; a fold bends but does not jump. */
const bend = (columns: readonly number[], seen: readonly boolean[]): Float64Array => {
  let weights: number[] = columns.map((_, block) => (seen[block] ? 1 : 0.05));
  let fitted: Float64Array = new Float64Array(columns.length);
  for (let round = 0; round < 4; round++) {
    fitted = parabola(columns, weights);
    weights = columns.map(
      (column, block) => (seen[block] ? 1 : 0.05) / (1 + ((column - fitted[block]!) / 1.5) ** 2),
    );
  }
  return fitted;
};

/** Weighted least squares by the normal equations; positions run from −1 to 1. */
const parabola = (values: readonly number[], weights: readonly number[]): Float64Array => {
  const t = values.map((_, i) => (2 * i) / (values.length - 1) - 1);
  const sum = (power: number, of?: readonly number[]): number =>
    t.reduce((total, x, i) => total + weights[i]! * x ** power * (of ? of[i]! : 1), 0);
  const normal: Mat3 = [sum(0), sum(1), sum(2), sum(1), sum(2), sum(3), sum(2), sum(3), sum(4)];
  const inverse = invert(normal);
  const [p, q, r] = [sum(0, values), sum(1, values), sum(2, values)];
  const a = inverse[0] * p + inverse[1] * q + inverse[2] * r;
  const b = inverse[3] * p + inverse[4] * q + inverse[5] * r;
  const c = inverse[6] * p + inverse[7] * q + inverse[8] * r;
  return Float64Array.from(t, (x) => a + b * x + c * x * x);
};

/** The column in each block that makes the most of `values` without jumping: a fold leans by 1 % of the width a block. */
const wayDown = (values: readonly Float64Array[], from: number, to: number): number[] => {
  const reach = 5;
  let best = new Float64Array(COLUMNS).fill(Number.NEGATIVE_INFINITY);
  const back = values.map(() => new Int16Array(COLUMNS));
  for (const [block, own] of values.entries()) {
    const next = new Float64Array(COLUMNS).fill(Number.NEGATIVE_INFINITY);
    for (let i = from; i < to; i++) {
      let top = block === 0 ? 0 : Number.NEGATIVE_INFINITY;
      for (let j = Math.max(0, i - reach); block > 0 && j <= Math.min(COLUMNS - 1, i + reach); j++) {
        const value = best[j]! - 0.15 * Math.abs(i - j);
        if (value > top) {
          top = value;
          back[block]![i] = j;
        }
      }
      // Bounded, so that one black block (a finger, the table beyond the book) does not outvote the others.
      next[i] = top + Math.min(own[i]!, 40);
    }
    best = next;
  }
  const columns: number[] = [];
  let at = best.indexOf(Math.max(...best));
  for (let block = values.length - 1; block >= 0; block--) {
    columns[block] = at;
    at = back[block]![at]!;
  }
  return columns;
};

/** The 60th percentile of brightness in each of 480 columns of a block. */
const paperProfile = (gray: Gray, top: number, height: number): Float64Array => {
  const profile = new Float64Array(COLUMNS);
  const counts = new Uint32Array(256);
  for (let column = 0; column < COLUMNS; column++) {
    const x0 = Math.floor((column * gray.width) / COLUMNS);
    const x1 = Math.max(x0 + 1, Math.floor(((column + 1) * gray.width) / COLUMNS));
    counts.fill(0);
    for (let y = top; y < top + height; y++) {
      for (let p = y * gray.width + x0; p < y * gray.width + x1; p++)
        counts[gray.data[p]!] = counts[gray.data[p]!]! + 1;
    }
    let left = Math.ceil(height * (x1 - x0) * 0.6);
    let value = 0;
    while (value < 255 && left > counts[value]!) left -= counts[value++]!;
    profile[column] = value;
  }
  return profile;
};

/** Mean of `values[from…to)`, cut at the ends. */
const meanOver = (values: Float64Array): ((from: number, to: number) => number) => {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!;
  return (from, to) => {
    const a = Math.max(0, from);
    const b = Math.min(values.length, to);
    return b > a ? (sums[b]! - sums[a]!) / (b - a) : 0;
  };
};

/** How much paper light is missing around a column, or how large the step between the two sides is. */
const shadeOf = (profile: Float64Array): Float64Array => {
  const mean = meanOver(profile);
  return profile.map((_, i) => {
    const valley = (mean(i - 40, i - 8) + mean(i + 9, i + 41)) / 2 - mean(i - 3, i + 4);
    const step = Math.abs(mean(i - 6, i) - mean(i + 1, i + 7));
    return Math.max(valley, 0.7 * step);
  });
};

const medianAbs = (values: Float64Array, from: number, to: number): number => {
  const sorted = values.slice(from, to).map(Math.abs).sort();
  return sorted[sorted.length >> 1] ?? 0;
};

/**
 * The way down, one x a row, that goes through the least ink close to the fold and keeps off the ink beside it. Steps of
 * one pixel sideways a row at most.
 */
const followFold = (ink: Gray, fold: Float64Array, threshold: number): Float64Array => {
  const { width, height, data } = ink;
  const band = Math.max(8, Math.round(width * 0.018));
  const size = 2 * band + 1;
  const best = new Float64Array(size * 2);
  const steps = new Int8Array(size * height);
  const foldAt = (y: number): number => {
    const position = Math.min(BLOCKS - 1, Math.max(0, (y / height) * BLOCKS - 0.5));
    const block = Math.min(BLOCKS - 2, Math.floor(position));
    const part = position - block;
    return fold[block]! * (1 - part) + fold[block + 1]! * part;
  };
  const lefts = new Int32Array(height);
  for (let y = 0; y < height; y++) {
    lefts[y] = Math.round(foldAt(y)) - band;
    const shift = y === 0 ? 0 : lefts[y]! - lefts[y - 1]!;
    const now = (y & 1) * size;
    const before = size - now;
    for (let i = 0; i < size; i++) {
      const x = lefts[y]! + i;
      let cost = ((i - band) / band) ** 2 * 0.06;
      if (x < 0 || x >= width) cost += 1000;
      else {
        for (let k = -5; k <= 5; k++) {
          const q = x + k;
          if (q < 0 || q >= width || data[y * width + q]! < threshold) continue;
          cost += k === 0 ? 30 : 0.5 / Math.abs(k);
        }
      }
      let from = Number.POSITIVE_INFINITY;
      let step = 0;
      if (y === 0) from = 0;
      else {
        for (let d = -1; d <= 1; d++) {
          const j = i + d + shift;
          if (j < 0 || j >= size) continue;
          const value = best[before + j]! + (d === 0 ? 0 : 0.25);
          if (value < from) {
            from = value;
            step = d;
          }
        }
      }
      best[now + i] = from + cost;
      steps[y * size + i] = step;
    }
  }
  const last = ((height - 1) & 1) * size;
  let at = 0;
  for (let i = 1; i < size; i++) if (best[last + i]! < best[last + at]!) at = i;
  const path = new Float64Array(height);
  for (let y = height - 1; y >= 0; y--) {
    path[y] = lefts[y]! + at + 0.5;
    if (y > 0) at += steps[y * size + at]! + lefts[y]! - lefts[y - 1]!;
  }
  return path;
};

const crossingShare = (ink: Gray, path: Float64Array, threshold: number): number => {
  let crossed = 0;
  for (let y = 0; y < ink.height; y++)
    if (ink.data[y * ink.width + Math.floor(path[y]!)]! >= threshold) crossed++;
  return crossed / ink.height;
};

/** The middle of the widest run of unwritten columns near the centre; the centre itself where there is none. */
const clearColumn = (ink: Gray, threshold: number): number => {
  const { width, height, data } = ink;
  const counts = new Uint32Array(width);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) if (data[p]! >= threshold) counts[x] = counts[x]! + 1;
  }
  let best = 0;
  let middle = width / 2;
  let run = 0;
  const to = Math.ceil(width * (0.5 + OFF_CENTRE));
  for (let x = Math.floor(width * (0.5 - OFF_CENTRE)); x <= to; x++) {
    if (x < to && counts[x]! <= height * UNWRITTEN) {
      run++;
      continue;
    }
    if (run > best) {
      best = run;
      middle = x - run / 2;
    }
    run = 0;
  }
  return middle;
};

/** Width of the band around the path in which, over the whole height, next to nothing is written. */
const clearBand = (ink: Gray, path: Float64Array, threshold: number): number => {
  const most = Math.round(ink.width * 0.1);
  const clear = (offset: number): boolean => {
    let count = 0;
    for (let y = 0; y < ink.height; y++) {
      const x = Math.floor(path[y]!) + offset;
      if (x >= 0 && x < ink.width && ink.data[y * ink.width + x]! >= threshold) count++;
    }
    return count <= ink.height * UNWRITTEN;
  };
  if (!clear(0)) return 0;
  let left = 0;
  let right = 0;
  while (left < most && clear(-left - 1)) left++;
  while (right < most && clear(right + 1)) right++;
  return (left + right + 1) / ink.width;
};

/** Ink on both sides, spread over most of the height of each: two pages, not a page beside a stray mark. */
const bothSidesWritten = (ink: Gray, middle: number, threshold: number): boolean => {
  const written = (from: number, to: number): number => {
    const bands = new Uint8Array(20);
    for (let y = 0; y < ink.height; y++) {
      let count = 0;
      for (let x = from; x < to; x++) if (ink.data[y * ink.width + x]! >= threshold) count++;
      if (count >= 3) bands[Math.floor((y * 20) / ink.height)] = 1;
    }
    return bands.reduce((sum, band) => sum + band, 0) / bands.length;
  };
  const margin = Math.round(ink.width * 0.03);
  const split = Math.round(middle);
  return written(margin, split - margin) >= 0.5 && written(split + margin, ink.width - margin) >= 0.5;
};

/** Douglas–Peucker within half a pixel, from edge to edge. */
const toPolyline = (path: Float64Array): Point[] => {
  const points: Point[] = [];
  const add = (y: number): void => {
    points.push({ x: path[y]!, y: y === 0 ? 0 : y === path.length - 1 ? path.length : y + 0.5 });
  };
  const split = (a: number, b: number): void => {
    let worst = 0;
    let at = -1;
    for (let y = a + 1; y < b; y++) {
      const onLine = path[a]! + ((path[b]! - path[a]!) * (y - a)) / (b - a);
      const off = Math.abs(path[y]! - onLine);
      if (off > worst) {
        worst = off;
        at = y;
      }
    }
    if (worst > 0.5) {
      split(a, at);
      add(at);
      split(at, b);
    }
  };
  add(0);
  split(0, path.length - 1);
  add(path.length - 1);
  return points;
};
