/**
 * Tries a form on files as they were handed in: what is found where, in pixels of each file. Writes nothing to the database,
 * so that a form can be made before anybody uses it.
 */
import { readFile } from 'node:fs/promises';
import { SohoaError } from '../../src/domain/errors.ts';
import { getForm, parseForm } from '../../src/forms/catalog.ts';
import { type Edition, extentOf, type Form, namesOf } from '../../src/forms/edition.ts';
import { layoutsOf, shippedLayouts } from '../../src/imaging/forms/layouts.ts';
import { matchLayouts } from '../../src/imaging/forms/match.ts';
import { classifyEntryPage } from '../../src/imaging/forms/page-class.ts';
import { boxAround } from '../../src/imaging/forms/page-map.ts';
import type { FormFit, LayoutRef } from '../../src/imaging/forms/types.ts';
import { type Frame, openFrames } from '../../src/imaging/frames.ts';
import { applyTo, type Box, type Point, type Quarter } from '../../src/imaging/geometry.ts';
import { type StraightPage, straightenFrame } from '../../src/imaging/straighten.ts';
import { findInPicture, tableRefs } from '../../src/imaging/tables/find-in-picture.ts';
import { writeOverlay } from '../../src/imaging/tables/overlay.ts';
import type { FoundTable } from '../../src/imaging/tables/types.ts';

/** `[x, y, width, height]` and `[x, y]`, whole pixels of the file. */
type FileBox = readonly [number, number, number, number];
type FilePoint = readonly [number, number];

/** What was found on one side of one page. */
export type FormTrial = {
  readonly file: string;
  /** From 1. */
  readonly frame: number;
  readonly side: 'single' | 'left' | 'right';
  readonly edition: string;
  readonly version: number;
  readonly class: 'entry' | 'cover' | 'closing' | 'void' | 'blank' | 'unknown';
  /** 0…1 that this is a page of the form; null fit error where nothing was found. */
  readonly confidence: number;
  readonly fitErrorMm: number | null;
  readonly dpi: number | null;
  /** Degrees clockwise by which the file must be turned to be upright. */
  readonly rotation: Quarter;
  /** Where a spread is parted, from top to bottom. */
  readonly parting: readonly FilePoint[] | null;
  readonly columns: readonly {
    readonly key: string;
    readonly heading: string;
    readonly role: string;
    readonly margin: boolean;
    readonly box: FileBox;
    readonly left: readonly FilePoint[];
    readonly right: readonly FilePoint[];
    /** Whether the rules at its sides were really seen. */
    readonly seen: { readonly left: boolean; readonly right: boolean };
    /** How much of its width the file shows. */
    readonly visible: number;
  }[];
  readonly rows: readonly {
    readonly ordinal: number;
    readonly kind: 'entry' | 'continued' | 'heading';
    readonly box: FileBox;
    readonly confidence: number;
    readonly cells: Readonly<
      Record<string, { readonly box: FileBox; readonly polygon: readonly FilePoint[] }>
    >;
  }[];
  /** Places outside of tables. */
  readonly fields: readonly { readonly names: readonly string[]; readonly box: FileBox }[];
};

/**
 * A form by its id, or by the path of its file.
 * @throws SohoaError `edition-unknown`, `path-missing`, and what `parseForm` refuses.
 */
export const readForm = async (idOrPath: string): Promise<Form> => {
  if (!/[\\/.]/.test(idOrPath)) return getForm(idOrPath);
  const json = await readFile(idOrPath, 'utf8').catch(() => {
    throw new SohoaError('path-missing', { path: idOrPath });
  });
  return parseForm(json, idOrPath);
};

/** A form to try, with the pictures of its blank pages where they do not come with the program. */
export type TriedForm = Readonly<{
  form: Form;
  formPath?: string;
  pictures?: Readonly<Record<string, string>>;
}>;

