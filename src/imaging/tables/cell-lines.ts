/**
 * A cell of a table (or a band across several) as the lines written in it: upright, rules and strays from the neighbours
 * taken out, each line a crop of its own. Says, too, whether the cell holds nothing but a mark for "the same as above".
 */
import type { BoxMm } from '../../forms/edition.ts';
import { withoutRed } from '../forms/colour.ts';
import { type Component, labelComponents } from '../forms/components.ts';
import { inkMap } from '../forms/ink.ts';
import { warpThrough } from '../forms/mesh-warp.ts';
import { boxAround } from '../forms/page-map.ts';
import { findStrikes } from '../forms/strike.ts';
import type { Box, Point } from '../geometry.ts';
import { type Gray, type Picture, percentile } from '../raster.ts';
import type { TableMap } from './types.ts';

export type CellLine = {
  /** Ink on white. */
  readonly crop: Gray & { readonly dpi: number };
  /** Around the crop on the page, pixels. */
  readonly box: Box;
  /** 0…1 that the line is struck through. */
  readonly struck: number;
};

/** A long level stroke alone in the cell, or two short upright ones. */
export type CellMark = { readonly type: 'stroke' | 'quotes'; readonly box: Box };

export type CellLines = {
  readonly lines: readonly CellLine[];
  readonly mark: CellMark | null;
  /** Around the cell on the page, pixels. */
  readonly box: Box;
  /** Ink that is the writer's, square millimetres. */
  readonly inkMm2: number;
};

export type CellLinesOptions = {
  /** Resolution of the crops; default 200, at which print is read best. */
  readonly dpi?: number;
  /** Upright rules that run through the box, millimetres on the paper: a heading is written across them. */
  readonly rulesAt?: readonly number[];
  /** The box stands on a dotted line. */
  readonly dotted?: boolean;
};

/** Room around the cell for what strays over its rules, millimetres. */
const MARGIN_MM = 1.6;
/** How far from its place a rule may lie. */
const RULE_PLAY_MM = 1.4;
/** Longer than letters are high or their strokes wide. */
const RULE_RUN_MM = 4.2;
const LYING_RUN_MM = 6.5;
const THICKEST_MM = 0.75;
/** Ink beyond the cell's border by more than this is a neighbour's. */
const STRAY_MM = 0.5;
/** Smaller pieces are dust unless letters are near. */
const DUST_MM2 = 0.05;

export const cutCellLines = (
  page: Picture,
  map: Pick<TableMap, 'toPage'>,
  boxMm: BoxMm,
  options: CellLinesOptions = {},
): CellLines => {
  const perMm = (options.dpi ?? 200) / 25.4;
  const [x, y, wide, high] = boxMm;
  const origin = { x: x - MARGIN_MM, y: y - MARGIN_MM };
  const width = Math.round((wide + 2 * MARGIN_MM) * perMm);
  const height = Math.round((high + 2 * MARGIN_MM) * perMm);
  const toPage = (u: number, v: number): Point => map.toPage(origin.x + u / perMm, origin.y + v / perMm);
  const { gray } = withoutRed(warpThrough(page, toPage, width, height, 255));
  const ink = inkMap(gray, perMm);
  const frame: Frame = { ink, perMm, inner: MARGIN_MM * perMm, toPage };
  const mask = inkedPixels(frame);
  const rulesAt = (options.rulesAt ?? []).map((mm) => (mm - origin.x) * perMm);
  eraseRules(mask, frame, rulesAt);
  const { labels, components } = labelComponents(mask, width, height);
  const inside = components.filter((piece) => isOwn(piece, frame));
  const own = options.dotted === true ? withoutDots(inside, perMm) : inside;
  const cell = boxAround(
    [
      [frame.inner, frame.inner],
      [width - frame.inner, frame.inner],
      [width - frame.inner, height - frame.inner],
      [frame.inner, height - frame.inner],
    ].map(([u, v]) => toPage(u!, v!)),
  );
  const inkMm2 = own.reduce((sum, piece) => sum + piece.area, 0) / perMm ** 2;
  const mark = markOf(own, frame, cell);
  if (mark !== null || inkMm2 < BLANK_MM2) return { lines: [], mark, box: cell, inkMm2 };
  return { lines: linesOf(own, labels, frame), mark: null, box: cell, inkMm2 };
};

