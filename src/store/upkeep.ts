/**
 * What a database that is used for years needs now and then: sums folded, numbers of books counted, rows that nobody asks for
 * any more taken away.
 */
import { sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { foldNumbers } from './number-runs.ts';
import { foldTallies } from './tallies.ts';

/** Log-ins that ended this long ago are forgotten; the audit chain keeps that they were. */
const SESSION_DAYS = 90;
/**
 * Saves are kept this long: to answer one that is sent again, to take one back, for the statistics of people. The values
 * themselves, their authors and times stay for ever, and so does every save with a reason in it. Sums of saves stay, too
 * (`tallies`).
 */
const SAVE_DAYS = 180;
/** Rows taken away in one statement, of each account: nobody shall wait for it. */
const AT_ONCE = 1000;

export type Kept = Readonly<{ folded: number; books: number; sessions: number; saves: number }>;

/** Safe at any time, by any number of processes at once. @returns rows folded and taken away */
export const keepUp = async (db: Db): Promise<Kept> => ({
  folded: await foldTallies(db),
  books: await foldNumbers(db),
  sessions: await pruneSessions(db),
  saves: await pruneSaves(db),
});

const pruneSessions = async (db: Db): Promise<number> => {
  const result = await db.execute(sql`
    delete from sessions where id in (
      select id from sessions
      where coalesce(ended_at, least(ends_at, last_seen_at + interval '1 day')) < now() - make_interval(days => ${SESSION_DAYS})
      limit ${AT_ONCE})`);
  return result.rowCount ?? 0;
};

/** Account by account, along the index of their saves. */
const pruneSaves = async (db: Db): Promise<number> => {
  const result = await db.execute(sql`
    delete from saves where key in (
      select old.key from accounts a cross join lateral (
        select s.key from saves s
        where s.account_id = a.id and s.created_at < now() - make_interval(days => ${SAVE_DAYS}) and s.reason is null
        order by s.created_at limit ${AT_ONCE}) old)`);
  return result.rowCount ?? 0;
};