/** The trials of the form that fits a file best; of a single one, whatever it gives. Overlays are drawn for that one only. */
export const bestTrials = async (
  candidates: readonly TriedForm[],
  file: string,
  options: { readonly overlay?: (frame: number) => string },
): Promise<readonly FormTrial[]> => {
  const run = async ({ form, ...pictures }: TriedForm, drawn: typeof options): Promise<FormTrial[]> => {
    const trials: FormTrial[] = [];
    for await (const trial of tryForm(form, file, { ...pictures, ...drawn })) trials.push(trial);
    return trials;
  };
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) return run(only, options);
  let best: { one: TriedForm; trials: FormTrial[]; fit: number } | undefined;
  for (const one of candidates) {
    const trials = await run(one, {});
    const fit = trials.reduce(
      (sum, { confidence, fitErrorMm }) => sum + (fitErrorMm === null ? 0 : confidence),
      0,
    );
    const share = fit / Math.max(1, trials.length);
    if (best === undefined || share > best.fit) best = { one, trials, fit: share };
  }
  if (best === undefined) return [];
  return options.overlay === undefined ? best.trials : run(best.one, options);
};

/**
 * Every side of every page of a file. `overlay` gives a path for a picture of what was found, or undefined for none.
 * @throws SohoaError as `openFrames` and its `decode`, and `form-without-picture` for a one-entry form that has none.
 */
export async function* tryForm(
  form: Form,
  file: string,
  options: {
    readonly formPath?: string;
    /** Pictures of the blank form by layout class, for a form that an office saved. */
    readonly pictures?: Readonly<Record<string, string>>;
    readonly overlay?: (frame: number) => string;
  } = {},
): AsyncGenerator<FormTrial> {
  const isTable = tableRefs(form).length > 0;
  const refs = isTable || form.kind === 'OTHER' ? [] : await picturesOf(form, options);
  if (!isTable && refs.length === 0) throw new SohoaError('form-without-picture', { edition: form.id });
  const reader = await openFrames(file);
  try {
    for (const { index } of reader.frames) {
      const frame = await reader.decode(index);
      const at = { file, frame: index + 1, edition: form.id, version: form.version };
      if (isTable) yield* tryTables(form, frame, at, options.overlay?.(index + 1));
      else yield* tryLayouts(refs, frame, at);
    }
  } finally {
    await reader.close();
  }
}

const picturesOf = async (
  form: Edition,
  { formPath: path, pictures }: { formPath?: string; pictures?: Readonly<Record<string, string>> },
): Promise<readonly LayoutRef[]> =>
  pictures !== undefined
    ? layoutsOf(form, (layoutClass) => pictures[layoutClass] ?? '')
    : path === undefined
      ? (await shippedLayouts()).filter((ref) => ref.edition.id === form.id)
      : layoutsOf(form, (layoutClass) => path.replace(/(\.json)?$/i, `.${layoutClass}.png`));

type At = Pick<FormTrial, 'file' | 'frame' | 'edition' | 'version'>;

function* nothingFound(at: At, side: FormTrial['side']): Generator<FormTrial> {
  yield {
    ...at,
    side,
    class: 'unknown',
    confidence: 0,
    fitErrorMm: null,
    dpi: null,
    rotation: 0,
    parting: null,
    columns: [],
    rows: [],
    fields: [],
  };
}

async function* tryTables(
  form: Form,
  frame: Frame,
  at: At,
  overlay: string | undefined,
): AsyncGenerator<FormTrial> {
  const found = findInPicture(frame.picture, form, frame.dpi === null ? {} : { dpi: frame.dpi });
  if (overlay !== undefined) await writeOverlay(frame.picture, found, overlay);
  const parting = found.parting?.map(within(frame.picture).pixel) ?? null;
  for (const { side, table } of found.sides) {
    if (table === null) {
      yield* nothingFound(at, side);
      continue;
    }
    yield { ...at, side, rotation: found.rotation, parting, ...tableTrial(table, frame.picture) };
  }
}

/** Below this share of ink in all its columns nothing is written on a page. */
const BLANK_INK = 0.0005;

