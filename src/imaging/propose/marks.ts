/**
 * What a form is made of, found on one straight page of it: lines to write on, upright rules, the fields of a ruled frame,
 * tick boxes, and blocks of what may be print. Millimetres on the paper, which is the page picture's own frame.
 */
import type { BoxMm } from '../../forms/edition.ts';
import { labelComponents } from '../forms/components.ts';
import { inkMap } from '../forms/ink.ts';
import { type Gray, type Picture, reduced, toGray } from '../raster.ts';
import { cellsBetween } from './cells.ts';
import { dottedStrokes, isDot, type Mask, maskOf, solidStrokes, transposedMask } from './strokes.ts';
import { tickBoxes } from './ticks.ts';

export type LyingLine = {
  readonly from: number;
  readonly to: number;
  readonly y: number;
  readonly style: 'solid' | 'dotted';
};
export type UprightLine = { readonly x: number; readonly from: number; readonly to: number };

/** A stretch of ink that reads as a line of text: its box, and the height its letters stand on. */
export type InkBlock = { readonly box: BoxMm; readonly baseline: number };

export type FormMarks = {
  readonly paper: { readonly width: number; readonly height: number };
  readonly lying: readonly LyingLine[];
  readonly upright: readonly UprightLine[];
  /** Fields of a ruled frame: what lies between rules on all sides. */
  readonly cells: readonly BoxMm[];
  readonly ticks: readonly BoxMm[];
  readonly blocks: readonly InkBlock[];
  /** The page without its rules and dots, black on white: for reading what is printed. */
  readonly print: Gray;
  readonly perMm: number;
};

/** Dots of dotted lines are two pixels at this resolution, and a page is looked through in a second. */
const LOOK_DPI = 200;
const SHORTEST_RULE_MM = 9;

export const findMarks = (page: Picture, dpi: number): FormMarks => {
  const share = Math.min(1, LOOK_DPI / dpi);
  const gray = toGray(reduced(page, Math.ceil(page.width * share)));
  const perMm = (dpi * (gray.width / page.width)) / 25.4;
  const ink = inkMap(gray, perMm, { withoutAreas: true });
  const mask = maskOf(ink);
  const mm = (pixels: number): number => Math.round((pixels / perMm) * 10) / 10;
  const lyingPx = solidStrokes(mask, perMm, SHORTEST_RULE_MM);
  const uprightPx = solidStrokes(transposedMask(mask), perMm, SHORTEST_RULE_MM);
  const { labels, components } = labelComponents(mask.data, mask.width, mask.height);
  const dotted = dottedStrokes(components, perMm);
  const ticks = tickBoxes(mask, perMm);
  const print = withoutLines(mask, { lying: lyingPx, upright: uprightPx, dotted, ticks }, perMm);
  for (const dot of components.filter((one) => isDot(one, perMm))) {
    const y = (dot.top + dot.bottom) / 2;
    const x = (dot.left + dot.right) / 2;
    const onLine = dotted.some(
      ({ from, to, at }) => x >= from - 1 && x <= to + 1 && Math.abs(y - at) <= 0.55 * perMm,
    );
    if (!onLine) continue;
    for (let v = dot.top; v < dot.bottom; v++)
      for (let u = dot.left; u < dot.right; u++)
        if (labels[v * mask.width + u] === dot.label) print.data[v * mask.width + u] = 0;
  }
  const lying: LyingLine[] = [...lyingPx, ...dotted]
    .map(({ from, to, at, style }) => ({ from: mm(from), to: mm(to), y: mm(at), style }))
    .sort((a, b) => a.y - b.y || a.from - b.from);
  return {
    paper: { width: Math.round(gray.width / perMm), height: Math.round(gray.height / perMm) },
    lying,
    upright: uprightPx
      .map(({ from, to, at }) => ({ x: mm(at), from: mm(from), to: mm(to) }))
      .sort((a, b) => a.x - b.x),
    cells: cellsBetween(lyingPx, uprightPx, mask, perMm),
    ticks: ticks.map(([x, y, w, h]): BoxMm => [mm(x), mm(y), mm(w), mm(h)]),
    blocks: blocksOf(print, perMm),
    print: {
      width: gray.width,
      height: gray.height,
      data: gray.data.map((value, i) => (print.data[i] === 1 || ink.data[i]! < FAINT ? value : 255)),
    },
    perMm,
  };
};
/** Paper and the soft edges of letters stay as they are. */
const FAINT = 40;

