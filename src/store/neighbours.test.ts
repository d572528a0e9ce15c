import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { neighboursOf } from './neighbours.ts';
import { pages, readings } from './schema/index.ts';
import { makeBook, makeEntry } from './test-fixtures.ts';
import { openTestStore, type TestStore } from './test-store.ts';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(async () => store.drop());

it('the pages around a page come in the order of the book, with what was read at the places asked for', async () => {
  const fixture = await makeBook(store.db);
  await makeEntry(store.db, await makeBook(store.db, 'KT'), { so: '9/2018' });
  const made: number[] = [];
  for (const so of ['1/2018', '2/2018', '3/2018', '4/2018']) {
    const { page } = await makeEntry(store.db, fixture, { so });
    made.push(page.id);
    await store.db.delete(readings).where(eq(readings.pageId, page.id));
    for (const place of ['so', 'nksHoTen']) {
      await store.db
        .insert(readings)
        .values({ pageId: page.id, place, engine: 'test', engineVersion: '1', content: { says: so } });
    }
  }
  const [first, second, third, fourth] = made;
  // Somebody put the last page in front.
  if (fourth !== undefined) await store.db.update(pages).set({ position: '-1' }).where(eq(pages.id, fourth));
  const [page] = await store.db
    .select()
    .from(pages)
    .where(eq(pages.id, first ?? 0));
  if (page === undefined) throw new Error('page');
  const around = await neighboursOf(store.db, page, { reach: 1, places: ['so'] });
  expect(around.map(({ pageId }) => pageId)).toEqual([fourth, first, second]);
  expect(around.map((neighbour) => neighbour.readings)).toEqual([
    { so: { says: '4/2018' } },
    { so: { says: '1/2018' } },
    { so: { says: '2/2018' } },
  ]);
  expect(around.some(({ pageId }) => pageId === third)).toBe(false);
});
