/** How people's statements about fields are written: under a lease, once, with rights, guards and the audit chain. */
import { createHash, randomUUID } from 'node:crypto';
import { type Actor, authorize } from '../src/access/accounts.ts';
import { isReferenceField } from '../src/domain/entry-reference.ts';
import { SohoaError } from '../src/domain/errors.ts';
import { findField } from '../src/domain/kinds.ts';
import { allows } from '../src/domain/roles.ts';
import { tidy } from '../src/domain/text.ts';
import { sameValue } from '../src/domain/values.ts';
import { parseTyped } from '../src/reading/parsing/typed.ts';
import { recordAudit } from '../src/store/audit.ts';
import type { Db } from '../src/store/database.ts';
import {
  type Entry,
  type EntryWork,
  getEntry,
  type PersonValue,
  settleIdentity,
} from '../src/store/entries.ts';
import {
  addPass,
  bumpVersion,
  type FieldStanding,
  findSave,
  lastSave,
  markUndone,
  type OpenTask,
  passesOfField,
  passesOfTask,
  recordSave,
  restoreBefore,
  retractPass,
  type Save,
  savedContent,
  sendToAdjudication,
  standingOf,
  wasKeyedTwice,
  writePersonValue,
} from '../src/store/keying.ts';
import { settleLink } from '../src/store/links.ts';
import { databaseProblem, guarded } from '../src/store/problems.ts';
import { hasOpenWork, type LockedWork, lockWork } from '../src/store/work.ts';

import { checkBook } from './check-book.ts';
import { type Statement, statedValue } from './statement.ts';

export type SettleInput = Readonly<{
  entryId: number;
  field: string;
  /** The version of the field that the person saw. */
  expectedVersion: number;
  statement: Statement;
  /** The lease under which it is said; without one (the command line) nobody else may hold the entry. */
  fence?: number;
  /** Made by the client once for each save: sent again, it is answered and not done again. */
  key?: string;
  /** Why it is right against a rule. */
  reason?: string;
  /** Keys pressed, for statistics. */
  keys?: number;
}>;

export type SaveOutcome = Save['outcome'];
export type Settled = Readonly<{
  value: PersonValue;
  outcome: SaveOutcome;
  /** The same save had come before. */
  repeated: boolean;
  bookVerified: boolean;
}>;

/**
 * The one way in which people write values. A field that is keyed twice takes two blind passes by two people: when they
 * agree it is settled, when not a checker who keyed neither decides. Rights, lease, version, key and the batch's state are
 * checked, and the act is in the audit chain, all in one transaction.
 * @throws SohoaError `not-allowed`, `lease-lost`, `entry-busy`, `value-conflict` (somebody wrote in between),
 *   `value-invalid` (text that the field's type cannot be), `nothing-to-confirm`, `second-person-needed`, `four-eyes`
 *   (they approved the batch), `entry-loaded`, `batch-closed`, `key-reused`
 */
export const settleField = async (
  ctx: { db: Db },
  actor: Actor,
  input: SettleInput,
  /** The entry where the caller has it at hand. */
  known?: EntryWork,
): Promise<Settled> => {
  const { entry, book } = known ?? (await getEntry(ctx.db, input.entryId));
  const spec = findField(entry.kind, input.field);
  if (spec === undefined) throw new SohoaError('field-unknown', { field: input.field, entry: entry.id });
  const save = saveOf(actor, input);
  const written = await overDeadlocks(() =>
    ctx.db.transaction(async (tx) => {
      const { batch } = await lockWork(tx, entry.id, actor.accountId, input.fence);
      const { before, task, earlier } = await standingOf(tx, entry.id, input.field, save.key);
      if (earlier !== undefined) return repeat(tx, save, earlier);
      await authorizeTask(tx, actor, entry, input.field, task);
      checkOpen(entry, batch);
      if (before.version !== input.expectedVersion) {
        throw new SohoaError('value-conflict', { field: input.field, entry: entry.id });
      }
      const value = await statedValue(tx, input, { ...before, task: task?.kind ?? null }, (text) =>
        parseTyped(spec, text, { year: book.year }),
      );
      const what: Writing = { tx, actor, entryId: entry.id, field: input.field, batch, task, before, value };
      const result = task?.kind === 'key-twice' ? await writePass(what, task) : await writeValue(what);
      await finishSave(what, { ...save, ...result, taskId: task?.id ?? null }, input.fence);
      return { value: result.shown, outcome: result.outcome, repeated: false };
    }),
  );
  return { ...written, bookVerified: await checkBookWhenDone(ctx, book.id) };
};

