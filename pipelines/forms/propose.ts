/**
 * Proposes an edition from one sample page: what is printed is read, places to write at are found and named after the
 * wordings of known editions. A person completes it; nothing is stored.
 */
import { SohoaError } from '../../src/domain/errors.ts';
import { KINDS, type KindCode } from '../../src/domain/kinds.ts';
import { checkForm } from '../../src/forms/check.ts';
import {
  type BoxMm,
  type Edition,
  editionSchema,
  type FieldPlace,
  type Layout,
} from '../../src/forms/edition.ts';
import { type Guess, guessKind, likeness, namePlaces } from '../../src/forms/naming/name-places.ts';
import { plainWords, type Target, type TickWording, wordingsOf } from '../../src/forms/naming/wordings.ts';
import { openFrames } from '../../src/imaging/frames.ts';
import { blankOf } from '../../src/imaging/propose/blank.ts';
import { type FormMarks, findMarks, type InkBlock } from '../../src/imaging/propose/marks.ts';
import {
  type FoundParts,
  type FoundTablePlan,
  type FoundTick,
  findParts,
} from '../../src/imaging/propose/places.ts';
import { cropGray, type Gray } from '../../src/imaging/raster.ts';
import { type StraightPage, straightenFrame } from '../../src/imaging/straighten.ts';
import type { ReadingEngine } from '../../src/reading/engine.ts';
import { createTesseractEngine } from '../../src/reading/tesseract.ts';

/** What stays for a person: a place or column that no known wording names. */
export type Nameless = Readonly<{ side: Layout['side']; label: string; lines: readonly BoxMm[] }>;
export type Proposal = Readonly<{
  edition: Edition;
  nameless: readonly Nameless[];
  /** How sure each name is, by field name. */
  confidence: Readonly<Record<string, number>>;
  /** Pictures of the blank form, by layout class; a table needs none. */
  blanks: Readonly<Record<string, Gray>>;
}>;

export type ProposeOptions = Readonly<{
  id?: string | undefined;
  kind?: KindCode | undefined;
  /** Editions whose wordings names are guessed by. */
  known: readonly Edition[];
  engine: ReadingEngine;
}>;

type Side = Readonly<{
  page: StraightPage;
  marks: FormMarks;
  parts: FoundParts;
  textOf: (block: InkBlock) => string;
}>;

/**
 * The edition that a scan is a page of, as far as it shows. One page of the file is looked at: the first.
 * @throws SohoaError `form-nothing-found` when there is nothing on it to write at, and what opening a file throws.
 */
export const proposeForm = async (file: string, options: ProposeOptions): Promise<Proposal> => {
  const reader = await openFrames(file);
  try {
    const first = reader.frames[0];
    if (first === undefined) throw new SohoaError('form-nothing-found', { file });
    return await proposeFromPages(await straightenFrame(await reader.decode(first.index)), options, file);
  } finally {
    await reader.close();
  }
};

/** As `proposeForm`, with a reader of print of its own that ends with it. */
export const proposeFormOnce = async (
  file: string,
  options: Omit<ProposeOptions, 'engine'>,
): Promise<Proposal> => {
  const engine = createTesseractEngine();
  try {
    return await proposeForm(file, { ...options, engine });
  } finally {
    await engine.close();
  }
};

const proposeFromPages = async (
  pages: readonly StraightPage[],
  options: ProposeOptions,
  file: string,
): Promise<Proposal> => {
  const { wordings, ticks } = wordingsOf(options.known);
  const labels = [...new Set(wordings.map(({ label }) => label))];
  const sides: Side[] = [];
  for (const page of pages) sides.push(await lookAt(page, options.engine, labels));
  const unnamed = sides.flatMap(({ parts, textOf }) => [
    ...parts.places.map(({ label, above }) => ({
      label: label === null ? '' : textOf(label),
      above: above.map(textOf),
    })),
    ...(parts.table?.columns ?? []).map(({ heading, group }) => ({
      label: heading.map(textOf).join(' '),
      above: group.map(textOf),
    })),
  ]);
  if (unnamed.length === 0) throw new SohoaError('form-nothing-found', { file });
  const titles = sides.flatMap(({ parts, textOf }) => parts.texts.map(textOf));
  const kind = options.kind ?? guessKind(unnamed, titles, wordings);
  const guesses = [...namePlaces(unnamed, kind, wordings)];
  const nameless: Nameless[] = [];
  const layouts = sides.map((side): Layout => layoutFrom(side, guesses, { kind, ticks, nameless }));
  const edition = editionSchema.parse({
    format: 1,
    id: options.id ?? `${kind}-MOI`,
    version: 1,
    kind,
    title: { vi: `${KINDS[kind].title.vi} (mẫu đề xuất)`, en: `${KINDS[kind].title.en} (proposed form)` },
    basis: '-',
    provenance: { vi: 'Đề xuất từ một trang mẫu', en: 'Proposed from a sample page' },
    years: { from: 1945, to: 2100 },
    paper: paperOf(sides),
    layouts: withStart(layouts),
  });
  checkForm(edition, file);
  const [only] = sides;
  const blanks: Record<string, Gray> =
    only === undefined || edition.layouts[0]?.table !== undefined
      ? {}
      : { entry: blankOf(only.page.picture, only.page.dpi, edition, edition.layouts[0]!) };
  const sure = [...namePlaces(unnamed, kind, wordings)].flatMap((guess) =>
    guess === null ? [] : namesIn(guess.target).map((name) => [name, guess.confidence] as const),
  );
  return { edition, nameless, confidence: Object.fromEntries(sure), blanks };
};

