/**
 * What lies on a photographed page and hides it: the hand that holds the book open. Ink maps take its even skin for paper, so
 * fields under it would look blank; here it is told from paper by its colour, which a shadow does not change.
 */
import type { Box } from './geometry.ts';
import { type Picture, percentileOf } from './raster.ts';

export type Cover = {
  /** Share of a box (pixels of the page) that is hidden, 0…1. */
  readonly share: (box: Box) => number;
};

/** Cells along the page's longer side: two millimetres of an A4 sheet. */
const CELLS = 150;
/** How much more red than green (as a share of the red) skin has than the page's own paper. */
const REDDER = 0.09;
/** Skin is darker than paper. */
const DARKER = 0.95;
/** A hand comes in over the edge and hides at least this share of the page; stamps lie within. */
const LEAST_AREA = 0.008;

/** Null for grey pictures and where nothing lies on the page. */
export const findCover = (page: Picture): Cover | null => {
  if (page.channels === 1) return null;
  const size = Math.max(4, Math.round(Math.max(page.width, page.height) / CELLS));
  const columns = Math.floor(page.width / size);
  const rows = Math.floor(page.height / size);
  if (columns < 3 || rows < 3) return null;
  const mask = skinCells(page, size, columns, rows);
  const kept = fromTheEdge(mask, columns, rows);
  return kept === null ? null : { share: (box) => shareOf(kept, columns, rows, size, box) };
};

/** 1 where a cell is redder and darker than the paper. */
const skinCells = (page: Picture, size: number, columns: number, rows: number): Uint8Array => {
  const redness = new Float32Array(columns * rows);
  const luma = new Uint8Array(columns * rows);
  const step = Math.max(1, size >> 2);
  for (let y = 0, cell = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, cell++) {
      let r = 0;
      let g = 0;
      let count = 0;
      for (let dy = 0; dy < size; dy += step) {
        let p = ((y * size + dy) * page.width + x * size) * 3;
        for (let dx = 0; dx < size; dx += step, p += 3 * step, count++) {
          r += page.data[p]!;
          g += page.data[p + 1]!;
        }
      }
      redness[cell] = (r - g) / Math.max(1, r);
      luma[cell] = (r + 2 * g) / (3 * count);
    }
  }
  const counts = new Uint32Array(256);
  for (const value of luma) counts[value] = counts[value]! + 1;
  const bright = percentileOf(counts, 0.6);
  const paper = [...redness].filter((_, cell) => luma[cell]! >= bright).sort((a, b) => a - b);
  const tint = paper[paper.length >> 1] ?? 0;
  return Uint8Array.from(redness, (value, cell) =>
    value > tint + REDDER && luma[cell]! < DARKER * bright ? 1 : 0,
  );
};

/** The pieces that reach the page's edge and are large enough, or null when there are none. */
const fromTheEdge = (mask: Uint8Array, columns: number, rows: number): Uint8Array | null => {
  const kept = new Uint8Array(mask.length);
  const seen = new Uint8Array(mask.length);
  let any = false;
  for (let start = 0; start < mask.length; start++) {
    const x0 = start % columns;
    const onEdge = x0 === 0 || x0 === columns - 1 || start < columns || start >= mask.length - columns;
    if (!onEdge || mask[start] === 0 || seen[start] === 1) continue;
    const piece = [start];
    seen[start] = 1;
    for (let i = 0; i < piece.length; i++) {
      const x = piece[i]! % columns;
      const y = (piece[i]! - x) / columns;
      for (let v = Math.max(0, y - 1); v <= Math.min(rows - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(columns - 1, x + 1); u++) {
          const next = v * columns + u;
          if (mask[next] === 0 || seen[next] === 1) continue;
          seen[next] = 1;
          piece.push(next);
        }
      }
    }
    if (piece.length < LEAST_AREA * mask.length) continue;
    any = true;
    for (const cell of piece) kept[cell] = 1;
  }
  return any ? kept : null;
};

const shareOf = (mask: Uint8Array, columns: number, rows: number, size: number, box: Box): number => {
  const left = Math.max(0, Math.floor(box.x / size));
  const top = Math.max(0, Math.floor(box.y / size));
  const right = Math.min(columns, Math.max(left + 1, Math.ceil((box.x + box.width) / size)));
  const bottom = Math.min(rows, Math.max(top + 1, Math.ceil((box.y + box.height) / size)));
  let hidden = 0;
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) hidden += mask[y * columns + x]!;
  const all = (right - left) * (bottom - top);
  return all <= 0 ? 0 : hidden / all;
};

/** Share of a box (pixels of the page) that the picture shows, 0…1: less than 1 on a scan that cuts the page off. */
export const shownShare = (box: Box, page: Pick<Picture, 'width' | 'height'>): number => {
  const width = Math.min(page.width, box.x + box.width) - Math.max(0, box.x);
  const height = Math.min(page.height, box.y + box.height) - Math.max(0, box.y);
  return (Math.max(0, width) * Math.max(0, height)) / Math.max(1e-9, box.width * box.height);
};
