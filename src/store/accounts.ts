/** Accounts and their grants. Passwords come here hashed; policy and hashing are the access room's. */
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
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

/** @throws SohoaError `account-unknown` */
export const getAccount = async (db: Db, id: number): Promise<Account> => {
  const rows = await db.select().from(accounts).where(eq(accounts.id, id));
  if (rows[0] === undefined) throw new SohoaError('account-unknown', { username: `#${id}` });
  return rows[0];
};

/** Accounts with a right in one of the offices (null: all accounts), by id, a page at a time. */
export const accountsIn = async (
  db: Db,
  options: { officeIds: readonly number[] | null; find: string | undefined; after: number; limit: number },
): Promise<(Account & { grants: Grant[] })[]> => {
  const { officeIds, find } = options;
  const pattern = `%${(find ?? '').replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await db
    .select()
    .from(accounts)
    .where(
      and(
        sql`${accounts.id} > ${options.after}`,
        find === undefined
          ? undefined
          : sql`(${accounts.username} ilike ${pattern} or ${accounts.displayName} ilike ${pattern})`,
        officeIds === null
          ? undefined
          : sql`exists (select 1 from ${grants} g where g.account_id = ${accounts.id}
              and g.office_id = any (${sql.param([...officeIds])}::bigint[]))`,
      ),
    )
    .orderBy(asc(accounts.id))
    .limit(options.limit);
  return Promise.all(rows.map(async (account) => ({ ...account, grants: await grantsOf(db, account.id) })));
};

/** Accounts that may administer everywhere and can be used, but for this one. */
export const otherAdministrators = async (db: Db, accountId: number): Promise<number> => {
  const result = await db.execute<{ count: string }>(sql`
    select count(distinct a.id) as count from ${accounts} a join ${grants} g on g.account_id = a.id
    where g.role = 'administrator' and g.office_id is null and a.locked_at is null and a.id <> ${accountId}`);
  return Number(result.rows[0]?.count ?? 0);
};

/** People who may be asked about entries of an office: whoever keys, checks or supervises there and is not locked. */
export const colleaguesIn = async (
  db: Db,
  officeId: number,
  but: number,
): Promise<Pick<Account, 'username' | 'displayName'>[]> =>
  db
    .selectDistinct({ username: accounts.username, displayName: accounts.displayName })
    .from(accounts)
    .innerJoin(grants, eq(grants.accountId, accounts.id))
    .where(
      and(
        sql`${accounts.id} <> ${but}`,
        isNull(accounts.lockedAt),
        inArray(grants.role, ['data-entry', 'checker', 'supervisor']),
        sql`(${grants.officeId} is null or ${grants.officeId} = ${officeId})`,
      ),
    )
    .orderBy(asc(accounts.displayName), asc(accounts.username))
    .limit(200);
