/** The rows of a table: by the rules across it where the form has them, otherwise by the numbers that begin the entries. */

import { warpGrayThrough } from '../forms/mesh-warp.ts';
import { boxAround } from '../forms/page-map.ts';
import type { Gray } from '../raster.ts';
import type { PageRule } from './page-rules.ts';
import type { FoundCell, FoundColumn, FoundRow, TableMap, TableRef } from './types.ts';
import { inkMask, type Writing, writingLines } from './writing-lines.ts';

export type Body = {
  readonly scale: number;
  /** Down the paper, millimetres. */
  readonly from: number;
  readonly to: number;
};

/** Where an entry begins, millimetres down the paper, and how sure that is. */
export type Start = { readonly mm: number; readonly kind: FoundRow['kind']; readonly confidence: number };

/** Resolution of the strips looked at, pixels a millimetre at most. */
const STRIP_PER_MM = 8;
/** What of a column lies under its own rules. */
const INSET_MM = 0.7;
/** Columns the picture shows less of than this cannot tell where entries begin. */
const MIN_VISIBLE = 0.6;

export const rowsOn = (
  page: Gray,
  ref: TableRef,
  map: TableMap,
  columns: readonly FoundColumn[],
  lying: readonly PageRule[],
  body: Body,
): FoundRow[] => {
  const { rows } = ref.layout.table;
  const starts =
    rows.found === 'ruled'
      ? startsByRules(map, columns, lying, body)
      : startsByInk(page, rows.startsIn, map, columns, body);
  return rowsFrom(starts, map, columns, body);
};

/** Rows from their beginnings; each goes on to the next one, the last to the end of the body. */
export const rowsFrom = (
  starts: readonly Start[],
  map: TableMap,
  columns: readonly FoundColumn[],
  body: Pick<Body, 'to'>,
): FoundRow[] =>
  starts.map(({ mm, kind, confidence }, ordinal) => {
    const toMm = starts[ordinal + 1]?.mm ?? body.to;
    const cells = new Map<string, FoundCell>();
    for (const { column, visible } of columns) {
      if (visible > 0.05) cells.set(column.key, cellOf(map, column.from, column.to, mm, toMm));
    }
    const boxes = [...cells.values()].map(({ box }) => box);
    const box = boxAround(
      boxes.flatMap(({ x, y, width, height }) => [
        { x, y },
        { x: x + width, y: y + height },
      ]),
    );
    return { ordinal, kind, fromMm: mm, toMm, box, cells, confidence };
  });

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
    .map((rule) => ({ mm: map.toPaper(middle, rule.at(middle)).y, weight: rule.weight }))
    .filter(({ mm }) => mm > body.from + LEAST_ROW_MM && mm < body.to - LEAST_ROW_MM)
    .sort((a, b) => a.mm - b.mm);
  const starts: Start[] = [{ mm: body.from, kind: 'entry', confidence: 1 }];
  for (const { mm, weight } of places) {
    if (mm - starts.at(-1)!.mm < LEAST_ROW_MM) continue;
    starts.push({ mm, kind: 'entry', confidence: weight });
  }
  return starts;
};

type Strip = { readonly gray: Gray; readonly perMm: number };

/** A column upright, from the head to the end of the body. */
const stripOf = (page: Gray, map: TableMap, { column }: FoundColumn, body: Body): Strip => {
  const perMm = Math.min(STRIP_PER_MM, body.scale);
  const left = column.from + INSET_MM;
  const width = Math.max(1, Math.round((column.to - column.from - 2 * INSET_MM) * perMm));
  const height = Math.max(1, Math.round((body.to - body.from) * perMm));
  const gray = warpGrayThrough(
    page,
    (x, y) => map.toPage(left + x / perMm, body.from + y / perMm),
    width,
    height,
    255,
  );
  return { gray, perMm };
};

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
  const strip = stripOf(page, map, shown, body);
  const { lines, letterHeight } = writingLines(strip.gray, strip.perMm);
  const widest = columns
    .filter(({ column, visible }) => column.role === 'text' && visible >= MIN_VISIBLE)
    .sort((a, b) => b.column.to - b.column.from - (a.column.to - a.column.from))[0];
  const text = widest === undefined ? null : profileOf(stripOf(page, map, widest, body));
  const sure = shown === own ? 1 : 0.6;
  const starts = lines.map((line, i) => {
    const above = lines[i - 1];
    const y = startAbove(line, above, letterHeight, text);
    return {
      mm: body.from + y / strip.perMm,
      kind: 'entry' as const,
      confidence: sure * Math.min(1, line.letters / 2),
    };
  });
  const first = starts[0];
  if (first !== undefined && first.mm - body.from > 6) {
    return [{ mm: body.from, kind: 'continued', confidence: sure }, ...starts];
  }
  return starts;
};

/** Ink in each row of pixels of a strip, smoothed over half a millimetre. */
const profileOf = ({ gray, perMm }: Strip): Float64Array => {
  const mask = inkMask(gray, perMm);
  const rows = new Float64Array(gray.height);
  for (let y = 0, i = 0; y < gray.height; y++) {
    let sum = 0;
    for (let x = 0; x < gray.width; x++, i++) sum += mask[i]!;
    rows[y] = sum;
  }
  const reach = Math.max(1, Math.round(perMm * 0.3));
  return rows.map((_, y) => {
    let sum = 0;
    for (let k = -reach; k <= reach; k++) sum += rows[Math.min(rows.length - 1, Math.max(0, y + k))]!;
    return sum;
  });
};

/** The height above a number at which its entry's row begins: where least is written between it and the line before. */
const startAbove = (
  line: Writing['lines'][number],
  above: Writing['lines'][number] | undefined,
  letterHeight: number,
  text: Float64Array | null,
): number => {
  const highest = Math.max(
    0,
    line.centre - 1.35 * letterHeight,
    above === undefined ? 0 : above.centre * 0.45 + line.centre * 0.55,
  );
  const lowest = Math.max(highest, line.centre - 0.45 * letterHeight);
  if (text === null) return Math.max(highest, line.top - 0.2 * letterHeight);
  let best = lowest;
  let least = Number.POSITIVE_INFINITY;
  for (let y = Math.floor(lowest); y >= highest; y--) {
    const value = text[Math.min(text.length - 1, y)]!;
    if (value < least) {
      least = value;
      best = y;
    }
  }
  return best;
};
