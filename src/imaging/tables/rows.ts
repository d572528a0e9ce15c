/** The rows of a table: by the rules across it where the page has them, otherwise by the numbers that begin the entries. */

import { boxAround } from '../forms/page-map.ts';
import type { Gray } from '../raster.ts';
import { blocksIn } from './blocks.ts';
import { startsByNumbers } from './numbered-rows.ts';
import type { PageRule } from './page-rules.ts';
import { areRuled, startsByRules } from './ruled-rows.ts';
import type { FoundCell, FoundColumn, FoundRow, RowsBy, TableMap, TableRef, Written } from './types.ts';
import { startsByBlocks } from './unruled-rows.ts';
import { beginningIn } from './written.ts';

export type Body = {
  readonly scale: number;
  /** Down the paper, millimetres. */
  readonly from: number;
  readonly to: number;
};

/** Where a row begins, millimetres down the paper. */
export type Start = {
  readonly mm: number;
  readonly kind: FoundRow['kind'];
  readonly confidence: number;
  /** The number that begins the entry: its middle and the height of its figures, millimetres. */
  readonly number: { readonly middle: number; readonly letter: number } | null;
  /** What stands where numbers do runs on over the column's rule: a note written across the table. */
  readonly runsOn?: boolean;
};

export const rowsOn = (
  page: Gray,
  ref: TableRef,
  map: TableMap,
  columns: readonly FoundColumn[],
  lying: readonly PageRule[],
  written: Written,
  body: Body,
): { readonly rows: FoundRow[]; readonly by: RowsBy } => {
  const { rows } = ref.layout.table;
  const numbers = startsByNumbers(page, rows.startsIn, map, columns, body);
  if (rows.found === 'ruled') {
    const ruled = startsByRules(map, columns, lying, body);
    if (areRuled(ruled, numbers, body))
      return { rows: rowsFrom(ruled, map, columns, written, body), by: 'rules' };
  }
  // Where the form prescribes a height, entries stand well apart and what has no number stands apart from them.
  const apart = rows.height !== undefined && numbers.length > 0;
  const starts = apart ? startsByBlocks(numbers, blocksIn(written, columns), body) : numbers;
  return { rows: rowsFrom(starts, map, columns, written, body), by: 'ink' };
};

/**
 * Rows from their beginnings; each goes on to the next one, the last to the end of the body. Where numbers begin the
 * entries, each column's cell begins where least is written above the entry's first line there.
 */
export const rowsFrom = (
  starts: readonly Start[],
  map: TableMap,
  columns: readonly FoundColumn[],
  written: Written,
  body: Pick<Body, 'from' | 'to'>,
): FoundRow[] => {
  const shown = columns.filter(({ visible }) => visible > 0.05).map(({ column }) => column);
  const beginnings = new Map(
    shown.map(({ key, role }) => [
      key,
      starts.map((_, i) => beginningOf(starts, i, { key, leads: role === 'number' }, written, body.from)),
    ]),
  );
  return starts.map(({ mm, kind, confidence, number }, ordinal) => {
    const toMm = starts[ordinal + 1]?.mm ?? body.to;
    const cells = new Map<string, FoundCell>();
    for (const { key, from, to } of shown) {
      const own = beginnings.get(key) ?? [];
      cells.set(key, cellOf(map, from, to, own[ordinal] ?? mm, own[ordinal + 1] ?? body.to));
    }
    const box = boxAround([...cells.values()].flatMap(({ polygon }) => polygon));
    return { ordinal, kind, fromMm: mm, toMm, number, box, cells, confidence };
  });
};

const beginningOf = (
  starts: readonly Start[],
  i: number,
  { key, leads }: { readonly key: string; readonly leads: boolean },
  written: Written,
  bodyFrom: number,
): number => {
  const { mm, number } = starts[i]!;
  if (number === null) return mm;
  const before = starts[i - 1]?.number?.middle ?? starts[i - 1]?.mm ?? bodyFrom;
  return beginningIn(written, key, number.middle, before, number.letter, leads);
};

const CELL_STEPS = 4;

const cellOf = (map: TableMap, left: number, right: number, top: number, bottom: number): FoundCell => {
  const along = (x0: number, y0: number, x1: number, y1: number) =>
    Array.from({ length: CELL_STEPS }, (_, k) =>
      map.toPage(x0 + ((x1 - x0) * k) / CELL_STEPS, y0 + ((y1 - y0) * k) / CELL_STEPS),
    );
  const polygon = [
    ...along(left, top, right, top),
    ...along(right, top, right, bottom),
    ...along(right, bottom, left, bottom),
    ...along(left, bottom, left, top),
  ];
  return { boxMm: [left, top, right - left, bottom - top], box: boxAround(polygon), polygon };
};
