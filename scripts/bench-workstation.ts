/**
 * How fast the workstation's server answers with many entries in its database.
 *
 *   npx tsx scripts/bench-workstation.ts [--entries 200000] [--people 50] [--seconds 60] [--rounds 200] [--home DIR]
 *     [--fill-only]
 *
 * Fills a database of its own with made-up entries (scripts/workstation/fill.ts), measures claim, save, lists, what is known
 * of a huge batch, and search one at a time through the whole server, then lets many people work at once over real HTTP.
 * With `--home` the filled database is kept there and used again (then `--entries` is what it was filled with). Prints one
 * JSON line; exits 1 when a bar is missed.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
import { createBench } from '../pipelines/bench/bench.ts';
import { hashPassword } from '../src/access/accounts.ts';
import { readEnvironment } from '../src/config/environment.ts';
import { openQueueBackend } from '../src/queue/backend.ts';
import type { EntryView, Reply } from '../src/server/contract/contract.ts';
import { openLog } from '../src/server/log.ts';
import { createServer } from '../src/server/server.ts';
import { addAccount, addGrant, findAccount } from '../src/store/accounts.ts';
import { openStore, type Store } from '../src/store/database.ts';
import { ensureEmbeddedPostgres } from '../src/store/embedded/embedded.ts';
import { diskPageFiles } from '../src/store/page-files.ts';
import { foldTallies } from '../src/store/tallies.ts';
import { FILLING_OPTIONS, fillDatabase, PER_BOOK } from './workstation/fill.ts';

const { values } = parseArgs({
  options: {
    entries: { type: 'string', default: '200000' },
    people: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '200' },
    /** Pause of a person between two saves, ms; people do not save without end. */
    pause: { type: 'string', default: '2000' },
    /** Folder of the database; it is kept and, when it is filled already, used again. */
    home: { type: 'string' },
    'fill-only': { type: 'boolean', default: false },
  },
});
const ENTRIES = Number(values.entries);
const PEOPLE = Number(values.people);
const SECONDS = Number(values.seconds);
const ROUNDS = Number(values.rounds);
const PAUSE = Number(values.pause);

const BARS = {
  claim: 30,
  save: 60,
  lists: 60,
  progress: 60,
  contents: 60,
  search: 60,
  searchEverywhere: 60,
  saveTogether: 150,
} as const;
const PASSWORD = 'mat-khau-cua-bai-do';
const home = resolve(values.home ?? (await mkdtemp(join(tmpdir(), 'sohoa-bench-'))));
const isKept = values.home !== undefined;

const sizeOf = async (db: Store['db']): Promise<string> => {
  const result = await db.execute<{ size: string }>(
    sql`select pg_size_pretty(pg_database_size(current_database())) as size`,
  );
  return result.rows[0]?.size ?? '?';
};

/** Fills the database unless it is filled already. The settings for filling are not those that are measured. */
const fill = async (): Promise<void> => {
  const server = await ensureEmbeddedPostgres({ workspace: home, settings: FILLING });
  await server.createDatabaseIfMissing('bench');
  const main = await openStore(server.url('bench'), { maxConnections: 1 });
  try {
    if ((await findAccount(main.db, 'bench')) !== undefined) return;
    const start = performance.now();
    const url = new URL(server.url('bench'));
    url.searchParams.set('options', FILLING_OPTIONS);
    const side = (): Promise<Store> => openStore(url.href, { maxConnections: 1 });
    const sides = [await side(), await side()];
    await fillDatabase(main, sides, ENTRIES, (what, seconds) =>
      console.error(`${what}: ${seconds.toFixed(1)} s`),
    );
    for (const side of sides) await side.close();
    const seconds = Math.round((performance.now() - start) / 1000);
    console.error(JSON.stringify({ filled: ENTRIES, seconds, size: await sizeOf(main.db) }));
  } finally {
    await main.close();
    await server.stop();
  }
};

