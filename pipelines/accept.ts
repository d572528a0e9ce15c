/** Accept: a supervisor who keyed nothing in the batch approves it, or returns it with a reason. Only then may it load. */
import { type Actor, authorize } from '../src/access/accounts.ts';
import { SohoaError } from '../src/domain/errors.ts';
import { recordAudit } from '../src/store/audit.ts';
import type { Db } from '../src/store/database.ts';
import { decideBatch } from '../src/store/decisions.ts';
import { type Batch, booksOf } from '../src/store/hand-in.ts';
import { progressOf } from '../src/store/progress.ts';

/**
 * @throws SohoaError `not-allowed`, `batch-not-ready` (with what is open), `batch-empty`, `batch-decided`, `four-eyes`
 */
export const approveBatch = async (ctx: { db: Db }, actor: Actor, batch: Batch): Promise<void> => {
  authorize(actor, 'batch.approve', batch.officeId);
  if (batch.state === 'accepted' || batch.state === 'loaded') {
    throw new SohoaError('batch-decided', { batch: batch.name });
  }
  const [books, progress] = await Promise.all([booksOf(ctx.db, batch.id), progressOf(ctx.db, batch.id)]);
  if (books.length === 0) throw new SohoaError('batch-empty', { batch: batch.name });
  const unverified = books.filter((book) => book.state !== 'verified' && book.state !== 'loaded').length;
  const inProgress = progress.files.inProgress + progress.frames.inProgress + progress.pages.inProgress;
  if (unverified > 0 || inProgress > 0 || progress.tasks.open > 0 || progress.openHolds > 0) {
    throw new SohoaError('batch-not-ready', {
      batch: batch.name,
      tasks: progress.tasks.open,
      holds: progress.openHolds,
      inProgress,
      books: unverified,
    });
  }
  await decide(ctx.db, actor, batch, 'approve', null);
};

/**
 * @throws SohoaError `not-allowed`, `reason-needed`, `batch-decided` (it is loaded already)
 */
export const returnBatch = async (
  ctx: { db: Db },
  actor: Actor,
  batch: Batch,
  reason: string,
): Promise<void> => {
  authorize(actor, 'batch.approve', batch.officeId);
  if (reason.trim() === '') throw new SohoaError('reason-needed');
  if (batch.state === 'loaded') throw new SohoaError('batch-decided', { batch: batch.name });
  await decide(ctx.db, actor, batch, 'return', reason.trim());
};

const decide = async (
  db: Db,
  actor: Actor,
  batch: Batch,
  verdict: 'approve' | 'return',
  reason: string | null,
): Promise<void> =>
  db.transaction(async (tx) => {
    await decideBatch(tx, {
      batchId: batch.id,
      batchName: batch.name,
      accountId: actor.accountId,
      verdict,
      reason,
    });
    await recordAudit(tx, {
      accountId: actor.accountId,
      officeId: batch.officeId,
      action: `batch.${verdict}`,
      subject: 'batch',
      subjectId: batch.id,
    });
  });
