/**
 * From marks to the parts of a form: places to write at with the text that names each, tables with their columns, tick
 * boxes with their words. What a text says is read elsewhere; here texts are blocks of ink. Millimetres.
 */
import type { BoxMm } from '../../forms/edition.ts';
import { labelCellsOf } from './label-cells.ts';
import type { FormMarks, InkBlock, LyingLine } from './marks.ts';

export type FoundPlace = {
  readonly lines: readonly BoxMm[];
  /** The block that stands before it in its row, or over it; null when there is none. */
  readonly label: InkBlock | null;
  /** Blocks over it, the nearest first: headings of its part of the page or its column. */
  readonly above: readonly InkBlock[];
};
export type FoundColumn = {
  readonly from: number;
  readonly to: number;
  readonly heading: readonly InkBlock[];
  /** Headings that span several columns, this one among them. */
  readonly group: readonly InkBlock[];
};
export type FoundTablePlan = {
  readonly head: { readonly from: number; readonly to: number };
  readonly body: { readonly from: number; readonly to: number };
  readonly columns: readonly FoundColumn[];
  readonly rows: { readonly found: 'ruled' | 'ink'; readonly height: number | null };
};
export type FoundTick = { readonly box: BoxMm; readonly label: readonly InkBlock[] };

export type FoundParts = {
  readonly places: readonly FoundPlace[];
  readonly ticks: readonly FoundTick[];
  readonly table: FoundTablePlan | null;
  /** Blocks that stand outside of all places to write at: print, and what was written or stamped beside. */
  readonly texts: readonly InkBlock[];
};

/** `isLabel` says of all blocks in a cell whether they read like a label: cells hold writing as well as print. */
export const findParts = (
  marks: FormMarks,
  isLabel: (blocks: readonly InkBlock[]) => boolean,
): FoundParts => {
  const table = tableOf(marks);
  const inTable = (y: number): boolean =>
    table !== null && y >= table.head.from - 1 && y <= table.body.to + 1;
  const lines = marks.lying.filter((line) => isWritingLine(line, marks) && !inTable(line.y));
  const cells = table === null ? frameCells(marks, lines) : [];
  const isOutside = ({ box: [x, y, w, h] }: InkBlock): boolean => !inTable(y + h / 2) && x >= 0 && w > 0;
  const blocks = marks.blocks.filter(isOutside);
  const labelCells = labelCellsOf(cells, (cell) => blocksIn(blocks, cell), isLabel);
  const writingCells = cells.filter((cell) => !labelCells.has(cell));
  const pitch = pitchOf(lines);
  const height = Math.min(9, Math.max(4.5, Math.round(pitch * 8) / 10));
  const lineBoxes = lines.map((line): BoxMm => lineBox(line, height));
  const texts = blocks.filter(
    ({ box }) =>
      !lineBoxes.some((line) => shareInside(box, line) > 0.5) &&
      !writingCells.some((cell) => shareInside(box, cell) > 0.5),
  );
  const heads =
    table === null ? [] : marks.blocks.filter(({ box }) => inTable(box[1]) && box[1] < table.head.to);
  const ticks = marks.ticks.map((box): FoundTick => ({ box, label: tickLabel(box, texts) }));
  const ofTicks = new Set(ticks.flatMap(({ label }) => label));
  const labels = texts.filter((block) => !ofTicks.has(block));
  return {
    places: [...placesOnLines(lineBoxes, labels, pitch), ...placesInCells(writingCells, cells, labels)].sort(
      (a, b) => rowOf(a) - rowOf(b) || a.lines[0]![0] - b.lines[0]![0],
    ),
    ticks,
    table,
    texts: [...texts, ...heads],
  };
};

/** Rows lean a little: places whose tops are this near stand in one row. */
const ROW_MM = 3;
const rowOf = ({ lines }: FoundPlace): number => Math.round(lines[0]![1] / ROW_MM);

const SHORTEST_MM = 8;
const TOUCH_MM = 1.5;

