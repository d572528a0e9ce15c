/** `sohoa enqueue`: hands in scans. Can be stopped and run again. */
import type { Command } from 'commander';
import { collectManifest, collectPaths } from '../../pipelines/hand-in/collect.ts';
import { enqueue } from '../../pipelines/hand-in/enqueue.ts';
import type { BookOptions } from '../../pipelines/hand-in/plan.ts';
import { SohoaError } from '../domain/errors.ts';
import type { Messages } from '../messages/messages.ts';
import { listOffices } from '../store/offices.ts';
import type { Action } from './main.ts';
import { progressLine } from './progress.ts';
import { EXIT, type Session } from './session.ts';

type Options = {
  batch?: string;
  manifest?: string;
  kind?: string;
  bookYear?: string;
  volume?: string;
  office?: string;
  edition?: string;
  declaredEntries?: string;
  declaredPages?: string;
};

export const enqueueCommand = (program: Command, say: Messages, action: Action): void => {
  program
    .command('enqueue [paths...]')
    .description(say('cli-enqueue'))
    .option('--batch <name>', say('opt-batch'))
    .option('--manifest <file>', say('opt-manifest'))
    .option('--kind <kind>', say('opt-kind'))
    .option('--book-year <year>', say('opt-book-year'))
    .option('--volume <volume>', say('opt-volume'))
    .option('--office <code>', say('opt-office'))
    .option('--edition <id>', say('opt-edition'))
    .option('--declared-entries <n>', say('opt-declared-entries'))
    .option('--declared-pages <n>', say('opt-declared-pages'))
    .action(
      action(async (session, paths: string[], options: Options) => {
        const system = await session.system();
        const actor = await session.actor();
        const said: BookOptions = {
          office: options.office ?? (await onlyOffice(session)),
          kind: options.kind,
          year: options.bookYear,
          volume: options.volume,
          edition: options.edition,
          declaredEntries: options.declaredEntries,
          declaredPages: options.declaredPages,
        };
        if (paths.length === 0 && options.manifest === undefined)
          throw new SohoaError('nothing-found', { path: '-' });
        const books = [
          ...(options.manifest === undefined ? [] : await collectManifest(options.manifest, said)),
          ...(paths.length === 0 ? [] : await collectPaths(paths, said)),
        ];
        const batchName = options.batch ?? `dot-${new Date().toISOString().slice(0, 10)}`;
        const bar = progressLine(session, 'enqueue-progress');
        const result = await enqueue(system, actor, { batchName, books }, bar.update);
        bar.stop();
        if (session.json) {
          const { batch, ...counts } = result;
          session.data({ batch: batch.name, ...counts, elsewhere: counts.elsewhere.map(({ name }) => name) });
        }
        session.tell('enqueued', {
          batch: result.batch.name,
          books: result.books,
          added: result.added,
          known: result.known,
        });
        for (const { name } of result.elsewhere) session.note('file-elsewhere', { file: name });
        return result.elsewhere.length > 0 ? EXIT.held : EXIT.fine;
      }),
    );
};

/** With one office there is nothing to choose. */
const onlyOffice = async (session: Session): Promise<string> => {
  const offices = await listOffices((await session.system()).db);
  const [office, other] = offices;
  if (office === undefined) throw new SohoaError('office-needed', { known: '-' });
  if (other !== undefined) {
    throw new SohoaError('office-needed', { known: offices.map(({ code }) => code).join(', ') });
  }
  return office.code;
};
