/** One page of a table ledger: rules between the rows, the entries' cells, headings, closing notes, what is void. */
import { type BoxMm, PAGE_FIELDS } from '../../../src/forms/edition.ts';
import type { Table } from '../../../src/forms/table.ts';
import type { BookPlan } from '../book/plan.ts';
import { type DrawnField, drawFields } from '../page/fields.ts';
import { slashed } from '../people/dates.ts';
import { createRandom, type Random } from '../random.ts';
import type { Hand } from '../writing/hands.ts';
import { fitText } from '../writing/lines.ts';
import { type Mark, writeLines } from '../writing/marks.ts';
import { penMark, shaky, signature } from '../writing/pen.ts';
import type { CellText } from './cells.ts';
import { type RowPlan, type RowRuling, type TableEntry, type TableSheet, tableSides } from './plan.ts';
import { type CellPart, drawCell } from './write-cell.ts';

type Point = readonly [number, number];
/** Corners from the upper left one clockwise, mm on the side's paper. */
export type QuadMm = readonly [Point, Point, Point, Point];

export type DrawnRow = Readonly<{
  kind: 'entry' | 'continued' | 'void' | 'year' | 'closing' | 'blank';
  entry: Readonly<{ number: number; year: number }> | null;
  quad: QuadMm;
  cells: Readonly<Record<string, QuadMm>>;
  /** Whether anything is written in the row on this side: an entry's second row may hold nothing. */
  written: boolean;
  /** What runs across the row. */
  verbatim: string | null;
  totals: Readonly<{ entries: number; pages: number }> | null;
  /** Fields of the entry that begins here, as this side shows them. */
  fields: readonly DrawnField[];
}>;

export type DrawnTablePage = Readonly<{
  marks: readonly Mark[];
  /** What stands above the table and holds for every entry of the page. */
  fields: readonly DrawnField[];
  rows: readonly DrawnRow[];
}>;

export type TablePage = Readonly<{ side: 'left' | 'right'; sheet: TableSheet; seed: string }>;

/** Who writes an entry, and with which pen slips are struck and rules drawn. */
export type TableWriters = Readonly<{ handOf: (seed: string) => (name: string) => Hand; pen: Hand }>;

export const drawTablePage = (book: BookPlan, page: TablePage, writers: TableWriters): DrawnTablePage => {
  const sides = tableSides(book.edition);
  if (sides === null || book.table === null) throw new RangeError(`${book.edition.id} has no table`);
  const layout = sides[page.side];
  const random = createRandom(page.seed);
  const edges = rulesOf(random.fork('rules'), layout.table, page.sheet.rows, book.table.ruling, writers.pen);
  const head = drawHead(random, book, page, layout.fields, writers);
  const rows = page.sheet.rows.map((row, i) =>
    drawRow(row, {
      book,
      page,
      table: layout.table,
      writers,
      edge: (x, below) => edges.at(i + (below ? 1 : 0), x),
    }),
  );
  return {
    marks: [...edges.marks, ...head.marks, ...rows.flatMap(({ marks }) => marks)],
    fields: head.fields,
    rows: rows.map(({ row }) => row),
  };
};

type Edges = Readonly<{ marks: readonly Mark[]; at: (line: number, x: number) => number }>;

const PRINT_INK = [24, 24, 24] as const;

/** The lines between rows. Those drawn by hand climb a little, run over or stop short, and differ from side to side. */
const rulesOf = (
  random: Random,
  table: Table,
  rows: readonly RowPlan[],
  ruling: RowRuling,
  pen: Hand,
): Edges => {
  const left = table.columns[0]?.from ?? 0;
  const right = table.columns.at(-1)?.to ?? 0;
  const last = rows.at(-1);
  const tops = [...rows.map(({ top }) => top), last === undefined ? table.body.from : last.top + last.height];
  const ends = { from: table.body.from, to: table.body.to };
  const lines = tops.map((y) => {
    const isEnd = y < ends.from + 0.1 || y > ends.to - 0.1;
    const byHand = ruling === 'hand' && !isEnd;
    return {
      y: y + (byHand ? random.normal(0, 0.35) : 0),
      slope: byHand ? random.normal(0, 0.0028) : 0,
      isEnd,
    };
  });
  const at = (line: number, x: number): number => {
    const { y, slope } = lines[line] ?? { y: ends.to, slope: 0 };
    return y + slope * (x - (left + right) / 2);
  };
  const ink = random.chance(0.6) ? pen.ink : ([92, 90, 96] as const);
  const marks = lines.flatMap((line, i): Mark[] => {
    if (line.isEnd || ruling === 'none') return [];
    if (ruling === 'printed') {
      return [penMark(shakyless([left, line.y], [right, line.y]), PRINT_INK, 0.85)];
    }
    const [from, to] = [left + random.normal(0, 0.9), right + random.normal(0, 0.9)];
    return [
      penMark(shaky(random, [from, at(i, from)], [to, at(i, to)], random.between(0.25, 0.4)), ink, 0.8),
    ];
  });
  return { marks, at };
};

