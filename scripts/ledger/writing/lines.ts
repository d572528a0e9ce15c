/** Text onto the lines of a field: shrunk a little or continued on the next line, never out of the field. */
import type { BoxMm } from '../../../src/forms/edition.ts';
import type { Face } from '../drawing/faces.ts';
import { textWidth } from '../drawing/text.ts';

export type WrittenLine = Readonly<{
  text: string;
  /** Place of the line's first letter within the whole text. */
  offset: number;
  x: number;
  baseline: number;
}>;

export type Fitted = Readonly<{ size: number; lines: readonly WrittenLine[] }>;

/** The baseline lies on the dotted line: that far down in a field's box. */
const BASELINE_SHARE = 0.76;
const LEFT_GAP_MM = 1;
const SMALLEST = 0.55;

export const baselineOf = ([, y, , height]: BoxMm): number => y + height * BASELINE_SHARE;

/**
 * The largest size (not above `size`) at which the text fits the boxes, broken at spaces only.
 * `indent` keeps room at the start of the first line. Null when it fits at no readable size.
 */
export const fitText = (
  face: Face,
  text: string,
  size: number,
  boxes: readonly BoxMm[],
  indent = LEFT_GAP_MM,
): Fitted | null => {
  for (let factor = 1; factor >= SMALLEST; factor -= 0.03) {
    const lines = breakLines(face, text, size * factor, boxes, indent);
    if (lines !== null) return { size: size * factor, lines };
  }
  return null;
};

/** The text on the boxes at exactly that size, broken at spaces; null when it does not fit. */
export const breakLines = (
  face: Face,
  text: string,
  size: number,
  boxes: readonly BoxMm[],
  indent: number,
): readonly WrittenLine[] | null => {
  const lines: WrittenLine[] = [];
  let offset = 0;
  for (const [i, box] of boxes.entries()) {
    if (offset >= text.length) break;
    const start = i === 0 ? indent : LEFT_GAP_MM;
    const taken = longestStart(face, text.slice(offset), size, box[2] - start - LEFT_GAP_MM / 2);
    if (taken === 0) {
      if (i === 0) return null;
      continue;
    }
    lines.push({
      text: text.slice(offset, offset + taken),
      offset,
      x: box[0] + start,
      baseline: baselineOf(box),
    });
    offset += taken;
    while (text[offset] === ' ') offset++;
  }
  return offset >= text.length ? lines : null;
};

/** How many characters of the text, ending at a word's end, fit the width. */
const longestStart = (face: Face, text: string, size: number, width: number): number => {
  let fits = 0;
  for (let end = text.indexOf(' '); ; end = text.indexOf(' ', end + 1)) {
    const stop = end === -1 ? text.length : end;
    if (textWidth(face, text.slice(0, stop), { size }) > width) return fits;
    fits = stop;
    if (end === -1) return fits;
  }
};
