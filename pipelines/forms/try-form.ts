/**
 * Tries forms on files as they were handed in: what is found where, in pixels of each file. Writes nothing to the database,
 * so that a form can be made before anybody uses it.
 */
import { readFile } from 'node:fs/promises';
import { SohoaError } from '../../src/domain/errors.ts';
import { getForm, parseForm } from '../../src/forms/catalog.ts';
import type { Form } from '../../src/forms/edition.ts';
import { layoutsOf, shippedLayouts } from '../../src/imaging/forms/layouts.ts';
import type { LayoutRef } from '../../src/imaging/forms/types.ts';
import { type Frame, openFrames } from '../../src/imaging/frames.ts';
import { tableRefs } from '../../src/imaging/tables/find-in-picture.ts';
import { type FormTrial, sureness } from './trial.ts';
import { tryLayouts } from './try-layout.ts';
import { type TableTrials, tryTable } from './try-table.ts';

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

/** A form tried by name is given the benefit of the doubt; its confidence says how far to trust it. */
const TRIED_CONFIDENCE = 0.2;
/** From here on a one-entry form is found, and no table is looked for. */
const SURE = 0.5;

/**
 * Every side of every page of a file, each with the form of these that fits it best. `overlay` gives the path for a picture
 * of a table that was found, by the frame's number from 1.
 * @throws SohoaError as `openFrames` and its `decode`, and `form-without-picture` when nothing can be looked for.
 */
export async function* tryForms(
  candidates: readonly TriedForm[],
  file: string,
  { overlay }: { readonly overlay?: (frame: number) => string } = {},
): AsyncGenerator<FormTrial> {
  const tried = await formTrier(candidates);
  const reader = await openFrames(file);
  try {
    for (const { index } of reader.frames) {
      const path = overlay?.(index + 1);
      yield* await tried(await reader.decode(index), { file, frame: index + 1 }, path);
    }
  } finally {
    await reader.close();
  }
}

/** Tries forms on one frame; `overlay` is the path for a picture of a table that was found. */
export type FormTrier = (
  frame: Frame,
  at: { file: string; frame: number },
  overlay?: string,
) => Promise<readonly FormTrial[]>;

/** Makes forms ready to be tried on many frames. @throws SohoaError `form-without-picture` when nothing can be looked for */
export const formTrier = async (candidates: readonly TriedForm[]): Promise<FormTrier> => {
  const [first, ...others] = candidates;
  const tables = candidates.map(({ form }) => form).filter((form) => tableRefs(form).length > 0);
  const refs = (await Promise.all(candidates.map(refsOf))).flat();
  if (tables.length === 0 && refs.length === 0)
    throw new SohoaError('form-without-picture', { edition: first?.form.id ?? '' });
  const tried =
    first !== undefined && others.length === 0
      ? { edition: first.form.id, version: first.form.version }
      : { edition: 'auto', version: 0 };
  return async (frame, at, overlay) => {
    const placed =
      refs.length === 0 ? [] : await tryLayouts(refs, frame, { ...at, ...tried }, TRIED_CONFIDENCE);
    const table = placed.length > 0 && sureness(placed) >= SURE ? null : bestTable(tables, frame, at);
    if (table === null || (placed.length > 0 && sureness(table.trials) <= sureness(placed))) return placed;
    if (overlay !== undefined) await table.draw(overlay);
    return table.trials;
  };
};

const bestTable = (
  forms: readonly Form[],
  frame: Frame,
  at: { file: string; frame: number },
): TableTrials | null => {
  let best: TableTrials | null = null;
  for (const form of forms) {
    const found = tryTable(form, frame, at);
    if (best === null || sureness(found.trials) > sureness(best.trials)) best = found;
  }
  return best;
};

/** The layouts of a one-entry form, with the pictures that they are found by. */
const refsOf = async ({ form, formPath, pictures }: TriedForm): Promise<readonly LayoutRef[]> => {
  if (form.kind === 'OTHER' || tableRefs(form).length > 0) return [];
  if (pictures !== undefined) return layoutsOf(form, (layoutClass) => pictures[layoutClass] ?? '');
  return formPath === undefined
    ? (await shippedLayouts()).filter((ref) => ref.edition.id === form.id)
    : layoutsOf(form, (layoutClass) => formPath.replace(/(\.json)?$/i, `.${layoutClass}.png`));
};
