/** What is written into each field of a layout, and the truth about it. */
import { CODE_LISTS, type Code } from '../../../src/domain/code-lists.ts';
import { SohoaError } from '../../../src/domain/errors.ts';
import type { FieldSpec } from '../../../src/domain/fields.ts';
import type { ValueState } from '../../../src/domain/values.ts';
import { type BoxMm, extentOf, type FieldPlace } from '../../../src/forms/edition.ts';
import type { Bounds } from '../drawing/outline.ts';
import { slashed } from '../people/dates.ts';
import type { Random } from '../random.ts';
import type { Facts } from '../story/registration.ts';
import type { Hand, Rgb } from '../writing/hands.ts';
import { type Fitted, fitText } from '../writing/lines.ts';
import { inkOf, type LetterMark, type Mark, writeLines } from '../writing/marks.ts';
import { strikeThrough, tickMark } from '../writing/pen.ts';
import type { RealLine } from '../writing/real-lines.ts';
import { choosePaperPattern, type Habits, writtenAs, writtenPaper } from '../writing/verbatim.ts';

/** A field as it stands on the paper; `ink` are the boxes (mm) around its marks, or its place when blank. */
export type DrawnField = Readonly<{
  name: string;
  verbatim: string | null;
  normalized: string | null;
  state: ValueState;
  ink: readonly Bounds[];
}>;

export type PastedLine = Readonly<{ line: RealLine; box: Bounds; ink: Rgb; strength: number }>;

export type Drawing = Readonly<{
  marks: readonly Mark[];
  pasted: readonly PastedLine[];
  fields: readonly DrawnField[];
}>;

/** A value first written wrongly, struck, and (mostly) written again. */
export type Correction = Readonly<{
  field: string;
  /** What was struck. */
  wrong: string;
  place: 'beside' | 'above' | 'none';
}>;

export type Writing = Readonly<{
  random: Random;
  /** Who writes this field. */
  handFor: (name: string) => Hand;
  /** Who corrects, strikes and ticks on a printed page: a person with a pen. */
  pen: Hand;
  habits: Habits;
  facts: Facts;
  specOf: (name: string) => Pick<FieldSpec, 'type' | 'codeList'>;
  correction: Correction | null;
  /** A real handwritten line that fits the width (mm), for place fields, or null. */
  realLine: (width: number) => RealLine | null;
}>;

const NOTHING: Drawing = { marks: [], pasted: [], fields: [] };

const boundsOfBox = ([x, y, width, height]: BoxMm): Bounds => [x, y, x + width, y + height];

const blankField = (name: string, place: FieldPlace): DrawnField => ({
  name,
  verbatim: null,
  normalized: null,
  state: 'blank',
  ink: [boundsOfBox(extentOf(place))],
});

/** Writes one field of the layout. */
export const drawField = (place: FieldPlace, writing: Writing): Drawing => {
  switch (place.type) {
    case 'text':
      return drawText(place, writing);
    case 'composite':
      return drawPaper(place, writing);
    case 'ticks':
      return drawTicks(place, writing);
  }
};

/** All fields of a layout. */
export const drawFields = (places: readonly FieldPlace[], writing: Writing): Drawing =>
  places
    .map((place) => drawField(place, writing))
    .reduce<Drawing>(
      (all, one) => ({
        marks: [...all.marks, ...one.marks],
        pasted: [...all.pasted, ...one.pasted],
        fields: [...all.fields, ...one.fields],
      }),
      NOTHING,
    );

type Place<T extends FieldPlace['type']> = Extract<FieldPlace, { type: T }>;

const fitOrFail = (
  hand: Hand,
  text: string,
  size: number,
  lines: readonly BoxMm[],
  name: string,
  indent?: number,
): Fitted => {
  const fitted = fitText(hand.face, text, size, lines, indent);
  if (fitted === null) throw new SohoaError('ledger-value-too-long', { field: name, letters: text.length });
  return fitted;
};

