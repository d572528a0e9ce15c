/** Finding entries by name, number or date, and the lines that lists show of them. */
import { and, eq, inArray, isNotNull, ne, sql } from 'drizzle-orm';
import type { KindCode } from '../domain/kinds.ts';
import type { Db } from './database.ts';
import { books, entries, entryFields, entryWork, fieldValues, offices } from './schema/index.ts';

/** Whose names stand in a list: the persons registered. */
const SUBJECTS = ['nksHoTen', 'chongHoTen', 'voHoTen', 'nktHoTen', 'nxnHoTen', 'cmHoTen', 'ncHoTen'];
const LINE_FIELDS = [...SUBJECTS, 'ngayDangKy'];

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

/** Lines of these entries in the order given. What is keyed blind at the moment is left out of them. */
export const entryLines = async (db: Db, ids: readonly number[]): Promise<EntryLine[]> => {
  if (ids.length === 0) return [];
  const rows = await db
    .select({
      entry: entries,
      batchId: books.batchId,
      year: books.year,
      volume: books.volume,
      office: { id: offices.id, code: offices.code, name: offices.name },
      lane: entryWork.lane,
      openFields: entryWork.openFields,
    })
    .from(entries)
    .innerJoin(books, eq(books.id, entries.bookId))
    .innerJoin(offices, eq(offices.id, entries.officeId))
    .leftJoin(entryWork, eq(entryWork.entryId, entries.id))
    .where(inArray(entries.id, [...ids]));
  const said = await db
    .select({ entryId: entryFields.entryId, field: entryFields.field, text: fieldValues.normalized })
    .from(entryFields)
    .innerJoin(fieldValues, eq(fieldValues.id, entryFields.valueId))
    .where(
      and(
        inArray(entryFields.entryId, [...ids]),
        inArray(entryFields.field, LINE_FIELDS),
        isNotNull(fieldValues.normalized),
        notBlind(sql`${entryFields.entryId}`, sql`${entryFields.field}`),
      ),
    );
  const byId = new Map(rows.map((row) => [row.entry.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (row === undefined) return [];
    const own = said.filter(({ entryId }) => entryId === id);
    return [
      {
        ...row,
        openFields: row.openFields ?? 0,
        names: own.flatMap(({ field, text }) => (field === 'ngayDangKy' || text === null ? [] : [text])),
        registeredOn: own.find(({ field }) => field === 'ngayDangKy')?.text ?? null,
      },
    ];
  });
};

/** Whether nobody keys the field blind or decides on it: else finding it would tell what it says. */
const notBlind = (entryId: ReturnType<typeof sql>, field: ReturnType<typeof sql>) =>
  sql`not exists (select 1 from tasks blind where blind.entry_id = ${entryId} and blind.field = ${field}
    and blind.state = 'open' and blind.kind in ('key', 'key-twice', 'adjudicate'))`;

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
const live = (scope: Scope) => sql`exists (select 1 from entries e join books b on b.id = e.book_id
  where e.id = t.entry_id and e.state <> 'withdrawn'
  ${scope.kinds === undefined ? sql`` : sql`and e.kind = any (${ids(scope.kinds)}::text[])`}
  ${scope.batchId === undefined ? sql`` : sql`and b.batch_id = ${scope.batchId}`})`;

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

/** Names of an office that are looked through when nothing begins or ends like that. */
const LOOKED_THROUGH = 30_000;

/** Entries with a name that has the text anywhere, as far as the first names of each office. */
export const findInNames = async (
  db: Db,
  folded: string,
  scope: Scope & { officeIds: readonly number[] },
): Promise<Found[]> => {
  const result = await db.execute<{ term: string; entry_id: string }>(sql`
    select t.term, t.entry_id from unnest(${ids(scope.officeIds)}::bigint[]) as o(id) cross join lateral
      (select n.entry_id, n.field, n.term from
        (select entry_id, field, term from entry_terms where office_id = o.id and type = 'name' limit ${LOOKED_THROUGH}) n
        where n.term like ${`%${likePrefix(folded)}`}) t
    where ${visible} and ${live(scope)} limit ${scope.limit}`);
  return result.rows.map((row) => ({ term: row.term, entryId: Number(row.entry_id) }));
};

const past = (column: ReturnType<typeof sql>, { after }: Scope) =>
  after === undefined
    ? sql`true`
    : sql`(${column} ~>~ ${after.term} or (${column} = ${after.term} and t.entry_id > ${after.entryId}))`;

/** Entries with that number, of a year or of any. */
export const findByNumber = async (
  db: Db,
  number: { number: number; suffix: string | null; year: number | null },
  scope: Scope,
): Promise<Found[]> => {
  const rows = await db
    .select({ id: entries.id })
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
        scope.after === undefined ? undefined : sql`${entries.id} > ${scope.after.entryId}`,
      ),
    )
    .orderBy(entries.id)
    .limit(scope.limit);
  return rows.map(({ id }) => ({ term: '', entryId: id }));
};
