/** Log-ins of the page. Only hashes of tokens come here. */
import { and, desc, eq, isNull, ne, sql } from 'drizzle-orm';
import type { Grant } from './accounts.ts';
import type { Db } from './database.ts';
import { one } from './offices.ts';
import { prepared } from './prepared.ts';
import { accounts, entryWork, grants, offices, sessions } from './schema/index.ts';

export type Session = typeof sessions.$inferSelect;

/** Opens a session that ends at the latest after `absoluteSeconds`. */
export const openSession = async (
  db: Db,
  session: { tokenHash: string; accountId: number; device: string; absoluteSeconds: number },
): Promise<Session> => {
  const { absoluteSeconds, ...row } = session;
  return one(
    await db
      .insert(sessions)
      .values({ ...row, endsAt: sql`now() + make_interval(secs => ${absoluteSeconds})` })
      .returning(),
  );
};

export type LiveSession = Readonly<{
  session: Session;
  account: Pick<typeof accounts.$inferSelect, 'id' | 'username' | 'displayName'>;
  /** As they are now: a change holds with the next request. */
  grants: readonly Grant[];
}>;

/** Seconds after which a session that is in use is noted as seen again: not a write for every request. */
const SEEN_EVERY = 60;

const sessionQuery = prepared((db) =>
  db
    .select({
      session: sessions,
      account: { id: accounts.id, username: accounts.username, displayName: accounts.displayName },
      grants: sql<
        Grant[]
      >`(select coalesce(json_agg(json_build_object('role', ${grants.role}, 'officeId', ${grants.officeId},
        'officeCode', ${offices.code})), '[]') from ${grants} left join ${offices} on ${offices.id} = ${grants.officeId}
        where ${grants.accountId} = ${accounts.id})`,
      isStale: sql<boolean>`${sessions.lastSeenAt} < now() - make_interval(secs => ${SEEN_EVERY})`,
    })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.id, sessions.accountId))
    .where(
      and(
        eq(sessions.tokenHash, sql.placeholder('token')),
        isNull(sessions.endedAt),
        isNull(accounts.lockedAt),
        sql`${sessions.endsAt} > now()`,
        sql`${sessions.lastSeenAt} > now() - make_interval(secs => ${sql.placeholder('idle')})`,
      ),
    )
    .prepare('session_of_token'),
);

/**
 * The session of a token as long as it is not ended, idle or too old, and its account not locked; all by the clock of the
 * database. It counts as seen by this.
 */
export const findSession = async (
  db: Db,
  tokenHash: string,
  idleSeconds: number,
): Promise<LiveSession | undefined> => {
  const rows = await sessionQuery(db).execute({ token: tokenHash, idle: idleSeconds });
  const row = rows[0];
  if (row === undefined) return undefined;
  if (row.isStale) {
    await db.update(sessions).set({ lastSeenAt: sql`now()` }).where(eq(sessions.id, row.session.id));
  }
  return row;
};

export const endSession = async (db: Db, id: number): Promise<void> => {
  await db
    .update(sessions)
    .set({ endedAt: sql`now()` })
    .where(and(eq(sessions.id, id), isNull(sessions.endedAt)));
};

/** Ends all sessions of an account, but for one if it is named. */
export const endSessionsOf = async (db: Db, accountId: number, except?: number): Promise<void> => {
  await db
    .update(sessions)
    .set({ endedAt: sql`now()` })
    .where(
      and(
        eq(sessions.accountId, accountId),
        isNull(sessions.endedAt),
        except === undefined ? undefined : ne(sessions.id, except),
      ),
    );
};

/** Sessions of an account that can still be used, latest first. */
export const sessionsOf = async (db: Db, accountId: number, idleSeconds: number): Promise<Session[]> =>
  db
    .select()
    .from(sessions)
    .where(
      and(
        eq(sessions.accountId, accountId),
        isNull(sessions.endedAt),
        sql`${sessions.endsAt} > now()`,
        sql`${sessions.lastSeenAt} > now() - make_interval(secs => ${idleSeconds})`,
      ),
    )
    .orderBy(desc(sessions.lastSeenAt))
    .limit(50);

/** Whether the account is logged in anywhere: without, its leases are given back. */
export const giveBackOfAbsent = async (db: Db, accountId: number, idleSeconds: number): Promise<void> => {
  if ((await sessionsOf(db, accountId, idleSeconds)).length > 0) return;
  await db
    .update(entryWork)
    .set({ accountId: null, leasedUntil: null })
    .where(eq(entryWork.accountId, accountId));
};
