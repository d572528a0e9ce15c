/** Finding entries by name, number or date, and the lines that lists show of them. */
import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import type { KindCode } from '../domain/kinds.ts';
import type { Db } from './database.ts';
import { prepared } from './prepared.ts';
import { books, entries, entryLines as entryLinesTable, entryWork, offices } from './schema/index.ts';

/** Whose names stand in a list, in this order: the persons registered. The trigger `note_term` (migration 0024) keeps them. */
const SUBJECTS = ['nksHoTen', 'chongHoTen', 'voHoTen', 'nktHoTen', 'nxnHoTen', 'cmHoTen', 'ncHoTen'];

export type EntryLine = Readonly<{
  entry: typeof entries.$inferSelect;
  batchId: number;
  year: number;
  volume: string;
  office: { id: number; code: string; name: string };
  lane: (typeof entryWork.$inferSelect)['lane'];
  openFields: number;
  names: readonly string[];
  registeredOn: string | null;
}>;

const BLIND_KINDS = sql`('key', 'key-twice', 'adjudicate')`;

const linesQuery = prepared((db) =>
  db
    .select({
      entry: entries,
      batchId: books.batchId,
      year: books.year,
      volume: books.volume,
      office: { id: offices.id, code: offices.code, name: offices.name },
      lane: entryWork.lane,
      openFields: entryWork.openFields,
      shown: entryLinesTable.shown,
      blind: sql<string[]>`array(select blind.field from tasks blind where blind.entry_id = ${entries.id}
        and blind.state = 'open' and blind.kind in ${BLIND_KINDS})`,
    })
    .from(entries)
    .innerJoin(books, eq(books.id, entries.bookId))
    .innerJoin(offices, eq(offices.id, entries.officeId))
    .leftJoin(entryWork, eq(entryWork.entryId, entries.id))
    .leftJoin(entryLinesTable, eq(entryLinesTable.entryId, entries.id))
    .where(sql`${entries.id} = any (${sql.placeholder('ids')}::bigint[])`)
    .prepare('entry_lines'),
);

