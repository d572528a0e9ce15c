/** What a row of a table is: an entry, the rest of the one above, a year's heading, a closing note, void or blank. */
import { textOf, writingOf } from '../writing.ts';
import type { RowReading } from './row-reading.ts';

export type RowClass =
  | Readonly<{ type: 'entry' | 'continued' | 'void' | 'blank' }>
  | Readonly<{ type: 'year'; year: number }>
  | Readonly<{ type: 'closing'; entries: number | null; pages: number | null }>
  /** Written across, but nothing we know. */
  | Readonly<{ type: 'remark' }>;

const CROSSED = 0.5;

/** Without accents and case, so that a misread tone does not matter. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/gu, '')
    .replace(/đ/giu, 'd')
    .toLowerCase();

const CLOSING = /kh[oc0]a s[oc0]|tong (?:so|cong)|cong nam|het nam/u;
const CLOSING_IN_CELLS = /kh[oc0]a ?s[oc0]|tong ?cong/u;
const YEAR = /\bnam\D{0,3}((?:18|19|20)\d{2})\b/u;
const ENTRIES = /(\d{1,5})\s*(?:\([^)]{1,30}\)\s*)?(?:tr[uo]\S{2,4} h[ofe]p|viec|nguoi|dam|cap vo)/u;
const PAGES = /(\d{1,4})\s*(?:to|trang)\b/u;

const acrossText = (row: RowReading): string =>
  (row.across ?? []).map((line) => line.reading?.text ?? '').join(' ');

/** The same writing as the cells have it, line by line: what cuts the row apart also took the columns' rules out of it. */
const cellsText = (row: RowReading): string => {
  const lines = Object.values(row.cells)
    .sort((a, b) => a.box[0] - b.box[0])
    .map((cell) => cell.lines.map(({ reading }) => reading?.text ?? ''));
  const most = Math.max(0, ...lines.map((cell) => cell.length));
  return Array.from({ length: most }, (_, i) => lines.map((cell) => cell[i] ?? '').join('')).join(' ');
};

/** Figures with their total where the words around them are plain; a total that is not there stays open. */
const numberIn = (text: string, pattern: RegExp): number | null => {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? null : Number(found);
};

/** What two readings of one note agree on, or the only one of them that has it. */
const agreed = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : one === other ? one : null;

/** @param start key of the column whose writing begins an entry; undefined on a side without it */
export const classifyRow = (row: RowReading, start: string | undefined): RowClass => {
  const cells = Object.values(row.cells);
  const inked = cells.filter(
    (cell) => cell.mark !== null || cell.lines.some(({ reading }) => reading !== null),
  );
  if (row.crossed >= CROSSED) return { type: 'void' };
  const text = plain(acrossText(row));
  const inCells = row.across === null ? '' : plain(cellsText(row));
  if (CLOSING.test(text) || CLOSING_IN_CELLS.test(inCells)) {
    const total = (pattern: RegExp): number | null =>
      agreed(numberIn(text, pattern), numberIn(inCells, pattern));
    return { type: 'closing', entries: total(ENTRIES), pages: total(PAGES) };
  }
  if (start !== undefined && startsEntry(row, start)) return { type: 'entry' };
  const year = YEAR.exec(text)?.[1];
  if (year !== undefined) return { type: 'year', year: Number(year) };
  if (inked.length === 0) return text.trim() === '' ? { type: 'blank' } : { type: 'remark' };
  return { type: 'continued' };
};

/** A number, or what an engine makes of one, alone in the column that entries begin in: there `11` is no ditto mark. */
export const startsEntry = (row: RowReading, start: string): boolean => {
  const cell = row.cells[start];
  if (cell === undefined || cell.mark !== null) return false;
  const glyphs = writingOf(cell.lines).glyphs.filter(({ text }) => text !== ' ');
  const digits = glyphs.filter(({ text }) => /[0-9OolIi|SsZzBgq]/u.test(text));
  return (
    glyphs.length > 0 && glyphs.length <= 6 && digits.length >= glyphs.length / 2 && textOf(glyphs) !== ''
  );
};

const COLUMN_NUMBER = /^[([{|lI]?\s?\d{1,2}\s?[)\]}|lI]$/u;
/** So many columns with their printed numbers are the end of the head. */
const LEAST_NUMBERS = 3;

/** The row of the printed head that numbers the columns: `(1) (2) (3)`. */
export const isColumnNumbers = (row: RowReading): boolean =>
  Object.values(row.cells).filter(({ lines }) => {
    const [only, ...more] = lines;
    return more.length === 0 && COLUMN_NUMBER.test(only?.reading?.text.trim() ?? '');
  }).length >= LEAST_NUMBERS;
