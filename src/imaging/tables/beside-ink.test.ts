import { describe, expect, it } from 'vitest';
import { startsBesideInk } from './beside-ink.ts';
import type { FoundColumn, Written } from './types.ts';

const STEP = 0.25;
const ROOM_MM = 1.4;
const column = (key: string, role: 'text' | 'signature' = 'text') =>
  ({ column: { key, role, margin: false } }) as unknown as FoundColumn;

/** Lines of four millimetres from each beginning on. */
const writtenFrom = (beginnings: readonly number[], key: string): Written => {
  const ink = new Float32Array(200 / STEP);
  for (const mm of beginnings) ink.fill(0.4, (mm - 50) / STEP, (mm + 4 - 50) / STEP);
  return { fromMm: 50, stepMm: STEP, ink: new Map([[key, ink]]) };
};

describe('rows of the other side of a spread without rules', () => {
  it('begin where its writing does, though its measure is shifted and longer', () => {
    const starts = [50, 70, 90, 110, 130, 150, 170];
    const there = starts.map((mm) => 50 + 2 + (mm - 50) * 1.02);
    const lines = there.map((mm) => mm + ROOM_MM);
    const found = startsBesideInk(starts, 50, ROOM_MM, writtenFrom(lines, 'a'), [column('a')]);
    expect(found[0]).toBe(50);
    found.slice(1).forEach((mm, i) => {
      expect(Math.abs(mm - there[i + 1]!)).toBeLessThan(0.6);
    });
  });

  it('stay where they are when nothing but a signature is written there', () => {
    const starts = [50, 70, 90];
    expect(
      startsBesideInk(starts, 50, ROOM_MM, writtenFrom([55, 77], 'a'), [column('a', 'signature')]),
    ).toEqual(starts);
  });
});
