/** Batches, books, pages and what is held. */

import { numberOf } from '../../../pipelines/entry-view.ts';
import { releaseHold } from '../../../pipelines/hold.ts';
import { classifyPage, movePage, pageMarks, undoPageEvent } from '../../../pipelines/organise.ts';
import { visibleBatch } from '../../../pipelines/workstation.ts';
import { type Actor, authorize, officesWhere } from '../../access/accounts.ts';
import { SohoaError } from '../../domain/errors.ts';
import { allows } from '../../domain/roles.ts';
import type { Messages } from '../../messages/messages.ts';
import { recordAudit } from '../../store/audit.ts';
import type { Db } from '../../store/database.ts';
import { entriesOf } from '../../store/entries.ts';
import { blindFields } from '../../store/entry-view.ts';
import { findHold, type Hold, type HoldPlace, listHolds, listHoldsIn } from '../../store/holds.ts';
import {
  batchesOf,
  booksWithCounts,
  type CountedBook,
  pagesOfHolds,
  setBatchPolicy,
  setBookHand,
  sharesDone,
  sheetsOf,
} from '../../store/overview.ts';
import { pageEventsOf } from '../../store/page-events.ts';
import { pageWork } from '../../store/pages.ts';
import { progressOf } from '../../store/progress.ts';
import { entryLines } from '../../store/search.ts';
import { daysOf, talliesOf } from '../../store/tallies.ts';
import type { Binder } from '../binding.ts';
import type { ServerSystem } from '../context.ts';
import type { Reply } from '../contract/contract.ts';
import { idAfter, pageOf, sheetAfter } from '../cursors.ts';
import { notFound } from '../refusals.ts';
import { batchView, bookView, countedBatchView, lineView, pageImage } from '../views.ts';

const NO_MARKS = { missing: null, doubleOf: null, isLate: false };

