/** Forms that offices are making: who may see a draft, beginning one, its problems, and saving it as a version. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { type Actor, authorize } from '../../src/access/accounts.ts';
import { packagePath } from '../../src/config/root.ts';
import { SohoaError } from '../../src/domain/errors.ts';
import type { KindCode } from '../../src/domain/kinds.ts';
import { allows } from '../../src/domain/roles.ts';
import { getEdition, shippedEditions } from '../../src/forms/catalog.ts';
import { draftOfEdition, editionOfDraft, keysOf } from '../../src/forms/draft/convert.ts';
import { emptyDraft, type FormDraft } from '../../src/forms/draft/draft.ts';
import type { DraftProblem } from '../../src/forms/draft/problem.ts';
import { isBlocked, problemsOfDraft } from '../../src/forms/draft/problems.ts';
import { recordAudit } from '../../src/store/audit.ts';
import type { Db } from '../../src/store/database.ts';
import {
  addDraft,
  checkDraftVersion,
  countDrafts,
  findDraft,
  noteSavedAs,
  removeDraft,
  type ShownDraft,
  type StoredDraft,
  saveDraft,
} from '../../src/store/form-drafts.ts';
import { listOffices } from '../../src/store/offices.ts';
import type { BlankPicture } from '../../src/store/schema/index.ts';
import type { StageContext } from '../context.ts';
import { blankSources, type Ground, groundOf } from './ground.ts';
import { inScratch } from './scratch.ts';
import { type SavedForm, saveForm, storedForms } from './stored.ts';

type Context = Pick<StageContext, 'db' | 'pageFiles' | 'bench' | 'scratch'>;

/** So many drafts an office may have: what is not needed any more can be deleted. */
const MOST_DRAFTS = 100;

/** @throws SohoaError `not-found` also when it is of an office where this person may teach no forms */
export const visibleDraft = async (db: Db, actor: Actor, id: number): Promise<ShownDraft> => {
  const found = await findDraft(db, id);
  if (found === undefined || !allows(actor.grants, 'form.manage', found.row.officeId))
    throw new SohoaError('not-found');
  return found;
};

/**
 * Begins a draft: empty, or with what a known edition is.
 * @throws SohoaError `not-allowed`, `not-found` (the office), `edition-unknown`, `form-too-many-drafts`
 */
export const startDraft = async (
  ctx: Context,
  actor: Actor,
  wish: { officeId: number; id: string; kind: KindCode | null; edition: string | null },
): Promise<StoredDraft> => {
  authorize(actor, 'form.manage', wish.officeId);
  if (!(await listOffices(ctx.db)).some(({ id }) => id === wish.officeId)) throw new SohoaError('not-found');
  if ((await countDrafts(ctx.db, wish.officeId)) >= MOST_DRAFTS)
    throw new SohoaError('form-too-many-drafts', { most: MOST_DRAFTS });
  const begun = wish.edition === null ? null : await beginWith(ctx, wish.edition);
  const content =
    begun === null ? emptyDraft({ id: wish.id, kind: wish.kind }) : { ...begun.content, id: wish.id };
  return ctx.db.transaction(async (tx) => {
    const draft = await addDraft(tx, {
      officeId: wish.officeId,
      content,
      base: begun?.name ?? null,
      blanks: begun?.blanks ?? {},
      updatedBy: actor.accountId,
    });
    await recordAudit(tx, draftRecord(actor, draft, 'form-draft.start'));
    return draft;
  });
};

const beginWith = async (
  ctx: Context,
  name: string,
): Promise<{ content: FormDraft; name: string; blanks: Record<string, BlankPicture> }> => {
  const stored = await storedForms(ctx.db);
  const edition = getEdition(name);
  const own = stored.find(
    (form) => form.edition.id === edition.id && form.edition.version === edition.version,
  );
  const blanks: Record<string, BlankPicture> = {};
  for (const layout of edition.layouts) {
    if (layout.table !== undefined) continue;
    const sha256 = own?.pictures[layout.class] ?? (await shippedPicture(ctx, edition.id, layout.class));
    if (sha256 === null) continue;
    const { width, height } = await sharp(await ctx.pageFiles.localPath(sha256)).metadata();
    blanks[layout.class] = { sha256, width, height };
  }
  return { content: draftOfEdition(edition), name: `${edition.id}@${edition.version}`, blanks };
};

