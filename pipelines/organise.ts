/**
 * People put the pages of a book in order: move one to another place or book, say what it is. Each is an event, and the
 * last one of a page can be taken back. Pages that a stage is working on, and those of batches that are accepted, stay.
 */
import { type Actor, authorize } from '../src/access/accounts.ts';
import { parseEntryNumber } from '../src/domain/entry-number.ts';
import { SohoaError } from '../src/domain/errors.ts';
import { getEdition } from '../src/forms/catalog.ts';
import type { PageClass } from '../src/forms/edition.ts';
import { marksOf, type NumberedPage, type PageMarks } from '../src/review/page-order.ts';
import { recordAudit } from '../src/store/audit.ts';
import type { Db } from '../src/store/database.ts';
import { withdrawEntriesOfPage } from '../src/store/entries.ts';
import { type Batch, type Book, getBatch, getBook } from '../src/store/hand-in.ts';
import {
  forgetClosingTotals,
  lastPageEvent,
  lockPage,
  numbersByPage,
  type PageEvent,
  positionAfter,
  putPage,
  recordPageEvent,
  reviveEntriesOfPage,
  setClassOf,
} from '../src/store/page-events.ts';
import { type Page, pageWork, startAnew } from '../src/store/pages.ts';
import type { StageContext } from './context.ts';
import { enqueueBook, enqueuePages } from './flow.ts';
import { storedForms } from './forms/stored.ts';

type Context = Pick<StageContext, 'db' | 'jobs'>;
type Placed = Readonly<{ page: Page; book: Book; batch: Batch }>;

/** Locked for the rest of the transaction. @throws SohoaError `page-unknown`, `not-allowed`, `batch-closed`, `page-in-work` */
const openPage = async (tx: Db, actor: Actor, pageId: number): Promise<Placed> => {
  await lockPage(tx, pageId);
  const work = await pageWork(tx, pageId);
  if (work === undefined) throw new SohoaError('page-unknown', { page: pageId });
  const { page, book } = work;
  const batch = await getBatch(tx, book.batchId);
  authorize(actor, 'batch.hold', batch.officeId);
  if (batch.state === 'accepted' || batch.state === 'loaded') {
    throw new SohoaError('batch-closed', { batch: batch.name });
  }
  if (page.state === 'imaged' || page.state === 'read')
    throw new SohoaError('page-in-work', { page: pageId });
  return { page, book, batch };
};

export type Move = Readonly<{
  pageId: number;
  /** The page that it shall follow, in the book that it goes to; null: it becomes the first. */
  after: number | null;
  /** The book that it goes to, of the same batch, office and kind; its own without. */
  bookId?: number | undefined;
}>;

/**
 * @throws SohoaError `page-unknown`, `book-unknown`, `page-move-elsewhere` (another batch, office or kind),
 *   `page-not-in-book` (the page to follow), and what `openPage` throws
 */
export const movePage = async (ctx: Context, actor: Actor, move: Move): Promise<PageEvent> => {
  const event = await ctx.db.transaction(async (tx) => {
    const placed = await openPage(tx, actor, move.pageId);
    const target = move.bookId === undefined ? placed.book : await getBook(tx, move.bookId);
    const { book, page } = placed;
    if (target.batchId !== book.batchId || target.kind !== book.kind || target.officeId !== book.officeId) {
      throw new SohoaError('page-move-elsewhere', { page: page.id });
    }
    const position = await positionAfter(tx, target.id, await followed(tx, target.id, move));
    return change(tx, actor, placed, 'move', { bookId: target.id, position, class: page.class });
  });
  await goOn(ctx, event);
  return event;
};

const followed = async (tx: Db, bookId: number, { after, pageId }: Move): Promise<Page | null> => {
  if (after === null) return null;
  const work = await pageWork(tx, after);
  if (work === undefined || work.book.id !== bookId || after === pageId) {
    throw new SohoaError('page-not-in-book', { page: after });
  }
  return work.page;
};

/**
 * Says what a page is. Entries of a page that holds none are set aside; they come back when it is said to be a page of an
 * entry again. A page that never had one is read again with its edition, or the one given.
 * @throws SohoaError `page-needs-edition`, `edition-unknown`, and what `openPage` throws
 */