/** Lines of these entries in the order given. What is keyed blind at the moment is left out of them. */
export const entryLines = async (db: Db, ids: readonly number[]): Promise<EntryLine[]> => {
  if (ids.length === 0) return [];
  const rows = await linesQuery(db).execute({ ids });
  const byId = new Map(rows.map((row) => [row.entry.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (row === undefined) return [];
    const { shown, blind, openFields, ...line } = row;
    const textOf = (field: string): string | null =>
      blind.includes(field) ? null : (shown?.[field] ?? null);
    return [
      {
        ...line,
        openFields: openFields ?? 0,
        names: SUBJECTS.flatMap((field) => textOf(field) ?? []),
        registeredOn: textOf('ngayDangKy'),
      },
    ];
  });
};

/** Whether nobody keys the field blind or decides on it: else finding it would tell what it says. */
const notBlind = (entryId: ReturnType<typeof sql>, field: ReturnType<typeof sql>) =>
  sql`not exists (select 1 from tasks blind where blind.entry_id = ${entryId} and blind.field = ${field}
    and blind.state = 'open' and blind.kind in ${BLIND_KINDS})`;

/** Where the last page of a search ended. */
export type SearchPosition = Readonly<{ term: string; entryId: number }>;
export type Scope = Readonly<{
  /** Null: every office. */
  officeIds: readonly number[] | null;
  batchId?: number | undefined;
  kinds?: readonly KindCode[] | undefined;
  after?: SearchPosition | undefined;
  limit: number;
}>;
export type Found = SearchPosition;

const ids = (values: readonly (number | string)[]) => sql.param([...values]);
const likePrefix = (folded: string): string => `${folded.replace(/[\\%_]/g, '\\$&')}%`;

/** What else an entry must be to be found. */
const live = ({ kinds, batchId }: Pick<Scope, 'kinds' | 'batchId'>) => sql`exists (select 1 from entries e
  ${batchId === undefined ? sql`` : sql`join books b on b.id = e.book_id and b.batch_id = ${batchId}`}
  where e.id = t.entry_id and e.state <> 'withdrawn'
  ${kinds === undefined ? sql`` : sql`and e.kind = any (${ids(kinds)}::text[])`})`;

const visible = notBlind(sql`t.entry_id`, sql`t.field`);

/** Entries with a name or date that begins with the folded text, in the order of the terms. */
export const findByTerm = async (
  db: Db,
  type: 'name' | 'date',
  folded: string,
  scope: Scope,
): Promise<Found[]> => {
  const column = sql`t.term`;
  const result = await db.execute<{ term: string; entry_id: string }>(
    scope.officeIds === null
      ? sql`select t.term, t.entry_id from entry_terms t
          where t.type = ${type} and t.term like ${likePrefix(folded)} and ${past(column, scope)} and ${visible} and ${live(scope)}
          order by t.term using ~<~, t.entry_id limit ${scope.limit}`
      : sql`select x.term, x.entry_id from unnest(${ids(scope.officeIds)}::bigint[]) as o(id) cross join lateral
          (select t.term, t.entry_id from entry_terms t
            where t.office_id = o.id and t.type = ${type} and t.term like ${likePrefix(folded)}
              and ${past(column, scope)} and ${visible} and ${live(scope)}
            order by t.term using ~<~, t.entry_id limit ${scope.limit}) x
          order by x.term using ~<~, x.entry_id limit ${scope.limit}`,
  );
  return result.rows.map((row) => ({ term: row.term, entryId: Number(row.entry_id) }));
};

/** Entries with a name that ends with these words: people are called by the end of their name. */
export const findByNameEnd = async (
  db: Db,
  foldedBackward: string,
  scope: Scope & { officeIds: readonly number[] },
): Promise<Found[]> => {
  const result = await db.execute<{ term: string; entry_id: string }>(sql`
    select x.term, x.entry_id from unnest(${ids(scope.officeIds)}::bigint[]) as o(id) cross join lateral
      (select t.backward as term, t.entry_id from entry_terms t
        where t.office_id = o.id and t.backward is not null and t.backward like ${likePrefix(foldedBackward)}
          and ${past(sql`t.backward`, scope)} and ${visible} and ${live(scope)}
        order by t.backward using ~<~, t.entry_id limit ${scope.limit}) x
    order by x.term using ~<~, x.entry_id limit ${scope.limit}`);
  return result.rows.map((row) => ({ term: row.term, entryId: Number(row.entry_id) }));
};

/** Names that are looked through for one page of a search by any of their words. */
const LOOKED_THROUGH = 30_000;

/**
 * Entries with a name in which this stands at the beginning of any word (`van an` in `nguyen van an`), in the order of what
 * follows. Walks the different names (`name_parts`) and stops when the page is full, so it suits whoever may see most of
 * what there is; for a few offices `findInNames` is quicker.
 */
export const findByNamePart = async (
  db: Db,
  folded: string,
  scope: Omit<Scope, 'officeIds'>,
): Promise<Found[]> => {
  const { after, limit } = scope;
  const [part, term] = after === undefined ? [] : after.term.split(TAB);
  const begin =
    part === undefined || term === undefined
      ? sql`true`
      : sql`(n.part ~>~ ${part} or (n.part = ${part} and n.term ~>=~ ${term}))`;
  const beyond =
    part === undefined || term === undefined || after === undefined
      ? sql`true`
      : sql`not (p.part = ${part} and p.term = ${term} and t.entry_id <= ${after.entryId})`;
  const result = await db.execute<{ part: string; term: string; entry_id: string }>(sql`
    select p.part, p.term, t.entry_id
    from (select distinct n.part, n.term from name_parts n where n.part like ${likePrefix(folded)} and ${begin}
        order by n.part using ~<~, n.term using ~<~ limit ${LOOKED_THROUGH}) p
      cross join lateral (select t.entry_id, t.field from entry_terms t
        where t.type = 'name' and t.term = p.term and ${beyond} and ${visible} and ${live(scope)}
        order by t.entry_id limit ${limit}) t
    order by p.part using ~<~, p.term using ~<~, t.entry_id limit ${limit}`);
  return result.rows.map((row) => ({
    term: `${row.part}${TAB}${row.term}`,
    entryId: Number(row.entry_id),
  }));
};
/** Parts part and name in the position of a page; no name has it. */
const TAB = '\t';

/**
 * Entries with a name that has all these words somewhere, each at the beginning of a word of the name: as far as the first
 * names with the last word, which is what people go by; of a few offices as far as the first names of each.
 */
export const findByWords = async (db: Db, words: readonly string[], scope: Scope): Promise<Found[]> => {
  const has = (word: string) => sql`' ' || n.term like ${`% ${likePrefix(word)}`}`;
  const { officeIds } = scope;
  if (officeIds !== null)
    return lookThrough(db, sql.join(words.map(has), sql` and `), { ...scope, officeIds });
  const last = words.at(-1);
  if (last === undefined) return [];
  const others = words.slice(0, -1).map((word) => sql`and ${has(word)}`);
  const result = await db.execute<{ term: string; entry_id: string }>(sql`
    select p.term, t.entry_id
    from (select n.term from (select term from name_parts where part like ${likePrefix(last)}
          limit ${LOOKED_THROUGH}) n where true ${sql.join(others, sql` `)}) p
      cross join lateral (select t.entry_id, t.field from entry_terms t
        where t.type = 'name' and t.term = p.term and ${visible} and ${live(scope)} limit ${scope.limit}) t
    limit ${scope.limit}`);
  return result.rows.map((row) => ({ term: row.term, entryId: Number(row.entry_id) }));
};

/** Entries with a name that has the text anywhere, as far as the first names of each office. */
export const findInNames = async (
  db: Db,
  folded: string,
  scope: Scope & { officeIds: readonly number[] },
): Promise<Found[]> => lookThrough(db, sql`n.term like ${`%${likePrefix(folded)}`}`, scope);

/** Looks at the first names `n` of each office, which the index has side by side. */
const lookThrough = async (
  db: Db,
  isIt: ReturnType<typeof sql>,
  scope: Scope & { officeIds: readonly number[] },
): Promise<Found[]> => {
  const result = await db.execute<{ term: string; entry_id: string }>(sql`
    select t.term, t.entry_id from unnest(${ids(scope.officeIds)}::bigint[]) as o(id) cross join lateral
      (select n.entry_id, n.field, n.term from
        (select entry_id, field, term from entry_terms where office_id = o.id and type = 'name' limit ${LOOKED_THROUGH}) n
        where ${isIt}) t
    where ${visible} and ${live(scope)} limit ${scope.limit}`);
  return result.rows.map((row) => ({ term: row.term, entryId: Number(row.entry_id) }));
};

const past = (column: ReturnType<typeof sql>, { after }: Scope) =>
  after === undefined
    ? sql`true`
    : sql`(${column} ~>~ ${after.term} or (${column} = ${after.term} and t.entry_id > ${after.entryId}))`;

/** Entries with that number, of a year or of any: by office and year, as the index has them. */
export const findByNumber = async (
  db: Db,
  number: { number: number; suffix: string | null; year: number | null },
  scope: Scope,
): Promise<Found[]> => {
  const [office, year] = scope.after?.term.split(TAB).map(Number) ?? [];
  const rows = await db
    .select({ id: entries.id, officeId: entries.officeId, year: entries.registrationYear })
    .from(entries)
    .innerJoin(books, eq(books.id, entries.bookId))
    .where(
      and(
        eq(entries.number, number.number),
        number.year === null ? undefined : eq(entries.registrationYear, number.year),
        number.suffix === null ? undefined : eq(entries.suffix, number.suffix),
        scope.officeIds === null ? undefined : inArray(entries.officeId, [...scope.officeIds]),
        scope.kinds === undefined ? undefined : inArray(entries.kind, [...scope.kinds]),
        scope.batchId === undefined ? undefined : eq(books.batchId, scope.batchId),
        ne(entries.state, 'withdrawn'),
        notBlind(sql`${entries.id}`, sql`'so'`),
        scope.after === undefined || office === undefined || year === undefined
          ? undefined
          : sql`(${entries.officeId}, ${entries.registrationYear}, ${entries.id}) > (${office}, ${year}, ${scope.after.entryId})`,
      ),
    )
    .orderBy(entries.officeId, entries.registrationYear, entries.id)
    .limit(scope.limit);
  return rows.map(({ id, officeId, year: of }) => ({ term: `${officeId}${TAB}${of ?? 0}`, entryId: id }));
};
