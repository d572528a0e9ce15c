/** A table ledger from its files to settled entries: the real stages, database and queue. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MadeLedger, makeLedger } from '../scripts/ledger/make.ts';
import { actorOf } from '../src/access/accounts.ts';
import { readEnvironment } from '../src/config/environment.ts';
import { sameValue } from '../src/domain/values.ts';
import { QUEUE_NAMES } from '../src/queue/names.ts';
import { addAccount, addGrant } from '../src/store/accounts.ts';
import { entriesOf } from '../src/store/entries.ts';
import { booksOf } from '../src/store/hand-in.ts';
import { saveOffice } from '../src/store/offices.ts';
import { setPageState, tablePagesOf } from '../src/store/pages.ts';
import { startStages } from '../workers/stages.ts';
import { type CandidateRecord, candidatesOf } from './candidates.ts';
import { drain } from './drain.ts';
import { seeEntry } from './entry-view.ts';
import { extractTables } from './extract-tables.ts';
import { collectPaths } from './hand-in/collect.ts';
import { enqueue } from './hand-in/enqueue.ts';
import { openSystem, type System } from './system.ts';

const MINUTES = 60_000;

let folder = '';
let system: System;
let made: MadeLedger;
let records: CandidateRecord[] = [];
let actor: Awaited<ReturnType<typeof actorOf>>;
let batch: Awaited<ReturnType<typeof enqueue>>['batch'];

const candidates = async (): Promise<CandidateRecord[]> => {
  const found: CandidateRecord[] = [];
  for await (const record of candidatesOf(system, actor, batch)) found.push(record);
  return found;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sohoa-tables-'));
  made = await makeLedger({
    kinds: ['KT'],
    year: 1975,
    entries: 13,
    rows: 'printed',
    hand: 'typewriter',
    damage: 'light',
    seed: 'pipeline',
    voidRate: 0,
    strikeRate: 0.4,
    out: join(folder, 'scans'),
  });
  const env = { ...readEnvironment(), workspace: join(folder, 'home'), pageSeconds: 600 };
  system = await openSystem(env, () => undefined);
  const office = await saveOffice(system.db, { code: 'x', name: made.books[0]?.office ?? 'x' });
  const account = await addAccount(system.db, { username: 'x', displayName: 'x', passwordHash: null });
  for (const role of ['scan-operator', 'data-entry'] as const)
    await addGrant(system.db, { accountId: account.id, role, officeId: office.id });
  actor = await actorOf(system.db, account);
  ({ batch } = await enqueue(system, actor, {
    batchName: 'x',
    books: await collectPaths([join(folder, 'scans')], { office: 'x' }),
  }));
  const workers = await startStages(system);
  await drain(system, QUEUE_NAMES);
  await workers.close();
  records = await candidates();
}, 15 * MINUTES);

afterAll(async () => {
  await system.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a table ledger in the pipeline', () => {
  it('gives every row its entry, on the left page, in the order of the rows', () => {
    expect(records.map(({ entry }) => `${entry.number}/${entry.year}`)).toEqual(
      made.entries.map(({ entry }) => `${entry.number}/${entry.year}`),
    );
    expect(new Set(records.map(({ page }) => page.side))).toEqual(new Set(['left']));
  });

  it('has most fields right, dittos among them', () => {
    const all = made.entries.flatMap((truth, i) =>
      Object.entries(truth.fields).map(([name, field]) => ({ field, value: records[i]?.fields[name] })),
    );
    const right = all.filter(({ field, value }) => value !== undefined && sameValue(value, field));
    expect(right.length / all.length).toBeGreaterThan(0.9);
    const inferred = right.filter(({ field }) => field.state === 'inferred');
    expect(inferred.length).toBeGreaterThan(5);
  });

  it('shows a person the values of the other side on their own page', async () => {
    const [first] = records;
    const [entry] = await entriesOf(system.db, (await bookOf()).id);
    const seen = await seeEntry(system.db, actor, entry?.id ?? 0);
    expect(seen.number).toBe(`${first?.entry.number}/${first?.entry.year}`);
    expect(seen.fields.find(({ spec }) => spec.name === 'nktNguyenNhanChet')?.box).not.toBeNull();
  });

  it('read the closing total', async () => {
    const book = await bookOf();
    expect(book.closingEntries).toBe(13);
  });

  it('changes nothing when the tables are extracted again', async () => {
    const book = await bookOf();
    const pages = await tablePagesOf(system.db, book.id, ['KT-1961']);
    expect(pages.map(({ side }) => side)).toEqual(['left', 'right', 'left', 'right']);
    for (const page of pages) await setPageState(system.db, page.id, 'read');
    expect(await extractTables(system, { book })).toBe('done');
    expect(await candidates()).toEqual(records);
  });
});

const bookOf = async () => {
  const [book] = await booksOf(system.db, batch.id);
  if (book === undefined) throw new Error('no book');
  return book;
};
