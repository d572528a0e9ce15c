/** Numbers of a batch that triggers keep (0011_tallies_kept.sql), and the days and people of its saves. */
import { sql } from 'drizzle-orm';
import type { Db } from './database.ts';

export type Tallies = Readonly<{
  /** Of `page:held`, `field:settled`, `task:open`…; 0 when nothing was counted. */
  of: (what: string) => number;
  /** Names and numbers of what begins like this, without the beginning: `under('route:')`. */
  under: (beginning: string) => readonly (readonly [name: string, count: number])[];
}>;

/** All numbers of a batch, as they stand in this moment: what was folded and what was not yet. */
export const talliesOf = async (db: Db, batchId: number): Promise<Tallies> => {
  const result = await db.execute<{ what: string; count: string }>(sql`
    with b as (select id from books where batch_id = ${batchId})
    select what, sum(count) as count from (
      select t.what, t.count from b join tallies t on t.book_id = b.id
      union all
      select c.what, c.change from b join tally_changes c on c.book_id = b.id) numbers
    group by what having sum(count) <> 0`);
  const counts = new Map(result.rows.map((row) => [row.what, Number(row.count)]));
  return {
    of: (what) => counts.get(what) ?? 0,
    under: (beginning) =>
      [...counts]
        .filter(([what]) => what.startsWith(beginning))
        .map(([what, count]) => [what.slice(beginning.length), count] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
  };
};

/** Adds up what has changed since the last time, so that reading stays quick. @returns rows added up */
export const foldTallies = async (db: Db): Promise<number> => {
  const result = await db.execute<{ folded: string }>(sql`select fold_tallies() as folded`);
  return Number(result.rows[0]?.folded ?? 0);
};

const LATEST_DAYS = 14;

/** Fields saved in a batch on each of the last 14 days (Vietnam) on which there were any, oldest first. */
export const daysOf = (
  tallies: Tallies,
  now = new Date(),
): { day: string; fields: number; people: number }[] => {
  const oldest = new Date(now.getTime() - LATEST_DAYS * 86_400_000).toISOString().slice(0, 10);
  const days = new Map<string, { day: string; fields: number; people: number }>();
  for (const [name, fields] of tallies.under('saved:')) {
    const [day = ''] = name.split(':');
    if (day < oldest) continue;
    const before = days.get(day) ?? { day, fields: 0, people: 0 };
    days.set(day, { day, fields: before.fields + fields, people: before.people + 1 });
  }
  return [...days.values()];
};

/** Fields that each account saved in a batch. */
export const savedBy = (tallies: Tallies): ReadonlyMap<number, number> => {
  const people = new Map<number, number>();
  for (const [name, fields] of tallies.under('saved:')) {
    const account = Number(name.split(':')[1]);
    people.set(account, (people.get(account) ?? 0) + fields);
  }
  return people;
};