const namesIn = (target: Target): readonly string[] =>
  target.type === 'text' ? [target.name] : Object.values(target.parts);

const LABEL_LIKENESS = 0.72;

/** Finds the parts of a page and reads every block that may be print. */
const lookAt = async (
  page: StraightPage,
  engine: ReadingEngine,
  labels: readonly string[],
): Promise<Side> => {
  const marks = findMarks(page.picture, page.dpi);
  const texts = new Map<InkBlock, string>();
  const read = async (blocks: readonly InkBlock[]): Promise<void> => {
    for (const block of blocks)
      if (!texts.has(block)) texts.set(block, await readBlock(marks, block, engine));
  };
  const textOf = (block: InkBlock): string => texts.get(block) ?? '';
  const isLabel = (block: InkBlock): boolean => {
    const words = plainWords(textOf(block));
    return labels.some((label) => likeness(label, words) >= LABEL_LIKENESS);
  };
  // Only where a frame has cells does it matter before what a block says.
  const needsAll =
    findParts(marks, () => false).places.some(({ lines }) => lines.length > 0) && marks.cells.length >= 6;
  if (needsAll) await read(marks.blocks.filter(({ box }) => box[3] < TALLEST_TEXT_MM));
  const parts = findParts(marks, isLabel);
  await read(parts.texts.filter(({ box }) => box[3] < TALLEST_TEXT_MM));
  return { page, marks, parts, textOf };
};
const TALLEST_TEXT_MM = 8;

const readBlock = async (
  { print, perMm }: FormMarks,
  { box }: InkBlock,
  engine: ReadingEngine,
): Promise<string> => {
  const margin = 0.6;
  const [left, top] = [
    Math.max(0, Math.floor((box[0] - margin) * perMm)),
    Math.max(0, Math.floor((box[1] - margin) * perMm)),
  ];
  const width = Math.min(print.width - left, Math.ceil((box[2] + 2 * margin) * perMm));
  const height = Math.min(print.height - top, Math.ceil((box[3] + 2 * margin) * perMm));
  if (width < 8 || height < 8) return '';
  const reading = await engine.read(
    { ...cropGray(print, left, top, width, height), dpi: perMm * 25.4 },
    { type: 'text' },
  );
  return reading === null || reading.confidence < LEAST_CONFIDENCE ? '' : reading.text.trim();
};
const LEAST_CONFIDENCE = 0.45;

const POINT_MM = 0.3528;

const layoutFrom = (
  { page, marks, parts, textOf }: Side,
  guesses: (Guess | null)[],
  { kind, ticks, nameless }: { kind: KindCode; ticks: readonly TickWording[]; nameless: Nameless[] },
): Layout => {
  const side = page.side === 'whole' ? 'single' : page.side;
  const fields: FieldPlace[] = [];
  for (const { lines, label } of parts.places) {
    const guess = guesses.shift() ?? null;
    const boxes = [...lines];
    if (guess === null || (guess.target.type === 'composite' && guess.target.grammar !== 'identity-paper'))
      nameless.push({ side, label: label === null ? '' : textOf(label), lines: boxes });
    else if (guess.target.type === 'text')
      fields.push({ type: 'text', name: guess.target.name, lines: boxes });
    else
      fields.push({
        type: 'composite',
        grammar: 'identity-paper',
        parts: { ...guess.target.parts },
        lines: boxes,
      });
  }
  const names = new Set(fields.flatMap((place) => (place.type === 'text' ? [place.name] : [])));
  fields.push(...tickPlaces(parts.ticks, textOf, ticks, kind).filter(({ name }) => !names.has(name)));
  const table =
    parts.table === null ? undefined : tableFrom(parts.table, guesses, { side, textOf, nameless });
  return {
    class: 'entry',
    side,
    print: {
      texts: parts.texts.flatMap((block) => {
        const text = textOf(block);
        if (!/\p{L}/u.test(text)) return [];
        const [x, , width] = block.box;
        // A size that makes the text as wide as it is: letters are about half as wide as they are high.
        const size = Math.min(60, Math.max(5, Math.round((width / text.length / 0.5 / POINT_MM) * 2) / 2));
        return [{ text, x, y: block.baseline, size, weight: 'regular' as const, align: 'left' as const }];
      }),
      rules: [
        ...marks.lying.map(({ from, to, y, style }) => ({
          from: [from, y] as [number, number],
          to: [to, y] as [number, number],
          style,
          width: 0.25,
        })),
        ...marks.upright.map(({ x, from, to }) => ({
          from: [x, from] as [number, number],
          to: [x, to] as [number, number],
          style: 'solid' as const,
          width: 0.25,
        })),
        ...parts.ticks.flatMap(({ box }) => sidesOf(box)),
      ],
    },
    fields,
    ...(table === undefined ? {} : { table }),
    signatures: [],
  };
};

