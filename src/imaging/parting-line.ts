/** The line along which a spread is parted: close to the fold, through as little ink as can be. */
import { BLOCKS, OFF_CENTRE } from './fold.ts';
import type { Point } from './geometry.ts';
import type { Gray } from './raster.ts';

/** A column with ink on no more than this share of the height counts as unwritten. */
const UNWRITTEN = 0.004;

/**
 * The way down, one x a row, that goes through the least ink close to the fold and keeps off the ink beside it. Steps of
 * one pixel sideways a row at most.
 */
export const followFold = (ink: Gray, fold: Float64Array, threshold: number): Float64Array => {
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

export const crossingShare = (ink: Gray, path: Float64Array, threshold: number): number => {
  let crossed = 0;
  for (let y = 0; y < ink.height; y++)
    if (ink.data[y * ink.width + Math.floor(path[y]!)]! >= threshold) crossed++;
  return crossed / ink.height;
};

/** The middle of the widest run of unwritten columns near the centre; the centre itself where there is none. */
export const clearColumn = (ink: Gray, threshold: number): number => {
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
export const clearBand = (ink: Gray, path: Float64Array, threshold: number): number => {
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

/** Douglas–Peucker within half a pixel, from edge to edge. */
export const toPolyline = (path: Float64Array): Point[] => {
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
