import { describe, expect, it } from 'vitest';
import { type Block, startsByBlocks } from './blocks.ts';
import type { Start } from './rows.ts';

const numbered = (middle: number): Start => ({
  mm: middle - 2,
  kind: 'entry',
  confidence: 1,
  number: { middle, letter: 2 },
});
const block = (from: number, to: number, ink = 10): Block => ({ from, to, ink });
const BODY = { from: 53, to: 110 };

describe('rows of blocks', () => {
  it('begin at numbers, and at what stands apart without one', () => {
    const rows = startsByBlocks(
      [numbered(56), numbered(96)],
      [block(54, 63), block(75, 78), block(94, 100)],
      BODY,
    );
    expect(rows.map(({ number }) => number?.middle ?? null)).toEqual([56, null, 96]);
    expect(rows[0]!.mm).toBe(53);
    expect(rows[1]!.mm).toBeLessThan(75);
    expect(rows[1]!.mm).toBeGreaterThan(63);
  });

  it('are as many as numbers where entries stand close together', () => {
    const starts = [numbered(56), numbered(61), numbered(66)];
    expect(startsByBlocks(starts, [block(54, 68)], { from: 53, to: 80 })).toHaveLength(3);
  });

  it('begin a little above the line of their number, whatever reaches higher beside it', () => {
    const [, second] = startsByBlocks([numbered(56), numbered(96)], [block(54, 63), block(90, 100)], BODY);
    expect(second!.mm).toBeCloseTo(93.6);
  });

  it('are not made of bleed-through or of the frame at the foot of the table', () => {
    const blocks = [block(54, 63), block(75, 78, 0.2), block(108, 109)];
    expect(startsByBlocks([numbered(56)], blocks, { from: 53, to: 110 })).toHaveLength(2);
  });

  it('end well below what is written last: the rest of the page is blank', () => {
    const rows = startsByBlocks([numbered(56)], [block(54, 60)], BODY);
    expect(rows.map(({ mm }) => mm)).toEqual([53, 72]);
  });
});