/** Put into the page store, where all pictures of drafts are. */
const shippedPicture = async (ctx: Context, id: string, layoutClass: string): Promise<string | null> => {
  const bytes = await readFile(packagePath('src/forms/editions', `${id}.${layoutClass}.png`)).catch(
    () => null,
  );
  return bytes === null ? null : ctx.pageFiles.put(bytes);
};

export const problemsOf = async (
  db: Db,
  content: FormDraft,
  { samples, blanks }: Ground,
): Promise<readonly DraftProblem[]> => {
  const saved = await storedForms(db);
  const ids = new Map<string, { kind: KindCode; shipped: boolean }>([
    ...saved.map(({ edition }) => [edition.id, { kind: edition.kind, shipped: false }] as const),
    ...[...shippedEditions().values()].map(({ id, kind }) => [id, { kind, shipped: true }] as const),
  ]);
  const pictures = new Set([
    ...Object.keys(blanks),
    ...samples.filter(({ sides }) => sides.some(({ side }) => side === 'single')).map((one) => one.class),
  ]);
  return problemsOfDraft(content, { ids, pictures });
};

/** @throws SohoaError `form-has-problems` with how many there are */
export const refuseProblems = (problems: readonly DraftProblem[], from: 'trial' | 'save'): void => {
  if (!isBlocked(problems, from)) return;
  const standing = problems.filter(({ blocks }) => blocks === 'trial' || blocks === from);
  throw new SohoaError('form-has-problems', { count: standing.length });
};

/**
 * Keeps a changed draft.
 * @throws SohoaError `form-draft-conflict`, `form-keys-twice` naming the key
 */
export const keepDraft = async (
  ctx: Pick<Context, 'db'>,
  actor: Actor,
  draft: StoredDraft,
  change: { version: number; content: FormDraft },
): Promise<number> => {
  const seen = new Set<string>();
  for (const key of keysOf(change.content.parts)) {
    if (seen.has(key)) throw new SohoaError('form-keys-twice', { key });
    seen.add(key);
  }
  return saveDraft(ctx.db, { id: draft.id, ...change, accountId: actor.accountId });
};

/** Deletes a draft with its trials; what was saved of it stays. */
export const dropDraft = async (ctx: Pick<Context, 'db'>, actor: Actor, draft: StoredDraft): Promise<void> =>
  ctx.db.transaction(async (tx) => {
    await removeDraft(tx, draft.id);
    await recordAudit(tx, draftRecord(actor, draft, 'form-draft.remove'));
  });

/**
 * Saves a draft as the next version of its form.
 * @throws SohoaError `form-draft-conflict`, `form-has-problems`, and as `saveForm`
 */
export const publishDraft = async (
  ctx: Context,
  actor: Actor,
  draft: StoredDraft,
  version: number,
): Promise<SavedForm> => {
  await checkDraftVersion(ctx.db, draft, version);
  const ground = await groundOf(ctx.db, draft);
  refuseProblems(await problemsOf(ctx.db, draft.content, ground), 'save');
  const { kind } = draft.content;
  if (kind === null) throw new SohoaError('form-has-problems', { count: 1 });
  const edition = editionOfDraft(draft.content, kind);
  const saved = await inScratch(ctx.scratch, async (outFolder) => {
    const blanks = await blankSources(ctx, ground);
    const { paths } = await ctx.bench.run('draw-blanks', { edition, blanks, outFolder });
    const pictures: Record<string, Uint8Array> = {};
    for (const [name, path] of Object.entries(paths)) pictures[name] = await readFile(path);
    return saveForm(ctx, actor, edition, pictures, draft.officeId);
  });
  await noteSavedAs(ctx.db, draft.id, `${saved.id}@${saved.version}`);
  return saved;
};

/** What is written into the audit about a draft. */
export const draftRecord = (
  actor: Actor,
  { id, officeId }: Pick<StoredDraft, 'id' | 'officeId'>,
  action: string,
) => ({ accountId: actor.accountId, officeId, action, subject: 'form-draft' as const, subjectId: id });
