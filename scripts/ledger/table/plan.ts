/** The sheets of a table ledger: which row holds which entry, heading or closing note, and how high it is. */
import type { KindCode } from '../../../src/domain/kinds.ts';
import type { Edition, Layout } from '../../../src/forms/edition.ts';
import type { Table } from '../../../src/forms/table.ts';
import { addDays, daysBetween, workingDay } from '../people/dates.ts';
import { createRandom, type Random } from '../random.ts';
import { makeRegistration, type Office, type Registration } from '../story/registration.ts';
import type { Habits } from '../writing/verbatim.ts';
import {
  type CellText,
  cellsOf,
  chooseTableHabits,
  type EntryCells,
  type TableHabits,
  tableFacts,
} from './cells.ts';

export const ROW_RULINGS = ['printed', 'hand', 'none'] as const;
/** Rows between printed rules, between rules drawn by hand as they were needed, or with no rules at all. */
export type RowRuling = (typeof ROW_RULINGS)[number];

export type TableEntry = Readonly<{
  registration: Registration;
  seed: string;
  left: readonly CellText[];
  right: readonly CellText[];
  /** Where the entry stands: one row, or two, the second possibly on the next sheet. */
  parts: readonly RowPart[];
}>;

/** `lines`: how many lines of a cell stand in this row, when the writer went on in the next though there was room. */
export type RowPart = Readonly<{ sheet: number; top: number; height: number; lines?: number }>;

export type RowPlan = Readonly<
  { top: number; height: number } & (
    | { type: 'entry'; entry: TableEntry; part: number }
    /** Begun and given up: crossed out, no entry. */
    | { type: 'void'; entry: TableEntry }
    | { type: 'year'; year: number }
    | { type: 'closing'; year: number; entries: number; sheets: number; on: string }
    | { type: 'blank' }
  )
>;

/** The two pages that lie open. */
export type TableSheet = Readonly<{ number: number; year: number; rows: readonly RowPlan[] }>;

export type TableBook = Readonly<{
  ruling: RowRuling;
  habits: TableHabits;
  sheets: readonly TableSheet[];
  /** Days of registration of the first and the last entry. */
  openedOn: string;
  lastOn: string;
}>;

export type TableWish = Readonly<{
  seed: string;
  kind: KindCode;
  edition: Edition;
  office: Office;
  habits: Habits;
  /** First year, how many years the book runs through, and entries in all. */
  year: number;
  years: number;
  entries: number;
  first: number;
  volume: string;
  ruling: RowRuling | 'mixed';
  voidRate: number;
  strikeRate: number;
}>;

/** The layouts of both sides, when pages of this edition are tables. */
export const tableSides = (
  edition: Edition,
): Readonly<{ left: Layout & { table: Table }; right: Layout & { table: Table } }> | null => {
  const side = (wanted: Layout['side']) =>
    edition.layouts.find((layout) => layout.class === 'entry' && layout.side === wanted && layout.table);
  const [left, right] = [side('left'), side('right')];
  if (left?.table === undefined || right?.table === undefined) return null;
  return { left: { ...left, table: left.table }, right: { ...right, table: right.table } };
};

type Item =
  | { type: 'entry' | 'void'; entry: Omit<TableEntry, 'parts'>; lines: number; long: boolean }
  | { type: 'year'; year: number }
  | { type: 'closing'; year: number; entries: number; on: string };

export const planTable = (wish: TableWish): TableBook => {
  const sides = tableSides(wish.edition);
  if (sides === null) throw new RangeError(`${wish.edition.id} has no table`);
  const random = createRandom(`${wish.seed}/table`);
  const habits = chooseTableHabits(random.fork('habits'), wish.habits);
  const ruling = wish.ruling === 'mixed' ? random.fork('ruling').pick(ROW_RULINGS) : wish.ruling;
  const items = listItems(wish, sides, habits);
  const days = items.flatMap((item) => (item.type === 'entry' ? [item.entry.registration.registeredOn] : []));
  return {
    ruling,
    habits,
    sheets: fillSheets(random.fork('rows'), wish, items, sides.left.table, ruling),
    openedOn: days[0] ?? `${wish.year}-01-02`,
    lastOn: days.at(-1) ?? `${wish.year}-12-31`,
  };
};

