/**
 * Rows of the sheets of a table ledger → entries. Pure. Both sides of a row are one entry; rows without a number go on with
 * the entry above, also from the sheet before; a mark for "the same" takes the value above it, marked as inferred; a
 * heading says the year that numbers and days below it are of.
 */
import type { KindCode } from '../../domain/kinds.ts';
import type { Box } from '../../domain/values.ts';
import type { Edition, Layout } from '../../forms/edition.ts';
import { namesInCell, type Table, type TableColumn } from '../../forms/table.ts';
import { type Draft, type Drafts, evidenceOf, inferred } from '../drafts.ts';
import { type FieldReadings, type LineReading, placeKey } from '../entry-readings.ts';
import type { PageQuality } from '../evidence.ts';
import { draftsFromPlaces, finishEntry } from '../extract.ts';
import type { BookContext, ExtractedEntry, ExtractedValue } from '../extract-types.ts';
import { writingOf } from '../writing.ts';
import { bornFrom, draftsOfCell, struckText, withoutStruck } from './cells.ts';
import { classifyRow, isColumnNumbers, type RowClass } from './classify.ts';
import { dittoIn } from './marks.ts';
import type { RowReading } from './row-reading.ts';

/** One side of a sheet as it was read. */
export type SideReadings = Readonly<{
  pageId: number;
  rows: readonly RowReading[];
  /** Places outside of the table, by `placeKey`. */
  head: FieldReadings;
  quality?: PageQuality;
}>;

/** What lies open: both pages, or the only one of a form with a single side. `right` is null where it was not read. */
export type SheetReadings = Readonly<{ left: SideReadings; right: SideReadings | null }>;

/** What the next sheet has to know of those before it. */
export type Carry = Readonly<{
  year: number;
  /** The number of the last entry. */
  number: number | null;
  /** Values of the entry above by field; its cells without official fields are not kept. */
  above: Readonly<Record<string, ExtractedValue>>;
}>;

export type TableEntry = Readonly<{
  /** Of the row, which is the entry's place on its page. */
  ordinal: number;
  entry: ExtractedEntry;
  /** The page of each value that is not on the entry's own page. */
  pages: Readonly<Record<string, number>>;
  /** What was written first and struck, by field, where something took its place. */
  struck: Readonly<Record<string, Readonly<{ verbatim: string; box: Box | null }>>>;
}>;

export type SheetEntries = Readonly<{
  entries: readonly TableEntry[];
  carry: Carry;
  closings: readonly Readonly<{ entries: number | null; pages: number | null }>[];
  /** Rows by what they are, for reports. */
  classes: readonly RowClass['type'][];
}>;

export type SheetInput = Readonly<{
  kind: KindCode;
  edition: Edition;
  context: BookContext;
  sheet: SheetReadings;
  /** The sheet after this one, for an entry that goes on overleaf. */
  next: SheetReadings | null;
  carry: Carry;
}>;

type Side = Readonly<{ layout: Layout & { table: Table }; readings: SideReadings }>;

/** A piece of an entry: one row on one side. */
type Piece = Readonly<{ side: Side; row: RowReading }>;

export const startOfBook = (year: number): Carry => ({ year, number: null, above: {} });

export const extractSheet = (input: SheetInput): SheetEntries => {
  const sides = sidesOf(input.edition, input.sheet);
  const [main] = sides;
  if (main === undefined) return { entries: [], carry: input.carry, closings: [], classes: [] };
  const start = main.layout.table.rows.startsIn;
  const classes = classesOf(sides, start);
  const ahead = continuedOverleaf(input, start);
  const entries: TableEntry[] = [];
  const closings: { entries: number | null; pages: number | null }[] = [];
  let carry = { ...input.carry, year: headYear(main.readings.head) ?? input.carry.year };
  let at = 0;
  while (at < main.readings.rows.length) {
    const row = main.readings.rows[at];
    const rowClass = classes[at];
    at += 1;
    if (row === undefined || rowClass === undefined) continue;
    if (rowClass.type === 'year') carry = { ...carry, year: rowClass.year, above: {} };
    if (rowClass.type === 'closing') closings.push({ entries: rowClass.entries, pages: rowClass.pages });
    if (rowClass.type === 'void') carry = { ...carry, above: {} };
    if (rowClass.type !== 'entry') continue;
    const pieces: Piece[] = piecesAt(sides, row.ordinal);
    while (classes[at]?.type === 'continued') {
      pieces.push(...piecesAt(sides, main.readings.rows[at]?.ordinal ?? -1));
      at += 1;
    }
    if (onlyBlankAfter(classes, at)) pieces.push(...ahead);
    const made = entryFrom(input, sides, pieces, row.ordinal, carry);
    entries.push(made);
    carry = carryOn(carry, made.entry);
  }
  return { entries, carry, closings, classes: classes.map(({ type }) => type) };
};

