/** What becomes of an error in a stage: a hold that people see, or another try. */
import { type ErrorParams, isSohoaError } from '../src/domain/errors.ts';
import type { JobResult } from '../src/queue/handlers.ts';
import type { Db } from '../src/store/database.ts';
import { type HoldSubject, openHold } from '../src/store/holds.ts';
import { setFileState, setFrameState, setPageState } from '../src/store/pages.ts';
import { databaseProblem } from '../src/store/problems.ts';
import type { Try } from './context.ts';

/** Troubles of the machine and not of the page: worth another try before anybody is asked. */
const PASSING: ReadonlySet<string> = new Set([
  'bench-crashed',
  'bench-closed',
  'disk-full',
  'storage-not-writable',
  'page-file-missing',
  'reading-engine-start',
  'reading-timeout',
  'reading-closed',
]);

export type HeldThing = Readonly<{ batchId: number; bookId: number; subject: HoldSubject & ('file' | 'frame' | 'page'); subjectId: number }>;

/**
 * Runs one try of a stage. What is wrong with the page holds it at once, with the reason; what is wrong with the machine
 * is thrown for the queue to try again and holds the page after the last try. Trouble with the database itself is always
 * thrown: then nothing can be written, the page stays due and `reconcile` finds it.
 */
export const holdOnFailure = async (
  db: Db,
  thing: HeldThing,
  attempt: Try,
  work: () => Promise<JobResult>,
): Promise<JobResult> => {
  try {
    return await work();
  } catch (error) {
    if (databaseProblem(error) !== null || isSohoaError(error, 'bench-closed')) throw error;
    const passing = !isSohoaError(error) || PASSING.has(error.code);
    if (passing && !attempt.isLast) throw error;
    await hold(db, thing, isSohoaError(error) ? error.code : 'stage-failed', isSohoaError(error) ? error.params : {});
    return 'held';
  }
};

/** Holds a thing with its reason, in one transaction. */
export const hold = async (db: Db, thing: HeldThing, reason: string, params: ErrorParams = {}): Promise<void> =>
  db.transaction(async (tx) => {
    if (thing.subject === 'file') await setFileState(tx, thing.subjectId, 'held');
    else if (thing.subject === 'frame') await setFrameState(tx, thing.subjectId, 'held');
    else await setPageState(tx, thing.subjectId, 'held');
    await openHold(tx, { ...thing, reason, params });
  });
