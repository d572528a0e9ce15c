/**
 * Fills the queue from the database. The database is the truth: whatever it says is due is queued again, so a queue that
 * was wiped, restored from an old backup or replaced by another server loses nothing. Safe at any time and any number of
 * times, also while workers run.
 */
import { booksDue } from '../src/store/books.ts';
import { dueBookLoads } from '../src/store/loads.ts';
import { dueWork } from '../src/store/pages.ts';
import { queueAdaptations } from './adapt.ts';
import type { StageContext } from './context.ts';
import { enqueueBook, enqueueFile, enqueueFrames, enqueueLoad, enqueuePages } from './flow.ts';

const CHUNK = 500;

export type Reconciled = Readonly<{
  files: number;
  frames: number;
  pages: number;
  books: number;
  loads: number;
}>;

/** What was due and is queued now (some of it may have been queued before). */
export const reconcile = async (
  ctx: Pick<StageContext, 'db' | 'jobs'>,
  options: { batchId?: number } = {},
): Promise<Reconciled> => {
  const total = { files: 0, frames: 0, pages: 0, books: 0, loads: 0 };
  const after = { file: 0, frame: 0, page: 0 };
  for (;;) {
    const due = await dueWork(ctx.db, { ...options, after, limit: CHUNK });
    // A job of this generation may have failed for good while the database was away: then it is run again.
    for (const file of due.files) await enqueueFile(ctx.jobs, file, { again: true });
    await enqueueFrames(ctx.jobs, due.frames, { again: true });
    await enqueuePages(ctx.jobs, due.pages, { again: true });
    total.files += due.files.length;
    total.frames += due.frames.length;
    total.pages += due.pages.length;
    after.file = due.files.at(-1)?.id ?? after.file;
    after.frame = due.frames.at(-1)?.id ?? after.frame;
    after.page = due.pages.at(-1)?.id ?? after.page;
    if (due.files.length + due.frames.length + due.pages.length === 0) break;
  }
  for (let last = 0; ; ) {
    const due = await booksDue(ctx.db, last, CHUNK);
    for (const book of due) await enqueueBook(ctx.jobs, book.id);
    total.books += due.length;
    if (due.length === 0) break;
    last = due.at(-1)?.id ?? last;
  }
  await queueAdaptations(ctx);
  const loads = await dueBookLoads(ctx.db);
  for (const load of loads) await enqueueLoad(ctx.jobs, load.id);
  total.loads = loads.length;
  return total;
};