const sidesOf = (edition: Edition, sheet: SheetReadings): readonly Side[] => {
  const layoutFor = (side: Layout['side']): (Layout & { table: Table }) | undefined => {
    const found = edition.layouts.find((layout) => layout.class === 'entry' && layout.side === side);
    return found?.table === undefined ? undefined : { ...found, table: found.table };
  };
  const left = layoutFor('left') ?? layoutFor('single');
  const right = layoutFor('right');
  return [
    ...(left === undefined ? [] : [{ layout: left, readings: sheet.left }]),
    ...(right === undefined || sheet.right === null ? [] : [{ layout: right, readings: sheet.right }]),
  ];
};

/** What each row of the main side is; a stroke through the right half of a row makes it void, too. */
const classesOf = (sides: readonly Side[], start: string): readonly RowClass[] => {
  const [main, other] = sides;
  const head = sides.flatMap(({ readings }) =>
    readings.rows.filter(isColumnNumbers).map(({ ordinal }) => ordinal),
  );
  return (main?.readings.rows ?? []).map((row, i): RowClass => {
    // What belongs to the printed head is no row, though its rules were taken for a row's.
    if (head.some((ordinal) => row.ordinal <= ordinal)) return { type: 'remark' };
    const own = classifyRow(row, start);
    const opposite = rowAt(other, row.ordinal);
    const across = opposite === undefined ? null : classifyRow(opposite, undefined);
    if (across?.type === 'void' && (own.type === 'entry' || own.type === 'continued')) return across;
    if (own.type === 'blank' && across?.type === 'continued') return across;
    // The first row of a page has nothing above it but the sheet before.
    return i === 0 && own.type === 'remark' ? { type: 'continued' } : own;
  });
};

const rowAt = (side: Side | undefined, ordinal: number): RowReading | undefined =>
  side?.readings.rows.find((row) => row.ordinal === ordinal);

const piecesAt = (sides: readonly Side[], ordinal: number): Piece[] =>
  sides.flatMap((side) => {
    const row = rowAt(side, ordinal);
    return row === undefined ? [] : [{ side, row }];
  });

const onlyBlankAfter = (classes: readonly RowClass[], at: number): boolean =>
  classes.slice(at).every(({ type }) => type === 'blank');

/** Rows at the head of the next sheet that begin with no number. */
const continuedOverleaf = ({ edition, next }: SheetInput, start: string): readonly Piece[] => {
  if (next === null) return [];
  const sides = sidesOf(edition, next);
  const classes = classesOf(sides, start);
  const pieces: Piece[] = [];
  for (const [i, row] of (sides[0]?.readings.rows ?? []).entries()) {
    if (classes[i]?.type !== 'continued') break;
    pieces.push(...piecesAt(sides, row.ordinal));
  }
  return pieces;
};

const YEARS = { from: 1900, to: 2100 } as const;

/** The year at the head of the page, where it is written and can be read. */
const headYear = (head: FieldReadings): number | null => {
  const reading = head['page.year'];
  if (reading?.type !== 'written') return null;
  const text = writingOf(reading.lines)
    .glyphs.map((glyph) => glyph.text)
    .join('')
    .replace(/[OoQ]/gu, '0')
    .replace(/[lI|]/gu, '1');
  const year = Number(/(?<!\d)(\d{4})(?!\d)/u.exec(text)?.[1] ?? Number.NaN);
  return year >= YEARS.from && year <= YEARS.to ? year : null;
};

/** The date that an age counts to. */
const AGE_AT: Partial<Record<KindCode, string>> = { KT: 'nktNgayChet' };

