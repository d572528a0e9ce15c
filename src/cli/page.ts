/** `sohoa page`: the pages of a book in their order, and putting them in order. */
import type { Command } from 'commander';
import { classifyPage, movePage, pageMarks, undoPageEvent } from '../../pipelines/organise.ts';
import { visibleBatch } from '../../pipelines/workstation.ts';
import { SohoaError } from '../domain/errors.ts';
import { PAGE_CLASSES, type PageClass } from '../forms/edition.ts';
import type { Messages } from '../messages/messages.ts';
import { getBook } from '../store/hand-in.ts';
import { type SheetPosition, sheetsOf } from '../store/overview.ts';
import type { Action } from './main.ts';
import { EXIT, type Session } from './session.ts';
import { table } from './table.ts';
import { parseCount } from './work.ts';

const CHUNK = 500;

export const pageCommands = (program: Command, say: Messages, action: Action): void => {
  const page = program.command('page').description(say('cli-page'));
  page
    .command('list <book>')
    .description(say('cli-page-list'))
    .action(
      action(async (session, book: string) => {
        await list(session, idOf(book, 'book'));
        return EXIT.fine;
      }),
    );
  page
    .command('move <page>')
    .description(say('cli-page-move'))
    .option('--after <page>', say('opt-page-after'), parseCount(say))
    .option('--first', say('opt-page-first'))
    .option('--book <book>', say('opt-page-book'), parseCount(say))
    .action(
      action(async (session, id: string, options: { after?: number; first?: true; book?: number }) => {
        if ((options.after === undefined) === (options.first === undefined)) {
          throw new SohoaError('option-invalid', { option: '--after, --first', value: '' });
        }
        const move = { pageId: idOf(id, 'page'), after: options.after ?? null, bookId: options.book };
        await movePage(await session.system(), await session.actor(), move);
        tell(session, 'page-moved', move.pageId);
        return EXIT.fine;
      }),
    );
  page
    .command('class <page> <class>')
    .description(say('cli-page-class', { classes: PAGE_CLASSES.join(', ') }))
    .option('--edition <id>', say('opt-page-edition'))
    .action(
      action(async (session, id: string, wanted: string, { edition }: { edition?: string }) => {
        const pageId = idOf(id, 'page');
        const wish = { pageId, class: classOf(wanted), edition };
        await classifyPage(await session.system(), await session.actor(), wish);
        tell(session, 'page-classified', pageId);
        return EXIT.fine;
      }),
    );
  page
    .command('undo <page>')
    .description(say('cli-page-undo'))
    .action(
      action(async (session, id: string) => {
        const pageId = idOf(id, 'page');
        await undoPageEvent(await session.system(), await session.actor(), pageId);
        tell(session, 'page-undone', pageId);
        return EXIT.fine;
      }),
    );
};

const idOf = (text: string, what: 'page' | 'book'): number => {
  if (!/^\d{1,15}$/.test(text)) throw new SohoaError(`${what}-unknown`, { [what]: text });
  return Number(text);
};

const classOf = (text: string): PageClass => {
  const found = PAGE_CLASSES.find((one) => one === text);
  if (found === undefined) throw new SohoaError('option-invalid', { option: 'class', value: text });
  return found;
};

const tell = (session: Session, key: string, page: number): void => {
  if (session.json) session.data({ page, done: key });
  session.tell(key, { page });
};

const list = async (session: Session, bookId: number): Promise<void> => {
  const { db } = await session.system();
  const book = await getBook(db, bookId);
  await visibleBatch({ db }, await session.actor(), book.batchId);
  const marks = await pageMarks(db, book.id);
  const rows: (string | number)[][] = [];
  for (let after: SheetPosition | null = null; ; ) {
    const sheets: Awaited<ReturnType<typeof sheetsOf>> = await sheetsOf(db, book.id, after, CHUNK);
    const last = sheets.at(-1)?.page;
    if (last === undefined) break;
    after = { position: last.position, id: last.id };
    for (const { page, file, frame, entry, held } of sheets) {
      const mark = marks.get(page.id);
      const number = entry?.number ?? null;
      if (session.json) {
        session.data({
          page: page.id,
          file,
          frame,
          side: page.side,
          class: page.class,
          state: page.state,
          number,
          held,
          ...mark,
        });
        continue;
      }
      const notes = [
        ...(held === null ? [] : [session.say('page-note-held')]),
        ...(mark?.missing == null ? [] : [session.say('page-note-missing', mark.missing)]),
        ...(mark?.doubleOf == null ? [] : [session.say('page-note-double', { page: mark.doubleOf })]),
        ...(mark?.isLate === true ? [session.say('page-note-late')] : []),
      ];
      const name = page.class === null ? '' : session.say(`web-class-${page.class}`);
      rows.push([page.id, file, frame + 1, name, number ?? '', notes.join('; ')]);
    }
  }
  if (session.json) return;
  const headings = ['head-page', 'head-file', 'head-frame', 'head-class', 'head-number', 'head-notes'];
  console.log(
    table(
      headings.map((key) => session.say(key)),
      rows,
    ),
  );
};
