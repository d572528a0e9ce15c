/** Type faces: font files from npm packages or from a folder, and where their letters' outlines come from. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import opentype, { type Font, type Glyph } from 'opentype.js';
import { SohoaError } from '../../../src/domain/errors.ts';
import type { Contour, Outline } from './outline.ts';

/** Every letter of Vietnamese (NFC), the digits and the signs that entries are written with. */
export const REQUIRED_LETTERS: readonly string[] = [
  ...new Set(
    [
      ...'aăâeêioôơuưy'
        .split('')
        .flatMap((vowel) => [
          vowel,
          ...['\u0300', '\u0301', '\u0303', '\u0309', '\u0323'].map((tone) =>
            (vowel + tone).normalize('NFC'),
          ),
        ]),
      ...'bcdđghklmnpqrstvxfjwz',
    ].flatMap((letter) => [letter, letter.toLocaleUpperCase('vi')]),
  ),
  ...'0123456789/-.,:;()',
];

/** A letter of a face: outline in ems (baseline at 0, y downwards), how far the pen goes on, and a key for kerning. */
export type Letter = Readonly<{ outline: Outline; advance: number }>;

export type Face = Readonly<{
  id: string;
  letter: (character: string) => Letter;
  /** ems between two letters beside their advance */
  kerning: (left: string, right: string) => number;
  /** The first of the characters that the face has no glyph for, or undefined. */
  lacks: (characters: Iterable<string>) => string | undefined;
}>;

const require = createRequire(import.meta.url);

/** Absolute path of a file of an installed npm package, or null when the package is not installed. */
export const packageFile = (name: string, file: string): string | null => {
  try {
    return require.resolve(`${name}/${file}`);
  } catch {
    return null;
  }
};

/**
 * A face from one or more font files (TTF, OTF, WOFF 1); a letter comes from the first file that has it.
 * @throws SohoaError `font-unreadable` naming the file, `font-lacks-letter` naming file and letter
 */
export const openFace = (id: string, files: readonly string[]): Face => {
  const fonts = files.map(openFont);
  const face = faceOf(id, fonts);
  const missing = face.lacks(REQUIRED_LETTERS);
  if (missing !== undefined) {
    throw new SohoaError('font-lacks-letter', {
      file: files.map((file) => basename(file)).join(', '),
      letter: missing,
    });
  }
  return face;
};

const openFont = (file: string): Font => {
  try {
    const bytes = readFileSync(file);
    return opentype.parse(new Uint8Array(bytes).buffer);
  } catch (cause) {
    throw new SohoaError('font-unreadable', { file: basename(file) }, { cause });
  }
};

const faceOf = (id: string, fonts: readonly Font[]): Face => {
  const letters = new Map<string, Letter>();
  const pairs = new Map<string, number>();
  const fontFor = (character: string): Font | undefined =>
    fonts.find((font) => font.charToGlyphIndex(character) > 0);
  return {
    id,
    letter: (character) => {
      const known = letters.get(character);
      if (known !== undefined) return known;
      const font = fontFor(character);
      if (font === undefined) throw new SohoaError('font-lacks-letter', { file: id, letter: character });
      const glyph = font.charToGlyph(character);
      const letter = {
        outline: flatten(glyph, font.unitsPerEm),
        advance: (glyph.advanceWidth ?? 0) / font.unitsPerEm,
      };
      letters.set(character, letter);
      return letter;
    },
    kerning: (left, right) => {
      const pair = left + right;
      const known = pairs.get(pair);
      if (known !== undefined) return known;
      const font = fontFor(left);
      const value =
        font === undefined || font !== fontFor(right)
          ? 0
          : font.getKerningValue(font.charToGlyph(left), font.charToGlyph(right)) / font.unitsPerEm;
      pairs.set(pair, value);
      return value;
    },
    lacks: (characters) => {
      for (const character of characters) if (fontFor(character) === undefined) return character;
      return undefined;
    },
  };
};

const CURVE_STEPS = 6;

/** A glyph's curves as straight pieces, in ems, y downwards. */
const flatten = (glyph: Glyph, unitsPerEm: number): Outline => {
  const outline: Contour[] = [];
  let contour: number[] = [];
  let x = 0;
  let y = 0;
  const add = (toX: number, toY: number): void => {
    contour.push(toX / unitsPerEm, -toY / unitsPerEm);
    x = toX;
    y = toY;
  };
  const close = (): void => {
    if (contour.length > 4) outline.push(contour);
    contour = [];
  };
  for (const command of glyph.path.commands) {
    if (command.type === 'Z') close();
    else if (command.type === 'M') {
      close();
      add(command.x, command.y);
    } else if (command.type === 'L') add(command.x, command.y);
    else {
      const [x0, y0] = [x, y];
      for (let step = 1; step <= CURVE_STEPS; step++) {
        const t = step / CURVE_STEPS;
        const u = 1 - t;
        if (command.type === 'Q') {
          add(
            u * u * x0 + 2 * u * t * command.x1 + t * t * command.x,
            u * u * y0 + 2 * u * t * command.y1 + t * t * command.y,
          );
        } else {
          add(
            u ** 3 * x0 + 3 * u * u * t * command.x1 + 3 * u * t * t * command.x2 + t ** 3 * command.x,
            u ** 3 * y0 + 3 * u * u * t * command.y1 + 3 * u * t * t * command.y2 + t ** 3 * command.y,
          );
        }
      }
    }
  }
  close();
  return outline;
};
