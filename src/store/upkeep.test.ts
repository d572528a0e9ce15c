import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { talliesOf } from './tallies.ts';
import { makeAccount, makeBook, makeEntry } from './test-fixtures.ts';
import { openTestStore, type TestStore } from './test-store.ts';
import { keepUp } from './upkeep.ts';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(async () => store.drop());

it('takes away old log-ins and old saves, keeps what has a reason and what was counted', async () => {
  const fixture = await makeBook(store.db);
  const keyer = await makeAccount(store.db);
  const { entry } = await makeEntry(store.db, fixture, { so: '1/2018' });
  for (const [age, reason] of [
    [1, null],
    [170, null],
    [190, null],
    [190, 'sổ ghi như vậy'],
    [900, null],
  ] as const) {
    await store.db.execute(sql`insert into saves (key, account_id, entry_id, field, type, fingerprint, outcome, reason, created_at)
      values (gen_random_uuid(), ${keyer}, ${entry.id}, 'so', 'confirm', 'x', 'settled', ${reason}, now() - make_interval(days => ${age}))`);
  }
  for (const [token, ended, seen] of [
    ['now', null, 0],
    ['ended lately', 10, 10],
    ['ended long ago', 100, 100],
    ['never ended, not seen for long', null, 120],
  ] as const) {
    await store.db.execute(sql`insert into sessions (token_hash, account_id, ended_at, last_seen_at, ends_at)
      values (${token}, ${keyer}, now() - make_interval(days => ${ended}), now() - make_interval(days => ${seen}), now() + interval '1 year')`);
  }
  expect(await keepUp(store.db)).toMatchObject({ sessions: 2, saves: 2 });
  expect(await keepUp(store.db)).toEqual({ folded: 0, books: 0, sessions: 0, saves: 0 });
  const left = await store.db.execute(sql`select token_hash from sessions order by id`);
  expect(left.rows).toEqual([{ token_hash: 'now' }, { token_hash: 'ended lately' }]);
  const saved = (await talliesOf(store.db, fixture.batch.id)).under('saved:');
  expect(saved.reduce((sum, [, count]) => sum + count, 0)).toBe(5);
});
