/**
 * Verify: candidate → verified entry. `checkBook` looks at a book as a whole (control totals, gaps); `settleField` is how
 * people, through whatever tool, say what stands in a field.
 */
import { type Actor, authorize } from '../src/access/accounts.ts';
import { SohoaError } from '../src/domain/errors.ts';
import { findField } from '../src/domain/kinds.ts';
import type { JobResult } from '../src/queue/handlers.ts';
import { parseTyped } from '../src/reading/parsing/typed.ts';
import { recordAudit } from '../src/store/audit.ts';
import { countBook, numberGaps, setBookVerified, yearsOf } from '../src/store/books.ts';
import type { Db } from '../src/store/database.ts';
import {
  currentField,
  getEntry,
  type PersonValue,
  savePersonValue,
  settleIdentity,
} from '../src/store/entries.ts';
import { getBatch, getBook } from '../src/store/hand-in.ts';
import { bookHoldResolution, closeHoldsOf, openHold } from '../src/store/holds.ts';

/** Looks at a book whose pages are all through and moves it on when nothing is open. */
export const checkBook = async (ctx: { db: Db }, bookId: number): Promise<JobResult> => {
  const book = await getBook(ctx.db, bookId);
  if (book.state === 'loaded') return 'skipped';
  const count = await countBook(ctx.db, bookId);
  if (count.unfinished > 0) return 'skipped';
  await holdOnTotals(ctx.db, book, count);
  const isOpen = await bookHoldResolution(ctx.db, bookId);
  const settled =
    count.openTasks === 0 && count.openHolds === 0 && count.withoutIdentity === 0 && isOpen !== 'open';
  await setBookVerified(ctx.db, bookId, settled);
  return isOpen === 'open' ? 'held' : 'done';
};

type Book = Awaited<ReturnType<typeof getBook>>;

/**
 * A difference between what was declared or closed and what was found, and gaps in the numbers, need a person's word. A
 * difference that was released with a reason stays released as long as it is the same.
 */
const holdOnTotals = async (db: Db, book: Book, count: { entries: number; pages: number }): Promise<void> => {
  const difference = await totalsDifference(db, book, count);
  if (difference === null) {
    await closeHoldsOf(db, 'book', [book.id], 'mended');
    return;
  }
  const resolved = await bookHoldResolution(db, book.id, difference);
  if (resolved !== 'none') return;
  await closeHoldsOf(db, 'book', [book.id], 'replaced');
  await openHold(db, {
    batchId: book.batchId,
    bookId: book.id,
    subject: 'book',
    subjectId: book.id,
    ...difference,
  });
};

const totalsDifference = async (
  db: Db,
  book: Book,
  count: { entries: number; pages: number },
): Promise<{ reason: string; params: Record<string, string | number> } | null> => {
  const declaredEntries = book.declaredEntries ?? book.closingEntries;
  if (declaredEntries !== null && declaredEntries !== count.entries) {
    return { reason: 'control-total-entries', params: { declared: declaredEntries, found: count.entries } };
  }
  if (book.declaredPages !== null && book.declaredPages !== count.pages) {
    return { reason: 'control-total-pages', params: { declared: book.declaredPages, found: count.pages } };
  }
  for (const year of await yearsOf(db, book.id)) {
    const gaps = await numberGaps(db, book, year);
    if (gaps.length > 0) return { reason: 'number-gaps', params: { year, missing: gaps.join(', ') } };
  }
  return null;
};

/** What a person says about a field. */
export type Statement =
  /** The reading is right as it stands. */
  | Readonly<{ type: 'confirm' }>
  /** This stands there. */
  | Readonly<{ type: 'text'; text: string }>
  | Readonly<{ type: 'mark'; state: 'blank' | 'illegible' | 'struck' }>;

export type Settled = Readonly<{ value: PersonValue['value']; bookVerified: boolean }>;

/**
 * Writes a person's statement about a field, with their rights checked and the act in the audit chain.
 * @throws SohoaError `not-allowed`, `value-conflict` (somebody wrote in between), `value-invalid` (text that the field's
 *   type cannot be), `nothing-to-confirm`, `four-eyes` (they approved the batch), `entry-loaded`
 */
export const settleField = async (
  ctx: { db: Db },
  actor: Actor,
  input: { entryId: number; field: string; expectedVersion: number; statement: Statement },
): Promise<Settled> => {
  const { entry, book } = await getEntry(ctx.db, input.entryId);
  authorize(actor, 'entry.key', entry.officeId);
  if (entry.state === 'loaded') throw new SohoaError('entry-loaded', { entry: entry.id });
  const batch = await getBatch(ctx.db, book.batchId);
  if (batch.state === 'accepted' || batch.state === 'loaded') {
    throw new SohoaError('batch-closed', { batch: batch.name });
  }
  const spec = findField(entry.kind, input.field);
  if (spec === undefined) throw new SohoaError('field-unknown', { field: input.field, entry: entry.id });
  const before = await currentField(ctx.db, entry.id, input.field);
  const value = statedValue(input.statement, before, (text) => parseTyped(spec, text, { year: book.year }));
  await ctx.db.transaction(async (tx) => {
    await savePersonValue(tx, { ...input, value, accountId: actor.accountId, batchName: batch.name });
    if (input.field === 'so') await settleIdentity(tx, entry.id, book.batchId);
    await recordAudit(tx, {
      accountId: actor.accountId,
      officeId: entry.officeId,
      action: `entry.${input.statement.type}`,
      subject: 'entry',
      subjectId: entry.id,
      detail: { field: input.field },
    });
  });
  const { openTasks } = await countBook(ctx.db, book.id);
  if (openTasks === 0) await checkBook(ctx, book.id);
  return { value, bookVerified: openTasks === 0 };
};

const statedValue = (
  statement: Statement,
  before: PersonValue['value'],
  parse: (text: string) => PersonValue['value'],
): PersonValue['value'] => {
  switch (statement.type) {
    case 'confirm':
      if (before.state === 'illegible') throw new SohoaError('nothing-to-confirm');
      return { verbatim: before.verbatim, normalized: before.normalized, state: before.state };
    case 'text':
      return parse(statement.text);
    case 'mark':
      return {
        verbatim: statement.state === 'struck' ? before.verbatim : null,
        normalized: null,
        state: statement.state,
      };
  }
};
