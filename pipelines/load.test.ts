import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SohoaError } from '../src/domain/errors.ts';
import type { RegistryEntry } from '../src/registry/entry.ts';
import { loadBook as loadIntoRegistry } from '../src/registry/loader.ts';
import { madeUpBirth } from '../src/registry/made-up.ts';
import { openTestRegistry, type TestRegistry } from '../src/registry/test-registry.ts';
import { decideBatch } from '../src/store/decisions.ts';
import { ensureBook, getBatch, getBook } from '../src/store/hand-in.ts';
import { dueBookLoads, entriesToLoad, findBookLoad, loadReport } from '../src/store/loads.ts';
import { entries, entryFields } from '../src/store/schema/index.ts';
import { type Fixture, makeAccount, makeBook, makeEntry, personSays } from '../src/store/test-fixtures.ts';
import { openTestStore, type TestStore } from '../src/store/test-store.ts';
import { type LoadContext, loadBook, startLoad } from './load.ts';

let store: TestStore;
let registry: TestRegistry;
let ctx: LoadContext;
beforeAll(async () => {
  [store, registry] = await Promise.all([openTestStore(), openTestRegistry()]);
  ctx = { db: store.db, registry: async () => registry };
});
afterAll(() => Promise.all([store.drop(), registry.drop()]));

const fieldsOf = (number: number, more: RegistryEntry['fields'] = {}) => ({
  ...madeUpBirth(number).fields,
  ...more,
});

/** A book with births 1…count, everything settled. */
const bookOf = async (count: number): Promise<Fixture> => {
  const fixture = await makeBook(store.db);
  for (let number = 1; number <= count; number += 1) await addBirth(fixture, fieldsOf(number));
  return fixture;
};
const addBirth = async (
  fixture: Fixture,
  fields: Readonly<Record<string, string | null>>,
): Promise<number> => {
  const { entry } = await makeEntry(store.db, fixture, fields);
  await store.db.update(entryFields).set({ settled: true }).where(eq(entryFields.entryId, entry.id));
  return entry.id;
};
const decide = async (batchId: number, verdict: 'approve' | 'return'): Promise<number> => {
  const accountId = await makeAccount(store.db);
  await decideBatch(store.db, { batchId, batchName: 'x', accountId, verdict, reason: 'vì thử' });
  return accountId;
};
const start = async (fixture: Fixture) => {
  const batch = await getBatch(store.db, fixture.batch.id);
  return startLoad(ctx, { batch, accountId: fixture.scanner });
};
const loadAll = async (fixture: Fixture) => {
  const run = await start(fixture);
  for (const id of run.bookLoadIds) await loadBook(ctx, id);
  return loadReport(store.db, run.runId);
};
const eventsOf = async ({ office }: Fixture): Promise<Record<string, unknown>[]> => {
  const { rows } = await registry.pool.query(
    'select ctid, * from registry.ks_events where office_code = $1 order by number',
    [office.code],
  );
  return rows;
};
const statesOf = async (fixture: Fixture) => {
  const rows = await store.db
    .select()
    .from(entries)
    .where(eq(entries.bookId, fixture.book.id))
    .orderBy(entries.id);
  return {
    batch: (await getBatch(store.db, fixture.batch.id)).state,
    book: (await getBook(store.db, fixture.book.id)).state,
    entries: rows.map(({ state }) => state),
  };
};

