/** `sohoa form`: the forms there are, form files checked, and forms tried on scans. Touches no database. */
import { mkdir } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { savedForms } from '../../pipelines/forms/stored.ts';
import type { FormTrial } from '../../pipelines/forms/trial.ts';
import { readForm, tryForms } from '../../pipelines/forms/try-form.ts';
import { isSohoaError } from '../domain/errors.ts';
import { shippedForms } from '../forms/catalog.ts';
import { namesOf } from '../forms/edition.ts';
import { namesInCell } from '../forms/table.ts';
import { describeError, type Messages } from '../messages/messages.ts';
import { candidatesFor, formTeachingCommands, openForm } from './form-teaching.ts';
import type { Action } from './main.ts';
import { EXIT, type ExitCode, type Session } from './session.ts';
import { table } from './table.ts';

export const formCommands = (program: Command, say: Messages, action: Action): void => {
  const form = program.command('form').description(say('cli-form'));
  form
    .command('list')
    .description(say('cli-form-list'))
    .action(action(async (session) => list(session)));
  form
    .command('show <form>')
    .description(say('cli-form-show'))
    .action(action((session, id: string) => show(session, id)));
  form
    .command('check <file...>')
    .description(say('cli-form-check'))
    .action(action((session, files: string[]) => check(session, files)));
  formTeachingCommands(form, say, action);
  form
    .command('try <form> <file...>')
    .description(say('cli-form-try'))
    .option('--overlay <folder>', say('opt-form-overlay'))
    .action(
      action((session, id: string, files: string[], options: { overlay?: string }) =>
        tryOn(session, id, files, options.overlay),
      ),
    );
};

const headings = (session: Session, keys: readonly string[]): string[] =>
  keys.map((key) => session.say(`form-heading-${key}`));

const list = async (session: Session): Promise<ExitCode> => {
  const { db } = await session.system();
  const saved = await savedForms(db);
  const all = [...shippedForms().values()];
  if (session.json) {
    for (const { id, version, kind, title, years, paper } of all)
      session.data({ id, version, kind, title, years, paper });
    for (const { formId, version, kind, sha256, by, createdAt } of saved)
      session.data({ id: formId, version, kind, sha256, by, at: createdAt.toISOString() });
    return EXIT.fine;
  }
  const rows = all.map((form) => [
    form.id,
    form.version,
    form.kind,
    `${form.years.from}–${form.years.to}`,
    form.layouts
      .map((layout) => layout.class + (layout.side === 'single' ? '' : `/${layout.side}`))
      .join(' '),
    form.title[session.env.language],
  ]);
  console.log(table(headings(session, ['id', 'version', 'kind', 'years', 'pages', 'title']), rows));
  if (saved.length > 0) {
    console.log(`\n${session.say('form-saved-list')}`);
    const versions = saved.map(({ formId, version, kind, by, createdAt }) => [
      formId,
      version,
      kind,
      by,
      createdAt.toISOString().slice(0, 16).replace('T', ' '),
    ]);
    console.log(table(headings(session, ['id', 'version', 'kind', 'by', 'at']), versions));
  }
  return EXIT.fine;
};

const show = async (session: Session, id: string): Promise<ExitCode> => {
  const { form } = await openForm(session, id);
  if (session.json) {
    session.data(form);
    return EXIT.fine;
  }
  console.log(`${form.id} ${form.version} · ${form.title[session.env.language]}\n${form.basis}`);
  for (const layout of form.layouts) {
    const side = session.say(`form-side-${layout.side}`);
    const count = layout.fields.flatMap(namesOf).length;
    console.log(`\n${session.say('form-page-of', { class: layout.class, side, count })}`);
    if (layout.table === undefined) continue;
    const rows = layout.table.columns.map((column) => [
      column.key,
      column.heading,
      column.from,
      column.to,
      column.holds.flatMap(namesInCell).join(', '),
    ]);
    console.log(table(headings(session, ['column', 'title', 'from', 'to', 'holds']), rows));
  }
  return EXIT.fine;
};

/** All files are checked, so that one run tells everything. */
const check = async (session: Session, files: readonly string[]): Promise<ExitCode> => {
  let failed = 0;
  for (const file of files) {
    try {
      const { id, version } = await readForm(resolve(file));
      if (session.json) session.data({ file, fine: true, id, version });
      session.tell('form-fine', { file, id, version });
    } catch (error) {
      if (!isSohoaError(error)) throw error;
      failed++;
      if (session.json) session.data({ file, fine: false, code: error.code, ...error.params });
      console.error(describeError(error, session.say));
    }
  }
  return failed === 0 ? EXIT.fine : EXIT.usage;
};

/** A file that cannot be opened is told and does not keep the others from being tried. */
const tryOn = async (
  session: Session,
  id: string,
  files: readonly string[],
  folder: string | undefined,
): Promise<ExitCode> => {
  const candidates = await candidatesFor(session, id);
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  const shown: (string | number)[][] = [];
  let lost = 0;
  for (const file of files) {
    const overlay = (frame: number): string =>
      join(folder ?? '', `${basename(file, extname(file))}-${frame}.png`);
    try {
      for await (const trial of tryForms(candidates, file, folder === undefined ? {} : { overlay })) {
        if (session.json) session.data(trial);
        if (trial.fitErrorMm === null) {
          lost++;
          const side = session.say(`form-side-${trial.side}`);
          session.note('form-not-found', { file, frame: trial.frame, side, edition: trial.edition });
        }
        shown.push(rowOf(session, trial));
      }
    } catch (error) {
      if (!isSohoaError(error)) throw error;
      lost++;
      console.error(`${file}: ${describeError(error, session.say)}`);
    }
  }
  const keys = ['file', 'side', 'id', 'class', 'fit', 'error', 'columns', 'rows', 'fields'];
  if (!session.json) console.log(table(headings(session, keys), shown));
  return lost === 0 ? EXIT.fine : EXIT.held;
};

const rowOf = (session: Session, trial: FormTrial): (string | number)[] => [
  `${basename(trial.file)} ${trial.frame}`,
  session.say(`form-side-${trial.side}`),
  trial.edition,
  trial.class,
  trial.confidence,
  trial.fitErrorMm ?? '–',
  trial.columns.length,
  trial.rows.filter(({ kind }) => kind === 'entry').length,
  trial.fields.length,
];
