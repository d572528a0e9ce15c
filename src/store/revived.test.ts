import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { saveCandidate, withdrawEntriesOfPage } from './entries.ts';
import { entries, entryWork, tasks } from './schema/index.ts';
import { makeAccount, makeBook, makeEntry, personSays, readValue } from './test-fixtures.ts';
import { openTestStore, type TestStore } from './test-store.ts';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.drop());

const openFields = async (entryId: number): Promise<string[]> =>
  (
    await store.db
      .select({ field: tasks.field })
      .from(tasks)
      .where(and(eq(tasks.entryId, entryId), eq(tasks.state, 'open')))
      .orderBy(tasks.field)
  ).map(({ field }) => field);

it('waits for people again when its page is read anew, but for what was settled', async () => {
  const { db } = store;
  const fixture = await makeBook(db);
  const keyer = await makeAccount(db, { role: 'data-entry', officeId: fixture.office.id });
  const { entry, page, candidate } = await makeEntry(db, fixture, {
    so: '7/2018',
    nksHoTen: 'NGUYỄN VĂN AN',
    meHoTen: 'LÊ THỊ HOA',
  });
  const said = { verbatim: 'LÊ THỊ HÒA', normalized: 'LÊ THỊ HÒA', state: 'read' } as const;
  await personSays(db, { entryId: entry.id, field: 'meHoTen', value: said, accountId: keyer });
  await withdrawEntriesOfPage(db, page.id);
  expect(await openFields(entry.id)).toEqual([]);

  const back = await saveCandidate(db, candidate);
  expect(back).toMatchObject({ id: entry.id, state: 'candidate', number: 7, registrationYear: 2018 });
  expect(await openFields(entry.id)).toEqual(['nksHoTen', 'so']);
  const [work] = await db.select().from(entryWork).where(eq(entryWork.entryId, entry.id));
  expect(work).toMatchObject({ lane: 'key', openFields: 2 });
});

it('comes back without its number when another entry has it by now', async () => {
  const { db } = store;
  const fixture = await makeBook(db);
  const { entry, page, candidate } = await makeEntry(db, fixture, { so: '8/2018', nksHoTen: 'A' });
  await withdrawEntriesOfPage(db, page.id);
  const { entry: other } = await makeEntry(db, fixture, { so: '8/2018', nksHoTen: 'B' });
  expect(other.number).toBe(8);
  const back = await saveCandidate(db, candidate);
  expect(back).toMatchObject({ state: 'candidate', number: null });
  // What the page says differently now is asked once, not twice.
  const changed = candidate.fields.map((one) => ({ ...one, value: readValue(`${one.value.normalized}X`) }));
  await saveCandidate(db, { ...candidate, fields: changed.filter(({ field }) => field === 'nksHoTen') });
  expect(await openFields(entry.id)).toEqual(['nksHoTen', 'so']);
  expect(await db.$count(entries, eq(entries.pageId, page.id))).toBe(1);
});
