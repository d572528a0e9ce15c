/** Tells an entry from a blank form and from a page that was crossed out. */
import type { Picture } from '../raster.ts';
import { toGray } from '../raster.ts';
import { withoutRed } from './colour.ts';
import { inkMap } from './ink.ts';
import { warpThrough } from './mesh-warp.ts';
import { type FormModel, modelOf } from './model.ts';
import { printTone } from './tone.ts';
import type { EntryPageClass, LayoutRef, PageMap } from './types.ts';

const PER_MM = 3;

export const classifyEntryPage = (page: Picture, map: PageMap, ref: LayoutRef): EntryPageClass => {
  const model = modelOf(ref);
  const { width: paperWidth, height: paperHeight } = model.paper;
  const width = Math.round(paperWidth * PER_MM);
  const height = Math.round(paperHeight * PER_MM);
  const piece = warpThrough(page, (x, y) => map.toPage(x / PER_MM, y / PER_MM), width, height, 255);
  const { gray } = withoutRed(piece);
  const { data } = inkMap(toGray({ ...gray, channels: 1 }), PER_MM);
  const threshold = 0.4 * printTone(page, map, ref);
  const ink = new Uint8Array(data.length);
  for (let i = 0; i < ink.length; i++) if (data[i]! >= threshold) ink[i] = 1;
  const crossed = crossedOut(ink, width, height);
  if (crossed > 0.5) return { class: 'void', confidence: crossed };
  const written = writtenArea(ink, width, height, model);
  const blank = 1 / (1 + Math.exp((written - BLANK_MM2) / 1.5));
  return blank > 0.5
    ? { class: 'blank', confidence: blank }
    : { class: 'entry', confidence: Math.min(1 - crossed, 1 - blank) };
};

/** Writing (square millimetres) at which a form is as likely written as dirty. */
const BLANK_MM2 = 9;

/** Ink in the fields' places that is not on the form's print. */
const writtenArea = (ink: Uint8Array, width: number, height: number, model: FormModel): number => {
  const rules = model.ref.layout.print.rules;
  let area = 0;
  for (const place of model.ref.layout.fields) {
    if (place.type === 'ticks') continue;
    for (const [x, y, w, h] of place.lines) {
      const lines = rules.filter((rule) => Math.abs(rule.from[1] - rule.to[1]) < 0.5);
      for (let v = Math.ceil(y * PER_MM); v < Math.min(height, (y + h) * PER_MM); v++) {
        if (lines.some((rule) => Math.abs(v / PER_MM - rule.from[1]) < 0.9)) continue;
        for (let u = Math.ceil((x + 1) * PER_MM); u < Math.min(width, (x + w) * PER_MM); u++) {
          area += ink[v * width + u]!;
        }
      }
    }
  }
  return area / (PER_MM * PER_MM);
};

/** A coarse picture of the page with ink made broad, so that a shaky stroke is still one line. */
const GRID_MM = 1;
const BROAD_CELLS = 1;

/** 0…1 that a long slanting stroke crosses the page. */
const crossedOut = (ink: Uint8Array, width: number, height: number): number => {
  const columns = Math.ceil(width / (PER_MM * GRID_MM));
  const rows = Math.ceil(height / (PER_MM * GRID_MM));
  const cell = PER_MM * GRID_MM;
  const grid = new Uint8Array(columns * rows);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / cell) * columns;
    for (let x = 0; x < width; x++) {
      if (ink[y * width + x] === 0) continue;
      const at = Math.floor(x / cell);
      for (let u = Math.max(0, at - BROAD_CELLS); u <= Math.min(columns - 1, at + BROAD_CELLS); u++)
        grid[row + u] = 1;
    }
  }
  let best = 0;
  for (const [upper, lower] of SPANS) {
    const y0 = Math.round(upper * rows);
    const y1 = Math.round(lower * rows);
    for (let x0 = 2; x0 < columns - 2; x0 += 2) {
      for (let x1 = 2; x1 < columns - 2; x1 += 2) {
        const slant = Math.abs(x1 - x0) / (y1 - y0);
        if (slant < 0.25 || slant > 2.5) continue;
        const on = coverage(grid, columns, x0, y0, x1, y1);
        if (on < 0.8 || on <= best) continue;
        // Dense writing covers any line; a stroke stands out from lines beside it.
        const beside = Math.max(
          coverage(grid, columns, x0 - 6, y0, x1 - 6, y1),
          coverage(grid, columns, x0 + 6, y0, x1 + 6, y1),
        );
        if (on - beside > 0.15) best = on;
      }
    }
  }
  return best === 0 ? 0 : 1 / (1 + Math.exp(-(best - 0.88) / 0.02));
};

/** Heights (shares of the page) between which a stroke is looked for. */
const SPANS: readonly (readonly [number, number])[] = [
  [0.25, 0.75],
  [0.12, 0.5],
  [0.5, 0.9],
];

/** Share of the rows from `y0` to `y1` in which the line meets ink; 0 as soon as it cannot be a stroke. */
const coverage = (
  grid: Uint8Array,
  columns: number,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): number => {
  const length = y1 - y0;
  const step = (x1 - x0) / length;
  let misses = 0;
  const most = length * 0.6;
  for (let y = y0, x = x0 + 0.5; y < y1; y++, x += step) {
    if (x < 0 || x >= columns || grid[y * columns + Math.floor(x)] === 0) misses++;
    if (misses > most) return 0;
  }
  return 1 - misses / length;
};
