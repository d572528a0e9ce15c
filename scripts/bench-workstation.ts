/**
 * How fast the workstation's server answers with many entries in its database.
 *
 *   npx tsx scripts/bench-workstation.ts [--entries 200000] [--people 50] [--seconds 60] [--rounds 200] [--home DIR]
 *
 * Fills a database of its own with made-up entries (by generate_series, no real person's data), measures claim, save,
 * lists and search one at a time through the whole server, then lets many people work at once over real HTTP. With
 * `--home` the filled database is kept there and used again. Prints one JSON line; exits 1 when a bar is missed.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
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

const { values } = parseArgs({
  options: {
    entries: { type: 'string', default: '200000' },
    people: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '200' },
    /** Pause of a person between two saves, ms; people do not save without end. */
    pause: { type: 'string', default: '2000' },
    home: { type: 'string' },
  },
});
const ENTRIES = Number(values.entries);
const PEOPLE = Number(values.people);
const SECONDS = Number(values.seconds);
const ROUNDS = Number(values.rounds);
const PAUSE = Number(values.pause);

const BARS = { claim: 30, save: 60, lists: 60, search: 60, saveTogether: 150 } as const;
const PASSWORD = 'mat-khau-cua-bai-do';
/** A commune keeps this many entries; a book this many. */
const PER_OFFICE = 10_000;
const PER_BOOK = 200;

/** Fields that are filled: enough for the screen to be what it is, most of them settled by the machine. */
const FIELDS = [
  ['so', true],
  ['quyenSo', false],
  ['ngayDangKy', false],
  ['nksHoTen', true],
  ['nksNgaySinh', true],
  ['nksGioiTinh', false],
  ['nksNoiSinh', false],
  ['meHoTen', false],
  ['meNgaySinh', false],
  ['chaHoTen', false],
  ['chaNgaySinh', false],
  ['ghiChu', false],
] as const;

