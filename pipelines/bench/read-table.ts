/** Reads a page of a table ledger: finds the table, cuts every cell into lines and has each line read. */
import { findField, type KindCode } from '../../src/domain/kinds.ts';
import type { Box } from '../../src/domain/values.ts';
import { editions, parseEditionName } from '../../src/forms/catalog.ts';
import type { BoxMm, Edition, Side } from '../../src/forms/edition.ts';
import type { TableColumn } from '../../src/forms/table.ts';
import { medianOf } from '../../src/imaging/forms/algebra.ts';
import { boxAround } from '../../src/imaging/forms/page-map.ts';
import { decodeFrame } from '../../src/imaging/frames.ts';
import type { Box as PictureBox, Point } from '../../src/imaging/geometry.ts';
import { type Picture, shrinkFactor, shrinkToGray } from '../../src/imaging/raster.ts';
import { startsBesideInk } from '../../src/imaging/tables/beside-ink.ts';
import { type CellLine, type CellLinesOptions, cutCellLines } from '../../src/imaging/tables/cell-lines.ts';
import { crossedOut } from '../../src/imaging/tables/crossed.ts';
import { findTable } from '../../src/imaging/tables/find-table.ts';
import { ruleFinder } from '../../src/imaging/tables/page-rules.ts';
import { LEAST_ROW_RULE } from '../../src/imaging/tables/ruled-rows.ts';
import type { FoundRow, FoundTable, TableMap, TableRef } from '../../src/imaging/tables/types.ts';
import { roomAbove } from '../../src/imaging/tables/unruled-rows.ts';
import type { FieldHint, ReadingEngine } from '../../src/reading/engine.ts';
import {
  type FieldReadings,
  type LineReading,
  type PlaceReading,
  placeKey,
} from '../../src/reading/entry-readings.ts';
import { startsEntry } from '../../src/reading/rows/classify.ts';
import type { CellReading, RowReading } from '../../src/reading/rows/row-reading.ts';
import type { BenchWork, OfficeForm, ReadPage } from './protocol.ts';

type Request = BenchWork['read-page']['request'];
type PageReader = (request: Request) => Promise<ReadPage>;

/**
 * Reads pages with tables, and hands all others to `readForm`. Where the book's year speaks for a table ledger, the table
 * is looked for first; elsewhere only on pages of which no other form was found.
 */
export const createTablePageReader =
  (engine: ReadingEngine, readForm: PageReader): PageReader =>
  async (request) => {
    const candidates =
      request.table === undefined ? [] : tableEditions(request.kind, request.edition, request.forms ?? []);
    const year = request.table?.year ?? 0;
    const likely =
      request.edition !== 'auto' || candidates.some(({ years }) => year >= years.from && year <= years.to);
    if (candidates.length === 0) return readForm(request);
    if (likely) return (await readTablePage(engine, request, candidates)) ?? readForm(request);
    const read = await readForm(request);
    return read.type === 'read' ? read : ((await readTablePage(engine, request, candidates)) ?? read);
  };

const readTablePage = async (
  engine: ReadingEngine,
  { path, dpi, kind, table: known }: Request,
  candidates: readonly Edition[],
): Promise<ReadPage | null> => {
  const { picture: page } = await decodeFrame(path, 0);
  const mate = known?.mate == null ? null : (await decodeFrame(known.mate, 0)).picture;
  const table = findPageTable(page, candidates, { dpi, side: known?.side ?? 'whole', mate });
  if (table === null) return null;
  const { side, rows, head } = await readTable(engine, page, table, kind);
  return {
    type: 'read',
    class: 'entry',
    editionId: table.edition.id,
    editionVersion: table.edition.version,
    fitErrorMm: table.fitErrorMm,
    fitConfidence: table.confidence,
    engine: { id: engine.id, version: engine.version },
    readings: head,
    table: { side, rows },
  };
};

/** Below this a page is no table of that form. */
export const TABLE_CONFIDENCE = 0.6;
/** Long side of the copy that tables are looked for on. */
const LOOK_SIZE = 2400;