const entryFrom = (
  { kind, context, sheet }: SheetInput,
  sides: readonly Side[],
  pieces: readonly Piece[],
  ordinal: number,
  carry: Carry,
): TableEntry => {
  const book: BookContext = {
    ...context,
    years: { from: carry.year, to: carry.year },
    entryNumberGuess: carry.number === null ? null : carry.number + 1,
  };
  const drafts: Drafts = {};
  const pages: Record<string, number> = {};
  const struck: Record<string, { verbatim: string; box: Box | null }> = {};
  const ages: (() => void)[] = [];
  const dittos: string[] = [];
  for (const side of sides) {
    Object.assign(
      drafts,
      draftsFromPlaces({ kind, context: book, places: side.layout.fields, readings: side.readings.head }),
    );
    for (const name of side.layout.fields.map(placeKey)) {
      if (side.readings.pageId !== sheet.left.pageId) pages[name] = side.readings.pageId;
    }
    for (const column of side.layout.table.columns) {
      const own = pieces.filter((piece) => piece.side.layout.side === side.layout.side);
      const cell = cellOf(own, column);
      for (const place of column.holds) {
        const names = namesInCell(place);
        for (const name of names) if (cell.pageId !== sheet.left.pageId) pages[name] = cell.pageId;
        if (cell.ditto !== null) {
          for (const name of names) drafts[name] = sameAsAbove(carry.above[name], cell.ditto);
          dittos.push(...names);
          continue;
        }
        const { lines, struck: gone } = withoutStruck(cell.lines ?? []);
        const remaining = cell.lines === undefined ? undefined : lines;
        const keep = (found: Drafts): void => {
          for (const [name, draft] of Object.entries(found)) drafts[name] = cell.boxed(draft);
          const verbatim = struckText(gone);
          if (verbatim === null) return;
          for (const name of names) struck[name] = { verbatim, box: gone[0]?.box ?? null };
        };
        if (place.type === 'composite' && place.grammar === 'birth-or-age') {
          const name = place.parts.born ?? '';
          ages.push(() => {
            const at = drafts[AGE_AT[kind] ?? 'ngayDangKy'] ?? drafts.ngayDangKy;
            const when = at?.normalized ?? drafts.ngayDangKy?.normalized ?? String(carry.year);
            keep({ [name]: bornFrom(name, remaining, when, { kind, book }) });
          });
        } else keep(draftsOfCell(place, remaining, { kind, book }));
      }
    }
  }
  for (const age of ages) age();
  const quality = sides[0]?.readings.quality;
  const entry = finishEntry({ kind, context: book, drafts, ...(quality === undefined ? {} : { quality }) });
  return { ordinal, entry: cappedByAbove(entry, dittos, carry), pages, struck };
};

type Cell = Readonly<{
  /** Undefined: not cut, so nobody can say that it is blank. */
  lines: readonly LineReading[] | undefined;
  ditto: Readonly<{ mark: string; box: Box }> | null;
  pageId: number;
  /** A value whose writing goes on overleaf has the box of what stands on its own page. */
  boxed: (draft: Draft) => Draft;
}>;

/** The cell of an entry in a column, over all of the entry's rows. */
const cellOf = (pieces: readonly Piece[], { key, role, holds }: TableColumn): Cell => {
  const parts = pieces.flatMap(({ side, row }) => {
    const cell = row.cells[key];
    return cell === undefined ? [] : [{ cell, pageId: side.readings.pageId }];
  });
  const inked = parts.filter(
    ({ cell }) => cell.mark !== null || cell.lines.some(({ reading }) => reading !== null),
  );
  const first = inked[0] ?? parts[0];
  const pageId = first?.pageId ?? pieces[0]?.side.readings.pageId ?? 0;
  if (first === undefined) return { lines: undefined, ditto: null, pageId, boxed: (draft) => draft };
  // No two entries have one number: what looks like a mark there is an 11.
  const ages = holds.some((place) => place.type === 'composite' && place.grammar === 'birth-or-age');
  const mark = inked.length === 1 && role !== 'number' ? dittoIn(first.cell, { ages }) : null;
  const isSplit = inked.some((part) => part.pageId !== pageId);
  const boxHere = first.cell.lines.find(({ reading }) => reading !== null)?.box ?? first.cell.box;
  const lines = parts.flatMap(({ cell }) => cell.lines);
  return {
    // A blank cell is blank: its place is the cell.
    lines: lines.length > 0 ? lines : [blankLine(first.cell.box)],
    ditto: mark === null ? null : { mark, box: first.cell.mark?.box ?? boxHere },
    pageId,
    boxed: (draft) => (isSplit ? { ...draft, box: boxHere } : draft),
  };
};

const blankLine = (box: Box): LineReading => ({ reading: null, box, size: [1, 1], engine: 'none' });

/** The value above, with the mark as what is written. Nothing above means that nobody can say what it stands for. */
const sameAsAbove = (above: ExtractedValue | undefined, { mark, box }: { mark: string; box: Box }): Draft => {
  if (above?.normalized == null) {
    return {
      verbatim: mark,
      normalized: null,
      state: 'illegible',
      box,
      engine: DITTO_ENGINE,
      evidence: evidenceOf('unread'),
    };
  }
  return { ...inferred(above.normalized), verbatim: mark, box, engine: DITTO_ENGINE };
};
const DITTO_ENGINE = 'ditto';

/** A mark is no surer than what it stands for. */
const cappedByAbove = (
  entry: ExtractedEntry,
  dittos: readonly string[],
  { above }: Carry,
): ExtractedEntry => {
  const fields = { ...entry.fields };
  for (const name of dittos) {
    const value = fields[name];
    if (value !== undefined)
      fields[name] = { ...value, confidence: Math.min(value.confidence, above[name]?.confidence ?? 0) };
  }
  return { ...entry, fields };
};

const carryOn = (carry: Carry, entry: ExtractedEntry): Carry => {
  const number = Number(entry.fields.so?.normalized?.split('/')[0] ?? Number.NaN);
  return {
    year: carry.year,
    number: Number.isNaN(number) ? (carry.number === null ? null : carry.number + 1) : number,
    above: entry.fields,
  };
};
