/**
 * Sets a page of a form from a short description: rows of labels with room to write, tick boxes, ruled tables, places to
 * sign. What comes out is the layout of an edition file, in millimetres. Which pages there are is data in kinds/.
 */
import type { z } from 'zod';
import type { BoxMm, layoutSchema } from '../../src/forms/edition.ts';
import { formFace } from '../ledger/blank.ts';
import { textWidth } from '../ledger/drawing/text.ts';

export type LayoutDraft = z.input<typeof layoutSchema>;
type Weight = 'regular' | 'bold' | 'italic';

/** What is written in a place: an official field, an identity paper of a person (its prefix), or nothing we know a field for. */
export type Fill = string | Readonly<{ paper: string }> | null;

export type Item = Readonly<{
  label: string;
  weight?: Weight;
  /** Left out: a label alone. */
  fill?: Fill;
  /** Where the room ends, mm; without it the column's end. */
  until?: number;
  /** Lines to write on; those after the first run through the whole column. */
  lines?: number;
  /** The label fills its line: writing starts on the next. */
  below?: boolean;
}>;

export type TickOption = readonly [code: string, label: string];

export type Element =
  | Readonly<{ type: 'row'; items: readonly Item[] }>
  | Readonly<{ type: 'heading'; text: string; size?: number; align?: 'left' | 'center'; weight?: Weight }>
  | Readonly<{ type: 'space'; mm: number }>
  | Readonly<{
      type: 'ticks';
      name: string;
      options: readonly TickOption[];
      /** `row`: boxes before their words, one after the other; `column`: words, then the box at the column's end. */
      flow: 'row' | 'column';
      whenNone?: string;
    }>
  | Readonly<{ type: 'table'; widths: readonly number[]; rows: readonly TableRow[] }>
  | Readonly<{ type: 'signatures'; who: readonly Signature[]; height: number; hint?: string }>;

export type Signature = Readonly<{ vi: string; en: string }>;
export type TableRow = Readonly<{ lines?: number; cells: readonly Cell[] }>;
/** Words of a cell (centred and bold in a head), or room to write; `span` columns wide. */
export type Cell = Readonly<
  ({ text: string; weight?: Weight; align?: 'left' | 'center' } | { fill: Fill }) & { span?: number }
>;

export type Style = Readonly<{
  /** points */
  size: number;
  /** Distance of two lines, mm. */
  pitch: number;
  /** What people write on. */
  rule: 'dotted' | 'solid';
}>;

export type Column = Readonly<{ left: number; right: number; top: number }>;

/** Room between a label and what is written behind it, and between two items of a row, mm. */
const GAP = 1.2;
const BETWEEN = 2.5;
/** A field reaches from so far above its baseline, so high. */
const ASCENT = 5;
const FIELD_HEIGHT = 6.6;
const RULE_BELOW = 0.6;
const BOX_MM = 4;
const LEAST_ROOM_MM = 9;

const round = (mm: number): number => Math.round(mm * 10) / 10;
const boxOf = (x: number, y: number, width: number, height: number): BoxMm => [
  round(x),
  round(y),
  round(width),
  round(height),
];

/** Width of printed words, mm. */
export const widthOf = (text: string, size: number, weight: Weight = 'regular'): number =>
  textWidth(formFace(weight), text.normalize('NFC'), { size });

type Draft = {
  print: { texts: LayoutDraft['print']['texts']; rules: LayoutDraft['print']['rules'] };
  fields: LayoutDraft['fields'];
  signatures: NonNullable<LayoutDraft['signatures']>;
};

/** Sets the elements one below the other. @throws Error when words run out of their column, naming them */
export const typeset = (elements: readonly Element[], column: Column, style: Style): SetPiece => {
  const draft: Draft = { print: { texts: [], rules: [] }, fields: [], signatures: [] };
  let y = column.top;
  for (const element of elements) y = setElement(draft, element, { ...column, top: y }, style);
  return { ...draft, bottom: round(y) };
};

export type SetPiece = Readonly<Draft & { bottom: number }>;

const setElement = (draft: Draft, element: Element, column: Column, style: Style): number => {
  switch (element.type) {
    case 'row':
      return setRow(draft, element.items, column, style);
    case 'heading':
      return setHeading(draft, element, column, style);
    case 'space':
      return column.top + element.mm;
    case 'ticks':
      return element.flow === 'row'
        ? setTickRow(draft, element, column, style)
        : setTickColumn(draft, element, column, style);
    case 'table':
      return setTable(draft, element, column, style);
    case 'signatures':
      return setSignatures(draft, element, column, style);
  }
};

