/**
 * Fills a database with made-up entries for `bench-workstation.ts`, as fast as PostgreSQL can: all rows are made inside the
 * server by formulas of the entry's number (no real person's data), indexes are built when the tables are full, and what
 * triggers keep row by row is counted once at the end.
 *
 * One entry in ten waits for a person, with twelve fields and three open tasks. The others are done; of them the fields
 * that lists and search look at are there, because ten million whole entries would take more than a hundred gigabytes.
 */
import { type SQL, sql } from 'drizzle-orm';
import { addAccount } from '../../src/store/accounts.ts';
import type { Store } from '../../src/store/database.ts';

/** `open`: the machine was not sure; these come first among the fields of an entry that waits. */
const FIELDS = [
  { name: 'so', open: true, settled: true },
  { name: 'nksHoTen', open: true, settled: true },
  { name: 'nksNgaySinh', open: true, settled: true },
  { name: 'ngayDangKy', open: false, settled: true },
  { name: 'meHoTen', open: false, settled: true },
  { name: 'chaHoTen', open: false, settled: false },
  { name: 'quyenSo', open: false, settled: false },
  { name: 'nksGioiTinh', open: false, settled: false },
  { name: 'nksNoiSinh', open: false, settled: false },
  { name: 'meNgaySinh', open: false, settled: false },
  { name: 'chaNgaySinh', open: false, settled: false },
  { name: 'ghiChu', open: false, settled: false },
] as const;
const DONE_FIELDS = FIELDS.filter(({ settled }) => settled).length;
const OPEN_FIELDS = FIELDS.filter(({ open }) => open).length;
/** One entry in so many waits. */
export const OPEN_EVERY = 10;
/** Values of ten entries, the last of which waits. */
const PER_BLOCK = DONE_FIELDS * (OPEN_EVERY - 1) + FIELDS.length;

export const PER_BOOK = 200;
/** A commune keeps fifty books … */
const BOOKS_PER_OFFICE = 50;
/** … communes come in groups that say the same, so that what is said is made once and copied … */
const OFFICES_PER_GROUP = 40;
const BOOKS_PER_GROUP = BOOKS_PER_OFFICE * OFFICES_PER_GROUP;
const PER_GROUP = BOOKS_PER_GROUP * PER_BOOK;
/** … and one batch is huge. */
const bigBooks = (entries: number): number => Math.min(500, Math.floor(entries / PER_BOOK / 10));

const SURNAMES = 'NGUYỄN TRẦN LÊ PHẠM HOÀNG HUỲNH PHAN VŨ VÕ ĐẶNG BÙI ĐỖ HỒ NGÔ DƯƠNG LÝ LÒ VÀNG CỨ ĐINH';
const MIDDLES = 'VĂN THỊ HỮU NGỌC ĐỨC MINH QUANG THANH XUÂN KIM THU ANH BÁ CÔNG ĐÌNH GIA HOÀI KHÁNH MỸ PHƯỚC';
const GIVEN =
  'AN BÌNH CƯỜNG DŨNG GIANG HÀ HOA HÙNG LAN LONG MAI NAM PHÚC QUÝ SƠN TÂM TUẤN VIỆT YẾN LỘC NHÂN OANH PHƯƠNG THẢO TÚ UYÊN VINH Ý KHOA HẠNH';

const words = (list: string): SQL =>
  sql.raw(
    `array[${list
      .split(' ')
      .map((word) => `'${word}'`)
      .join(',')}]`,
  );
const plain = (list: string): string =>
  list.normalize('NFD').replace(/\p{M}/gu, '').replace(/Đ/g, 'D').toLowerCase();
const unnested = (list: string, name: string): SQL =>
  sql`unnest(${words(plain(list))}) as ${sql.raw(name)}(w)`;
/** A number from 0 to `size` - 1 that hangs on the entry and the salt alone. */
const pick = (salt: number, size: number): SQL =>
  sql.raw(`1 + (hashint8(e * 64 + ${salt}) & 65535) % ${size}`);

/** The four words of a person's name: as they stand on paper, folded, folded and turned round. */
const nameOf = (salt: number, how: 'paper' | 'folded' | 'backward'): SQL => {
  const lists = [SURNAMES, MIDDLES, GIVEN, GIVEN].map((list, place) => {
    const text = how === 'paper' ? list : plain(list);
    return sql`(${words(text)})[${pick(salt * 4 + place, text.split(' ').length)}]`;
  });
  return sql.join(how === 'backward' ? lists.reverse() : lists, sql` || ' ' || `);
};
const PERSONS = { nksHoTen: 1, meHoTen: 2, chaHoTen: 3 } as const;
const NUMBER = sql.raw(`1 + (e - 1) % ${PER_BOOK} + 1000 * (b.volume::int / 70)`);
const DAY = sql.raw(`to_char(date '1950-01-01' + (e % 25000)::int, 'YYYY-MM-DD')`);

