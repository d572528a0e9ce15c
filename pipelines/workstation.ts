/**
 * What people do at the entry screen besides saying what stands in a field: taking entries, giving them back, leaving them
 * to others, asking. What somebody may not see does not exist for them: `not-found`, whatever the reason.
 */
import { setTimeout } from 'node:timers/promises';
import { type Actor, authorize, officesWhere } from '../src/access/accounts.ts';
import { SohoaError } from '../src/domain/errors.ts';
import type { KindCode } from '../src/domain/kinds.ts';
import { type Action, allows } from '../src/domain/roles.ts';
import { tidy } from '../src/domain/text.ts';
import { type BookHand, LANES, type Lane, type SkipReason } from '../src/domain/work.ts';
import { findAccount, grantsOf } from '../src/store/accounts.ts';
import { type AuditRecord, recordAudit } from '../src/store/audit.ts';
import type { Db } from '../src/store/database.ts';
import { type EntryWork as EntryAndBook, getEntry } from '../src/store/entries.ts';
import { addQuestion, answerQuestion, findOpenQuestion } from '../src/store/entry-view.ts';
import { type Batch, getBatch } from '../src/store/hand-in.ts';
import {
  type ClaimFilter,
  claimEntry,
  claimNext,
  countWork,
  giveBack,
  isAnyFree,
  type Lease,
  leasesOf,
  leaveToOthers,
  lockWork,
  MOST_LEASES,
  offerAgain,
  type WorkCount,
} from '../src/store/work.ts';
import type { StageContext } from './context.ts';
import { hold } from './failures.ts';
import { enqueueBook } from './flow.ts';

type Context = Readonly<{ db: Db }>;

/** The entry if this person may see it. @throws SohoaError `not-found` */
export const visibleEntry = async (ctx: Context, actor: Actor, entryId: number): Promise<EntryAndBook> => {
  const found = await getEntry(ctx.db, entryId).catch((error: unknown) => {
    if (error instanceof SohoaError) return undefined;
    throw error;
  });
  if (found === undefined || !allows(actor.grants, 'entry.view', found.entry.officeId)) {
    throw new SohoaError('not-found');
  }
  return found;
};

/** The batch if this person may see it. @throws SohoaError `not-found` */
export const visibleBatch = async (ctx: Context, actor: Actor, batchId: number): Promise<Batch> => {
  const batch = await getBatch(ctx.db, batchId).catch((error: unknown) => {
    if (error instanceof SohoaError) return undefined;
    throw error;
  });
  if (batch === undefined || !allows(actor.grants, 'batch.view', batch.officeId)) {
    throw new SohoaError('not-found');
  }
  return batch;
};

/** Who does what in a lane. */
const LANE_ACTIONS: Readonly<Record<Lane, Action>> = {
  key: 'entry.key',
  second: 'entry.key',
  adjudicate: 'entry.adjudicate',
};
/** What is nearest to its end first. */
const BY_URGENCY = [...LANES].reverse();

export type ClaimRequest = Readonly<{
  count: number;
  officeId?: number | undefined;
  kinds?: readonly KindCode[] | undefined;
  hands?: readonly BookHand[] | undefined;
  lanes?: readonly Lane[] | undefined;
  batchId?: number | undefined;
  includeSkipped: boolean;
  have: readonly number[];
  giveBack: readonly Pick<Lease, 'entryId' | 'fence'>[];
}>;

/**
 * Takes the next entries for a person: first those of the lanes asked for that they hold already and do not have on screen,
 * then new ones, as far as the limit of leases allows. Each is looked at while the claims go into the audit chain; nothing is
 * given out before they are in it.
 * @throws SohoaError `not-allowed`
 */