export const batchRoutes = ({ bind }: Binder, system: Pick<ServerSystem, 'db' | 'jobs'>): void => {
  const { db } = system;

  const visibleBook = async (actor: Actor, bookId: number): Promise<CountedBook> => {
    const row = (await booksWithCounts(db, { bookId }))[0];
    if (row === undefined) throw notFound();
    await visibleBatch(system, actor, row.book.batchId);
    return row;
  };
  const batchOf = async (actor: Actor, batchId: number): Promise<Reply<'batches.get'>> => {
    await visibleBatch(system, actor, batchId);
    const row = (await batchesOf(db, { officeIds: null, batchId, limit: 1 }))[0];
    if (row === undefined) throw notFound();
    return batchView(row);
  };

  bind('batches.list', async ({ actor, query }) => {
    const rows = await batchesOf(db, {
      officeIds: officesWhere(actor, 'batch.view', query.officeId),
      before: query.after === undefined ? undefined : idAfter(query.after, 0),
      limit: query.limit + 1,
      states: query.state === undefined ? undefined : [query.state],
    });
    const page = pageOf(rows, query.limit, ({ batch }) => String(batch.id));
    return { items: page.rows.map(countedBatchView), next: page.next };
  });

  bind('batches.get', async ({ actor, params }) => batchOf(actor, params.id));

  bind('batches.progress', async ({ actor, params }) => {
    const { id } = await visibleBatch(system, actor, params.id);
    const tallies = await talliesOf(db, id);
    const { batchId: _batchId, ...progress } = await progressOf(db, id, tallies);
    return {
      ...progress,
      lanes: {
        key: tallies.of('lane:key'),
        second: tallies.of('lane:second'),
        adjudicate: tallies.of('lane:adjudicate'),
      },
      days: daysOf(tallies),
      books: await sharesDone(db, id),
    };
  });

  bind('batches.policy', async ({ actor, params, body }) => {
    const batch = await visibleBatch(system, actor, params.id);
    authorize(actor, 'batch.approve', batch.officeId);
    if (batch.state === 'accepted' || batch.state === 'loaded') {
      throw new SohoaError('batch-closed', { batch: batch.name });
    }
    await setBatchPolicy(db, batch.id, body.policy);
    await recordAudit(db, {
      accountId: actor.accountId,
      officeId: batch.officeId,
      action: 'batch.policy',
      subject: 'batch',
      subjectId: batch.id,
      detail: { policy: body.policy },
    });
    return batchOf(actor, batch.id);
  });

  bind('batches.books', async ({ actor, params }) => {
    const { id } = await visibleBatch(system, actor, params.id);
    return { items: (await booksWithCounts(db, { batchId: id })).map(bookView), next: null };
  });

  bind('books.get', async ({ actor, params }) => bookView(await visibleBook(actor, params.id)));

  bind('books.hand', async ({ actor, params, body }) => {
    const { book } = await visibleBook(actor, params.id);
    authorize(actor, 'batch.hold', book.officeId);
    await setBookHand(db, book.id, body.hand);
    return bookView(await visibleBook(actor, book.id));
  });

  bind('books.pages', async ({ actor, params, query }) => {
    const { book } = await visibleBook(actor, params.id);
    const rows = await sheetsOf(db, book.id, sheetAfter(query.after), query.limit + 1);
    const page = pageOf(rows, query.limit, (row) => `${row.page.position}~${row.page.id}`);
    const marks = await pageMarks(db, book.id);
    const seesEntries = allows(actor.grants, 'entry.view', book.officeId);
    return {
      items: page.rows.map((row) => ({
        id: row.page.id,
        file: row.file,
        frame: row.frame,
        side: row.page.side,
        class: row.page.class,
        state: row.page.state,
        image: pageImage(row.page.id),
        width: row.page.width,
        height: row.page.height,
        entryId: seesEntries ? (row.entry?.id ?? null) : null,
        number: seesEntries && row.entry !== null ? numberOf(row.entry) : null,
        openTasks: row.openFields ?? 0,
        held: row.held,
        ...(seesEntries ? (marks.get(row.page.id) ?? NO_MARKS) : NO_MARKS),
      })),
      next: page.next,
    };
  });

  bind('books.events', async ({ actor, params }) => {
    const { book } = await visibleBook(actor, params.id);
    const rows = await pageEventsOf(db, book.id);
    return {
      items: rows.map(({ event, by, isUndone }) => ({
        id: event.id,
        pageId: event.pageId,
        type: event.type,
        fromBookId: event.fromBookId,
        toBookId: event.toBookId,
        fromClass: event.fromClass,
        toClass: event.toClass,
        by,
        at: event.createdAt.toISOString(),
        isUndo: event.undoes !== null,
        isUndone,
      })),
      next: null,
    };
  });

  /** Whoever does not see the batch does not learn that there is such a page. */
  const visiblePage = async (actor: Actor, pageId: number): Promise<void> => {
    const work = await pageWork(db, pageId);
    if (work === undefined) throw notFound();
    await visibleBatch(system, actor, work.book.batchId);
  };
  bind('pages.move', async ({ actor, params, body }) => {
    await visiblePage(actor, params.id);
    await movePage(system, actor, { pageId: params.id, ...body });
    return { done: true };
  });
  bind('pages.classify', async ({ actor, params, body }) => {
    await visiblePage(actor, params.id);
    await classifyPage(system, actor, { pageId: params.id, ...body });
    return { done: true };
  });
  bind('pages.undo', async ({ actor, params }) => {
    await visiblePage(actor, params.id);
    await undoPageEvent(system, actor, params.id);
    return { done: true };
  });

  bind('books.entries', async ({ actor, params, query }) => {
    const { book } = await visibleBook(actor, params.id);
    authorize(actor, 'entry.view', book.officeId);
    const rows = await entriesOf(db, book.id, idAfter(query.after, 0), query.limit + 1);
    const page = pageOf(rows, query.limit, ({ id }) => String(id));
    const lines = await entryLines(
      db,
      page.rows.map(({ id }) => id),
    );
    await recordAudit(db, {
      accountId: actor.accountId,
      officeId: book.officeId,
      action: 'entry.list',
      subject: 'book',
      subjectId: book.id,
    });
    return { items: lines.map(lineView), next: page.next };
  });

  bind('holds.list', async ({ actor, query, say }) => {
    const { after, limit, batchId } = query;
    if (batchId !== undefined) await visibleBatch(system, actor, batchId);
    const officeIds = officesWhere(actor, 'batch.view');
    const rows =
      batchId === undefined
        ? await listHoldsIn(db, { officeIds, after: idAfter(after, 0), limit: limit + 1 })
        : await listHolds(db, { batchId, after: idAfter(after, 0), limit: limit + 1 });
    const page = pageOf(rows, limit, ({ id }) => String(id));
    return { items: await holdViews(db, actor, page.rows, say), next: page.next };
  });

  bind('holds.release', async ({ actor, params, body }) => {
    const hold = await findHold(db, params.id);
    if (hold === undefined) throw notFound();
    await visibleBatch(system, actor, hold.batchId);
    await releaseHold(system, actor, hold.id, body);
    return { done: true };
  });
};

/** Holds as people see them; an entry's number in a reason is only for those who may see entries, and not while it is keyed blind. */
export const holdViews = async (
  db: Db,
  actor: Actor,
  holds: readonly (Hold & HoldPlace)[],
  say: Messages,
): Promise<Reply<'holds.list'>['items']> => {
  const pages = await pagesOfHolds(db, holds);
  const views = [];
  for (const hold of holds) {
    const { name, officeId } = await visibleBatch({ db }, actor, hold.batchId);
    const isPrivate = hold.subject === 'entry' && !(await seesNumber(db, actor, officeId, hold.subjectId));
    views.push({
      id: hold.id,
      batchId: hold.batchId,
      batch: name,
      bookId: hold.bookId,
      book: hold.book,
      subject: hold.subject,
      subjectId: hold.subjectId,
      reason: hold.reason,
      message: say(hold.reason, isPrivate ? { ...hold.params, number: '…' } : hold.params),
      createdAt: hold.createdAt.toISOString(),
      file: hold.file,
      frame: hold.frame,
      side: hold.side,
      pageId: pages.get(`${hold.subject} ${hold.subjectId}`) ?? null,
    });
  }
  return views;
};

const seesNumber = async (db: Db, actor: Actor, officeId: number, entryId: number): Promise<boolean> =>
  allows(actor.grants, 'entry.view', officeId) && !(await blindFields(db, entryId)).has('so');
