/** Holds and their release: what waits for a person's decision goes on, or is set aside, and the reason stays on record. */
import { type Actor, authorize } from '../src/access/accounts.ts';
import { SohoaError } from '../src/domain/errors.ts';
import { getEdition } from '../src/forms/catalog.ts';
import { recordAudit } from '../src/store/audit.ts';
import type { Db } from '../src/store/database.ts';
import { getEntry, withdrawEntriesOfPage } from '../src/store/entries.ts';
import { getBatch, getFile } from '../src/store/hand-in.ts';
import { closeHold, getOpenHold, type Hold, listHolds } from '../src/store/holds.ts';
import { dismiss, getFrame, pageWork, startAnew } from '../src/store/pages.ts';
import type { StageContext } from './context.ts';
import { hold } from './failures.ts';
import { enqueueBook, enqueueFile, enqueueFrames, enqueuePages } from './flow.ts';
import { storedForms } from './forms/stored.ts';

/** What a person decides about something held. */
export type Release =
  /** Try the stage again. */
  | Readonly<{ type: 'retry' }>
  /** Read the page with this edition, whatever the machine thinks. */
  | Readonly<{ type: 'edition'; edition: string }>
  /** It is no page of an entry (a cover, a loose sheet, a double): set aside, nothing is lost. */
  | Readonly<{ type: 'dismiss'; reason: string }>
  /** A difference of a book is right as it is; the reason goes on record. */
  | Readonly<{ type: 'accept'; reason: string }>;

type Context = Pick<StageContext, 'db' | 'jobs'>;

/**
 * Releases one hold.
 * @throws SohoaError `hold-unknown`, `hold-released`, `release-impossible` (the decision does not fit what is held),
 *   `edition-unknown`, `reason-needed`, `not-allowed`
 */
export const releaseHold = async (
  ctx: Context,
  actor: Actor,
  holdId: number,
  release: Release,
): Promise<void> => {
  const held = await ctx.db.transaction(async (tx) => {
    const open = await getOpenHold(tx, holdId);
    const batch = await getBatch(tx, open.batchId);
    authorize(actor, 'batch.hold', batch.officeId);
    await decide(tx, open, release);
    await closeHold(tx, holdId, { accountId: actor.accountId, resolution: resolutionOf(release) });
    await recordAudit(tx, {
      accountId: actor.accountId,
      officeId: batch.officeId,
      action: 'hold.release',
      subject: 'hold',
      subjectId: holdId,
      detail: { decision: release.type },
    });
    return open;
  });
  await goOn(ctx, held, release);
};

const resolutionOf = (release: Release): string => {
  if (release.type === 'edition') return `edition ${release.edition}`;
  if (release.type === 'retry') return 'retry';
  if (release.reason.trim() === '') throw new SohoaError('reason-needed');
  return `${release.type}: ${release.reason}`;
};

const decide = async (tx: Db, held: Hold, release: Release): Promise<void> => {
  const { subject, subjectId, id } = held;
  const paper = subject === 'file' || subject === 'frame' || subject === 'page';
  if (release.type === 'retry' && paper) return startAnew(tx, subject, subjectId);
  if (release.type === 'dismiss' && paper) {
    if (subject === 'page') await withdrawEntriesOfPage(tx, subjectId);
    return dismiss(tx, subject, subjectId);
  }
  if (release.type === 'edition' && subject === 'page') {
    await storedForms(tx);
    getEdition(release.edition);
    return startAnew(tx, subject, subjectId, { forcedEdition: release.edition });
  }
  if (release.type === 'dismiss' && subject === 'entry') return withdrawEntry(tx, subjectId);
  if (release.type === 'accept' && subject === 'book') return;
  throw new SohoaError('release-impossible', { hold: id, subject, decision: release.type });
};

const withdrawEntry = async (tx: Db, entryId: number): Promise<void> => {
  const { entry } = await getEntry(tx, entryId);
  await withdrawEntriesOfPage(tx, entry.pageId);
};

const goOn = async (ctx: Context, held: Hold, release: Release): Promise<void> => {
  if (release.type === 'retry' || release.type === 'edition') {
    if (held.subject === 'file') return enqueueFile(ctx.jobs, await getFile(ctx.db, held.subjectId));
    if (held.subject === 'frame') return enqueueFrames(ctx.jobs, [await getFrame(ctx.db, held.subjectId)]);
    const work = await pageWork(ctx.db, held.subjectId);
    if (work !== undefined) await enqueuePages(ctx.jobs, [work.page]);
    return;
  }
  if (held.bookId !== null) await enqueueBook(ctx.jobs, held.bookId);
};

/** Releases every open hold of a batch that another try can help, or those of one reason. Gives how many. */
export const retryHolds = async (
  ctx: Context,
  actor: Actor,
  batchId: number,
  options: { reason?: string } = {},
): Promise<number> => {
  let count = 0;
  for (let after = 0; ; ) {
    const found = await listHolds(ctx.db, { batchId, after });
    for (const held of found) {
      after = held.id;
      const paper = held.subject === 'file' || held.subject === 'frame' || held.subject === 'page';
      if (!paper || (options.reason !== undefined && held.reason !== options.reason)) continue;
      await releaseHold(ctx, actor, held.id, { type: 'retry' });
      count += 1;
    }
    if (found.length === 0) return count;
  }
};

/** Holds a page by a person's word. */
export const holdPage = async (ctx: Context, actor: Actor, pageId: number, reason: string): Promise<void> => {
  const work = await pageWork(ctx.db, pageId);
  if (work === undefined) throw new SohoaError('page-unknown', { page: pageId });
  const batch = await getBatch(ctx.db, work.book.batchId);
  authorize(actor, 'batch.hold', batch.officeId);
  if (reason.trim() === '') throw new SohoaError('reason-needed');
  await hold(
    ctx.db,
    { batchId: batch.id, bookId: work.book.id, subject: 'page', subjectId: pageId },
    'held-by-person',
    { because: reason },
  );
  await recordAudit(ctx.db, {
    accountId: actor.accountId,
    officeId: batch.officeId,
    action: 'page.hold',
    subject: 'page',
    subjectId: pageId,
  });
  await enqueueBook(ctx.jobs, work.book.id);
};