const print = (
  draft: Draft,
  text: string,
  x: number,
  y: number,
  options: { size: number; weight?: Weight; align?: 'left' | 'center' | 'right' },
): void => {
  const { size, weight = 'regular', align = 'left' } = options;
  draft.print.texts.push({
    text,
    x: round(x),
    y: round(y),
    size,
    ...(weight === 'regular' ? {} : { weight }),
    ...(align === 'left' ? {} : { align }),
  });
};

const rule = (
  draft: Draft,
  from: readonly [number, number],
  to: readonly [number, number],
  style: 'dotted' | 'solid',
): void => {
  draft.print.rules.push({
    from: [round(from[0]), round(from[1])],
    to: [round(to[0]), round(to[1])],
    style,
  });
};

/** The sides of a box as rules. */
export const frame = (draft: Draft, [x, y, width, height]: BoxMm): void => {
  const corners = [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ] as const;
  corners.forEach((corner, i) => {
    rule(draft, corner, corners[(i + 1) % 4] ?? corner, 'solid');
  });
};

const addField = (draft: Draft, fill: Fill, lines: BoxMm[]): void => {
  if (fill === null) return;
  draft.fields.push(
    typeof fill === 'string'
      ? { type: 'text', name: fill, lines }
      : { type: 'composite', grammar: 'identity-paper', parts: paperParts(fill.paper), lines },
  );
};

const paperParts = (prefix: string): Record<string, string> => ({
  kind: `${prefix}LoaiGiayToTuyThan`,
  number: `${prefix}SoGiayToTuyThan`,
  issuedOn: `${prefix}NgayCapGiayToTuyThan`,
  issuedBy: `${prefix}NoiCapGiayToTuyThan`,
  other: `${prefix}GiayToKhac`,
});

const setRow = (draft: Draft, items: readonly Item[], column: Column, style: Style): number => {
  const { pitch, size } = style;
  const baseline = column.top + pitch;
  let x = column.left;
  let used = 1;
  for (const item of items) {
    const end = item.until ?? column.right;
    const start = x + widthOf(item.label, size, item.weight) + GAP;
    if (start - GAP > column.right + 0.1) throw new Error(`"${item.label}" runs out of its column`);
    print(draft, item.label, x, baseline, {
      size,
      ...(item.weight === undefined ? {} : { weight: item.weight }),
    });
    if (item.fill !== undefined) {
      if (item.below !== true && end - start < LEAST_ROOM_MM)
        throw new Error(`no room after "${item.label}"`);
      const lines: BoxMm[] = [];
      const addLine = (from: number, to: number, y: number): void => {
        rule(draft, [from, y + RULE_BELOW], [to, y + RULE_BELOW], style.rule);
        lines.push(boxOf(from, y - ASCENT, to - from, FIELD_HEIGHT));
      };
      const first = item.below === true ? 1 : 0;
      if (first === 0) addLine(start, end, baseline);
      for (let i = 1; i < (item.lines ?? 1) + first; i++)
        addLine(column.left, column.right, baseline + i * pitch);
      used = Math.max(used, (item.lines ?? 1) + first);
      addField(draft, item.fill, lines);
    }
    x = (item.fill === undefined ? start - GAP : end) + BETWEEN;
  }
  return column.top + used * pitch;
};

const setHeading = (
  draft: Draft,
  element: Extract<Element, { type: 'heading' }>,
  column: Column,
  style: Style,
): number => {
  const { text, size = style.size, align = 'left', weight = 'bold' } = element;
  const pitch = style.pitch * Math.max(1, (size / style.size) * 0.9);
  if (widthOf(text, size, weight) > column.right - column.left + 0.1) {
    throw new Error(`"${text}" runs out of its column`);
  }
  const x = align === 'center' ? (column.left + column.right) / 2 : column.left;
  print(draft, text, x, column.top + pitch, { size, weight, align });
  return column.top + pitch;
};

type Ticks = Extract<Element, { type: 'ticks' }>;

const addTicks = (
  draft: Draft,
  { name, whenNone }: Ticks,
  options: { code: string; box: BoxMm; label: string }[],
): void => {
  draft.fields.push({ type: 'ticks', name, options, ...(whenNone === undefined ? {} : { whenNone }) });
};

const setTickRow = (draft: Draft, element: Ticks, column: Column, { size, pitch }: Style): number => {
  let x = column.left;
  let baseline = column.top + pitch;
  const options = element.options.map(([code, label]) => {
    const width = BOX_MM + 1.5 + widthOf(label, size);
    if (x + width > column.right && x > column.left) {
      x = column.left;
      baseline += pitch;
    }
    const box = boxOf(x, baseline - BOX_MM + 0.6, BOX_MM, BOX_MM);
    frame(draft, box);
    print(draft, label, x + BOX_MM + 1.5, baseline, { size });
    x += width + 5;
    return { code, box, label };
  });
  addTicks(draft, element, options);
  return baseline;
};

