import { describe, expect, it } from 'vitest';
import type { Block } from './blocks.ts';
import type { Start } from './rows.ts';
import { startsByBlocks } from './unruled-rows.ts';

const numbered = (middle: number): Start => ({
  mm: middle - 2,
  kind: 'entry',
  confidence: 1,
  number: { middle, letter: 2 },
});
const block = (from: number, to: number, ink = 10, stroke = false): Block => ({
  from,
  to,
  ink,
  isStroke: () => stroke,
});
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

  it('have the room above the line of their number that the first row has, whatever reaches higher beside it', () => {
    const [, second] = startsByBlocks([numbered(56), numbered(96)], [block(54, 63), block(90, 100)], BODY);
    expect(second!.mm).toBeCloseTo(93);
  });

  it('are not made of bleed-through or of the frame at the foot of the table', () => {
    const blocks = [block(54, 63), block(75, 78, 0.2), block(108, 109)];
    expect(startsByBlocks([numbered(56)], blocks, { from: 53, to: 110 })).toHaveLength(2);
  });

  it('are not made of a frame that bends, so that a note above it ends well before it', () => {
    const note = { ...numbered(84), runsOn: true };
    const blocks = [block(54, 60), block(82, 98), block(146.7, 149, 12)];
    const rows = startsByBlocks([numbered(56), note], blocks, { from: 53, to: 149 });
    expect(rows.map(({ mm }) => Math.round(mm))).toEqual([53, 77, 109]);
  });

  it('leave what is well above the first number to the entry of the page before, though nothing is written there', () => {
    const rows = startsByBlocks([numbered(70), numbered(90)], [block(68, 74), block(88, 94)], BODY);
    expect(rows.map(({ kind, mm }) => [kind, mm])).toEqual([
      ['continued', 53],
      ['entry', 67.6],
      ['entry', 87.6],
    ]);
  });

  it('begin as usual where the first row of the page is no entry', () => {
    const rows = startsByBlocks(
      [numbered(76), numbered(96)],
      [block(54, 60), block(74, 80), block(94, 100)],
      BODY,
    );
    expect(rows.map(({ mm }) => mm)).toEqual([53, 73.6, 93.6]);
  });

  it('leave room above a note that runs across the table from where numbers stand', () => {
    const note = { ...numbered(84), runsOn: true };
    const rows = startsByBlocks([numbered(56), note], [block(54, 60), block(82, 86)], BODY);
    expect(rows[1]).toMatchObject({ number: null });
    expect(rows[1]!.mm).toBeCloseTo(76.8);
  });

  it('are not made of a stroke of the pen seen through the paper', () => {
    const blocks = [block(54, 63), block(75, 81, 2, true)];
    expect(startsByBlocks([numbered(56)], blocks, { from: 53, to: 80 })).toHaveLength(1);
  });

  it('end well below what is written last: the rest of the page is blank', () => {
    const rows = startsByBlocks([numbered(56)], [block(54, 60)], BODY);
    expect(rows.map(({ mm }) => mm)).toEqual([53, 72]);
  });
});
