/** What becomes of an error in a stage: a hold that people see, or another try. */
import { type ErrorParams, isSohoaError, SohoaError } from '../src/domain/errors.ts';
import type { JobResult } from '../src/queue/handlers.ts';
import { type QueueJob, queueOf } from '../src/queue/jobs.ts';
import type { Db } from '../src/store/database.ts';
import { getBook, getFile } from '../src/store/hand-in.ts';
import { type HoldSubject, openHold } from '../src/store/holds.ts';
import { frameWork, pageWork, setFileState, setFrameState, setPageState } from '../src/store/pages.ts';
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
  'reading-failed',
  'stage-failed',
]);

export type HeldThing = Readonly<{
  batchId: number;
  bookId: number;
  subject: HoldSubject & ('file' | 'frame' | 'page');
  subjectId: number;
}>;

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
    const known = isSohoaError(error)
      ? error
      : new SohoaError('stage-failed', { problem: error instanceof Error ? error.name : 'Error' });
    await hold(db, thing, known.code, known.params);
    return 'held';
  }
};

/** Holds a thing with its reason, in one transaction. */
export const hold = async (
  db: Db,
  thing: HeldThing,
  reason: string,
  params: ErrorParams = {},
): Promise<void> =>
  db.transaction(async (tx) => {
    if (thing.subject === 'file') await setFileState(tx, thing.subjectId, 'held');
    else if (thing.subject === 'frame') await setFrameState(tx, thing.subjectId, 'held');
    else await setPageState(tx, thing.subjectId, 'held');
    await openHold(tx, { ...thing, reason, params });
  });

/**
 * Records the end of a job that the queue gave up on without a handler seeing it (it took its worker down too often): the
 * thing is held, unless the database says that it went on all the same.
 */
export const holdGivenUp = async (db: Db, job: QueueJob): Promise<void> => {
  const thing = await stillDue(db, job);
  if (thing !== null) await hold(db, thing, 'stage-failed', { problem: queueOf(job.name) });
};

const stillDue = async (db: Db, job: QueueJob): Promise<HeldThing | null> => {
  switch (job.name) {
    case 'intake.file': {
      const file = await getFile(db, Number(job.data.fileId));
      const { batchId } = await getBook(db, file.bookId);
      return file.state === 'received'
        ? { batchId, bookId: file.bookId, subject: 'file', subjectId: file.id }
        : null;
    }
    case 'intake.frame': {
      const work = await frameWork(db, Number(job.data.frameId));
      if (work === undefined || work.frame.state !== 'received') return null;
      return { batchId: work.batchId, bookId: work.frame.bookId, subject: 'frame', subjectId: work.frame.id };
    }
    case 'read.page':
    case 'extract.page': {
      const work = await pageWork(db, Number(job.data.pageId));
      const due = job.name === 'read.page' ? 'imaged' : 'read';
      if (work === undefined || work.page.state !== due) return null;
      return { batchId: work.book.batchId, bookId: work.book.id, subject: 'page', subjectId: work.page.id };
    }
    default:
      return null;
  }
};
