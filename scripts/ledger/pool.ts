/** Sheets drawn in several worker threads; each plans the books itself from the seed and is told sheet by sheet. */
import { Worker } from 'node:worker_threads';
import type { LedgerSettings } from './book/options.ts';
import type { DrawnSheet, SheetAddress } from './make.ts';

export type ToWorker = Readonly<{ at: number; address: SheetAddress }>;
export type FromWorker = Readonly<{ at: number; drawn: DrawnSheet } | { at: number; problem: unknown }>;

const SOURCE = import.meta.url.endsWith('.ts');

const startWorker = (settings: LedgerSettings): Worker =>
  new Worker(new URL(SOURCE ? './worker.ts' : './worker.js', import.meta.url), {
    workerData: settings,
    // TypeScript sources are run by tsx, whatever runs the thread that starts them (vitest transforms only its own).
    ...(SOURCE ? { execArgv: ['--import', import.meta.resolve('tsx')] } : {}),
  });

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
          reject(message.problem);
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