const TEXT = sql`case f.name
  when 'so' then (${NUMBER}) || '/' || b.year
  when 'nksHoTen' then ${nameOf(PERSONS.nksHoTen, 'paper')}
  when 'meHoTen' then ${nameOf(PERSONS.meHoTen, 'paper')}
  when 'chaHoTen' then ${nameOf(PERSONS.chaHoTen, 'paper')}
  when 'ngayDangKy' then ${DAY} when 'nksNgaySinh' then ${DAY}
  when 'quyenSo' then '01/' || b.year when 'nksGioiTinh' then (1 + e % 2)::text
  when 'nksNoiSinh' then 'xã Thử, huyện Thử, tỉnh Thử'
  when 'meNgaySinh' then (1920 + e % 60)::text when 'chaNgaySinh' then (1920 + e % 60)::text end`;
const isOpen = sql.raw(`e % ${OPEN_EVERY} = 0`);
const fieldRows = sql`(values ${sql.join(
  FIELDS.map(
    ({ name, open, settled }, place) =>
      sql`(${sql.raw(`'${name}'`)}, ${sql.raw(String(open))}, ${sql.raw(String(settled))}, ${sql.raw(String(place + 1))})`,
  ),
  sql`, `,
)}) as f(name, open, settled, place)`;
const valueId = sql.raw(
  `((e - 1) / ${OPEN_EVERY}) * ${PER_BLOCK} + ((e - 1) % ${OPEN_EVERY}) * ${DONE_FIELDS} + f.place`,
);

/** Tables whose indexes wait until they are full. */
const BIG = [
  'files',
  'frames',
  'pages',
  'entries',
  'field_values',
  'entry_fields',
  'entry_terms',
  'entry_lines',
  'name_parts',
  'tasks',
  'entry_work',
];

/**
 * Settings of the connections that fill, as options of their address: a pool opens a new connection when one was idle, and
 * that must not have its triggers on.
 */
export const FILLING_OPTIONS =
  '-c session_replication_role=replica -c maintenance_work_mem=1GB -c work_mem=256MB -c synchronous_commit=off';

type Say = (what: string, seconds: number) => void;

export const fillDatabase = async (
  { db }: Store,
  /** Opened with `FILLING_OPTIONS`, one connection each: work that can be cut is done by all of them. */
  sides: readonly Store[],
  /** A multiple of `PER_BOOK`: books are full. */
  entries: number,
  say: Say,
): Promise<void> => {
  if (entries % PER_BOOK !== 0) throw new Error(`not a multiple of ${PER_BOOK}: ${entries}`);
  const big = bigBooks(entries);
  const timed = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    const start = performance.now();
    await work();
    say(what, (performance.now() - start) / 1000);
  };
  const owner = await addAccount(db, { username: 'bench', displayName: 'Bench', passwordHash: null });
  const [one] = sides;
  if (one === undefined) throw new Error('no connection');
  await addBooks(one, owner.id, entries, big);
  const definitions = await takeDown(one);
  await timed('models', () => addModels(one, entries, big));
  await byAll(sides, tablesOf(entries, big), ({ db: side }, { table, statements }) =>
    // A table that the same transaction has emptied needs no log: half of the writing.
    timed(table, () =>
      side.transaction(async (tx) => {
        await tx.execute(sql`truncate ${sql.identifier(table)}`);
        for (const statement of statements) await tx.execute(statement);
      }),
    ),
  );
  for (const model of MODELS) await one.db.execute(sql`drop table ${sql.identifier(model)}`);
  await timed('sequences', async () => {
    const values = Math.ceil(entries / OPEN_EVERY) * PER_BLOCK;
    const last = { files: entries, frames: entries, pages: entries, entries, field_values: values };
    for (const [table, id] of Object.entries(last))
      await db.execute(sql`select setval(pg_get_serial_sequence(${table}, 'id'), ${id}::bigint)`);
  });
  await timed('indexes', () => putBack(sides, definitions));
  await timed('counts', () => addCounts(one));
  await timed('vacuum, analyze', async () => {
    const tables = [...BIG].sort((a, b) => Number(b === 'field_values') - Number(a === 'field_values'));
    await byAll(sides, tables, ({ db: side }, table) =>
      side.execute(sql`vacuum (analyze, freeze) ${sql.identifier(table)}`),
    );
    await one.db.execute(sql`vacuum analyze`);
  });
};

