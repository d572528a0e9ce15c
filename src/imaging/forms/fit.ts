/** Fits a map to sightings of anchors: a projective correction first, then a smooth local one. Both shrug off outliers. */
import type { Mat3 } from '../geometry.ts';
import { medianOf, solveSymmetric } from './algebra.ts';
import { splineWeights } from './page-map.ts';
import type { PageMapData } from './types.ts';

/**
 * An anchor of the form at `x`, `y` (millimetres) was seen `dx`, `dy` off. A weight of 0 says that nothing is known in that
 * direction (a piece of a rule only fixes the direction across it).
 */
export type Sighting = {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly wx: number;
  readonly wy: number;
};

type Paper = { readonly width: number; readonly height: number };

/**
 * Residual (millimetres) from which a sighting loses most of its say. It starts wide and narrows from round to round, so
 * that a bent edge of the page with few anchors is followed before it could be taken for an error.
 */
const residualScale = (residuals: readonly number[], floor: number, roundsLeft: number): number =>
  Math.max(floor * 2 ** Math.max(0, roundsLeft), 2 * medianOf(residuals));

const PROJECTIVE_ROUNDS = 6;
const LOCAL_ROUNDS = 5;

const robust = (residual: number, scale: number): number => 1 / (1 + (residual / scale) ** 2) ** 2;

export type ProjectiveFit = {
  /** Millimetres of the form → millimetres where it was seen. */
  readonly map: Mat3;
  /** Distance of each sighting from the fit in the directions it knows. */
  readonly residuals: readonly number[];
};

/** How strongly a fit resists being anything but a shift: with few sightings it stays simple. */
export type Stiffness = { readonly affine: number; readonly projective: number };

/** Least squares by reweighting. Displacements are small, so the linearised projective map is fitted exactly enough. */
export const fitProjective = (
  sightings: readonly Sighting[],
  paper: Paper,
  stiffness: Stiffness,
  floorMm: number,
): ProjectiveFit => {
  const cx = paper.width / 2;
  const cy = paper.height / 2;
  const unit = Math.max(cx, cy);
  let p: Float64Array = new Float64Array(8);
  let weights = sightings.map(() => 1);
  let residuals: number[] = [];
  for (let round = 0; round < PROJECTIVE_ROUNDS; round++) {
    const a = new Float64Array(64);
    const b = new Float64Array(8);
    sightings.forEach((s, i) => {
      const u = (s.x - cx) / unit;
      const v = (s.y - cy) / unit;
      const w = weights[i]!;
      if (s.wx > 0) addRow(a, b, [1, u, v, 0, 0, 0, u * u, u * v], s.dx, s.wx * w);
      if (s.wy > 0) addRow(a, b, [0, 0, 0, 1, u, v, u * v, v * v], s.dy, s.wy * w);
    });
    for (let k = 0; k < 8; k++) {
      const ridge = k >= 6 ? stiffness.projective : k % 3 === 0 ? 1e-4 : stiffness.affine;
      a[k * 9] = a[k * 9]! + ridge;
    }
    if (!solveSymmetric(a, 8, [b])) break;
    p = b;
    residuals = sightings.map((s) => residualOf(p, s, cx, cy, unit));
    const scale = residualScale(residuals, floorMm, PROJECTIVE_ROUNDS - 3 - round);
    weights = residuals.map((r) => robust(r, scale));
  }
  return { map: projectiveOf(p, cx, cy, unit), residuals };
};

const addRow = (
  a: Float64Array,
  b: Float64Array,
  row: readonly number[],
  value: number,
  weight: number,
): void => {
  const n = row.length;
  for (let i = 0; i < n; i++) {
    if (row[i] === 0) continue;
    b[i] = b[i]! + weight * row[i]! * value;
    for (let j = 0; j < n; j++) a[i * n + j] = a[i * n + j]! + weight * row[i]! * row[j]!;
  }
};

const residualOf = (p: Float64Array, s: Sighting, cx: number, cy: number, unit: number): number => {
  const u = (s.x - cx) / unit;
  const v = (s.y - cy) / unit;
  const bend = p[6]! * u + p[7]! * v;
  const ex = s.wx > 0 ? s.dx - (p[0]! + p[1]! * u + p[2]! * v + bend * u) : 0;
  const ey = s.wy > 0 ? s.dy - (p[3]! + p[4]! * u + p[5]! * v + bend * v) : 0;
  return Math.hypot(ex, ey);
};

/** The parameters as a matrix on millimetres: shift to the middle, correct, shift back. */
const projectiveOf = (p: Float64Array, cx: number, cy: number, unit: number): Mat3 => {
  const a = 1 + p[1]! / unit;
  const b = p[2]! / unit;
  const d = p[4]! / unit;
  const e = 1 + p[5]! / unit;
  const g = -p[6]! / (unit * unit);
  const h = -p[7]! / (unit * unit);
  // M = T(c) · [[a, b, p0], [d, e, p3], [g, h, 1]] · T(−c)
  const k = 1 - g * cx - h * cy;
  const tx = p[0]! - a * cx - b * cy;
  const ty = p[3]! - d * cx - e * cy;
  return [a + cx * g, b + cx * h, tx + cx * k, d + cy * g, e + cy * h, ty + cy * k, g, h, k];
};

/** Distance of the control points; page curl over a bound edge is smooth at this measure. */
const STEP_MM = 28;

/**
 * A smooth displacement field through what the projective map leaves over. `stiffness` weighs bending against sightings of
 * weight 1.
 */
