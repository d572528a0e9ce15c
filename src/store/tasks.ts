/** The verification queue: fields that need a person. */
import { and, asc, eq, gt, or, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { books, entries, entryFields, fieldValues, files, frames, pages, tasks } from './schema/index.ts';

export type Task = typeof tasks.$inferSelect;

/** A task with what a person needs to see: the reading, where it lies, and in which file. */
export type TaskView = Readonly<{
  task: Task;
  kind: (typeof entries.$inferSelect)['kind'];
  officeId: number;
  value: typeof fieldValues.$inferSelect;
  version: number;
  imageSha256: string;
  fileName: string;
  frameIndex: number;
}>;

/** Open tasks of a batch in the order of the paper, a page at a time (`after`: last task seen, by entry and id). */
export const openTasks = async (
  db: Db,
  options: { batchId: number; after?: { entryId: number; taskId: number }; limit?: number },
): Promise<TaskView[]> => {
  const { after } = options;
  const rows = await db
    .select({
      task: tasks,
      kind: entries.kind,
      officeId: entries.officeId,
      value: fieldValues,
      version: entryFields.version,
      imageSha256: pages.imageSha256,
      fileName: files.name,
      frameIndex: frames.index,
    })
    .from(tasks)
    .innerJoin(books, eq(books.id, tasks.bookId))
    .innerJoin(entries, eq(entries.id, tasks.entryId))
    .innerJoin(entryFields, and(eq(entryFields.entryId, tasks.entryId), eq(entryFields.field, tasks.field)))
    .innerJoin(fieldValues, eq(fieldValues.id, entryFields.valueId))
    // A value may stand on the other side of the entry's spread.
    .innerJoin(pages, eq(pages.id, sql`coalesce(${fieldValues.pageId}, ${entries.pageId})`))
    .innerJoin(frames, eq(frames.id, pages.frameId))
    .innerJoin(files, eq(files.id, frames.fileId))
    .where(
      and(
        eq(books.batchId, options.batchId),
        eq(tasks.state, 'open'),
        after === undefined
          ? undefined
          : or(
              gt(tasks.entryId, after.entryId),
              and(eq(tasks.entryId, after.entryId), gt(tasks.id, after.taskId)),
            ),
      ),
    )
    .orderBy(asc(tasks.entryId), asc(tasks.id))
    .limit(options.limit ?? 50);
  return rows;
};

export const countOpenTasks = async (db: Db, batchId: number): Promise<number> => {
  const result = await db.execute<{ count: string }>(sql`
    select count(*) as count from ${tasks} join ${books} on books.id = tasks.book_id
    where books.batch_id = ${batchId} and tasks.state = 'open'`);
  return Number(result.rows[0]?.count ?? 0);
};

/** Asks a person about a field that was settled before (a check over the whole book found something). */
export const askAgain = async (
  db: Db,
  question: { bookId: number; entryId: number; field: string; rules: readonly string[] },
): Promise<void> => {
  const added = await db
    .insert(tasks)
    .values({ ...question, kind: 'question' })
    .onConflictDoNothing()
    .returning({ id: tasks.id });
  if (added.length === 0) return;
  await db
    .update(entryFields)
    .set({ settled: false, route: 'confirm', version: sql`${entryFields.version} + 1` })
    .where(and(eq(entryFields.entryId, question.entryId), eq(entryFields.field, question.field)));
};
