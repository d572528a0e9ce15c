/** `sohoa redo`: reads the books of a batch, or one of them, again with another edition. */
import type { Command } from 'commander';
import { redoBook } from '../../pipelines/redo.ts';
import { SohoaError } from '../domain/errors.ts';
import type { Messages } from '../messages/messages.ts';
import { booksOf, findBatch } from '../store/hand-in.ts';
import type { Action } from './main.ts';
import { EXIT } from './session.ts';
import { parseCount } from './work.ts';

export const redoCommand = (program: Command, say: Messages, action: Action): void => {
  program
    .command('redo <batch>')
    .description(say('cli-redo'))
    .requiredOption('--edition <id>', say('opt-redo-edition'))
    .option('--book <book>', say('opt-redo-book'), parseCount(say))
    .action(
      action(async (session, name: string, options: { edition: string; book?: number }) => {
        const system = await session.system();
        const batch = await findBatch(system.db, name);
        const books = (await booksOf(system.db, batch.id)).filter(
          ({ id }) => options.book === undefined || id === options.book,
        );
        if (books.length === 0) throw new SohoaError('book-unknown', { book: options.book ?? name });
        const actor = await session.actor();
        let kept = 0;
        for (const book of books) {
          const redone = await redoBook(system, actor, book.id, options.edition);
          kept += redone['kept-for-people'] + redone['in-work'];
          if (session.json) session.data(redone);
          session.tell('redo-done', {
            book: book.id,
            edition: `${redone.edition}@${redone.version}`,
            again: redone.again,
            asWished: redone['as-wished'],
            inWork: redone['in-work'],
            kept: redone['kept-for-people'],
          });
        }
        return kept === 0 ? EXIT.fine : EXIT.held;
      }),
    );
};
