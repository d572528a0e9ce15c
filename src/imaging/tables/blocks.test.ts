import { describe, expect, it } from 'vitest';
import { type Block, startsByBlocks } from './blocks.ts';
import type { Start } from './rows.ts';

const numbered = (middle: number): Start => ({
  mm: middle - 2,
  kind: 'entry',
  confidence: 1,
  number: { middle, letter: 2 },
});
const block = (from: number, to: number): Block => ({ from, to });

describe('rows of blocks', () => {
  it('begin at numbers, and at what stands apart without one', () => {
    const rows = startsByBlocks(
      [numbered(56), numbered(96)],
      [block(54, 63), block(75, 78), block(94, 100)],
      53,
    );
    expect(rows.map(({ number }) => number?.middle ?? null)).toEqual([56, null, 96]);
    expect(rows[0]!.mm).toBe(53);
    expect(rows[1]!.mm).toBeLessThan(75);
    expect(rows[1]!.mm).toBeGreaterThan(63);
  });

  it('are as many as numbers where entries stand close together', () => {
    const starts = [numbered(56), numbered(61), numbered(66)];
    expect(startsByBlocks(starts, [block(54, 68)], 53)).toHaveLength(3);
  });
});
