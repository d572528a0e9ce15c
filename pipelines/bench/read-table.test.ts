/** Both sides of a spread read in the bench, one after the other. */
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLedger } from '../../scripts/ledger/make.ts';
import { encodePage } from '../../src/imaging/encode.ts';
import { straightenFile } from '../../src/imaging/straighten.ts';
import type { ReadingEngine } from '../../src/reading/engine.ts';
import { orientByKnownForms } from './orient.ts';
import type { ReadPage } from './protocol.ts';
import { createTablePageReader } from './read-table.ts';

/** What is written does not matter here, only where. */
const engine: ReadingEngine = {
  id: 'none',
  version: '1',
  read: async () => null,
  close: async () => undefined,
};
const noForm = async (): Promise<ReadPage> => ({ type: 'form-unknown', guesses: '' });

let folder = '';
let dpi = 0;
const at = (side: string): string => join(folder, `${side}.jpg`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sohoa-sides-'));
  const made = await makeLedger({
    kinds: ['KT'],
    year: 1975,
    entries: 4,
    rows: 'none',
    hand: 'handwriting',
    damage: 'light',
    seed: 'sides',
    dpi: 150,
    out: join(folder, 'scans'),
  });
  const file = made.pages.find((page) => page.side === 'right')?.file ?? '';
  for (const page of await straightenFile(join(folder, 'scans', file), 0, {
    matchForm: orientByKnownForms,
  })) {
    dpi = page.dpi;
    await writeFile(at(page.side), await encodePage(page.picture, page.dpi));
  }
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = (reader: ReturnType<typeof createTablePageReader>, side: 'left' | 'right') =>
  reader({
    path: at(side),
    dpi,
    kind: 'KT',
    edition: 'auto',
    table: { side, mate: side === 'right' ? at('left') : null, year: 1975 },
  });

describe('the right side of a spread', () => {
  it('follows the left one, which is looked at again only where it is not the page read last', async () => {
    const alone = await read(createTablePageReader(engine, noForm), 'right');
    expect(alone).toMatchObject({ type: 'read', table: { side: 'right' } });
    const reader = createTablePageReader(engine, noForm);
    await read(reader, 'left');
    await rename(at('left'), at('away'));
    expect(await read(reader, 'right')).toEqual(alone);
    await expect(read(createTablePageReader(engine, noForm), 'right')).rejects.toThrow();
  }, 120_000);
});