export const classifyPage = async (
  ctx: Context,
  actor: Actor,
  wish: { pageId: number; class: PageClass; edition?: string | undefined },
): Promise<PageEvent> => {
  const event = await ctx.db.transaction(async (tx) => {
    const placed = await openPage(tx, actor, wish.pageId);
    const { page, book } = placed;
    const place = { bookId: book.id, position: page.position, class: wish.class };
    const made = await change(tx, actor, placed, 'class', place);
    if (wish.class === 'entry' && !made.hasEntries) await readAgain(tx, placed, wish.edition);
    return made;
  });
  await goOn(ctx, event);
  return event;
};

const readAgain = async (tx: Db, { page, book }: Placed, wanted: string | undefined): Promise<void> => {
  const edition = wanted ?? page.editionId ?? (book.edition === 'auto' ? null : book.edition);
  if (edition === null) throw new SohoaError('page-needs-edition', { page: page.id });
  await storedForms(tx);
  getEdition(edition);
  await startAnew(tx, 'page', page.id, { forcedEdition: edition });
};

/** Takes back the last change of a page. @throws SohoaError `nothing-to-undo`, and what `openPage` throws */
export const undoPageEvent = async (ctx: Context, actor: Actor, pageId: number): Promise<PageEvent> => {
  const event = await ctx.db.transaction(async (tx) => {
    const placed = await openPage(tx, actor, pageId);
    const last = await lastPageEvent(tx, pageId);
    if (last === undefined) throw new SohoaError('nothing-to-undo');
    const back = { bookId: last.fromBookId, position: last.fromPosition, class: last.fromClass };
    return change(tx, actor, placed, last.type, back, last.id);
  });
  await goOn(ctx, event);
  return event;
};

/** Gaps, doubles and pages in the wrong place, by what the numbers say that may be seen. */
export const pageMarks = async (db: Db, bookId: number): Promise<ReadonlyMap<number, PageMarks>> => {
  const pages = new Map<number, NumberedPage['entries'][number][]>();
  for (const { pageId, text } of await numbersByPage(db, bookId)) {
    const number = parseEntryNumber(text ?? '');
    const known = pages.get(pageId) ?? [];
    pages.set(pageId, number === null ? known : [...known, number]);
  }
  return marksOf([...pages].map(([pageId, entries]) => ({ pageId, entries })));
};

type Standing = Readonly<{ bookId: number; position: string; class: PageClass | null }>;

const change = async (
  tx: Db,
  actor: Actor,
  { page, book, batch }: Placed,
  type: PageEvent['type'],
  to: Standing,
  undoes: number | null = null,
): Promise<PageEvent & { hasEntries: boolean }> => {
  let hasEntries = true;
  if (type === 'move') await putPage(tx, page.id, { bookId: to.bookId, position: to.position });
  else {
    await setClassOf(tx, page.id, to.class);
    if (to.class === 'entry')
      hasEntries = (await reviveEntriesOfPage(tx, page.id, batch.id)) > 0 || page.class === 'entry';
    else await withdrawEntriesOfPage(tx, page.id);
  }
  const isOtherBook = to.bookId !== book.id;
  if (page.class === 'closing' && (isOtherBook || to.class !== 'closing'))
    await forgetClosingTotals(tx, book.id);
  // Its totals are those of the book that it lies in now: they are read from it again.
  if (to.class === 'closing' && (isOtherBook || undoes !== null)) await startAnew(tx, 'page', page.id);
  const event = await recordPageEvent(tx, {
    pageId: page.id,
    type,
    fromBookId: book.id,
    toBookId: to.bookId,
    fromPosition: page.position,
    toPosition: to.position,
    fromClass: page.class,
    toClass: to.class,
    accountId: actor.accountId,
    undoes,
  });
  await recordAudit(tx, {
    accountId: actor.accountId,
    officeId: batch.officeId,
    action: undoes === null ? `page.${type}` : 'page.undo',
    subject: 'page',
    subjectId: page.id,
    detail: { event: event.id },
  });
  return { ...event, hasEntries };
};

const goOn = async (ctx: Context, event: PageEvent): Promise<void> => {
  const work = await pageWork(ctx.db, event.pageId);
  if (work?.page.state === 'imaged') await enqueuePages(ctx.jobs, [work.page]);
  for (const bookId of new Set([event.fromBookId, event.toBookId])) await enqueueBook(ctx.jobs, bookId);
};