export const claimEntries = async <T>(
  ctx: Context,
  actor: Actor,
  request: ClaimRequest,
  look: (lease: Lease) => Promise<T>,
): Promise<T[]> => {
  await giveBack(ctx.db, actor.accountId, request.giveBack);
  const held = await leasesOf(ctx.db, actor.accountId);
  const isWanted = (lane: Lane | null): boolean =>
    request.lanes === undefined || (lane !== null && request.lanes.includes(lane));
  const leases: Lease[] = held
    .filter(({ entryId, lane }) => !request.have.includes(entryId) && isWanted(lane))
    .slice(0, request.count);
  const most = Math.min(request.count, leases.length + MOST_LEASES - held.length);
  const lanes = BY_URGENCY.filter((lane) => request.lanes === undefined || request.lanes.includes(lane))
    .map((lane) => ({ lane, officeIds: officesWhere(actor, LANE_ACTIONS[lane], request.officeId) }))
    .filter(({ officeIds }) => officeIds?.length !== 0);
  const filter: ClaimFilter = { ...request, lanes, accountId: actor.accountId };
  const take = async (): Promise<void> => {
    if (leases.length < most) leases.push(...(await claimNext(ctx.db, filter, most - leases.length)));
  };
  await take();
  // "Nothing to do" is said only when nothing is free: a row that is locked for a moment is waited for.
  for (let again = 0; again < LOOKS_AGAIN && leases.length === 0 && most > 0; again += 1) {
    if (!(await isAnyFree(ctx.db, filter))) break;
    await setTimeout(LOOK_AGAIN_MS);
    await take();
  }
  const [seen] = await Promise.all([
    Promise.all(leases.map(look)),
    auditEntries(ctx.db, actor, leases, 'entry.claim'),
  ]);
  return seen;
};

/** Some two seconds: longer than any save holds its row. */
const LOOKS_AGAIN = 40;
const LOOK_AGAIN_MS = 50;

const auditEntries = async (db: Db, actor: Actor, leases: readonly Lease[], action: string): Promise<void> =>
  recordAudit(
    db,
    ...leases.map(({ entryId, officeId }) => entryRecord(actor, { id: entryId, officeId }, action)),
  );

/** How much waits for a person in every lane that is theirs. */
export const workFor = async (ctx: Context, actor: Actor, countTo: number): Promise<WorkCount[]> => {
  const counts: WorkCount[] = [];
  for (const lane of LANES) {
    const officeIds = officesWhere(actor, LANE_ACTIONS[lane]);
    if (officeIds?.length === 0) continue;
    counts.push(...(await countWork(ctx.db, { lane, accountId: actor.accountId, officeIds, countTo })));
  }
  return counts;
};

/**
 * Takes one particular entry: to correct it, to answer a question, after a search.
 * @throws SohoaError `not-found`, `not-allowed`, `entry-busy`, `too-many-leases`, `batch-closed`
 */
export const openEntry = async (ctx: Context, actor: Actor, entryId: number): Promise<Lease> => {
  const { entry, book } = await visibleEntry(ctx, actor, entryId);
  if (!allows(actor.grants, 'entry.adjudicate', entry.officeId)) {
    authorize(actor, 'entry.key', entry.officeId);
  }
  const batch = await getBatch(ctx.db, book.batchId);
  if (batch.state === 'accepted' || batch.state === 'loaded' || entry.state === 'withdrawn') {
    throw new SohoaError('batch-closed', { batch: batch.name });
  }
  const held = await leasesOf(ctx.db, actor.accountId);
  if (held.length >= MOST_LEASES && !held.some((lease) => lease.entryId === entryId)) {
    throw new SohoaError('too-many-leases', { most: MOST_LEASES });
  }
  const lease = await claimEntry(ctx.db, entryId, actor.accountId);
  await auditEntries(ctx.db, actor, [lease], 'entry.open');
  return lease;
};

/** @throws SohoaError `not-found`, `lease-lost` */
export const skipEntry = async (
  ctx: Context & { db: StageContext['db'] },
  actor: Actor,
  skip: { entryId: number; fence: number; reason: SkipReason; note: string },
): Promise<void> => {
  const { entry } = await visibleEntry(ctx, actor, skip.entryId);
  await ctx.db.transaction(async (tx) => {
    const { work } = await lockWork(tx, entry.id, actor.accountId, skip.fence);
    const { reason, note } = skip;
    await leaveToOthers(
      tx,
      { entryId: entry.id, accountId: actor.accountId, reason, note: tidy(note) },
      work,
      actor.accountId,
    );
    await recordAudit(tx, entryRecord(actor, entry, 'entry.skip'));
  });
};