/** Less ink than a comma. */
const BLANK_MM2 = 0.25;

type Frame = {
  readonly ink: Gray;
  readonly perMm: number;
  /** Pixels from the crop's edge to the cell's border. */
  readonly inner: number;
  readonly toPage: (u: number, v: number) => Point;
};

const inkedPixels = ({ ink }: Frame): Uint8Array => {
  const strong = percentile(ink, 0.995);
  const threshold = Math.min(110, Math.max(38, strong * 0.4));
  return ink.data.map((value) => (value >= threshold ? 1 : 0));
};

/** Takes out what belongs to the rules around the cell: long thin runs close to where they should be. */
const eraseRules = (mask: Uint8Array, { ink, perMm, inner }: Frame, rulesAt: readonly number[]): void => {
  const { width, height } = ink;
  const play = RULE_PLAY_MM * perMm;
  for (const at of [inner, width - inner, ...rulesAt])
    eraseUpright(mask, width, height, [at - play, at + play], perMm);
  for (const at of [inner, height - inner]) eraseLying(mask, width, height, [at - play, at + play], perMm);
};

const eraseUpright = (
  mask: Uint8Array,
  width: number,
  height: number,
  [from, to]: readonly [number, number],
  perMm: number,
): void => {
  const [x0, x1] = [Math.max(0, Math.floor(from)), Math.min(width, Math.ceil(to))];
  const least = RULE_RUN_MM * perMm;
  const thickest = THICKEST_MM * perMm;
  const reach = Math.max(1, Math.round(perMm * 0.12));
  const onRule = new Uint8Array(height * (x1 - x0));
  for (let x = x0; x < x1; x++) {
    let start = 0;
    for (let y = 0; y <= height; y++) {
      if (y < height && anyBeside(mask, width, x, y, reach)) continue;
      if (y - start >= least) for (let v = start; v < y; v++) onRule[v * (x1 - x0) + x - x0] = 1;
      start = y + 1;
    }
  }
  for (let y = 0; y < height; y++) {
    for (let x = x0; x < x1; x++) {
      if (onRule[y * (x1 - x0) + x - x0] === 0 || mask[y * width + x] === 0) continue;
      // Where a letter touches the rule, the run across is wide: only the rule's own part goes.
      let [left, right] = [x, x];
      while (left > 0 && mask[y * width + left - 1] === 1) left--;
      while (right < width - 1 && mask[y * width + right + 1] === 1) right++;
      if (right - left + 1 <= thickest) mask.fill(0, y * width + left, y * width + right + 1);
    }
  }
};

const anyBeside = (mask: Uint8Array, width: number, x: number, y: number, reach: number): boolean => {
  for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++)
    if (mask[y * width + u] === 1) return true;
  return false;
};

const eraseLying = (
  mask: Uint8Array,
  width: number,
  height: number,
  [from, to]: readonly [number, number],
  perMm: number,
): void => {
  const [y0, y1] = [Math.max(0, Math.floor(from)), Math.min(height, Math.ceil(to))];
  const least = Math.min(LYING_RUN_MM * perMm, width * 0.6);
  const thickest = THICKEST_MM * perMm;
  const reach = Math.max(1, Math.round(perMm * 0.15));
  const onRule: [number, number, number][] = [];
  for (let y = y0; y < y1; y++) {
    let start = 0;
    for (let x = 0; x <= width; x++) {
      if (x < width && anyAbove(mask, width, height, x, y, reach)) continue;
      if (x - start >= least) onRule.push([y, start, x]);
      start = x + 1;
    }
  }
  for (const [y, start, end] of onRule) {
    for (let x = start; x < end; x++) {
      if (mask[y * width + x] === 0) continue;
      let [top, bottom] = [y, y];
      while (top > 0 && mask[(top - 1) * width + x] === 1) top--;
      while (bottom < height - 1 && mask[(bottom + 1) * width + x] === 1) bottom++;
      if (bottom - top + 1 <= thickest) for (let v = top; v <= bottom; v++) mask[v * width + x] = 0;
    }
  }
};

