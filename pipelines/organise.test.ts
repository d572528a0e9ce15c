import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Actor, actorOf } from '../src/access/accounts.ts';
import { codeOf } from '../src/domain/testing.ts';
import { openQueueBackend, type QueueBackend } from '../src/queue/backend.ts';
import { getAccount } from '../src/store/accounts.ts';
import { ensureBook } from '../src/store/hand-in.ts';
import { sheetsOf } from '../src/store/overview.ts';
import { pageEventsOf } from '../src/store/page-events.ts';
import { setPageClass, setPageState } from '../src/store/pages.ts';
import { entries, pageEvents, pages, tasks } from '../src/store/schema/index.ts';
import { openTasks } from '../src/store/tasks.ts';
import { type Fixture, makeAccount, makeBook, makeEntry } from '../src/store/test-fixtures.ts';
import { openTestStore, type TestStore } from '../src/store/test-store.ts';
import { classifyPage, movePage, pageMarks, undoPageEvent } from './organise.ts';

let store: TestStore;
let queue: QueueBackend;
const context = () => ({ db: store.db, jobs: queue });
beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueueBackend({ postgresUrl: store.url, notify: () => undefined });
});
afterAll(async () => {
  await queue.close();
  await store.drop();
});

const actor = async (accountId: number): Promise<Actor> =>
  actorOf(store.db, await getAccount(store.db, accountId));
const book = async (numbers: readonly string[]) => {
  const fixture = await makeBook(store.db);
  const made = [];
  for (const so of numbers) made.push(await makeEntry(store.db, fixture, { so, nksHoTen: 'A' }));
  return {
    fixture,
    scanner: await actor(fixture.scanner),
    pageIds: made.map(({ page }) => page.id),
    entryIds: made.map(({ entry }) => entry.id),
  };
};
const orderOf = async (bookId: number): Promise<number[]> =>
  (await sheetsOf(store.db, bookId, null, 100)).map(({ page }) => page.id);
const second = (fixture: Fixture, kind: 'KS' | 'KT' = 'KS') =>
  ensureBook(store.db, {
    officeId: fixture.office.id,
    batchId: fixture.batch.id,
    kind,
    year: 2019,
    volume: '02',
    edition: 'auto',
    declaredEntries: null,
    declaredPages: null,
  });

describe('a page that stands in the wrong place', () => {
  it('is told by its number, moved, and moved back by undo, any number of times between the same two', async () => {
    const { fixture, scanner, pageIds } = await book(['1/2018', '3/2018', '2/2018', '4/2018']);
    const [first = 0, third = 0, late = 0, fourth = 0] = pageIds;
    expect([...(await pageMarks(store.db, fixture.book.id))]).toEqual([
      [late, { missing: null, doubleOf: null, isLate: true }],
    ]);
    await movePage(context(), scanner, { pageId: late, after: first });
    expect(await orderOf(fixture.book.id)).toEqual([first, late, third, fourth]);
    expect((await pageMarks(store.db, fixture.book.id)).size).toBe(0);
    await undoPageEvent(context(), scanner, late);
    expect(await orderOf(fixture.book.id)).toEqual(pageIds);
    expect(await codeOf(undoPageEvent(context(), scanner, late))).toBe('nothing-to-undo');
    for (let turn = 0; turn < 40; turn += 1) {
      const moved = turn % 2 === 0 ? third : late;
      await movePage(context(), scanner, { pageId: moved, after: first });
      expect((await orderOf(fixture.book.id)).slice(0, 2)).toEqual([first, moved]);
    }
    await movePage(context(), scanner, { pageId: fourth, after: null });
    expect((await orderOf(fixture.book.id))[0]).toBe(fourth);
    await movePage(context(), scanner, { pageId: fourth, after: late });
    expect((await orderOf(fixture.book.id)).at(-1)).not.toBe(first);
    const events = await pageEventsOf(store.db, fixture.book.id);
    expect(events.filter(({ isUndone }) => isUndone)).toHaveLength(1);
    expect(events.filter(({ event }) => event.undoes !== null)).toHaveLength(1);
  });

  it('goes into another book of the batch with its entry, tasks and counts, and comes back', async () => {
    const { fixture, scanner, pageIds, entryIds } = await book(['1/2018', '1/2019']);
    const other = await second(fixture);
    const [, stray = 0] = pageIds;
    const whereabouts = async () =>
      (
        await store.db.execute(sql`select e.book_id as entry, t.book_id as task, w.book_id as work, p.book_id as page
        from entries e join tasks t on t.entry_id = e.id join entry_work w on w.entry_id = e.id join pages p on p.id = e.page_id
        where e.id = ${entryIds[1] ?? 0} group by 1, 2, 3, 4`)
      ).rows;
    await movePage(context(), scanner, { pageId: stray, after: null, bookId: other.id });
    const id = String(other.id);
    expect(await whereabouts()).toEqual([{ entry: id, task: id, work: id, page: id }]);
    expect(await orderOf(other.id)).toEqual([stray]);
    await undoPageEvent(context(), scanner, stray);
    const back = String(fixture.book.id);
    expect(await whereabouts()).toEqual([{ entry: back, task: back, work: back, page: back }]);
    expect(await orderOf(fixture.book.id)).toEqual(pageIds);
  });

  it('stays where it is when the book is of another kind or batch, or a stage works on it', async () => {
    const { fixture, scanner, pageIds } = await book(['1/2018', '2/2018']);
    const [first = 0, other = 0] = pageIds;
    const elsewhere = await book(['1/2018']);
    const deaths = await second(fixture, 'KT');
    const move = (more: { after?: number | null; bookId?: number }) =>
      codeOf(movePage(context(), scanner, { pageId: first, after: null, ...more }));
    expect(await move({ bookId: deaths.id })).toBe('page-move-elsewhere');
    expect(await move({ bookId: elsewhere.fixture.book.id })).toBe('page-move-elsewhere');
    expect(await move({ after: elsewhere.pageIds[0] ?? 0 })).toBe('page-not-in-book');
    expect(await move({ after: first })).toBe('page-not-in-book');
    const keyer = await actor(
      await makeAccount(store.db, { role: 'data-entry', officeId: fixture.office.id }),
    );
    expect(await codeOf(movePage(context(), keyer, { pageId: first, after: other }))).toBe('not-allowed');
    await setPageState(store.db, first, 'read');
    expect(await move({ after: other })).toBe('page-in-work');
    expect(await orderOf(fixture.book.id)).toEqual(pageIds);
  });
});

