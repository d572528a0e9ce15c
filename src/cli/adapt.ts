/** `sohoa adapt`: learns the hand of a book from its verified entries. */
import type { Command } from 'commander';
import { adaptBook } from '../../pipelines/adapt.ts';
import { authorize } from '../access/accounts.ts';
import { SohoaError } from '../domain/errors.ts';
import type { Messages } from '../messages/messages.ts';
import { getBook } from '../store/hand-in.ts';
import type { Action } from './main.ts';
import { EXIT } from './session.ts';

export const adaptCommand = (program: Command, say: Messages, action: Action): void => {
  program
    .command('adapt')
    .argument('<book>', say('arg-adapt-book'))
    .description(say('cli-adapt'))
    .action(
      action(async (session, text: string) => {
        const id = Number(text);
        if (!Number.isInteger(id) || id < 1)
          throw new SohoaError('option-invalid', { option: 'book', value: text });
        const system = await session.system();
        const book = await getBook(system.db, id);
        authorize(await session.actor(), 'batch.hold', book.officeId);
        const adapted = await adaptBook(system, id);
        if (session.json) session.data(adapted);
        else {
          const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
          session.tell(adapted.kept ? 'adapt-kept' : 'adapt-dropped', {
            entries: adapted.entries,
            lessons: adapted.lessons,
            heldOut: adapted.heldOut,
            again: adapted.again,
            before: percent(adapted.before),
            after: percent(adapted.after),
          });
          if (adapted.again > 0) session.tell('adapt-waiting');
        }
        return EXIT.fine;
      }),
    );
};
