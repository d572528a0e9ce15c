/** A form that is taken out of the known ones is proposed from one page of it, saved, and found on another page. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLedger } from '../../scripts/ledger/make.ts';
import { actorOf } from '../../src/access/accounts.ts';
import { editions, getEdition } from '../../src/forms/catalog.ts';
import { namesInLayout } from '../../src/forms/edition.ts';
import { createTesseractEngine } from '../../src/reading/tesseract.ts';
import { getAccount } from '../../src/store/accounts.ts';
import { diskPageFiles } from '../../src/store/page-files.ts';
import { makeAccount } from '../../src/store/test-fixtures.ts';
import { openTestStore, type TestStore } from '../../src/store/test-store.ts';
import { proposeForm } from './propose.ts';
import { formsFor, saveForm } from './stored.ts';
import type { FormTrial } from './trial.ts';
import { tryForms } from './try-form.ts';

const engine = createTesseractEngine();
let folder = '';
let store: TestStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sohoa-propose-'));
  store = await openTestStore();
});
afterAll(async () => {
  await engine.close();
  await store?.drop();
  await rm(folder, { recursive: true, force: true });
});

const scansOf = async (edition: string): Promise<string[]> => {
  const out = join(folder, edition);
  const made = await makeLedger({
    kinds: ['KS'],
    edition,
    entries: 2,
    hand: 'typewriter',
    damage: 'light',
    seed: 'propose',
    dpi: 200,
    jobs: 1,
    voidRate: 0,
    out,
  });
  const entries = made.pages.filter((page) => page.class === 'entry');
  return [...new Set(entries.map(({ file }) => join(out, file)))];
};
const without = (id: string) => [...editions().values()].filter((edition) => edition.id !== id);
const namesIn = (id: string) =>
  getEdition(id)
    .layouts.filter((one) => one.class === 'entry')
    .flatMap(namesInLayout);
const actorWith = async (role: 'supervisor' | 'data-entry') => {
  const id = await makeAccount(store.db, { role, officeId: null });
  return actorOf(store.db, await getAccount(store.db, id));
};

describe('an unknown one-entry form', () => {
  it('is proposed with its fields, saved for good, and found on another page', {
    timeout: 240_000,
  }, async () => {
    const [sample, other] = await scansOf('KS-2016');
    const proposal = await proposeForm(sample!, {
      id: 'KS-DAY-THU',
      kind: 'KS',
      known: without('KS-2016'),
      engine,
    });
    const wanted = namesIn('KS-2016');
    const named = new Set(proposal.edition.layouts.flatMap(namesInLayout));
    expect(wanted.filter((name) => named.has(name)).length / wanted.length).toBeGreaterThan(0.85);

    const { width, height, data } = proposal.blanks.entry!;
    const entry = await sharp(data, { raw: { width, height, channels: 1 } })
      .png()
      .toBuffer();
    const ctx = { db: store.db, pageFiles: diskPageFiles(join(folder, 'pages')) };
    await expect(
      saveForm(ctx, await actorWith('data-entry'), proposal.edition, { entry }),
    ).rejects.toMatchObject({
      code: 'not-allowed',
    });
    const supervisor = await actorWith('supervisor');
    await expect(saveForm(ctx, supervisor, getEdition('KS-2006'), { entry })).rejects.toMatchObject({
      code: 'form-shipped',
    });
    await expect(saveForm(ctx, supervisor, proposal.edition, {})).rejects.toMatchObject({
      code: 'form-without-picture',
    });
    expect(await saveForm(ctx, supervisor, proposal.edition, { entry })).toMatchObject({
      version: 1,
      isNew: true,
    });
    expect(await saveForm(ctx, supervisor, proposal.edition, { entry })).toMatchObject({
      version: 1,
      isNew: false,
    });
    const changed = { ...proposal.edition, basis: 'x' };
    expect(await saveForm(ctx, supervisor, changed, { entry })).toMatchObject({ version: 2, isNew: true });

    for (const change of [sql`update form_versions set content = content`, sql`delete from form_versions`]) {
      await expect(store.db.execute(change)).rejects.toThrow();
    }
    const newest = await formsFor(ctx, 'KS', 'auto');
    expect(newest.map(({ edition }) => edition.version)).toEqual([2]);
    expect(await formsFor(ctx, 'KH', 'auto')).toEqual([]);
    const [first] = await formsFor(ctx, 'KS', 'KS-DAY-THU@1');
    expect(first?.edition.basis).toBe('-');
    const trials: FormTrial[] = [];
    for await (const one of tryForms([{ form: first!.edition, pictures: first!.pictures }], other!))
      trials.push(one);
    const [trial] = trials;
    expect(trial).toMatchObject({ edition: 'KS-DAY-THU', class: 'entry' });
    expect(trial?.confidence).toBeGreaterThan(0.9);
    expect(trial?.fields.length).toBeGreaterThan(25);
  });
});

describe('an unknown table over a spread', () => {
  it('is proposed with both sides, its columns and where rows start', { timeout: 240_000 }, async () => {
    const [sample] = await scansOf('KS-1961');
    const { edition } = await proposeForm(sample!, { kind: 'KS', known: without('KS-1961'), engine });
    expect(edition.layouts.map(({ side }) => side)).toEqual(['left', 'right']);
    const columns = edition.layouts.flatMap(({ table }) => table?.columns ?? []);
    expect(columns.length).toBe(17);
    const start = columns.find(({ key }) => key === edition.layouts[0]?.table?.rows.startsIn);
    expect(start?.role).toBe('number');
    const named = new Set(edition.layouts.flatMap(namesInLayout));
    const wanted = namesIn('KS-1961');
    expect(wanted.filter((name) => named.has(name)).length / wanted.length).toBeGreaterThan(0.7);
  });
});
