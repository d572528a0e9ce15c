/**
 * Takes planned books into the system: bytes into the page store, rows into the database, jobs into the queue, in that
 * order, file by file. It can be stopped anywhere and run again; what is there already is not taken twice.
 */
import { stat } from 'node:fs/promises';
import { type Actor, authorize } from '../../src/access/accounts.ts';
import { SohoaError } from '../../src/domain/errors.ts';
import { getEdition } from '../../src/forms/catalog.ts';
import { recordAudit } from '../../src/store/audit.ts';
import { addFile, type Batch, ensureBatch, ensureBook } from '../../src/store/hand-in.ts';
import { findOffice } from '../../src/store/offices.ts';
import { hashFile, storageProblem } from '../../src/store/page-files.ts';
import type { StageContext } from '../context.ts';
import { enqueueFile } from '../flow.ts';
import { storedForms } from '../forms/stored.ts';
import type { PlannedBook, PlannedFile } from './plan.ts';

export type HandedIn = Readonly<{
  batch: Batch;
  books: number;
  /** Files that are new, and such as were there already (here or in another book). */
  added: number;
  known: number;
  /** Files whose bytes belong to another book: their names and where they are. */
  elsewhere: readonly Readonly<{ name: string; bookId: number }>[];
}>;

type Context = Pick<StageContext, 'db' | 'jobs' | 'pageFiles'>;

/**
 * @param onFile is told after each file, for progress and to stop between two files.
 * @throws SohoaError `offices-differ` (a batch is of one office), `office-unknown`, `edition-unknown`, `not-allowed`,
 *   `book-in-other-batch`, `batch-closed`, `disk-full`
 */
export const enqueue = async (
  ctx: Context,
  actor: Actor,
  plan: { batchName: string; books: readonly PlannedBook[] },
  onFile: (done: number, total: number) => void = () => undefined,
): Promise<HandedIn> => {
  const office = await officeOf(ctx, plan.books);
  authorize(actor, 'batch.enqueue', office.id);
  await storedForms(ctx.db);
  for (const book of plan.books) if (book.edition !== 'auto') getEdition(book.edition);
  const batch = await ensureBatch(ctx.db, {
    officeId: office.id,
    name: plan.batchName,
    createdBy: actor.accountId,
  });
  if (batch.state === 'accepted' || batch.state === 'loaded') {
    throw new SohoaError('batch-closed', { batch: batch.name });
  }
  const total = plan.books.reduce((sum, book) => sum + book.files.length, 0);
  const counts = { added: 0, known: 0 };
  const elsewhere: { name: string; bookId: number }[] = [];
  for (const planned of plan.books) {
    const { files, office: _code, ...label } = planned;
    const book = await ensureBook(ctx.db, { ...label, officeId: office.id, batchId: batch.id });
    for (const file of files) {
      const taken = await takeFile(ctx, file, book.id);
      if (taken.isNew) counts.added += 1;
      else counts.known += 1;
      if (taken.file.bookId !== book.id) elsewhere.push({ name: file.name, bookId: taken.file.bookId });
      onFile(counts.added + counts.known, total);
    }
  }
  await recordAudit(ctx.db, {
    accountId: actor.accountId,
    officeId: office.id,
    action: 'batch.enqueue',
    subject: 'batch',
    subjectId: batch.id,
    detail: { added: counts.added, known: counts.known },
  });
  return { batch, books: plan.books.length, ...counts, elsewhere };
};

const officeOf = async (ctx: Context, books: readonly PlannedBook[]) => {
  const codes = new Set(books.map((book) => book.office));
  const [code, other] = [...codes];
  if (code === undefined) throw new SohoaError('nothing-found', { path: '-' });
  if (other !== undefined) throw new SohoaError('offices-differ', { offices: [...codes].join(', ') });
  return findOffice(ctx.db, code);
};

const takeFile = async (ctx: Context, file: PlannedFile, bookId: number) => {
  try {
    const { size } = await stat(file.path);
    const sha256 = await hashFile(file.path);
    if (!(await ctx.pageFiles.has(sha256))) await ctx.pageFiles.putFile(file.path);
    const taken = await addFile(ctx.db, { bookId, sha256, name: file.name, bytes: size });
    if (taken.file.state === 'received') await enqueueFile(ctx.jobs, taken.file);
    return taken;
  } catch (cause) {
    throw storageProblem(cause, file.name);
  }
};
