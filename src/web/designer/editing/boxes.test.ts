import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BoxMm } from '../../../forms/edition.ts';
import { HANDLES, LEAST_MM, moved, resized, spanned } from './boxes.ts';

const PAPER = { width: 210, height: 297 };
const tenths = (most: number) => fc.integer({ min: 0, max: most * 10 }).map((value) => value / 10);
const box: fc.Arbitrary<BoxMm> = fc
  .tuple(tenths(200), tenths(290), tenths(60), tenths(40))
  .map(([x, y, width, height]) => [
    x,
    y,
    Math.max(LEAST_MM, Math.min(width, 210 - x)),
    Math.max(LEAST_MM, Math.min(height, 297 - y)),
  ]);
const way = fc.double({ min: -400, max: 400, noNaN: true });
const near = (a: number, b: number): void => expect(Math.abs(a - b)).toBeLessThanOrEqual(0.11);
const isOnPaper = ([x, y, width, height]: BoxMm): boolean =>
  x >= 0 && y >= 0 && x + width <= 210.11 && y + height <= 297.11;

describe('a box on the paper', () => {
  it('keeps its size and stays on the paper however far it is moved', () => {
    fc.assert(
      fc.property(box, way, way, (from, dx, dy) => {
        const to = moved(from, dx, dy, PAPER);
        expect([to[2], to[3]]).toEqual([from[2], from[3]]);
        expect(isOnPaper(to)).toBe(true);
      }),
    );
  });

  it('moves by what the arrow keys say where there is room', () => {
    expect(moved([20, 30, 40, 6], 0.5, -0.5, PAPER)).toEqual([20.5, 29.5, 40, 6]);
  });

  it('keeps the edges opposite of a handle, and something of itself', () => {
    fc.assert(
      fc.property(box, fc.constantFrom(...HANDLES), way, way, (from, handle, dx, dy) => {
        const to = resized(from, handle, dx, dy, PAPER);
        expect(to[2]).toBeGreaterThanOrEqual(LEAST_MM - 0.11);
        expect(to[3]).toBeGreaterThanOrEqual(LEAST_MM - 0.11);
        expect(isOnPaper(to)).toBe(true);
        if (!handle.includes('w')) near(to[0], from[0]);
        if (!handle.includes('n')) near(to[1], from[1]);
        if (!handle.includes('e')) near(to[0] + to[2], from[0] + from[2]);
        if (!handle.includes('s')) near(to[1] + to[3], from[1] + from[3]);
      }),
    );
  });

  it('is the same drawn from any of its corners', () => {
    fc.assert(
      fc.property(tenths(210), tenths(297), tenths(210), tenths(297), (ax, ay, bx, by) => {
        const drawn = spanned({ x: ax, y: ay }, { x: bx, y: by }, PAPER);
        expect(spanned({ x: bx, y: by }, { x: ax, y: ay }, PAPER)).toEqual(drawn);
        expect(spanned({ x: ax, y: by }, { x: bx, y: ay }, PAPER)).toEqual(drawn);
        expect(isOnPaper(drawn)).toBe(true);
      }),
    );
  });
});
