/**
 * The tables of a form in a whole picture: one side, or both sides of a spread lying open. A spread is parted at its fold,
 * and the fold is believed only as far as the tables leave it room.
 */
import type { Form, Layout, Side } from '../../forms/edition.ts';
import type { Table } from '../../forms/table.ts';
import { boxAround } from '../forms/page-map.ts';
import type { Point } from '../geometry.ts';
import { type Gray, histogram, type Picture, percentileOf, shrinkFactor, shrinkToGray } from '../raster.ts';
import { fillBeyond } from '../sides.ts';
import { findSpread } from '../spread.ts';
import { findTable, rulesOfForm } from './find-table.ts';
import { joinSides } from './join-sides.ts';
import type { FindTableOptions, FoundCell, FoundTable, TableRef } from './types.ts';

export type PictureSide = {
  readonly side: Side;
  /** Null: no table of the form was seen on this side. All places are pixels of the picture. */
  readonly table: FoundTable | null;
};

export type PictureTables = {
  readonly sides: readonly PictureSide[];
  /** Where a spread was parted, from the top edge to the bottom edge; null for a single side. */
  readonly parting: readonly Point[] | null;
};

/** Long side of the copy that is looked at: figures of two millimetres on A3 are still 12 pixels high. */
const LOOK_SIZE = 2400;
const SPREAD_SIZE = 1200;

/** Layouts of the form that have a table, each a side. */
export const tableRefs = (form: Form): TableRef[] =>
  form.layouts.flatMap((layout) => (hasTable(layout) ? [{ form, layout }] : []));

const hasTable = (layout: Layout): layout is Layout & { table: Table } => layout.table !== undefined;

export const findInPicture = (
  picture: Picture,
  form: Form,
  options: FindTableOptions = {},
): PictureTables => {
  const factor = shrinkFactor(Math.max(picture.width, picture.height), LOOK_SIZE);
  const gray = shrinkToGray(picture, factor);
  const looked = options.dpi === undefined ? {} : { dpi: options.dpi / factor };
  const refs = tableRefs(form);
  const left = refs.find(({ layout }) => layout.side === 'left');
  const right = refs.find(({ layout }) => layout.side === 'right');
  const single = refs.find(({ layout }) => layout.side === 'single');
  const enlarge = ({ x, y }: Point): Point => ({ x: x * factor, y: y * factor });
  if (left === undefined || right === undefined) {
    const table = single === undefined ? null : findTable(gray, single, looked);
    return { sides: [{ side: 'single', table: table && moved(table, enlarge, factor) }], parting: null };
  }
  const line = partingOf(gray);
  const sides = { left: sideOf(gray, 'left', line), right: sideOf(gray, 'right', line) };
  const found = {
    left: findTable(sides.left.gray, left, looked),
    right: findTable(sides.right.gray, right, looked),
  };
  const joined = found.left === null || found.right === null ? found : joinSides(found.left, found.right);
  const place = (table: FoundTable | null, offset: number): FoundTable | null =>
    table && moved(table, ({ x, y }) => enlarge({ x: x + offset, y }), factor, offset);
  return {
    sides: [
      { side: 'left', table: place(joined.left, 0) },
      { side: 'right', table: place(joined.right, sides.right.offset) },
    ],
    parting: betweenTables(line, joined.left, joined.right, sides.right.offset).map(enlarge),
  };
};

const partingOf = (gray: Gray): readonly Point[] => {
  const factor = shrinkFactor(Math.max(gray.width, gray.height), SPREAD_SIZE);
  const small = shrinkToGray({ ...gray, channels: 1 }, factor);
  return findSpread(small, true).line.map(({ x, y }) => ({ x: x * factor, y: y * factor }));
};

/** How far from where the form has it the gutter may be, as a share of the room between the inner rules. */
const GUTTER_PLAY = 0.05;

