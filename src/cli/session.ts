/** What every command needs: settings, texts, an open system for as long as it runs, who is acting, and how it ends. */
import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { openSystem, type System } from '../../pipelines/system.ts';
import { type Actor, actorOf, logIn } from '../access/accounts.ts';
import { type Environment, readEnvironment } from '../config/environment.ts';
import { isSohoaError, SohoaError } from '../domain/errors.ts';
import { describeError, type Messages, messagesFor } from '../messages/messages.ts';
import type { QueueNotice } from '../queue/failures.ts';
import { addAccount, addGrant, countAccounts, findAccount } from '../store/accounts.ts';

export const EXIT = { fine: 0, held: 1, usage: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export type GlobalOptions = Readonly<{ as?: string; json?: boolean; lang?: 'vi' | 'en' }>;

export type Session = Readonly<{
  env: Environment;
  say: Messages;
  json: boolean;
  /** A line for people, or nothing when `--json` asks for data only. */
  tell: (key: string, params?: Readonly<Record<string, string | number>>) => void;
  /** A line for people on stderr, also with `--json`. */
  note: (key: string, params?: Readonly<Record<string, string | number>>) => void;
  /** One line of data for programs. */
  data: (value: unknown) => void;
  system: () => Promise<System>;
  /** Who acts: `--as`, `SOHOA_USER`, or the user of the operating system. */
  actor: () => Promise<Actor>;
}>;

/** Errors of people's input: exit code 2. Everything else that goes wrong is 1. */
const USAGE: ReadonlySet<string> = new Set([
  'already-up',
  'batch-ambiguous',
  'batch-unknown',
  'book-incomplete',
  'edition-column-twice',
  'edition-columns-order',
  'edition-field-twice',
  'edition-fields-overlap',
  'edition-invalid',
  'edition-off-paper',
  'edition-rows-start',
  'edition-side-missing',
  'edition-unknown',
  'edition-unknown-field',
  'form-kind-differs',
  'form-nothing-found',
  'form-shipped',
  'form-without-picture',
  'edition-of-no-kind',
  'evaluate-nothing',
  'hold-unknown',
  'kind-unknown',
  'lines-labels-invalid',
  'lines-labels-missing',
  'lines-picture-missing',
  'lines-split-unknown',
  'manifest-column-unknown',
  'manifest-file-missing',
  'manifest-invalid',
  'manifest-path-outside',
  'native-tesseract-missing',
  'needs-terminal',
  'nothing-found',
  'number-invalid',
  'office-needed',
  'office-unknown',
  'offices-differ',
  'option-invalid',
  'page-unknown',
  'path-missing',
  'place-list-cell-missing',
  'place-list-code-invalid',
  'place-list-columns',
  'place-list-empty',
  'place-list-encoding',
  'place-list-encoding-file',
  'place-list-period-invalid',
  'place-list-type-unknown',
  'place-list-unreadable',
  'reason-needed',
  'role-unknown',
  'setting-invalid',
  'setting-missing',
  'truth-line-invalid',
  'truth-missing',
  'volume-invalid',
  'year-invalid',
]);

/** Runs a command's work with a session and gives the exit code; errors are told in the user's language. */
export const runCommand = async (
  options: GlobalOptions,
  work: (session: Session) => Promise<ExitCode>,
): Promise<ExitCode> => {
  let system: Promise<System> | undefined;
  let say = messagesFor(options.lang ?? 'vi');
  try {
    const env = readEnvironment();
    say = messagesFor(options.lang ?? env.language);
    const json = options.json === true;
    const note: Session['note'] = (key, params) => console.error(say(key, params));
    const session: Session = {
      env,
      say,
      json,
      tell: (key, params) => {
        if (!json) console.log(say(key, params));
      },
      note,
      data: (value) => console.log(JSON.stringify(value)),
      system: () => {
        system ??= openSystem(env, (notice) => reportNotice(env, notice, note));
        return system;
      },
      actor: async () => whoActs(await session.system(), options, note),
    };
    return await work(session);
  } catch (error) {
    console.error(describeError(error, say));
    return isSohoaError(error) && USAGE.has(error.code) ? EXIT.usage : EXIT.held;
  } finally {
    await system?.then((opened) => opened.close()).catch(() => undefined);
  }
};

const reportNotice = (env: Environment, notice: QueueNotice, note: Session['note']): void => {
  if (env.logLevel === 'silent') return;
  note(notice.code, notice.params);
};

const whoActs = async (system: System, options: GlobalOptions, note: Session['note']): Promise<Actor> => {
  const username = options.as ?? system.env.user ?? userInfo().username;
  if ((await countAccounts(system.db)) === 0) return firstActor(system, username, note);
  const account = await findAccount(system.db, username);
  if (account === undefined) throw new SohoaError('account-unknown', { username });
  const password =
    account.passwordHash === null ? undefined : (system.env.password ?? (await askSecret(`${username}: `)));
  return logIn(system.db, { username, password }, { passwordless: true });
};

/** Whoever sets up a fresh workspace may do everything there; the four-eyes rule binds them like anybody else. */
const firstActor = async (system: System, username: string, note: Session['note']): Promise<Actor> => {
  const account = await addAccount(system.db, { username, displayName: username, passwordHash: null });
  for (const role of ['administrator', 'scan-operator', 'data-entry', 'checker', 'supervisor'] as const) {
    await addGrant(system.db, { accountId: account.id, role, officeId: null });
  }
  note('first-account', { username });
  return actorOf(system.db, account);
};

/** Asks on the terminal without showing what is typed; undefined where there is no terminal. */
export const askSecret = async (prompt: string): Promise<string | undefined> => {
  if (!process.stdin.isTTY) return undefined;
  process.stderr.write(prompt);
  const mute = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: mute, terminal: true });
  try {
    return await reader.question('');
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
};

/** Runs until Ctrl-C or a stop by the system. */
export const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
