/** Sheets drawn in several worker threads; each plans the books itself from the seed and is told sheet by sheet. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type ErrorParams, SohoaError } from '../../src/domain/errors.ts';
import type { LedgerSettings } from './book/options.ts';
import type { DrawnSheet, SheetAddress } from './make.ts';

export type ToWorker = Readonly<{ at: number; address: SheetAddress }>;
export type FromWorker = Readonly<{ at: number; drawn: DrawnSheet } | { at: number; problem: Problem }>;
export type Problem = Readonly<{ code: string | null; params: ErrorParams; message: string }>;

/**
 * Built code starts the worker as it is. TypeScript sources go through tsx, which a thread has to load for itself
 * (Node 20 ignores `--import` for a worker's own file, and vitest transforms only its own threads).
 */
const startWorker = (settings: LedgerSettings): Worker => {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./worker.js', import.meta.url), { workerData: settings });
  }
  const commonJs = createRequire(import.meta.url).resolve('tsx/esm/api');
  const tsx = pathToFileURL(commonJs.replace(/cjs$/, 'mjs')).href;
  const file = new URL('./worker.ts', import.meta.url).href;
  const start = `import { register } from ${JSON.stringify(tsx)}; register(); await import(${JSON.stringify(file)});`;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(start)}`), { workerData: settings });
};

/** An error loses its class on its way between threads. */
const revive = ({ code, params, message }: Problem): Error =>
  code === null ? new Error(message) : new SohoaError(code, params);

/** Draws all sheets with `settings.jobs` workers; results stand in the order of the addresses. */
export const drawInWorkers = async (
  settings: LedgerSettings,
  addresses: readonly SheetAddress[],
  onFile: (done: number) => void,
): Promise<readonly DrawnSheet[]> => {
  const results: DrawnSheet[] = [];
  let next = 0;
  let done = 0;
  const runOne = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      const give = (): void => {
        const address = addresses[next];
        if (address === undefined) resolve();
        else worker.postMessage({ at: next++, address } satisfies ToWorker);
      };
      worker.on('message', (message: FromWorker) => {
        if ('problem' in message) {
          reject(revive(message.problem));
          return;
        }
        results[message.at] = message.drawn;
        onFile(++done);
        give();
      });
      worker.on('error', reject);
      give();
    });
  const workers = Array.from({ length: Math.min(settings.jobs, addresses.length) }, () =>
    startWorker(settings),
  );
  try {
    await Promise.all(workers.map(runOne));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
};
