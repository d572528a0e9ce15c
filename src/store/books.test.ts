import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberGaps } from './books.ts';
import { ensureBook } from './hand-in.ts';
import { makeBook, makeEntry } from './test-fixtures.ts';
import { openTestStore, type TestStore } from './test-store.ts';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(async () => store.drop());

describe('gaps in the numbers', () => {
  it('are those that no book of the same office, kind and year fills', async () => {
    const first = await makeBook(store.db);
    const volume = async (kind: 'KS' | 'KT', name: string) => ({
      ...first,
      book: await ensureBook(store.db, {
        officeId: first.office.id,
        batchId: first.batch.id,
        kind,
        year: 2018,
        volume: name,
        edition: 'auto',
        declaredEntries: null,
        declaredPages: null,
      }),
    });
    const [second, deaths, elsewhere] = [
      await volume('KS', '02'),
      await volume('KT', '01'),
      await makeBook(store.db),
    ];
    for (const so of ['2/2018', '6/2018']) await makeEntry(store.db, first, { so });
    await makeEntry(store.db, second, { so: '3/2018' });
    await makeEntry(store.db, second, { so: '4/2017' });
    await makeEntry(store.db, deaths, { so: '4/2018' });
    await makeEntry(store.db, elsewhere, { so: '5/2018' });

    expect(await numberGaps(store.db, first.book, 2018)).toEqual([1, 4, 5]);
    // Only a first volume begins at 1.
    expect(await numberGaps(store.db, second.book, 2018)).toEqual([]);
    expect(await numberGaps(store.db, first.book, 2018, 2)).toEqual([1, 4]);
  });
});
