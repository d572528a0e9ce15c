import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBook } from './hand-in.ts';
import { foldNumbers, numberRuns } from './number-runs.ts';
import { type Fixture, makeBook, makeEntry } from './test-fixtures.ts';
import { openTestStore, type TestStore } from './test-store.ts';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(async () => store.drop());

/** What is kept, asked of the entries themselves. */
const counted = async (batchId: number): Promise<unknown> => {
  const { rows } = await store.db.execute<{ kind: string; year: number; entries: string }>(sql`
    with runs as (
      select e.kind, e.registration_year as year, e.office_id as office, min(e.number) as first, max(e.number) as last,
        count(*)::int as entries
      from entries e join books b on b.id = e.book_id
      where b.batch_id = ${batchId} and e.state <> 'withdrawn' and e.number is not null group by 1, 2, 3)
    select kind, year, first, last, entries, missing[:100] as missing, cardinality(missing) > 100 as "isMore"
    from runs r cross join lateral (select array(
      select n from generate_series(first, last) as n
      where not exists (select 1 from entries where office_id = r.office and kind = r.kind and registration_year = r.year
        and number = n and state <> 'withdrawn')
      order by n) as missing) m
    order by kind, year, office`);
  return rows;
};

const secondBook = async ({ office, batch }: Fixture, batchId = batch.id) =>
  ensureBook(store.db, {
    officeId: office.id,
    batchId,
    kind: 'KS',
    year: 2018,
    volume: '02',
    edition: 'auto',
    declaredEntries: null,
    declaredPages: null,
  });

describe('runs of numbers', () => {
  it('are what the entries say, whatever becomes of them, folded or not', async () => {
    const fixture = await makeBook(store.db);
    const other = await makeBook(store.db, 'KT');
    const books = [fixture.book.id, (await secondBook(fixture)).id, other.book.id];
    const ids: number[] = [];
    for (let n = 0; n < 12; n++) ids.push((await makeEntry(store.db, fixture, { ghiChu: 'x' })).entry.id);

    const place = fc.nat(ids.length - 1);
    const change = fc.oneof(
      fc.record({
        what: fc.constant('number' as const),
        at: place,
        number: fc.option(fc.oneof(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 400 }))),
        year: fc.constantFrom(2017, 2018),
        suffix: fc.constantFrom('', '', 'a', 'b'),
      }),
      fc.record({
        what: fc.constant('state' as const),
        at: place,
        state: fc.constantFrom('candidate', 'verified', 'withdrawn'),
      }),
      fc.record({ what: fc.constant('book' as const), at: place, book: fc.constantFrom(...books) }),
      fc.record({ what: fc.constant('kind' as const), at: place, kind: fc.constantFrom('KS', 'KH') }),
      fc.record({
        what: fc.constant('office' as const),
        at: place,
        office: fc.constantFrom(fixture.office.id, other.office.id),
      }),
      fc.constant({ what: 'fold' as const }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
        for (const one of changes) {
          if (one.what === 'fold') await foldNumbers(store.db);
          else {
            const set = {
              number: () =>
                one.what === 'number' &&
                sql`number = ${one.number}, registration_year = ${one.number === null ? null : one.year}, suffix = ${one.suffix}`,
              state: () => one.what === 'state' && sql`state = ${one.state}`,
              book: () => one.what === 'book' && sql`book_id = ${one.book}`,
              kind: () => one.what === 'kind' && sql`kind = ${one.kind}`,
              office: () => one.what === 'office' && sql`office_id = ${one.office}`,
            }[one.what]();
            // A number that another live entry has is refused, as always.
            await store.db
              .execute(sql`update entries set ${set} where id = ${ids[one.at]}`)
              .catch(() => undefined);
          }
          for (const { batch } of [fixture, other])
            expect(await numberRuns(store.db, batch.id)).toEqual(await counted(batch.id));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('miss no number that stands in another batch of the office, and tell the first hundred of a wide gap', async () => {
    const fixture = await makeBook(store.db);
    for (const so of ['2/2018', '3a/2018', '1005/2018']) await makeEntry(store.db, fixture, { so });
    const elsewhere = await makeBook(store.db);
    const { entry } = await makeEntry(store.db, elsewhere, { so: '4/2018' });
    await store.db.execute(sql`update entries set office_id = ${fixture.office.id} where id = ${entry.id}`);
    const [run] = await numberRuns(store.db, fixture.batch.id);
    expect(run).toMatchObject({ kind: 'KS', year: 2018, first: 2, last: 1005, entries: 3 });
    expect(run?.missing).toEqual(Array.from({ length: 100 }, (_, n) => n + 5));
    expect(run?.isMore).toBe(true);
  });

  it('lose no change that comes while books are counted', async () => {
    const fixture = await makeBook(store.db);
    await Promise.all(
      Array.from({ length: 6 }, async (_, n) => {
        await makeEntry(store.db, fixture, { so: `${n + 1}/2018` });
        await foldNumbers(store.db);
      }),
    );
    const [run] = await numberRuns(store.db, fixture.batch.id);
    expect(run).toMatchObject({ first: 1, last: 6, entries: 6, missing: [], isMore: false });
    await foldNumbers(store.db);
    expect(await numberRuns(store.db, fixture.batch.id)).toEqual([run]);
    expect(await foldNumbers(store.db)).toBe(0);
  });
});

it('counting everything gives the same', async () => {
  const kept = async (): Promise<unknown> =>
    (await store.db.execute(sql`select * from book_numbers order by book_id, kind, year, office_id`)).rows;
  await foldNumbers(store.db);
  const before = await kept();
  await store.db.execute(sql`select count_numbers()`);
  expect(await kept()).toEqual(before);
});