/** Counting tens of millions of rows takes longer than making them: every book has the same. */
const addCounts = async ({ db }: Store): Promise<void> => {
  const open = PER_BOOK / OPEN_EVERY;
  const openFields = open * OPEN_FIELDS;
  const settledFields = (PER_BOOK - open) * DONE_FIELDS + open * (FIELDS.length - OPEN_FIELDS);
  const tallies = {
    'file:listed': PER_BOOK,
    'frame:imaged': PER_BOOK,
    'page:extracted': PER_BOOK,
    'entry:candidate': PER_BOOK,
    'task:open': openFields,
    'lane:key': open,
    'field:settled': settledFields,
    'field:open': openFields,
    'route:accepted': settledFields,
    'route:confirm': openFields,
  };
  const rows = Object.entries(tallies).map(([what, count]) => sql`(${what}, ${count}::bigint)`);
  await db.execute(sql`insert into tallies (book_id, what, count)
    select b.id, t.what, t.count from books b cross join (values ${sql.join(rows, sql`, `)}) as t(what, count)`);
  await db.execute(sql`insert into book_counts (book_id, entries, open_entries)
    select id, ${PER_BOOK}::int, ${open}::int from books`);
  await db.execute(sql`select count_numbers()`);
};

/** Does each of these on whichever connection is free. */
const byAll = async <T>(
  sides: readonly Store[],
  all: readonly T[],
  work: (side: Store, one: T) => Promise<unknown>,
): Promise<void> => {
  const left = [...all];
  await Promise.all(
    sides.map(async (side) => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await work(side, next);
    }),
  );
};

/** Offices, a batch for each, and their books; all books of the huge batch come first. */
const addBooks = async ({ db }: Store, ownerId: number, entries: number, big: number): Promise<void> => {
  const books = Math.ceil(entries / PER_BOOK);
  const groups = Math.ceil((books - big) / BOOKS_PER_GROUP);
  const offices = 1 + Math.max(1, groups) * OFFICES_PER_GROUP;
  await db.execute(
    sql`insert into offices (code, name) select 'xa-' || n, 'UBND xã Thử ' || n from generate_series(1, ${offices}::int) n`,
  );
  await db.execute(
    sql`insert into batches (office_id, name, created_by) select id, 'Đợt ' || id, ${ownerId} from offices order by id`,
  );
  await db.execute(sql`insert into books (batch_id, office_id, kind, year, volume, state)
    select b.id, b.office_id, 'KS', 1950 + place % 70, place::text, 'verifying'
    from generate_series(1, ${books}::int) n
      cross join lateral (select n - 1 - ${big}::int as after) a
      cross join lateral (select case when after < 0 then n - 1 else after % ${BOOKS_PER_GROUP}::int / ${OFFICES_PER_GROUP}::int end as place,
        case when after < 0 then 1
          else 2 + after / ${BOOKS_PER_GROUP}::int * ${OFFICES_PER_GROUP}::int + after % ${OFFICES_PER_GROUP}::int end as batch) p
      join batches b on b.id = p.batch order by n`);
};

const series = (from: number, to: number): SQL =>
  sql.raw(`generate_series(${from}::bigint, ${to}::bigint) as e`);
const book = sql.raw(`1 + (e - 1) / ${PER_BOOK}`);

const valueRows = (from: number, to: number): SQL =>
  sql`select ${valueId} as id, e as entry_id, f.name as field, t.said
    from ${series(from, to)} join books b on b.id = ${book} cross join ${fieldRows}
    cross join lateral (select ${TEXT} as said) t where f.settled or ${isOpen}`;
const nameRows = (from: number, to: number): SQL =>
  sql`select e as entry_id, p.field, b.office_id, p.term, p.backward
    from ${series(from, to)} join books b on b.id = ${book}
    cross join lateral (values
      ('nksHoTen', ${nameOf(PERSONS.nksHoTen, 'folded')}, ${nameOf(PERSONS.nksHoTen, 'backward')}),
      ('meHoTen', ${nameOf(PERSONS.meHoTen, 'folded')}, ${nameOf(PERSONS.meHoTen, 'backward')})) as p(field, term, backward)`;
