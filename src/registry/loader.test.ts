import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KIND_CODES, KINDS } from '../domain/kinds.ts';
import type { LoadBatch, LoadReport, RegistryBook, RegistryEntry } from './entry.ts';
import { loadBook } from './loader.ts';
import { MADE_UP_BOOK, madeUpBirth, madeUpBirths } from './made-up.ts';
import { openTestRegistry, type TestRegistry } from './test-registry.ts';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await openTestRegistry();
});
afterAll(() => registry.drop());

let offices = 0;
/** A book of an office of its own, so that tests do not meet. */
const newBook = (book: Partial<RegistryBook> = {}): RegistryBook => {
  offices += 1;
  return { ...MADE_UP_BOOK, officeCode: `office-${offices}`, ...book };
};
const newBatch = (): LoadBatch => ({
  runKey: crypto.randomUUID(),
  batchName: 'Đợt 1',
  loadedBy: 'supervisor',
});
const load = (
  book: RegistryBook,
  entries: readonly RegistryEntry[],
  batch = newBatch(),
): Promise<LoadReport> => loadBook(registry, { batch, book, entries: [entries] });
const counts = ({ loaded, unchanged, refused }: LoadReport) => ({ loaded, unchanged, refused });

/** Every event of the office as the database holds it, with the place of the row: an update would move it. */
const eventsOf = async ({ officeCode }: RegistryBook): Promise<unknown[]> => {
  const { rows } = await registry.pool.query(
    'select ctid, * from registry.ks_events where office_code = $1 order by registration_year, number, suffix',
    [officeCode],
  );
  return rows;
};
const withField = (entry: RegistryEntry, name: string, text: string | null): RegistryEntry => ({
  ...entry,
  fields: { ...entry.fields, [name]: text },
});

describe('the registry', () => {
  it('has a column for every official field of every kind', async () => {
    const { rows } = await registry.pool.query<{ table_name: string; column_name: string }>(
      `select table_name, column_name from information_schema.columns where table_schema = 'registry'`,
    );
    for (const kind of KIND_CODES) {
      const columns = rows
        .filter((row) => row.table_name === `${kind.toLowerCase()}_events`)
        .map((row) => row.column_name);
      const official = KINDS[kind].fields.map(({ name }) => name);
      expect(columns.filter((name) => official.includes(name)).sort()).toEqual([...official].sort());
      expect(columns).toEqual(expect.arrayContaining(['source_pages', 'field_states', 'content_hash']));
    }
  });

  it('refuses what no check before it may let through', async () => {
    const book = newBook();
    await load(book, madeUpBirths(1));
    const change = (set: string): Promise<unknown> =>
      registry.pool.query(`update registry.ks_events set ${set} where office_code = '${book.officeCode}'`);
    await expect(change(`"nksNgaySinh" = '2018-13'`)).rejects.toThrow('ks_events_dates');
    await expect(change(`"chaNgaySinh" = ''`)).rejects.toThrow('ks_events_dates');
    await expect(change(`"nksGioiTinh" = '9'`)).rejects.toThrow('ks_events_nksGioiTinh');
    await expect(change('loaded_book_id = 0')).rejects.toThrow('loaded book');
    await expect(registry.pool.query('delete from registry.loaded_books')).rejects.toThrow('append-only');
    await expect(
      registry.pool.query('update registry.load_batches set loaded_by = loaded_by'),
    ).rejects.toThrow('append-only');
  });
});

