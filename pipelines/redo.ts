/**
 * Reads a book again with another edition: after an office has taught the system a form, or when the wrong one was taken.
 * What people said stays, since a machine's value never supersedes a person's. Everything is in the database before
 * anything is queued, so it can be broken off and asked for again at any moment.
 */
import { type Actor, authorize } from '../src/access/accounts.ts';
import { SohoaError } from '../src/domain/errors.ts';
import { getEdition } from '../src/forms/catalog.ts';
import type { Edition } from '../src/forms/edition.ts';
import { recordAudit } from '../src/store/audit.ts';
import { getBatch, getBook } from '../src/store/hand-in.ts';
import { startAnew } from '../src/store/pages.ts';
import { type PageToRedo, pagesToRedo } from '../src/store/redo.ts';
import type { StageContext } from './context.ts';
import { isTablePage } from './extract-tables.ts';
import { enqueuePages } from './flow.ts';
import { storedForms } from './forms/stored.ts';
import { releaseHold } from './hold.ts';

/** What becomes of a page: read again; it is so already; a stage has it; or its rows could move under what people said. */
export type RedoDecision = 'again' | 'as-wished' | 'in-work' | 'kept-for-people';
export type Redone = Readonly<{ bookId: number; edition: string; version: number }> &
  Readonly<Record<RedoDecision, number>>;

type Context = Pick<StageContext, 'db' | 'jobs'>;

/**
 * Sends the pages of a book to be read with an edition (`ID`, or `ID@VERSION`).
 * @throws SohoaError `edition-unknown`, `edition-kind-differs`, `not-allowed`, `batch-closed`
 */
export const redoBook = async (
  ctx: Context,
  actor: Actor,
  bookId: number,
  wanted: string,
): Promise<Redone> => {
  await storedForms(ctx.db);
  const edition = getEdition(wanted);
  const book = await getBook(ctx.db, bookId);
  if (edition.kind !== book.kind)
    throw new SohoaError('edition-kind-differs', { edition: wanted, kind: edition.kind, book: book.kind });
  const decided = await ctx.db.transaction(async (tx) => {
    const batch = await getBatch(tx, book.batchId);
    authorize(actor, 'batch.hold', batch.officeId);
    if (batch.state === 'accepted' || batch.state === 'loaded')
      throw new SohoaError('batch-closed', { batch: batch.name });
    const found = (await pagesToRedo(tx, bookId)).map((page) => ({
      page,
      is: decide(page, edition, wanted),
    }));
    for (const { page, is } of found)
      if (is === 'again' && page.formHoldId === null)
        await startAnew(tx, 'page', page.id, { forcedEdition: wanted });
    await recordAudit(tx, {
      accountId: actor.accountId,
      officeId: batch.officeId,
      action: 'book.redo',
      subject: 'book',
      subjectId: bookId,
      detail: { edition: edition.id, version: edition.version },
    });
    return found;
  });
  const again = decided.flatMap(({ page, is }) => (is === 'again' ? [page] : []));
  for (const { formHoldId } of again)
    if (formHoldId !== null) await releaseHold(ctx, actor, formHoldId, { type: 'edition', edition: wanted });
  const started = again.filter(({ formHoldId }) => formHoldId === null);
  await enqueuePages(
    ctx.jobs,
    started.map(({ id, generation }) => ({ id, generation: generation + 1 })),
  );
  const count = (decision: RedoDecision): number => decided.filter(({ is }) => is === decision).length;
  return {
    bookId,
    edition: edition.id,
    version: edition.version,
    again: again.length,
    'as-wished': count('as-wished'),
    'in-work': count('in-work'),
    'kept-for-people': count('kept-for-people'),
  };
};

const decide = (page: PageToRedo, edition: Edition, wanted: string): RedoDecision => {
  if (page.state === 'imaged' || page.state === 'read')
    return page.forcedEdition === wanted ? 'as-wished' : 'in-work';
  const isRead = page.state === 'extracted';
  if (isRead && page.editionId === edition.id && page.editionVersion === edition.version) return 'as-wished';
  const hasRows = isTablePage(page) || edition.layouts.some(({ table }) => table !== undefined);
  return hasRows && page.hasPeoplesValues ? 'kept-for-people' : 'again';
};