/** A line to write on, and no side of a frame: it hangs on no upright rule. */
const isWritingLine = ({ from, to, y, style }: LyingLine, { upright }: FormMarks): boolean => {
  if (to - from < SHORTEST_MM) return false;
  if (style === 'dotted') return true;
  return !upright.some(
    (rule) =>
      y >= rule.from - TOUCH_MM &&
      y <= rule.to + TOUCH_MM &&
      rule.x >= from - TOUCH_MM &&
      rule.x <= to + TOUCH_MM,
  );
};

/** Writing stands on the line and hangs below it a little. */
const BELOW_MM = 1;
const lineBox = ({ from, to, y }: LyingLine, height: number): BoxMm => [
  from,
  tenth(y + BELOW_MM - height),
  tenth(to - from),
  height,
];

const USUAL_PITCH_MM = 8.2;
/** The usual way from a line to the next below it. */
const pitchOf = (lines: readonly LyingLine[]): number => {
  const rows = [...new Set(lines.map(({ y }) => Math.round(y * 2) / 2))].sort((a, b) => a - b);
  const gaps = rows
    .slice(1)
    .map((y, i) => y - rows[i]!)
    .filter((gap) => gap > 4 && gap < 14)
    .sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? USUAL_PITCH_MM;
};

const placesOnLines = (lines: readonly BoxMm[], texts: readonly InkBlock[], pitch: number): FoundPlace[] => {
  const places: { lines: BoxMm[]; label: InkBlock | null; above: readonly InkBlock[] }[] = [];
  for (const line of [...lines].sort(
    (a, b) => Math.round(a[1] / ROW_MM) - Math.round(b[1] / ROW_MM) || a[0] - b[0],
  )) {
    const [x, y, width, height] = line;
    const before = lines
      .filter((other) => other !== line && Math.abs(other[1] - y) < ROW_MM && other[0] + other[2] <= x + 1)
      .reduce((most, other) => Math.max(most, other[0] + other[2]), 0);
    const label = texts
      .filter(
        ({ box, baseline }) =>
          baseline > y + height * 0.25 &&
          baseline < y + height * 1.2 &&
          box[0] >= before - 2 &&
          box[0] < x - 1 &&
          x - (box[0] + box[2]) < NEAR_MM,
      )
      .sort((a, b) => a.box[0] - b.box[0])
      .at(-1);
    const above = blocksAbove(line, texts);
    if (label !== undefined) {
      places.push({ lines: [line], label, above });
      continue;
    }
    const last = [...places].reverse().find(({ lines: own }) => {
      const end = own.at(-1)!;
      return overlap(end[0], end[0] + end[2], x, x + width) > 0.4 * Math.min(end[2], width) && y > end[1];
    });
    const end = last?.lines.at(-1);
    const heading = above[0];
    const headed =
      heading !== undefined &&
      y - heading.baseline < pitch * 1.6 &&
      (end === undefined || heading.baseline > end[1] + end[3]);
    if (last !== undefined && end !== undefined && !headed && y - end[1] < pitch * 1.7) last.lines.push(line);
    else places.push({ lines: [line], label: headed ? heading : null, above });
  }
  return places;
};
/** A label stands this near before its line. */
const NEAR_MM = 14;

/** Blocks over a place that reach over it, the nearest first. */
const blocksAbove = ([x, y, width]: BoxMm, texts: readonly InkBlock[]): readonly InkBlock[] =>
  texts
    .filter(
      ({ box, baseline }) => baseline < y + 1 && overlap(box[0], box[0] + box[2], x - 30, x + width) > 0,
    )
    .sort((a, b) => b.baseline - a.baseline)
    .slice(0, 4);

const LINE_PITCH_MM = 7.8;
const CELL_MARGIN_MM = 2;
const LINE_HEIGHT_MM = 6.6;

