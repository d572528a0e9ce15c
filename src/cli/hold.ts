/** `sohoa hold`, `release`, `retry`, `reconcile`: what waits for a decision, and how it goes on. */
import type { Command } from 'commander';
import { holdPage, type Release, releaseHold, retryHolds } from '../../pipelines/hold.ts';
import { reconcile } from '../../pipelines/reconcile.ts';
import { SohoaError } from '../domain/errors.ts';
import type { Messages } from '../messages/messages.ts';
import { findBatch } from '../store/hand-in.ts';
import { type Hold, type HoldPlace, listHolds } from '../store/holds.ts';
import type { Action } from './main.ts';
import { EXIT } from './session.ts';
import { table } from './table.ts';
import { parseCount } from './work.ts';

type ReleaseOptions = { retry?: boolean; edition?: string; dismiss?: string; accept?: string };

export const holdCommands = (program: Command, say: Messages, action: Action): void => {
  program
    .command('hold [batch]')
    .description(say('cli-hold'))
    .option('--page <id>', say('opt-hold-page'), parseCount(say))
    .option('--reason <text>', say('opt-reason'))
    .action(
      action(async (session, name: string | undefined, options: { page?: number; reason?: string }) => {
        const system = await session.system();
        if (options.page !== undefined) {
          await holdPage(system, await session.actor(), options.page, options.reason ?? '');
          session.tell('page-held', { page: options.page });
          return EXIT.fine;
        }
        const batchId = name === undefined ? undefined : (await findBatch(system.db, name)).id;
        let count = 0;
        for (let after = 0; ; ) {
          const found = await listHolds(system.db, { after, ...(batchId === undefined ? {} : { batchId }) });
          if (found.length === 0) break;
          after = found.at(-1)?.id ?? after;
          count += found.length;
          if (session.json) for (const held of found) session.data(holdData(held));
          else console.log(holdTable(session.say, found));
        }
        if (count === 0) session.tell('no-holds');
        else session.tell('holds-hint');
        return count === 0 ? EXIT.fine : EXIT.held;
      }),
    );
  program
    .command('release <hold...>')
    .description(say('cli-release'))
    .option('--retry', say('opt-release-retry'))
    .option('--edition <id>', say('opt-release-edition'))
    .option('--dismiss <reason>', say('opt-release-dismiss'))
    .option('--accept <reason>', say('opt-release-accept'))
    .action(
      action(async (session, ids: string[], options: ReleaseOptions) => {
        const system = await session.system();
        const actor = await session.actor();
        const release = releaseFrom(options);
        for (const id of ids) {
          if (!/^\d{1,15}$/.test(id)) throw new SohoaError('hold-unknown', { hold: id });
          await releaseHold(system, actor, Number(id), release);
          if (session.json) session.data({ hold: Number(id), released: release.type });
          session.tell('released', { hold: id });
        }
        return EXIT.fine;
      }),
    );
  program
    .command('retry <batch>')
    .description(say('cli-retry'))
    .option('--reason <code>', say('opt-retry-reason'))
    .action(
      action(async (session, name: string, options: { reason?: string }) => {
        const system = await session.system();
        const batch = await findBatch(system.db, name);
        const count = await retryHolds(system, await session.actor(), batch.id, options);
        if (session.json) session.data({ retried: count });
        session.tell('retried', { count });
        return EXIT.fine;
      }),
    );
  program
    .command('reconcile [batch]')
    .description(say('cli-reconcile'))
    .action(
      action(async (session, name: string | undefined) => {
        const system = await session.system();
        const batchId = name === undefined ? undefined : (await findBatch(system.db, name)).id;
        const found = await reconcile(system, batchId === undefined ? {} : { batchId });
        if (session.json) session.data(found);
        session.tell('reconciled', found);
        return EXIT.fine;
      }),
    );
};

const releaseFrom = (options: ReleaseOptions): Release => {
  const said: Release[] = [
    ...(options.retry === true ? [{ type: 'retry' } as const] : []),
    ...(options.edition === undefined ? [] : [{ type: 'edition', edition: options.edition } as const]),
    ...(options.dismiss === undefined ? [] : [{ type: 'dismiss', reason: options.dismiss } as const]),
    ...(options.accept === undefined ? [] : [{ type: 'accept', reason: options.accept } as const]),
  ];
  const [release, other] = said;
  if (release === undefined || other !== undefined)
    throw new SohoaError('option-invalid', { option: 'release', value: String(said.length) });
  return release;
};

const holdData = (held: Hold & HoldPlace) => ({
  hold: held.id,
  subject: held.subject,
  subjectId: held.subjectId,
  book: held.book,
  file: held.file,
  frame: held.frame,
  side: held.side,
  reason: held.reason,
  params: held.params,
});

/** `KS 2018/01`, where no file says which book it is. */
const bookOf = ({ book }: HoldPlace): string | null =>
  book === null ? null : `${book.kind} ${book.year}/${book.volume}`;

const holdTable = (say: Messages, found: readonly (Hold & HoldPlace)[]): string =>
  table(
    ['#', say('head-what'), say('head-where'), say('head-why')],
    found.map((held) => [
      held.id,
      `${say(`subject-${held.subject}`)} ${held.subjectId}`,
      [
        held.file ?? bookOf(held),
        held.frame === null || held.frame === 0 ? null : `#${held.frame + 1}`,
        held.side === 'whole' ? null : held.side,
      ]
        .filter((part) => part !== null)
        .join(' '),
      say(held.reason, held.params),
    ]),
  );
