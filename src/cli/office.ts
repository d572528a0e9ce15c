/** `sohoa office`: the offices whose ledgers are digitised. */
import type { Command } from 'commander';
import { authorize } from '../access/accounts.ts';
import { SohoaError } from '../domain/errors.ts';
import type { Messages } from '../messages/messages.ts';
import { recordAudit } from '../store/audit.ts';
import { listOffices, saveOffice } from '../store/offices.ts';
import type { Action } from './main.ts';
import { EXIT } from './session.ts';
import { table } from './table.ts';

export const officeCommand = (program: Command, say: Messages, action: Action): void => {
  const office = program.command('office').description(say('cli-office'));
  office
    .command('add <code> <name>')
    .description(say('cli-office-add'))
    .action(
      action(async (session, code: string, name: string) => {
        if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(code))
          throw new SohoaError('option-invalid', { option: 'code', value: code });
        const { db } = await session.system();
        const actor = await session.actor();
        authorize(actor, 'office.manage', null);
        const saved = await saveOffice(db, { code, name: name.normalize('NFC').trim() });
        await recordAudit(db, {
          accountId: actor.accountId,
          officeId: saved.id,
          action: 'office.save',
          subject: 'office',
          subjectId: saved.id,
        });
        if (session.json) session.data({ code: saved.code, name: saved.name });
        session.tell('office-saved', { code: saved.code, name: saved.name });
        return EXIT.fine;
      }),
    );
  office
    .command('list')
    .description(say('cli-office-list'))
    .action(
      action(async (session) => {
        const offices = await listOffices((await session.system()).db);
        if (session.json) for (const { code, name } of offices) session.data({ code, name });
        else if (offices.length === 0) session.tell('no-offices');
        else {
          const headings = [session.say('head-code'), session.say('head-name')];
          console.log(
            table(
              headings,
              offices.map(({ code, name }) => [code, name]),
            ),
          );
        }
        return EXIT.fine;
      }),
    );
};