/** The parting kept where the form's gutter is between the tables: a fold seen elsewhere is a shadow or a thread. */
const betweenTables = (
  line: readonly Point[],
  left: FoundTable | null,
  right: FoundTable | null,
  offset: number,
): readonly Point[] => {
  const inner = (table: FoundTable | null, side: 'left' | 'right') =>
    table?.columns.filter(({ column }) => !column.margin).at(side === 'left' ? -1 : 0)?.[
      side === 'left' ? 'right' : 'left'
    ];
  const end = inner(left, 'left');
  const start = inner(right, 'right');
  if (left === null || right === null || end === undefined || start === undefined) return line;
  const before = left.ref.form.paper.width - rulesOfForm(left.ref.layout.table).at(-1)!;
  const after = rulesOfForm(right.ref.layout.table)[0]!;
  const share = before / Math.max(1e-6, before + after);
  return line.map(({ x, y }) => {
    const from = xOn(end, y);
    const to = xOn(start, y) + offset;
    if (from >= to) return { x, y };
    const gutter = from + share * (to - from);
    const play = GUTTER_PLAY * (to - from);
    return { x: Math.min(Math.max(x, gutter - play), gutter + play), y };
  });
};

/** Where a way down the page is at a height; beyond its ends it goes on upright. */
const xOn = (way: readonly Point[], y: number): number => {
  const next = way.findIndex((point) => point.y >= y);
  if (next <= 0) return way[next === 0 ? 0 : way.length - 1]!.x;
  const a = way[next - 1]!;
  const b = way[next]!;
  return a.x + ((b.x - a.x) * (y - a.y)) / (b.y - a.y);
};

const sideOf = (
  { width, height, data }: Gray,
  side: 'left' | 'right',
  line: readonly Point[],
): { gray: Gray; offset: number } => {
  const xs = line.map(({ x }) => x);
  const from = side === 'left' ? 0 : Math.max(0, Math.floor(Math.min(...xs)));
  const to = side === 'left' ? Math.min(width, Math.ceil(Math.max(...xs))) : width;
  const own = { width: to - from, height, channels: 1 as const, data: new Uint8Array((to - from) * height) };
  for (let y = 0; y < height; y++)
    own.data.set(data.subarray(y * width + from, y * width + to), y * own.width);
  const paper = percentileOf(histogram(own.data), 0.75);
  fillBeyond(
    own,
    side,
    line.map(({ x, y }) => ({ x: x - from, y })),
    [paper],
  );
  return { gray: own, offset: from };
};

/** The same table with its places in other pixels: `place` takes them there, `factor` times as many, after `offset`. */
const moved = (table: FoundTable, place: (point: Point) => Point, factor: number, offset = 0): FoundTable => {
  const boxOf = (points: readonly Point[]) => boxAround(points);
  const cellOf = (cell: FoundCell): FoundCell => {
    const polygon = cell.polygon.map(place);
    return { ...cell, polygon, box: boxOf(polygon) };
  };
  const { map } = table;
  const toPage = (x: number, y: number): Point => place(map.toPage(x, y));
  const quadOf: typeof map.quadOf = (box) => {
    const [a, b, c, d] = map.quadOf(box);
    return [place(a), place(b), place(c), place(d)];
  };
  return {
    ...table,
    map: {
      toPage,
      toPaper: (x, y) => map.toPaper(x / factor - offset, y / factor),
      quadOf,
      boxOf: (box) => boxOf(quadOf(box)),
    },
    columns: table.columns.map((column) => {
      const left = column.left.map(place);
      const right = column.right.map(place);
      return { ...column, left, right, box: boxOf([...left, ...right]) };
    }),
    rows: table.rows.map((row) => {
      const cells = new Map([...row.cells].map(([key, cell]) => [key, cellOf(cell)] as const));
      return { ...row, cells, box: boxOf([...cells.values()].flatMap(({ polygon }) => polygon)) };
    }),
    pixelsPerMm: table.pixelsPerMm * factor,
  };
};
