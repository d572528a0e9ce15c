import { describe, expect, it } from 'vitest';
import type { BoxMm } from '../../forms/edition.ts';
import { labelCellsOf } from './label-cells.ts';
import type { InkBlock } from './marks.ts';

/** Rows of cells 10 mm high, each cell [width, what stands in it]; which of them are labels, by what stands in them. */
const labelsIn = (
  rows: readonly (readonly (readonly [number, string])[])[],
  known: readonly string[],
): string[] => {
  const said = new Map<BoxMm, string>();
  const words = new Map<InkBlock, string>();
  rows.forEach((row, i) => {
    let x = 20;
    for (const [width, text] of row) {
      said.set([x, 20 + 10 * i, width, 10], text);
      x += width;
    }
  });
  const blocks = new Map(
    [...said].map(([cell, text]) => [
      cell,
      text.split(' ').flatMap((word, i): InkBlock[] => {
        if (word === '') return [];
        const block: InkBlock = { box: [cell[0] + 1 + 9 * i, cell[1] + 3, 8, 3], baseline: cell[1] + 6 };
        words.set(block, word);
        return [block];
      }),
    ]),
  );
  const isLabel = (own: readonly InkBlock[]): boolean =>
    known.includes(own.map((block) => words.get(block)).join(' '));
  const labels = labelCellsOf([...said.keys()], (cell) => blocks.get(cell) ?? [], isLabel);
  return [...labels].map((cell) => said.get(cell)!);
};

const KNOWN = ['Dân tộc', 'Quốc tịch', 'Nam', 'ngày', 'Nơi sinh', 'Người mẹ', 'Người cha', 'Họ tên'];

describe('cells of a frame', () => {
  it('are written in though a word in them reads like a label', () => {
    const rows = [[[40, 'Nơi sinh'] as const, [120, 'Ấp ngày Nam'] as const]];
    expect(labelsIn(rows, KNOWN)).toEqual(['Nơi sinh']);
  });

  it('are written in beside a label, though all that is written reads like one', () => {
    const rows = [
      [
        [40, 'Dân tộc'],
        [40, 'Nam'],
        [40, 'Quốc tịch'],
        [40, 'Việt Nam'],
      ],
      [
        [40, 'Quốc tịch'],
        [120, 'Nam'],
      ],
    ] as const;
    expect(labelsIn(rows, KNOWN)).toEqual(['Dân tộc', 'Quốc tịch', 'Quốc tịch']);
  });

  it('are labels in the column of labels though they are misread or unknown', () => {
    const rows = [
      [
        [40, 'Dân tộc'],
        [120, 'Kinh'],
      ],
      [
        [40, 'Nguyên nhân'],
        [120, 'Già yếu'],
      ],
      [
        [40, 'Nơi sinh'],
        [120, ''],
      ],
    ] as const;
    expect(labelsIn(rows, KNOWN)).toEqual(['Dân tộc', 'Nguyên nhân', 'Nơi sinh']);
  });

  it('are labels all along the head of columns, and beside a running number', () => {
    const rows = [
      [
        [40, 'Phần cha'],
        [60, 'Người mẹ'],
        [60, 'Người cha'],
      ],
      [
        [10, '1'],
        [30, 'Họ tên'],
        [60, 'TRẦN HẰNG'],
        [60, 'LÊ BẢO'],
      ],
    ] as const;
    expect(labelsIn(rows, KNOWN)).toEqual(['Phần cha', 'Người mẹ', 'Người cha', 'Họ tên']);
  });

  it('are not labels where a column of writing comes first', () => {
    const rows = [
      [
        [80, 'TRẦN HẰNG'],
        [80, 'LÊ BẢO'],
      ],
      [
        [80, 'Kinh'],
        [80, 'Kinh'],
      ],
    ] as const;
    expect(labelsIn(rows, KNOWN)).toEqual([]);
  });
});