/** A row of a page, millimetres down the paper of its side. */
export type PageRow = Readonly<{ ordinal: number; kind: FoundRow['kind']; fromMm: number; toMm: number }>;

/** A table on a page, with its places in pixels of that page. */
export type PageTable = Readonly<{
  edition: Edition;
  layout: TableLayout;
  /** Columns that the picture shows. */
  columns: readonly TableColumn[];
  rows: readonly PageRow[];
  map: Pick<TableMap, 'toPage'>;
  confidence: number;
  fitErrorMm: number;
}>;

/** The place of a cell, millimetres on the paper of its side. */
export const cellBox = ({ from, to }: TableColumn, row: PageRow): BoxMm => [
  from,
  row.fromMm,
  to - from,
  row.toMm - row.fromMm,
];

type TableLayout = TableRef['layout'];

const refsOf = (edition: Edition): readonly TableRef[] =>
  edition.layouts.flatMap((layout) =>
    layout.class === 'entry' && layout.table !== undefined
      ? [{ form: edition, layout: layout as TableLayout }]
      : [],
  );

/** The editions with tables that a page may be of. */
export const tableEditions = (
  kind: KindCode,
  edition: string,
  forms: readonly OfficeForm[] = [],
): readonly Edition[] =>
  [...forms.map((form) => form.edition), ...editions().values()].filter(
    (one) =>
      one.kind === kind &&
      (edition === 'auto' || one.id === parseEditionName(edition).id) &&
      refsOf(one).length > 0,
  );

/**
 * The table on the page that fits best, or null. `side` is what intake says of the page; `mate` the page to its left, where
 * the numbers of its rows stand.
 */
export const findPageTable = (
  page: Picture,
  candidates: readonly Edition[],
  { dpi, side, mate }: { dpi: number; side: 'whole' | 'left' | 'right'; mate: Picture | null },
): PageTable | null => {
  const factor = shrinkFactor(Math.max(page.width, page.height), LOOK_SIZE);
  const gray = shrinkToGray(page, factor);
  const finder = ruleFinder(gray);
  let best: { edition: Edition; found: FoundTable } | null = null;
  for (const edition of candidates) {
    for (const ref of refsOf(edition)) {
      if (side !== 'whole' && ref.layout.side !== 'single' && ref.layout.side !== side) continue;
      const found = findTable(gray, ref, { dpi: dpi / factor }, finder);
      if (found !== null && found.confidence > (best?.found.confidence ?? TABLE_CONFIDENCE))
        best = { edition, found };
    }
  }
  if (best === null) return null;
  const { found, edition } = best;
  const leader = mate === null ? null : leaderOf(edition, found, mate, dpi);
  return {
    edition,
    layout: found.ref.layout,
    columns: found.columns.filter(({ visible }) => visible > LEAST_VISIBLE).map(({ column }) => column),
    rows: leader === null ? rowsOf(found) : rowsBeside(leader, found),
    map: {
      toPage: (x: number, y: number): Point => {
        const at = found.map.toPage(x, y);
        return { x: at.x * factor, y: at.y * factor };
      },
    },
    confidence: found.confidence,
    fitErrorMm: found.fitErrorMm,
  };
};

/** Columns that the picture cuts off further than this are not read. */
const LEAST_VISIBLE = 0.05;

const rowsOf = ({ rows, rowsBy }: FoundTable): readonly PageRow[] => {
  const kept = rows.filter(
    ({ confidence }, i) => i === 0 || rowsBy === 'ink' || confidence >= LEAST_ROW_RULE,
  );
  const end = rows.at(-1)?.toMm ?? 0;
  return kept.map(({ kind, fromMm }, ordinal) => ({
    ordinal,
    kind,
    fromMm,
    toMm: kept[ordinal + 1]?.fromMm ?? end,
  }));
};

