/**
 * What administrators do with accounts. An administrator of one office sees and changes only what lies in that office: an
 * account that has rights elsewhere, too, can be given and taken rights here, but not locked, moved or given a password.
 */
import { SohoaError } from '../domain/errors.ts';
import { allows, type Role } from '../domain/roles.ts';
import {
  type Account,
  accountsIn,
  addAccount,
  addGrant,
  type Grant,
  getAccount,
  grantsOf,
  otherAdministrators,
  removeGrant,
  setLocked,
  setPassword,
} from '../store/accounts.ts';
import { recordAudit } from '../store/audit.ts';
import type { Db, Store } from '../store/database.ts';
import { endSessionsOf } from '../store/sessions.ts';
import { giveBack, leasesOf } from '../store/work.ts';
import { type Actor, authorize, authorizeSomewhere, hashPassword } from './accounts.ts';

export type GrantOf = Readonly<{ role: Role; officeId: number | null }>;
export type AccountWithGrants = Account & Readonly<{ grants: readonly Grant[] }>;
type Database = Store['db'];

/** @throws SohoaError `not-allowed` */
export const accountsFor = async (
  db: Db,
  actor: Actor,
  page: { find: string | undefined; after: number; limit: number },
): Promise<AccountWithGrants[]> => accountsIn(db, { ...page, officeIds: administered(actor) });

/** Offices that somebody administers. @throws SohoaError `not-allowed` when there is none */
const administered = (actor: Actor): readonly number[] | null => authorizeSomewhere(actor, 'account.manage');

/** @throws SohoaError `not-allowed`, `account-exists`, `password-too-short` */
export const createAccount = async (
  db: Database,
  actor: Actor,
  account: { username: string; displayName: string; password: string | null; grants: readonly GrantOf[] },
): Promise<AccountWithGrants> => {
  administered(actor);
  for (const { officeId } of account.grants) authorize(actor, 'account.manage', officeId);
  const { username, displayName } = account;
  const passwordHash = account.password === null ? null : await hashPassword(account.password);
  const id = await db.transaction(async (tx) => {
    const added = await addAccount(tx, { username, displayName, passwordHash });
    for (const grant of account.grants) await addGrant(tx, { ...grant, accountId: added.id });
    await audit(tx, actor, added.id, 'account.add');
    return added.id;
  });
  return withGrants(db, id);
};

/** @throws SohoaError `not-allowed`, `not-found` */
export const giveRight = async (
  db: Database,
  actor: Actor,
  accountId: number,
  grant: GrantOf,
): Promise<AccountWithGrants> => {
  await seen(db, actor, accountId);
  authorize(actor, 'account.manage', grant.officeId);
  return changed(db, actor, accountId, 'account.grant', (tx) => addGrant(tx, { ...grant, accountId }));
};

/** @throws SohoaError `not-allowed`, `not-found`, `last-administrator` */
export const takeRight = async (
  db: Database,
  actor: Actor,
  accountId: number,
  grant: GrantOf,
): Promise<AccountWithGrants> => {
  await seen(db, actor, accountId);
  authorize(actor, 'account.manage', grant.officeId);
  if (grant.role === 'administrator' && grant.officeId === null) await keepAnAdministrator(db, accountId);
  return changed(db, actor, accountId, 'account.revoke', async (tx) => {
    await removeGrant(tx, { ...grant, accountId });
    await giveBackLeases(tx, accountId);
  });
};

/** Moves all roles from one office to another. @throws SohoaError `not-allowed`, `not-found`, `account-elsewhere` */
export const moveAccount = async (
  db: Database,
  actor: Actor,
  accountId: number,
  move: { fromOfficeId: number; toOfficeId: number },
): Promise<AccountWithGrants> => {
  const { grants } = await seen(db, actor, accountId);
  authorize(actor, 'account.manage', move.fromOfficeId);
  authorize(actor, 'account.manage', move.toOfficeId);
  const moving = grants.filter((grant) => grant.officeId === move.fromOfficeId);
  if (moving.length === 0) throw new SohoaError('account-elsewhere');
  return changed(db, actor, accountId, 'account.move', async (tx) => {
    for (const { role, officeId } of moving) {
      await removeGrant(tx, { accountId, role, officeId });
      await addGrant(tx, { accountId, role, officeId: move.toOfficeId });
    }
    await giveBackLeases(tx, accountId);
  });
};