describe('loading a batch', () => {
  it('is refused before it is accepted', async () => {
    const fixture = await bookOf(1);
    await expect(start(fixture)).rejects.toMatchObject({ code: 'batch-not-accepted' });
  });

  it('brings its entries with their pages into the registry and moves everything on', async () => {
    const fixture = await bookOf(3);
    await decide(fixture.batch.id, 'approve');
    expect(await loadAll(fixture)).toMatchObject({
      due: 0,
      failed: 0,
      loaded: 3,
      unchanged: 0,
      refused: 0,
      books: [{ bookId: fixture.book.id, kind: 'KS', state: 'done', loaded: 3 }],
      refusals: [],
    });
    expect(await statesOf(fixture)).toEqual({
      batch: 'loaded',
      book: 'loaded',
      entries: ['loaded', 'loaded', 'loaded'],
    });
    const events = await eventsOf(fixture);
    expect(events.map((event) => event.nksHoTen)).toEqual([1, 2, 3].map((n) => fieldsOf(n).nksHoTen));
    expect(events[0]?.source_pages).toEqual([
      { sha256: expect.stringMatching(/^sha-/), fileName: expect.stringMatching(/^scan-.*\.jpg$/), index: 0 },
    ]);
    expect(events[0]?.field_states).toEqual({ ghiChu: 'blank' });
  });

  it('a second time finds everything unchanged and touches no row', async () => {
    const fixture = await bookOf(3);
    await decide(fixture.batch.id, 'approve');
    await loadAll(fixture);
    const before = await eventsOf(fixture);
    expect(await loadAll(fixture)).toMatchObject({ loaded: 0, unchanged: 3, refused: 0 });
    expect(await eventsOf(fixture)).toEqual(before);
  });

  it('keeps the batch open when an entry is refused, says why, and takes it up again', async () => {
    const fixture = await bookOf(2);
    const broken = await addBirth(fixture, fieldsOf(3, { nksGioiTinh: 'Nam' }));
    await decide(fixture.batch.id, 'approve');
    expect(await loadAll(fixture)).toMatchObject({
      loaded: 2,
      refused: 1,
      refusals: [
        {
          entryId: broken,
          kind: 'KS',
          number: '3/2018',
          reason: 'code-unknown',
          params: { field: 'nksGioiTinh' },
        },
      ],
    });
    expect(await statesOf(fixture)).toEqual({
      batch: 'accepted',
      book: 'reading',
      entries: ['loaded', 'loaded', 'candidate'],
    });
    await personSays(store.db, {
      entryId: broken,
      field: 'nksGioiTinh',
      value: { verbatim: 'Nam', normalized: '1', state: 'read' },
      accountId: fixture.scanner,
    });
    expect(await loadAll(fixture)).toMatchObject({ loaded: 1, unchanged: 2, refused: 0 });
    expect((await statesOf(fixture)).batch).toBe('loaded');
  });

  it('refuses an entry with a field that nobody settled and one without a number', async () => {
    const fixture = await makeBook(store.db);
    await makeEntry(store.db, fixture, { so: '1/2018', nksHoTen: 'LÊ VĂN AN' });
    await addBirth(fixture, { so: null, nksHoTen: 'LÊ VĂN BA' });
    await decide(fixture.batch.id, 'approve');
    const { refusals } = await loadAll(fixture);
    expect(refusals.map(({ reason, number }) => [reason, number])).toEqual([
      ['value-not-settled', '1/2018'],
      ['identity-incomplete', null],
    ]);
  });

  it('of several books is over when the last one is', async () => {
    const fixture = await bookOf(1);
    const { id: _id, createdAt: _at, state: _state, ...book } = fixture.book;
    const second = await ensureBook(store.db, { ...book, volume: '02' });
    await addBirth({ ...fixture, book: second }, fieldsOf(2));
    await decide(fixture.batch.id, 'approve');
    const run = await start(fixture);
    expect(run.bookLoadIds).toHaveLength(2);
    await Promise.all(run.bookLoadIds.map((id) => loadBook(ctx, id)));
    expect(await loadReport(store.db, run.runId)).toMatchObject({ due: 0, loaded: 2 });
    expect((await statesOf(fixture)).batch).toBe('loaded');
  });
});

