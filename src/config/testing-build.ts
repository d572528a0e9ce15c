/**
 * Vitest's global setup: builds the product, so that processes that tests start run what people run. Starting the source
 * through tsx instead costs twice the processor for each of some hundred processes. Only what changed is built (a second
 * or two); what does not type-check is built all the same and told, since other tests may be the point of the run.
 */
import { spawnSync } from 'node:child_process';
import { packagePath } from './root.ts';

const build = (): void => {
  run('node_modules/typescript/bin/tsc', '-p', packagePath('tsconfig.build.json'));
  run('dist/src/reading/lines/build-letters.js');
  process.env.SOHOA_START = 'built';
};

const run = (program: string, ...args: string[]): void => {
  const { error } = spawnSync(process.execPath, [packagePath(program), ...args], { stdio: 'inherit' });
  if (error !== undefined) throw error;
};

export default build;
