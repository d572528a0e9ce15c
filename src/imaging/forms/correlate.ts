/** Normalised cross-correlation of a small patch with the places around one point of an ink map. */
import type { Gray } from '../raster.ts';

/** A patch of a blank form, mean free and of unit length. */
export type Patch = {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
};

/** null when the patch has next to no ink to hold on to. */
export const patchOf = (
  ink: Gray,
  left: number,
  top: number,
  width: number,
  height: number,
): Patch | null => {
  const x0 = Math.max(0, left);
  const y0 = Math.max(0, top);
  const w = Math.min(ink.width, left + width) - x0;
  const h = Math.min(ink.height, top + height) - y0;
  if (w < 3 || h < 3) return null;
  const data = new Float32Array(w * h);
  let mean = 0;
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const v = ink.data[(y0 + y) * ink.width + x0 + x]!;
      data[y * w + x] = v;
      mean += v;
    }
  }
  mean /= w * h;
  let power = 0;
  for (let i = 0; i < data.length; i++) {
    const v = data[i]! - mean;
    data[i] = v;
    power += v * v;
  }
  if (power / data.length < 25) return null;
  const scale = 1 / Math.sqrt(power);
  for (let i = 0; i < data.length; i++) data[i] = data[i]! * scale;
  return { width: w, height: h, data };
};

export type Peak = {
  /** Displacement of the best place from the asked one, in pixels, finer than a pixel. */
  readonly dx: number;
  readonly dy: number;
  /** Correlation there, −1…1. */
  readonly score: number;
  /** Best correlation of all places at least a few pixels away. */
  readonly second: number;
};

/**
 * Best place of `patch` in `ink` when its upper left corner is expected at `(left, top)`, at most `reachX`, `reachY`
 * pixels off. Beyond the picture there is paper.
 */
export const searchPatch = (
  ink: Gray,
  patch: Patch,
  left: number,
  top: number,
  reachX: number,
  reachY: number,
): Peak => {
  const { width: w, height: h } = patch;
  const rw = w + 2 * reachX;
  const rh = h + 2 * reachY;
  const region = regionOf(ink, left - reachX, top - reachY, rw, rh);
  const stride = rw + 1;
  const sums = new Float64Array(stride * (rh + 1));
  const squares = new Float64Array(stride * (rh + 1));
  for (let y = 0; y < rh; y++) {
    let s = 0;
    let q = 0;
    for (let x = 0; x < rw; x++) {
      const v = region[y * rw + x]!;
      s += v;
      q += v * v;
      sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1]! + s;
      squares[(y + 1) * stride + x + 1] = squares[y * stride + x + 1]! + q;
    }
  }
  const nx = 2 * reachX + 1;
  const ny = 2 * reachY + 1;
  const scores = new Float32Array(nx * ny);
  const n = w * h;
  let best = 0;
  for (let dy = 0; dy < ny; dy++) {
    for (let dx = 0; dx < nx; dx++) {
      const a = dy * stride + dx;
      const b = a + h * stride;
      const s = sums[b + w]! - sums[b]! - sums[a + w]! + sums[a]!;
      const q = squares[b + w]! - squares[b]! - squares[a + w]! + squares[a]!;
      // A floor under the contrast: noise on empty paper must not be blown up into a likeness.
      const power = Math.max(q - (s * s) / n, n * 30);
      let dot = 0;
      for (let y = 0; y < h; y++) {
        let p = y * w;
        let r = (dy + y) * rw + dx;
        for (const end = p + w; p < end; p++, r++) dot += patch.data[p]! * region[r]!;
      }
      const score = dot / Math.sqrt(power);
      const at = dy * nx + dx;
      scores[at] = score;
      if (score > scores[best]!) best = at;
    }
  }
  return peakAt(scores, nx, ny, best, reachX, reachY);
};

const regionOf = (ink: Gray, left: number, top: number, width: number, height: number): Float32Array => {
  const out = new Float32Array(width * height);
  const x0 = Math.max(0, -left);
  const x1 = Math.min(width, ink.width - left);
  for (let y = Math.max(0, -top), end = Math.min(height, ink.height - top); y < end; y++) {
    const from = (top + y) * ink.width + left;
    for (let x = x0; x < x1; x++) out[y * width + x] = ink.data[from + x]!;
  }
  return out;
};

/** Vertex of the parabola through three equally spaced values, relative to the middle one. */
export const vertex = (before: number, at: number, after: number): number => {
  const bend = before - 2 * at + after;
  return bend < -1e-9 ? Math.max(-0.5, Math.min(0.5, (0.5 * (before - after)) / bend)) : 0;
};

const peakAt = (
  scores: Float32Array,
  nx: number,
  ny: number,
  best: number,
  reachX: number,
  reachY: number,
): Peak => {
  const bx = best % nx;
  const by = (best - bx) / nx;
  const score = scores[best]!;
  const fx = bx > 0 && bx < nx - 1 ? vertex(scores[best - 1]!, score, scores[best + 1]!) : 0;
  const fy = by > 0 && by < ny - 1 ? vertex(scores[best - nx]!, score, scores[best + nx]!) : 0;
  let second = -1;
  for (let y = 0; y < ny; y++) {
    for (let x = 0; x < nx; x++) {
      if (Math.abs(x - bx) <= 3 && Math.abs(y - by) <= 3) continue;
      const value = scores[y * nx + x]!;
      if (value > second) second = value;
    }
  }
  return { dx: bx - reachX + fx, dy: by - reachY + fy, score, second };
};
