/** `sohoa candidates`: what was read, one entry a line. */
import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { candidatesOf } from '../../pipelines/candidates.ts';
import type { Messages } from '../messages/messages.ts';
import { findBatch } from '../store/hand-in.ts';
import type { Action } from './main.ts';
import { EXIT } from './session.ts';

export const candidatesCommand = (program: Command, say: Messages, action: Action): void => {
  program
    .command('candidates <batch>')
    .description(say('cli-candidates'))
    .addOption(new Option('--format <format>', say('opt-format')).choices(['jsonl']).default('jsonl'))
    .action(
      action(async (session, name: string) => {
        const system = await session.system();
        const batch = await findBatch(system.db, name);
        for await (const record of candidatesOf(system, await session.actor(), batch)) {
          // Whoever reads slowly (a pager, a slow disk) must not make us hold a whole batch in memory.
          if (!process.stdout.write(`${JSON.stringify(record)}\n`)) await once(process.stdout, 'drain');
        }
        return EXIT.fine;
      }),
    );
};
