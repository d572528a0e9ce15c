/** Drafts of forms: the document with its version, files handed to it, and pages of them that are looked at. */
import { and, asc, count, desc, eq, getTableColumns, inArray, lt, or, sql } from 'drizzle-orm';
import { SohoaError } from '../domain/errors.ts';
import type { FormDraft } from '../forms/draft/draft.ts';
import type { Db } from './database.ts';
import { one } from './offices.ts';
import { accounts, formDraftFiles, formDraftPages, formDrafts, offices } from './schema/index.ts';

export type StoredDraft = typeof formDrafts.$inferSelect;
export type DraftFile = typeof formDraftFiles.$inferSelect;
export type DraftPageRow = typeof formDraftPages.$inferSelect;
export type ShownDraft = Readonly<{
  row: StoredDraft;
  office: Readonly<{ id: number; code: string; name: string }>;
  /** Who changed it last. */
  by: string;
}>;

const shown = {
  row: formDrafts,
  office: { id: offices.id, code: offices.code, name: offices.name },
  by: accounts.displayName,
};

export const addDraft = async (
  db: Db,
  draft: Pick<typeof formDrafts.$inferInsert, 'officeId' | 'content' | 'base' | 'blanks' | 'updatedBy'>,
): Promise<StoredDraft> => one(await db.insert(formDrafts).values(draft).returning());

export const findDraft = async (db: Db, id: number): Promise<ShownDraft | undefined> =>
  (
    await db
      .select(shown)
      .from(formDrafts)
      .innerJoin(offices, eq(offices.id, formDrafts.officeId))
      .innerJoin(accounts, eq(accounts.id, formDrafts.updatedBy))
      .where(eq(formDrafts.id, id))
  )[0];

/** Newest first; `officeIds` null: of all offices. `before`: ids below it. */
export const listDrafts = async (
  db: Db,
  filter: { officeIds: readonly number[] | null; before?: number | undefined; limit: number },
): Promise<ShownDraft[]> =>
  db
    .select(shown)
    .from(formDrafts)
    .innerJoin(offices, eq(offices.id, formDrafts.officeId))
    .innerJoin(accounts, eq(accounts.id, formDrafts.updatedBy))
    .where(
      and(
        filter.officeIds === null ? undefined : inArray(formDrafts.officeId, [...filter.officeIds]),
        filter.before === undefined ? undefined : lt(formDrafts.id, filter.before),
      ),
    )
    .orderBy(desc(formDrafts.id))
    .limit(filter.limit);

export const countDrafts = async (db: Db, officeId: number): Promise<number> =>
  one(await db.select({ drafts: count() }).from(formDrafts).where(eq(formDrafts.officeId, officeId))).drafts;

/**
 * Keeps the document if it was changed from the version that is there; what is there already counts as kept.
 * @throws SohoaError `form-draft-conflict` with the version and who saved it
 */
export const saveDraft = async (
  db: Db,
  save: { id: number; version: number; content: FormDraft; accountId: number },
): Promise<number> => {
  const json = JSON.stringify(save.content);
  const saved = await db
    .update(formDrafts)
    .set({
      content: save.content,
      version: sql`${formDrafts.version} + 1`,
      updatedBy: save.accountId,
      updatedAt: sql`now()`,
    })
    .where(
      and(
        eq(formDrafts.id, save.id),
        eq(formDrafts.version, save.version),
        sql`${formDrafts.content} <> ${json}::jsonb`,
      ),
    )
    .returning({ version: formDrafts.version });
  if (saved[0] !== undefined) return saved[0].version;
  // The answer to this very save was lost, or nothing was changed.
  const [same] = await db
    .select({ version: formDrafts.version })
    .from(formDrafts)
    .where(
      and(
        eq(formDrafts.id, save.id),
        inArray(formDrafts.version, [save.version, save.version + 1]),
        sql`${formDrafts.content} = ${json}::jsonb`,
      ),
    );
  if (same === undefined) throw await conflict(db, save.id);
  return same.version;
};

const conflict = async (db: Db, id: number): Promise<SohoaError> => {
  const there = await findDraft(db, id);
  return there === undefined
    ? new SohoaError('not-found')
    : new SohoaError('form-draft-conflict', { version: there.row.version, by: there.by });
};

/** @throws SohoaError `form-draft-conflict` when the draft is not at this version any more */
export const checkDraftVersion = async (db: Db, draft: StoredDraft, version: number): Promise<void> => {
  if (draft.version !== version) throw await conflict(db, draft.id);
};

export const noteSavedAs = async (db: Db, id: number, saved: string): Promise<void> => {
  await db.update(formDrafts).set({ saved }).where(eq(formDrafts.id, id));
};