/** The rows of the right side: the left's, laid on the rules there, or on what is written there where nothing is ruled. */
const rowsBeside = (leader: FoundTable, found: FoundTable): readonly PageRow[] => {
  const rows = rowsOf(leader);
  if (leader.rowsBy === 'rules') return followRows(rows, rowsOf(found));
  const shift = found.ref.layout.table.body.from - leader.ref.layout.table.body.from;
  const wanted = rows.map(({ fromMm }) => fromMm + shift);
  const { from } = found.ref.layout.table.body;
  const starts = startsBesideInk(wanted, from, roomOf(leader), found.written, found.columns);
  const end = found.written.fromMm + writtenMm(found);
  return rows.map((row, i) => ({
    ...row,
    fromMm: starts[i] ?? row.fromMm,
    toMm: starts[i + 1] ?? Math.max(end, starts[i] ?? 0),
  }));
};

/** The room above the first lines of the leader's rows. */
const roomOf = ({ rows }: FoundTable): number =>
  medianOf(
    rows.slice(1).flatMap(({ fromMm, number }) => (number === null ? [] : [roomAbove(number, fromMm)])),
  );

const writtenMm = ({ written: { ink, stepMm } }: FoundTable): number =>
  stepMm * Math.max(0, ...[...ink.values()].map(({ length }) => length));

/** The other side's measure may begin this much higher or lower, and a rule of its own lie this far from the leader's. */
const MOST_SHIFT_MM = 25;
const SHIFT_STEP_MM = 0.25;
const SAME_RULE_MM = 5;
/** A shift costs a little, so that none is made for nothing. */
const SHIFT_COST = 0.01;

/** The rows of the side with the numbers, where the rules of this side have them. */
export const followRows = (leader: readonly PageRow[], own: readonly PageRow[]): readonly PageRow[] => {
  const edges = (rows: readonly PageRow[]): number[] => [
    ...rows.map(({ fromMm }) => fromMm),
    rows.at(-1)?.toMm ?? 0,
  ];
  const [wanted, there] = [edges(leader), edges(own)];
  const distance = (mm: number): number =>
    Math.min(SAME_RULE_MM, ...there.map((edge) => Math.abs(edge - mm)));
  const costOf = (shift: number): number =>
    wanted.reduce((sum, mm) => sum + distance(mm + shift), 0) / wanted.length + SHIFT_COST * Math.abs(shift);
  let best = 0;
  for (let shift = -MOST_SHIFT_MM; shift <= MOST_SHIFT_MM; shift += SHIFT_STEP_MM)
    if (costOf(shift) < costOf(best)) best = shift;
  const placed = wanted.map((mm) => {
    const near = there.reduce(
      (a, b) => (Math.abs(b - mm - best) < Math.abs(a - mm - best) ? b : a),
      there[0] ?? 0,
    );
    return Math.abs(near - mm - best) < SAME_RULE_MM ? near : mm + best;
  });
  return leader.map((row, i) => ({
    ...row,
    fromMm: placed[i] ?? row.fromMm,
    toMm: placed[i + 1] ?? row.toMm,
  }));
};

/** The left side's table, whose rows the right side follows. */
const leaderOf = (edition: Edition, found: FoundTable, mate: Picture, dpi: number): FoundTable | null => {
  if (found.ref.layout.side !== 'right') return null;
  const left = refsOf(edition).find(({ layout }) => layout.side === 'left');
  if (left === undefined) return null;
  const factor = shrinkFactor(Math.max(mate.width, mate.height), LOOK_SIZE);
  const leader = findTable(shrinkToGray(mate, factor), left, { dpi: dpi / factor });
  return leader !== null && leader.confidence >= TABLE_CONFIDENCE ? leader : null;
};

export type TableReadings = Readonly<{ side: Side; rows: readonly RowReading[]; head: FieldReadings }>;

export const readTable = async (
  engine: ReadingEngine,
  page: Picture,
  table: PageTable,
  kind: KindCode,
): Promise<TableReadings> => {
  const desk: Desk = { engine, page, map: table.map, kind };
  const rows: RowReading[] = [];
  for (const row of table.rows) rows.push(await readRow(desk, table, row));
  return { side: table.layout.side, rows, head: await readHead(desk, table) };
};

type Desk = Readonly<{ engine: ReadingEngine; page: Picture; map: Pick<TableMap, 'toPage'>; kind: KindCode }>;