const fill = async ({ db }: Store): Promise<void> => {
  const offices = Math.max(1, Math.ceil(ENTRIES / PER_OFFICE));
  const books = Math.ceil(ENTRIES / PER_BOOK);
  const run = async (what: string, statement: ReturnType<typeof sql>): Promise<void> => {
    const start = performance.now();
    await db.execute(statement);
    console.error(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  };
  const owner = await addAccount(db, { username: 'bench', displayName: 'Bench', passwordHash: null });
  // What triggers keep row by row is filled in whole at the end, as the migrations do for what is there already.
  await db.execute(sql`set session_replication_role = replica`);
  await run(
    'offices',
    sql`insert into offices (code, name) select 'xa-' || n, 'UBND xã Thử ' || n from generate_series(1, ${offices}::int) n`,
  );
  await run(
    'batches',
    sql`insert into batches (office_id, name, created_by) select id, 'Đợt ' || id, ${owner.id} from offices`,
  );
  await run(
    'books',
    sql`insert into books (batch_id, office_id, kind, year, volume, state)
    select b.id, b.office_id, 'KS', 1950 + ((n - 1) / ${offices}::int) % 70, lpad((1 + (n - 1) / ${offices}::int / 70)::text, 2, '0'), 'verifying'
    from generate_series(1, ${books}::int) n join batches b on b.id = (select min(id) from batches) + (n - 1) % ${offices}::int`,
  );
  await run(
    'files',
    sql`insert into files (book_id, sha256, name, bytes, media_type, frame_count, state)
    select (select min(id) from books) + (n - 1) / ${PER_BOOK}::int, encode(sha256(n::text::bytea), 'hex'), n || '.jpg', 1, 'image/jpeg', 1, 'listed' from generate_series(1, ${ENTRIES}::int) n`,
  );
  await run(
    'frames',
    sql`insert into frames (file_id, book_id, index, state) select id, book_id, 0, 'imaged' from files`,
  );
  await run(
    'pages',
    sql`insert into pages (book_id, frame_id, side, image_sha256, width, height, dpi, rotation, skew, blur, contrast, ink, to_file, class, edition_id, edition_version, state)
    select book_id, id, 'whole', encode(sha256(id::text::bytea), 'hex'), 2480, 3508, 300, 0, 0, 0, 1, 0.1, '[1,0,0,0,1,0,0,0,1]', 'entry', 'KS-2016', 1, 'extracted' from frames`,
  );
  await run(
    'entries',
    sql`insert into entries (book_id, office_id, kind, page_id, ordinal, registration_year, number, edition_id, edition_version)
    select p.book_id, b.office_id, b.kind, p.id, 0, b.year, 1 + ((p.id - 1) % ${PER_BOOK}::int) + 1000 * (b.volume::int - 1), 'KS-2016', 1 from pages p join books b on b.id = p.book_id`,
  );
  const text = sql`case f.field
    when 'so' then e.number || '/' || e.registration_year
    when 'quyenSo' then '01/' || e.registration_year
    when 'ngayDangKy' then to_char(date '1950-01-01' + (e.id % 25000)::int, 'YYYY-MM-DD')
    when 'nksNgaySinh' then to_char(date '1950-01-01' + (e.id % 25000)::int, 'YYYY-MM-DD')
    when 'meNgaySinh' then (1920 + e.id % 60)::text when 'chaNgaySinh' then (1920 + e.id % 60)::text
    when 'nksGioiTinh' then (1 + e.id % 2)::text
    when 'nksNoiSinh' then 'xã Thử, huyện Thử, tỉnh Thử' when 'ghiChu' then null
    else (array['NGUYỄN','TRẦN','LÊ','PHẠM','HOÀNG','VŨ','ĐẶNG','BÙI','LÒ','VÀNG'])[1 + (hashint8(e.id * 31 + length(f.field)) & 1023) % 10] || ' ' ||
      (array['VĂN','THỊ','HỮU','NGỌC','ĐỨC','MINH','QUANG','THANH'])[1 + (hashint8(e.id * 17 + length(f.field)) & 1023) % 8] || ' ' ||
      (array['AN','BÌNH','CƯỜNG','DŨNG','GIANG','HÀ','HOA','HÙNG','LAN','LONG','MAI','NAM','PHÚC','QUÝ','SƠN','TÂM','TUẤN','VIỆT','XUÂN','YẾN'])[1 + (hashint8(e.id * 13 + length(f.field)) & 1023) % 20] || ' ' ||
      (array['KIM','LỘC','NHÂN','OANH','PHƯƠNG','THẢO','TÚ','UYÊN','VINH','Ý'])[1 + (hashint8(e.id * 7 + length(f.field)) & 1023) % 10] end`;
  const fields = sql`(values ${sql.join(
    FIELDS.map(([name, open]) => sql`(${name}::text, ${open}::boolean)`),
    sql`, `,
  )}) as f(field, open)`;
  const step = 500_000;
  for (let from = 0; from < ENTRIES; from += step) {
    const range = sql`e.id > (select min(id) - 1 from entries) + ${from} and e.id <= (select min(id) - 1 from entries) + ${from + step}`;
    await run(
      `values ${from}`,
      sql`insert into field_values (entry_id, field, verbatim, normalized, state, confidence, page_id, box, source, engine)
      select e.id, f.field, t.said, t.said, case when t.said is null then 'blank' else 'read' end, 0.7, e.page_id, '[200, 300, 900, 70]', 'machine', 'bench@1'
      from entries e cross join ${fields} cross join lateral (select ${text} as said) t where ${range}`,
    );
  }
  await run(
    'entry_fields',
    sql`insert into entry_fields (entry_id, field, value_id, route, settled)
    select v.entry_id, v.field, v.id, case when f.open then 'confirm' else 'accepted' end, not f.open from field_values v join ${fields} on f.field = v.field`,
  );
  await run(
    'tasks',
    sql`insert into tasks (book_id, entry_id, field, kind)
    select e.book_id, e.id, f.field, 'confirm' from entries e cross join ${fields} where f.open order by e.id`,
  );
  await run(
    'entry_work',
    sql`insert into entry_work (entry_id, book_id, batch_id, office_id, kind, hand, lane, open_fields)
    select e.id, e.book_id, b.batch_id, e.office_id, e.kind, b.hand, 'key', ${FIELDS.filter(([, open]) => open).length}::int from entries e join books b on b.id = e.book_id`,
  );
  await run(
    'entry_terms',
    sql`insert into entry_terms (entry_id, field, office_id, type, term, backward)
    select v.entry_id, v.field, e.office_id, case when v.field like '%HoTen' then 'name' else 'date' end, fold_text(v.normalized),
      case when v.field like '%HoTen' then backward_words(fold_text(v.normalized)) end
    from field_values v join entries e on e.id = v.entry_id where v.field in ('nksHoTen', 'meHoTen', 'chaHoTen', 'ngayDangKy', 'nksNgaySinh')`,
  );
  await run(
    'book_counts',
    sql`insert into book_counts (book_id, entries, open_entries) select book_id, count(*), count(*) from entries group by 1`,
  );
  await db.execute(sql`set session_replication_role = default`);
  await run('analyze', sql`vacuum analyze`);
};

const home = resolve(values.home ?? (await mkdtemp(join(tmpdir(), 'sohoa-bench-'))));
const embedded = await ensureEmbeddedPostgres({ workspace: home });
await embedded.createDatabaseIfMissing('bench');
const url = embedded.url('bench');
// One connection while the database is filled: the switch that turns triggers off belongs to a connection.
const filling = await openStore(url, { maxConnections: 1 });
if ((await findAccount(filling.db, 'bench')) === undefined) await fill(filling);
await filling.close();

const store = await openStore(url, { maxConnections: cpus().length + 6 });
const queue = await openQueueBackend({ postgresUrl: url, notify: () => undefined });
const env = { ...readEnvironment({ SOHOA_HOME: home }), logLevel: 'error' as const };
const app = await createServer(
  { db: store.db, env, queue, jobs: queue, pageFiles: diskPageFiles(join(home, 'pages')) },
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

const alone = async (): Promise<void> => {
  const who = await person(null);
  const { items } = (await who.ask('GET', '/api/offices')).json as Reply<'offices.list'>;
  const here = await person(items[Math.floor(items.length / 2)]?.id ?? null);
  const names = ['nguyễn văn an', 'tran thi', 'hùng kim', 'le huu dung vinh', 'lo ngoc mai'];
  const [batch] = ((await who.ask('GET', '/api/batches')).json as Reply<'batches.list'>).items;
  for (let round = 0; round < ROUNDS; round++) {
    await workOn(round % 2 === 0 ? who : here, { claim: 'claim', save: 'save' }, 0);
    const asker = round % 2 === 0 ? here : who;
    const lists = [
      '/api/batches?limit=50',
      `/api/batches/${batch?.id}/books`,
      `/api/books/${1 + (round % 200)}/entries?limit=50`,
      `/api/books/${1 + (round % 200)}/pages?limit=50`,
      '/api/work',
      '/api/work/today',
      '/api/supervision',
    ];
    await timed('lists', who.ask('GET', lists[round % lists.length] ?? '/api/batches'));
    const q = [
      names[round % names.length],
      `${1 + (round % 150)}/${1950 + (round % 60)}`,
      `${1 + (round % 28)}/0${1 + (round % 9)}/19${50 + (round % 40)}`,
      `${1 + (round % 150)}`,
    ][round % 4];
    await timed('search', asker.ask('POST', '/api/search', { q, limit: 50 }));
  }
};

const together = async (): Promise<{ entries: number; twice: number }> => {
  const { items } = (await (await person(null)).ask('GET', '/api/offices')).json as Reply<'offices.list'>;
  const done: number[] = [];
  const people = [];
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
await queue.close();
await store.close();
await embedded.stop();
if (values.home === undefined) await rm(home, { recursive: true, force: true });
process.exitCode = missed.length > 0 || problems.length > 0 || twice > 0 ? 1 : 0;
