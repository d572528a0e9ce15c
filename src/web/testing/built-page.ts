/** The page as its sources are now, built once for all browser tests of a run: never what somebody built earlier. */
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { inject } from 'vitest';
import { packagePath } from '../../config/root.ts';
import { withProcessLock } from '../../store/embedded/lock.ts';

/** @returns the folder of the built page; it is gone with the run. */
export const builtPage = async (): Promise<string> => {
  const workspace = inject('testWorkspace');
  const folder = join(workspace, 'page');
  await mkdir(workspace, { recursive: true });
  await withProcessLock(join(workspace, 'page.lock'), async () => {
    if (existsSync(folder)) return;
    const draft = `${folder}-draft`;
    // React of the tests' own environment would be the slow one for developers.
    const environment = process.env.NODE_ENV;
    process.env.NODE_ENV = 'production';
    await build({
      configFile: packagePath('src/web/vite.config.ts'),
      mode: 'production',
      logLevel: 'warn',
      build: { outDir: draft, emptyOutDir: true },
    });
    process.env.NODE_ENV = environment;
    await rename(draft, folder);
  });
  return folder;
};