const anyAbove = (
  mask: Uint8Array,
  width: number,
  height: number,
  x: number,
  y: number,
  reach: number,
): boolean => {
  for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++)
    if (mask[v * width + x] === 1) return true;
  return false;
};

const isOwn = (piece: Component, { ink, perMm, inner }: Frame): boolean => {
  if (piece.area < DUST_MM2 * perMm ** 2) return false;
  const slack = STRAY_MM * perMm;
  const [x, y] = [piece.sumX / piece.area, piece.sumY / piece.area];
  return (
    x > inner - slack &&
    x < ink.width - inner + slack &&
    y > inner - slack &&
    y < ink.height - inner + slack &&
    // What is left of a rule.
    !(piece.right - piece.left < 0.5 * perMm && piece.bottom - piece.top > 5 * perMm)
  );
};

const DOT_MM = 0.55;
/** So many small pieces are a dotted line; fewer may be points and accents. */
const MOST_POINTS = 7;

const withoutDots = (pieces: readonly Component[], perMm: number): readonly Component[] => {
  const isDot = ({ left, right, top, bottom }: Component): boolean =>
    right - left < DOT_MM * perMm && bottom - top < DOT_MM * perMm;
  return pieces.filter(isDot).length <= MOST_POINTS ? pieces : pieces.filter((piece) => !isDot(piece));
};

const around = (pieces: readonly Component[]) => ({
  left: Math.min(...pieces.map(({ left }) => left)),
  top: Math.min(...pieces.map(({ top }) => top)),
  right: Math.max(...pieces.map(({ right }) => right)),
  bottom: Math.max(...pieces.map(({ bottom }) => bottom)),
});

const onPage = ({ left, top, right, bottom }: ReturnType<typeof around>, { toPage }: Frame): Box =>
  boxAround([toPage(left, top), toPage(right, top), toPage(right, bottom), toPage(left, bottom)]);

/** A mark for "the same": one long level stroke, or two short upright ones, and nothing else. */
const markOf = (own: readonly Component[], frame: Frame, cell: Box): CellMark | null => {
  const { perMm } = frame;
  const pieces = own.filter(({ area }) => area > 0.12 * perMm ** 2);
  if (pieces.length === 0 || pieces.length > 4) return null;
  const whole = around(pieces);
  const wide = (whole.right - whole.left) / perMm;
  const high = (whole.bottom - whole.top) / perMm;
  const area = pieces.reduce((sum, piece) => sum + piece.area, 0) / perMm ** 2;
  const share = (whole.right - whole.left) / (frame.ink.width - 2 * frame.inner);
  const box = onPage(whole, frame);
  if (wide >= 4 && share >= 0.35 && high <= 2.2 && area / wide <= 0.95) return { type: 'stroke', box };
  const upright = pieces.every(
    ({ left, right, top, bottom }) => bottom - top >= 0.9 * (right - left) && right - left <= 0.9 * perMm,
  );
  const middle = box.x + box.width / 2;
  const off = Math.abs(middle - (cell.x + cell.width / 2)) / cell.width;
  if (pieces.length === 2 && upright && wide <= 2.4 && high >= 0.5 && high <= 2.2 && off < 0.42)
    return { type: 'quotes', box };
  return null;
};

