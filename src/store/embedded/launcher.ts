/**
 * Runs PostgreSQL's programs under an account that PostgreSQL accepts. It refuses uid 0, so as root we either map
 * root to `nobody` in a user namespace (nothing on disk changes hands) or become the account `nobody` for real.
 */
import { spawn } from 'node:child_process';
import { chown, lstat, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SohoaError } from '../../domain/errors.ts';
import { copyPrograms, findPrograms, healLinks, type ProgramName, type Programs } from './binaries.ts';

export interface Outcome {
  /** Exit code; -1 when the program could not be started or was ended by a signal or the time limit. */
  readonly code: number;
  /** Both output streams, the last part of them. */
  readonly output: string;
}

export interface Launcher {
  readonly run: (
    program: ProgramName,
    args: readonly string[],
    options: { timeoutMs: number; quiet?: boolean },
  ) => Promise<Outcome>;
  /** Hands a file or folder that we made to the account the server runs as. */
  readonly give: (path: string) => Promise<void>;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

const PROBE_MS = 20_000;
const NAMESPACE = ['unshare', '--user', '--map-user=65534', '--map-group=65534', '--'] as const;

/**
 * @param home folder of the private server; it must exist. Programs are copied into it when they cannot be used in place.
 * @param dataDir the data folder, which may not exist yet.
 */
export const openLauncher = async (home: string, dataDir: string): Promise<Launcher> => {
  let programs = await findPrograms();
  if (!(await healLinks(programs))) {
    programs = await copyPrograms(programs, join(home, 'program'));
    await healLinks(programs);
  }
  if (process.getuid?.() !== 0) return await proven(plainLauncher(programs));

  const owner = await ownerOf(dataDir);
  if (owner === undefined || owner.uid === 0) {
    const mapped = plainLauncher(programs, NAMESPACE);
    if ((await mapped.run('postgres', ['--version'], { timeoutMs: PROBE_MS })).code === 0) return mapped;
  }
  const account = owner !== undefined && owner.uid !== 0 ? owner : await nobody();
  if (account === undefined) throw new SohoaError('embedded-postgres-root', { home });
  return await accountLauncher(programs, account, home, dataDir);
};

/** The server's own account: root reads its files, others must be able to walk down to them. */
const accountLauncher = async (
  programs: Programs,
  account: Account,
  home: string,
  dataDir: string,
): Promise<Launcher> => {
  if (!(await canWalkTo(home, account))) throw new SohoaError('embedded-postgres-root', { home });
  const usable = (await canWalkTo(join(programs.root, 'bin'), account))
    ? programs
    : await copyPrograms(programs, join(home, 'program'));
  await healLinks(usable);
  await giveAll(dataDir, account);
  return await proven({
    run: (program, args, options) => launch([usable.path(program), ...args], options, account),
    give: (path) => giveAll(path, account),
  });
};

const plainLauncher = (programs: Programs, prefix: readonly string[] = []): Launcher => ({
  run: (program, args, options) => launch([...prefix, programs.path(program), ...args], options),
  give: async () => undefined,
});

/** `embedded-postgres-unusable` when the programs do not run here (musl, a missing library, a noexec disk). */
const proven = async (launcher: Launcher): Promise<Launcher> => {
  const probe = await launcher.run('postgres', ['--version'], { timeoutMs: PROBE_MS });
  if (probe.code === 0) return launcher;
  throw new SohoaError('embedded-postgres-unusable', { detail: lastLine(probe.output) });
};

export const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim() ?? '';

const OUTPUT_KEPT = 16_384;

const launch = (
  command: readonly string[],
  options: { timeoutMs: number; quiet?: boolean },
  account?: Account,
): Promise<Outcome> =>
  new Promise((resolve) => {
    const [file = '', ...args] = command;
    const child = spawn(file, args, {
      cwd: '/',
      // A server started through pg_ctl inherits pg_ctl's streams; a pipe would keep this process waiting for it.
      stdio: options.quiet ? 'ignore' : ['ignore', 'pipe', 'pipe'],
      env: serverEnvironment(),
      windowsHide: true,
      detached: process.platform === 'win32',
      ...(account ?? {}),
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-OUTPUT_KEPT);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const limit = setTimeout(() => {
      output += `\ntime limit of ${options.timeoutMs} ms`;
      child.kill('SIGKILL');
    }, options.timeoutMs);
    const finish = (code: number | null): void => {
      clearTimeout(limit);
      resolve({ code: code ?? -1, output });
    };
    child.once('error', (error) => {
      output += error.message;
      finish(-1);
    });
    child.once(options.quiet ? 'exit' : 'close', finish);
  });

/** PG* variables of the user (PGOPTIONS, PGPORT …) are meant for other servers; messages are to be in plain English. */
const serverEnvironment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(PG|LC_|LANG)/.test(key))),
  LC_ALL: 'C',
});

const ownerOf = async (path: string): Promise<Account | undefined> => {
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch {
    return undefined;
  }
};

const nobody = async (): Promise<Account | undefined> => {
  let users: string;
  try {
    users = await readFile('/etc/passwd', 'utf8');
  } catch {
    return undefined;
  }
  const [, , uid, gid] =
    users
      .split('\n')
      .find((line) => line.startsWith('nobody:'))
      ?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
};

/** Whether the account may enter the folder and all above it, by their mode bits. */
const canWalkTo = async (folder: string, account: Account): Promise<boolean> => {
  const { mode, uid, gid } = await stat(folder);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || (await canWalkTo(parent, account));
};

const giveAll = async (path: string, account: Account): Promise<void> => {
  let entry: Awaited<ReturnType<typeof lstat>>;
  try {
    entry = await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  // What already belongs to the account is complete: everything below was made by it.
  if (entry.uid === account.uid) return;
  if (entry.isDirectory()) {
    for (const name of await readdir(path)) await giveAll(join(path, name), account);
  }
  if (!entry.isSymbolicLink()) await chown(path, account.uid, account.gid);
};
