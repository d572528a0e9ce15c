/** `npm run make-ledger -- …`: draws made-up ledgers. The work is in scripts/ledger/; docs/make-ledger.md explains it. */
import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { describeError, messagesFor } from '../src/messages/messages.ts';
import { CONTAINERS, ledgerOptionsSchema } from './ledger/book/options.ts';
import { DAMAGE_LEVELS } from './ledger/damage/levels.ts';
import { makeLedger } from './ledger/make.ts';
import { ROW_RULINGS } from './ledger/table/plan.ts';
import { HAND_CHOICES } from './ledger/writing/hands.ts';

const vi = messagesFor('vi');
const en = messagesFor('en');
const say = (key: string, params?: Readonly<Record<string, string | number>>): string =>
  `${vi(key, params)} / ${en(key, params)}`;

const MOST_JOBS = 4;
const number = (text: string): number => Number(text);
const list = (text: string): string[] => text.split(',').map((item) => item.trim());

const command = new Command('make-ledger')
  .description(say('ledger-help'))
  .option('--kind <kinds>', say('ledger-help-kind'), list, ['KS'])
  .option('--edition <id>', say('ledger-help-edition'))
  .option('--entries <n>', say('ledger-help-entries'), number, 10)
  .addOption(new Option('--hand <hand>', say('ledger-help-hand')).choices(HAND_CHOICES).default('print'))
  .addOption(
    new Option('--damage <level>', say('ledger-help-damage')).choices(DAMAGE_LEVELS).default('light'),
  )
  .option('--seed <text>', say('ledger-help-seed'), '1')
  .requiredOption('--out <folder>', say('ledger-help-out'))
  .option('--dpi <n>', say('ledger-help-dpi'), number, 300)
  .option('--spread', say('ledger-help-spread'), false)
  .option('--year <n>', say('ledger-help-year'), number)
  .option('--years <n>', say('ledger-help-years'), number, 1)
  .option('--volume <n>', say('ledger-help-volume'), '01')
  .option('--first <n>', say('ledger-help-first'), number, 1)
  .option('--office <name>', say('ledger-help-office'))
  .option('--void-rate <share>', say('ledger-help-void-rate'), number, 0.02)
  .option('--strike-rate <share>', say('ledger-help-strike-rate'), number, 0.06)
  .addOption(
    new Option('--rows <ruling>', say('ledger-help-rows'))
      .choices([...ROW_RULINGS, 'mixed'])
      .default('mixed'),
  )
  .option('--fonts <folder>', say('ledger-help-fonts'))
  .option('--lines <folder>', say('ledger-help-lines'))
  .option('--lines-split <name>', say('ledger-help-lines-split'), 'test')
  .addOption(
    new Option('--container <kind>', say('ledger-help-container')).choices(CONTAINERS).default('jpg'),
  )
  .option('--jobs <n>', say('ledger-help-jobs'), number, Math.min(MOST_JOBS, availableParallelism()))
  .option('--json', say('ledger-help-json'), false);

/** 0 fine, 1 refused, 2 wrong usage (commander's own). */
const run = async (argv: readonly string[]): Promise<number> => {
  const { kind, json, ...given } = command.exitOverride().parse(argv, { from: 'user' }).opts();
  const options = ledgerOptionsSchema.keyof().options;
  const known = Object.fromEntries(Object.entries(given).filter(([name]) => options.includes(name as never)));
  const made = await makeLedger({ kinds: kind, out: '', ...known } as Parameters<typeof makeLedger>[0], {
    onFile: (done, all) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${say('ledger-progress', { done, all })}`);
    },
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
  const summary = {
    out: made.out,
    entries: made.entries.length,
    pages: made.pages.length,
    books: made.books,
  };
  console.log(
    json
      ? JSON.stringify(summary)
      : say('ledger-made', {
          out: made.out,
          entries: summary.entries,
          pages: summary.pages,
          books: made.books.length,
        }),
  );
  return 0;
};

const USAGE = 2;

run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const fromCommander = error instanceof Error && 'exitCode' in error;
    if (fromCommander) process.exitCode = error.exitCode === 0 ? 0 : USAGE;
    else {
      console.error(describeError(error, vi));
      console.error(describeError(error, en));
      process.exitCode = 1;
    }
  },
);
