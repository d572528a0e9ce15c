/** The rows of a table: by the rules across it where the form has them, otherwise by the numbers that begin the entries. */

import { boxAround } from '../forms/page-map.ts';
import type { Gray } from '../raster.ts';
import { blocksIn, startsByBlocks } from './blocks.ts';
import type { PageRule } from './page-rules.ts';
import type { FoundCell, FoundColumn, FoundRow, TableMap, TableRef, Written } from './types.ts';
import { writingLines } from './writing-lines.ts';
import { beginningIn, stripOf } from './written.ts';

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
};

/** Resolution of the strips looked at, pixels a millimetre at most. */
const STRIP_PER_MM = 8;
/** Columns the picture shows less of than this cannot tell where entries begin. */
const MIN_VISIBLE = 0.6;

export const rowsOn = (
  page: Gray,
  ref: TableRef,
  map: TableMap,
  columns: readonly FoundColumn[],
  lying: readonly PageRule[],
  written: Written,
  body: Body,
): FoundRow[] => {
  const { rows } = ref.layout.table;
  const starts =
    rows.found === 'ruled'
      ? startsByRules(map, columns, lying, body)
      : startsByInk(page, rows.startsIn, map, columns, body);
  // Where the form prescribes a height, entries stand well apart and what has no number stands apart from them.
  if (rows.found === 'ink' && rows.height !== undefined && starts.length > 0)
    return rowsFrom(startsByBlocks(starts, blocksIn(written, columns), body), map, columns, written, body);
  return rowsFrom(starts, map, columns, written, body);
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

/** Share of the table's width a rule between two rows is long, and the least height of a row. */
const ROW_RULE_SHARE = 0.55;
const LEAST_ROW_MM = 4;
/** How much higher a rule drawn by hand may end than it began. */
const ROW_TILT_MM = 4;

const startsByRules = (
  map: TableMap,
  columns: readonly FoundColumn[],
  lying: readonly PageRule[],
  body: Body,
): Start[] => {
  const inner = columns.filter(({ column }) => !column.margin);
  const left = map.toPage(inner[0]!.column.from, body.from).x;
  const right = map.toPage(inner.at(-1)!.column.to, body.from).x;
  const middle = (left + right) / 2;
  const places = lying
    .filter(({ from, to }) => Math.min(to, right) - Math.max(from, left) >= ROW_RULE_SHARE * (right - left))
    // A stroke from corner to corner of a row makes it void and is no rule.
    .filter(
      (rule) =>
        Math.abs(map.toPaper(left, rule.at(left)).y - map.toPaper(right, rule.at(right)).y) <= ROW_TILT_MM,
    )
    .map((rule) => ({ mm: map.toPaper(middle, rule.at(middle)).y, weight: rule.weight }))
    .filter(({ mm }) => mm > body.from + LEAST_ROW_MM && mm < body.to - LEAST_ROW_MM)
    .sort((a, b) => a.mm - b.mm);
  const starts: Start[] = [{ mm: body.from, kind: 'entry', confidence: 1, number: null }];
  for (const { mm, weight } of places) {
    if (mm - starts.at(-1)!.mm < LEAST_ROW_MM) continue;
    starts.push({ mm, kind: 'entry', confidence: weight, number: null });
  }
  return starts;
};

/** A row begins this many figures above the middle of its number. */
const ABOVE = 0.9;
/** Less than this above the first number is no room for writing. */
const LEAST_ABOVE_MM = 6;

const startsByInk = (
  page: Gray,
  startsIn: string,
  map: TableMap,
  columns: readonly FoundColumn[],
  body: Body,
): Start[] => {
  const own = columns.find(({ column }) => column.key === startsIn);
  // On the other side of a spread the rows follow the side with the numbers.
  if (own === undefined) return [];
  const at = columns.indexOf(own);
  const shown = columns.slice(at).find(({ visible, column }) => visible >= MIN_VISIBLE && !column.margin);
  if (shown === undefined) return [];
  const strip = stripOf(page, map, shown, body, Math.min(STRIP_PER_MM, body.scale));
  const { lines, letterHeight } = writingLines(strip.gray, strip.perMm);
  const sure = shown === own ? 1 : 0.6;
  const letter = letterHeight / strip.perMm;
  const starts = lines.map((line, i): Start => {
    const middle = body.from + line.centre / strip.perMm;
    const above = lines[i - 1];
    const halfway =
      above === undefined ? body.from : body.from + (above.centre + line.centre) / 2 / strip.perMm;
    return {
      mm: Math.max(halfway, middle - ABOVE * letter),
      kind: 'entry',
      confidence: sure * Math.min(1, line.letters / 2),
      number: { middle, letter },
    };
  });
  const first = starts[0];
  if (first === undefined || first.mm - body.from <= LEAST_ABOVE_MM) return starts;
  return [{ mm: body.from, kind: 'continued', confidence: sure, number: null }, ...starts];
};
