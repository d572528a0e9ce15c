/** `sohoa status`: where batches stand. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Messages } from '../messages/messages.ts';
import { findBatch, listBatches } from '../store/hand-in.ts';
import { type Count, type Progress, progressOf } from '../store/progress.ts';
import type { Action } from './main.ts';
import { EXIT, type Session } from './session.ts';
import { table } from './table.ts';

type BatchStatus = Readonly<{ batch: string; id: number; office: string; state: string; progress: Progress }>;

const BAR_WIDTH = 24;
const WATCH_MS = 1000;

export const statusCommand = (program: Command, say: Messages, action: Action): void => {
  program
    .command('status [batch]')
    .description(say('cli-status'))
    .option('--watch', say('opt-watch'))
    .action(
      action(async (session, name: string | undefined, options: { watch?: boolean }) => {
        const system = await session.system();
        const read = async (): Promise<BatchStatus[]> => {
          const wanted = name === undefined ? undefined : (await findBatch(system.db, name)).id;
          const batches = (await listBatches(system.db)).filter(
            (batch) => wanted === undefined || batch.id === wanted,
          );
          return Promise.all(
            batches.map(async (batch) => ({
              batch: batch.name,
              id: batch.id,
              office: batch.officeCode,
              state: batch.state,
              progress: await progressOf(system.db, batch.id),
            })),
          );
        };
        if (options.watch === true && !session.json) {
          await watch(session, read);
          return EXIT.fine;
        }
        const statuses = await read();
        const queues = await system.queue.counts();
        if (session.json) for (const status of statuses) session.data(status);
        if (session.json) session.data({ queues });
        else if (statuses.length === 0) session.tell('no-batches');
        else console.log(statuses.map((status) => describe(session.say, status)).join('\n\n'));
        return statuses.some((status) => status.progress.openHolds > 0) ? EXIT.held : EXIT.fine;
      }),
    );
};

const describe = (say: Messages, { batch, office, state, progress }: BatchStatus): string => {
  const row = (key: string, count: Count): (string | number)[] => [
    say(key),
    count.received,
    count.done,
    count.held,
    count.inProgress,
  ];
  const { entries, fields, tasks } = progress;
  return [
    say('status-title', { batch, office, state: say(`batch-${state}`) }),
    table(
      ['', say('head-received'), say('head-done'), say('head-held'), say('head-in-progress')],
      [
        row('row-files', progress.files),
        row('row-frames', progress.frames),
        row('row-pages', progress.pages),
      ],
    ),
    say('status-entries', { ...entries, withoutEntry: progress.pagesWithoutEntry }),
    say('status-fields', {
      settled: fields.settled,
      total: fields.total,
      open: tasks.open,
      done: tasks.done,
    }),
    ...(progress.openHolds > 0 ? [say('status-holds', { holds: progress.openHolds, batch })] : []),
  ].join('\n');
};

/** Redraws until everything is through or the user stops. Time left from the pages done since the watch began. */
const watch = async (session: Session, read: () => Promise<BatchStatus[]>): Promise<void> => {
  const started = Date.now();
  let first: number | undefined;
  for (;;) {
    const statuses = await read();
    const done = statuses.reduce((sum, { progress }) => sum + progress.pages.done + progress.pages.held, 0);
    const open = statuses.reduce((sum, { progress }) => sum + openWork(progress), 0);
    first ??= done;
    const perMs = (done - first) / (Date.now() - started);
    const left = perMs > 0 ? formatDuration(open / perMs) : '…';
    const lines = statuses.map(({ batch, progress }) => {
      const all = openWork(progress) + progress.pages.done + progress.pages.held;
      return `${barOf(all === 0 ? 0 : (all - openWork(progress)) / all)}  ${session.say('watch-line', {
        batch,
        pages: progress.pages.done,
        held: progress.openHolds,
        tasks: progress.tasks.open,
      })}`;
    });
    if (process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[H');
    console.log([...lines, session.say('watch-left', { left })].join('\n'));
    if (open === 0) return;
    await sleep(WATCH_MS);
  }
};

const openWork = ({ files, frames, pages }: Progress): number =>
  files.inProgress + frames.inProgress + pages.inProgress;

const barOf = (share: number): string => {
  const full = Math.round(share * BAR_WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${String(Math.round(share * 100)).padStart(3)} %`;
};

const formatDuration = (ms: number): string => {
  const minutes = Math.ceil(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};
