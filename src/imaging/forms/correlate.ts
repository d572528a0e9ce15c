/** Normalised cross-correlation of a small patch with the places around one point of an ink map. */
import type { Gray } from '../raster.ts';

/**
 * A patch of a blank form, mean free and of length `UNIT`: whole numbers, because sums of them are several times as fast and
 * their rounding is far below the paper's noise.
 */
export type Patch = {
  readonly width: number;
  readonly height: number;
  readonly data: Int16Array;
};

/** A product with white ink all over a patch of 300,000 pixels still fits 31 bits. */
const UNIT = 8192;

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
  const values = new Float32Array(w * h);
  let mean = 0;
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const v = ink.data[(y0 + y) * ink.width + x0 + x]!;
      values[y * w + x] = v;
      mean += v;
    }
  }
  mean /= w * h;
  let power = 0;
  for (let i = 0; i < values.length; i++) {
    const v = values[i]! - mean;
    values[i] = v;
    power += v * v;
  }
  if (power / values.length < 25) return null;
  const scale = UNIT / Math.sqrt(power);
  const data = new Int16Array(w * h);
  for (let i = 0; i < values.length; i++) data[i] = Math.round(values[i]! * scale);
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
  const { width: w, height: h, data } = patch;
  const rw = w + 2 * reachX;
  const rh = h + 2 * reachY;
  const stride = rw + 1;
  const { region, sums, squares } = roomFor(rw * rh, stride * (rh + 1));
  copyRegion(ink, left - reachX, top - reachY, rw, rh, region);
  sums.fill(0, 0, stride);
  squares.fill(0, 0, stride);
  for (let y = 0; y < rh; y++) {
    let s = 0;
    let q = 0;
    let to = (y + 1) * stride;
    sums[to] = 0;
    squares[to] = 0;
    for (let r = y * rw, end = r + rw; r < end; r++) {
      const v = region[r]!;
      s += v;
      q += v * v;
      to++;
      sums[to] = sums[to - stride]! + s;
      squares[to] = squares[to - stride]! + q;
    }
  }
  const nx = 2 * reachX + 1;
  const ny = 2 * reachY + 1;
  const scores = new Float32Array(nx * ny);
  const n = w * h;
  const even = w & ~3;
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
      for (let y = 0, p = 0; y < h; y++) {
        let r = (dy + y) * rw + dx;
        const end = p + w;
        for (const fours = p + even; p < fours; p += 4, r += 4) {
          dot =
            (dot +
              data[p]! * region[r]! +
              data[p + 1]! * region[r + 1]! +
              data[p + 2]! * region[r + 2]! +
              data[p + 3]! * region[r + 3]!) |
            0;
        }
        for (; p < end; p++, r++) dot = (dot + data[p]! * region[r]!) | 0;
      }
      const score = dot / (UNIT * Math.sqrt(power));
      const at = dy * nx + dx;
      scores[at] = score;
      if (score > scores[best]!) best = at;
    }
  }
  return peakAt(scores, nx, ny, best, reachX, reachY);
};

/** Working memory, kept from call to call: there are thousands of them a page. */
const room = { region: new Uint8Array(0), sums: new Int32Array(0), squares: new Float64Array(0) };

const roomFor = (pixels: number, corners: number): typeof room => {
  if (room.region.length < pixels) room.region = new Uint8Array(2 * pixels);
  if (room.sums.length < corners) {
    room.sums = new Int32Array(2 * corners);
    room.squares = new Float64Array(2 * corners);
  }
  return room;
};

/** The piece of `ink` at `left`, `top`; paper where it has none. */
const copyRegion = (
  ink: Gray,
  left: number,
  top: number,
  width: number,
  height: number,
  out: Uint8Array,
): void => {
  const x0 = Math.min(width, Math.max(0, -left));
  const x1 = Math.max(x0, Math.min(width, ink.width - left));
  const whole = x0 === 0 && x1 === width && top >= 0 && top + height <= ink.height;
  if (!whole) out.fill(0, 0, width * height);
  for (let y = Math.max(0, -top), end = Math.min(height, ink.height - top); y < end; y++) {
    const from = (top + y) * ink.width + left;
    out.set(ink.data.subarray(from + x0, from + x1), y * width + x0);
  }
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
