/** `sohoa user`: accounts and their rights by role and office, by the same acts as the page (access/administration.ts). */
import type { Command } from 'commander';
import { type Actor, authorize } from '../access/accounts.ts';
import {
  createAccount,
  type GrantOf,
  givePassword,
  giveRight,
  lockAccount,
  moveAccount,
  takeRight,
} from '../access/administration.ts';
import { SohoaError } from '../domain/errors.ts';
import { isRole, ROLES } from '../domain/roles.ts';
import type { Messages } from '../messages/messages.ts';
import { findAccount, listAccounts } from '../store/accounts.ts';
import type { Db, Store } from '../store/database.ts';
import { findOffice } from '../store/offices.ts';
import type { Action } from './main.ts';
import { askSecret, EXIT, type ExitCode, type Session } from './session.ts';
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
          const { db, actor } = await acting(session);
          const grants = await grantsFrom(db, options);
          const account = await createAccount(db, actor, {
            username,
            displayName: (options.name ?? username).normalize('NFC'),
            password: options.password === true ? await newPassword(session) : null,
            grants,
          });
          if (session.json)
            session.data({ username: account.username, roles: grants.map((grant) => grant.role) });
          session.tell('user-added', { username: account.username });
          return EXIT.fine;
        },
      ),
    );
  for (const [name, change] of [
    ['grant', giveRight],
    ['revoke', takeRight],
  ] as const) {
    user
      .command(`${name} <username>`)
      .description(say(`cli-user-${name}`))
      .requiredOption('--role <role...>', say('opt-role', { roles: ROLES.join(', ') }))
      .option('--office <code>', say('opt-grant-office'))
      .action(
        action((session, username: string, options: GrantOptions) =>
          changing(session, username, async ({ db, actor, accountId }) => {
            for (const grant of await grantsFrom(db, options)) await change(db, actor, accountId, grant);
          }),
        ),
      );
  }
  user
    .command('move <username>')
    .description(say('cli-user-move'))
    .requiredOption('--from <code>', say('opt-move-from'))
    .requiredOption('--to <code>', say('opt-move-to'))
    .action(
      action((session, username: string, options: { from: string; to: string }) =>
        changing(session, username, async ({ db, actor, accountId }) => {
          const [from, to] = [await findOffice(db, options.from), await findOffice(db, options.to)];
          await moveAccount(db, actor, accountId, { fromOfficeId: from.id, toOfficeId: to.id });
        }),
      ),
    );
  for (const [name, locked] of [
    ['lock', true],
    ['unlock', false],
  ] as const) {
    user
      .command(`${name} <username>`)
      .description(say(`cli-user-${name}`))
      .action(
        action((session, username: string) =>
          changing(session, username, ({ db, actor, accountId }) =>
            lockAccount(db, actor, accountId, locked),
          ),
        ),
      );
  }
  user
    .command('password <username>')
    .description(say('cli-user-password'))
    .action(
      action((session, username: string) =>
        changing(session, username, async ({ db, actor, accountId }) =>
          givePassword(db, actor, accountId, await newPassword(session)),
        ),
      ),
    );
  user
    .command('list')
    .description(say('cli-user-list'))
    .action(
      action(async (session) => {
        const { db, actor } = await acting(session);
        authorize(actor, 'account.manage', null);
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

type Acting = Readonly<{ db: Store['db']; actor: Actor }>;

const acting = async (session: Session): Promise<Acting> => {
  const { db } = await session.system();
  return { db, actor: await session.actor() };
};

/** Does something to one account and says so. */
const changing = async (
  session: Session,
  username: string,
  change: (what: Acting & { accountId: number }) => Promise<unknown>,
): Promise<ExitCode> => {
  const { db, actor } = await acting(session);
  const account = await findAccount(db, username);
  if (account === undefined) throw new SohoaError('account-unknown', { username });
  await change({ db, actor, accountId: account.id });
  session.tell('user-changed', { username });
  return EXIT.fine;
};

const grantsFrom = async (db: Db, options: GrantOptions): Promise<GrantOf[]> => {
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
  return secret;
};
