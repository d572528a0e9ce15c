/** Load: the entries of an accepted batch go into the electronic civil-status database, one transaction a book. */
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { SohoaError } from '../src/domain/errors.ts';
import type { Registry } from '../src/registry/database.ts';
import { loadBook as loadIntoRegistry } from '../src/registry/loader.ts';
import type { Db, Schema } from '../src/store/database.ts';
import type { Batch } from '../src/store/hand-in.ts';
import {
  type BookLoad,
  createLoadRun,
  entriesToLoad,
  failBookLoad,
  findBookLoad,
  finishBookLoad,
  type LoadRun,
} from '../src/store/loads.ts';
import type { Try } from './context.ts';

export type LoadContext = Readonly<{
  db: NodePgDatabase<Schema>;
  /** Opens the registry; a registry that cannot be reached fails the load like any other trouble. */
  registry: () => Promise<Registry>;
}>;

/**
 * Notes that the batch is to be loaded; the caller queues the book loads. Asked again before all books are through, it
 * gives the same run with what is still due.
 * @throws SohoaError `batch-not-accepted`
 */
export const startLoad = async (
  ctx: { db: Db },
  request: { batch: Batch; accountId: number },
): Promise<LoadRun> => createLoadRun(ctx.db, request);

/**
 * Loads one book of a run and writes what became of each entry. Safe to run again at any point: the registry knows what
 * this run brought, so a crash between its commit and our own loses nothing and counts nothing twice. When the last try
 * fails, the book load is given up.
 * @throws SohoaError `book-load-unknown`, `batch-not-accepted` (it was returned in the meantime), `registry-failed`
 */
export const loadBook = async (
  ctx: LoadContext,
  bookLoadId: number,
  { isLast }: Try = { isLast: false },
): Promise<void> => {
  try {
    await tryToLoad(ctx, bookLoadId);
  } catch (error) {
    // When our own database is away too, the book load stays due and `reconcile` finds it.
    if (isLast) await failBookLoad(ctx.db, bookLoadId).catch(() => undefined);
    throw error;
  }
};

const tryToLoad = async (ctx: LoadContext, bookLoadId: number): Promise<void> => {
  const registry = await ctx.registry();
  // The batch stays as it is while its entries are read and brought over: a return waits for that.
  const done = await ctx.db.transaction(async (tx) => {
    const load = await findBookLoad(tx, bookLoadId);
    if (load === undefined) throw new SohoaError('book-load-unknown', { bookLoad: bookLoadId });
    if (load.state === 'done') return null;
    if (load.batch.state !== 'accepted' && load.batch.state !== 'loaded') {
      throw new SohoaError('batch-not-accepted', { batch: load.batch.name });
    }
    return { load, report: await bringOver(registry, tx, load) };
  });
  if (done !== null) await finishBookLoad(ctx.db, done.load, done.report.outcomes);
};

const bringOver = (registry: Registry, db: Db, load: BookLoad) =>
  loadIntoRegistry(registry, {
    batch: { runKey: load.runKey, batchName: load.batch.name, loadedBy: load.loadedBy },
    book: {
      officeCode: load.office.code,
      officeName: load.office.name,
      kind: load.book.kind,
      year: load.book.year,
      volume: load.book.volume,
    },
    entries: entriesToLoad(db, load.book.id),
  });
