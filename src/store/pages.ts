/** Frames and pages on their way through intake, read and extract. Each write is an upsert, so a stage can run twice. */
import { and, asc, desc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { PageClass } from '../forms/edition.ts';
import type { Db } from './database.ts';
import { one } from './offices.ts';
import { batches, books, files, frames, pages, readings } from './schema/index.ts';

export type Frame = typeof frames.$inferSelect;
export type Page = typeof pages.$inferSelect;
export type NewPage = Omit<
  typeof pages.$inferInsert,
  'id' | 'state' | 'generation' | 'createdAt' | 'class' | 'editionId' | 'editionVersion' | 'forcedEdition'
>;

/** Notes what the file holds and makes its frames. */
export const saveListing = async (
  db: Db,
  file: { fileId: number; bookId: number; mediaType: string; frameCount: number },
): Promise<Frame[]> => {
  const rows = Array.from({ length: file.frameCount }, (_, index) => ({
    fileId: file.fileId,
    bookId: file.bookId,
    index,
  }));
  // A PDF may hold thousands of pages; a statement takes 65,535 parameters.
  for (let from = 0; from < rows.length; from += 5000) {
    await db
      .insert(frames)
      .values(rows.slice(from, from + 5000))
      .onConflictDoNothing();
  }
  await db
    .update(files)
    .set({ state: 'listed', mediaType: file.mediaType, frameCount: file.frameCount })
    .where(eq(files.id, file.fileId));
  return db.select().from(frames).where(eq(frames.fileId, file.fileId)).orderBy(asc(frames.index));
};

export const setFileState = async (db: Db, fileId: number, state: LedgerFileState): Promise<void> => {
  await db.update(files).set({ state }).where(eq(files.id, fileId));
};
type LedgerFileState = typeof files.$inferSelect.state;

export type FrameWork = Readonly<{
  frame: Frame;
  sha256: string;
  fileName: string;
  mediaType: string;
  batchId: number;
  edition: string;
}>;

/** A frame with what the intake stage needs to know of its file; undefined when it is not there. */
export const frameWork = async (db: Db, frameId: number): Promise<FrameWork | undefined> => {
  const rows = await db
    .select({
      frame: frames,
      sha256: files.sha256,
      fileName: files.name,
      mediaType: files.mediaType,
      batchId: books.batchId,
      edition: books.edition,
    })
    .from(frames)
    .innerJoin(files, eq(files.id, frames.fileId))
    .innerJoin(books, eq(books.id, frames.bookId))
    .where(eq(frames.id, frameId));
  const row = rows[0];
  return row === undefined ? undefined : { ...row, mediaType: row.mediaType ?? '' };
};

/** Writes the pages of a frame and marks it imaged. Pages that were there already keep their id and start anew. */
export const saveImagedFrame = async (db: Db, frameId: number, found: readonly NewPage[]): Promise<Page[]> =>
  db.transaction(async (tx) => {
    const saved: Page[] = [];
    for (const page of found) {
      saved.push(
        one(
          await tx
            .insert(pages)
            .values(page)
            .onConflictDoUpdate({
              target: [pages.frameId, pages.side],
              set: { ...page, state: 'imaged', class: null, generation: sql`${pages.generation} + 1` },
            })
            .returning(),
        ),
      );
    }
    await tx.update(frames).set({ state: 'imaged' }).where(eq(frames.id, frameId));
    return saved;
  });

export const setFrameState = async (db: Db, frameId: number, state: Frame['state']): Promise<void> => {
  await db.update(frames).set({ state }).where(eq(frames.id, frameId));
};

export type PageWork = Readonly<{
  page: Page;
  book: typeof books.$inferSelect;
  batchState: typeof batches.$inferSelect.state;
  fileName: string;
  frameIndex: number;
}>;

/** A page with its book; undefined when it is not there. */
export const pageWork = async (db: Db, pageId: number): Promise<PageWork | undefined> => {
  const rows = await db
    .select({
      page: pages,
      book: books,
      batchState: batches.state,
      fileName: files.name,
      frameIndex: frames.index,
    })
    .from(pages)
    .innerJoin(books, eq(books.id, pages.bookId))
    .innerJoin(batches, eq(batches.id, books.batchId))
    .innerJoin(frames, eq(frames.id, pages.frameId))
    .innerJoin(files, eq(files.id, frames.fileId))
    .where(eq(pages.id, pageId));
  return rows[0];
};

export type PageFinding = Readonly<{
  class: PageClass;
  editionId: string | null;
  editionVersion: number | null;
  fitError: number | null;
  fitConfidence: number | null;
}>;
export type NewReading = Readonly<{ place: string; engine: string; engineVersion: string; content: unknown }>;

/** Writes what was read on a page and marks it read. Readings of an earlier try are replaced. */
export const saveReadings = async (
  db: Db,
  pageId: number,
  finding: PageFinding,
  read: readonly NewReading[],
): Promise<void> =>
  db.transaction(async (tx) => {
    await tx.delete(readings).where(eq(readings.pageId, pageId));
    if (read.length > 0) await tx.insert(readings).values(read.map((reading) => ({ ...reading, pageId })));
    await tx
      .update(pages)
      .set({ ...finding, state: 'read' })
      .where(eq(pages.id, pageId));
  });

export const readingsOf = async (db: Db, pageId: number): Promise<(typeof readings.$inferSelect)[]> =>
  db.select().from(readings).where(eq(readings.pageId, pageId)).orderBy(asc(readings.id));

export const setPageState = async (db: Db, pageId: number, state: Page['state']): Promise<void> => {
  await db.update(pages).set({ state }).where(eq(pages.id, pageId));
};

export const setPageClass = async (db: Db, pageId: number, pageClass: PageClass): Promise<void> => {
  await db.update(pages).set({ class: pageClass }).where(eq(pages.id, pageId));
};

/** What the database says is due, in order, a chunk at a time: the truth that `reconcile` fills the queue from. */
export const dueWork = async (
  db: Db,
  options: { batchId?: number; after: { file: number; frame: number; page: number }; limit: number },
) => {
  const batchBooks =
    options.batchId === undefined
      ? undefined
      : db.select({ id: books.id }).from(books).where(eq(books.batchId, options.batchId));
  const [dueFiles, dueFrames, duePages] = await Promise.all([
    db
      .select({ id: files.id, generation: files.generation })
      .from(files)
      .where(
        and(
          eq(files.state, 'received'),
          gt(files.id, options.after.file),
          batchBooks === undefined ? undefined : inArray(files.bookId, batchBooks),
        ),
      )
      .orderBy(asc(files.id))
      .limit(options.limit),
    db
      .select({ id: frames.id, generation: frames.generation })
      .from(frames)
      .where(
        and(
          eq(frames.state, 'received'),
          gt(frames.id, options.after.frame),
          batchBooks === undefined ? undefined : inArray(frames.bookId, batchBooks),
        ),
      )
      .orderBy(asc(frames.id))
      .limit(options.limit),
    db
      .select({ id: pages.id, generation: pages.generation, state: pages.state })
      .from(pages)
      .where(
        and(
          inArray(pages.state, ['imaged', 'read']),
          gt(pages.id, options.after.page),
          batchBooks === undefined ? undefined : inArray(pages.bookId, batchBooks),
        ),
      )
      .orderBy(asc(pages.id))
      .limit(options.limit),
  ]);
  return { files: dueFiles, frames: dueFrames, pages: duePages };
};

/** Gives a thing a new try: its generation goes up, so its job has a new id. */
export const startAnew = async (
  db: Db,
  subject: 'file' | 'frame' | 'page',
  id: number,
  options: { forcedEdition?: string } = {},
): Promise<void> => {
  if (subject === 'file') {
    await db
      .update(files)
      .set({ state: 'received', generation: sql`${files.generation} + 1` })
      .where(eq(files.id, id));
  } else if (subject === 'frame') {
    await db
      .update(frames)
      .set({ state: 'received', generation: sql`${frames.generation} + 1` })
      .where(eq(frames.id, id));
  } else {
    await db
      .update(pages)
      .set({ state: 'imaged', generation: sql`${pages.generation} + 1`, ...options })
      .where(eq(pages.id, id));
  }
};

/** Sets a thing aside for good: it is done, without an entry. */
export const dismiss = async (db: Db, subject: 'file' | 'frame' | 'page', id: number): Promise<void> => {
  if (subject === 'file') await setFileState(db, id, 'dismissed');
  else if (subject === 'frame') await setFrameState(db, id, 'dismissed');
  else await setPageState(db, id, 'dismissed');
};

export const getFrame = async (db: Db, frameId: number): Promise<Frame> =>
  one(await db.select().from(frames).where(eq(frames.id, frameId)));

/** How many things of a book have not been read yet. */
export const unreadOf = async (db: Db, bookId: number): Promise<number> => {
  const result = await db.execute<{ count: string }>(sql`
    select (select count(*) from ${files} where book_id = ${bookId} and state = 'received')
         + (select count(*) from ${frames} where book_id = ${bookId} and state = 'received')
         + (select count(*) from ${pages} where book_id = ${bookId} and state = 'imaged') as count`);
  return Number(result.rows[0]?.count ?? 0);
};

/** Pages of a book that were read as tables of these editions, in the order of the book. */
export const tablePagesOf = async (db: Db, bookId: number, editionIds: readonly string[]): Promise<Page[]> =>
  editionIds.length === 0
    ? []
    : db
        .select()
        .from(pages)
        .where(
          and(
            eq(pages.bookId, bookId),
            eq(pages.class, 'entry'),
            inArray(pages.editionId, [...editionIds]),
            inArray(pages.state, ['read', 'extracted']),
          ),
        )
        .orderBy(asc(pages.position), asc(pages.id));

/** The page that stands before this one in its book. */
export const pageBefore = async (
  db: Db,
  page: Pick<Page, 'id' | 'bookId' | 'position'>,
): Promise<Page | undefined> =>
  (
    await db
      .select()
      .from(pages)
      .where(
        and(
          eq(pages.bookId, page.bookId),
          sql`(${pages.position}, ${pages.id}) < (${page.position}::numeric, ${page.id}::bigint)`,
        ),
      )
      .orderBy(desc(pages.position), desc(pages.id))
      .limit(1)
  )[0];

/** How many things of a book are still on their way to the verification queue. */
export const unfinishedOf = async (db: Db, bookId: number): Promise<number> => {
  const result = await db.execute<{ count: string }>(sql`
    select (select count(*) from ${files} where book_id = ${bookId} and state = 'received')
         + (select count(*) from ${frames} where book_id = ${bookId} and state = 'received')
         + (select count(*) from ${pages} where book_id = ${bookId} and state in ('imaged', 'read')) as count`);
  return Number(result.rows[0]?.count ?? 0);
};
