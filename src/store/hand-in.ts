/** What is handed in: batches, books and files. Everything here can be said twice with the same result. */
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { SohoaError } from '../domain/errors.ts';
import type { KindCode } from '../domain/kinds.ts';
import type { Db } from './database.ts';
import { one } from './offices.ts';
import { batches, books, files, offices } from './schema/index.ts';

export type Batch = typeof batches.$inferSelect;
export type Book = typeof books.$inferSelect;
export type LedgerFile = typeof files.$inferSelect;

/** The office's batch of that name, made when it is not there. */
export const ensureBatch = async (
  db: Db,
  batch: { officeId: number; name: string; createdBy: number },
): Promise<Batch> => {
  await db.insert(batches).values(batch).onConflictDoNothing();
  return one(
    await db
      .select()
      .from(batches)
      .where(and(eq(batches.officeId, batch.officeId), eq(batches.name, batch.name))),
  );
};

/**
 * Finds a batch by name, or by number as `#12`.
 * @throws SohoaError `batch-unknown`, `batch-ambiguous` (two offices use the name)
 */
export const findBatch = async (db: Db, nameOrNumber: string): Promise<Batch> => {
  const number = /^#(\d{1,15})$/.exec(nameOrNumber)?.[1];
  const found = await db
    .select()
    .from(batches)
    .where(number === undefined ? eq(batches.name, nameOrNumber) : eq(batches.id, Number(number)))
    .limit(2);
  const [batch, other] = found;
  if (batch === undefined) throw new SohoaError('batch-unknown', { batch: nameOrNumber });
  if (other !== undefined) throw new SohoaError('batch-ambiguous', { batch: nameOrNumber });
  return batch;
};

export const getBatch = async (db: Db, id: number): Promise<Batch> => {
  const found = await db.select().from(batches).where(eq(batches.id, id));
  if (found[0] === undefined) throw new SohoaError('batch-unknown', { batch: `#${id}` });
  return found[0];
};

export type BatchRow = Batch & Readonly<{ officeCode: string; officeName: string }>;

/** Batches, newest first, a page at a time (`before` is the last id of the page before). */
export const listBatches = async (
  db: Db,
  options: { before?: number; limit?: number } = {},
): Promise<BatchRow[]> => {
  const rows = await db
    .select({ batch: batches, officeCode: offices.code, officeName: offices.name })
    .from(batches)
    .innerJoin(offices, eq(offices.id, batches.officeId))
    .where(options.before === undefined ? undefined : sql`${batches.id} < ${options.before}`)
    .orderBy(sql`${batches.id} desc`)
    .limit(options.limit ?? 50);
  return rows.map(({ batch, officeCode, officeName }) => ({ ...batch, officeCode, officeName }));
};

export type BookIdentity = Readonly<{ officeId: number; kind: KindCode; year: number; volume: string }>;

/**
 * The book, made when it is not there; later declarations replace earlier ones.
 * @throws SohoaError `book-in-other-batch`
 */
export const ensureBook = async (
  db: Db,
  book: BookIdentity & {
    batchId: number;
    edition: string;
    declaredEntries: number | null;
    declaredPages: number | null;
  },
): Promise<Book> => {
  const declared = {
    ...(book.declaredEntries === null ? {} : { declaredEntries: book.declaredEntries }),
    ...(book.declaredPages === null ? {} : { declaredPages: book.declaredPages }),
  };
  await db
    .insert(books)
    .values({ ...book, ...declared })
    .onConflictDoNothing();
  const saved = one(
    await db
      .select()
      .from(books)
      .where(
        and(
          eq(books.officeId, book.officeId),
          eq(books.kind, book.kind),
          eq(books.year, book.year),
          eq(books.volume, book.volume),
        ),
      ),
  );
  if (saved.batchId !== book.batchId) {
    const other = await getBatch(db, saved.batchId);
    throw new SohoaError('book-in-other-batch', {
      kind: book.kind,
      year: book.year,
      volume: book.volume,
      batch: other.name,
    });
  }
  if (Object.keys(declared).length > 0) await db.update(books).set(declared).where(eq(books.id, saved.id));
  return saved;
};

/** @throws SohoaError `book-unknown` */
export const getBook = async (db: Db, id: number): Promise<Book> => {
  const [book] = await db.select().from(books).where(eq(books.id, id));
  if (book === undefined) throw new SohoaError('book-unknown', { book: id });
  return book;
};

export const booksOf = async (db: Db, batchId: number): Promise<Book[]> =>
  db.select().from(books).where(eq(books.batchId, batchId)).orderBy(asc(books.id));

export type AddedFile = Readonly<{ file: LedgerFile; isNew: boolean }>;

/** Adds a file by its hash; the same bytes twice are the file that is there already. */
export const addFile = async (
  db: Db,
  file: { bookId: number; sha256: string; name: string; bytes: number },
): Promise<AddedFile> => {
  const added = await db.insert(files).values(file).onConflictDoNothing({ target: files.sha256 }).returning();
  if (added[0] !== undefined) return { file: added[0], isNew: true };
  return { file: one(await db.select().from(files).where(eq(files.sha256, file.sha256))), isNew: false };
};

export const getFile = async (db: Db, id: number): Promise<LedgerFile> =>
  one(await db.select().from(files).where(eq(files.id, id)));

/** Files of a book in the order they were handed in, a page at a time. */
export const filesOf = async (db: Db, bookId: number, after = 0, limit = 500): Promise<LedgerFile[]> =>
  db
    .select()
    .from(files)
    .where(and(eq(files.bookId, bookId), gt(files.id, after)))
    .orderBy(asc(files.id))
    .limit(limit);
