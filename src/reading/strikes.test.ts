import { describe, expect, it } from 'vitest';
import type { Crop } from './engine.ts';
import { findInk } from './ink.ts';
import { type Strike, withoutStruck } from './strikes.ts';

const WIDTH = 600;
const HEIGHT = 137;

/** Letters as upright bars, `[left, top]`, 8 px wide and 30 high, at 300 dpi. */
const cropOf = (letters: readonly (readonly [number, number])[], strikes: readonly Strike[]): Crop => {
  const data = new Uint8Array(WIDTH * HEIGHT).fill(255);
  for (const [left, top] of letters) {
    for (let y = top; y < top + 30; y++) data.fill(20, y * WIDTH + left, y * WIDTH + left + 8);
  }
  for (const [from, to, y] of strikes) {
    for (let v = y - 2; v <= y + 2; v++) data.fill(20, v * WIDTH + from, v * WIDTH + to);
  }
  return { width: WIDTH, height: HEIGHT, data };
};

const row = (from: number, count: number, top: number) =>
  Array.from({ length: count }, (_, i) => [from + i * 18, top] as const);

const STROKE: Strike = [30, 190, 85];
const WRONG = row(40, 8, 70);

describe('what is struck', () => {
  it('goes, and the right text beside it stays', () => {
    const rest = withoutStruck(cropOf([...WRONG, ...row(240, 10, 70)], [STROKE]), [STROKE]);
    const ink = rest === null ? null : findInk(rest);
    expect(ink?.left).toBeGreaterThanOrEqual(236);
    expect(ink?.right).toBeGreaterThan(400);
  });

  it('goes, and the right text above it stays', () => {
    const rest = withoutStruck(cropOf([...WRONG, ...row(40, 8, 14)], [STROKE]), [STROKE]);
    const ink = rest === null ? null : findInk(rest);
    expect(ink).not.toBeNull();
    expect(ink?.bottom).toBeLessThan(60);
  });

  it('is all there is when nothing else is written', () => {
    expect(withoutStruck(cropOf(WRONG, [STROKE]), [STROKE])).toBeNull();
  });

  it('goes though it is a short word', () => {
    const short: Strike = [30, 140, 85];
    const rest = withoutStruck(cropOf([...row(40, 5, 70), ...row(160, 3, 70)], [short]), [short]);
    expect(rest === null ? null : findInk(rest)?.left).toBeGreaterThanOrEqual(156);
  });

  it('is nothing without strokes', () => {
    const crop = cropOf(WRONG, []);
    expect(withoutStruck(crop, [])).toBe(crop);
  });
});
