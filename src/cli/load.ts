/** `sohoa load`: loads an accepted batch into the electronic civil-status database and reports. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { enqueueLoad } from '../../pipelines/flow.ts';
import { startLoad } from '../../pipelines/load.ts';
import { startStages } from '../../workers/stages.ts';
import { authorize } from '../access/accounts.ts';
import type { Messages } from '../messages/messages.ts';
import type { Db } from '../store/database.ts';
import { findBatch } from '../store/hand-in.ts';
import { type LoadReport, loadReport } from '../store/loads.ts';
import type { Action } from './main.ts';
import { EXIT, type Session } from './session.ts';
import { table } from './table.ts';

const POLL_MS = 150;

export const loadCommand = (program: Command, say: Messages, action: Action): void => {
  program
    .command('load <batch>')
    .description(say('cli-load'))
    .action(
      action(async (session, name: string) => {
        const system = await session.system();
        const actor = await session.actor();
        const batch = await findBatch(system.db, name);
        authorize(actor, 'batch.load', batch.officeId);
        const run = await startLoad(system, { batch, accountId: actor.accountId });
        for (const id of run.bookLoadIds) await enqueueLoad(system.jobs, id);
        const workers = await startStages(system, ['load'], 1);
        try {
          const report = await untilLoaded(system.db, run.runId);
          if (session.json) session.data(report);
          else tellReport(session, report);
          return report.refused > 0 || report.failed > 0 ? EXIT.held : EXIT.fine;
        } finally {
          await workers.close();
        }
      }),
    );
};

const untilLoaded = async (db: Db, runId: number): Promise<LoadReport> => {
  for (;;) {
    const report = await loadReport(db, runId);
    if (report.due === 0) return report;
    await sleep(POLL_MS);
  }
};

const tellReport = (session: Session, report: LoadReport): void => {
  const { say } = session;
  console.log(
    table(
      [say('head-book'), say('head-loaded'), say('head-unchanged'), say('head-refused')],
      report.books.map((book) => [
        `${book.kind} ${book.year}/${book.volume}`,
        book.loaded,
        book.unchanged,
        book.refused,
      ]),
    ),
  );
  for (const refusal of report.refusals) {
    session.tell('refusal', {
      kind: refusal.kind,
      number: refusal.number ?? '?',
      reason: say(refusal.reason, refusal.params),
    });
  }
  session.tell('load-total', { loaded: report.loaded, unchanged: report.unchanged, refused: report.refused });
};