const tableTrial = (
  table: FoundTable,
  size: Size,
): Omit<FormTrial, keyof At | 'side' | 'rotation' | 'parting'> => {
  const { pixel, pixels } = within(size);
  return {
    class: inkOn(table) < BLANK_INK ? 'blank' : 'entry',
    confidence: rounded(table.confidence),
    fitErrorMm: rounded(table.fitErrorMm),
    dpi: Math.round(table.pixelsPerMm * 25.4),
    columns: table.columns.map(({ column, box, left, right, seen, visible }) => ({
      key: column.key,
      heading: column.heading,
      role: column.role,
      margin: column.margin,
      box: pixels(box),
      left: left.map(pixel),
      right: right.map(pixel),
      seen,
      visible: rounded(visible),
    })),
    rows: table.rows.map((row) => ({
      ordinal: row.ordinal,
      kind: row.kind,
      box: pixels(row.box),
      confidence: rounded(row.confidence),
      cells: Object.fromEntries(
        [...row.cells].map(([key, { box, polygon }]) => [
          key,
          { box: pixels(box), polygon: polygon.map(pixel) },
        ]),
      ),
    })),
    fields: table.ref.layout.fields.map((place) => ({
      names: namesOf(place),
      box: pixels(table.map.boxOf(extentOf(place))),
    })),
  };
};

const inkOn = ({ written }: FoundTable): number => {
  let sum = 0;
  let count = 0;
  for (const profile of written.ink.values()) {
    for (const share of profile) sum += share;
    count += profile.length;
  }
  return count === 0 ? 0 : sum / count;
};

/** A form tried by name is given the benefit of the doubt; its confidence says how far to trust it. */
const TRIED_CONFIDENCE = 0.2;

async function* tryLayouts(refs: readonly LayoutRef[], frame: Frame, at: At): AsyncGenerator<FormTrial> {
  for (const page of await straightenFrame(frame)) {
    const side = page.side === 'whole' ? 'single' : page.side;
    const match = matchLayouts(page.picture, refs, { dpi: page.dpi, minConfidence: TRIED_CONFIDENCE });
    const fit = match.best;
    const ref = fit === null ? undefined : refs.find(({ layout }) => layout.class === fit.layoutClass);
    if (fit === null || ref === undefined) {
      yield* nothingFound(at, side);
      continue;
    }
    yield { ...at, side, ...layoutTrial(page, fit, ref, frame.picture) };
  }
}

const layoutTrial = (
  page: StraightPage,
  fit: FormFit,
  ref: LayoutRef,
  size: Size,
): Omit<FormTrial, keyof At | 'side'> => {
  const { pixel, pixels } = within(size);
  const toFile = ({ x, y }: Point): Point => applyTo(page.toFile, x, y);
  return {
    class:
      fit.layoutClass === 'entry' ? classifyEntryPage(page.picture, fit.map, ref).class : fit.layoutClass,
    confidence: rounded(fit.confidence),
    fitErrorMm: rounded(fit.fitErrorMm),
    dpi: Math.round(page.dpi),
    rotation: ((page.rotation + fit.rotation) % 360) as Quarter,
    parting: page.partingLine !== null && page.side !== 'whole' ? page.partingLine.map(pixel) : null,
    columns: [],
    rows: [],
    fields: ref.layout.fields.map((place) => ({
      names: namesOf(place),
      box: pixels(boxAround(fit.map.quadOf(extentOf(place)).map(toFile))),
    })),
  };
};

/** Whole pixels within a picture: a table may go on beyond what the file shows. */
const within = ({ width, height }: Size) => {
  const pixel = ({ x, y }: Point): FilePoint => [
    Math.round(Math.min(Math.max(x, 0), width)),
    Math.round(Math.min(Math.max(y, 0), height)),
  ];
  const pixels = (box: Box): FileBox => {
    const [left, top] = pixel(box);
    const [right, bottom] = pixel({ x: box.x + box.width, y: box.y + box.height });
    return [left, top, right - left, bottom - top];
  };
  return { pixel, pixels };
};

type Size = { readonly width: number; readonly height: number };

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
