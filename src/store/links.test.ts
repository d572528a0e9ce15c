import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleIdentity, withdrawEntriesOfPage } from './entries.ts';
import { ensureBook } from './hand-in.ts';
import { linksOf, settleLink } from './links.ts';
import { type Fixture, makeBook, makeEntry, personSays } from './test-fixtures.ts';
import { openTestStore, type TestStore } from './test-store.ts';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(async () => store.drop());

/** A book of births and one of changes in the same office and batch. */
const makeBooks = async (): Promise<{ births: Fixture; changes: Fixture }> => {
  const births = await makeBook(store.db);
  const { id: _, state: __, createdAt: ___, ...like } = births.book;
  const book = await ensureBook(store.db, { ...like, kind: 'CC' });
  return { births, changes: { ...births, book } };
};

const change = (fixture: Fixture, more: Record<string, string | null> = {}) =>
  makeEntry(store.db, fixture, {
    so: '1/2018',
    gocLoai: 'KS',
    gocSo: '15',
    gocNgay: '2003-05-06',
    gocCoQuan: fixture.office.name.replace('UBND', 'Ủy ban nhân dân'),
    ...more,
  });

const targetOf = async (entryId: number): Promise<number | null | undefined> =>
  (await linksOf(store.db, [entryId]))[0]?.targetId;

const says = async (fixture: Fixture, entryId: number, field: string, text: string): Promise<void> => {
  await personSays(store.db, {
    entryId,
    field,
    value: { verbatim: text, normalized: text, state: 'read' },
    accountId: fixture.scanner,
  });
};

describe('the link to the entry that is changed', () => {
  it('is kept, and points at the entry when that comes first', async () => {
    const { births, changes } = await makeBooks();
    const birth = await makeEntry(store.db, births, { so: '15/2003' });
    await makeEntry(store.db, births, { so: '15/2004' });
    const { entry } = await change(changes);
    expect(await linksOf(store.db, [entry.id])).toEqual([
      {
        entryId: entry.id,
        kind: 'KS',
        registrationYear: 2003,
        number: 15,
        suffix: '',
        officeId: births.office.id,
        targetId: birth.entry.id,
      },
    ]);
  });

  it('waits for the entry that comes later, and lets go when its number is corrected or its page goes', async () => {
    const { births, changes } = await makeBooks();
    const { entry } = await change(changes);
    expect(await targetOf(entry.id)).toBeNull();
    const birth = await makeEntry(store.db, births, { so: '15/2003' });
    expect(await targetOf(entry.id)).toBe(birth.entry.id);
    await says(births, birth.entry.id, 'so', '16/2003');
    await settleIdentity(store.db, birth.entry.id, births.batch.id);
    expect(await targetOf(entry.id)).toBeNull();
    const other = await makeEntry(store.db, births, { so: '15/2003' });
    expect(await targetOf(entry.id)).toBe(other.entry.id);
    await withdrawEntriesOfPage(store.db, other.page.id);
    expect(await targetOf(entry.id)).toBeNull();
  });

  it('follows what people say, and is none as long as the paper does not say it in full', async () => {
    const { births, changes } = await makeBooks();
    const birth = await makeEntry(store.db, births, { so: '7/2003' });
    const { entry } = await change(changes, { gocSo: null });
    expect(await targetOf(entry.id)).toBeUndefined();
    await says(changes, entry.id, 'gocSo', '7/2003');
    await settleLink(store.db, entry);
    expect(await targetOf(entry.id)).toBe(birth.entry.id);
  });

  it('never points into another office, nor to one that nobody knows', async () => {
    const { births, changes } = await makeBooks();
    await makeEntry(store.db, births, { so: '15/2003' });
    const { entry } = await change(changes, { gocCoQuan: 'UBND xã Không Ai Biết' });
    expect((await linksOf(store.db, [entry.id]))[0]).toMatchObject({ officeId: null, targetId: null });
  });
});
