/** The writing of one place: the symbols of all its lines in a row, cleaned of what is not writing, with where they lie. */
import type { Box } from '../domain/values.ts';
import type { Reading, ReadSymbol } from './engine.ts';
import type { LineReading } from './entry-readings.ts';

/** A symbol with its place on the page instead of the crop. */
export type Glyph = Readonly<{
  text: string;
  confidence: number;
  box: Box;
  alternatives: ReadSymbol['alternatives'];
}>;

export type Writing = Readonly<{ glyphs: readonly Glyph[]; engine: string }>;

/** A word: glyphs between spaces, with its position in the writing. */
export type Token = Readonly<{ glyphs: readonly Glyph[]; text: string; start: number }>;

const SPACE: Glyph = { text: ' ', confidence: 1, box: [0, 0, 0, 0], alternatives: [] };

/** What dotted lines, specks and rules are read as. */
const NOISE = /^[.,:;…·_~*'"`’‘“”|\\=«»•°^¬-]$/u;
const STARTS = /^[.,:;…·_~*"`”|\\=»•°^¬/)\]-]$/u;

/** Nobody leaves a line free in a field: below a free line, and in crumbs, only what is well read is believed. */
const AFTER_GAP = 0.8;

/** Puts the lines of a place together; empty when there is nothing but noise. */
export const writingOf = (lines: readonly LineReading[]): Writing => {
  const glyphs: Glyph[] = [];
  let gap = false;
  for (const line of lines) {
    if (line.reading === null) {
      gap = true;
      continue;
    }
    if ((gap || isCrumb(line.reading)) && glyphs.length > 0 && line.reading.confidence < AFTER_GAP) continue;
    const read = withoutNoise(
      line.reading.symbols.map((symbol) => toPage(symbol, line)),
      /[,;]/u,
    );
    if (read.length === 0) continue;
    if (glyphs.length > 0) glyphs.push(SPACE);
    glyphs.push(...read);
  }
  return { glyphs: withoutNoise(glyphs), engine: lines[0]?.engine ?? 'none' };
};

/** A letter or two at the start of a second line. */
const isCrumb = (reading: Reading): boolean => reading.symbols.length <= 2;

const toPage = (symbol: ReadSymbol, line: LineReading): Glyph => {
  const [left, top, width, height] = line.box;
  const sx = width / line.size[0];
  const sy = height / line.size[1];
  const [x, y, w, h] = symbol.box;
  return {
    ...symbol,
    text: symbol.text === LOW_QUOTE ? ',' : symbol.text,
    box: [left + x * sx, top + y * sy, Math.max(0, w * sx), Math.max(0, h * sy)],
  };
};

/** What a comma with a printed dot beside it is read as. No ledger opens a quote with it. */
const LOW_QUOTE = '„';

/** A comma ends a line that goes on. */
const NEVER = /(?!)/u;

/** Drops noise at both ends (but what `kept` matches behind the last word) and free-standing noise in between, and leaves one space between words. */
const withoutNoise = (glyphs: readonly Glyph[], kept = NEVER): readonly Glyph[] => {
  const words = tokensOf(glyphs).filter(
    (token, index, all) =>
      !isNoise(token) ||
      (isDash(token) && index > 0 && index < all.length - 1) ||
      isCommaOf(token, all[index - 1], all[index + 1]),
  );
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined) return [];
  const cleaned = words.flatMap((token, index) => {
    let letters = token.glyphs;
    if (token === first) letters = dropStart(letters);
    if (token === last) letters = dropEnd(letters, kept);
    if (letters.length === 0) return [];
    return index === 0 || isComma(token) ? letters : [spaceBefore(token, glyphs), ...letters];
  });
  return cleaned[0]?.text === ' ' ? cleaned.slice(1) : cleaned;
};

const spaceBefore = (token: Token, glyphs: readonly Glyph[]): Glyph => {
  const before = glyphs[token.start - 1];
  return before?.text === ' ' ? before : SPACE;
};

/** A fold or the edge of a shadow is read as an upright stroke on its own. */
const STROKE = /^[|!ỊịÌÍì¡]$/u;
const isNoise = (token: Token): boolean =>
  token.glyphs.every((glyph) => NOISE.test(glyph.text)) ||
  (token.glyphs.length === 1 && STROKE.test(token.text));
const isDash = (token: Token): boolean => /^[-–—]$/u.test(token.text);

const isComma = (token: Token): boolean => token.text === ',';

/** A comma this sure is one, and no speck. */
const COMMA = 0.5;
/** No comma stands further behind its word, in heights of a letter. */
const BEHIND = 0.8;

/** A comma between two words of which the engine has parted it from the first. */
const isCommaOf = (token: Token, before: Token | undefined, after: Token | undefined): boolean => {
  const [comma, last] = [token.glyphs[0], before?.glyphs.at(-1)];
  if (!isComma(token) || comma === undefined || last === undefined || after === undefined) return false;
  const [left, , width, height] = last.box;
  return (
    /[\p{L}\d]$/u.test(last.text) &&
    /^\p{L}/u.test(after.text) &&
    comma.confidence >= COMMA &&
    comma.box[0] <= left + width + BEHIND * height
  );
};

const dropStart = (glyphs: readonly Glyph[]): readonly Glyph[] => {
  const from = glyphs.findIndex((glyph) => !STARTS.test(glyph.text));
  return from < 0 ? [] : glyphs.slice(from);
};

const dropEnd = (glyphs: readonly Glyph[], kept: RegExp): readonly Glyph[] => {
  let to = glyphs.length;
  while (to > 0 && NOISE.test(glyphs[to - 1]?.text ?? '') && !kept.test(glyphs[to - 1]?.text ?? '')) to--;
  return glyphs.slice(0, to);
};

export const textOf = (glyphs: readonly Glyph[]): string =>
  glyphs
    .map((glyph) => glyph.text)
    .join('')
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim();

/** The words of a row of glyphs. */
export const tokensOf = (glyphs: readonly Glyph[]): Token[] => {
  const tokens: Token[] = [];
  let start = 0;
  for (let i = 0; i <= glyphs.length; i++) {
    const glyph = glyphs[i];
    if (glyph !== undefined && glyph.text !== ' ') continue;
    if (i > start) {
      const part = glyphs.slice(start, i);
      tokens.push({ glyphs: part, text: part.map((g) => g.text).join(''), start });
    }
    start = i + 1;
  }
  return tokens;
};

/** The smallest box around those glyphs that have one, or null. */
export const boxOf = (glyphs: readonly Glyph[]): Box | null => {
  const boxes = glyphs.filter((glyph) => glyph.text !== ' ' && glyph.box[3] > 0).map((glyph) => glyph.box);
  if (boxes.length === 0) return null;
  const left = Math.min(...boxes.map((box) => box[0]));
  const top = Math.min(...boxes.map((box) => box[1]));
  const right = Math.max(...boxes.map((box) => box[0] + box[2]));
  const bottom = Math.max(...boxes.map((box) => box[1] + box[3]));
  return [left, top, right - left, bottom - top];
};

/** Mean and worst confidence of the written glyphs; 0 when there are none. */
export const certaintyOf = (glyphs: readonly Glyph[]): Readonly<{ mean: number; worst: number }> => {
  const written = glyphs.filter((glyph) => glyph.text !== ' ').map((glyph) => glyph.confidence);
  if (written.length === 0) return { mean: 0, worst: 0 };
  return {
    mean: written.reduce((sum, value) => sum + value, 0) / written.length,
    worst: Math.min(...written),
  };
};
