/**
 * Which cells of a ruled frame hold a printed label and which are written in. What a cell says is not enough: a word that is
 * written may read like a label, and a label may be misread. Rows go from labels to what is written beside them.
 */
import type { BoxMm } from '../../forms/edition.ts';
import type { InkBlock } from './marks.ts';

/** Tops of cells in one row, and sides of cells in one column, lie this near. */
const SAME_MM = 2.5;
/** Narrower cells hold a running number: nothing is written in them, and no label either. */
const NARROW_MM = 12;
/** From so many cells on, a row in which all but the first read like labels is the head of columns. */
const HEAD_CELLS = 3;
/** The first column has the labels when this share of it reads like some. */
const LABEL_COLUMN = 0.5;

type Cell = { readonly box: BoxMm; readonly hasText: boolean; readonly reads: boolean };

/** `isLabel` says whether all that stands in a cell reads like a label. */
export const labelCellsOf = (
  cells: readonly BoxMm[],
  blocksOf: (cell: BoxMm) => readonly InkBlock[],
  isLabel: (blocks: readonly InkBlock[]) => boolean,
): ReadonlySet<BoxMm> => {
  const rows = rowsOf(cells.filter(([, , width]) => width >= NARROW_MM)).map((row) =>
    row.map((box): Cell => {
      const blocks = inReadingOrder(blocksOf(box));
      return { box, hasText: blocks.length > 0, reads: blocks.length > 0 && isLabel(blocks) };
    }),
  );
  const firsts = rows.map(([first]) => first!);
  const beginsWithLabel = (first: Cell): boolean => {
    const column = firsts.filter(({ box, hasText }) => hasText && isSameColumn(box, first.box));
    return first.reads || column.filter(({ reads }) => reads).length >= LABEL_COLUMN * column.length;
  };
  return new Set(
    rows.flatMap((row) => labelsIn(row, row[0]!.hasText && beginsWithLabel(row[0]!)).map(({ box }) => box)),
  );
};

const labelsIn = (row: readonly Cell[], begins: boolean): Cell[] => {
  if (row.length >= HEAD_CELLS && row.slice(1).every(({ reads }) => reads)) return [...row];
  const labels: Cell[] = [];
  for (const [i, cell] of row.entries()) {
    const next = row[i + 1];
    const follows = i > 0 && labels.at(-1) === row[i - 1];
    // Beside a label is what is written, unless it reads like a second one with its own place after it.
    const own = i === 0 ? begins : cell.reads && next !== undefined && !(follows && next.reads);
    if (own) labels.push(cell);
  }
  return labels;
};

const rowsOf = (cells: readonly BoxMm[]): BoxMm[][] => {
  const rows: BoxMm[][] = [];
  for (const cell of [...cells].sort((a, b) => a[1] - b[1])) {
    const row = rows.at(-1);
    if (row !== undefined && cell[1] - row[0]![1] <= SAME_MM) row.push(cell);
    else rows.push([cell]);
  }
  return rows.map((row) => row.sort((a, b) => a[0] - b[0]));
};

const isSameColumn = ([x, , width]: BoxMm, [otherX, , otherWidth]: BoxMm): boolean =>
  Math.abs(x - otherX) <= SAME_MM && Math.abs(x + width - otherX - otherWidth) <= SAME_MM;

/** Letters with tails and accents move a word's base line a little. */
const LINE_MM = 3;

const inReadingOrder = (blocks: readonly InkBlock[]): InkBlock[] => {
  const lines: InkBlock[][] = [];
  for (const block of [...blocks].sort((a, b) => a.baseline - b.baseline)) {
    const line = lines.at(-1);
    if (line !== undefined && block.baseline - line[0]!.baseline <= LINE_MM) line.push(block);
    else lines.push([block]);
  }
  return lines.flatMap((line) => line.sort((a, b) => a.box[0] - b.box[0]));
};