/**
 * Takes back the last thing that this person saved on the entry: what stood there before stands there again, and the task
 * is open again. What others have built on (a second pass, a later value) cannot be taken back.
 * @throws SohoaError `nothing-to-undo`, and what `settleField` throws
 */
export const undoLastSave = async (
  ctx: { db: Db },
  actor: Actor,
  input: { entryId: number; fence: number; key: string },
): Promise<{ field: string; outcome: SaveOutcome; repeated: boolean }> => {
  const { entry } = await getEntry(ctx.db, input.entryId);
  const undo = {
    key: input.key,
    accountId: actor.accountId,
    entryId: entry.id,
    fingerprint: sha256(`undo ${entry.id}`),
  };
  const undone = await overDeadlocks(() =>
    ctx.db.transaction(async (tx) => {
      const { batch } = await lockWork(tx, entry.id, actor.accountId, input.fence);
      const earlier = await findSave(tx, undo.key);
      if (earlier !== undefined) {
        checkSame(undo, earlier);
        return { field: earlier.field, outcome: earlier.outcome, repeated: true };
      }
      const last = await lastSave(tx, entry.id, actor.accountId);
      if (last === undefined) throw new SohoaError('nothing-to-undo');
      authorize(actor, 'entry.view', entry.officeId);
      checkOpen(entry, batch);
      const restored = await takeBack(tx, actor, last, batch.name);
      await markUndone(tx, last.key);
      const what = { tx, actor, entryId: entry.id, field: last.field, batch };
      const outcome: SaveOutcome = restored.reopened ? 'reopened' : 'settled';
      await finishSave(
        what,
        { ...undo, field: last.field, type: 'undo', outcome, valueId: restored.valueId, taskId: last.taskId },
        input.fence,
      );
      return { field: last.field, outcome, repeated: false };
    }),
  );
  // A book that was done is open again.
  if (undone.outcome === 'reopened') await checkBook(ctx, entry.bookId);
  return undone;
};

const takeBack = async (
  tx: Db,
  actor: Actor,
  last: Save,
  batch: string,
): Promise<{ valueId: number | null; reopened: boolean }> => {
  if (last.outcome === 'first-pass' && last.passId !== null) {
    await retractPass(tx, last.passId);
    await bumpVersion(tx, last.entryId, last.field);
    return { valueId: null, reopened: true };
  }
  const { valueId } = last;
  if (last.outcome !== 'settled' || valueId === null) throw new SohoaError('nothing-to-undo');
  return guarded({ batch }, () => restoreBefore(tx, { ...last, valueId, accountId: actor.accountId }));
};

type Writing = Readonly<{
  tx: Db;
  actor: Actor;
  entryId: number;
  field: string;
  batch: LockedWork['batch'];
  task: OpenTask | undefined;
  before: FieldStanding['before'];
  value: PersonValue;
}>;
type Written = Readonly<{
  outcome: SaveOutcome;
  valueId: number | null;
  passId: number | null;
  shown: PersonValue;
}>;

const writeValue = async ({ tx, actor, batch, task, before, value }: Writing): Promise<Written> => {
  const valueId = await writePersonValue(tx, {
    before,
    value,
    accountId: actor.accountId,
    taskId: task?.id ?? null,
    batchName: batch.name,
  });
  return { outcome: 'settled', valueId, passId: null, shown: value };
};

/** One blind pass. The first is kept; the second settles the field or sends it to a checker. */
const writePass = async (what: Writing, task: OpenTask): Promise<Written> => {
  const { tx, actor, entryId, field, value, batch } = what;
  const live = await passesOfTask(tx, task.id);
  const own = live.find((pass) => pass.accountId === actor.accountId);
  // Somebody who keys their own pass anew before the second one corrects it.
  if (own !== undefined && live.length === 1) await retractPass(tx, own.id);
  const other = live.find((pass) => pass.accountId !== actor.accountId);
  const pass = await guarded({ batch: batch.name }, () =>
    addPass(tx, {
      taskId: task.id,
      entryId,
      field,
      ordinal: other === undefined ? 1 : 2,
      accountId: actor.accountId,
      ...value,
    }),
  );
  if (other === undefined) {
    await bumpVersion(tx, entryId, field);
    return { outcome: 'first-pass', valueId: null, passId: pass.id, shown: value };
  }
  if (sameReading(other, value)) {
    const settled = await writeValue(what);
    return { ...settled, passId: pass.id };
  }
  await sendToAdjudication(tx, task, actor.accountId);
  return { outcome: 'to-adjudicate', valueId: null, passId: pass.id, shown: value };
};

/** Two people say the same: the same normal form, or, where there is none, the same writing. */
const sameReading = (a: PersonValue, b: PersonValue): boolean =>
  sameValue(a, b) && (a.normalized !== null || a.verbatim === b.verbatim);