const drawText = (place: Place<'text'>, writing: Writing): Drawing => {
  const { random, facts, habits, correction } = writing;
  const normalized = facts[place.name] ?? null;
  if (normalized === null) return { ...NOTHING, fields: [blankField(place.name, place)] };
  const spec = writing.specOf(place.name);
  const hand = writing.handFor(place.name);
  const first = place.lines[0];
  if (spec.type === 'place' && first !== undefined) {
    const real = writing.realLine(first[2] - 2);
    if (real !== null) return pasteLine(place.name, real, first, writing);
  }
  const verbatim = writtenAs(spec, normalized, habits, first?.[2] ?? 0);
  if (correction?.field === place.name) {
    return drawCorrected(place, writing, correction, verbatim, normalized);
  }
  const fitted = fitOrFail(hand, verbatim, hand.size, place.lines, place.name);
  const marks = writeLines(random, hand, fitted.lines, fitted.size);
  return {
    ...NOTHING,
    marks,
    fields: [{ name: place.name, verbatim, normalized, state: 'read', ink: inkOf(marks) }],
  };
};

const pasteLine = (name: string, line: RealLine, [x, y, , height]: BoxMm, { pen }: Writing): Drawing => {
  const left = x + 1;
  const box: Bounds = [left, y, left + (line.width / line.height) * height, y + height];
  return {
    ...NOTHING,
    pasted: [{ line, box, ink: pen.ink, strength: pen.strength }],
    fields: [
      { name, verbatim: line.text, normalized: line.text, state: 'read', ink: [partOf(box, line.ink)] },
    ],
  };
};

const partOf = ([x0, y0, x1, y1]: Bounds, [left, top, right, bottom]: Bounds): Bounds => [
  x0 + left * (x1 - x0),
  y0 + top * (y1 - y0),
  x0 + right * (x1 - x0),
  y0 + bottom * (y1 - y0),
];

const drawCorrected = (
  place: Place<'text'>,
  writing: Writing,
  correction: Correction,
  verbatim: string,
  normalized: string,
): Drawing => {
  const { random, pen } = writing;
  const hand = writing.handFor(place.name);
  const wrongFit = fitOrFail(hand, correction.wrong, hand.size, place.lines, place.name);
  const wrong = writeLines(random, hand, wrongFit.lines, wrongFit.size);
  const strikes = linesOf(wrong, wrongFit).map((bounds) => strikeThrough(random, bounds, pen.ink));
  if (correction.place === 'none') {
    const marks = [...wrong, ...strikes];
    const field: DrawnField = {
      name: place.name,
      verbatim: correction.wrong,
      normalized: null,
      state: 'struck',
      ink: inkOf(marks),
    };
    return { ...NOTHING, marks, fields: [field] };
  }
  const right = writeAgain(place, writing, wrong, verbatim, correction.place);
  return {
    ...NOTHING,
    marks: [...wrong, ...strikes, ...right],
    fields: [{ name: place.name, verbatim, normalized, state: 'read', ink: inkOf(right) }],
  };
};

/** The bounds of the letters of each line. */
const linesOf = (marks: readonly LetterMark[], fitted: Fitted): readonly Bounds[] =>
  fitted.lines.flatMap((line) => {
    const boxes = inkOf(
      marks.filter((mark) => mark.index >= line.offset && mark.index < line.offset + line.text.length),
    );
    return boxes.length === 0 ? [] : [unite(boxes)];
  });

const unite = (boxes: readonly Bounds[]): Bounds => [
  Math.min(...boxes.map((box) => box[0])),
  Math.min(...boxes.map((box) => box[1])),
  Math.max(...boxes.map((box) => box[2])),
  Math.max(...boxes.map((box) => box[3])),
];

const ABOVE_MM = 3.3;

