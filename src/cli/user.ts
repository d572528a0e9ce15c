/** `sohoa user`: accounts and their rights by role and office. */
import type { Command } from 'commander';
import { type Actor, authorize, hashPassword } from '../access/accounts.ts';
import { SohoaError } from '../domain/errors.ts';
import { isRole, ROLES, type Role } from '../domain/roles.ts';
import type { Messages } from '../messages/messages.ts';
import {
  type Account,
  addAccount,
  addGrant,
  findAccount,
  listAccounts,
  removeGrant,
  setLocked,
  setPassword,
} from '../store/accounts.ts';
import { recordAudit } from '../store/audit.ts';
import type { Db } from '../store/database.ts';
import { findOffice } from '../store/offices.ts';
import type { Action } from './main.ts';
import { askSecret, EXIT, type Session } from './session.ts';
import { table } from './table.ts';

type GrantOptions = { role: string[]; office?: string };

export const userCommand = (program: Command, say: Messages, action: Action): void => {
  const user = program.command('user').description(say('cli-user'));
  user
    .command('add <username>')
    .description(say('cli-user-add'))
    .option('--name <name>', say('opt-display-name'))
    .requiredOption('--role <role...>', say('opt-role', { roles: ROLES.join(', ') }))
    .option('--office <code>', say('opt-grant-office'))
    .option('--password', say('opt-password'))
    .action(
      action(
        async (session, username: string, options: GrantOptions & { name?: string; password?: boolean }) => {
          const { db, actor } = await managing(session);
          const grants = await grantsFrom(db, options);
          const secret = options.password === true ? await newPassword(session) : null;
          const account = await db.transaction(async (tx) => {
            const added = await addAccount(tx, {
              username,
              displayName: (options.name ?? username).normalize('NFC'),
              passwordHash: secret,
            });
            for (const grant of grants) await addGrant(tx, { accountId: added.id, ...grant });
            await audit(tx, actor, 'account.add', added);
            return added;
          });
          if (session.json)
            session.data({ username: account.username, roles: grants.map((grant) => grant.role) });
          session.tell('user-added', { username: account.username });
          return EXIT.fine;
        },
      ),
    );
  for (const [name, change] of [
    ['grant', addGrant],
    ['revoke', removeGrant],
  ] as const) {
    user
      .command(`${name} <username>`)
      .description(say(`cli-user-${name}`))
      .requiredOption('--role <role...>', say('opt-role', { roles: ROLES.join(', ') }))
      .option('--office <code>', say('opt-grant-office'))
      .action(
        action(async (session, username: string, options: GrantOptions) => {
          const { db, actor } = await managing(session);
          const account = await known(db, username);
          for (const grant of await grantsFrom(db, options))
            await change(db, { accountId: account.id, ...grant });
          await audit(db, actor, `account.${name}`, account);
          session.tell('user-changed', { username });
          return EXIT.fine;
        }),
      );
  }
  for (const [name, locked] of [
    ['lock', true],
    ['unlock', false],
  ] as const) {
    user
      .command(`${name} <username>`)
      .description(say(`cli-user-${name}`))
      .action(
        action(async (session, username: string) => {
          const { db, actor } = await managing(session);
          const account = await known(db, username);
          await setLocked(db, account.id, locked);
          await audit(db, actor, `account.${name}`, account);
          session.tell('user-changed', { username });
          return EXIT.fine;
        }),
      );
  }
  user
    .command('password <username>')
    .description(say('cli-user-password'))
    .action(
      action(async (session, username: string) => {
        const { db, actor } = await managing(session);
        const account = await known(db, username);
        await setPassword(db, account.id, await newPassword(session));
        await audit(db, actor, 'account.password', account);
        session.tell('user-changed', { username });
        return EXIT.fine;
      }),
    );
  user
    .command('list')
    .description(say('cli-user-list'))
    .action(
      action(async (session) => {
        const { db } = await managing(session);
        const accounts = (await listAccounts(db)).map((account) => ({
          username: account.username,
          name: account.displayName,
          locked: account.lockedAt !== null,
          grants: account.grants.map(({ role, officeCode }) => `${role}@${officeCode ?? '*'}`),
        }));
        if (session.json) for (const account of accounts) session.data(account);
        else {
          const headings = ['head-user', 'head-name', 'head-grants', 'head-locked'].map((key) =>
            session.say(key),
          );
          const rows = accounts.map((account) => [
            account.username,
            account.name,
            account.grants.join(' '),
            account.locked ? session.say('yes') : '',
          ]);
          console.log(table(headings, rows));
        }
        return EXIT.fine;
      }),
    );
};

const managing = async (session: Session): Promise<{ db: Db; actor: Actor }> => {
  const { db } = await session.system();
  const actor = await session.actor();
  authorize(actor, 'account.manage', null);
  return { db, actor };
};

const known = async (db: Db, username: string): Promise<Account> => {
  const account = await findAccount(db, username);
  if (account === undefined) throw new SohoaError('account-unknown', { username });
  return account;
};

const grantsFrom = async (
  db: Db,
  options: GrantOptions,
): Promise<{ role: Role; officeId: number | null }[]> => {
  const officeId = options.office === undefined ? null : (await findOffice(db, options.office)).id;
  return options.role.map((role) => {
    if (!isRole(role)) throw new SohoaError('role-unknown', { role, known: ROLES.join(', ') });
    return { role, officeId };
  });
};

/** From `SOHOA_NEW_PASSWORD` for scripts, otherwise asked for; never from the command line, which others can see. */
const newPassword = async (session: Session): Promise<string> => {
  const secret = process.env.SOHOA_NEW_PASSWORD ?? (await askSecret(session.say('ask-new-password')));
  if (secret === undefined) throw new SohoaError('needs-terminal');
  return hashPassword(secret);
};

const audit = async (db: Db, actor: Actor, action: string, account: Account): Promise<void> =>
  recordAudit(db, {
    accountId: actor.accountId,
    officeId: null,
    action,
    subject: 'account',
    subjectId: account.id,
  });
