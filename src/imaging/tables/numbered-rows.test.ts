import { describe, expect, it } from 'vitest';
import { fillRect } from '../draw-for-tests.ts';
import { newGray } from '../raster.ts';
import { startsByNumbers } from './numbered-rows.ts';
import type { FoundColumn, TableMap } from './types.ts';

/** Pixels a millimetre; the page is the column with some room beside it. */
const SCALE = 8;
const COLUMN = { from: 5, to: 17 };
const BODY = { scale: SCALE, from: 0, to: 80 };
const map = { toPage: (x: number, y: number) => ({ x: x * SCALE, y: y * SCALE }) } as TableMap;
const columns = [
  { column: { key: 'number', role: 'number', margin: false, ...COLUMN }, visible: 1 } as FoundColumn,
];

/** Letters as open boxes, each at [left, middle, width] in millimetres on the paper. */
const runsOn = (letters: readonly (readonly [number, number, number])[]): (boolean | undefined)[] => {
  const page = newGray(24 * SCALE, 80 * SCALE, 230);
  const px = (mm: number): number => Math.round(mm * SCALE);
  for (const [left, middle, width] of letters) {
    const [x, y, w, h] = [px(left), px(middle - 1.5), px(width), px(3)];
    fillRect(page, x, y, w, h, 40);
    fillRect(page, x + 3, y + 3, w - 6, h - 6, 230);
  }
  return startsByNumbers(page, 'number', map, columns, BODY).map((start) => start.runsOn);
};
const NUMBERS = [4, 20, 38].map((middle) => [COLUMN.from + 1, middle, 1.8] as const);

describe('what stands where numbers do', () => {
  it('is a note when it runs up to the rule, though the letter that the rule goes through is not seen', () => {
    const note = [
      [COLUMN.from + 6.5, 55, 2],
      [COLUMN.from + 8.6, 55, 1.2],
      // Through the rule.
      [COLUMN.to - 1.5, 55, 2.5],
    ] as const;
    expect(runsOn([...NUMBERS, ...note])).toEqual([false, false, false, true]);
  });

  it('is a number when it ends well before the rule', () => {
    expect(runsOn([...NUMBERS, [COLUMN.from + 5, 55, 1.8]])).toEqual([false, false, false, false]);
  });

  it('is a number when all of them stand at the rule', () => {
    const atRule = [4, 20, 38, 55].map((middle) => [COLUMN.to - 3.6, middle, 1.8] as const);
    expect(runsOn(atRule)).toEqual([false, false, false, false]);
  });
});
