/** `sohoa approve` and `sohoa return`: the supervisor's word on a batch. */
import type { Command } from 'commander';
import { approveBatch, returnBatch } from '../../pipelines/accept.ts';
import type { Messages } from '../messages/messages.ts';
import { findBatch } from '../store/hand-in.ts';
import type { Action } from './main.ts';
import { EXIT } from './session.ts';

export const decideCommands = (program: Command, say: Messages, action: Action): void => {
  program
    .command('approve <batch>')
    .description(say('cli-approve'))
    .action(
      action(async (session, name: string) => {
        const system = await session.system();
        const batch = await findBatch(system.db, name);
        await approveBatch(system, await session.actor(), batch);
        if (session.json) session.data({ batch: batch.name, state: 'accepted' });
        session.tell('approved', { batch: batch.name });
        return EXIT.fine;
      }),
    );
  program
    .command('return <batch>')
    .description(say('cli-return'))
    .requiredOption('--reason <text>', say('opt-reason'))
    .action(
      action(async (session, name: string, options: { reason: string }) => {
        const system = await session.system();
        const batch = await findBatch(system.db, name);
        await returnBatch(system, await session.actor(), batch, options.reason);
        if (session.json) session.data({ batch: batch.name, state: 'returned' });
        session.tell('returned', { batch: batch.name });
        return EXIT.fine;
      }),
    );
};