const withoutLines = (
  mask: Mask,
  found: {
    readonly lying: readonly { from: number; to: number; at: number }[];
    readonly upright: readonly { from: number; to: number; at: number }[];
    readonly dotted: readonly { from: number; to: number; at: number }[];
    readonly ticks: readonly BoxMm[];
  },
  perMm: number,
): Mask => {
  const { width, height } = mask;
  const data = mask.data.slice();
  const wipe = (left: number, top: number, right: number, bottom: number): void => {
    for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, bottom); y++)
      data.fill(0, y * width + Math.max(0, Math.floor(left)), y * width + Math.min(width, Math.ceil(right)));
  };
  const thick = 0.6 * perMm;
  for (const { from, to, at } of found.lying) wipe(from - 1, at - thick, to + 1, at + thick);
  for (const { from, to, at } of found.upright) wipe(at - thick, from - 1, at + thick, to + 1);
  for (const [x, y, w, h] of found.ticks) wipe(x - thick, y - thick, x + w + thick, y + h + thick);
  return { width, height, data };
};

const LEAST_MM = 0.35;
const TALLEST_MM = 9;
/** A space between words is narrower than this, the gap to a tick box or the next label wider. */
const WORD_GAP_MM = 1.9;
const MARK_GAP_MM = 0.6;
const LEAST_LETTERS = 2;

/** Letters put together to lines of words. */
const blocksOf = (mask: Mask, perMm: number): InkBlock[] => {
  const letters = labelComponents(mask.data, mask.width, mask.height).components.filter(
    ({ left, right, top, bottom, area }) =>
      Math.max(right - left, bottom - top) >= LEAST_MM * perMm &&
      bottom - top <= TALLEST_MM * perMm &&
      area >= 3,
  );
  const smeared = new Uint8Array(mask.data.length);
  const [along, down] = [(WORD_GAP_MM / 2) * perMm, (MARK_GAP_MM / 2) * perMm];
  for (const { left, right, top, bottom } of letters) {
    const [from, to] = [
      Math.max(0, Math.floor(left - along)),
      Math.min(mask.width, Math.ceil(right + along)),
    ];
    for (let y = Math.max(0, Math.floor(top - down)); y < Math.min(mask.height, bottom + down); y++)
      smeared.fill(1, y * mask.width + from, y * mask.width + to);
  }
  const { labels, components } = labelComponents(smeared, mask.width, mask.height);
  const inside = new Map<number, typeof letters>();
  for (const letter of letters) {
    const label = labels[letter.top * mask.width + letter.left] ?? 0;
    inside.set(label, [...(inside.get(label) ?? []), letter]);
  }
  const mm = (pixels: number): number => Math.round((pixels / perMm) * 10) / 10;
  return components
    .flatMap(({ label }): InkBlock[] => {
      const own = inside.get(label) ?? [];
      const tall = own.filter(({ top, bottom }) => bottom - top >= 1.1 * perMm);
      if (tall.length < LEAST_LETTERS) return [];
      const bottoms = tall.map(({ bottom }) => bottom).sort((a, b) => a - b);
      const [left, top] = [Math.min(...own.map((o) => o.left)), Math.min(...own.map((o) => o.top))];
      const [right, bottom] = [Math.max(...own.map((o) => o.right)), Math.max(...own.map((o) => o.bottom))];
      return [
        {
          box: [mm(left), mm(top), mm(right - left), mm(bottom - top)],
          baseline: mm(bottoms[Math.floor(bottoms.length * 0.4)]!),
        },
      ];
    })
    .sort((a, b) => a.baseline - b.baseline || a.box[0] - b.box[0]);
};