type Sides = NonNullable<ReturnType<typeof tableSides>>;

/** Everything that gets a row, year by year. Offices often register several people on one day. */
const listItems = (wish: TableWish, sides: Sides, habits: TableHabits): readonly Item[] => {
  const items: Item[] = [];
  for (let y = 0; y < wish.years; y++) {
    const year = wish.year + y;
    const count =
      Math.floor(((y + 1) * wish.entries) / wish.years) - Math.floor((y * wish.entries) / wish.years);
    const random = createRandom(`${wish.seed}/${year}/items`);
    if (y > 0) items.push({ type: 'year', year });
    const days = daysOf(random.fork('days'), year, count);
    let above: EntryCells | null = null;
    for (let i = 0; i < count; i++) {
      const number = (y === 0 ? wish.first : 1) + i;
      const day = days[i] ?? `${year}-12-31`;
      if (random.chance(wish.voidRate)) {
        items.push({
          type: 'void',
          ...writeEntry(wish, sides, habits, { number, year, day, above: null, key: 'void' }).item,
        });
        above = null;
      }
      const { item, cells } = writeEntry(wish, sides, habits, { number, year, day, above, key: 'entry' });
      items.push({ type: 'entry', ...item });
      above = cells;
    }
    const last = days.at(-1) ?? `${year}-12-31`;
    items.push({ type: 'closing', year, entries: count, on: random.chance(0.3) ? last : `${year}-12-31` });
  }
  return items;
};

const SAME_DAY = 0.45;

const daysOf = (random: Random, year: number, count: number): readonly string[] => {
  const first = `${year}-01-02`;
  const span = daysBetween(first, `${year}-12-30`);
  const days = Array.from({ length: count }, () => random.whole(0, span)).sort((a, b) => a - b);
  for (let i = 1; i < count; i++) if (random.chance(SAME_DAY)) days[i] = days[i - 1] ?? 0;
  return days.map((day) => workingDay(addDays(first, day)));
};

type EntryWish = Readonly<{
  number: number;
  year: number;
  day: string;
  above: EntryCells | null;
  key: string;
}>;

const writeEntry = (wish: TableWish, { left, right }: Sides, habits: TableHabits, entry: EntryWish) => {
  const seed = `${wish.seed}/${entry.year}/${entry.key}${entry.number}`;
  const random = createRandom(`${seed}/cells`);
  const told = makeRegistration(
    wish.kind,
    { random: createRandom(`${seed}/story`), office: wish.office, registeredOn: entry.day },
    { number: entry.number, year: entry.year, volume: `${wish.volume}/${wish.year}`, page: 1 },
  );
  const facts = tableFacts(random.fork('facts'), told, wish.office, entry.above?.facts ?? null);
  const cells = (side: typeof left, key: string): EntryCells =>
    cellsOf({
      random: random.fork(key),
      kind: wish.kind,
      table: side.table,
      facts,
      habits,
      above: entry.above,
      strikeRate: wish.strikeRate / 2,
    });
  const [onLeft, onRight] = [cells(left, 'left'), cells(right, 'right')];
  const lines = Math.max(linesNeeded(left.table, onLeft.cells), linesNeeded(right.table, onRight.cells));
  return {
    item: {
      entry: { registration: { ...told, facts }, seed, left: onLeft.cells, right: onRight.cells },
      lines,
      long: random.fork('long').chance(LONG_RATE),
    },
    cells: {
      facts,
      occupations: { ...onLeft.occupations, ...onRight.occupations },
      cells: [...onLeft.cells, ...onRight.cells],
    },
  };
};

/** Entries that a clerk lets run over two rows though one would have done. */
const LONG_RATE = 0.05;
/** Rough width of a letter, and distance of lines, at the size that tables are written in, mm. */
const LETTER_MM = 2.15;
const CAPITAL_MM = 2.75;
const LINE_MM = 4.9;
const ROW_PADDING_MM = 3;