const readRow = async (desk: Desk, { layout, columns }: PageTable, row: PageRow): Promise<RowReading> => {
  const { table } = layout;
  const cells: Record<string, CellReading> = {};
  for (const column of columns) {
    // Signatures are never read.
    if (column.role === 'signature') continue;
    cells[column.key] = await readCell(desk, cellBox(column, row), hintOf(column, desk.kind));
  }
  const band = bandOf(table.columns, row);
  const reading: RowReading = {
    ordinal: row.ordinal,
    found: row.kind,
    box: pixelBox(desk, band),
    crossed: crossedOut(desk.page, desk.map, band),
    cells,
    across: null,
  };
  const { startsIn } = table.rows;
  if (cells[startsIn] === undefined || isBlank(reading) || startsEntry(reading, startsIn)) return reading;
  const rulesAt = table.columns.slice(1).map(({ from }) => from);
  const across = await readCell(desk, band, { type: 'text' }, { rulesAt });
  return { ...reading, across: [...across.lines] };
};

const isBlank = ({ cells }: RowReading): boolean =>
  Object.values(cells).every(({ mark, lines }) => mark === null && lines.length === 0);

const bandOf = (columns: readonly TableColumn[], row: PageRow): BoxMm => {
  const inner = columns.filter(({ margin }) => !margin);
  const [left, right] = [inner[0]?.from ?? 0, inner.at(-1)?.to ?? 0];
  return [left, row.fromMm, right - left, row.toMm - row.fromMm];
};

const readCell = async (
  { engine, page, map }: Desk,
  box: BoxMm,
  hint: FieldHint,
  options: CellLinesOptions = {},
): Promise<CellReading> => {
  const { lines, mark, box: around } = cutCellLines(page, map, box, options);
  const read: LineReading[] = [];
  for (const line of lines) read.push(await readLine(engine, line, hint));
  return {
    lines: read,
    mark: mark === null ? null : { type: mark.type, box: wholePixels(mark.box) },
    box: wholePixels(around),
  };
};

const readLine = async (engine: ReadingEngine, line: CellLine, hint: FieldHint): Promise<LineReading> => {
  const reading = await engine.read(line.crop, hint);
  return {
    reading,
    box: wholePixels(line.box),
    size: [line.crop.width, line.crop.height],
    engine: reading?.engine ?? `${engine.id}@${engine.version}`,
    struck: Math.min(1, line.struck),
  };
};

const hintOf = ({ holds }: TableColumn, kind: KindCode): FieldHint => {
  const [place] = holds;
  if (place === undefined) return { type: 'text' };
  if (place.type === 'composite' && place.grammar === 'identity-paper') return { type: 'identity-paper' };
  const name = place.type === 'text' ? place.name : (Object.values(place.parts)[0] ?? '');
  return { type: findField(kind, name)?.type ?? 'text' };
};

/** What stands above the table and holds for all of it. */
const readHead = async (desk: Desk, { layout }: PageTable): Promise<FieldReadings> => {
  const head: Record<string, PlaceReading> = {};
  for (const place of layout.fields) {
    if (place.type === 'ticks') continue;
    const type =
      place.type === 'text' ? (findField(desk.kind, place.name)?.type ?? 'page-number') : place.grammar;
    const lines: LineReading[] = [];
    for (const box of place.lines) {
      const cell = await readCell(desk, box, { type }, { dotted: true });
      lines.push(
        ...(cell.lines.length > 0
          ? cell.lines
          : [{ reading: null, box: cell.box, size: [1, 1] as [number, number], engine: 'none' }]),
      );
    }
    head[placeKey(place)] = { type: 'written', lines };
  }
  return head;
};

const wholePixels = ({ x, y, width, height }: PictureBox): Box => [
  Math.round(x),
  Math.round(y),
  Math.max(1, Math.round(width)),
  Math.max(1, Math.round(height)),
];

const pixelBox = ({ map }: Desk, [x, y, width, height]: BoxMm): Box =>
  wholePixels(
    boxAround([
      map.toPage(x, y),
      map.toPage(x + width, y),
      map.toPage(x + width, y + height),
      map.toPage(x, y + height),
    ]),
  );
