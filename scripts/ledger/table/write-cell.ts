/** Writing in the cells of a table: as many short lines as it takes, over one row or two. */

import { SohoaError } from '../../../src/domain/errors.ts';
import type { BoxMm } from '../../../src/forms/edition.ts';
import type { Bounds } from '../drawing/outline.ts';
import { MM_PER_POINT, textWidth } from '../drawing/text.ts';
import type { Random } from '../random.ts';
import type { Hand, Rgb } from '../writing/hands.ts';
import { breakLines, type WrittenLine } from '../writing/lines.ts';
import { inkOf, type LetterMark, type Mark, writeLines } from '../writing/marks.ts';
import { penMark, shaky, strikeThrough } from '../writing/pen.ts';
import type { CellText } from './cells.ts';

/** One row's piece of a cell, on the paper of its own side; `here` where it is on the page that is drawn now. */
export type CellPart = Readonly<{ box: BoxMm; here: boolean; lines?: number }>;

export type DrawnCell = Readonly<{ marks: readonly Mark[]; ink: readonly Bounds[] }>;

/** Tables are written smaller than forms. */
const TABLE_SIZE = 0.88;
const SMALLEST = 0.42;
const LINE_SHARE = 1.28;
const PADDING_MM = 1.1;

/**
 * Draws a cell's text. What stands on other pages is left out of the marks, so that both pages of an entry that goes on
 * overleaf agree on where the text breaks.
 * @throws SohoaError `ledger-value-too-long` when it fits at no readable size
 */
export const drawCell = (
  random: Random,
  hand: Hand,
  pen: Rgb,
  cell: CellText,
  parts: readonly CellPart[],
): DrawnCell => {
  const first = parts[0];
  if (cell.text === null || first === undefined) return { marks: [], ink: [] };
  if (cell.mark !== null)
    return first.here ? drawDitto(random, hand, cell, first.box) : { marks: [], ink: [] };
  const { struck, text } = cell;
  const pieces =
    struck === null ? [text] : struck.place === 'above' ? [text, struck.wrong] : [struck.wrong, text];
  const flow = flowInto(hand, pieces, parts);
  if (flow === null) throw new SohoaError('ledger-value-too-long', { field: cell.key, letters: text.length });
  const wrongPiece = struck === null ? -1 : pieces.indexOf(struck.wrong);
  const marks: Mark[] = [];
  const ink: Bounds[] = [];
  for (const { piece, lines } of flow.pieces) {
    const written = writeLines(
      random.fork(`piece${piece}`),
      hand,
      lines.filter(({ part }) => parts[part]?.here === true),
      flow.size,
    );
    marks.push(...written);
    if (piece === wrongPiece) marks.push(...strikes(random.fork('strike'), written, lines, pen));
    else ink.push(...inkOf(written));
  }
  return { marks, ink };
};

type PartLine = WrittenLine & Readonly<{ part: number }>;

/** The pieces one after another on the lines of the parts, at the largest size at which all fit. */
const flowInto = (
  hand: Hand,
  pieces: readonly string[],
  parts: readonly CellPart[],
): Readonly<{ size: number; pieces: readonly { piece: number; lines: readonly PartLine[] }[] }> | null => {
  for (let factor = 1; factor >= SMALLEST; factor -= 0.04) {
    const size = hand.size * TABLE_SIZE * factor;
    const pitch = size * MM_PER_POINT * LINE_SHARE;
    const boxes = parts.flatMap(({ box: [x, y, width, height], lines = Number.POSITIVE_INFINITY }, part) => {
      const count = Math.min(lines, Math.max(1, Math.floor((height - 1.6 * PADDING_MM) / pitch)));
      return Array.from({ length: count }, (_, i) => ({
        part,
        box: [x, y + PADDING_MM + i * pitch, width, pitch] as BoxMm,
      }));
    });
    let free = boxes;
    const placed: { piece: number; lines: readonly PartLine[] }[] = [];
    for (const [piece, text] of pieces.entries()) {
      const lines = breakLines(
        hand.face,
        text,
        size,
        free.map(({ box }) => box),
        LEFT_GAP_MM,
      );
      if (lines === null) break;
      placed.push({ piece, lines: lines.map((line, i) => ({ ...line, part: free[i]?.part ?? 0 })) });
      free = free.slice(lines.length);
    }
    if (placed.length === pieces.length) return { size, pieces: placed };
  }
  return null;
};
const LEFT_GAP_MM = 1;

const strikes = (
  random: Random,
  written: readonly LetterMark[],
  lines: readonly WrittenLine[],
  pen: Rgb,
): readonly Mark[] =>
  lines.flatMap((line) => {
    const boxes = inkOf(
      written.filter(({ index }) => index >= line.offset && index < line.offset + line.text.length),
    );
    if (boxes.length === 0) return [];
    const bounds: Bounds = [
      Math.min(...boxes.map((box) => box[0])),
      Math.min(...boxes.map((box) => box[1])),
      Math.max(...boxes.map((box) => box[2])),
      Math.max(...boxes.map((box) => box[3])),
    ];
    return [strikeThrough(random, bounds, pen)];
  });

/** "The same as above": a sign in the middle of the cell's first line, or a long stroke. */
const drawDitto = (random: Random, hand: Hand, cell: CellText, [x, y, width]: BoxMm): DrawnCell => {
  const natural = textWidth(hand.face, cell.text ?? '', { size: hand.size * TABLE_SIZE });
  const size = hand.size * TABLE_SIZE * (cell.mark === 'text' ? Math.min(1, (width - 1.6) / natural) : 1);
  const baseline = y + PADDING_MM + size * MM_PER_POINT * 0.97;
  if (cell.mark === 'stroke') {
    const middle = baseline - size * MM_PER_POINT * 0.25;
    const [from, to] = [x + width * random.between(0.14, 0.24), x + width * random.between(0.76, 0.86)];
    const mark = penMark(
      shaky(random, [from, middle + random.normal(0, 0.3)], [to, middle + random.normal(0, 0.3)], 0.4),
      hand.ink,
    );
    return { marks: [mark], ink: inkOf([mark]) };
  }
  const text = cell.text ?? '';
  const wide = textWidth(hand.face, text, { size });
  const left = x + Math.max(0.6, (width - wide) * random.between(0.35, 0.6));
  const marks = writeLines(random, hand, [{ text, offset: 0, x: left, baseline }], size);
  return { marks, ink: inkOf(marks) };
};