const setTickColumn = (draft: Draft, element: Ticks, column: Column, { size, pitch }: Style): number => {
  let y = column.top;
  const room = column.right - column.left - BOX_MM - 3;
  const options = element.options.map(([code, label]) => {
    const words = broken(label, size, room);
    words.forEach((text, i) => {
      print(draft, text, column.left, y + pitch + i * LEADING * pitch, { size });
    });
    const last = y + pitch + (words.length - 1) * LEADING * pitch;
    const box = boxOf(column.right - BOX_MM, last - BOX_MM + 0.6, BOX_MM, BOX_MM);
    frame(draft, box);
    y = last + 1.5;
    return { code, box, label };
  });
  addTicks(draft, element, options);
  return y;
};

/** Lines of one label stand closer than lines to write on. */
const LEADING = 0.72;

/** Words in lines of at most so many millimetres. */
const broken = (text: string, size: number, width: number, weight?: Weight): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`, size, weight) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const long = lines.find((line) => widthOf(line, size, weight) > width);
  if (long !== undefined) throw new Error(`"${long}" runs out of its column`);
  return lines;
};

const CELL_PADDING = 1.5;
/** A crop shows a millimetre beside its line: the rules of the cell must not be in it, they are darker than the writing. */
const CELL_INSET = 2;

const setTable = (
  draft: Draft,
  { widths, rows }: Extract<Element, { type: 'table' }>,
  column: Column,
  style: Style,
): number => {
  const { size, pitch } = style;
  const left = column.left;
  const edges = [left];
  for (const width of widths) edges.push((edges.at(-1) ?? left) + width);
  const right = edges.at(-1) ?? left;
  let y = column.top + 2;
  rule(draft, [left, y], [right, y], 'solid');
  for (const { cells, lines = 1 } of rows) {
    const height = lines * pitch + CELL_PADDING;
    let at = 0;
    for (const cell of cells) {
      const from = edges[at] ?? left;
      at += cell.span ?? 1;
      const to = edges[at] ?? right;
      rule(draft, [from, y], [from, y + height], 'solid');
      if ('text' in cell) setCellText(draft, cell, [from, y, to - from, height], style);
      else {
        const inside = Array.from({ length: lines }, (_, i) =>
          boxOf(
            from + CELL_INSET,
            y + CELL_PADDING / 2 + i * pitch + (pitch - FIELD_HEIGHT) / 2,
            to - from - 2 * CELL_INSET,
            FIELD_HEIGHT,
          ),
        );
        addField(draft, cell.fill, inside);
      }
    }
    rule(draft, [right, y], [right, y + height], 'solid');
    y += height;
    rule(draft, [left, y], [right, y], 'solid');
  }
  return y + size / 11;
};

const setCellText = (
  draft: Draft,
  { text, weight = 'regular', align = 'left' }: Extract<Cell, { text: string }>,
  [x, y, width, height]: BoxMm,
  { size, pitch }: Style,
): void => {
  const words = broken(text, size, width - 3, weight);
  const step = LEADING * pitch;
  if (words.length * step > height) throw new Error(`"${text}" runs out of its cell`);
  const first = y + height / 2 - ((words.length - 1) * step) / 2 + size * 0.12;
  words.forEach((line, i) => {
    const place = align === 'center' ? x + width / 2 : x + 1.5;
    print(draft, line, place, first + i * step, { size, weight, align });
  });
};

const setSignatures = (
  draft: Draft,
  { who, height, hint }: Extract<Element, { type: 'signatures' }>,
  column: Column,
  { size, pitch }: Style,
): number => {
  const share = (column.right - column.left) / who.length;
  const width = Math.min(54, share - 4);
  const baseline = column.top + pitch;
  const top = baseline + (hint === undefined ? 2 : 2 + 0.62 * pitch);
  who.forEach((signer, i) => {
    const centre = column.left + (i + 0.5) * share;
    print(draft, signer.vi, centre, baseline, { size, weight: 'bold', align: 'center' });
    if (hint !== undefined) {
      print(draft, hint, centre, baseline + 0.62 * pitch, {
        size: size - 2,
        weight: 'italic',
        align: 'center',
      });
    }
    draft.signatures.push({ box: boxOf(centre - width / 2, top, width, height), who: { ...signer } });
  });
  return top + height;
};