/** A power cut while filling means filling again; everything is measured with the product's own settings. */
const FILLING = {
  fsync: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '8GB',
  autovacuum: 'off',
};

await fill();
if (values['fill-only']) process.exit(0);
const embedded = await ensureEmbeddedPostgres({ workspace: home });
const url = embedded.url('bench');
const store = await openStore(url, { maxConnections: cpus().length + 6 });
const queue = await openQueueBackend({ postgresUrl: url, notify: () => undefined });
const env = { ...readEnvironment({ SOHOA_HOME: home }), logLevel: 'error' as const };
const bench = createBench({
  size: 1,
  requestsPerProcess: env.pagesPerProcess,
  secondsPerRequest: env.pageSeconds,
});
const app = await createServer(
  {
    db: store.db,
    env,
    queue,
    jobs: queue,
    pageFiles: diskPageFiles(join(home, 'pages')),
    bench,
    scratch: join(home, 'scratch'),
  },
  { log: openLog(env), version: 'bench' },
);
const address = await app.listen({ port: 0, host: '127.0.0.1' });

type Person = Readonly<{
  ask: (
    method: string,
    path: string,
    body?: object,
  ) => Promise<{ status: number; ms: number; json: unknown }>;
}>;

const hash = await hashPassword(PASSWORD);
const person = async (officeId: number | null): Promise<Person> => {
  const username = `nguoi-${randomUUID()}`;
  const { id } = await addAccount(store.db, { username, displayName: username, passwordHash: hash });
  for (const role of ['checker', 'supervisor'] as const)
    await addGrant(store.db, { accountId: id, role, officeId });
  let cookie = '';
  const ask: Person['ask'] = async (method, path, body) => {
    const start = performance.now();
    const response = await fetch(`${address}${path}`, {
      method,
      headers: {
        origin: address,
        cookie,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json: unknown = await response.json();
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return { status: response.status, ms: performance.now() - start, json };
  };
  const { status } = await ask('POST', '/api/session', { username, password: PASSWORD });
  if (status !== 200) throw new Error(`log-in failed: ${status}`);
  return { ask };
};

const percentile = (times: readonly number[], share: number): number => {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
};
const summary = (times: readonly number[]) => ({
  n: times.length,
  p50: percentile(times, 0.5),
  p95: percentile(times, 0.95),
  max: percentile(times, 1),
});

const times: Record<string, number[]> = {};
const problems: string[] = [];
const timed = async (
  name: string,
  asked: Promise<{ status: number; ms: number; json: unknown }>,
): Promise<unknown> => {
  const { status, ms, json } = await asked;
  times[name] = [...(times[name] ?? []), ms];
  if (status !== 200) problems.push(`${name}: ${status} ${JSON.stringify(json).slice(0, 120)}`);
  return json;
};

/** Takes an entry and confirms all that is open in it; gives the entry's id. */
const workOn = async (
  who: Person,
  names: { claim: string; save: string },
  pause: number,
): Promise<number | undefined> => {
  const { entries } = (await timed(names.claim, who.ask('POST', '/api/work/claim', { count: 1 }))) as {
    entries: EntryView[];
  };
  const entry = entries?.[0];
  if (entry === undefined) return undefined;
  for (const field of entry.fields.filter(({ task }) => task !== null)) {
    if (pause > 0) await new Promise((done) => setTimeout(done, pause * (0.5 + Math.random())));
    await timed(
      names.save,
      who.ask('PUT', `/api/entries/${entry.id}/fields/${field.name}`, {
        key: randomUUID(),
        fence: entry.lease?.fence,
        version: field.version,
        statement: { type: 'confirm' },
        keys: 1,
      }),
    );
  }
  const leases = [{ entryId: entry.id, fence: entry.lease?.fence }];
  await who.ask('POST', '/api/work/return', { leases });
  return entry.id;
};

/** Names as people look for them: from the beginning, the given name alone, words in the middle, words apart, none there. */
const NAMES = [
  'nguyễn văn an',
  'tran thi',
  'hoa',
  'lan long',
  'Hữu Bình',
  'lê giang',
  'pham van son tam',
  'zzz',
] as const;
const QUERIES = (round: number): string =>
  [
    NAMES[Math.floor(round / 4) % NAMES.length] ?? '',
    `${1 + (round % 150)}/${1950 + (round % 50)}`,
    `${1 + (round % 28)}/0${1 + (round % 9)}/19${50 + (round % 40)}`,
    `${1 + (round % 150)}`,
  ][round % 4] ?? '';

const alone = async (): Promise<void> => {
  const who = await person(null);
  const { items } = (await who.ask('GET', '/api/offices')).json as Reply<'offices.list'>;
  const here = await person(items[Math.floor(items.length / 2)]?.id ?? null);
  const batches = ((await who.ask('GET', '/api/batches')).json as Reply<'batches.list'>).items;
  const [batch] = batches;
  const books = Math.floor(ENTRIES / PER_BOOK);
  for (let round = 0; round < ROUNDS; round++) {
    await workOn(round % 2 === 0 ? who : here, { claim: 'claim', save: 'save' }, 0);
    const lists = [
      '/api/batches?limit=50',
      `/api/batches/${batch?.id}/books`,
      `/api/books/${1 + ((round * 7) % books)}/entries?limit=50`,
      `/api/books/${1 + ((round * 7) % books)}/pages?limit=50`,
      '/api/work',
      '/api/work/today',
      '/api/supervision',
    ];
    await timed('lists', who.ask('GET', lists[round % lists.length] ?? '/api/batches'));
    await timed('search', here.ask('POST', '/api/search', { q: QUERIES(round), limit: 50 }));
    await timed('searchEverywhere', who.ask('POST', '/api/search', { q: QUERIES(round), limit: 50 }));
    if (round % 10 === 0) {
      // The first batch is huge (scripts/workstation/fill.ts).
      await timed('progress', who.ask('GET', '/api/batches/1/progress'));
      await timed('contents', who.ask('GET', '/api/supervision/1'));
    }
    if (round % 50 === 0) await foldTallies(store.db);
  }
};

const together = async (): Promise<{ entries: number; twice: number }> => {
  const { items } = (await (await person(null)).ask('GET', '/api/offices')).json as Reply<'offices.list'>;
  const done: number[] = [];
  const people: Person[] = [];
  for (let n = 0; n < PEOPLE; n++)
    people.push(await person(items[n % Math.min(items.length, 8)]?.id ?? null));
  const end = performance.now() + SECONDS * 1000;
  await Promise.all(
    people.map(async (who) => {
      while (performance.now() < end) {
        const id = await workOn(who, { claim: 'claimTogether', save: 'saveTogether' }, PAUSE);
        if (id === undefined) return;
        done.push(id);
      }
    }),
  );
  return { entries: done.length, twice: done.length - new Set(done).size };
};

await workOn(await person(null), { claim: 'warm', save: 'warm' }, 0);
await alone();
const { entries, twice } = await together();
const measured = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, summary(list)]));
const missed = Object.entries(BARS)
  .filter(([name, bar]) => (measured[name]?.p95 ?? Number.POSITIVE_INFINITY) > bar)
  .map(([name]) => name);
console.log(
  JSON.stringify({
    entries: ENTRIES,
    people: PEOPLE,
    seconds: SECONDS,
    bars: BARS,
    measured,
    together: { entries, twice },
    problems: problems.length,
    missed,
  }),
);
for (const problem of problems.slice(0, 5)) console.error(problem);
await app.close();
await bench.close();
await queue.close();
await store.close();
await embedded.stop();
if (!isKept) await rm(home, { recursive: true, force: true });
process.exitCode = missed.length > 0 || problems.length > 0 || twice > 0 ? 1 : 0;
