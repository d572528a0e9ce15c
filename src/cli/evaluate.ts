/** `sohoa evaluate`: how well the machine reads, over what is known to be true. One file per subject in evaluate/. */
import type { Command } from 'commander';
import { SohoaError } from '../domain/errors.ts';
import type { Messages } from '../messages/messages.ts';
import { ledgerSubject } from './evaluate/ledger.ts';
import { linesSubject } from './evaluate/lines.ts';
import type { EvaluationSubject } from './evaluate/subject.ts';
import type { Action } from './main.ts';

/** Asked in this order; the first that feels meant takes the run. */
const SUBJECTS: readonly EvaluationSubject[] = [linesSubject, ledgerSubject];

export const evaluateCommand = (program: Command, say: Messages, action: Action): void => {
  const command = program.command('evaluate [folders...]').description(say('cli-evaluate'));
  for (const subject of SUBJECTS) subject.register(command, say);
  command.action(
    action(async (session, folders: string[], options: Record<string, unknown>) => {
      for (const subject of SUBJECTS) {
        const code = await subject.run(session, folders, options);
        if (code !== null) return code;
      }
      throw new SohoaError('evaluate-nothing');
    }),
  );
};