/** A printed rule. */
const shakyless = (from: Point, to: Point): Mark['outline'] => [
  [from[0], from[1] - 0.11, to[0], to[1] - 0.11, to[0], to[1] + 0.11, from[0], from[1] + 0.11],
];

const drawHead = (
  random: Random,
  book: BookPlan,
  page: TablePage,
  places: Parameters<typeof drawFields>[0],
  writers: TableWriters,
): Readonly<{ marks: readonly Mark[]; fields: readonly DrawnField[] }> => {
  const { sheet } = page;
  const told = sheet.number === 1 || random.fork('year').chance(0.85);
  const { marks, fields } = drawFields(places, {
    random: random.fork('head'),
    handFor: writers.handOf(page.seed),
    pen: writers.pen,
    habits: book.habits,
    facts: {
      'page.year': told ? String(sheet.year) : null,
      quyenSo: `${book.volume}/${book.year}`,
      trangSo: String(sheet.number),
    },
    specOf: (name) => ({
      type: name === 'quyenSo' ? 'volume' : (PAGE_FIELDS[name as keyof typeof PAGE_FIELDS] ?? 'page-number'),
    }),
    correction: null,
    realLine: () => null,
  });
  return { marks, fields };
};

type RowDesk = Readonly<{
  book: BookPlan;
  page: TablePage;
  table: Table;
  writers: TableWriters;
  edge: (x: number, below: boolean) => number;
}>;

type RowDrawing = Readonly<{ row: DrawnRow; marks: readonly Mark[] }>;

const drawRow = (row: RowPlan, desk: RowDesk): RowDrawing => {
  const { table, edge } = desk;
  const quad = (from: number, to: number): QuadMm => [
    [from, edge(from, false)],
    [to, edge(to, false)],
    [to, edge(to, true)],
    [from, edge(from, true)],
  ];
  const base = {
    entry: null,
    quad: quad(table.columns[0]?.from ?? 0, table.columns.at(-1)?.to ?? 0),
    cells: Object.fromEntries(table.columns.map(({ key, from, to }) => [key, quad(from, to)])),
    written: false,
    verbatim: null,
    totals: null,
    fields: [],
  };
  switch (row.type) {
    case 'blank':
      return { row: { ...base, kind: 'blank' }, marks: [] };
    case 'entry':
      return drawEntry(row, desk, base);
    case 'void':
      return { row: { ...base, kind: 'void', written: true }, marks: drawVoid(row, desk) };
    case 'year':
    case 'closing':
      return drawAcross(row, desk, base);
  }
};

type RowBase = Omit<DrawnRow, 'kind'>;

const cellsOn = (entry: TableEntry, side: TablePage['side']): readonly CellText[] =>
  side === 'left' ? entry.left : entry.right;

const drawEntry = (
  row: Extract<RowPlan, { type: 'entry' }>,
  { page, table, writers }: RowDesk,
  base: RowBase,
): RowDrawing => {
  const { entry, part } = row;
  const { number, year } = entry.registration;
  const random = createRandom(`${entry.seed}/${page.side}`);
  const handFor = writers.handOf(entry.seed);
  const marks: Mark[] = [];
  const fields: DrawnField[] = [];
  let written = false;
  cellsOn(entry, page.side).forEach((cell, i) => {
    const column = table.columns[i];
    if (column === undefined) return;
    const width = column.to - column.from;
    if (column.role === 'signature') {
      written ||= part === 0;
      if (part === 0) marks.push(sign(entry, [column.from, row.top, width, Math.min(row.height, 20)]));
      return;
    }
    const parts = entry.parts.map(
      ({ sheet, top, height, lines }, at): CellPart => ({
        box: [column.from, top, width, height],
        here: sheet === page.sheet.number && at >= part,
        ...(lines === undefined ? {} : { lines }),
      }),
    );
    const draw = (places: readonly CellPart[]) =>
      drawCell(random.fork(cell.key), handFor(cell.key), writers.pen.ink, cell, places);
    // Both rows of an entry on one page are drawn with the first of them.
    const drawn = draw(
      part === 0 || entry.parts[0]?.sheet !== page.sheet.number
        ? parts
        : parts.map((one) => ({ ...one, here: false })),
    );
    written ||= draw(parts.map((one, at) => ({ ...one, here: one.here && at === part }))).marks.length > 0;
    marks.push(...drawn.marks);
    if (part !== 0) return;
    const place = [[column.from, row.top, column.to, row.top + row.height] as const];
    fields.push(...cell.fields.map((field) => ({ ...field, ink: drawn.ink.length > 0 ? drawn.ink : place })));
  });
  return {
    row: { ...base, kind: part === 0 ? 'entry' : 'continued', entry: { number, year }, written, fields },
    marks,
  };
};

