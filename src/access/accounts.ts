/** Who somebody is and what they may do: passwords (argon2id), locks after failures, rights by role and office. */
import { hash, verify } from '@node-rs/argon2';
import { SohoaError } from '../domain/errors.ts';
import { type Action, allows, RIGHTS } from '../domain/roles.ts';
import {
  type Account,
  findAccount,
  type Grant,
  grantsOf,
  noteFailedLogin,
  noteLogin,
} from '../store/accounts.ts';
import type { Db } from '../store/database.ts';

/** Somebody known to the system, with their rights at the time they came in. */
export type Actor = Readonly<{ accountId: number; username: string; grants: readonly Grant[] }>;

export const MIN_PASSWORD_LENGTH = 10;
const FAILURES_UNTIL_LOCK = 5;

/** OWASP's parameters: 19 MiB, 2 passes, 1 lane. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * argon2id.
 * @throws SohoaError `password-too-short`
 */
export const hashPassword = async (password: string): Promise<string> => {
  if (password.normalize('NFC').length < MIN_PASSWORD_LENGTH) {
    throw new SohoaError('password-too-short', { length: MIN_PASSWORD_LENGTH });
  }
  return hash(password.normalize('NFC'), ARGON2ID);
};

/**
 * Who it is, by name and password. An account without a password can only be used where `passwordless` is allowed: at
 * the command line, whose user could write to the database anyway.
 * @throws SohoaError `login-failed` (wrong name or password alike), `account-locked`, `password-needed`
 */
export const logIn = async (
  db: Db,
  credentials: { username: string; password: string | undefined },
  options: { passwordless: boolean },
): Promise<Actor> => {
  const account = await findAccount(db, credentials.username);
  if (account === undefined) {
    // As long as a wrong password takes, so that the time does not tell which names exist.
    if (!options.passwordless) await hash(credentials.password ?? '', ARGON2ID);
    throw new SohoaError('login-failed', { username: credentials.username });
  }
  if (account.lockedAt !== null) throw new SohoaError('account-locked', { username: account.username });
  await checkPassword(db, account, credentials.password, options.passwordless);
  return actorOf(db, account);
};

const checkPassword = async (
  db: Db,
  account: Account,
  password: string | undefined,
  passwordless: boolean,
): Promise<void> => {
  if (account.passwordHash === null) {
    if (passwordless) return;
    throw new SohoaError('login-failed', { username: account.username });
  }
  if (password === undefined) throw new SohoaError('password-needed', { username: account.username });
  if (!(await verify(account.passwordHash, password.normalize('NFC')))) {
    await noteFailedLogin(db, account.id, FAILURES_UNTIL_LOCK);
    throw new SohoaError('login-failed', { username: account.username });
  }
  await noteLogin(db, account.id);
};

/** The account with its present rights. */
export const actorOf = async (db: Db, account: Pick<Account, 'id' | 'username'>): Promise<Actor> => ({
  accountId: account.id,
  username: account.username,
  grants: await grantsOf(db, account.id),
});

/**
 * The offices where somebody may do this; null: in all. With `wanted` only that one, or none where they may not: what
 * somebody may not see does not exist.
 */
export const officesWhere = (
  actor: Pick<Actor, 'grants'>,
  action: Action,
  wanted?: number,
): readonly number[] | null => {
  if (wanted !== undefined) return allows(actor.grants, action, wanted) ? [wanted] : [];
  const giving = actor.grants.filter(({ role }) => RIGHTS[role].includes(action));
  return giving.some(({ officeId }) => officeId === null)
    ? null
    : [...new Set(giving.flatMap(({ officeId }) => (officeId === null ? [] : [officeId])))];
};

/** `officesWhere` for what is done in no single office. @throws SohoaError `not-allowed` to whoever may do it nowhere */
export const authorizeSomewhere = (actor: Actor, action: Action): readonly number[] | null => {
  const officeIds = officesWhere(actor, action);
  if (officeIds?.length === 0) throw new SohoaError('not-allowed', { username: actor.username, action });
  return officeIds;
};

/** @throws SohoaError `not-allowed` naming the action */
export const authorize = (actor: Actor, action: Action, officeId: number | null): void => {
  if (!allows(actor.grants, action, officeId)) {
    throw new SohoaError('not-allowed', { username: actor.username, action });
  }
};
