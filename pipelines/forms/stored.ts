/** Forms that offices taught the system: saved as versions, remembered by each process, handed to whoever reads pages. */
import { createHash } from 'node:crypto';
import { type Actor, authorizeSomewhere } from '../../src/access/accounts.ts';
import { SohoaError } from '../../src/domain/errors.ts';
import type { KindCode } from '../../src/domain/kinds.ts';
import { parseEdition, parseEditionName, rememberEdition, shippedEditions } from '../../src/forms/catalog.ts';
import type { Edition } from '../../src/forms/edition.ts';
import { recordAudit } from '../../src/store/audit.ts';
import type { Db } from '../../src/store/database.ts';
import {
  addFormVersion,
  type FormVersion,
  formVersionsAfter,
  listFormVersions,
} from '../../src/store/forms.ts';
import type { OfficeForm } from '../bench/protocol.ts';
import type { StageContext } from '../context.ts';

type Stored = Readonly<{ edition: Edition; pictures: Readonly<Record<string, string>> }>;
type Memory = { lastId: number; readonly forms: Stored[] };

const memories = new WeakMap<object, Memory>();

/** All stored versions, oldest first; what is new in the database is read, the rest is remembered. */
export const storedForms = async (db: Db): Promise<readonly Stored[]> => {
  const memory = memories.get(db) ?? { lastId: 0, forms: [] };
  memories.set(db, memory);
  for (const row of await formVersionsAfter(db, memory.lastId)) {
    // Two who ask at once read the same rows.
    if (row.id <= memory.lastId) continue;
    const edition = editionOf(row);
    rememberEdition(edition);
    memory.forms.push({ edition, pictures: row.pictures });
    memory.lastId = row.id;
  }
  return memory.forms;
};

const editionOf = ({ formId, version, content }: FormVersion): Edition =>
  parseEdition(JSON.stringify(content), `${formId}@${version}`);

/**
 * The forms that a page may be of: for `auto` the newest version of each of the kind, for a name that one alone (`ID@VERSION`
 * for a version that is not the newest).
 */
export const formsFor = async (
  ctx: Pick<StageContext, 'db' | 'pageFiles'>,
  kind: KindCode,
  wanted: string,
): Promise<readonly OfficeForm[]> => {
  const stored = await storedForms(ctx.db);
  const { id, version } = parseEditionName(wanted);
  const newest = new Map(stored.map((form) => [form.edition.id, form]));
  const chosen =
    wanted === 'auto'
      ? [...newest.values()].filter(({ edition }) => edition.kind === kind)
      : stored.filter(
          ({ edition }) =>
            edition.id === id && edition.version === (version ?? newest.get(id)?.edition.version),
        );
  return Promise.all(
    chosen.map(async ({ edition, pictures }) => ({
      edition,
      pictures: Object.fromEntries(
        await Promise.all(
          Object.entries(pictures).map(
            async ([name, sha256]) => [name, await ctx.pageFiles.localPath(sha256)] as const,
          ),
        ),
      ),
    })),
  );
};

/** The stored edition of that version, undefined for a shipped one. */
export const storedEdition = async (db: Db, id: string, version: number): Promise<Edition | undefined> =>
  (await storedForms(db)).find(({ edition }) => edition.id === id && edition.version === version)?.edition;

export type SavedForm = Readonly<{ id: string; version: number; sha256: string; isNew: boolean }>;

/**
 * Saves a form as the next version of its id; the same form again is the version that it is already.
 * @param pictures PNG of the blank form by layout class; a form without a table needs one of its entry page.
 * @param officeId The office that it was made in, for the audit.
 * @throws SohoaError `not-allowed`, `form-shipped` (the id belongs to the program), `form-without-picture`, `form-kind-differs`
 */
export const saveForm = async (
  ctx: Pick<StageContext, 'db' | 'pageFiles'>,
  actor: Actor,
  edition: Edition,
  pictures: Readonly<Record<string, Uint8Array>>,
  officeId: number | null = null,
): Promise<SavedForm> => {
  authorizeSomewhere(actor, 'form.manage');
  if (shippedEditions().has(edition.id)) throw new SohoaError('form-shipped', { edition: edition.id });
  const needs = edition.layouts.some((layout) => layout.class === 'entry' && layout.table === undefined);
  if (needs && pictures.entry === undefined)
    throw new SohoaError('form-without-picture', { edition: edition.id });
  const stored: Record<string, string> = {};
  for (const [name, bytes] of Object.entries(pictures)) stored[name] = await ctx.pageFiles.put(bytes);
  const { version: _own, ...content } = edition;
  const sha256 = createHash('sha256')
    .update(JSON.stringify([content, Object.entries(stored).sort()]))
    .digest('hex');
  const saved = await ctx.db.transaction(async (tx) => {
    const { version, isNew } = await addFormVersion(tx, {
      formId: edition.id,
      kind: edition.kind,
      content: (number) => ({ ...edition, version: number }),
      sha256,
      pictures: stored,
      createdBy: actor.accountId,
    });
    if (isNew)
      await recordAudit(tx, {
        accountId: actor.accountId,
        officeId,
        action: 'form.save',
        subject: 'form',
        subjectId: version.id,
        detail: { form: edition.id, version: version.version },
      });
    return { id: edition.id, version: version.version, sha256, isNew };
  });
  await storedForms(ctx.db);
  return saved;
};

/** All saved versions with who made them. */
export const savedForms = listFormVersions;
