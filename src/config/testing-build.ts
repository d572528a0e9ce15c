/**
 * Vitest's global setup: builds the product, so that tests that start `sohoa` run what people run. Starting the source
 * through tsx instead costs twice the processor for each of some hundred processes. Only what changed is built (a second
 * or two); what does not type-check is built all the same and told, since other tests may be the point of the run.
 */
import { spawnSync } from 'node:child_process';
import { packagePath } from './root.ts';

const build = (): void => {
  const compiler = packagePath('node_modules/typescript/bin/tsc');
  const { error } = spawnSync(process.execPath, [compiler, '-p', packagePath('tsconfig.build.json')], {
    stdio: 'inherit',
  });
  if (error !== undefined) throw error;
};

export default build;
