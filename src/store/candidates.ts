/** Entries of a batch with all their current values, a chunk at a time and two statements a chunk. */
import { and, asc, eq, gt, inArray, ne } from 'drizzle-orm';
import type { Route, Value } from '../domain/values.ts';
import type { Db } from './database.ts';
import { linksOf } from './links.ts';
import { books, entries, entryFields, fieldValues, files, frames, offices, pages } from './schema/index.ts';

/** `pageId` is where the box lies: the entry's page, or another one that the entry goes on to. */
export type CandidateField = Readonly<{ route: Route; engine: string; pageId: number | null } & Value>;
export type CandidateRow = Awaited<ReturnType<typeof candidateRows>>[number];

/** Chunk of live entries after the entry id `after`. */
export const candidateRows = async (db: Db, options: { batchId: number; after: number; limit: number }) => {
  const found = await db
    .select({
      entry: entries,
      book: books,
      page: pages,
      officeCode: offices.code,
      fileName: files.name,
      fileSha256: files.sha256,
      frameIndex: frames.index,
    })
    .from(entries)
    .innerJoin(books, eq(books.id, entries.bookId))
    .innerJoin(offices, eq(offices.id, books.officeId))
    .innerJoin(pages, eq(pages.id, entries.pageId))
    .innerJoin(frames, eq(frames.id, pages.frameId))
    .innerJoin(files, eq(files.id, frames.fileId))
    .where(
      and(eq(books.batchId, options.batchId), ne(entries.state, 'withdrawn'), gt(entries.id, options.after)),
    )
    .orderBy(asc(entries.id))
    .limit(options.limit);
  const ids = found.map((row) => row.entry.id);
  const values =
    ids.length === 0
      ? []
      : await db
          .select({
            entryId: entryFields.entryId,
            field: entryFields.field,
            route: entryFields.route,
            verbatim: fieldValues.verbatim,
            normalized: fieldValues.normalized,
            state: fieldValues.state,
            confidence: fieldValues.confidence,
            box: fieldValues.box,
            engine: fieldValues.engine,
            pageId: fieldValues.pageId,
          })
          .from(entryFields)
          .innerJoin(fieldValues, eq(fieldValues.id, entryFields.valueId))
          .where(inArray(entryFields.entryId, ids))
          .orderBy(asc(fieldValues.id));
  const byEntry = new Map<number, Record<string, CandidateField>>(ids.map((id) => [id, {}]));
  for (const { entryId, field, ...value } of values) {
    const fields = byEntry.get(entryId);
    if (fields !== undefined) fields[field] = value;
  }
  const others = await pagesOf(db, [...new Set(values.flatMap(({ pageId }) => pageId ?? []))]);
  const links = new Map((await linksOf(db, ids)).map((link) => [link.entryId, referenceOf(link)]));
  return found.map((row) => ({
    ...row,
    refersTo: links.get(row.entry.id) ?? null,
    fields: byEntry.get(row.entry.id) ?? {},
    pages: others,
  }));
};

/** Pages with the files they come from, by id. */
const pagesOf = async (db: Db, ids: readonly number[]) => {
  const rows =
    ids.length === 0
      ? []
      : await db
          .select({ page: pages, fileName: files.name, fileSha256: files.sha256, frameIndex: frames.index })
          .from(pages)
          .innerJoin(frames, eq(frames.id, pages.frameId))
          .innerJoin(files, eq(files.id, frames.fileId))
          .where(inArray(pages.id, [...ids]));
  return new Map(rows.map((row) => [row.page.id, row]));
};

const referenceOf = ({
  kind,
  number,
  suffix,
  registrationYear,
  targetId,
}: Awaited<ReturnType<typeof linksOf>>[number]) => ({
  kind,
  number,
  suffix,
  year: registrationYear,
  entry: targetId,
});
