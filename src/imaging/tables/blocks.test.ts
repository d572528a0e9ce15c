import { describe, expect, it } from 'vitest';
import { blocksIn } from './blocks.ts';
import type { FoundColumn, Written } from './types.ts';

describe('blocks of writing', () => {
  const STEP = 0.25;
  const KEYS = ['a', 'b', 'c', 'd', 'e', 'f'];
  const columns = KEYS.map((key) => ({ column: { key, role: 'text', margin: false } }) as FoundColumn);
  /** Ink in each column from a height on, millimetres. */
  const written = (tops: readonly number[], high: number): Written => ({
    fromMm: 0,
    stepMm: STEP,
    ink: new Map(
      KEYS.map((key, i) => {
        const profile = new Float32Array(60 / STEP);
        return [key, profile.fill(0.1, tops[i]! / STEP, (tops[i]! + high) / STEP)] as const;
      }),
    ),
  });

  it('are told from a stroke that slants over the columns', () => {
    const strokes = (tops: readonly number[]): boolean[] =>
      blocksIn(written(tops, 3), columns).map(({ isStroke, to }) => isStroke(to));
    expect(strokes([20, 20, 20, 20, 20, 20])).toEqual([false]);
    expect(strokes([30, 28, 26, 24, 22, 20])).toEqual([true]);
  });

  it('end though a frame is seen through the paper all down a column', () => {
    const { ink, ...rest } = written([20, 20, 35, 20, 20, 20], 3);
    const framed = new Map(
      [...ink].map(([key, profile]) => [key, key === 'b' ? profile.map((share) => share + 0.03) : profile]),
    );
    expect(blocksIn({ ...rest, ink: framed }, columns)).toHaveLength(2);
  });

  it('end where nothing is written for a while', () => {
    const blocks = blocksIn(written([20, 20, 35, 20, 20, 20], 3), columns);
    expect(blocks.map(({ from, to }) => [from, to])).toEqual([
      [20, 23],
      [35, 38],
    ]);
  });
});
