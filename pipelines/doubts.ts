/**
 * Which characters of a machine's reading are doubtful: what the engine saw (symbols with confidences) laid beside what
 * became of it (the verbatim text, after spaces and misread letters were mended). Pure.
 */

import { getEdition } from '../src/forms/catalog.ts';
import { namesOf } from '../src/forms/edition.ts';
import { namesInCell } from '../src/forms/table.ts';
import {
  type FieldReadings,
  fieldReadingsSchema,
  type LineReading,
  placeKey,
} from '../src/reading/entry-readings.ts';
import { isRowPlace, rowPlace, rowReadingSchema, TABLE_PLACE } from '../src/reading/rows/row-reading.ts';

/** A stretch of the verbatim text, in UTF-16 units. */
export type Doubt = Readonly<{
  at: number;
  length: number;
  confidence: number;
  alternatives: readonly string[];
}>;
export type Doubts = Readonly<{ doubts: readonly Doubt[]; alternatives: readonly string[] }>;

/** Symbols that the engine is less sure of are marked. */
const SURE = 0.85;
const MOST_ALTERNATIVES = 4;
/** Longer texts are not laid side by side: the work grows with the square. */
const LONGEST = 400;

export const NO_DOUBTS: Doubts = { doubts: [], alternatives: [] };

type Symbol = Readonly<{
  text: string;
  confidence: number;
  alternatives: readonly { text: string; confidence: number }[];
}>;

/**
 * By field name, for the fields of one entry; readings that cannot be understood give none. `ordinal` is the entry's row
 * where its page is a table.
 */
export const doubtsOfPage = (
  editionId: string,
  readings: readonly { place: string; content: unknown }[],
  verbatims: ReadonlyMap<string, string | null>,
  ordinal = 0,
): ReadonlyMap<string, Doubts> => {
  const parsed = fieldReadingsSchema.safeParse(
    Object.fromEntries(
      readings
        .filter(({ place }) => place !== TABLE_PLACE && !isRowPlace(place))
        .map(({ place, content }) => [place, content]),
    ),
  );
  if (!parsed.success) return new Map();
  const found = new Map<string, Doubts>();
  const cells = cellsOfRow(readings, ordinal);
  for (const layout of layoutsOf(editionId)) {
    for (const { key, holds } of layout.table?.columns ?? []) {
      const lines = cells.get(key);
      if (lines === undefined) continue;
      const seen = symbolsIn(lines);
      for (const name of holds.flatMap(namesInCell)) {
        const verbatim = verbatims.get(name);
        if (verbatim != null) found.set(name, { doubts: doubtsIn(verbatim, seen.symbols), alternatives: [] });
      }
    }
    for (const place of layout.fields) {
      const seen = symbolsOf(parsed.data, placeKey(place));
      if (seen === null) continue;
      for (const name of namesOf(place)) {
        const verbatim = verbatims.get(name);
        if (verbatim == null) continue;
        const isWhole = place.type === 'text';
        found.set(name, {
          doubts: doubtsIn(verbatim, seen.symbols),
          alternatives: isWhole ? seen.alternatives.filter((text) => text !== verbatim) : [],
        });
      }
    }
  }
  return found;
};

/** Lines of the cells of a table's row, of both sides of the spread. */
const cellsOfRow = (
  readings: readonly { place: string; content: unknown }[],
  ordinal: number,
): ReadonlyMap<string, readonly LineReading[]> =>
  new Map(
    readings
      .filter(({ place }) => place === rowPlace(ordinal))
      .flatMap(({ content }) => {
        const row = rowReadingSchema.safeParse(content);
        return row.success
          ? Object.entries(row.data.cells).map(([key, { lines }]) => [key, lines] as const)
          : [];
      }),
  );

const layoutsOf = (editionId: string) => {
  try {
    return getEdition(editionId).layouts.filter((layout) => layout.class === 'entry');
  } catch {
    // An edition that is gone since the page was read: its fields are shown without marks.
    return [];
  }
};

const symbolsOf = (
  readings: FieldReadings,
  place: string,
): { symbols: Symbol[]; alternatives: string[] } | null => {
  const reading = readings[place];
  return reading?.type === 'written' ? symbolsIn(reading.lines) : null;
};

const symbolsIn = (read: readonly LineReading[]): { symbols: Symbol[]; alternatives: string[] } => {
  const lines = read.flatMap((line) => (line.reading === null ? [] : [line.reading]));
  const space: Symbol = { text: ' ', confidence: 1, alternatives: [] };
  return {
    symbols: lines.flatMap((line, index) => (index === 0 ? line.symbols : [space, ...line.symbols])),
    alternatives:
      lines.length === 1
        ? (lines[0]?.alternatives ?? []).slice(0, MOST_ALTERNATIVES).map(({ text }) => text)
        : [],
  };
};

/** Lays the symbols beside the text (longest common subsequence) and keeps the doubtful ones that are in it. */
export const doubtsIn = (verbatim: string, symbols: readonly Symbol[]): Doubt[] => {
  const pieces = symbols.flatMap((symbol) => {
    const text = symbol.text.normalize('NFC');
    return [...text].map((character) => ({ character, symbol }));
  });
  const letters = [...verbatim];
  if (letters.length > LONGEST || pieces.length > LONGEST) return [];
  const matched = alignment(
    letters.map((letter) => letter.toLocaleLowerCase('vi')),
    pieces.map(({ character }) => character.toLocaleLowerCase('vi')),
  );
  const doubts: Doubt[] = [];
  let at = 0;
  letters.forEach((letter, index) => {
    const place = matched[index];
    const symbol = place === undefined ? undefined : pieces[place]?.symbol;
    if (symbol !== undefined && letter.trim() !== '' && symbol.confidence < SURE) {
      const alternatives = symbol.alternatives
        .map(({ text }) => text.normalize('NFC'))
        .filter((text) => text !== letter)
        .slice(0, MOST_ALTERNATIVES);
      doubts.push({ at, length: letter.length, confidence: symbol.confidence, alternatives });
    }
    at += letter.length;
  });
  return doubts;
};

/** For every item of `left` the index of its partner in `right`, or undefined. */
const alignment = (left: readonly string[], right: readonly string[]): (number | undefined)[] => {
  const width = right.length + 1;
  const table = new Uint16Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      table[i * width + j] =
        left[i] === right[j]
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
    }
  }
  const matched: (number | undefined)[] = new Array<number | undefined>(left.length).fill(undefined);
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    if (left[i] === right[j]) {
      matched[i] = j;
      i += 1;
      j += 1;
    } else if ((table[(i + 1) * width + j] ?? 0) >= (table[i * width + j + 1] ?? 0)) i += 1;
    else j += 1;
  }
  return matched;
};
