/**
 * Lines of short writing (numbers, dates) in an upright picture of a column, however tight and uneven they stand. Pieces of
 * ink are gathered by their height on the paper; how many lines there are is settled for the whole column at once.
 */
import { type Component, labelComponents } from '../forms/components.ts';
import { inkMap } from '../forms/ink.ts';
import { type Gray, percentile } from '../raster.ts';

export type WritingLine = {
  /** Of the line's letters, in pixels of the picture. */
  readonly top: number;
  readonly bottom: number;
  readonly centre: number;
  readonly left: number;
  readonly right: number;
  /** How much is written, in letters of usual height. */
  readonly letters: number;
};

export type Writing = {
  readonly lines: readonly WritingLine[];
  /** Usual height of a letter, pixels. */
  readonly letterHeight: number;
};

/** Sizes of what may be a letter, millimetres. */
const LEAST_HEIGHT = 1;
const LEAST_AREA = 0.25;
const TALLEST = 9;
const USUAL = [1.3, 6] as const;
/** A line of its own costs this much of a letter's squared height: two letters that far apart part. */
const LINE_COST = 0.32;

/** 1 where there is ink; thin grain and bleed-through are paper. */
export const inkMask = (gray: Gray, perMm: number): Uint8Array => {
  const ink = inkMap(gray, perMm);
  const strong = percentile(ink, 0.995);
  const threshold = Math.min(110, Math.max(42, strong * 0.42));
  return ink.data.map((value) => (value >= threshold ? 1 : 0));
};

/** Pieces of ink that may be letters: no specks, no rules left and right or across. */
export const lettersIn = (mask: Uint8Array, width: number, height: number, perMm: number): Component[] =>
  labelComponents(mask, width, height).components.filter((piece) => {
    const w = (piece.right - piece.left) / perMm;
    const h = (piece.bottom - piece.top) / perMm;
    if (piece.area / perMm ** 2 < LEAST_AREA && h < LEAST_HEIGHT * 1.6) return false;
    if (h > TALLEST || (h > 5 && w < 0.9)) return false;
    return h >= LEAST_HEIGHT || (w < width / perMm / 2 && w >= 1);
  });

export const writingLines = (gray: Gray, perMm: number): Writing => {
  const letters = lettersIn(inkMask(gray, perMm), gray.width, gray.height, perMm);
  const heights = letters
    .map((piece) => piece.bottom - piece.top)
    .filter((h) => h >= USUAL[0] * perMm && h <= USUAL[1] * perMm)
    .sort((a, b) => a - b);
  if (heights.length === 0) return { lines: [], letterHeight: 3 * perMm };
  const letterHeight = heights[heights.length >> 1]!;
  const pieces = letters.flatMap((piece) => cutTall(piece, letterHeight)).sort((a, b) => a.y - b.y);
  return { lines: gather(pieces, letterHeight), letterHeight };
};

type Piece = {
  readonly y: number;
  readonly weight: number;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
};

/** A piece as high as two lines is two letters that touch. */
const cutTall = (piece: Component, letterHeight: number): Piece[] => {
  const height = piece.bottom - piece.top;
  const parts = Math.max(1, Math.round((height / letterHeight) * 0.75 - 0.25));
  const { left, right } = piece;
  return Array.from({ length: parts }, (_, k) => {
    const top = piece.top + (height * k) / parts;
    const bottom = piece.top + (height * (k + 1)) / parts;
    const weight = Math.min(1, (bottom - top) / letterHeight) ** 2;
    return { y: (top + bottom) / 2, weight, top, bottom, left, right };
  });
};

/**
 * Pieces (sorted by height on the page) parted into lines so that the squared distances from the lines' middles and the cost
 * of the lines together are least: exact, by dynamic programming.
 */
const gather = (pieces: readonly Piece[], letterHeight: number): WritingLine[] => {
  const n = pieces.length;
  const cost = LINE_COST * letterHeight ** 2;
  const best = new Float64Array(n + 1);
  const from = new Int32Array(n + 1);
  for (let end = 1; end <= n; end++) {
    let w = 0;
    let wy = 0;
    let wyy = 0;
    best[end] = Number.POSITIVE_INFINITY;
    for (let start = end - 1; start >= 0; start--) {
      const { y, weight } = pieces[start]!;
      if (pieces[end - 1]!.y - y > 1.6 * letterHeight) break;
      w += weight;
      wy += weight * y;
      wyy += weight * y * y;
      const value = best[start]! + cost + (w > 0 ? wyy - (wy * wy) / w : 0);
      if (value < best[end]!) {
        best[end] = value;
        from[end] = start;
      }
    }
  }
  const lines: WritingLine[] = [];
  for (let end = n; end > 0; end = from[end]!) lines.push(lineOf(pieces.slice(from[end]!, end)));
  return lines.reverse().filter(({ letters }) => letters >= 0.4);
};

const lineOf = (pieces: readonly Piece[]): WritingLine => {
  const weight = pieces.reduce((sum, piece) => sum + piece.weight, 0);
  const mean = (of: (piece: Piece) => number): number =>
    pieces.reduce((sum, piece) => sum + piece.weight * of(piece), 0) / weight;
  return {
    top: mean(({ top }) => top),
    bottom: mean(({ bottom }) => bottom),
    centre: mean(({ y }) => y),
    left: Math.min(...pieces.map(({ left }) => left)),
    right: Math.max(...pieces.map(({ right }) => right)),
    letters: weight,
  };
};
