/** The machine without a database: bench processes, and the version of what reads in them. */
import type { Environment } from '../../src/config/environment.ts';
import { createReader } from '../../src/reading/reader.ts';
import { type Bench, createBench } from '../bench/bench.ts';

export type Machine = Readonly<{ bench: Bench; reader: string; close: () => Promise<void> }>;

export const openMachine = (
  env: Pick<Environment, 'concurrency' | 'pagesPerProcess' | 'pageSeconds'>,
): Machine => {
  const engine = createReader();
  const bench = createBench({
    size: env.concurrency,
    requestsPerProcess: env.pagesPerProcess,
    secondsPerRequest: env.pageSeconds,
  });
  return {
    bench,
    reader: `${engine.id}@${engine.version}`,
    close: async () => {
      await Promise.all([bench.close(), engine.close()]);
    },
  };
};
