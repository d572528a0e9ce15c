/** Straight strokes of a page's ink: solid rules, lying and upright, and rows of printed dots. Pixels of the ink map. */
import { type Component, labelComponents } from '../forms/components.ts';
import type { Gray } from '../raster.ts';

export type Stroke = {
  readonly from: number;
  readonly to: number;
  /** Where it lies across its direction, in its middle. */
  readonly at: number;
  readonly style: 'solid' | 'dotted';
};

/** 0 paper, 1 ink. */
export type Mask = { readonly width: number; readonly height: number; readonly data: Uint8Array };

const INK = 55;

export const maskOf = ({ width, height, data }: Gray): Mask => ({
  width,
  height,
  data: data.map((value) => (value >= INK ? 1 : 0)),
});

export const transposedMask = ({ width, height, data }: Mask): Mask => {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) out[x * height + y] = data[y * width + x]!;
  return { width: height, height: width, data: out };
};

/** Thicker than this is no rule but an area. */
const MOST_THICK_MM = 1.4;
/** Holes of this length are bridged: worn print, and writing that crosses in another ink. */
const HOLE_MM = 0.25;
/** A skewed rule changes its row of pixels: pieces that follow each other within this are one. */
const JOIN_ACROSS_MM = 0.7;
const JOIN_ALONG_MM = 2.5;

/** Solid lying strokes of at least a length, top to bottom. For upright ones hand in the transposed mask. */
export const solidStrokes = (mask: Mask, perMm: number, shortestMm: number): Stroke[] => {
  const { width, height, data } = mask;
  const least = Math.min(shortestMm, PIECE_MM) * perMm;
  const hole = Math.max(1, Math.round(HOLE_MM * perMm));
  const runs = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    let start = -1;
    let last = -1;
    const close = (): void => {
      if (start >= 0 && last - start + 1 >= least) runs.fill(1, y * width + start, y * width + last + 1);
      start = -1;
    };
    for (let x = 0; x < width; x++) {
      // A rule that leans runs on in the row above or below.
      const i = y * width + x;
      const inked =
        data[i] === 1 || (y > 0 && data[i - width] === 1 && y + 1 < height && data[i + width] === 1);
      if (!inked) {
        if (start >= 0 && x - last > hole) close();
        continue;
      }
      if (start < 0) start = x;
      last = x;
    }
    close();
  }
  const pieces = labelComponents(runs, width, height)
    .components.filter(({ top, bottom }) => bottom - top <= Math.max(3, MOST_THICK_MM * perMm) + leaning)
    .filter((piece) => isAlone(mask, piece, perMm))
    .map(({ left, right, top, bottom }) => ({ from: left, to: right, at: (top + bottom) / 2 }));
  return joined(pieces, JOIN_ALONG_MM * perMm, JOIN_ACROSS_MM * perMm)
    .filter(({ from, to }) => to - from >= shortestMm * perMm)
    .map((stroke) => ({ ...stroke, style: 'solid' as const }));
};
/** Feet of serifs run together to something like a rule: beside a rule there is paper, on one side at least. */
const BESIDE_MM = 0.7;
const MOST_BESIDE = 0.3;

const isAlone = (
  { width, height, data }: Mask,
  { left, right, top, bottom }: Pick<Component, 'left' | 'right' | 'top' | 'bottom'>,
  perMm: number,
): boolean => {
  const shareAt = (y: number): number => {
    if (y < 0 || y >= height) return 0;
    let inked = 0;
    for (let x = left; x < right; x++) inked += data[y * width + x]!;
    return inked / Math.max(1, right - left);
  };
  const beside = Math.round(BESIDE_MM * perMm);
  return Math.max(shareAt(top - beside), shareAt(bottom - 1 + beside)) <= MOST_BESIDE;
};

/** Pieces this long are looked for, and joined to longer ones. */
const PIECE_MM = 6;
/** Rows of pixels that a rule may climb over its length, besides its thickness. */
const leaning = 6;

type Piece = { readonly from: number; readonly to: number; readonly at: number };

/** Pieces in one line, with gaps no wider than `along`, made one. */
const joined = (pieces: readonly Piece[], along: number, across: number): Piece[] => {
  const open: { from: number; to: number; at: number; end: number }[] = [];
  for (const piece of [...pieces].sort((a, b) => a.from - b.from)) {
    const line = open
      .filter(({ to, end }) => piece.from - to <= along && Math.abs(piece.at - end) <= across)
      .sort((a, b) => Math.abs(piece.at - a.end) - Math.abs(piece.at - b.end))[0];
    if (line === undefined) {
      open.push({ ...piece, end: piece.at });
      continue;
    }
    const [a, b] = [line.to - line.from, piece.to - piece.from];
    line.at = (line.at * a + piece.at * b) / Math.max(1, a + b);
    line.to = Math.max(line.to, piece.to);
    line.end = piece.at;
  }
  return open.map(({ from, to, at }) => ({ from, to, at })).sort((a, b) => a.at - b.at);
};

const DOT_HEIGHT_MM = 0.9;
const DOT_WIDTH_MM = 2.6;
const MOST_PITCH_MM = 1.75;
const CHAIN_ACROSS_MM = 0.4;
/** What hides dots: a stroke of writing, a fold. */
const CHAIN_GAP_MM = 3;
const LEAST_DOTS = 6;
const LINE_GAP_MM = 5;
const SHORTEST_MM = 6;

export const isDot = ({ left, right, top, bottom }: Component, perMm: number): boolean =>
  bottom - top <= DOT_HEIGHT_MM * perMm && right - left <= DOT_WIDTH_MM * perMm;

/** Rows of dots that are close and even enough to be printed. */
export const dottedStrokes = (components: readonly Component[], perMm: number): Stroke[] => {
  type Chain = { dots: { x: number; y: number }[]; from: number; to: number; y: number };
  const chains: Chain[] = [];
  let open: Chain[] = [];
  for (const dot of components.filter((one) => isDot(one, perMm)).sort((a, b) => a.left - b.left)) {
    const [x, y] = [(dot.left + dot.right) / 2, (dot.top + dot.bottom) / 2];
    open = open.filter(({ to }) => dot.left - to <= CHAIN_GAP_MM * perMm);
    let best: Chain | undefined;
    for (const chain of open) {
      const off = Math.abs(chain.y - y);
      if (off > CHAIN_ACROSS_MM * perMm || dot.left < chain.to - perMm * 0.2) continue;
      if (best === undefined || off < Math.abs(best.y - y)) best = chain;
    }
    if (best === undefined) {
      best = { dots: [], from: dot.left, to: dot.right, y };
      open.push(best);
      chains.push(best);
    }
    best.dots.push({ x, y });
    best.to = Math.max(best.to, dot.right);
    best.y = 0.7 * best.y + 0.3 * y;
  }
  const printed = chains.filter(({ dots }) => {
    if (dots.length < LEAST_DOTS) return false;
    const gaps = dots
      .slice(1)
      .map(({ x }, i) => x - dots[i]!.x)
      .sort((a, b) => a - b);
    return gaps[Math.floor(gaps.length / 2)]! <= MOST_PITCH_MM * perMm;
  });
  return joined(
    printed.map(({ from, to, dots }) => ({
      from,
      to,
      at: dots.reduce((sum, { y }) => sum + y, 0) / dots.length,
    })),
    LINE_GAP_MM * perMm,
    JOIN_ACROSS_MM * perMm,
  )
    .filter(({ from, to }) => to - from >= SHORTEST_MM * perMm)
    .map((stroke) => ({ ...stroke, style: 'dotted' as const }));
};
