/** A small batch in the database, for tests of whatever stands on it. */
import { randomUUID } from 'node:crypto';
import { isSohoaError } from '../domain/errors.ts';
import type { KindCode } from '../domain/kinds.ts';
import type { Role } from '../domain/roles.ts';
import type { Value } from '../domain/values.ts';
import { addAccount, addGrant } from './accounts.ts';
import type { Db } from './database.ts';
import { type Candidate, type currentField, type Entry, type PersonValue, saveCandidate } from './entries.ts';
import { addFile, type Batch, type Book, ensureBatch, ensureBook } from './hand-in.ts';
import { standingOf, writePersonValue } from './keying.ts';
import { type Office, saveOffice } from './offices.ts';
import { type Page, saveImagedFrame, saveListing, saveReadings, setPageState } from './pages.ts';
import { databaseProblem } from './problems.ts';

let serial = 0;
/** A word that no other call gave: tests of one file share a database. */
export const unique = (stem: string): string => `${stem}-${process.pid}-${++serial}`;

export const makeAccount = async (
  db: Db,
  ...grants: { role: Role; officeId: number | null }[]
): Promise<number> => {
  const account = await addAccount(db, {
    username: unique('user'),
    displayName: 'Người thử',
    passwordHash: null,
  });
  for (const grant of grants) await addGrant(db, { accountId: account.id, ...grant });
  return account.id;
};

export type Fixture = Readonly<{ office: Office; batch: Batch; book: Book; scanner: number }>;

export const makeBook = async (db: Db, kind: KindCode = 'KS'): Promise<Fixture> => {
  const office = await saveOffice(db, { code: unique('office'), name: 'UBND xã Thử Nghiệm' });
  const scanner = await makeAccount(db, { role: 'scan-operator', officeId: office.id });
  const batch = await ensureBatch(db, { officeId: office.id, name: unique('batch'), createdBy: scanner });
  const book = await ensureBook(db, {
    officeId: office.id,
    batchId: batch.id,
    kind,
    year: 2018,
    volume: '01',
    edition: 'auto',
    declaredEntries: null,
    declaredPages: null,
  });
  return { office, batch, book, scanner };
};

export const makePage = async (db: Db, book: Pick<Book, 'id'>): Promise<Page> => {
  const sha256 = unique('sha').padEnd(64, 'x');
  const { file } = await addFile(db, { bookId: book.id, sha256, name: `${unique('scan')}.jpg`, bytes: 1 });
  const [frame] = await saveListing(db, {
    fileId: file.id,
    bookId: book.id,
    mediaType: 'image/jpeg',
    frameCount: 1,
  });
  if (frame === undefined) throw new Error('no frame');
  const [page] = await saveImagedFrame(db, frame.id, [
    {
      frameId: frame.id,
      bookId: book.id,
      side: 'whole',
      imageSha256: sha256,
      width: 2480,
      height: 3508,
      dpi: 300,
      rotation: 0,
      skew: 0,
      blur: 0,
      contrast: 1,
      ink: 0.1,
      toFile: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    },
  ]);
  if (page === undefined) throw new Error('no page');
  return page;
};

export const readValue = (normalized: string | null, confidence = 0.5): Value => ({
  verbatim: normalized,
  normalized,
  state: normalized === null ? 'blank' : 'read',
  confidence,
  box: [10, 20, 300, 40],
});

/** An entry on a page of its own, read and extracted; every given field waits for confirmation. */
export const makeEntry = async (
  db: Db,
  { batch, book, office }: Fixture,
  fields: Readonly<Record<string, string | null>>,
  page?: Page,
): Promise<{ entry: Entry; page: Page; candidate: Candidate }> => {
  const on = page ?? (await makePage(db, book));
  await saveReadings(
    db,
    on.id,
    { class: 'entry', editionId: `${book.kind}-2016`, editionVersion: 1, fitError: 0.1, fitConfidence: 1 },
    [],
  );
  const candidate: Candidate = {
    bookId: book.id,
    officeId: office.id,
    batchId: batch.id,
    kind: book.kind,
    pageId: on.id,
    ordinal: 0,
    editionId: `${book.kind}-2016`,
    editionVersion: 1,
    fields: Object.entries(fields).map(([field, text]) => ({
      field,
      value: readValue(text),
      engine: 'test@1',
      route: 'confirm',
      task: 'confirm',
      rules: [],
    })),
  };
  const entry = await saveCandidate(db, candidate);
  await setPageState(db, on.id, 'extracted');
  return { entry, page: on, candidate };
};

/** What a person says about a field, written the way the workstation writes it. */
export const personSays = async (
  db: Db,
  said: {
    entryId: number;
    field: string;
    value: PersonValue;
    accountId: number;
    /** What they saw; what stands there now without. */
    before?: Awaited<ReturnType<typeof currentField>>;
  },
): Promise<void> =>
  db.transaction(async (tx) => {
    const { entryId, field, value, accountId } = said;
    const { before: now, task } = await standingOf(tx, entryId, field, randomUUID());
    const before = said.before ?? now;
    await writePersonValue(tx, { before, value, accountId, taskId: task?.id ?? null, batchName: 'x' });
  });

/** The code of our error, or PostgreSQL's state, that the work ends with; `no error` when it comes to its end. */
export const stateOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'no error';
  } catch (error) {
    return isSohoaError(error) ? error.code : (databaseProblem(error)?.state ?? String(error));
  }
};
