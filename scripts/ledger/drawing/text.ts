/** Text → outlines on the paper, in millimetres. */
import type { Face } from './faces.ts';
import type { Outline } from './outline.ts';

export const MM_PER_POINT = 25.4 / 72;
export const MM_PER_INCH = 25.4;

/** One letter where it stands: what it is, the pen's place before and after it (mm), its outline (mm). */
export type PlacedLetter = Readonly<{ character: string; from: number; to: number; outline: Outline }>;

export type TextStyle = Readonly<{
  /** points */
  size: number;
  /** ems added after every letter */
  tracking?: number;
}>;

/** The width of a text, mm. */
export const textWidth = (face: Face, text: string, { size, tracking = 0 }: TextStyle): number => {
  const em = size * MM_PER_POINT;
  let width = 0;
  let before = '';
  for (const character of text) {
    if (before !== '') width += face.kerning(before, character) * em;
    width += (face.letter(character).advance + tracking) * em;
    before = character;
  }
  return width;
};

/** The letters of a text whose first one starts at (x, baseline y). Text should be NFC. */
export const placeText = (
  face: Face,
  text: string,
  x: number,
  y: number,
  { size, tracking = 0 }: TextStyle,
): readonly PlacedLetter[] => {
  const em = size * MM_PER_POINT;
  const placed: PlacedLetter[] = [];
  let pen = x;
  let before = '';
  for (const character of text) {
    if (before !== '') pen += face.kerning(before, character) * em;
    const letter = face.letter(character);
    const from = pen;
    pen += (letter.advance + tracking) * em;
    placed.push({
      character,
      from,
      to: pen,
      outline: letter.outline.map((contour) =>
        contour.map((value, i) => (i % 2 === 0 ? from : y) + value * em),
      ),
    });
    before = character;
  }
  return placed;
};