const sign = (entry: TableEntry, [x, y, width, height]: BoxMm): Mark => {
  const random = createRandom(`${entry.seed}/signature`);
  return signature(random.fork('signer'), random, [x, y + height * 0.1, width, height * 0.9], [26, 44, 132]);
};

const VOID_WORDS = ['Hủy', 'Bỏ', 'Ghi sai', 'HỦY'];

/** Begun, then given up: a few cells, a stroke across and a word that says so. */
const drawVoid = (
  row: Extract<RowPlan, { type: 'void' }>,
  { page, table, writers }: RowDesk,
): readonly Mark[] => {
  const random = createRandom(`${row.entry.seed}/${page.side}`);
  const left = table.columns[0]?.from ?? 0;
  const right = table.columns.at(-1)?.to ?? 0;
  const { top, height } = row;
  const strokes = [
    penMark(shaky(random, [left + 6, top + height - 1.5], [right - 6, top + 1.5], 0.5), writers.pen.ink),
  ];
  if (page.side === 'right') return strokes;
  const handFor = writers.handOf(row.entry.seed);
  const begun = row.entry.left.slice(0, random.whole(2, 4)).flatMap((cell, i) => {
    const column = table.columns[i];
    if (column === undefined) return [];
    const box: BoxMm = [column.from, top, column.to - column.from, height];
    return drawCell(random.fork(cell.key), handFor(cell.key), writers.pen.ink, cell, [{ box, here: true }])
      .marks;
  });
  const word = fitText(writers.pen.face, random.pick(VOID_WORDS), writers.pen.size * 1.3, [
    [left + (right - left) * random.between(0.5, 0.7), top + 2, 40, 9],
  ]);
  return [
    ...begun,
    ...strokes,
    ...(word === null ? [] : writeLines(random, writers.pen, word.lines, word.size)),
  ];
};

/** A year's heading or a closing note, written on the left page without regard to the columns. */
const drawAcross = (
  row: Extract<RowPlan, { type: 'year' | 'closing' }>,
  { page, table, writers, book }: RowDesk,
  base: RowBase,
): RowDrawing => {
  const random = createRandom(`${book.seed}/${row.type}${row.year}`);
  const kind = row.type;
  const totals = row.type === 'closing' ? { entries: row.entries, pages: row.sheets } : null;
  if (page.side === 'right') return { row: { ...base, kind }, marks: [] };
  const text = row.type === 'year' ? `NĂM ${row.year}` : closingText(random, row);
  const left = table.columns[0]?.from ?? 0;
  const width = (table.columns.at(-1)?.to ?? 0) - left;
  const hand = writers.handOf(`${book.seed}/${row.type}${row.year}`)('across');
  const boxes: BoxMm[] =
    row.type === 'year'
      ? [[left + width * 0.4, row.top + (row.height - 8) / 2, width * 0.5, 8]]
      : [0, 1].map((line): BoxMm => [left + 6, row.top + 3 + line * 7.2, width - 12, 7.2]);
  const fitted = fitText(hand.face, text, hand.size * (row.type === 'year' ? 1.15 : 1), boxes);
  const written = fitted === null ? [] : writeLines(random, hand, fitted.lines, fitted.size);
  const signed =
    row.type === 'closing'
      ? [
          signature(
            random.fork('signer'),
            random,
            [left + width - 50, row.top + row.height - 11, 40, 10],
            [26, 44, 132],
          ),
        ]
      : [];
  return {
    row: { ...base, kind, written: true, verbatim: text, totals },
    marks: [...written, ...signed],
  };
};

const closingText = (random: Random, row: Extract<RowPlan, { type: 'closing' }>): string => {
  const [year = '', month = '', day = ''] = row.on.split('-');
  const on = random.chance(0.5) ? `ngày ${day} tháng ${month} năm ${year}` : `ngày ${slashed(row.on)}`;
  return random.pick([
    `Khóa sổ ${on}. Tổng số: ${row.entries} trường hợp, ${row.sheets} tờ.`,
    `Khóa sổ ${on}, tổng cộng có ${row.entries} (${row.entries}) trường hợp, gồm ${row.sheets} tờ.`,
    `Cộng năm ${row.year}: ${row.entries} trường hợp, ${row.sheets} tờ. Khóa sổ ${on}.`,
  ]);
};