export const fitLocal = (
  sightings: readonly Sighting[],
  paper: Paper,
  stiffness: number,
  floorMm: number,
): { readonly local: NonNullable<PageMapData['local']>; readonly residuals: readonly number[] } => {
  const cellsX = Math.max(2, Math.round(paper.width / STEP_MM));
  const cellsY = Math.max(2, Math.round(paper.height / STEP_MM));
  const step: [number, number] = [paper.width / cellsX, paper.height / cellsY];
  const columns = cellsX + 3;
  const rows = cellsY + 3;
  const n = columns * rows;
  const basis = sightings.map((s) => basisAt(s.x, s.y, step, columns, rows));
  const smooth = bending(columns, rows, stiffness);
  // A basis reaches over four rows of control points, second differences over three.
  const band = 3 * columns + 3;
  let dx: Float64Array = new Float64Array(n);
  let dy: Float64Array = new Float64Array(n);
  let weights = sightings.map(() => 1);
  let residuals: number[] = [];
  for (let round = 0; round < LOCAL_ROUNDS; round++) {
    const nextX = solveField(sightings, basis, weights, smooth, { n, band }, (s) => [s.dx, s.wx]);
    const nextY = solveField(sightings, basis, weights, smooth, { n, band }, (s) => [s.dy, s.wy]);
    if (nextX === null || nextY === null) break;
    dx = nextX;
    dy = nextY;
    residuals = sightings.map((s, i) => {
      const at = basis[i]!;
      return Math.hypot(s.wx > 0 ? s.dx - fieldAt(dx, at) : 0, s.wy > 0 ? s.dy - fieldAt(dy, at) : 0);
    });
    const scale = residualScale(residuals, floorMm, LOCAL_ROUNDS - 2 - round);
    weights = residuals.map((r) => robust(r, scale));
  }
  const round = (value: number): number => Math.round(value * 1e4) / 1e4;
  const local = {
    origin: [-step[0], -step[1]] as const,
    step,
    columns,
    rows,
    dx: Array.from(dx, round),
    dy: Array.from(dy, round),
  };
  return { local, residuals };
};

type Basis = { readonly index: Int32Array; readonly weight: Float64Array };

const basisAt = (
  x: number,
  y: number,
  step: readonly [number, number],
  columns: number,
  rows: number,
): Basis => {
  const u = Math.min(Math.max(x / step[0], 0), columns - 3 - 1e-9);
  const v = Math.min(Math.max(y / step[1], 0), rows - 3 - 1e-9);
  const wx = new Float64Array(4);
  const wy = new Float64Array(4);
  splineWeights(u - Math.floor(u), wx);
  splineWeights(v - Math.floor(v), wy);
  const index = new Int32Array(16);
  const weight = new Float64Array(16);
  for (let j = 0; j < 4; j++) {
    for (let i = 0; i < 4; i++) {
      index[j * 4 + i] = (Math.floor(v) + j) * columns + Math.floor(u) + i;
      weight[j * 4 + i] = wx[i]! * wy[j]!;
    }
  }
  return { index, weight };
};

const fieldAt = (field: Float64Array, { index, weight }: Basis): number => {
  let sum = 0;
  for (let k = 0; k < 16; k++) sum += field[index[k]!]! * weight[k]!;
  return sum;
};

/** So many bends at either side may be sharp, at this share of the stiffness: there a sheet rises to the back of its book. */
const OUTER = 2;
const SOFT_EDGE = 0.03;

/** Second differences along x, y and the diagonal, as a matrix, and a breath of ridge where nothing was seen. */
const bending = (columns: number, rows: number, stiffness: number): Float64Array => {
  const n = columns * rows;
  const a = new Float64Array(n * n);
  const add = (points: readonly number[], factors: readonly number[], weight: number): void => {
    points.forEach((p, i) => {
      points.forEach((q, j) => {
        a[p * n + q] = a[p * n + q]! + weight * factors[i]! * factors[j]!;
      });
    });
  };
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const k = y * columns + x;
      const outer = x < OUTER || x + 2 >= columns - OUTER;
      if (x + 2 < columns) add([k, k + 1, k + 2], [1, -2, 1], outer ? SOFT_EDGE * stiffness : stiffness);
      if (y + 2 < rows) add([k, k + columns, k + 2 * columns], [1, -2, 1], stiffness);
      if (x + 1 < columns && y + 1 < rows) {
        add([k, k + 1, k + columns, k + columns + 1], [1, -1, -1, 1], 2 * stiffness);
      }
      a[k * n + k] = a[k * n + k]! + 1e-3;
    }
  }
  return a;
};

const solveField = (
  sightings: readonly Sighting[],
  basis: readonly Basis[],
  weights: readonly number[],
  smooth: Float64Array,
  { n, band }: { readonly n: number; readonly band: number },
  pick: (s: Sighting) => readonly [value: number, weight: number],
): Float64Array | null => {
  const a = new Float64Array(smooth);
  const b = new Float64Array(n);
  sightings.forEach((s, i) => {
    const [value, own] = pick(s);
    const w = own * weights[i]!;
    if (w <= 0) return;
    const { index, weight } = basis[i]!;
    for (let k = 0; k < 16; k++) {
      const row = index[k]!;
      const wk = w * weight[k]!;
      b[row] = b[row]! + wk * value;
      for (let m = 0; m < 16; m++) {
        const at = row * n + index[m]!;
        a[at] = a[at]! + wk * weight[m]!;
      }
    }
  });
  return solveSymmetric(a, n, [b], band) ? b : null;
};