describe('the class of a page', () => {
  it('that holds no entry sets its entry aside; undo brings entry, number and tasks back', async () => {
    const { fixture, scanner, pageIds, entryIds } = await book(['1/2018']);
    const [pageId = 0] = pageIds;
    const [entryId = 0] = entryIds;
    const stateOf = async () => (await store.db.select().from(entries).where(eq(entries.id, entryId)))[0];
    await classifyPage(context(), scanner, { pageId, class: 'void' });
    expect((await stateOf())?.state).toBe('withdrawn');
    expect(await openTasks(store.db, { batchId: fixture.batch.id })).toEqual([]);
    await undoPageEvent(context(), scanner, pageId);
    expect(await stateOf()).toMatchObject({ state: 'candidate', number: 1, registrationYear: 2018 });
    expect(
      (await openTasks(store.db, { batchId: fixture.batch.id })).map(({ task }) => task.field).sort(),
    ).toEqual(['nksHoTen', 'so']);
    expect(await store.db.$count(tasks, eq(tasks.entryId, entryId))).toBe(2);
  });

  it('of an entry sends a page that never had one to be read with its edition', async () => {
    const { scanner, pageIds } = await book(['1/2018', '2/2018']);
    const [pageId = 0, bare = 0] = pageIds;
    for (const id of pageIds) {
      await setPageClass(store.db, id, 'cover');
      await store.db.update(entries).set({ state: 'loaded' }).where(eq(entries.pageId, id));
    }
    await store.db.update(pages).set({ editionId: null }).where(eq(pages.id, bare));
    expect(await codeOf(classifyPage(context(), scanner, { pageId: bare, class: 'entry' }))).toBe(
      'page-needs-edition',
    );
    expect(
      await codeOf(classifyPage(context(), scanner, { pageId: bare, class: 'entry', edition: 'no-such' })),
    ).toBe('edition-unknown');
    const before = await queue.counts();
    await classifyPage(context(), scanner, { pageId, class: 'entry' });
    const [page] = await store.db.select().from(pages).where(eq(pages.id, pageId));
    expect(page).toMatchObject({ state: 'imaged', forcedEdition: 'KS-2016' });
    expect((await queue.counts()).read.waiting).toBe(before.read.waiting + 1);
  });
});

it('events of pages are never changed or deleted', async () => {
  const { scanner, pageIds } = await book(['1/2018', '2/2018']);
  await movePage(context(), scanner, { pageId: pageIds[1] ?? 0, after: null });
  for (const change of [store.db.update(pageEvents).set({ type: 'class' }), store.db.delete(pageEvents)]) {
    await expect(change).rejects.toThrow();
  }
});