const linesOf = (own: readonly Component[], labels: Int32Array, frame: Frame): CellLine[] => {
  const { ink, perMm } = frame;
  const { height } = ink;
  const strong = Math.max(60, percentile(ink, 0.995));
  const { lines, letterHeight } = gatherLines(own, perMm);
  const bounds = boundsBetween(lines, height);
  return lines.flatMap((_line, i): CellLine[] => {
    const [from, to] = [bounds[i]!, bounds[i + 1]!];
    const crop = lineCrop(own, labels, frame, { from, to, strong, letterHeight });
    return crop === null ? [] : [crop];
  });
};

/** Height of what may be a letter, and of usual ones, millimetres. */
const LETTER_MM = 0.9;
const USUAL_MM = [1.2, 6] as const;
/** A line of its own costs this much of a letter's squared height: letters that far apart are on two lines. */
const LINE_COST = 0.32;
/** Letters of one line have their middles at most this many letter heights apart. */
const LINE_REACH = 1.5;

type TextLine = { readonly top: number; readonly bottom: number };

/**
 * Pieces of ink parted into lines so that their squared distances from the lines' middles and the cost of the lines are
 * least: exact, by dynamic programming over the pieces from top to bottom. Accents and points weigh little.
 */
const gatherLines = (
  own: readonly Component[],
  perMm: number,
): { lines: readonly TextLine[]; letterHeight: number } => {
  const letters = own.filter(({ top, bottom, left, right }) => {
    const high = (bottom - top) / perMm;
    return high >= LETTER_MM || (right - left) / perMm >= 1;
  });
  const heights = letters
    .map(({ top, bottom }) => bottom - top)
    .filter((high) => high >= USUAL_MM[0] * perMm && high <= USUAL_MM[1] * perMm)
    .sort((a, b) => a - b);
  const letterHeight = heights[heights.length >> 1] ?? 2.2 * perMm;
  const pieces = letters.flatMap((piece) => partsOf(piece, letterHeight)).sort((a, b) => a.y - b.y);
  const n = pieces.length;
  const best = new Float64Array(n + 1);
  const from = new Int32Array(n + 1);
  for (let end = 1; end <= n; end++) {
    let [w, wy, wyy] = [0, 0, 0];
    best[end] = Number.POSITIVE_INFINITY;
    for (let start = end - 1; start >= 0; start--) {
      const { y, weight } = pieces[start]!;
      if (pieces[end - 1]!.y - y > LINE_REACH * letterHeight) break;
      w += weight;
      wy += weight * y;
      wyy += weight * y * y;
      const value = best[start]! + LINE_COST * letterHeight ** 2 + (wyy - (wy * wy) / w);
      if (value >= best[end]!) continue;
      best[end] = value;
      from[end] = start;
    }
  }
  const lines: TextLine[] = [];
  for (let end = n; end > 0; end = from[end]!) {
    const line = pieces.slice(from[end]!, end);
    const weight = line.reduce((sum, piece) => sum + piece.weight, 0);
    if (weight < 0.35) continue;
    const mean = (of: (piece: Piece) => number): number =>
      line.reduce((sum, piece) => sum + piece.weight * of(piece), 0) / weight;
    lines.push({ top: mean(({ top }) => top), bottom: mean(({ bottom }) => bottom) });
  }
  return { lines: lines.reverse(), letterHeight };
};

type Piece = TextLine & { readonly y: number; readonly weight: number };

/** A piece as high as several lines is letters of those lines that touch; a wide one (struck through) is many letters. */
const partsOf = ({ top, bottom, left, right }: Component, letterHeight: number): Piece[] => {
  const high = bottom - top;
  const parts = Math.max(1, Math.round((high / letterHeight) * 0.7 - 0.2));
  const letters = Math.max(1, ((right - left) / letterHeight) * 0.8);
  return Array.from({ length: parts }, (_, k) => {
    const from = top + (high * k) / parts;
    const to = top + (high * (k + 1)) / parts;
    const weight = letters * Math.min(1, (to - from) / letterHeight) ** 2;
    return { y: (from + to) / 2, weight, top: from, bottom: to };
  });
};

