/** Made-up pages of several editions, read by the form they are written on and taken apart into their kind's fields. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLedger, type TrueEntry } from '../../scripts/ledger/make.ts';
import { referredEntry } from '../../src/domain/entry-reference.ts';
import { KINDS } from '../../src/domain/kinds.ts';
import { getEdition, layoutOf } from '../../src/forms/catalog.ts';
import { namesInLayout } from '../../src/forms/edition.ts';
import { extractEntry } from '../../src/reading/extract.ts';
import type { ExtractedEntry } from '../../src/reading/extract-types.ts';
import { createTesseractEngine } from '../../src/reading/tesseract.ts';
import { createPageReader } from './read-page.ts';

const EDITIONS = ['KS-2006', 'KS-1999', 'HN-2016', 'CC-2016'] as const;
type Id = (typeof EDITIONS)[number];

const engine = createTesseractEngine();
const readPage = createPageReader(engine);
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sohoa-editions-'));
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

/** Draws an entry of the edition and reads it with no word about the edition but the book's kind. */
const drawAndRead = async (
  id: Id,
): Promise<Readonly<{ truth: TrueEntry; found: string; entry: ExtractedEntry }>> => {
  const edition = getEdition(id);
  const { kind } = edition;
  const made = await makeLedger({
    kinds: [kind],
    edition: id,
    entries: 1,
    seed: `read/${id}`,
    dpi: 200,
    damage: 'light',
    voidRate: 0,
    strikeRate: 0,
    out: join(folder, id),
  });
  const [truth] = made.entries;
  const layout = layoutOf(edition, 'entry');
  if (truth === undefined || layout === undefined) throw new Error('nothing drawn');
  const read = await readPage({ path: join(folder, id, truth.file), dpi: 200, kind, edition: 'auto' });
  if (read.type !== 'read') return expect.fail(read.type);
  const { year } = truth.entry;
  const entry = extractEntry({
    kind,
    edition,
    layout,
    context: {
      office: made.books[0]?.office ?? null,
      years: { from: year, to: year },
      volume: `01/${year}`,
      pageNumberGuess: null,
      entryNumberGuess: null,
    },
    fieldReadings: read.readings,
  });
  return { truth, found: read.editionId, entry };
};

const known = new Map<Id, ReturnType<typeof drawAndRead>>();
const readOnce = (id: Id): ReturnType<typeof drawAndRead> => {
  const reading = known.get(id) ?? drawAndRead(id);
  known.set(id, reading);
  return reading;
};

describe.each(EDITIONS)('an entry on the form %s', (id) => {
  it('is read by that form, not by the newest of its kind, nearly everywhere as it was written', async () => {
    const { truth, found, entry } = await readOnce(id);
    expect(found).toBe(id);
    const fields = Object.entries(truth.fields);
    const wrong = fields.filter(([name, { normalized }]) => entry.fields[name]?.normalized !== normalized);
    expect(wrong.length / fields.length, wrong.map(([name]) => name).join(', ')).toBeLessThan(0.1);
  });

  it('answers every field of its kind; what the form does not have is absent, or known from the book', async () => {
    const { entry } = await readOnce(id);
    const { kind, layouts } = getEdition(id);
    expect(Object.keys(entry.fields)).toEqual(KINDS[kind].fields.map(({ name }) => name));
    const shown = new Set(layouts.flatMap(namesInLayout));
    for (const [name, { state }] of Object.entries(entry.fields)) {
      if (shown.has(name)) expect(state, name).not.toBe('absent-in-edition');
      else expect(['absent-in-edition', 'inferred'], name).toContain(state);
    }
  });
});

describe('older forms and changes', () => {
  it('the form of 1999 does not tell whether a birth was registered in time', async () => {
    const { entry } = await readOnce('KS-1999');
    expect(entry.fields.loaiDangKy?.state).toBe('absent-in-edition');
  });

  it('a change says which entry it is of', async () => {
    const { truth, entry } = await readOnce('CC-2016');
    const meant = (fields: Readonly<Record<string, { normalized: string | null }>>) =>
      referredEntry(
        'CC',
        Object.fromEntries(Object.entries(fields).map(([name, { normalized }]) => [name, normalized])),
      );
    expect(meant(entry.fields)).toEqual(meant(truth.fields));
    expect(meant(truth.fields)).not.toBeNull();
  });
});
