/** Where a batch stands, in numbers that add up: received = done + held + in progress, for files, frames and pages. */
import { and, eq, isNull } from 'drizzle-orm';
import type { Db } from './database.ts';
import { holds } from './schema/index.ts';
import { type Tallies, talliesOf } from './tallies.ts';

export type Count = Readonly<{ received: number; done: number; held: number; inProgress: number }>;

export type Progress = Readonly<{
  batchId: number;
  files: Count;
  frames: Count;
  pages: Count;
  /** Pages that hold no entry: covers, closing notes, void and blank ones. */
  pagesWithoutEntry: number;
  entries: Readonly<{ candidate: number; verified: number; loaded: number }>;
  fields: Readonly<{ total: number; settled: number }>;
  tasks: Readonly<{ open: number; done: number }>;
  openHolds: number;
}>;

/** Progress of one batch. Numbers are kept, not counted; give those you have. */
export const progressOf = async (db: Db, batchId: number, known?: Tallies): Promise<Progress> => {
  const tallies = known ?? (await talliesOf(db, batchId));
  const { of, under } = tallies;
  const count = (thing: string, due: readonly string[]): Count => {
    const received = under(`${thing}:`).reduce((sum, [, number]) => sum + number, 0);
    const inProgress = due.reduce((sum, state) => sum + of(`${thing}:${state}`), 0);
    const held = of(`${thing}:held`);
    return { received, done: received - inProgress - held, held, inProgress };
  };
  return {
    batchId,
    files: count('file', ['received']),
    frames: count('frame', ['received']),
    pages: count('page', ['imaged', 'read']),
    pagesWithoutEntry: of('page-without-entry'),
    entries: { candidate: of('entry:candidate'), verified: of('entry:verified'), loaded: of('entry:loaded') },
    fields: { total: of('field:open') + of('field:settled'), settled: of('field:settled') },
    tasks: { open: of('task:open'), done: of('task:done') },
    openHolds: await db.$count(holds, and(eq(holds.batchId, batchId), isNull(holds.releasedAt))),
  };
};
