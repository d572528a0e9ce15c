/** Forms of offices: versions are added and never changed. */
import { asc, desc, eq, gt, sql } from 'drizzle-orm';
import { SohoaError } from '../domain/errors.ts';
import type { KindCode } from '../domain/kinds.ts';
import type { Db } from './database.ts';
import { one } from './offices.ts';
import { accounts, formVersions } from './schema/index.ts';

export type FormVersion = typeof formVersions.$inferSelect;
export type NewFormVersion = Readonly<{
  formId: string;
  kind: KindCode;
  /** Given the version's number. */
  content: (version: number) => unknown;
  sha256: string;
  pictures: Readonly<Record<string, string>>;
  createdBy: number;
}>;

/**
 * Adds the next version, or gives the one that has the same content. Whoever saves the same form at the same time waits.
 * @throws SohoaError `form-kind-differs`
 */
export const addFormVersion = async (
  db: Db,
  form: NewFormVersion,
): Promise<{ version: FormVersion; isNew: boolean }> =>
  db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${FORM_LOCK}, hashtext(${form.formId}))`);
    const versions = await tx
      .select()
      .from(formVersions)
      .where(eq(formVersions.formId, form.formId))
      .orderBy(desc(formVersions.version));
    const same = versions.find(({ sha256 }) => sha256 === form.sha256);
    if (same !== undefined) return { version: same, isNew: false };
    const first = versions[0];
    if (first !== undefined && first.kind !== form.kind)
      throw new SohoaError('form-kind-differs', { edition: form.formId, kind: first.kind });
    const version = (first?.version ?? 0) + 1;
    const { content, ...row } = form;
    const saved = await tx
      .insert(formVersions)
      .values({ ...row, version, content: content(version) })
      .returning();
    return { version: one(saved), isNew: true };
  });
/** Of all advisory locks those with this first key are of forms. */
const FORM_LOCK = 1962;

/** Versions that were added after the one with this id, oldest first. */
export const formVersionsAfter = async (db: Db, after: number): Promise<FormVersion[]> =>
  db.select().from(formVersions).where(gt(formVersions.id, after)).orderBy(asc(formVersions.id));

/** All versions with who made them, by form and version. */
export const listFormVersions = async (db: Db): Promise<(FormVersion & { by: string })[]> => {
  const rows = await db
    .select({ version: formVersions, by: accounts.username })
    .from(formVersions)
    .innerJoin(accounts, eq(accounts.id, formVersions.createdBy))
    .orderBy(asc(formVersions.formId), asc(formVersions.version));
  return rows.map(({ version, by }) => ({ ...version, by }));
};
