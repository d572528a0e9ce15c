/** Reads a page of a table ledger: finds the table, cuts every cell into lines and has each line read. */
import { findField, type KindCode } from '../../src/domain/kinds.ts';
import type { Box } from '../../src/domain/values.ts';
import type { BoxMm, Edition, Side } from '../../src/forms/edition.ts';
import type { TableColumn } from '../../src/forms/table.ts';
import { boxAround } from '../../src/imaging/forms/page-map.ts';
import { decodeFrame } from '../../src/imaging/frames.ts';
import type { Box as PictureBox } from '../../src/imaging/geometry.ts';
import type { Picture } from '../../src/imaging/raster.ts';
import { type CellLine, type CellLinesOptions, cutCellLines } from '../../src/imaging/tables/cell-lines.ts';
import { crossedOut } from '../../src/imaging/tables/crossed.ts';
import type { FoundTable, TableMap } from '../../src/imaging/tables/types.ts';
import type { FieldHint, ReadingEngine } from '../../src/reading/engine.ts';
import {
  type FieldReadings,
  type LineReading,
  type PlaceReading,
  placeKey,
} from '../../src/reading/entry-readings.ts';
import { startsEntry } from '../../src/reading/rows/classify.ts';
import type { CellReading, RowReading } from '../../src/reading/rows/row-reading.ts';
import {
  type BestTable,
  bestTableOn,
  cellBox,
  leaderOf,
  leftRefOf,
  type PageRow,
  type PageTable,
  pageTableOf,
  tableEditions,
} from './page-table.ts';
import type { BenchWork, ReadPage } from './protocol.ts';

type Request = BenchWork['read-page']['request'];
type PageReader = (request: Request) => Promise<ReadPage>;

/**
 * Reads pages with tables, and hands all others to `readForm`. Where the book's year speaks for a table ledger, the table
 * is looked for first; elsewhere only on pages of which no other form was found.
 */
export const createTablePageReader = (engine: ReadingEngine, readForm: PageReader): PageReader => {
  const lastFound = rememberLastTable();
  return async (request) => {
    const candidates =
      request.table === undefined ? [] : tableEditions(request.kind, request.edition, request.forms ?? []);
    const year = request.table?.year ?? 0;
    const likely =
      request.edition !== 'auto' || candidates.some(({ years }) => year >= years.from && year <= years.to);
    if (candidates.length === 0) return readForm(request);
    const asTable = () => readTablePage(engine, request, candidates, lastFound);
    if (likely) return (await asTable()) ?? readForm(request);
    const read = await readForm(request);
    return read.type === 'read' ? read : ((await asTable()) ?? read);
  };
};

const readTablePage = async (
  engine: ReadingEngine,
  { path, dpi, kind, table: known }: Request,
  candidates: readonly Edition[],
  lastFound: LastTable,
): Promise<ReadPage | null> => {
  const { picture: page } = await decodeFrame(path, 0);
  const best = bestTableOn(page, candidates, { dpi, side: known?.side ?? 'whole' });
  if (best === null) return null;
  const before = lastFound.get();
  lastFound.set({ ...best, path });
  const leader = await leftOf(best, known?.mate ?? null, { dpi, before });
  const table = pageTableOf(best, leader);
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

/**
 * The left side's table of a right page: the one found last, when that was on the page's mate and of its edition, or the
 * mate's picture is looked at again. Other pages follow nobody, and their mate is not even opened.
 */
const leftOf = async (
  best: BestTable,
  mate: string | null,
  { dpi, before }: { dpi: number; before: ReturnType<LastTable['get']> },
): Promise<FoundTable | null> => {
  if (mate === null || leftRefOf(best) === undefined) return null;
  const { id, version } = best.edition;
  const isKnown =
    before?.path === mate &&
    before.edition.id === id &&
    before.edition.version === version &&
    before.found.ref.layout.side === 'left';
  return isKnown ? before.found : leaderOf(best, (await decodeFrame(mate, 0)).picture, dpi);
};

type LastTable = ReturnType<typeof rememberLastTable>;

/** Pages of a book are read one after the other, and files of pages never change: the last one is worth its memory. */
const rememberLastTable = () => {
  let last: (BestTable & Readonly<{ path: string }>) | null = null;
  return {
    get: () => last,
    set: (found: NonNullable<typeof last>): void => {
      last = found;
    },
  };
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
