/**
 * Lines of short writing (numbers, dates) in an upright picture of a column, however tight and uneven they stand. Pieces of
 * ink are gathered by their height on the paper; how many lines there are is settled for the whole column at once.
 */
import { medianOf } from '../forms/algebra.ts';
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
/** What lies wholly within this of a side and is no wider is the rest of a rule or of a neighbour's letter. */
const SIDE_MM = 1.3;
/** A line has at least so many letters, and this share of the usual line's. */
const LEAST_LETTERS = 0.5;
const LEAST_SHARE = 0.22;
/** A line of its own costs this much of a letter's squared height: two letters that far apart part. */
const LINE_COST = 0.32;

/** Ink counts from this share of the darkest there is (bleed-through is paler), and from so many times the paper's grain. */
const INK_SHARE = 0.42;
const MOST_INK = 110;
const GRAINS = 4;
const LEAST_INK = 14;

/** 1 where there is ink; grain and bleed-through are paper. Pale writing counts as far as the paper is smooth. */
export const inkMask = (gray: Gray, perMm: number): Uint8Array => {
  const ink = inkMap(gray, perMm);
  const [usual, grainy] = [percentile(ink, 0.5), percentile(ink, 0.84)];
  const floor = Math.max(LEAST_INK, usual + GRAINS * (grainy - usual));
  const threshold = Math.min(MOST_INK, Math.max(floor, percentile(ink, 0.995) * INK_SHARE));
  return ink.data.map((value) => (value >= threshold ? 1 : 0));
};

type Letter = Pick<Component, 'left' | 'top' | 'right' | 'bottom'>;

/** Pieces of ink that may be letters: no specks, no rests of rules at the sides or across. */
const lettersIn = (mask: Uint8Array, width: number, height: number, perMm: number): Letter[] => {
  const sides = SIDE_MM * perMm;
  return labelComponents(mask, width, height).components.filter((piece) => {
    const w = (piece.right - piece.left) / perMm;
    const h = (piece.bottom - piece.top) / perMm;
    if (piece.area / perMm ** 2 < LEAST_AREA && h < LEAST_HEIGHT * 1.6) return false;
    if (h > TALLEST || (h > 5 && w < 0.9)) return false;
    if ((piece.right < sides || piece.left > width - sides) && w < SIDE_MM) return false;
    return h >= LEAST_HEIGHT || (w < width / perMm / 2 && w >= 1);
  });
};

export const writingLines = (gray: Gray, perMm: number): Writing => {
  const letters = lettersIn(inkMask(gray, perMm), gray.width, gray.height, perMm);
  const usual = letters.filter((piece) => {
    const h = (piece.bottom - piece.top) / perMm;
    return h >= USUAL[0] && h <= USUAL[1];
  });
  if (usual.length === 0) return { lines: [], letterHeight: 3 * perMm };
  const letterHeight = medianOf(usual.map((piece) => piece.bottom - piece.top));
  const apart = gather(piecesOf(letters, letterHeight), letterHeight);
  const written = medianOf(apart.map(({ letters: count }) => count));
  const lines = withTails(apart, letterHeight, written);
  const least = Math.max(LEAST_LETTERS, LEAST_SHARE * written);
  return { lines: lines.filter(({ letters: count }) => count >= least), letterHeight };
};

type Piece = {
  readonly y: number;
  readonly weight: number;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
};

/** Higher than this many letters, a piece is more than one letter's body. */
const TALL = 1.45;
/** Letters whose middles lie within this much of a letter's height are of one line. */
const ONE_LINE = 0.65;

/**
 * Where each piece of ink counts. A piece much higher than a letter is a letter with a tail, which stands in the line of the
 * letters beside it, or two lines that touch, which is cut.
 */
const piecesOf = (letters: readonly Letter[], letterHeight: number): Piece[] => {
  const high = ({ top, bottom }: Letter): boolean => bottom - top > TALL * letterHeight;
  const pieces: Piece[] = letters
    .filter((letter) => !high(letter))
    .map((letter) => plainPiece(letter, letterHeight));
  const bodies = pieces.filter(({ weight }) => weight >= 0.4);
  for (const letter of letters.filter(high)) {
    const beside = bodies
      .filter(({ y }) => y > letter.top && y < letter.bottom)
      .map(({ y }) => y)
      .sort((a, b) => a - b);
    const lines = beside.length === 0 ? 0 : 1 + Number(beside.at(-1)! - beside[0]! > ONE_LINE * letterHeight);
    if (lines === 2) pieces.push(...cut(letter, letterHeight));
    else {
      // Tails hang down far more often than they rise.
      const y = lines === 1 ? medianOf(beside) : letter.top + letterHeight / 2;
      const { left, right } = letter;
      pieces.push({ y, weight: 1, top: y - letterHeight / 2, bottom: y + letterHeight / 2, left, right });
    }
  }
  return pieces.sort((a, b) => a.y - b.y);
};

const plainPiece = ({ top, bottom, left, right }: Letter, letterHeight: number): Piece => ({
  y: (top + bottom) / 2,
  weight: Math.max(0.01, Math.min(1, (bottom - top) / letterHeight) ** 2),
  top,
  bottom,
  left,
  right,
});

const cut = ({ top, bottom, left, right }: Letter, letterHeight: number): Piece[] => {
  const parts = Math.max(2, Math.round((bottom - top) / letterHeight));
  const height = (bottom - top) / parts;
  return Array.from({ length: parts }, (_, k) => {
    const from = top + k * height;
    return { y: from + height / 2, weight: 0.5, top: from, bottom: from + height, left, right };
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
  return lines.reverse();
};

/** A line this near to another one, in letters, may be tails or flourishes of it. */
const TAIL_REACH = 1.3;
const TAIL_SHARE = 0.45;

/** Lines that are only what hangs down from the line above or sweeps over the one below, joined to it. */
const withTails = (lines: readonly WritingLine[], letterHeight: number, usual: number): WritingLine[] => {
  const out: WritingLine[] = [];
  for (const line of lines) {
    const above = out.at(-1);
    if (above === undefined || line.centre - above.centre > TAIL_REACH * letterHeight) {
      out.push(line);
      continue;
    }
    const [less, more] = [line, above].sort((a, b) => a.letters - b.letters) as [WritingLine, WritingLine];
    const slight = less.letters <= TAIL_SHARE * more.letters;
    const together = less.letters <= 1.2 && less.letters + more.letters <= 1.15 * usual;
    if (!slight && !together) {
      out.push(line);
      continue;
    }
    const left = Math.min(less.left, more.left);
    const right = Math.max(less.right, more.right);
    const body = slight ? more : above;
    out[out.length - 1] = { ...body, left, right, letters: less.letters + more.letters };
  }
  return out;
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
