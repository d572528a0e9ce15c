/** The map between paper (mm) and page (px): a homography after a smooth local correction (cubic B-spline). */
import type { BoxMm } from '../../forms/edition.ts';
import { applyTo, type Box, invert, type Point } from '../geometry.ts';
import type { PageMap, PageMapData } from './types.ts';

/** Weights of the four control points around a place `t` (0…1) between the middle two. */
export const splineWeights = (t: number, out: Float64Array): void => {
  const s = 1 - t;
  out[0] = (s * s * s) / 6;
  out[1] = (3 * t * t * t - 6 * t * t + 4) / 6;
  out[2] = (3 * s * s * s - 6 * s * s + 4) / 6;
  out[3] = (t * t * t) / 6;
};

type Local = NonNullable<PageMapData['local']>;

/** Where a place lies among the control points; beyond the grid the nearest cell goes on. */
const cellOf = (at: number, origin: number, step: number, count: number): [cell: number, t: number] => {
  const u = Math.min(Math.max((at - origin) / step - 1, 0), count - 3 - 1e-9);
  const cell = Math.floor(u);
  return [cell, u - cell];
};

const displacement = (local: Local, wx: Float64Array, wy: Float64Array, x: number, y: number): Point => {
  const [cx, tx] = cellOf(x, local.origin[0], local.step[0], local.columns);
  const [cy, ty] = cellOf(y, local.origin[1], local.step[1], local.rows);
  splineWeights(tx, wx);
  splineWeights(ty, wy);
  let dx = 0;
  let dy = 0;
  for (let j = 0; j < 4; j++) {
    for (let i = 0; i < 4; i++) {
      const k = (cy + j) * local.columns + cx + i;
      const w = wy[j]! * wx[i]!;
      dx += w * (local.dx[k] ?? 0);
      dy += w * (local.dy[k] ?? 0);
    }
  }
  return { x: dx, y: dy };
};

/** Brings a stored map back to life. */
export const pageMapFrom = (data: PageMapData): PageMap => {
  const { homography, local } = data;
  const back = invert(homography);
  const wx = new Float64Array(4);
  const wy = new Float64Array(4);

  const toPage = (x: number, y: number): Point => {
    if (local === null) return applyTo(homography, x, y);
    const d = displacement(local, wx, wy, x, y);
    return applyTo(homography, x + d.x, y + d.y);
  };

  // The correction is a small contraction (control points move far less than their distance), so this converges.
  const toPaper = (x: number, y: number): Point => {
    const flat = applyTo(back, x, y);
    if (local === null) return flat;
    let px = flat.x;
    let py = flat.y;
    for (let i = 0; i < 30; i++) {
      const d = displacement(local, wx, wy, px, py);
      const nx = flat.x - d.x;
      const ny = flat.y - d.y;
      const moved = Math.abs(nx - px) + Math.abs(ny - py);
      px = nx;
      py = ny;
      if (moved < 1e-6) break;
    }
    return { x: px, y: py };
  };

  const quadOf = ([x, y, w, h]: BoxMm): readonly [Point, Point, Point, Point] => [
    toPage(x, y),
    toPage(x + w, y),
    toPage(x + w, y + h),
    toPage(x, y + h),
  ];

  return { data, toPage, toPaper, quadOf, boxOf: (box) => boxAround(quadOf(box)) };
};

export const boxAround = (points: readonly Point[]): Box => {
  const x = Math.min(...points.map((point) => point.x));
  const y = Math.min(...points.map((point) => point.y));
  return {
    x,
    y,
    width: Math.max(...points.map((point) => point.x)) - x,
    height: Math.max(...points.map((point) => point.y)) - y,
  };
};
