/** What waits for a decision by a person, and why. */
import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm';
import { type ErrorParams, SohoaError } from '../domain/errors.ts';
import type { KindCode } from '../domain/kinds.ts';
import type { Db } from './database.ts';
import { batches, books, files, frames, holds, pages } from './schema/index.ts';

export type Hold = typeof holds.$inferSelect;
export type HoldSubject = Hold['subject'];
type FilePlace = Readonly<{ file: string | null; frame: number | null; side: string | null }>;
/** Where a hold points, for people: the book, the file as it was handed in, and which page of it. */
export type HoldPlace = FilePlace &
  Readonly<{ book: Readonly<{ kind: KindCode; year: number; volume: string }> | null }>;

/** Holds a thing; one that is held already keeps its first reason. */
export const openHold = async (
  db: Db,
  hold: {
    batchId: number;
    bookId: number | null;
    subject: HoldSubject;
    subjectId: number;
    reason: string;
    params?: ErrorParams;
  },
): Promise<void> => {
  await db
    .insert(holds)
    .values({ ...hold, params: hold.params ?? {} })
    .onConflictDoNothing();
};

/** @throws SohoaError `hold-unknown`, `hold-released` */
export const getOpenHold = async (db: Db, id: number): Promise<Hold> => {
  const rows = await db.select().from(holds).where(eq(holds.id, id)).for('update');
  const hold = rows[0];
  if (hold === undefined) throw new SohoaError('hold-unknown', { hold: id });
  if (hold.releasedAt !== null) throw new SohoaError('hold-released', { hold: id });
  return hold;
};

export const closeHold = async (
  db: Db,
  id: number,
  release: { accountId: number | null; resolution: string },
): Promise<void> => {
  await db
    .update(holds)
    .set({ releasedAt: new Date(), releasedBy: release.accountId, resolution: release.resolution })
    .where(and(eq(holds.id, id), isNull(holds.releasedAt)));
};

/** Closes the open holds of these subjects (when what was wrong has mended itself). */
export const closeHoldsOf = async (
  db: Db,
  subject: HoldSubject,
  subjectIds: readonly number[],
  resolution: string,
): Promise<void> => {
  if (subjectIds.length === 0) return;
  await db
    .update(holds)
    .set({ releasedAt: new Date(), resolution })
    .where(
      and(eq(holds.subject, subject), inArray(holds.subjectId, [...subjectIds]), isNull(holds.releasedAt)),
    );
};

/** Open holds, oldest first, a page at a time, with the file that each concerns. */
export const listHolds = async (
  db: Db,
  options: { batchId?: number; bookId?: number; after?: number; limit?: number } = {},
): Promise<(Hold & HoldPlace)[]> => {
  const rows = await db
    .select()
    .from(holds)
    .where(
      and(
        isNull(holds.releasedAt),
        options.batchId === undefined ? undefined : eq(holds.batchId, options.batchId),
        options.bookId === undefined ? undefined : eq(holds.bookId, options.bookId),
        gt(holds.id, options.after ?? 0),
      ),
    )
    .orderBy(asc(holds.id))
    .limit(options.limit ?? 200);
  return placed(db, rows);
};

const NOWHERE: FilePlace = { file: null, frame: null, side: null };

const placed = async (db: Db, rows: readonly Hold[]): Promise<(Hold & HoldPlace)[]> => {
  const places = await placesOf(db, rows);
  const bookIds = [...new Set(rows.flatMap((row) => row.bookId ?? []))];
  const found = bookIds.length === 0 ? [] : await db.select().from(books).where(inArray(books.id, bookIds));
  const booksById = new Map(found.map(({ id, kind, year, volume }) => [id, { kind, year, volume }] as const));
  return rows.map((hold) => ({
    ...hold,
    ...(places.get(hold.id) ?? NOWHERE),
    book: booksById.get(hold.bookId ?? 0) ?? null,
  }));
};

const placesOf = async (db: Db, rows: readonly Hold[]): Promise<Map<number, FilePlace>> => {
  const ids = (subject: HoldSubject): number[] =>
    rows.filter((row) => row.subject === subject).map((row) => row.subjectId);
  const places = new Map<string, FilePlace>();
  if (ids('file').length > 0) {
    const found = await db
      .select()
      .from(files)
      .where(inArray(files.id, ids('file')));
    for (const file of found) places.set(`file ${file.id}`, { file: file.name, frame: null, side: null });
  }
  if (ids('frame').length > 0) {
    const found = await db
      .select({ id: frames.id, index: frames.index, name: files.name })
      .from(frames)
      .innerJoin(files, eq(files.id, frames.fileId))
      .where(inArray(frames.id, ids('frame')));
    for (const frame of found)
      places.set(`frame ${frame.id}`, { file: frame.name, frame: frame.index, side: null });
  }
  if (ids('page').length > 0) {
    const found = await db
      .select({ id: pages.id, side: pages.side, index: frames.index, name: files.name })
      .from(pages)
      .innerJoin(frames, eq(frames.id, pages.frameId))
      .innerJoin(files, eq(files.id, frames.fileId))
      .where(inArray(pages.id, ids('page')));
    for (const page of found) {
      places.set(`page ${page.id}`, { file: page.name, frame: page.index, side: page.side });
    }
  }
  return new Map(
    rows.flatMap((row) => {
      const place = places.get(`${row.subject} ${row.subjectId}`);
      return place === undefined ? [] : [[row.id, place] as const];
    }),
  );
};

/**
 * Whether a difference of a book was released already by a person (`released`), is open, or is new (`none`). Without a
 * difference it tells whether any hold of the book is open.
 */
export const bookHoldResolution = async (
  db: Db,
  bookId: number,
  difference?: { reason: string; params: ErrorParams },
): Promise<'open' | 'released' | 'none'> => {
  const rows = await db
    .select()
    .from(holds)
    .where(and(eq(holds.subject, 'book'), eq(holds.subjectId, bookId)))
    .orderBy(asc(holds.id));
  if (difference === undefined) return rows.some((row) => row.releasedAt === null) ? 'open' : 'none';
  const same = rows.filter(
    (row) =>
      row.reason === difference.reason &&
      Object.entries(difference.params).every(([name, value]) => row.params[name] === value),
  );
  if (same.some((row) => row.releasedBy !== null)) return 'released';
  return same.some((row) => row.releasedAt === null) ? 'open' : 'none';
};

/** Open holds of a batch, or of all. */
export const openHoldCount = async (db: Db, batchId?: number): Promise<number> =>
  db.$count(
    holds,
    and(isNull(holds.releasedAt), batchId === undefined ? undefined : eq(holds.batchId, batchId)),
  );

/** Open holds of the batches of some offices (null: all), oldest first, a page at a time. */
export const listHoldsIn = async (
  db: Db,
  options: { officeIds: readonly number[] | null; after: number; limit: number },
): Promise<(Hold & HoldPlace)[]> => {
  const { officeIds } = options;
  const rows = await db
    .select({ hold: holds })
    .from(holds)
    .innerJoin(batches, eq(batches.id, holds.batchId))
    .where(
      and(
        isNull(holds.releasedAt),
        gt(holds.id, options.after),
        officeIds === null ? undefined : inArray(batches.officeId, [...officeIds]),
      ),
    )
    .orderBy(asc(holds.id))
    .limit(options.limit);
  return placed(
    db,
    rows.map(({ hold }) => hold),
  );
};

export const findHold = async (db: Db, id: number): Promise<Hold | undefined> =>
  (await db.select().from(holds).where(eq(holds.id, id)))[0];
