/**
 * The tables of a form in a whole picture: one side, or both sides of a spread lying open. A spread is parted at its fold,
 * and the fold is believed only as far as the tables leave it room.
 */
import type { Form, Layout, Side } from '../../forms/edition.ts';
import type { Table } from '../../forms/table.ts';
import { boxAround } from '../forms/page-map.ts';
import { applyTo, fromTurned, invert, multiply, type Point, type Quarter, scaling } from '../geometry.ts';
import {
  type Gray,
  histogram,
  type Picture,
  percentileOf,
  shrinkFactor,
  shrinkToGray,
  turnGray,
} from '../raster.ts';
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
  /** How the picture must be turned clockwise to be upright. Places are in the picture as it is. */
  readonly rotation: Quarter;
};

/** Long side of the copy that is looked at: figures of two millimetres on A3 are still 12 pixels high. */
const LOOK_SIZE = 2400;
const SPREAD_SIZE = 1200;
/** A page that fits this well is upright; otherwise the other ways are tried, too. */
const UPRIGHT = 0.55;

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
  let best = { found: findUpright(gray, form, looked), rotation: 0 as Quarter };
  if (fitOf(best.found) < UPRIGHT) {
    for (const rotation of [180, 90, 270] as const) {
      const found = findUpright(turnGray(gray, rotation), form, looked);
      if (fitOf(found) > fitOf(best.found)) best = { found, rotation };
    }
  }
  const { found, rotation } = best;
  const toPicture = multiply(scaling(factor), fromTurned(rotation, gray.width, gray.height));
  const back = invert(toPicture);
  const place = ({ x, y }: Point): Point => applyTo(toPicture, x, y);
  const places = { place, back: ({ x, y }: Point): Point => applyTo(back, x, y), factor };
  return {
    rotation,
    sides: found.sides.map(({ side, table }) => ({ side, table: table && moved(table, places) })),
    parting: found.parting?.map(place) ?? null,
  };
};

type Found = Pick<PictureTables, 'sides' | 'parting'>;

const fitOf = ({ sides }: Found): number =>
  sides.reduce((sum, { table }) => sum + (table?.confidence ?? 0), 0) / sides.length;

/** In pixels of `gray`, which is taken to be upright. */
const findUpright = (gray: Gray, form: Form, options: FindTableOptions): Found => {
  const refs = tableRefs(form);
  const left = refs.find(({ layout }) => layout.side === 'left');
  const right = refs.find(({ layout }) => layout.side === 'right');
  const single = refs.find(({ layout }) => layout.side === 'single');
  if (left === undefined || right === undefined) {
    const table = single === undefined ? null : findTable(gray, single, options);
    return { sides: [{ side: 'single', table }], parting: null };
  }
  const line = partingOf(gray);
  const sides = { left: sideOf(gray, 'left', line), right: sideOf(gray, 'right', line) };
  const found = {
    left: findTable(sides.left.gray, left, options),
    right: findTable(sides.right.gray, right, options),
  };
  const joined = found.left === null || found.right === null ? found : joinSides(found.left, found.right);
  const { offset } = sides.right;
  const aside = {
    place: ({ x, y }: Point): Point => ({ x: x + offset, y }),
    back: ({ x, y }: Point): Point => ({ x: x - offset, y }),
    factor: 1,
  };
  return {
    sides: [
      { side: 'left', table: joined.left },
      { side: 'right', table: joined.right && moved(joined.right, aside) },
    ],
    parting: betweenTables(line, joined.left, joined.right, offset),
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

/** Other pixels for the same places: the way there and back, and how many of them one of the old ones is wide. */
type Places = {
  readonly place: (point: Point) => Point;
  readonly back: (point: Point) => Point;
  readonly factor: number;
};

const moved = (table: FoundTable, { place, back, factor }: Places): FoundTable => {
  const cellOf = (cell: FoundCell): FoundCell => {
    const polygon = cell.polygon.map(place);
    return { ...cell, polygon, box: boxAround(polygon) };
  };
  const { map } = table;
  const quadOf: typeof map.quadOf = (box) => {
    const [a, b, c, d] = map.quadOf(box);
    return [place(a), place(b), place(c), place(d)];
  };
  return {
    ...table,
    map: {
      toPage: (x, y) => place(map.toPage(x, y)),
      toPaper: (x, y) => {
        const before = back({ x, y });
        return map.toPaper(before.x, before.y);
      },
      quadOf,
      boxOf: (box) => boxAround(quadOf(box)),
    },
    columns: table.columns.map((column) => {
      const left = column.left.map(place);
      const right = column.right.map(place);
      return { ...column, left, right, box: boxAround([...left, ...right]) };
    }),
    rows: table.rows.map((row) => {
      const cells = new Map([...row.cells].map(([key, cell]) => [key, cellOf(cell)] as const));
      return { ...row, cells, box: boxAround([...cells.values()].flatMap(({ polygon }) => polygon)) };
    }),
    pixelsPerMm: table.pixelsPerMm * factor,
  };
};