/** With its files and pages; the bytes stay in the page store, where others may have the same. */
export const removeDraft = async (db: Db, id: number): Promise<void> => {
  await db.delete(formDrafts).where(eq(formDrafts.id, id));
};

export const addDraftFile = async (
  db: Db,
  file: Omit<typeof formDraftFiles.$inferInsert, 'id' | 'createdAt'>,
): Promise<DraftFile> => {
  await db.insert(formDraftFiles).values(file).onConflictDoNothing();
  return one(
    await db
      .select()
      .from(formDraftFiles)
      .where(and(eq(formDraftFiles.draftId, file.draftId), eq(formDraftFiles.sha256, file.sha256))),
  );
};

export const filesOfDraft = async (db: Db, draftId: number): Promise<DraftFile[]> =>
  db.select().from(formDraftFiles).where(eq(formDraftFiles.draftId, draftId)).orderBy(asc(formDraftFiles.id));

/** All pages of a draft without what is large: the tried draft in their request, and of their result all but its summary. */
export const pagesOfDraft = async (db: Db, draftId: number): Promise<DraftPageRow[]> =>
  db
    .select({
      ...getTableColumns(formDraftPages),
      request: sql<unknown>`${formDraftPages.request} - 'content'`,
      result: sql<unknown>`jsonb_build_object('summary', ${formDraftPages.result} -> 'summary')`,
    })
    .from(formDraftPages)
    .where(eq(formDraftPages.draftId, draftId))
    .orderBy(asc(formDraftPages.id));

/** Samples that were looked at, the latest last. */
export const doneSamples = async (db: Db, draftId: number): Promise<DraftPageRow[]> =>
  db
    .select()
    .from(formDraftPages)
    .where(
      and(
        eq(formDraftPages.draftId, draftId),
        eq(formDraftPages.purpose, 'sample'),
        eq(formDraftPages.state, 'done'),
      ),
    )
    .orderBy(asc(formDraftPages.updatedAt), asc(formDraftPages.id));

export const findDraftPage = async (db: Db, draftId: number, id: number): Promise<DraftPageRow | undefined> =>
  (
    await db
      .select()
      .from(formDraftPages)
      .where(and(eq(formDraftPages.draftId, draftId), eq(formDraftPages.id, id)))
  )[0];

/** Puts a page among those to be looked at, or there again with another request. */
export const askForPage = async (
  db: Db,
  page: Pick<DraftPageRow, 'draftId' | 'fileId' | 'frame' | 'purpose' | 'request'>,
): Promise<DraftPageRow> => {
  const { draftId, purpose, fileId, frame } = formDraftPages;
  return one(
    await db
      .insert(formDraftPages)
      .values(page)
      .onConflictDoUpdate({
        target: [draftId, purpose, fileId, frame],
        set: {
          request: page.request,
          state: 'waiting',
          until: null,
          failure: null,
          result: null,
          updatedAt: sql`now()`,
        },
      })
      .returning(),
  );
};

export const removeDraftPage = async (db: Db, id: number): Promise<void> => {
  await db.delete(formDraftPages).where(eq(formDraftPages.id, id));
};

/** Takes a page that waits, or whose lease ran out; undefined when somebody else has it. */
export const claimDraftPage = async (
  db: Db,
  id: number,
  seconds: number,
): Promise<DraftPageRow | undefined> =>
  (
    await db
      .update(formDraftPages)
      .set({
        state: 'working',
        claim: sql`${formDraftPages.claim} + 1`,
        until: sql`now() + make_interval(secs => ${seconds})`,
      })
      .where(
        and(
          eq(formDraftPages.id, id),
          or(
            eq(formDraftPages.state, 'waiting'),
            and(eq(formDraftPages.state, 'working'), sql`${formDraftPages.until} < now()`),
          ),
        ),
      )
      .returning()
  )[0];

type Claim = Pick<DraftPageRow, 'id' | 'claim'>;
const isHeld = ({ id, claim }: Claim) =>
  and(eq(formDraftPages.id, id), eq(formDraftPages.claim, claim), eq(formDraftPages.state, 'working'));

/** Keeps a claim for so long again. */
export const renewDraftPage = async (db: Db, claim: Claim, seconds: number): Promise<void> => {
  await db
    .update(formDraftPages)
    .set({ until: sql`now() + make_interval(secs => ${seconds})` })
    .where(isHeld(claim));
};

/** What became of a page; of a claim that was lost nothing is written. */
export const finishDraftPage = async (
  db: Db,
  claim: Claim,
  became:
    | { state: 'done'; result: unknown }
    | { state: 'failed'; failure: NonNullable<DraftPageRow['failure']> }
    | { state: 'waiting' },
): Promise<void> => {
  await db
    .update(formDraftPages)
    .set({ ...became, until: null, updatedAt: sql`now()` })
    .where(isHeld(claim));
};
