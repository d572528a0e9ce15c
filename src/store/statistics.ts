/** What people did, counted from their saves and passes. Days are days in Vietnam. */
import { sql } from 'drizzle-orm';
import type { KindCode } from '../domain/kinds.ts';
import type { Db } from './database.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const startOf = (day: string) => sql`(${day}::date::timestamp at time zone ${ZONE})`;

/** Today in Vietnam, `2026-11-22`, by the database's clock. */
export const today = async (db: Db): Promise<string> => {
  const result = await db.execute<{ day: string }>(
    sql`select (now() at time zone ${ZONE})::date::text as day`,
  );
  return result.rows[0]?.day ?? '';
};

export type DayOfWork = Readonly<{
  entries: number;
  fields: number;
  confirmed: number;
  typed: number;
  marked: number;
  keys: number;
  keysSaved: number;
  hours: readonly { hour: number; fields: number }[];
  days: readonly { day: string; entries: number; fields: number }[];
}>;

/** One person's day, with the two weeks before it. */
export const dayOfWork = async (db: Db, accountId: number, day: string): Promise<DayOfWork> => {
  const own = sql`from saves where account_id = ${accountId} and not undone and type <> 'undo'`;
  const onDay = sql`created_at >= ${startOf(day)} and created_at < ${startOf(day)} + interval '1 day'`;
  const totals = await db.execute<Record<string, string>>(sql`
    select count(distinct entry_id) as entries, count(*) as fields,
      count(*) filter (where type in ('confirm', 'choose')) as confirmed, count(*) filter (where type = 'text') as typed,
      count(*) filter (where type = 'mark') as marked, coalesce(sum(keys), 0) as keys,
      greatest(0, coalesce(sum(characters - keys) filter (where keys > 0), 0)) as saved
    ${own} and ${onDay}`);
  const hours = await db.execute<{ hour: number; fields: string }>(sql`
    select extract(hour from created_at at time zone ${ZONE})::int as hour, count(*) as fields
    ${own} and ${onDay} group by 1 order by 1`);
  const days = await db.execute<{ day: string; entries: string; fields: string }>(sql`
    select (created_at at time zone ${ZONE})::date::text as day, count(distinct entry_id) as entries, count(*) as fields
    ${own} and created_at >= ${startOf(day)} - interval '13 days' and created_at < ${startOf(day)} + interval '1 day'
    group by 1 order by 1`);
  const number = (name: string): number => Number(totals.rows[0]?.[name] ?? 0);
  return {
    entries: number('entries'),
    fields: number('fields'),
    confirmed: number('confirmed'),
    typed: number('typed'),
    marked: number('marked'),
    keys: number('keys'),
    keysSaved: number('saved'),
    hours: hours.rows.map((row) => ({ hour: row.hour, fields: Number(row.fields) })),
    days: days.rows.map((row) => ({
      day: row.day,
      entries: Number(row.entries),
      fields: Number(row.fields),
    })),
  };
};

/** Of a person's fields of the last 30 days: how many others looked at, and in how many they found another answer. */
export const checksOf = async (db: Db, accountId: number): Promise<{ checked: number; changed: number }> => {
  const result = await db.execute<{ checked: string; changed: string }>(sql`
    with looked_at as (
      select v.normalized is distinct from n.normalized or v.state <> n.state as changed
      from field_values v join field_values n on n.supersedes = v.id
      where v.account_id = ${accountId} and v.created_at > now() - interval '30 days'
        and n.account_id <> ${accountId} and n.engine <> 'undo'
      union all
      select d.id is not null and (p.normalized is distinct from d.normalized or p.state <> d.state) as changed
      from passes p join passes o on o.task_id = p.task_id and o.id <> p.id and o.retracted_at is null
        left join tasks a on a.entry_id = p.entry_id and a.field = p.field and a.kind = 'adjudicate' and a.state = 'done'
        left join field_values d on d.id = a.value_id
      where p.account_id = ${accountId} and p.retracted_at is null and p.created_at > now() - interval '30 days'
    )
    select count(*) as checked, count(*) filter (where changed) as changed from looked_at`);
  const row = result.rows[0];
  return { checked: Number(row?.checked ?? 0), changed: Number(row?.changed ?? 0) };
};