/** What comes with every write: identity, the record of the save, the batch still open, the audit chain last. */
const finishSave = async (
  { tx, actor, entryId, field, batch }: Pick<Writing, 'tx' | 'actor' | 'entryId' | 'field' | 'batch'>,
  save: Omit<Parameters<typeof recordSave>[1], 'characters'> & { shown?: PersonValue },
  fence: number | undefined,
): Promise<void> => {
  const { shown, ...row } = save;
  const text = shown === undefined ? '' : (shown.normalized ?? shown.verbatim ?? '');
  const lease = fence === undefined ? undefined : { fence };
  const { isBatchOpen } = await recordSave(tx, { ...row, characters: text.length }, batch.id, lease);
  if (!isBatchOpen) throw new SohoaError('batch-closed', { batch: batch.name });
  if (save.valueId !== null) await settleWhatItSays(tx, entryId, field, batch.id);
  await recordAudit(tx, {
    accountId: actor.accountId,
    officeId: batch.officeId,
    action: `entry.${save.type}`,
    subject: 'entry',
    subjectId: entryId,
    detail: { field, outcome: save.outcome },
  });
};

/** Some fields are more than words: the number is the entry's identity, others say which entry it changes. */
const settleWhatItSays = async (tx: Db, entryId: number, field: string, batchId: number): Promise<void> => {
  if (field === 'so') await settleIdentity(tx, entryId, batchId);
  if (isReferenceField(field)) await settleLink(tx, (await getEntry(tx, entryId)).entry);
};

type SaveHead = Readonly<{
  key: string;
  accountId: number;
  entryId: number;
  field: string;
  type: Save['type'];
  fingerprint: string;
  keys: number;
  reason: string | null;
}>;

const saveOf = (actor: Actor, input: SettleInput): SaveHead => ({
  key: input.key ?? randomUUID(),
  accountId: actor.accountId,
  entryId: input.entryId,
  field: input.field,
  type: input.statement.type,
  fingerprint: sha256(JSON.stringify([input.entryId, input.field, input.statement])),
  keys: input.keys ?? 0,
  reason: input.reason === undefined || input.reason.trim() === '' ? null : tidy(input.reason),
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const checkSame = (
  save: Pick<SaveHead, 'accountId' | 'fingerprint'>,
  earlier: Pick<Save, 'accountId' | 'fingerprint'>,
): void => {
  if (earlier.accountId !== save.accountId || earlier.fingerprint !== save.fingerprint) {
    throw new SohoaError('key-reused');
  }
};

const repeat = async (
  tx: Db,
  save: SaveHead,
  earlier: Save,
): Promise<Pick<Settled, 'value' | 'outcome' | 'repeated'>> => {
  checkSame(save, earlier);
  const value = await savedContent(tx, earlier);
  return { value, outcome: earlier.outcome, repeated: true };
};

const checkOpen = (entry: Entry, batch: LockedWork['batch']): void => {
  if (entry.state === 'loaded') throw new SohoaError('entry-loaded', { entry: entry.id });
  if (entry.state === 'withdrawn') throw new SohoaError('entry-unknown', { entry: entry.id });
  if (batch.state === 'accepted' || batch.state === 'loaded') {
    throw new SohoaError('batch-closed', { batch: batch.name });
  }
};

/** Who may write depends on what is open: between two readings checkers decide, and what two people settled stays so. */
const authorizeTask = async (
  tx: Db,
  actor: Actor,
  entry: Entry,
  field: string,
  task: OpenTask | undefined,
): Promise<void> => {
  if (task?.kind === 'adjudicate') return authorize(actor, 'entry.adjudicate', entry.officeId);
  authorize(actor, 'entry.key', entry.officeId);
  if (task !== undefined || !(await wasKeyedTwice(tx, entry.id, field))) return;
  if (!allows(actor.grants, 'entry.adjudicate', entry.officeId)) {
    throw new SohoaError('second-person-needed', { field });
  }
  const keyers = await passesOfField(tx, entry.id, field);
  if (keyers.some((pass) => pass.accountId === actor.accountId)) {
    throw new SohoaError('second-person-needed', { field });
  }
};

/** When nothing of the book is open any more, it is looked at as a whole. */
const checkBookWhenDone = async (ctx: { db: Db }, bookId: number): Promise<boolean> => {
  if (await hasOpenWork(ctx.db, bookId)) return false;
  await checkBook(ctx, bookId);
  return true;
};

/** A worker that reads the page again and a person who saves may lock each other out; doing it again is safe. */
const overDeadlocks = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (databaseProblem(error)?.state !== '40P01' || tries === 4) throw error;
    }
  }
};