/** Heights that part the lines: between one line's feet and the next one's heads. */
const boundsBetween = (
  lines: readonly { readonly top: number; readonly bottom: number }[],
  height: number,
): number[] => [
  0,
  ...lines.slice(1).map((line, i) => Math.round(lines[i]!.bottom * 0.4 + line.top * 0.6)),
  height,
];

/** Around the letters of a line: soft edges, and paper as an engine expects it, millimetres. */
const CROP_MARGIN_MM = 1;
const EDGE_MM = 0.17;

const lineCrop = (
  own: readonly Component[],
  labels: Int32Array,
  frame: Frame,
  line: { from: number; to: number; strong: number; letterHeight: number },
): CellLine | null => {
  const { ink, perMm } = frame;
  const { width } = ink;
  const mine = own.filter((piece) => {
    const middle = piece.sumY / piece.area;
    return middle >= line.from && middle < line.to;
  });
  // Letters of two lines that touch are one piece: each line takes its part.
  const shared = own.filter(
    (piece) =>
      !mine.includes(piece) &&
      piece.bottom - piece.top > 1.5 * line.letterHeight &&
      Math.min(piece.bottom, line.to) - Math.max(piece.top, line.from) > 0.6 * line.letterHeight,
  );
  if (mine.length === 0) return null;
  const isWhole = new Set(
    mine.filter((piece) => piece.bottom - piece.top <= 2.2 * line.letterHeight).map(({ label }) => label),
  );
  const isPart = new Set(
    [...mine, ...shared].map(({ label }) => label).filter((label) => !isWhole.has(label)),
  );
  const margin = Math.round(CROP_MARGIN_MM * perMm);
  const whole = around([
    ...mine.filter(({ label }) => isWhole.has(label)),
    ...[...mine, ...shared]
      .filter(({ label }) => isPart.has(label))
      .map((piece) => ({
        ...piece,
        top: Math.max(piece.top, line.from),
        bottom: Math.min(piece.bottom, line.to),
      })),
  ]);
  const [left, top] = [whole.left - margin, whole.top - margin];
  const size = {
    width: whole.right - whole.left + 2 * margin,
    height: whole.bottom - whole.top + 2 * margin,
  };
  const data = new Uint8Array(size.width * size.height).fill(255);
  const mask = new Uint8Array(size.width * size.height);
  const gain = 225 / line.strong;
  for (let y = 0; y < size.height; y++) {
    const v = top + y;
    if (v < 0 || v >= ink.height) continue;
    for (let x = 0; x < size.width; x++) {
      const u = left + x;
      if (u < 0 || u >= width) continue;
      const label = labels[v * width + u]!;
      if (!isWhole.has(label) && !(isPart.has(label) && v >= line.from && v < line.to)) continue;
      mask[y * size.width + x] = 1;
    }
  }
  soften(data, mask, size, Math.round(EDGE_MM * perMm), (x, y) => {
    const [u, v] = [left + x, top + y];
    return u < 0 || v < 0 || u >= width || v >= ink.height ? 0 : ink.data[v * width + u]! * gain;
  });
  const struck = findStrikes(
    { mask, level: line.strong, components: labelComponents(mask, size.width, size.height).components },
    size,
    perMm,
  ).share;
  return {
    crop: { ...size, data, dpi: Math.round(perMm * 25.4) },
    box: onPage({ left, top, right: left + size.width, bottom: top + size.height }, frame),
    struck,
  };
};

/** Ink with its soft edges on white. */
const soften = (
  data: Uint8Array,
  mask: Uint8Array,
  { width, height }: { width: number; height: number },
  edge: number,
  inkAt: (x: number, y: number) => number,
): void => {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x] === 0) continue;
      for (let v = Math.max(0, y - edge); v <= Math.min(height - 1, y + edge); v++) {
        for (let u = Math.max(0, x - edge); u <= Math.min(width - 1, x + edge); u++) {
          const at = v * width + u;
          if (data[at] === 255) data[at] = Math.max(0, 254 - Math.min(254, inkAt(u, v)));
        }
      }
    }
  }
};