const sidesOf = ([x, y, w, h]: BoxMm): Layout['print']['rules'] => {
  const corners: [number, number][] = [
    [x, y],
    [x + w, y],
    [x + w, y + h],
    [x, y + h],
  ];
  return corners.map((from, i) => ({ from, to: corners[(i + 1) % 4]!, style: 'solid', width: 0.25 }));
};

type Ticks = Extract<FieldPlace, { type: 'ticks' }>;

/** Boxes by the field that their words speak of; a code of the field goes to one box. */
const tickPlaces = (
  found: readonly FoundTick[],
  textOf: (block: InkBlock) => string,
  known: readonly TickWording[],
  kind: KindCode,
): Ticks[] => {
  const official = new Set(KINDS[kind].fields.map(({ name }) => name));
  const places = new Map<string, Ticks>();
  for (const { box, label } of found) {
    const text = label.map(textOf).join(' ');
    const best = known
      .filter(
        ({ name, code }) =>
          official.has(name) && !places.get(name)?.options.some((option) => option.code === code),
      )
      .map((one) => ({ ...one, like: likeness(plainWords(text), one.label) }))
      .sort((a, b) => b.like - a.like)[0];
    if (best === undefined || best.like < LABEL_LIKENESS) continue;
    const place = places.get(best.name) ?? { type: 'ticks' as const, name: best.name, options: [] };
    place.options.push({ code: best.code, label: text, box: [...box] });
    places.set(best.name, place);
  }
  return [...places.values()];
};

const tableFrom = (
  { head, body, columns, rows }: FoundTablePlan,
  guesses: (Guess | null)[],
  {
    side,
    textOf,
    nameless,
  }: { side: Layout['side']; textOf: (block: InkBlock) => string; nameless: Nameless[] },
): NonNullable<Layout['table']> => {
  const made = columns.map(({ from, to, heading }, i) => {
    const guess = guesses.shift() ?? null;
    const text = heading.map(textOf).join(' ').trim();
    if (guess === null)
      nameless.push({ side, label: text, lines: [[from, body.from, to - from, body.to - body.from]] });
    const name = guess === null ? undefined : namesIn(guess.target)[0];
    const role =
      name === 'so' ? ('number' as const) : name === 'ghiChu' ? ('note' as const) : ('text' as const);
    return {
      key: `${side}${i + 1}`,
      heading: text,
      from,
      to,
      role,
      margin: false,
      holds: guess === null ? [] : [cellOf(guess.target)],
    };
  });
  return {
    head,
    body,
    columns: made,
    rows: { found: rows.found, startsIn: '', ...(rows.height === null ? {} : { height: rows.height }) },
  };
};

const cellOf = (target: Target) =>
  target.type === 'text'
    ? { type: 'text' as const, name: target.name }
    : { type: 'composite' as const, grammar: target.grammar as 'shared', parts: { ...target.parts } };

/** Rows start where the numbers stand, or in the first column where none is for numbers. */
const withStart = (layouts: readonly Layout[]): Layout[] => {
  const columns = layouts.flatMap(({ table }) => table?.columns ?? []);
  const start = (columns.find(({ role }) => role === 'number') ?? columns[0])?.key;
  return layouts.map((layout) =>
    layout.table === undefined || start === undefined
      ? layout
      : { ...layout, table: { ...layout.table, rows: { ...layout.table.rows, startsIn: start } } },
  );
};

const paperOf = (sides: readonly Side[]): { width: number; height: number } => ({
  width: Math.max(...sides.map(({ marks }) => marks.paper.width)),
  height: Math.max(...sides.map(({ marks }) => marks.paper.height)),
});