/** A locked account is out at once: its sessions end and its leases go back. @throws SohoaError like `moveAccount` */
export const lockAccount = async (
  db: Database,
  actor: Actor,
  accountId: number,
  locked: boolean,
): Promise<AccountWithGrants> => {
  await mine(db, actor, accountId);
  if (locked) await keepAnAdministrator(db, accountId);
  return changed(db, actor, accountId, locked ? 'account.lock' : 'account.unlock', async (tx) => {
    await setLocked(tx, accountId, locked);
    if (!locked) return;
    await endSessionsOf(tx, accountId);
    await giveBackLeases(tx, accountId);
  });
};

/** @throws SohoaError `not-allowed`, `not-found`, `password-too-short` */
export const givePassword = async (
  db: Database,
  actor: Actor,
  accountId: number,
  password: string,
): Promise<AccountWithGrants> => {
  await mine(db, actor, accountId);
  const passwordHash = await hashPassword(password);
  return changed(db, actor, accountId, 'account.password', async (tx) => {
    await setPassword(tx, accountId, passwordHash);
    await endSessionsOf(tx, accountId);
  });
};

/** The account if it lies, at least in part, in an office that this person administers. */
const seen = async (db: Db, actor: Actor, accountId: number): Promise<AccountWithGrants> => {
  const officeIds = administered(actor);
  const account = await withGrants(db, accountId).catch((error: unknown) => {
    if (error instanceof SohoaError) return undefined;
    throw error;
  });
  const isSeen =
    account !== undefined &&
    (officeIds === null ||
      account.grants.some(({ officeId }) => officeId !== null && officeIds.includes(officeId)));
  if (!isSeen) throw new SohoaError('not-found');
  return account;
};

/** The account if it lies wholly in offices that this person administers. */
const mine = async (db: Db, actor: Actor, accountId: number): Promise<AccountWithGrants> => {
  const account = await seen(db, actor, accountId);
  const isWhole = account.grants.every(({ officeId }) => allows(actor.grants, 'account.manage', officeId));
  if (!isWhole) {
    throw new SohoaError('not-allowed', { username: actor.username, action: 'account.manage' });
  }
  return account;
};

const withGrants = async (db: Db, accountId: number): Promise<AccountWithGrants> => ({
  ...(await getAccount(db, accountId)),
  grants: await grantsOf(db, accountId),
});

/** Somebody must be left who can administer everywhere. */
const keepAnAdministrator = async (db: Db, accountId: number): Promise<void> => {
  const grants = await grantsOf(db, accountId);
  const isOne = grants.some(({ role, officeId }) => role === 'administrator' && officeId === null);
  if (isOne && (await otherAdministrators(db, accountId)) === 0) throw new SohoaError('last-administrator');
};

const giveBackLeases = async (tx: Db, accountId: number): Promise<void> =>
  giveBack(tx, accountId, await leasesOf(tx, accountId));

const changed = async (
  db: Database,
  actor: Actor,
  accountId: number,
  action: string,
  change: (tx: Db) => Promise<void>,
): Promise<AccountWithGrants> => {
  await db.transaction(async (tx) => {
    await change(tx);
    await audit(tx, actor, accountId, action);
  });
  return withGrants(db, accountId);
};

const audit = async (tx: Db, actor: Actor, accountId: number, action: string): Promise<void> =>
  recordAudit(tx, {
    accountId: actor.accountId,
    officeId: null,
    action,
    subject: 'account',
    subjectId: accountId,
  });
