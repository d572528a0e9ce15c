import { describe, expect, it } from 'vitest';
import { leaned } from '../draw-for-tests.ts';
import { cropGray, newGray, turnGray } from '../raster.ts';
import { findInPicture } from './find-in-picture.ts';
import { findTable } from './find-table.ts';
import { type MadeUpTable, madeUpTable, notariesForm, type TableStyle } from './table-for-tests.ts';
import type { FoundTable } from './types.ts';

const ref = notariesForm();
const STYLE: TableStyle = { stretch: 0.12, bend: 2, drop: 1.5, entries: 18, seed: 1 };

/** Largest distance of a column's edge from the rule drawn there, millimetres. */
const worstEdge = (page: MadeUpTable, table: FoundTable, shift = 0): number => {
  const inner = table.columns.filter(({ column, visible }) => !column.margin && visible > 0);
  const first = table.columns.filter(({ column }) => !column.margin).indexOf(inner[0]!);
  return Math.max(
    ...inner.flatMap(({ left, right }, i) =>
      [left, right].flatMap((way, side) =>
        way
          .slice(4, -4)
          .map(({ x, y }) => Math.abs(x + shift - 1 - page.rules[first + i + side]!(y)) / page.perMm),
      ),
    ),
  );
};

const entriesOf = (table: FoundTable) => table.rows.filter(({ kind }) => kind === 'entry');

/** Every number lies in a row of its own. */
const ownRows = (page: MadeUpTable, table: FoundTable): number => {
  const rows = entriesOf(table).map(({ cells }) => cells.get('number')!.boxMm);
  const owners = page.numbers.map(({ x, y }) => {
    const mm = table.map.toPaper(x, y).y;
    return rows.findIndex(([, top, , height]) => mm >= top && mm < top + height);
  });
  return owners.filter((row, i) => row >= 0 && owners.indexOf(row) === i).length;
};

describe('a table', () => {
  it.each([1, 2, 3, 4])('is found in a printing of other widths, bent and leaning (seed %i)', (seed) => {
    const page = madeUpTable({ ...STYLE, seed });
    const table = findTable(page.gray, ref)!;
    expect(table.confidence).toBeGreaterThan(0.7);
    expect(worstEdge(page, table)).toBeLessThan(0.8);
    expect(entriesOf(table)).toHaveLength(page.numbers.length);
    expect(ownRows(page, table)).toBe(page.numbers.length);
  });

  it('has rows as close as writing is', () => {
    const page = madeUpTable({ ...STYLE, entries: 50 });
    const table = findTable(page.gray, ref)!;
    expect(ownRows(page, table)).toBe(50);
  });

  it.each([0.4, 0.2])('is found, with its entries, at %d of the contrast', (contrast) => {
    const page = madeUpTable(STYLE);
    const data = page.gray.data.map((value) => 225 - (225 - value) * contrast);
    const table = findTable({ ...page.gray, data }, ref)!;
    expect(ownRows(page, table)).toBe(page.numbers.length);
    expect(entriesOf(table)).toHaveLength(page.numbers.length);
  });

  it('is found where the first column is cut off, and that column has no cells', () => {
    const page = madeUpTable({ ...STYLE, bend: 0 });
    const cut = Math.round(page.rules[1]!(0)) - 20;
    const gray = cropGray(page.gray, cut, 0, page.gray.width - cut, page.gray.height);
    const table = findTable(gray, ref, { dpi: 152 })!;
    const text = table.columns.find(({ column }) => column.key === 'parties')!;
    expect(Math.abs(text.left[10]!.x + cut - page.rules[4]!(text.left[10]!.y)) / page.perMm).toBeLessThan(1);
    expect(table.columns.find(({ column }) => column.key === 'number')!.visible).toBeLessThan(0.3);
    expect(table.columns.find(({ column }) => column.key === 'actDate')!.visible).toBe(1);
  });

  it('leans with the page, and the map goes there and back', () => {
    const page = madeUpTable(STYLE);
    const table = findTable(leaned(page.gray, 2, 225), ref)!;
    expect(entriesOf(table)).toHaveLength(page.numbers.length);
    for (const [x, y] of [
      [30, 60],
      [120, 200],
      [230, 340],
    ] as const) {
      const at = table.map.toPage(x, y);
      const back = table.map.toPaper(at.x, at.y);
      expect(Math.hypot(back.x - x, back.y - y)).toBeLessThan(0.2);
    }
  });

  it.each([90, 180, 270] as const)(
    'on a page turned by %i° is told in pixels of the page as it is',
    (quarter) => {
      const page = madeUpTable(STYLE);
      const gray = turnGray(page.gray, quarter);
      const found = findInPicture({ ...gray, channels: 1 }, ref.form);
      expect((found.rotation + quarter) % 360).toBe(0);
      const table = found.sides[0]!.table!;
      const { x, y } = page.numbers[5]!;
      const there =
        quarter === 180
          ? { x: page.gray.width - x, y: page.gray.height - y }
          : quarter === 90
            ? { x: page.gray.height - y, y: x }
            : { x: y, y: page.gray.width - x };
      const { box } = entriesOf(table)[5]!.cells.get('number')!;
      expect(there.x).toBeGreaterThan(box.x);
      expect(there.x).toBeLessThan(box.x + box.width);
      expect(there.y).toBeGreaterThan(box.y);
      expect(there.y).toBeLessThan(box.y + box.height);
    },
  );

  it('is not seen on blank paper or on a page of text', () => {
    expect(findTable(newGray(1500, 2160, 230), ref)).toBeNull();
  });
});
