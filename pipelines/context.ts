/** What a stage works with. Stages take it as their first argument; workers and commands make it (see office.ts). */

import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { QueueBackend } from '../src/queue/backend.ts';
import type { Schema } from '../src/store/database.ts';
import type { PageFiles } from '../src/store/page-files.ts';
import type { Bench } from './bench/bench.ts';

export type Jobs = Pick<QueueBackend, 'add' | 'addBulk' | 'addFlow'>;

export type StageContext = Readonly<{
  db: NodePgDatabase<Schema>;
  pageFiles: PageFiles;
  bench: Bench;
  jobs: Jobs;
  /** Folder for pictures on their way from the bench into the page store; on the same disk as the store if it can be. */
  scratch: string;
}>;

/** One try of a stage at one thing. */
export type Try = Readonly<{ isLast: boolean }>;