/**
 * Asks a colleague; the entry goes back to the queue, and comes again to whoever asked when there is an answer.
 * @throws SohoaError `not-found`, `lease-lost`, `account-unknown`
 */
export const askAbout = async (
  ctx: Context & { db: StageContext['db'] },
  actor: Actor,
  question: { entryId: number; fence: number; field: string | null; text: string; to: string | null },
): Promise<void> => {
  const { entry } = await visibleEntry(ctx, actor, question.entryId);
  const to = question.to === null ? null : await colleague(ctx.db, question.to, entry.officeId);
  await ctx.db.transaction(async (tx) => {
    const { work } = await lockWork(tx, entry.id, actor.accountId, question.fence);
    await addQuestion(tx, {
      entryId: entry.id,
      officeId: entry.officeId,
      field: question.field,
      askedBy: actor.accountId,
      askedTo: to,
      text: tidy(question.text),
    });
    await leaveToOthers(tx, undefined, work, actor.accountId);
    await recordAudit(tx, entryRecord(actor, entry, 'entry.ask'));
  });
};

const colleague = async (db: Db, username: string, officeId: number): Promise<number> => {
  const account = await findAccount(db, username);
  const grants = account === undefined ? [] : await grantsOf(db, account.id);
  if (account === undefined || account.lockedAt !== null || !allows(grants, 'entry.view', officeId)) {
    throw new SohoaError('account-unknown', { username });
  }
  return account.id;
};

/** @throws SohoaError `not-found`, `not-allowed` (asked of somebody else) */
export const answerAbout = async (
  ctx: Context & { db: StageContext['db'] },
  actor: Actor,
  answer: { questionId: number; text: string },
): Promise<void> =>
  ctx.db.transaction(async (tx) => {
    const question = await findOpenQuestion(tx, answer.questionId);
    if (question === undefined) throw new SohoaError('not-found');
    const { entry } = await visibleEntry({ db: tx }, actor, question.entryId);
    const isMine = question.askedTo === actor.accountId;
    if (!isMine && !allows(actor.grants, 'entry.adjudicate', entry.officeId)) {
      throw new SohoaError('not-allowed', { username: actor.username, action: 'entry.adjudicate' });
    }
    await answerQuestion(tx, { id: question.id, text: tidy(answer.text), accountId: actor.accountId });
    await offerAgain(tx, entry.id, question.askedBy);
    await recordAudit(tx, entryRecord(actor, entry, 'entry.answer'));
  });

/**
 * The page cannot be worked on: it is held for the scan operator with what the person says, and the entry is given back.
 * @throws SohoaError `not-found`, `not-allowed`, `lease-lost`, `batch-closed`
 */
export const reportPage = async (
  ctx: Pick<StageContext, 'db' | 'jobs'>,
  actor: Actor,
  report: { entryId: number; fence: number; text: string },
): Promise<void> => {
  const { entry, book } = await visibleEntry(ctx, actor, report.entryId);
  authorize(actor, 'entry.key', entry.officeId);
  const batch = await getBatch(ctx.db, book.batchId);
  if (batch.state === 'accepted' || batch.state === 'loaded') {
    throw new SohoaError('batch-closed', { batch: batch.name });
  }
  await ctx.db.transaction(async (tx) => {
    await lockWork(tx, entry.id, actor.accountId, report.fence);
    await hold(
      tx,
      { batchId: batch.id, bookId: book.id, subject: 'page', subjectId: entry.pageId },
      'held-by-person',
      { because: tidy(report.text) },
    );
    await giveBack(tx, actor.accountId, [{ entryId: entry.id, fence: report.fence }]);
    await recordAudit(tx, entryRecord(actor, entry, 'entry.page-problem'));
  });
  await enqueueBook(ctx.jobs, book.id);
};

const entryRecord = (actor: Actor, entry: { id: number; officeId: number }, action: string): AuditRecord => ({
  accountId: actor.accountId,
  officeId: entry.officeId,
  action,
  subject: 'entry',
  subjectId: entry.id,
});