const placesInCells = (
  cells: readonly BoxMm[],
  all: readonly BoxMm[],
  texts: readonly InkBlock[],
): FoundPlace[] =>
  cells.flatMap((cell): FoundPlace[] => {
    const [x, y, width, height] = cell;
    const inRow = texts.filter(({ box }) => {
      const middle = box[1] + box[3] / 2;
      return middle > y && middle < y + height && box[0] + box[2] <= x + 1;
    });
    const label = inRow.sort((a, b) => b.box[0] - a.box[0])[0] ?? null;
    const count = Math.max(1, Math.round((height - 1.5) / LINE_PITCH_MM));
    const lines = Array.from({ length: count }, (_, i): BoxMm => {
      const top = y + (height - (count - 1) * LINE_PITCH_MM - LINE_HEIGHT_MM) / 2 + i * LINE_PITCH_MM;
      return [
        tenth(x + CELL_MARGIN_MM),
        tenth(top),
        tenth(width - 2 * CELL_MARGIN_MM),
        Math.min(LINE_HEIGHT_MM, tenth(height - 0.5)),
      ];
    });
    // The heading of its column: a cell right over it, or over that, of the same width.
    const column = all.filter(
      (other) => Math.abs(other[0] - x) < 2 && Math.abs(other[2] - width) < 4 && other[1] < y,
    );
    const above = texts
      .filter(({ box }) => column.some((other) => shareInside(box, other) > 0.8))
      .sort((a, b) => b.baseline - a.baseline);
    return width < 3 * CELL_MARGIN_MM || label === null ? [] : [{ lines, label, above }];
  });

const LEAST_CELLS = 6;
const TALLEST_CELL_MM = 45;

/** Cells of a frame that are written in: not the frame's large parts in which lines lie. */
const frameCells = ({ cells }: FormMarks, lines: readonly LyingLine[]): readonly BoxMm[] => {
  const own = cells.filter(
    ([x, y, width, height]) =>
      height <= TALLEST_CELL_MM &&
      !lines.some(
        (line) => line.y > y && line.y < y + height && overlap(line.from, line.to, x, x + width) > 5,
      ),
  );
  return own.length >= LEAST_CELLS ? own : [];
};

/** A table has this many upright rules, each running down this share of the longest. */
const LEAST_UPRIGHT = 5;
const TALL = 0.4;
const LONG = 0.75;