export type TodaysEntry = Readonly<{ entryId: number; at: Date; fields: number }>;

/** Entries that somebody saved on since midnight, latest first. */
export const entriesOfToday = async (
  db: Db,
  accountId: number,
  options: { before: Date | null; limit: number },
): Promise<TodaysEntry[]> => {
  const result = await db.execute<{ entry_id: string; at: Date; fields: string }>(sql`
    select entry_id, max(created_at) as at, count(distinct field) as fields from saves
    where account_id = ${accountId}
      and created_at >= date_trunc('day', now() at time zone ${ZONE}) at time zone ${ZONE}
    group by entry_id
    ${options.before === null ? sql`` : sql`having max(created_at) < ${options.before.toISOString()}::timestamptz`}
    order by at desc limit ${options.limit}`);
  return result.rows.map((row) => ({
    entryId: Number(row.entry_id),
    at: new Date(row.at),
    fields: Number(row.fields),
  }));
};

export type Disagreements = Readonly<{
  fields: readonly { kind: KindCode; field: string; pairs: number; differed: number }[];
  people: readonly { name: string; pairs: number; differed: number; lost: number }[];
}>;

/** Pairs of blind passes of some offices: where they differed, and whose reading the checker did not take. */
export const disagreements = async (
  db: Db,
  scope: { officeIds: readonly number[] | null; batchId: number | undefined; days: number },
): Promise<Disagreements> => {
  const pairs = sql`
    select e.kind, p.field, p.account_id as first, o.account_id as second, p.entry_id,
      p.normalized as first_says, o.normalized as second_says, p.state as first_state, o.state as second_state,
      (p.normalized is distinct from o.normalized or p.state <> o.state) as differs,
      d.id is not null as decided, d.normalized as decision, d.state as decision_state
    from passes p join passes o on o.task_id = p.task_id and o.ordinal = 2 and o.retracted_at is null
      join entries e on e.id = p.entry_id join books b on b.id = e.book_id
      left join lateral (select v.* from tasks a join field_values v on v.id = a.value_id where a.entry_id = p.entry_id
        and a.field = p.field and a.kind = 'adjudicate' and a.id > p.task_id order by a.id limit 1) d on true
    where p.ordinal = 1 and p.retracted_at is null and p.created_at > now() - make_interval(days => ${scope.days})
      ${scope.officeIds === null ? sql`` : sql`and e.office_id = any (${sql.param([...scope.officeIds])}::bigint[])`}
      ${scope.batchId === undefined ? sql`` : sql`and b.batch_id = ${scope.batchId}`}`;
  const fields = await db.execute<{ kind: KindCode; field: string; pairs: string; differed: string }>(sql`
    with pairs as (${pairs})
    select kind, field, count(*) as pairs, count(*) filter (where differs) as differed from pairs
    group by kind, field order by count(*) filter (where differs)::float / count(*) desc, kind, field`);
  const people = await db.execute<{ name: string; pairs: string; differed: string; lost: string }>(sql`
    with pairs as (${pairs}), sides as (
      select first as account, differs, differs and decided and (first_says is distinct from decision or first_state <> decision_state) as lost from pairs
      union all
      select second, differs, differs and decided and (second_says is distinct from decision or second_state <> decision_state) from pairs)
    select a.display_name as name, count(*) as pairs, count(*) filter (where differs) as differed,
      count(*) filter (where lost) as lost
    from sides join accounts a on a.id = sides.account group by a.id order by a.display_name`);
  const counts = (row: { pairs: string; differed: string }) => ({
    pairs: Number(row.pairs),
    differed: Number(row.differed),
  });
  return {
    fields: fields.rows.map((row) => ({ kind: row.kind, field: row.field, ...counts(row) })),
    people: people.rows.map((row) => ({ name: row.name, ...counts(row), lost: Number(row.lost) })),
  };
};
