/** Where a batch stands, in numbers that add up: received = done + held + in progress, for files, frames and pages. */
import { sql } from 'drizzle-orm';
import type { Db } from './database.ts';

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

type Row = Readonly<Record<string, string>>;

/** Progress of one batch, in one statement. */
export const progressOf = async (db: Db, batchId: number): Promise<Progress> => {
  const result = await db.execute<Row>(sql`
    with b as (select id from books where batch_id = ${batchId})
    select
      (select count(*) from files where book_id in (select id from b)) as files,
      (select count(*) from files where book_id in (select id from b) and state = 'received') as files_due,
      (select count(*) from files where book_id in (select id from b) and state = 'held') as files_held,
      (select count(*) from frames where book_id in (select id from b)) as frames,
      (select count(*) from frames where book_id in (select id from b) and state = 'received') as frames_due,
      (select count(*) from frames where book_id in (select id from b) and state = 'held') as frames_held,
      (select count(*) from pages where book_id in (select id from b)) as pages,
      (select count(*) from pages where book_id in (select id from b) and state in ('imaged', 'read')) as pages_due,
      (select count(*) from pages where book_id in (select id from b) and state = 'held') as pages_held,
      (select count(*) from pages p where p.book_id in (select id from b) and p.state in ('extracted', 'dismissed')
         and not exists (select 1 from entries e where e.page_id = p.id and e.state <> 'withdrawn')) as pages_empty,
      (select count(*) from entries where book_id in (select id from b) and state = 'candidate') as candidate,
      (select count(*) from entries where book_id in (select id from b) and state = 'verified') as verified,
      (select count(*) from entries where book_id in (select id from b) and state = 'loaded') as loaded,
      (select count(*) from entry_fields f join entries e on e.id = f.entry_id
         where e.book_id in (select id from b) and e.state <> 'withdrawn') as fields,
      (select count(*) from entry_fields f join entries e on e.id = f.entry_id
         where e.book_id in (select id from b) and e.state <> 'withdrawn' and f.settled) as fields_settled,
      (select count(*) from tasks where book_id in (select id from b) and state = 'open') as tasks_open,
      (select count(*) from tasks where book_id in (select id from b) and state = 'done') as tasks_done,
      (select count(*) from holds where batch_id = ${batchId} and released_at is null) as holds`);
  const row = result.rows[0] ?? {};
  const number = (name: string): number => Number(row[name] ?? 0);
  const count = (name: string): Count => {
    const [received, inProgress, held] = [number(name), number(`${name}_due`), number(`${name}_held`)];
    return { received, done: received - inProgress - held, held, inProgress };
  };
  return {
    batchId,
    files: count('files'),
    frames: count('frames'),
    pages: count('pages'),
    pagesWithoutEntry: number('pages_empty'),
    entries: { candidate: number('candidate'), verified: number('verified'), loaded: number('loaded') },
    fields: { total: number('fields'), settled: number('fields_settled') },
    tasks: { open: number('tasks_open'), done: number('tasks_done') },
    openHolds: number('holds'),
  };
};