const tableOf = ({ upright, lying, blocks, paper }: FormMarks): FoundTablePlan | null => {
  // A fold or the edge of the sheet runs down the page, too, but no rule of the table runs up to it.
  const wide = lying.filter(({ from, to, style }) => style === 'solid' && to - from >= WIDE * paper.width);
  const [start, stop] = [medianOf(wide.map(({ from }) => from)), medianOf(wide.map(({ to }) => to))];
  const tall = thinned(
    upright.filter(
      ({ x, from, to }) =>
        to - from >= TALL * paper.height &&
        (wide.length === 0 || (x > start - BEYOND_MM && x < stop + BEYOND_MM)),
    ),
  );
  if (tall.length < LEAST_UPRIGHT) return null;
  const [left, right] = [tall[0]!.x, tall.at(-1)!.x];
  const highest = medianOf(tall.map(({ from }) => from));
  const across = lying
    .filter(
      ({ from, to, style }) => style === 'solid' && overlap(from, to, left, right) >= LONG * (right - left),
    )
    .map(({ y }) => y)
    // The sheet's own edge lies above where the upright rules begin.
    .filter((y) => y > highest - BEYOND_MM)
    .sort((a, b) => a - b);
  const top = across[0] ?? Math.min(...tall.map(({ from }) => from));
  const bottom = Math.max(...tall.map(({ to }) => to));
  // The head ends at the last rule above the first row: rows are higher than the strip with the columns' numbers.
  const near = across.filter((y) => y > top + 5 && y < top + HIGHEST_HEAD_MM);
  const end = near.reduce((last, y) => (y - last <= NUMBER_STRIP_MM || last === top ? y : last), top);
  const headTo = near.length === 0 ? top + USUAL_HEAD_MM : end;
  const rows = across.filter((y) => y > headTo + 2 && y < bottom - 2);
  const steps = [headTo, ...rows]
    .slice(1)
    .map((y, i) => y - [headTo, ...rows][i]!)
    .sort((a, b) => a - b);
  const columns = tall.slice(1).map((rule, i): FoundColumn => {
    const [from, to] = [tall[i]!.x, rule.x];
    const own = lying.filter(
      (line) =>
        line.style === 'solid' &&
        line.y > top + 2 &&
        line.y < headTo - 2 &&
        overlap(line.from, line.to, from, to) > 0.7 * (to - from) &&
        line.to - line.from < LONG * (right - left),
    );
    const split = own.reduce((lowest, line) => Math.max(lowest, line.y), 0);
    const inHead = blocks.filter(({ box }) => box[1] > top - 1 && box[1] + box[3] / 2 < headTo);
    const group =
      split === 0
        ? []
        : inHead.filter(({ box, baseline }) => {
            const middle = box[0] + box[2] / 2;
            return baseline < split + 1 && own.some((line) => middle > line.from && middle < line.to);
          });
    const heading = inHead.filter(({ box, baseline }) => {
      const middle = box[0] + box[2] / 2;
      return middle > from && middle < to && baseline > split + 1;
    });
    return { from, to, heading, group };
  });
  return {
    head: { from: tenth(top), to: tenth(headTo) },
    body: { from: tenth(headTo), to: tenth(Math.min(bottom, paper.height)) },
    columns: columns.filter(({ from, to }) => to - from >= NARROWEST_MM),
    rows:
      rows.length === 0
        ? { found: 'ink', height: null }
        : { found: 'ruled', height: tenth(steps[Math.floor(steps.length / 2)]!) },
  };
};
const WIDE = 0.6;
const BEYOND_MM = 2.5;
const HIGHEST_HEAD_MM = 40;
const USUAL_HEAD_MM = 20;
const NUMBER_STRIP_MM = 7;
const NARROWEST_MM = 5;

/** Two rules side by side are one that is printed double. */
const thinned = <T extends { readonly x: number }>(rules: readonly T[]): T[] =>
  rules.filter((rule, i) => i === 0 || rule.x - rules[i - 1]!.x > 2.5);

const tickLabel = ([x, y, width, height]: BoxMm, texts: readonly InkBlock[]): readonly InkBlock[] => {
  const inRow = texts.filter(({ baseline, box }) => baseline > y - 1 && box[1] < y + height + 1);
  const after = inRow
    .filter(({ box }) => box[0] >= x + width - 0.5 && box[0] - x - width < 8)
    .sort((a, b) => a.box[0] - b.box[0])[0];
  if (after !== undefined) return [after];
  const before = inRow
    .filter(({ box }) => box[0] + box[2] <= x + 1 && x - box[0] - box[2] < 45)
    .sort((a, b) => b.box[0] - a.box[0])[0];
  if (before === undefined) return [];
  // Words before a box may run over two lines, the box at the second or in their middle.
  return texts
    .filter(
      ({ box, baseline }) =>
        Math.abs(box[0] - before.box[0]) < 2 &&
        baseline <= before.baseline + 0.1 &&
        before.baseline - baseline < 9,
    )
    .sort((a, b) => a.baseline - b.baseline);
};

const blocksIn = (blocks: readonly InkBlock[], cell: BoxMm): readonly InkBlock[] =>
  blocks.filter(({ box }) => shareInside(box, cell) > 0.6);

const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const overlap = (from: number, to: number, otherFrom: number, otherTo: number): number =>
  Math.min(to, otherTo) - Math.max(from, otherFrom);

/** Share of a box that lies in another. */
export const shareInside = ([x, y, w, h]: BoxMm, [ox, oy, ow, oh]: BoxMm): number => {
  const width = overlap(x, x + w, ox, ox + ow);
  const height = overlap(y, y + h, oy, oy + oh);
  return width <= 0 || height <= 0 ? 0 : (width * height) / (w * h);
};

const tenth = (value: number): number => Math.round(value * 10) / 10;