const lineRows = (from: number, to: number): SQL =>
  sql`select e as entry_id,
      jsonb_build_object('nksHoTen', ${nameOf(PERSONS.nksHoTen, 'paper')}, 'ngayDangKy', ${DAY}) as shown
    from ${series(from, to)}`;

/** What one group of communes says. */
const MODELS = ['model_values', 'model_names', 'model_lines'] as const;

const addModels = async ({ db }: Store, entries: number, big: number): Promise<void> => {
  const from = big * PER_BOOK + 1;
  const to = Math.min(entries, big * PER_BOOK + PER_GROUP);
  await db.execute(sql`create unlogged table model_values as ${valueRows(from, to)}`);
  await db.execute(sql`create unlogged table model_names as ${nameRows(from, to)}`);
  await db.execute(sql`create unlogged table model_lines as ${lineRows(from, to)}`);
};

type Filling = Readonly<{ table: string; statements: readonly SQL[] }>;

/** What fills each table, the longest first. */
const tablesOf = (entries: number, big: number): readonly Filling[] => {
  const bigEntries = big * PER_BOOK;
  const groups = Array.from({ length: Math.ceil((entries - bigEntries) / PER_GROUP) }, (_, group) => group);
  /** The huge batch by formula, the groups by copying the model with its numbers shifted. */
  const copied = (rows: SQL, model: string, copy: (from: SQL) => SQL): SQL[] => [
    copy(sql`(${rows}) m cross join (select 0::bigint as n, 0::bigint as values, 0::bigint as offices) s`),
    ...groups.map((group) =>
      copy(
        sql`${sql.identifier(model)} m cross join (select ${sql.raw(
          `${group * PER_GROUP}::bigint as n, ${group * (PER_GROUP / OPEN_EVERY) * PER_BLOCK}::bigint as values, ${group * OFFICES_PER_GROUP}::bigint as offices`,
        )}) s where m.entry_id + s.n <= ${sql.raw(String(entries))}`,
      ),
    ),
  ];
  const all = series(1, entries);
  const isFieldOpen = sql`(f.open and ${isOpen})`;
  return [
    {
      table: 'field_values',
      statements: copied(
        valueRows(1, bigEntries),
        'model_values',
        (
          from,
        ) => sql`insert into field_values (id, entry_id, field, verbatim, normalized, state, confidence, page_id, box, source, engine)
          overriding system value select m.id + s.values, m.entry_id + s.n, m.field, m.said, m.said,
            case when m.said is null then 'blank' else 'read' end, 0.7, m.entry_id + s.n, '[200, 300, 900, 70]', 'machine', 'bench@1'
          from ${from}`,
      ),
    },
    {
      table: 'entry_fields',
      statements: [
        sql`insert into entry_fields (entry_id, field, value_id, route, settled)
          select e, f.name, ${valueId}, case when ${isFieldOpen} then 'confirm' else 'accepted' end, not ${isFieldOpen}
          from ${all} cross join ${fieldRows} where f.settled or ${isOpen}`,
      ],
    },
    {
      table: 'entry_terms',
      statements: [
        ...copied(
          nameRows(1, bigEntries),
          'model_names',
          (from) => sql`insert into entry_terms (entry_id, field, office_id, type, term, backward)
            select m.entry_id + s.n, m.field, m.office_id + s.offices, 'name', m.term, m.backward from ${from}`,
        ),
        sql`insert into entry_terms (entry_id, field, office_id, type, term)
          select e, 'ngayDangKy', b.office_id, 'date', ${DAY} from ${all} join books b on b.id = ${book}`,
      ],
    },
    {
      table: 'pages',
      statements: [
        sql`insert into pages (id, book_id, frame_id, side, image_sha256, width, height, dpi, rotation, skew, blur,
            contrast, ink, to_file, class, edition_id, edition_version, state, position)
          overriding system value select e, ${book}, e, 'whole', encode(sha256(int8send(e)), 'hex'), 2480, 3508, 300, 0, 0, 0, 1, 0.1,
            '[1,0,0,0,1,0,0,0,1]', 'entry', 'KS-2016', 1, 'extracted', e * 100000 from ${all}`,
      ],
    },
    {
      table: 'files',
      statements: [
        sql`insert into files (id, book_id, sha256, name, bytes, media_type, frame_count, state)
          overriding system value select e, ${book}, encode(sha256(int8send(e)), 'hex'), e || '.jpg', 1, 'image/jpeg', 1, 'listed'
          from ${all}`,
      ],
    },
    {
      table: 'entries',
      statements: [
        sql`insert into entries (id, book_id, office_id, kind, page_id, ordinal, registration_year, number,
            edition_id, edition_version)
          overriding system value select e, b.id, b.office_id, 'KS', e, 0, b.year, ${NUMBER}, 'KS-2016', 1
          from ${all} join books b on b.id = ${book}`,
      ],
    },
    {
      table: 'entry_lines',
      statements: copied(
        lineRows(1, bigEntries),
        'model_lines',
        (from) =>
          sql`insert into entry_lines (entry_id, shown) select m.entry_id + s.n, m.shown from ${from}`,
      ),
    },
    {
      table: 'frames',
      statements: [
        sql`insert into frames (id, file_id, book_id, index, state)
          overriding system value select e, e, ${book}, 0, 'imaged' from ${all}`,
      ],
    },
    {
      table: 'tasks',
      statements: [
        sql`insert into tasks (book_id, entry_id, field, kind)
          select ${book}, e, f.name, 'confirm' from ${all} cross join ${fieldRows} where f.open and ${isOpen}`,
      ],
    },
    // Every name that the lists can make: as good as all of them are there once there are a million entries.
    {
      table: 'name_parts',
      statements: [
        sql`insert into name_parts (part, term)
          select p.part, a.w || ' ' || b.w || ' ' || c.w || ' ' || d.w
          from ${unnested(SURNAMES, 'a')}, ${unnested(MIDDLES, 'b')}, ${unnested(GIVEN, 'c')}, ${unnested(GIVEN, 'd')},
            lateral (values (a.w || ' ' || b.w || ' ' || c.w || ' ' || d.w), (b.w || ' ' || c.w || ' ' || d.w),
              (c.w || ' ' || d.w), (d.w)) as p(part)`,
      ],
    },
    {
      table: 'entry_work',
      statements: [
        sql`insert into entry_work (entry_id, book_id, batch_id, office_id, kind, hand, lane, open_fields)
          select e, b.id, b.batch_id, b.office_id, 'KS', b.hand, 'key', ${sql.raw(String(OPEN_FIELDS))}
          from ${all} join books b on b.id = ${book} where ${isOpen}`,
      ],
    },
  ];
};

