/** Where the package lies on disk: its data files (editions, migrations, models) are read from there, built or not. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const findRoot = (): string => {
  for (let dir = dirname(fileURLToPath(import.meta.url)); ; dir = dirname(dir)) {
    const manifest = join(dir, 'package.json');
    if (existsSync(manifest) && readFileSync(manifest, 'utf8').includes('"name": "sohoa"')) return dir;
    if (dirname(dir) === dir) throw new Error('sohoa: package.json not found above this module');
  }
};

export const PROJECT_ROOT = findRoot();

/** Absolute path of a data file of the package, e.g. `packagePath('src/forms/editions')`. */
export const packagePath = (...parts: string[]): string => join(PROJECT_ROOT, ...parts);

/** Whether this code runs as it was built, and not from its source. */
export const isBuilt = import.meta.url.endsWith('.js');
