/**
 * How much of a form is proposed right from one made-up page of it, its own edition taken out of the known ones:
 *
 *     npx tsx scripts/measure-proposals.ts --editions KS-2016,KT-1999 --seed 7 --pages 1
 *
 * Per edition the share of places found (IoU ≥ 0.5 with the true one, both in pixels of the file) and of places named
 * right besides, and last a line of JSON. Forms of one entry on one page only: tables have columns, not places.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { proposeForm } from '../pipelines/forms/propose.ts';
import { SohoaError } from '../src/domain/errors.ts';
import { editions, getEdition } from '../src/forms/catalog.ts';
import { extentOf } from '../src/forms/edition.ts';
import { openFrames } from '../src/imaging/frames.ts';
import { applyTo, type Box, type Point } from '../src/imaging/geometry.ts';
import { straightenFrame } from '../src/imaging/straighten.ts';
import { createTesseractEngine } from '../src/reading/tesseract.ts';
import { DRAWING, drawnEntries } from './forms/drawn-entries.ts';
import { fileBox, type Placed, placed } from './forms/placed.ts';
import { iou } from './ledger/overlap.ts';

const { values: args } = parseArgs({
  options: {
    editions: { type: 'string', default: 'KS-2016,HN-2016,KH-2016,KS-1999,KT-1999,KS-2006' },
    pages: { type: 'string', default: '1' },
    ...DRAWING,
  },
});

type Share = { readonly places: number; readonly found: number; readonly named: number };

const compare = (truth: readonly Placed[], named: readonly Placed[], nameless: readonly Box[]): Share => {
  const boxes = [...named.map(({ box }) => box), ...nameless];
  return {
    places: truth.length,
    found: truth.filter(({ box }) => boxes.some((other) => iou(box, other) >= 0.5)).length,
    named: truth.filter(({ box, names }) =>
      named.some((other) => iou(box, other.box) >= 0.5 && names.join() === other.names.join()),
    ).length,
  };
};

const measure = async (
  id: string,
  out: string,
  engine: ReturnType<typeof createTesseractEngine>,
): Promise<Share> => {
  const { kind } = getEdition(id);
  const known = [...editions().values()].filter((one) => one.id !== id);
  const sum = { places: 0, found: 0, named: 0 };
  const pages = drawnEntries(id, Number(args.pages), args, { seed: `proposals/${args.seed}`, out });
  for await (const { path, truth } of pages) {
    const share = await compareFile(path, truth, { kind, known, engine });
    sum.places += share.places;
    sum.found += share.found;
    sum.named += share.named;
  }
  return sum;
};

const compareFile = async (
  file: string,
  truth: readonly Placed[],
  options: Parameters<typeof proposeForm>[1],
): Promise<Share> => {
  const proposal = await proposeForm(file, options).catch((error: unknown) => {
    if (error instanceof SohoaError && error.code === 'form-nothing-found') return null;
    throw error;
  });
  if (proposal === null) return { places: truth.length, found: 0, named: 0 };
  // The same straightening as the proposal's: it depends on the file only.
  const reader = await openFrames(file);
  const pages = await straightenFrame(await reader.decode(0)).finally(() => reader.close());
  const at = pages.map(({ dpi, toFile, side }) => ({
    side: side === 'whole' ? 'single' : side,
    map: (x: number, y: number): Point => applyTo(toFile, (x * dpi) / 25.4, (y * dpi) / 25.4),
  }));
  const named = proposal.edition.layouts.flatMap(({ side, fields }) =>
    placed(fields, at.find((page) => page.side === side)!.map),
  );
  const nameless = proposal.nameless.flatMap(({ side, lines }) => {
    const box = extentOf({ type: 'text', name: '', lines: [...lines] });
    return [fileBox(box, at.find((page) => page.side === side)!.map)];
  });
  return compare(truth, named, nameless);
};

sharp.concurrency(1);
const out = await mkdtemp(join(tmpdir(), 'sohoa-proposals-'));
const engine = createTesseractEngine();
try {
  const results: Record<string, Share> = {};
  for (const id of args.editions.split(',')) {
    const share = await measure(id, out, engine);
    results[id] = share;
    console.log(`${id}: found ${share.found}, named ${share.named} of ${share.places}`);
  }
  console.log(JSON.stringify({ ...args, results }));
} finally {
  await engine.close();
  await rm(out, { recursive: true, force: true });
}
