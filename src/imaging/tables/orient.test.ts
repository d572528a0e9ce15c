import { describe, expect, it } from 'vitest';
import { editions } from '../../forms/catalog.ts';
import { textPage } from '../draw-for-tests.ts';
import { type Gray, newGray, turnGray } from '../raster.ts';
import { straightenFrame } from '../straighten.ts';
import { tableRefs } from './find-in-picture.ts';
import { rulesOfForm } from './find-table.ts';
import { orientByTables } from './orient.ts';
import { madeUpTable, notariesForm } from './table-for-tests.ts';

const PER_MM = 4;
const refs = [...editions().values()].flatMap(tableRefs);

/** Both pages of an empty spread: frames, columns, heads and a printed rule under every row. */
const spreadOf = (id: string): Gray => {
  const [left, right] = (['left', 'right'] as const).map(
    (side) => refs.find(({ form, layout }) => form.id === id && layout.side === side)!,
  ) as [(typeof refs)[number], (typeof refs)[number]];
  const { width, height } = left.form.paper;
  const gray = newGray(2 * width * PER_MM, height * PER_MM, 228);
  const draw = (x0: number, y0: number, x1: number, y1: number): void => {
    for (let y = Math.round(y0 * PER_MM); y < y1 * PER_MM + 1.5; y++)
      for (let x = Math.round(x0 * PER_MM); x < x1 * PER_MM + 1.5; x++) gray.data[y * gray.width + x] = 70;
  };
  for (const [ref, offset] of [
    [left, 0],
    [right, width],
  ] as const) {
    const { head, body } = ref.layout.table;
    const rules = rulesOfForm(ref.layout.table).map((mm) => mm + offset);
    for (const x of rules) draw(x, head.from, x, body.to);
    for (const y of [head.from, head.to]) draw(rules[0]!, y, rules.at(-1)!, y);
    for (let y = body.from + 23; y <= body.to; y += 23) draw(rules[0]!, y, rules.at(-1)!, y);
  }
  return gray;
};

describe('the way up of a table', () => {
  it.each([0, 90, 180, 270] as const)('is told of a spread turned by %i°, and that it is one', (quarter) => {
    for (const id of ['KS-1961', 'KH-1961', 'KT-1961']) {
      const found = orientByTables(turnGray(spreadOf(id), quarter), refs)!;
      expect(found.spread, id).toBe(true);
      expect((found.rotation + quarter) % 360, id).toBe(0);
    }
  });

  it.each([0, 90, 180, 270] as const)('is told of a single page turned by %i°', (quarter) => {
    const { gray } = madeUpTable({ stretch: 0.05, bend: 1, drop: 1, entries: 18, seed: 2 });
    const found = orientByTables(turnGray(gray, quarter), [notariesForm()])!;
    expect(found.spread).toBe(false);
    expect((found.rotation + quarter) % 360).toBe(0);
  });

  it('is not told of text, of blank paper, or where no table is known', () => {
    expect(orientByTables(textPage(840, 1188, 4), refs)).toBeNull();
    expect(orientByTables(newGray(840, 1188, 230), refs)).toBeNull();
    expect(orientByTables(spreadOf('KS-1961'), [])).toBeNull();
  });

  it('turns and parts an upside-down book', async () => {
    const gray = turnGray(spreadOf('KT-1961'), 180);
    const pages = await straightenFrame(
      { picture: { ...gray, channels: 1 }, dpi: 102, jpeg: null },
      { matchForm: (picture) => orientByTables(picture, refs) },
    );
    expect(pages.map(({ side, rotation }) => [side, rotation])).toEqual([
      ['left', 180],
      ['right', 180],
    ]);
  });
});
