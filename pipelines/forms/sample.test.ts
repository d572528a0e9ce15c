/** What the designer makes of samples that are more than one page: a table across a spread, and two pages lying open. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeLedger } from '../../scripts/ledger/make.ts';
import { editions } from '../../src/forms/catalog.ts';
import { trialEditionOf } from '../../src/forms/draft/convert.ts';
import { emptyDraft } from '../../src/forms/draft/draft.ts';
import { problemsOfDraft } from '../../src/forms/draft/problems.ts';
import { withProposal } from '../../src/forms/draft/proposal.ts';
import { decodeFrame } from '../../src/imaging/frames.ts';
import { createOrientationReader } from '../../src/imaging/orientation.ts';
import { createTesseractEngine } from '../../src/reading/tesseract.ts';
import { createDesignWork } from '../bench/design.ts';
import { type LookedAt, lookAtSample } from './sample.ts';

const engine = createTesseractEngine();
const orientationReader = createOrientationReader();
const design = createDesignWork(orientationReader);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sohoa-sample-'));
});
afterAll(async () => {
  await engine.close();
  await orientationReader.close();
  await rm(folder, { recursive: true, force: true });
});

const scansOf = async (edition: string, spread: boolean, entries: number): Promise<string[]> => {
  const out = join(folder, edition);
  const { pages } = await makeLedger({
    ...{ kinds: ['KS'], edition, entries, spread, hand: 'typewriter', damage: 'light', seed: 'sample' },
    ...{ dpi: 200, jobs: 1, voidRate: 0, out },
  });
  const files = pages.filter((page) => page.class === 'entry').map(({ file }) => join(out, file));
  return [...new Set(files)];
};
const look = async (path: string, edition: string): Promise<LookedAt> =>
  lookAtSample(await decodeFrame(path, 0), {
    ...{ kind: 'KS', class: 'entry', spread: 'auto', engine, orient: { orientationReader } },
    known: [...editions().values()].filter(({ id }) => id !== edition),
  });

it('a table across a spread becomes both its sides, and is found on another spread by the keys of its columns', async () => {
  const [sample, other] = await scansOf('KS-1961', true, 20);
  const { proposal, sides } = await look(sample!, 'KS-1961');
  expect(sides.map(({ side }) => side)).toEqual(['left', 'right']);
  const draft = withProposal(emptyDraft({ id: 'KS-BANG', kind: 'KS' }), proposal, 'entry');
  const problems = problemsOfDraft(draft, { pictures: new Set(), ids: new Map() });
  expect(problems.filter(({ blocks }) => blocks === 'trial')).toEqual([]);
  const columns = draft.parts.flatMap(({ table }) => table?.columns ?? []);
  expect(columns).toHaveLength(17);
  const { trials, width } = await design['try-draft']({
    ...{ path: other!, frame: 0, edition: trialEditionOf(draft), blanks: [], kind: null, forms: [] },
    outFolder: folder,
  });
  expect(trials.map(({ side }) => side)).toEqual(['left', 'right']);
  const keys = new Set(columns.map(({ key }) => key));
  for (const { columns: found, rows } of trials) {
    expect(found.length).toBeGreaterThan(5);
    expect(found.every(({ key, box }) => keys.has(key) && box[0] + box[2] <= width)).toBe(true);
    expect(rows.filter(({ kind }) => kind === 'entry')).toHaveLength(10);
  }
}, 240_000);

it('of two pages that lie open the fuller one is the sample, as a single side', async () => {
  const [sample] = await scansOf('KS-2006', true, 4);
  const { proposal, sides } = await look(sample!, 'KS-2006');
  expect(sides.map(({ side }) => side)).toEqual(['single']);
  expect(proposal.parts.map((part) => part.side)).toEqual(['single']);
  expect(proposal.parts[0]!.places.length).toBeGreaterThan(20);
}, 240_000);