/** The right value: after the struck one on what is left of the lines, or small above it. */
const writeAgain = (
  place: Place<'text'>,
  writing: Writing,
  wrong: readonly LetterMark[],
  verbatim: string,
  where: 'beside' | 'above',
): readonly LetterMark[] => {
  const { random } = writing;
  const own = writing.handFor(place.name);
  const hand = own.kind === 'handwriting' || random.chance(0.4) ? own : writing.pen;
  const struck = unite(inkOf(wrong));
  const free = place.lines.filter((box) => box[1] + box[3] > struck[3] - 1);
  const [line = place.lines[0] as BoxMm] = free;
  const beside = fitText(hand.face, verbatim, hand.size, free, struck[2] - line[0] + 2);
  if (beside !== null && where === 'beside') return writeLines(random, hand, beside.lines, beside.size);
  const raised: BoxMm = [line[0], line[1] - ABOVE_MM, line[2], line[3]];
  const above = fitOrFail(hand, verbatim, hand.size * 0.72, [raised], place.name);
  return writeLines(random, hand, above.lines, above.size);
};

const drawPaper = (place: Place<'composite'>, writing: Writing): Drawing => {
  const { random, facts, parts } = { ...writing, parts: place.parts };
  const fact = (part: string): string | null => facts[parts[part] ?? ''] ?? null;
  const [kind, number, issuedBy, issuedOn] = [
    fact('kind'),
    fact('number'),
    fact('issuedBy'),
    fact('issuedOn'),
  ];
  const names = Object.values(parts);
  if (kind === null || number === null || issuedBy === null || issuedOn === null) {
    return { ...NOTHING, fields: names.map((name) => blankField(name, place)) };
  }
  const hand = writing.handFor(parts.number ?? '');
  const words: Record<string, string> = {
    kind: paperWords(random, kind),
    number,
    issuedBy,
    issuedOn: slashed(issuedOn),
  };
  const written = writtenPaper(choosePaperPattern(random), {
    kind: words.kind ?? '',
    number,
    issuedBy,
    issuedOn: slashed(issuedOn),
  });
  const fitted = fitOrFail(hand, written.text, hand.size, place.lines, parts.number ?? '');
  const marks = writeLines(random, hand, fitted.lines, fitted.size);
  const fields = Object.entries(parts).map(([part, name]): DrawnField => {
    const span = written.spans[part as keyof typeof written.spans];
    if (span === undefined) return blankField(name, place);
    return {
      name,
      verbatim: words[part] ?? null,
      normalized: fact(part),
      state: 'read',
      ink: inkOf(marks.filter((mark) => mark.index >= span[0] && mark.index < span[1])),
    };
  });
  return { ...NOTHING, marks, fields };
};

const PAPERS: readonly Code[] = CODE_LISTS.identityPaper;

const paperWords = (random: Random, code: string): string => {
  const words = PAPERS.find((paper) => paper.code === code)?.words ?? [code];
  return random.chance(0.85) ? (words[0] ?? code) : random.pick(words);
};

const drawTicks = (place: Place<'ticks'>, writing: Writing): Drawing => {
  const value = writing.facts[place.name] ?? null;
  if (value === null) return { ...NOTHING, fields: [blankField(place.name, place)] };
  const option = place.options.find(({ code }) => code === value);
  if (option === undefined) {
    // No box for what happened: the reader has to conclude it from the rest of the entry.
    return {
      ...NOTHING,
      fields: [{ ...blankField(place.name, place), normalized: value, state: 'inferred' }],
    };
  }
  const hand = writing.handFor(place.name);
  const byPen = hand.kind !== 'print';
  const mark = tickMark(
    writing.random,
    option.box,
    hand.kind === 'handwriting' ? hand.ink : byPen ? writing.pen.ink : hand.ink,
    byPen,
  );
  return {
    ...NOTHING,
    marks: [mark],
    fields: [
      { name: place.name, verbatim: option.label, normalized: value, state: 'read', ink: inkOf([mark]) },
    ],
  };
};
