/** Accounts and their grants. Passwords come here hashed; policy and hashing are the access room's. */
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { SohoaError } from '../domain/errors.ts';
import type { Role } from '../domain/roles.ts';
import type { Db } from './database.ts';
import { one } from './offices.ts';
import { isDuplicate } from './problems.ts';
import { accounts, grants, offices } from './schema/index.ts';

export type Account = typeof accounts.$inferSelect;
export type Grant = Readonly<{ role: Role; officeId: number | null; officeCode: string | null }>;

/** @throws SohoaError `account-exists` */
export const addAccount = async (
  db: Db,
  account: { username: string; displayName: string; passwordHash: string | null },
): Promise<Account> => {
  try {
    return one(await db.insert(accounts).values(account).returning());
  } catch (error) {
    if (isDuplicate(error, 'accounts_username'))
      throw new SohoaError('account-exists', { username: account.username });
    throw error;
  }
};

export const findAccount = async (db: Db, username: string): Promise<Account | undefined> => {
  const rows = await db
    .select()
    .from(accounts)
    .where(eq(sql`lower(${accounts.username})`, username.toLowerCase()));
  return rows[0];
};

export const countAccounts = async (db: Db): Promise<number> => db.$count(accounts);

export const listAccounts = async (db: Db): Promise<(Account & { grants: Grant[] })[]> => {
  const all = await db.select().from(accounts).orderBy(asc(accounts.username));
  const rights = await db
    .select({
      accountId: grants.accountId,
      role: grants.role,
      officeId: grants.officeId,
      officeCode: offices.code,
    })
    .from(grants)
    .leftJoin(offices, eq(offices.id, grants.officeId))
    .orderBy(asc(grants.id));
  return all.map((account) => ({
    ...account,
    grants: rights
      .filter((grant) => grant.accountId === account.id)
      .map(({ role, officeId, officeCode }) => ({ role, officeId, officeCode })),
  }));
};

export const grantsOf = async (db: Db, accountId: number): Promise<Grant[]> =>
  db
    .select({ role: grants.role, officeId: grants.officeId, officeCode: offices.code })
    .from(grants)
    .leftJoin(offices, eq(offices.id, grants.officeId))
    .where(eq(grants.accountId, accountId));

export const addGrant = async (
  db: Db,
  grant: { accountId: number; role: Role; officeId: number | null },
): Promise<void> => {
  await db.insert(grants).values(grant).onConflictDoNothing();
};

export const removeGrant = async (
  db: Db,
  grant: { accountId: number; role: Role; officeId: number | null },
): Promise<boolean> => {
  const removed = await db
    .delete(grants)
    .where(
      and(
        eq(grants.accountId, grant.accountId),
        eq(grants.role, grant.role),
        grant.officeId === null ? isNull(grants.officeId) : eq(grants.officeId, grant.officeId),
      ),
    )
    .returning();
  return removed.length > 0;
};

export const setPassword = async (db: Db, accountId: number, passwordHash: string): Promise<void> => {
  await db.update(accounts).set({ passwordHash, failedLogins: 0 }).where(eq(accounts.id, accountId));
};

export const setLocked = async (db: Db, accountId: number, locked: boolean): Promise<void> => {
  await db
    .update(accounts)
    .set(locked ? { lockedAt: new Date() } : { lockedAt: null, failedLogins: 0 })
    .where(eq(accounts.id, accountId));
};

/** Counts a failure and locks the account at the limit, in one statement. */
export const noteFailedLogin = async (db: Db, accountId: number, limit: number): Promise<void> => {
  await db
    .update(accounts)
    .set({
      failedLogins: sql`${accounts.failedLogins} + 1`,
      lockedAt: sql`case when ${accounts.failedLogins} + 1 >= ${limit} then coalesce(${accounts.lockedAt}, now()) else ${accounts.lockedAt} end`,
    })
    .where(eq(accounts.id, accountId));
};

export const noteLogin = async (db: Db, accountId: number): Promise<void> => {
  await db.update(accounts).set({ failedLogins: 0 }).where(eq(accounts.id, accountId));
};
