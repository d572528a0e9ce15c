import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillRect } from './draw-for-tests.ts';
import { translation } from './geometry.ts';
import {
  boxMean,
  darkness,
  newGray,
  percentile,
  reduced,
  sauvola,
  shrinkToGray,
  toGray,
  twoThirds,
} from './raster.ts';
import { warp } from './warp.ts';

const grayOf = (width: number, height: number, data: readonly number[]) => ({
  width,
  height,
  data: Uint8Array.from(data.slice(0, width * height)),
});
const small = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([w, h]) =>
    fc
      .array(fc.integer({ min: 0, max: 255 }), { minLength: w * h, maxLength: w * h })
      .map((data) => grayOf(w, h, data)),
  );

describe('raster', () => {
  it('means over windows what a plain sum means', () => {
    fc.assert(
      fc.property(small, fc.integer({ min: 0, max: 4 }), (gray, radius) => {
        const mean = boxMean(gray, radius);
        for (let y = 0; y < gray.height; y++) {
          for (let x = 0; x < gray.width; x++) {
            let sum = 0;
            let count = 0;
            for (let v = Math.max(0, y - radius); v <= Math.min(gray.height - 1, y + radius); v++) {
              for (let u = Math.max(0, x - radius); u <= Math.min(gray.width - 1, x + radius); u++) {
                sum += gray.data[v * gray.width + u]!;
                count++;
              }
            }
            expect(mean.data[y * gray.width + x]).toBe(Math.floor(sum / count));
          }
        }
      }),
    );
  });

  it('shrinks by the mean of whole blocks', () => {
    const gray = grayOf(5, 4, [0, 100, 10, 10, 9, 100, 200, 10, 10, 9, 1, 1, 2, 2, 9, 1, 1, 2, 2, 9]);
    const half = shrinkToGray({ ...gray, channels: 1 }, 2);
    expect([half.width, half.height, ...half.data]).toEqual([2, 2, 100, 10, 1, 2]);
  });

  it('reduces to any width by the mean of what each new pixel covers', () => {
    fc.assert(
      fc.property(small, fc.integer({ min: 1, max: 9 }), (gray, width) => {
        const found = reduced({ ...gray, channels: 1 }, width);
        if (width >= gray.width) {
          expect(found.data).toBe(gray.data);
          return;
        }
        const [sx, sy] = [gray.width / found.width, gray.height / found.height];
        for (let y = 0; y < found.height; y++) {
          for (let x = 0; x < found.width; x++) {
            let sum = 0;
            for (let v = 0; v < gray.height; v++) {
              for (let u = 0; u < gray.width; u++) {
                const w = Math.max(0, Math.min(u + 1, (x + 1) * sx) - Math.max(u, x * sx));
                const h = Math.max(0, Math.min(v + 1, (y + 1) * sy) - Math.max(v, y * sy));
                sum += gray.data[v * gray.width + u]! * w * h;
              }
            }
            expect(Math.abs(found.data[y * found.width + x]! - sum / (sx * sy))).toBeLessThan(1);
          }
        }
      }),
    );
  });

  it('makes two pixels of three as reducing does, in grey and in colour', () => {
    for (const channels of [1, 3] as const) {
      const data = Uint8Array.from({ length: 33 * 21 * channels }, (_, i) => (i * 7919) % 253);
      const picture = { width: 33, height: 21, channels, data };
      const quick = twoThirds(picture);
      const plain = reduced(picture, 22);
      expect([quick.width, quick.height]).toEqual([22, 14]);
      quick.data.forEach((value, i) => {
        expect(Math.abs(value - plain.data[i]!)).toBeLessThanOrEqual(1);
      });
    }
  });

  it('draws a slightly leaning picture as the plain rule says, in grey and in colour', () => {
    const noise = Uint8Array.from({ length: 60 * 50 * 3 }, (_, i) => (i * 7919) % 251);
    const m = [1 - 2e-4, -0.03, 1.3, 0.03, 1 - 2e-4, -0.8, 0, 0, 1] as const;
    for (const channels of [1, 3] as const) {
      const source = { width: 60, height: 50, channels, data: noise.slice(0, 60 * 50 * channels) };
      const drawn = warp(source, m, 58, 52, [9, 9, 9]);
      const at = (x: number, y: number, c: number): number => source.data[(y * 60 + x) * channels + c]!;
      for (let y = 0; y < 52; y++) {
        for (let x = 0; x < 58; x++) {
          const sx = m[0] * (x + 0.5) + m[1] * (y + 0.5) + m[2] - 0.5;
          const sy = m[3] * (x + 0.5) + m[4] * (y + 0.5) + m[5] - 0.5;
          if (sx < 0 || sy < 0 || sx >= 59 || sy >= 49) continue;
          const [x0, y0] = [Math.floor(sx), Math.floor(sy)];
          const [ax, ay] = [sx - x0, sy - y0];
          for (let c = 0; c < channels; c++) {
            const above = at(x0, y0, c) * (1 - ax) + at(x0 + 1, y0, c) * ax;
            const below = at(x0, y0 + 1, c) * (1 - ax) + at(x0 + 1, y0 + 1, c) * ax;
            const truth = above * (1 - ay) + below * ay;
            expect(Math.abs(drawn.data[(y * 58 + x) * channels + c]! - truth)).toBeLessThan(3);
          }
        }
      }
    }
  });

  it('sees white as white and black as black in colour and when shrunk', () => {
    for (const value of [0, 128, 255]) {
      const picture = { width: 6, height: 6, channels: 3 as const, data: new Uint8Array(108).fill(value) };
      expect(Math.abs(toGray(picture).data[7]! - value)).toBeLessThanOrEqual(1);
      expect(Math.abs(shrinkToGray(picture, 3).data[3]! - value)).toBeLessThanOrEqual(1);
    }
  });

  it('takes strokes for ink in light and in shadow, and paper for paper', () => {
    const gray = newGray(200, 60, 230);
    fillRect(gray, 100, 0, 100, 60, 120);
    fillRect(gray, 40, 20, 3, 20, 120);
    fillRect(gray, 150, 20, 3, 20, 50);
    const ink = sauvola(gray, 31, 0.3);
    const at = (x: number, y: number) => ink.data[y * 200 + x];
    expect([at(41, 30), at(151, 30)]).toEqual([1, 1]);
    expect([at(20, 30), at(180, 30)]).toEqual([0, 0]);
    expect(darkness(gray, 12).data[30 * 200 + 151]).toBeGreaterThan(50);
  });

  it('finds percentiles', () => {
    const gray = grayOf(10, 1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect([percentile(gray, 0.1), percentile(gray, 0.5), percentile(gray, 1)]).toEqual([1, 5, 10]);
  });

  it('crops bit for bit and fills outside', () => {
    const gray = grayOf(3, 2, [1, 2, 3, 4, 5, 6]);
    const out = warp({ ...gray, channels: 1 }, translation(1, -1), 4, 4, [99]);
    expect([...out.data]).toEqual([99, 99, 99, 99, 2, 3, 99, 99, 5, 6, 99, 99, 99, 99, 99, 99]);
  });
});
