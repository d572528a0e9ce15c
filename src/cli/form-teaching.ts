/** `sohoa form propose`, `save` and `export`: teaching the system a form from one page of it; and finding forms by their names. */
import { existsSync } from 'node:fs';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import sharp from 'sharp';
import { proposeFormOnce } from '../../pipelines/forms/propose.ts';
import { formsFor, saveForm, storedForms } from '../../pipelines/forms/stored.ts';
import { readForm, type TriedForm } from '../../pipelines/forms/try-form.ts';
import { packagePath } from '../config/root.ts';
import { SohoaError } from '../domain/errors.ts';
import { isKindCode } from '../domain/kinds.ts';
import { editions, parseEdition, shippedForms } from '../forms/catalog.ts';
import { namesInLayout } from '../forms/edition.ts';
import type { Messages } from '../messages/messages.ts';
import type { Action } from './main.ts';
import { EXIT, type ExitCode, type Session } from './session.ts';

type ProposeOptions = { id?: string; kind?: string; out?: string };

export const formTeachingCommands = (form: Command, say: Messages, action: Action): void => {
  form
    .command('propose <file>')
    .description(say('cli-form-propose'))
    .option('--id <id>', say('opt-form-id'))
    .option('--kind <kind>', say('opt-kind'))
    .option('--out <file>', say('opt-form-out'))
    .action(action((session, file: string, options: ProposeOptions) => propose(session, file, options)));
  form
    .command('save <file>')
    .description(say('cli-form-save'))
    .action(action((session, file: string) => save(session, file)));
  form
    .command('export <form>')
    .description(say('cli-form-export'))
    .requiredOption('--out <file>', say('opt-form-out'))
    .action(action((session, name: string, { out }: { out: string }) => exportForm(session, name, out)));
};

const propose = async (session: Session, file: string, options: ProposeOptions): Promise<ExitCode> => {
  const { kind, id, out } = options;
  if (kind !== undefined && !isKindCode(kind)) throw new SohoaError('kind-unknown', { kind });
  const { db } = await session.system();
  await storedForms(db);
  const known = [...editions().values()];
  const { edition, nameless, confidence, blanks } = await proposeFormOnce(file, { id, kind, known });
  if (out !== undefined) {
    await writeFile(out, `${JSON.stringify(edition, null, 2)}\n`);
    for (const [name, { width, height, data }] of Object.entries(blanks)) {
      await sharp(data, { raw: { width, height, channels: 1 } })
        .png()
        .toFile(picturePath(out, name));
    }
  }
  if (session.json) session.data({ edition, nameless, confidence });
  else if (out === undefined) console.log(JSON.stringify(edition, null, 2));
  const fields = edition.layouts.flatMap(namesInLayout).length;
  session.note('form-proposed', { id: edition.id, kind: edition.kind, fields, nameless: nameless.length });
  for (const { label, lines } of nameless) {
    const [x, y] = lines[0] ?? [0, 0];
    session.note('form-nameless', { label: label === '' ? '–' : label, x, y });
  }
  return nameless.length === 0 ? EXIT.fine : EXIT.held;
};

/** Beside an edition file lie the pictures of its blank pages. */
const picturePath = (file: string, layoutClass: string): string =>
  file.replace(/(\.json)?$/i, `.${layoutClass}.png`);

const save = async (session: Session, file: string): Promise<ExitCode> => {
  const path = resolve(file);
  const json = await readFile(path, 'utf8').catch(() => {
    throw new SohoaError('path-missing', { path: file });
  });
  const edition = parseEdition(json, file);
  const pictures: Record<string, Uint8Array> = {};
  for (const layout of edition.layouts) {
    const picture = picturePath(path, layout.class);
    if (layout.table === undefined && existsSync(picture)) pictures[layout.class] = await readFile(picture);
  }
  const saved = await saveForm(await session.system(), await session.actor(), edition, pictures);
  if (session.json) session.data(saved);
  session.tell(saved.isNew ? 'form-saved' : 'form-saved-before', { id: saved.id, version: saved.version });
  return EXIT.fine;
};

/** Writes what `save` and `try` take: the edition and the pictures of its blank pages. */
const exportForm = async (session: Session, name: string, out: string): Promise<ExitCode> => {
  const { form, pictures } = await openForm(session, name);
  const path = resolve(out);
  await writeFile(path, `${JSON.stringify(form, null, 2)}\n`);
  let copied = 0;
  for (const layoutClass of new Set(form.layouts.map((layout) => layout.class))) {
    const picture =
      pictures === undefined
        ? packagePath('src/forms/editions', `${form.id}.${layoutClass}.png`)
        : pictures[layoutClass];
    if (picture === undefined || !existsSync(picture)) continue;
    await copyFile(picture, picturePath(path, layoutClass));
    copied++;
  }
  if (session.json) session.data({ id: form.id, version: form.version, file: out, pictures: copied });
  session.tell('form-exported', { id: form.id, version: form.version, file: out, pictures: copied });
  return EXIT.fine;
};

const isPath = (name: string): boolean => /[\\/.]/.test(name);

/**
 * A form by its file, or by its name (`ID` or `ID@VERSION`).
 * @throws SohoaError as `readForm`
 */
export const openForm = async (session: Session, name: string): Promise<TriedForm> => {
  if (isPath(name)) return { form: await readForm(name), formPath: name };
  // What comes with the program needs no database.
  const shipped = shippedForms().get(name);
  if (shipped !== undefined) return { form: shipped };
  const system = await session.system();
  await storedForms(system.db);
  const form = await readForm(name);
  const [own] = form.kind === 'OTHER' ? [] : await formsFor(system, form.kind, name);
  return { form, ...(own === undefined ? {} : { pictures: own.pictures }) };
};

/** The forms that a name stands for: `auto` for all that there are of civil-status kinds. */
export const candidatesFor = async (session: Session, name: string): Promise<readonly TriedForm[]> => {
  if (name !== 'auto') return [await openForm(session, name)];
  const { db } = await session.system();
  await storedForms(db);
  return Promise.all([...editions().keys()].map((id) => openForm(session, id)));
};