const linesNeeded = (table: Table, cells: readonly CellText[]): number =>
  Math.max(
    ...cells.map(({ text, struck }, i) => {
      const column = table.columns[i];
      if (column === undefined || text === null) return 1;
      const width = column.to - column.from - 2;
      const need = (words: string): number => {
        const letter = words === words.toLocaleUpperCase('vi') ? CAPITAL_MM : LETTER_MM;
        return Math.ceil((words.length * letter * 1.15) / width);
      };
      return need(text) + (struck === null ? 0 : need(struck.wrong));
    }),
  );

/** How often an entry begins at the foot of a page that has no room for all of it. */
const OVERLEAF_RATE = 0.5;

/** Heights of the rows that an entry takes; `first` is what is left of the page when it goes on overleaf. */
const heightsOf = (
  fixed: number | null,
  wanted: number,
  { split, first }: Readonly<{ split: boolean; first: number | null }>,
): readonly number[] => {
  if (fixed !== null) return split ? [fixed, fixed] : [fixed];
  return split ? [first ?? Math.max(13, wanted * 0.55), Math.max(11, wanted * 0.5)] : [wanted];
};

const YEAR_ROW_MM = 12;
const CLOSING_ROW_MM = 24;

/** Puts the items into rows and the rows onto sheets. */
const fillSheets = (
  random: Random,
  wish: TableWish,
  items: readonly Item[],
  table: Table,
  ruling: RowRuling,
): readonly TableSheet[] => {
  const { from, to } = table.body;
  const perSheet = table.rows.expected ?? 10;
  const fixed = (to - from) / perSheet;
  const sheets: { number: number; year: number; rows: RowPlan[] }[] = [];
  let top = to;
  let year = wish.year;
  const newSheet = (): void => {
    sheets.push({ number: sheets.length + 1, year, rows: [] });
    top = from;
  };
  const room = (height: number): void => {
    if (top + height > to + 0.01) newSheet();
  };
  const put = (row: Row): void => {
    sheets.at(-1)?.rows.push({ ...row, top } as RowPlan);
    top += row.height;
  };
  /** Reserves the places of an entry's rows, which may be on two sheets. */
  const placeEntry = (item: Extract<Item, { entry: unknown }>): void => {
    const wanted = Math.max(item.lines * LINE_MM + ROW_PADDING_MM, random.between(14, 21));
    const mayRunOver = item.type === 'entry' && item.lines > 1;
    const left = to - top;
    const overleaf =
      mayRunOver && ruling !== 'printed' && left >= 12 && left < wanted && random.chance(OVERLEAF_RATE);
    const split = overleaf || (mayRunOver && (item.long || (ruling === 'printed' && wanted > fixed)));
    const heights = heightsOf(ruling === 'printed' ? fixed : null, wanted, {
      split,
      first: overleaf ? left : null,
    });
    const rows: RowPart[] = [];
    let at = sheets.length;
    let y = top;
    for (const [part, height] of heights.entries()) {
      if (y + height > to + 0.01) {
        at += 1;
        y = from;
      }
      const isFirst = split && part === 0;
      rows.push({ sheet: at, top: y, height, ...(isFirst ? { lines: Math.ceil(item.lines / 2) } : {}) });
      y += height;
    }
    const entry: TableEntry = { ...item.entry, parts: rows };
    rows.forEach((_, part) => {
      const height = rows[part]?.height ?? 0;
      room(height);
      put(item.type === 'void' ? { type: 'void', entry, height } : { type: 'entry', entry, part, height });
    });
  };
  newSheet();
  for (const item of items) {
    switch (item.type) {
      case 'year':
        year = item.year;
        room(ruling === 'printed' ? fixed : YEAR_ROW_MM);
        put({ type: 'year', year, height: ruling === 'printed' ? fixed : YEAR_ROW_MM });
        break;
      case 'closing':
        room(ruling === 'printed' ? fixed : CLOSING_ROW_MM);
        put({ ...item, sheets: sheets.length, height: ruling === 'printed' ? fixed : CLOSING_ROW_MM });
        break;
      default:
        placeEntry(item);
    }
  }
  // Printed rows are there whether anybody writes in them or not.
  if (ruling === 'printed') while (top + fixed <= to + 0.01) put({ type: 'blank', height: fixed });
  return sheets;
};

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;
type Row = Without<RowPlan, 'top'>;
