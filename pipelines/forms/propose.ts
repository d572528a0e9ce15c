/**
 * Proposes an edition from one sample page: what is printed is read, places to write at are found and named after the
 * wordings of known editions. A person completes it; nothing is stored.
 */
import { SohoaError } from '../../src/domain/errors.ts';
import { KINDS, type KindCode } from '../../src/domain/kinds.ts';
import { checkForm } from '../../src/forms/check.ts';
import { type Edition, editionSchema, type Layout } from '../../src/forms/edition.ts';
import { guessKind, likeness, namePlaces } from '../../src/forms/naming/name-places.ts';
import { personsOf, plainWords, targetNames, wordingsOf } from '../../src/forms/naming/wordings.ts';
import { openFrames } from '../../src/imaging/frames.ts';
import { blankOf } from '../../src/imaging/propose/blank.ts';
import { type FormMarks, findMarks, type InkBlock } from '../../src/imaging/propose/marks.ts';
import { findParts } from '../../src/imaging/propose/places.ts';
import { cropGray, type Gray } from '../../src/imaging/raster.ts';
import { type StraightPage, straightenFrame } from '../../src/imaging/straighten.ts';
import type { ReadingEngine } from '../../src/reading/engine.ts';
import { createTesseractEngine } from '../../src/reading/tesseract.ts';
import {
  guessesOf,
  LABEL_LIKENESS,
  layoutFrom,
  type Nameless,
  type Side,
  withStart,
} from './propose-layout.ts';

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
  const proposed = await proposeLayouts(pages, options);
  if (proposed === null) throw new SohoaError('form-nothing-found', { file });
  const { kind, paper, layouts, nameless, confidence, sides } = proposed;
  const edition = editionSchema.parse({
    format: 1,
    id: options.id ?? `${kind}-MOI`,
    version: 1,
    kind,
    title: { vi: `${KINDS[kind].title.vi} (mẫu đề xuất)`, en: `${KINDS[kind].title.en} (proposed form)` },
    basis: '-',
    provenance: { vi: 'Đề xuất từ một trang mẫu', en: 'Proposed from a sample page' },
    years: { from: 1945, to: 2100 },
    paper,
    layouts,
  });
  checkForm(edition, file);
  const [only] = sides;
  const blanks: Record<string, Gray> =
    only === undefined || edition.layouts[0]?.table !== undefined
      ? {}
      : { entry: blankOf(only.page.picture, only.page.dpi, edition, edition.layouts[0]!) };
  return { edition, nameless, confidence, blanks };
};

export type ProposedLayouts = Readonly<{
  kind: KindCode;
  /** Of one side. */
  paper: { width: number; height: number };
  layouts: readonly Layout[];
  nameless: readonly Nameless[];
  /** How sure each name is, by field name. */
  confidence: Readonly<Record<string, number>>;
  sides: readonly Side[];
}>;

/**
 * The layouts that straight pages show, as they are: nothing is checked, so that a person can mend what is wrong with them.
 * Null when there is nothing to write at on them.
 */
export const proposeLayouts = async (
  pages: readonly StraightPage[],
  options: Omit<ProposeOptions, 'id'>,
): Promise<ProposedLayouts | null> => {
  const { wordings, ticks } = wordingsOf(options.known);
  const labels = [...new Set([...wordings.map(({ label }) => label), ...PERSON_WORDS])];
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
  if (unnamed.length === 0) return null;
  const titles = sides.flatMap(({ parts, textOf }) => parts.texts.map(textOf));
  const kind = options.kind ?? guessKind(unnamed, titles, wordings);
  const guesses = namePlaces(unnamed, kind, wordings);
  let taken = 0;
  const proposed = sides.map((side) => {
    const own = guesses.slice(taken, taken + guessesOf(side));
    taken += own.length;
    return layoutFrom(side, own, { kind, ticks });
  });
  const sure = guesses.flatMap((guess) =>
    guess === null ? [] : targetNames(guess.target).map((name) => [name, guess.confidence] as const),
  );
  return {
    kind,
    paper: paperOf(sides),
    layouts: withStart(proposed.map(({ layout }) => layout)),
    nameless: proposed.flatMap((one) => one.nameless),
    confidence: Object.fromEntries(sure),
    sides,
  };
};

/** Columns of a frame are headed by the persons that they are about. */
const PERSON_WORDS = Object.keys(KINDS).flatMap((kind) => [...personsOf(kind as KindCode).values()].flat());

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
  const isLabel = (blocks: readonly InkBlock[]): boolean => {
    const words = plainWords(blocks.map(textOf).join(' '));
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

const paperOf = (sides: readonly Side[]): { width: number; height: number } => ({
  width: Math.max(...sides.map(({ marks }) => marks.paper.width)),
  height: Math.max(...sides.map(({ marks }) => marks.paper.height)),
});
