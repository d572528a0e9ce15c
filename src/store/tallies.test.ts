import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveCandidate, withdrawEntriesOfPage } from './entries.ts';
import { dismiss, setPageState, startAnew } from './pages.ts';
import { progressOf } from './progress.ts';
import { daysOf, foldTallies, savedBy, talliesOf } from './tallies.ts';
import { type Fixture, makeAccount, makeBook, makeEntry } from './test-fixtures.ts';
import { openTestStore, type TestStore } from './test-store.ts';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(async () => store.drop());

const kept = async (): Promise<unknown> =>
  (
    await store.db.execute(sql`select book_id, what, sum(n) as n from
      (select book_id, what, count as n from tallies union all select book_id, what, change from tally_changes) x
      group by 1, 2 having sum(n) <> 0 order by 1, 2`)
  ).rows;
const counted = async (): Promise<unknown> => {
  await store.db.execute(sql`select count_everything()`);
  return kept();
};
const save = async (
  fixture: Fixture,
  entryId: number,
  accountId: number,
  field: string,
  daysAgo = 0,
): Promise<void> => {
  await store.db.execute(sql`insert into saves (key, account_id, entry_id, field, type, fingerprint, outcome, created_at)
    values (gen_random_uuid(), ${accountId}, ${entryId}, ${field}, 'confirm', 'x', 'settled', now() - make_interval(days => ${daysAgo}))`);
  await store.db.execute(
    sql`update entry_fields set settled = true where entry_id = ${entryId} and field = ${field}`,
  );
  await store.db.execute(
    sql`update tasks set state = 'done', done_by = ${accountId} where entry_id = ${entryId} and field = ${field}
      and book_id = ${fixture.book.id} and state = 'open'`,
  );
};

describe('the numbers that are kept', () => {
  it('are what counting gives, whatever happened to pages, entries, fields and tasks, folded or not', async () => {
    const fixture = await makeBook(store.db);
    const other = await makeBook(store.db, 'KT');
    const keyer = await makeAccount(store.db);
    const made = [];
    for (const so of ['1/2018', '2/2018', '3/2018', '4/2018'])
      made.push(await makeEntry(store.db, fixture, { so, nksHoTen: 'A', meHoTen: null }));
    const [first, second, third, fourth] = made;
    if (first === undefined || second === undefined || third === undefined || fourth === undefined) return;
    await save(fixture, first.entry.id, keyer, 'so');
    await foldTallies(store.db);
    await save(fixture, first.entry.id, keyer, 'nksHoTen', 3);
    await save(fixture, first.entry.id, keyer, 'meHoTen', 40);
    await save(fixture, second.entry.id, keyer, 'so');
    await store.db.execute(sql`update saves set undone = true where entry_id = ${second.entry.id}`);
    await withdrawEntriesOfPage(store.db, second.page.id);
    await dismiss(store.db, 'page', second.page.id);
    await withdrawEntriesOfPage(store.db, third.page.id);
    await saveCandidate(store.db, third.candidate);
    await startAnew(store.db, 'page', fourth.page.id);
    await setPageState(store.db, fourth.page.id, 'held');
    await store.db.execute(sql`update entries set book_id = ${other.book.id} where id = ${third.entry.id}`);
    await store.db.execute(
      sql`update entry_work set book_id = ${other.book.id} where entry_id = ${third.entry.id}`,
    );
    await store.db.execute(
      sql`update tasks set book_id = ${other.book.id} where entry_id = ${third.entry.id}`,
    );
    const numbers = await kept();
    expect(numbers).not.toEqual([]);
    expect(await counted()).toEqual(numbers);
    await store.db.execute(sql`update entries set state = 'verified' where id = ${first.entry.id}`);
    await foldTallies(store.db);
    const folded = await kept();
    expect(await counted()).toEqual(folded);

    const progress = await progressOf(store.db, fixture.batch.id);
    expect(progress.pages).toEqual({ received: 4, done: 3, held: 1, inProgress: 0 });
    expect(progress.entries).toEqual({ candidate: 1, verified: 1, loaded: 0 });
    expect(progress.pagesWithoutEntry).toBe(1);
    const tallies = await talliesOf(store.db, fixture.batch.id);
    // Forty days ago is too long for the plot of days, and counts for the person.
    expect(daysOf(tallies).map(({ fields, people }) => [fields, people])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect([...savedBy(tallies)]).toEqual([[keyer, 3]]);
  });

  it('are added up by one at a time, and nothing is lost to a change that comes meanwhile', async () => {
    const fixture = await makeBook(store.db);
    const before = await kept();
    const work = Array.from({ length: 6 }, (_, number) => async () => {
      await makeEntry(store.db, fixture, { so: `${number + 10}/2018` });
      await foldTallies(store.db);
    });
    await Promise.all(work.map((one) => one()));
    expect(await kept()).not.toEqual(before);
    const numbers = await kept();
    expect(await counted()).toEqual(numbers);
  });
});
