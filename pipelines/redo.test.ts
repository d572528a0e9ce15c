import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actorOf } from '../src/access/accounts.ts';
import { codeOf } from '../src/domain/testing.ts';
import { openQueueBackend, type QueueBackend } from '../src/queue/backend.ts';
import { getAccount } from '../src/store/accounts.ts';
import { currentFields, saveCandidate } from '../src/store/entries.ts';
import { openHold } from '../src/store/holds.ts';
import { setPageState } from '../src/store/pages.ts';
import { pages } from '../src/store/schema/index.ts';
import {
  makeAccount,
  makeBook,
  makeEntry,
  makePage,
  personSays,
  readValue,
} from '../src/store/test-fixtures.ts';
import { openTestStore, type TestStore } from '../src/store/test-store.ts';
import { redoBook } from './redo.ts';

let store: TestStore;
let queue: QueueBackend;
beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueueBackend({ postgresUrl: store.url, notify: () => undefined });
});
afterAll(async () => {
  await queue.close();
  await store.drop();
});

/** A book of two entries, the first with a person's value, and a page that fitted no form. */
const book = async () => {
  const fixture = await makeBook(store.db);
  const actor = await actorOf(store.db, await getAccount(store.db, fixture.scanner));
  const first = await makeEntry(store.db, fixture, { so: '1/2018', nksHoTen: 'A' });
  const second = await makeEntry(store.db, fixture, { so: '2/2018', nksHoTen: 'B' });
  const keyer = await makeAccount(store.db, { role: 'data-entry', officeId: fixture.office.id });
  await personSays(store.db, {
    entryId: first.entry.id,
    field: 'nksHoTen',
    value: { verbatim: 'Á', normalized: 'Á', state: 'read' },
    accountId: keyer,
  });
  const unknown = await makePage(store.db, fixture.book);
  await setPageState(store.db, unknown.id, 'held');
  await openHold(store.db, {
    batchId: fixture.batch.id,
    bookId: fixture.book.id,
    subject: 'page',
    subjectId: unknown.id,
    reason: 'form-unknown',
  });
  const redo = (edition: string) => redoBook({ db: store.db, jobs: queue }, actor, fixture.book.id, edition);
  return { redo, first, keyed: first.page.id, other: second.page.id, unknown: unknown.id };
};
const pageOf = async (id: number) => (await store.db.select().from(pages).where(eq(pages.id, id)))[0];

describe('reading a book with another edition', () => {
  it('queues every page of an entry and those that fitted none, once', async () => {
    const { redo, keyed, other, unknown } = await book();
    const before = (await queue.counts()).read.waiting;
    expect(await redo('KS-2006')).toMatchObject({ edition: 'KS-2006', again: 3, 'as-wished': 0 });
    for (const id of [keyed, other, unknown])
      expect(await pageOf(id)).toMatchObject({ state: 'imaged', forcedEdition: 'KS-2006' });
    expect((await queue.counts()).read.waiting).toBe(before + 3);
    expect(await redo('KS-2006')).toMatchObject({ again: 0, 'as-wished': 2 });
    expect(await redo('KS-1999')).toMatchObject({ again: 0, 'in-work': 2 });
  });

  it('leaves what a person said, and takes the machine’s new word for the rest', async () => {
    const { redo, first } = await book();
    await redo('KS-2006');
    const again = first.candidate.fields.map((field) => ({ ...field, value: readValue('Z') }));
    await saveCandidate(store.db, { ...first.candidate, editionId: 'KS-2006', fields: again });
    const now = await currentFields(store.db, first.entry.id);
    const said = Object.fromEntries(now.map(({ field, value }) => [field, [value.source, value.normalized]]));
    expect(said).toEqual({ so: ['machine', 'Z'], nksHoTen: ['person', 'Á'] });
  });

  it('leaves pages that are read with it already, and rows that could move under what people said', async () => {
    const { redo, keyed, other } = await book();
    expect(await redo('KS-1961')).toMatchObject({ again: 2, 'kept-for-people': 1 });
    expect(await pageOf(keyed)).toMatchObject({ state: 'extracted', forcedEdition: null });
    expect(await pageOf(other)).toMatchObject({ state: 'imaged', forcedEdition: 'KS-1961' });
    expect(await redo('KS-2016')).toMatchObject({ 'as-wished': 1, again: 0 });
  });

  it('is refused for an edition of another kind and for an unknown one', async () => {
    const { redo } = await book();
    expect(await codeOf(redo('KH-2016'))).toBe('edition-kind-differs');
    expect(await codeOf(redo('KS-2016@99'))).toBe('edition-unknown');
  });
});