describe('loading a book', () => {
  it('brings every field, the states and where it came from', async () => {
    const book = newBook();
    const note = 'Sửa "Thi" thành "Thị" \\ theo QĐ số 12; 😀 中';
    const birth: RegistryEntry = {
      ...withField(withField(madeUpBirth(7), 'ghiChu', note), 'meNgaySinh', null),
      states: { meNgaySinh: 'illegible', nksQuocTich: 'inferred', nycQuanHe: 'absent-in-edition' },
      pages: [{ sha256: 'cd'.repeat(32), fileName: 'KS\\2018\tquyển 1.pdf', index: 4 }],
    };
    expect(counts(await load(book, [birth]))).toEqual({ loaded: 1, unchanged: 0, refused: 0 });
    const { rows } = await registry.pool.query(
      `select e.*, b.office_name, b.kind, b.year, b.volume, l.batch_name, l.loaded_by
       from registry.ks_events e join registry.loaded_books b on b.id = e.loaded_book_id
       join registry.load_batches l on l.id = b.load_batch_id where e.office_code = $1`,
      [book.officeCode],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      registration_year: 2018,
      number: 7,
      suffix: '',
      source_entry_id: String(birth.entryId),
      source_pages: birth.pages,
      field_states: { meNgaySinh: 'illegible', nksQuocTich: 'inferred' },
      office_name: book.officeName,
      kind: 'KS',
      year: 2018,
      volume: '01',
      batch_name: 'Đợt 1',
      loaded_by: 'supervisor',
    });
    const official = Object.fromEntries(
      KINDS.KS.fields.map(({ name }) => [name, birth.fields[name] ?? null]),
    );
    expect(rows[0]).toMatchObject(official);
  });

  it('works for every kind', async () => {
    for (const kind of KIND_CODES) {
      const fields = { so: '3/2018', nguoiKy: 'LÊ VĂN AN' };
      const book = newBook({ kind });
      const entry = { ...madeUpBirth(3), fields, states: {} };
      expect(counts(await load(book, [entry])), kind).toEqual({ loaded: 1, unchanged: 0, refused: 0 });
    }
  });

  it('again changes nothing, row for row', async () => {
    const book = newBook();
    // More than the loader copies at once, in groups that do not end where its chunks do.
    const births = madeUpBirths(4_500);
    const groups = [births.slice(0, 500), births.slice(500, 2_700), births.slice(2_700)];
    const first = await loadBook(registry, { batch: newBatch(), book, entries: groups });
    expect(counts(first)).toEqual({ loaded: 4_500, unchanged: 0, refused: 0 });
    expect(first.outcomes.map(({ entryId }) => entryId)).toEqual(births.map(({ entryId }) => entryId));
    const before = await eventsOf(book);
    expect(before).toHaveLength(4_500);
    const second = await loadBook(registry, { batch: newBatch(), book, entries: groups });
    expect(counts(second)).toEqual({ loaded: 0, unchanged: 4_500, refused: 0 });
    expect(await eventsOf(book)).toEqual(before);
  });

  it('again with the same key goes on with the same load', async () => {
    const book = newBook();
    const batch = newBatch();
    await load(book, madeUpBirths(5), batch);
    expect(counts(await load(book, madeUpBirths(8), batch))).toEqual({ loaded: 8, unchanged: 0, refused: 0 });
    const { rows } = await registry.pool.query(
      'select count(*)::int as books from registry.loaded_books where office_code = $1',
      [book.officeCode],
    );
    expect(rows).toEqual([{ books: 1 }]);
  });

  it('refuses what differs or is not fit, and loads the others', async () => {
    const book = newBook();
    await load(book, madeUpBirths(3));
    const before = await eventsOf(book);
    const births = madeUpBirths(6);
    const changed = births.map((birth, index) => {
      if (index === 1) return withField(birth, 'nksHoTen', 'LÊ VĂN KHÁC');
      if (index === 4) return withField(birth, 'nksNgaySinh', '2018-02-30');
      return birth;
    });
    const report = await load(book, changed);
    expect(report.outcomes).toEqual([
      { entryId: births[0]?.entryId, outcome: 'unchanged' },
      { entryId: births[1]?.entryId, outcome: 'refused', reason: 'differs-in-registry', params: {} },
      { entryId: births[2]?.entryId, outcome: 'unchanged' },
      { entryId: births[3]?.entryId, outcome: 'loaded' },
      {
        entryId: births[4]?.entryId,
        outcome: 'refused',
        reason: 'date-invalid',
        params: { field: 'nksNgaySinh' },
      },
      { entryId: births[5]?.entryId, outcome: 'loaded' },
    ]);
    const after = await eventsOf(book);
    expect(after).toHaveLength(5);
    expect(after.slice(0, 3)).toEqual(before);
  });

  it('takes one number with two suffixes, two years and two offices as different events', async () => {
    const numbered = (number: string, suffix: string, year: number, entryId: number): RegistryEntry => ({
      ...withField(madeUpBirth(7), 'so', number),
      entryId,
      identity: { registrationYear: year, number: 7, suffix },
    });
    const births = [
      numbered('7/2018', '', 2018, 1),
      numbered('7a/2018', 'a', 2018, 2),
      numbered('7/2019', '', 2019, 3),
    ];
    for (const book of [newBook(), newBook()]) {
      expect(counts(await load(book, births))).toEqual({ loaded: 3, unchanged: 0, refused: 0 });
    }
  });

  it('loads only the first of two entries with one identity', async () => {
    const book = newBook();
    const twin = { ...withField(madeUpBirth(1), 'nksHoTen', 'LÊ VĂN KHÁC'), entryId: 99 };
    const copy = { ...madeUpBirth(1), entryId: 100 };
    const report = await load(book, [madeUpBirth(1), twin, copy]);
    expect(report.outcomes.map(({ outcome }) => outcome)).toEqual(['loaded', 'refused', 'unchanged']);
    expect(await eventsOf(book)).toHaveLength(1);
  });

  it('by two loaders at once brings every event once', async () => {
    const book = newBook();
    const births = madeUpBirths(900);
    const reports = await Promise.all([
      load(book, births),
      load(book, [...births].reverse()),
      load({ ...book, volume: '02' }, births.slice(300, 600)),
    ]);
    const total = (key: 'loaded' | 'unchanged' | 'refused') =>
      reports.reduce((sum, each) => sum + each[key], 0);
    expect([total('loaded'), total('unchanged'), total('refused')]).toEqual([900, 1200, 0]);
    expect(await eventsOf(book)).toHaveLength(900);
  });

  it('brings nothing when the entries fail half way', async () => {
    const book = newBook();
    async function* broken(): AsyncGenerator<RegistryEntry[]> {
      yield madeUpBirths(10);
      throw new Error('the store went away');
    }
    const request = { batch: newBatch(), book, entries: broken() };
    await expect(loadBook(registry, request)).rejects.toThrow('the store went away');
    expect(await eventsOf(book)).toEqual([]);
    expect(counts(await load(book, madeUpBirths(10)))).toEqual({ loaded: 10, unchanged: 0, refused: 0 });
  });

  it('meets a program that writes past the lock', async () => {
    const book = newBook();
    const template = newBook();
    await load(template, [madeUpBirth(2), withField(madeUpBirth(3), 'nksHoTen', 'LÊ VĂN KHÁC')]);
    const stranger = new pg.Client({ connectionString: registry.url });
    await stranger.connect();
    try {
      // Written but not committed: the loader cannot see it and waits for it at the identity's index.
      await stranger.query('begin');
      await stranger.query(
        `create temp table foreigners on commit drop as select * from registry.ks_events where office_code = '${template.officeCode}'`,
      );
      await stranger.query('update foreigners set office_code = $1', [book.officeCode]);
      await stranger.query('insert into registry.ks_events select * from foreigners');
      const loading = load(book, madeUpBirths(4));
      await waitForALock(registry);
      await stranger.query('commit');
      const report = await loading;
      expect(report.outcomes.map(({ outcome }) => outcome)).toEqual([
        'loaded',
        'unchanged',
        'refused',
        'loaded',
      ]);
    } finally {
      await stranger.end();
    }
    expect(await eventsOf(book)).toHaveLength(4);
  });

  it('keeps what PostgreSQL says about a row to itself', async () => {
    const book = newBook();
    await registry.pool.query(
      `alter table registry.ks_events add constraint unforeseen check ("nksHoTen" <> 'LÊ VĂN KÍN')`,
    );
    try {
      const failure = await load(book, [withField(madeUpBirth(1), 'nksHoTen', 'LÊ VĂN KÍN')]).catch(
        (error: unknown) => error,
      );
      expect(failure).toMatchObject({
        code: 'registry-failed',
        params: { state: '23514', constraint: 'unforeseen' },
      });
      expect((failure as Error).cause).toBeUndefined();
      expect((failure as Error).message).not.toContain('KÍN');
    } finally {
      await registry.pool.query('alter table registry.ks_events drop constraint unforeseen');
    }
  });
});

/** Until some session of this database waits for another one's transaction. */
const waitForALock = async ({ pool }: TestRegistry): Promise<void> => {
  for (;;) {
    const { rows } = await pool.query<{ waiting: boolean }>(
      `select exists (select 1 from pg_stat_activity where datname = current_database()
         and wait_event_type = 'Lock' and wait_event = 'transactionid') as waiting`,
    );
    if (rows[0]?.waiting) return;
  }
};
