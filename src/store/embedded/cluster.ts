/** The files of the private server, and how a data folder comes into being: whole or not at all. */
import { randomBytes } from 'node:crypto';
import { access, chmod, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SohoaError } from '../../domain/errors.ts';
import { type Launcher, lastLine } from './launcher.ts';

export const SUPERUSER = 'sohoa';

export interface ClusterFiles {
  readonly home: string;
  readonly dataDir: string;
  readonly password: string;
  readonly port: string;
  readonly log: string;
  readonly lock: string;
}

export const clusterFiles = (workspace: string): ClusterFiles => {
  const home = join(resolve(workspace), 'postgres');
  // pg_ctl hands these paths to a shell inside double quotes.
  if (process.platform !== 'win32' && /["$`\\\n]/.test(home)) {
    throw new SohoaError('embedded-postgres-path', { path: home });
  }
  return {
    home,
    dataDir: join(home, 'data'),
    password: join(home, 'password'),
    port: join(home, 'port'),
    log: join(home, 'server.log'),
    lock: join(home, 'lock'),
  };
};

/** Folders that the server's own account must be able to walk through, closed to listing by others. */
export const makeHome = async (files: ClusterFiles): Promise<void> => {
  await mkdir(files.home, { recursive: true });
  await chmod(files.home, 0o711);
};

const INITDB_MS = 180_000;
const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'] as const;

/**
 * Makes the data folder when there is none: initdb works in a folder of another name that is renamed when complete,
 * so a killed initdb leaves nothing but rubbish that the next start clears away. The caller holds the lock.
 * Vietnamese ICU collation, UTF-8, SCRAM passwords only. Returns the superuser's password.
 */
export const ensureCluster = async (files: ClusterFiles, launcher: Launcher): Promise<string> => {
  await clearUnfinished(files);
  if (await isComplete(files.dataDir)) return await readPassword(files);

  const password = (await readFileIfAny(files.password))?.trim() || (await makePassword(files));
  // A new name each time: the initdb of a killed process may still be writing to the old one.
  const unfinished = `${files.dataDir}${UNFINISHED}${randomBytes(4).toString('hex')}`;
  const passwordCopy = `${files.password}.initdb`;
  await writeFile(passwordCopy, `${password}\n`, { mode: 0o600 });
  await launcher.give(passwordCopy);
  await mkdir(unfinished, { mode: 0o700 });
  await launcher.give(unfinished);
  try {
    const made = await launcher.run(
      'initdb',
      [
        ...['-D', unfinished, '-U', SUPERUSER, '--pwfile', passwordCopy],
        ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-instructions'],
        ...['--locale-provider=icu', '--icu-locale=vi'],
        ...SETTINGS.flatMap((setting) => ['--set', setting]),
      ],
      { timeoutMs: INITDB_MS },
    );
    if (made.code !== 0) {
      throw isDiskFull(made.output)
        ? new SohoaError('embedded-postgres-disk-full', { path: files.home })
        : new SohoaError('embedded-postgres-init-failed', {
            path: files.home,
            detail: errorLine(made.output),
          });
    }
    await rename(unfinished, files.dataDir);
  } finally {
    await rm(passwordCopy, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
  return password;
};

const UNFINISHED = '.making-';

const clearUnfinished = async (files: ClusterFiles): Promise<void> => {
  for (const name of await readdir(files.home)) {
    if (name.startsWith(`data${UNFINISHED}`)) {
      await rm(join(files.home, name), { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    }
  }
};

/**
 * True for a made data folder, false for a missing or empty one. Anything else in its place is not ours to delete:
 * `embedded-postgres-data-damaged`.
 */
const isComplete = async (dataDir: string): Promise<boolean> => {
  let names: string[];
  try {
    names = await readdir(dataDir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  if (names.length === 0) {
    await rmdir(dataDir);
    return false;
  }
  for (const part of ['PG_VERSION', 'postgresql.conf', join('global', 'pg_control')]) {
    try {
      await access(join(dataDir, part));
    } catch {
      throw new SohoaError('embedded-postgres-data-damaged', { path: dataDir, missing: part });
    }
  }
  return true;
};

export const readPassword = async (files: ClusterFiles): Promise<string> => {
  const password = (await readFileIfAny(files.password))?.trim();
  if (password) return password;
  throw new SohoaError('embedded-postgres-password', { path: files.password });
};

const makePassword = async (files: ClusterFiles): Promise<string> => {
  const password = randomBytes(24).toString('hex');
  const unfinished = `${files.password}.making`;
  await rm(unfinished, { force: true });
  await writeFile(unfinished, `${password}\n`, { mode: 0o600 });
  await rename(unfinished, files.password);
  return password;
};

export const readFileIfAny = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

export const isDiskFull = (output: string): boolean =>
  /No space left on device|Disk quota exceeded/i.test(output);

/** The first line in which the program says what went wrong. */
export const errorLine = (output: string): string =>
  output
    .split('\n')
    .find((line) => /(error|FATAL|PANIC|could not)/.test(line))
    ?.trim() ?? lastLine(output);