describe('a load that is disturbed', () => {
  it('between the registry and our own writing counts as loaded when it runs again', async () => {
    const fixture = await bookOf(3);
    await decide(fixture.batch.id, 'approve');
    const run = await start(fixture);
    const load = await findBookLoad(store.db, run.bookLoadIds[0] ?? 0);
    // All that a worker does before it dies: the registry has committed, our database knows nothing.
    await loadIntoRegistry(registry, {
      batch: { runKey: load?.runKey ?? '', batchName: 'x', loadedBy: 'x' },
      book: { ...fixture.book, officeCode: fixture.office.code, officeName: fixture.office.name },
      entries: entriesToLoad(store.db, fixture.book.id),
    });
    expect(await loadReport(store.db, run.runId)).toMatchObject({ due: 1, loaded: 0 });
    expect(await dueBookLoads(store.db)).toContainEqual({ id: run.bookLoadIds[0] });
    const again = await start(fixture);
    expect(again).toEqual(run);
    for (const id of again.bookLoadIds) await loadBook(ctx, id);
    expect(await loadReport(store.db, run.runId)).toMatchObject({
      due: 0,
      loaded: 3,
      unchanged: 0,
      refused: 0,
    });
    expect(await eventsOf(fixture)).toHaveLength(3);
  });

  it('by a second worker on the same book counts nothing twice', async () => {
    const fixture = await bookOf(4);
    await decide(fixture.batch.id, 'approve');
    const { runId, bookLoadIds } = await start(fixture);
    const id = bookLoadIds[0] ?? 0;
    await Promise.all([loadBook(ctx, id), loadBook(ctx, id), loadBook(ctx, id)]);
    await loadBook(ctx, id);
    expect(await loadReport(store.db, runId)).toMatchObject({ loaded: 4, unchanged: 0, refused: 0 });
    expect(await eventsOf(fixture)).toHaveLength(4);
  });

  it('by the return of the batch brings nothing more', async () => {
    const fixture = await bookOf(1);
    await decide(fixture.batch.id, 'approve');
    const { bookLoadIds } = await start(fixture);
    await decide(fixture.batch.id, 'return');
    await expect(loadBook(ctx, bookLoadIds[0] ?? 0)).rejects.toMatchObject({ code: 'batch-not-accepted' });
    expect(await eventsOf(fixture)).toEqual([]);
    expect(await dueBookLoads(store.db)).not.toContainEqual({ id: bookLoadIds[0] });
  });

  it('by a registry that stays away is given up after the last try, and a new run takes it up', async () => {
    const fixture = await bookOf(1);
    await decide(fixture.batch.id, 'approve');
    const away: LoadContext = {
      ...ctx,
      registry: async () => {
        throw new SohoaError('registry-unreachable', { address: 'x', problem: 'y' });
      },
    };
    const { runId, bookLoadIds } = await start(fixture);
    const id = bookLoadIds[0] ?? 0;
    await expect(loadBook(away, id)).rejects.toMatchObject({ code: 'registry-unreachable' });
    expect(await loadReport(store.db, runId)).toMatchObject({ due: 1, failed: 0 });
    await expect(loadBook(away, id, { isLast: true })).rejects.toMatchObject({
      code: 'registry-unreachable',
    });
    expect(await loadReport(store.db, runId)).toMatchObject({ due: 0, failed: 1 });
    expect(await loadAll(fixture)).toMatchObject({ loaded: 1, failed: 0 });
  });
});

it('reads a book in groups, in order, with the values that count now', async () => {
  const fixture = await bookOf(5);
  const [first] = await store.db
    .select()
    .from(entries)
    .where(eq(entries.bookId, fixture.book.id))
    .orderBy(entries.id);
  await personSays(store.db, {
    entryId: first?.id ?? 0,
    field: 'meHoTen',
    value: { verbatim: null, normalized: null, state: 'illegible' },
    accountId: fixture.scanner,
  });
  await store.db.execute(
    sql`update entries set state = 'withdrawn' where book_id = ${fixture.book.id} and number = 4`,
  );
  const groups: number[][] = [];
  const read = [];
  for await (const group of entriesToLoad(store.db, fixture.book.id, 2)) {
    groups.push(group.map(({ identity }) => identity.number ?? 0));
    read.push(...group);
  }
  expect(groups).toEqual([
    [1, 2],
    [3, 5],
  ]);
  expect(read[0]?.fields).toEqual({ ...fieldsOf(1), meHoTen: null });
  expect(read[0]?.states).toEqual({ ghiChu: 'blank', meHoTen: 'illegible' });
  expect(read[1]?.fields).toEqual(fieldsOf(2));
});
