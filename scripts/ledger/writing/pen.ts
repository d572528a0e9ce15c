/** Strokes of a pen: strikes, ticks, signatures, diagonals over void pages. */

import type { BoxMm } from '../../../src/forms/edition.ts';
import { type Bounds, type Outline, stroke } from '../drawing/outline.ts';
import type { Random } from '../random.ts';
import type { Rgb } from './hands.ts';
import type { Mark } from './marks.ts';

type Point = readonly [number, number];

export const penMark = (outline: Outline, ink: Rgb, strength = 0.92): Mark => ({
  outline,
  ink,
  strength,
  weight: 1,
  grain: 'even',
});

/** One or two lines through writing. */
export const strikeThrough = (random: Random, [left, top, right, bottom]: Bounds, ink: Rgb): Mark => {
  const middle = top + (bottom - top) * 0.55;
  const lines = random.chance(0.35) ? [-0.35, 0.35] : [0];
  return penMark(
    lines.flatMap((shift) =>
      shaky(
        random,
        [left - random.between(0.3, 0.8), middle + shift + random.normal(0, 0.2)],
        [right + random.between(0.2, 0.5), middle + shift + random.normal(0, 0.2)],
        0.38,
      ),
    ),
    ink,
  );
};

/** A hand-drawn straight line. */
export const shaky = (random: Random, from: Point, to: Point, width: number): Outline => {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const steps = Math.max(2, Math.ceil(length / 2.5));
  const phase = random.between(0, 7);
  const points = Array.from({ length: steps + 1 }, (_, i): Point => {
    const t = i / steps;
    const off = Math.min(0.5, length * 0.012) * Math.sin(phase + 5 * t);
    const [ux, uy] = [(to[0] - from[0]) / (length || 1), (to[1] - from[1]) / (length || 1)];
    return [from[0] + t * (to[0] - from[0]) - uy * off, from[1] + t * (to[1] - from[1]) + ux * off];
  });
  return stroke(points, (i) => width * (0.85 + 0.25 * Math.sin(phase + i)));
};

/** A cross or a check mark inside a box to tick. */
export const tickMark = (random: Random, [x, y, width, height]: BoxMm, ink: Rgb, pen: boolean): Mark => {
  const near = (share: number): number => share + (pen ? random.normal(0, 0.05) : 0);
  const at = (u: number, v: number): Point => [x + width * near(u), y + height * near(v)];
  const thick = pen ? 0.42 : 0.36;
  const cross = random.chance(0.6);
  return penMark(
    cross
      ? [
          ...shaky(random, at(0.22, 0.22), at(0.78, 0.78), thick),
          ...shaky(random, at(0.78, 0.22), at(0.22, 0.78), thick),
        ]
      : [
          ...shaky(random, at(0.16, 0.5), at(0.42, 0.8), thick),
          ...shaky(random, at(0.42, 0.8), at(0.86, 0.16), thick),
        ],
    ink,
    pen ? 0.92 : 1,
  );
};

/** A signature: loops that run to the right and end in a flourish. The same signer's seed gives alike ones. */
export const signature = (signer: Random, random: Random, [x, y, width, height]: BoxMm, ink: Rgb): Mark => {
  const loops = signer.whole(3, 6);
  const long = Math.min(width * 0.8, signer.between(22, 36));
  const tall = Math.min(height * 0.42, signer.between(4, 8));
  const shape = Array.from({ length: loops }, () => ({
    rise: signer.between(0.35, 1),
    back: signer.between(0.2, 1.1),
    lean: signer.between(-0.4, 0.6),
  }));
  const tail = signer.chance(0.6);
  const left = x + (width - long) / 2 + random.normal(0, 1.5);
  const middle = y + height * 0.5 + random.normal(0, 1);
  const points: Point[] = [];
  const steps = 16;
  shape.forEach((loop, i) => {
    for (let step = 0; step < steps; step++) {
      const t = (2 * Math.PI * step) / steps;
      const along = (i + step / steps) / loops;
      const high = tall * loop.rise * (1 + random.normal(0, 0.02));
      points.push([
        left + along * long - loop.back * Math.sin(t) * tall * 0.5 + loop.lean * Math.cos(t) * tall * 0.4,
        middle - high * 0.7 * (1 - Math.cos(t)) + tall * 0.4,
      ]);
    }
  });
  if (tail) points.push([left + long * 1.12, middle - tall * 0.4], [left + long * 0.1, middle + tall * 0.75]);
  const weight = signer.between(0.35, 0.55);
  return penMark(
    stroke(smooth(points), (i) => weight * (0.8 + 0.35 * Math.sin(i * 0.21))),
    ink,
    0.9,
  );
};

/** Points in between, on a curve through the given ones (Catmull-Rom). */
const smooth = (points: readonly Point[]): readonly Point[] => {
  const at = (i: number): Point => points[Math.max(0, Math.min(points.length - 1, i))] as Point;
  const between = 4;
  return points.flatMap((_, i) =>
    Array.from({ length: between }, (_unused, step): Point => {
      const t = step / between;
      const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
      const curve = (k: 0 | 1): number =>
        0.5 *
        (2 * b[k] +
          (c[k] - a[k]) * t +
          (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k]) * t * t +
          (3 * b[k] - a[k] - 3 * c[k] + d[k]) * t * t * t);
      return [curve(0), curve(1)];
    }),
  );
};