type Definitions = Readonly<{
  keys: readonly string[];
  indexes: readonly string[];
  references: readonly string[];
}>;

/** Takes indexes and constraints off the big tables; gives the statements that bring them back. */
const takeDown = async ({ db }: Store): Promise<Definitions> => {
  const big = sql.raw(BIG.map((table) => `'${table}'::regclass`).join(', '));
  type Constraint = { owner: string; name: string; type: string; definition: string };
  const { rows: constraints } = await db.execute<Constraint>(sql`
    select conrelid::regclass::text as owner, conname as name, contype as type, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype in ('p', 'u', 'f', 'c') and (conrelid in (${big}) or confrelid in (${big}))`);
  const of = (...types: string[]) => constraints.filter(({ type }) => types.includes(type));
  for (const { owner, name } of [...of('f', 'c'), ...of('p', 'u')]) {
    await db.execute(sql.raw(`alter table ${owner} drop constraint "${name}"`));
  }
  const { rows: indexes } = await db.execute<{ name: string; definition: string }>(sql`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index where indrelid in (${big})`);
  for (const { name } of indexes) await db.execute(sql.raw(`drop index ${name}`));
  const add = ({ owner, name, definition }: Constraint): string =>
    `alter table ${owner} add constraint "${name}" ${definition}`;
  return {
    keys: of('p', 'u').map(add),
    indexes: indexes.map(({ definition }) => definition),
    // Held for whatever is written from now on; what was made by formula is right by construction.
    references: of('f', 'c').map(
      (constraint) => `${add(constraint)}${/NOT VALID/.test(constraint.definition) ? '' : ' not valid'}`,
    ),
  };
};

const putBack = async (sides: readonly Store[], definitions: Definitions): Promise<void> => {
  // `alter table` locks the table and `create index` only shares it: keys first, then indexes on all connections.
  for (const statements of [definitions.keys, definitions.indexes])
    await byAll(sides, statements, ({ db }, statement) => db.execute(sql.raw(statement)));
  const [one] = sides;
  for (const statement of definitions.references) await one?.db.execute(sql.raw(statement));
};
