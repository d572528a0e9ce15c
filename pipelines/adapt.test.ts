/** A handwritten book from its scans to what is learnt of it: the real stages, database, queue and network. */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MadeLedger, makeLedger } from '../scripts/ledger/make.ts';
import { actorOf } from '../src/access/accounts.ts';
import { readEnvironment } from '../src/config/environment.ts';
import { codeOf } from '../src/domain/testing.ts';
import { QUEUE_NAMES } from '../src/queue/names.ts';
import { addAccount, addGrant } from '../src/store/accounts.ts';
import { currentFields, entriesOf } from '../src/store/entries.ts';
import { booksOf } from '../src/store/hand-in.ts';
import { saveOffice } from '../src/store/offices.ts';
import { bookHands, fieldValues } from '../src/store/schema/index.ts';
import { makeAccount, personSays } from '../src/store/test-fixtures.ts';
import { startStages } from '../workers/stages.ts';
import { type Adapted, adaptBook, knownHandOf, queueAdaptations } from './adapt.ts';
import { drain } from './drain.ts';
import { collectPaths } from './hand-in/collect.ts';
import { enqueue } from './hand-in/enqueue.ts';
import { openSystem, type System } from './system.ts';

const MINUTES = 60_000;
const ENTRIES = 9;
const VERIFIED = 8;
const UNSEEN_HAND = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/dancing-script/400Regular/DancingScript_400Regular.ttf',
);

let folder = '';
let system: System;
let made: MadeLedger;
let bookId = 0;
let keyer = 0;

const work = async (): Promise<void> => {
  const workers = await startStages(system);
  await drain(system, QUEUE_NAMES);
  await workers.close();
};

/** What stands in the book now, with who said it. */
const standing = async () => {
  const entries = await entriesOf(system.db, bookId);
  return Promise.all(
    entries.map(async (entry) => ({ entry, fields: await currentFields(system.db, entry.id) })),
  );
};

/** People write what stands on the pages of so many entries. */
const verify = async (from: number, to: number): Promise<void> => {
  for (const { entry } of (await standing()).slice(from, to)) {
    const truth = made.entries.find(({ entry: one }) => `${one.number}` === `${entry.number}`);
    for (const [field, value] of Object.entries(truth?.fields ?? {})) {
      if (value.state !== 'read') continue;
      const said = { verbatim: value.verbatim, normalized: value.normalized, state: value.state };
      await personSays(system.db, { entryId: entry.id, field, value: said, accountId: keyer });
    }
  }
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sohoa-adapt-'));
  // A font that the network has never seen: hands that it reads without an error teach it nothing.
  const fonts = join(folder, 'fonts');
  await mkdir(fonts);
  await copyFile(UNSEEN_HAND, join(fonts, basename(UNSEEN_HAND)));
  made = await makeLedger({
    kinds: ['KH'],
    fonts,
    entries: ENTRIES,
    hand: 'handwriting',
    damage: 'medium',
    seed: 'adapt-pipeline-3',
    voidRate: 0,
    strikeRate: 0,
    out: join(folder, 'scans'),
  });
  const env = { ...readEnvironment(), workspace: join(folder, 'home'), pageSeconds: 600 };
  system = await openSystem(env, () => undefined);
  const office = await saveOffice(system.db, { code: 'x', name: made.books[0]?.office ?? 'x' });
  const account = await addAccount(system.db, { username: 'x', displayName: 'x', passwordHash: null });
  await addGrant(system.db, { accountId: account.id, role: 'scan-operator', officeId: office.id });
  const { batch } = await enqueue(system, await actorOf(system.db, account), {
    batchName: 'x',
    books: await collectPaths([join(folder, 'scans')], { office: 'x' }),
  });
  keyer = await makeAccount(system.db, { role: 'data-entry', officeId: office.id });
  await work();
  bookId = (await booksOf(system.db, batch.id))[0]?.id ?? 0;
}, 15 * MINUTES);

afterAll(async () => {
  await system.close();
  await rm(folder, { recursive: true, force: true });
});

describe('learning a book through the database', () => {
  let learnt: Adapted;
  let before: Awaited<ReturnType<typeof standing>>;

  it(
    'is refused while too few lines are verified',
    async () => {
      await verify(0, 1);
      expect(await codeOf(adaptBook(system, bookId))).toBe('adapt-too-little');
      expect(await knownHandOf(system.db, bookId)).toBeUndefined();
    },
    5 * MINUTES,
  );

  it(
    'learns from the verified entries, and keeps what reads others better with how much',
    async () => {
      await verify(1, VERIFIED);
      before = await standing();
      learnt = await adaptBook(system, bookId);
      expect(learnt).toMatchObject({ bookId, entries: VERIFIED, kept: true });
      expect(learnt.lessons + learnt.heldOut).toBeGreaterThan(40);
      expect(learnt.after).toBeLessThan(learnt.before);
      const [row] = await system.db.select().from(bookHands).where(eq(bookHands.bookId, bookId));
      expect(row).toMatchObject({ kept: true, entries: VERIFIED, lessons: learnt.lessons });
      expect(row?.weights !== null || row?.words !== null).toBe(true);
      expect((await knownHandOf(system.db, bookId))?.version).toBe(`hand-${row?.id}`);
    },
    10 * MINUTES,
  );

  it(
    'reads what nobody has settled again with it, and leaves every word of people',
    async () => {
      expect(learnt.again).toBeGreaterThan(0);
      await work();
      const after = await standing();
      const said = (all: typeof before) =>
        all.flatMap(({ entry, fields }) =>
          fields.flatMap(({ field, value }) =>
            value.source === 'person' ? [[entry.id, field, value.id, value.normalized]] : [],
          ),
        );
      expect(said(after)).toEqual(said(before));
      const version = (await knownHandOf(system.db, bookId))?.version ?? '';
      const engines = await system.db.selectDistinct({ engine: fieldValues.engine }).from(fieldValues);
      expect(engines.filter(({ engine }) => engine?.endsWith(`+${version}`))).not.toEqual([]);
    },
    10 * MINUTES,
  );

  it('does not try again by itself before there is more to learn from', async () => {
    expect(await queueAdaptations(system)).toBe(0);
  });
});
