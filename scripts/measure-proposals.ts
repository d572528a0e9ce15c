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
import { fileBox, type Placed, placed } from './forms/placed.ts';
import { truthOf } from './ledger/book/place.ts';
import { planLedger } from './ledger/book/plan.ts';
import { drawFile, openDesk, parseLedgerOptions } from './ledger/make.ts';
import { iou } from './ledger/overlap.ts';

const { values: args } = parseArgs({
  options: {
    editions: { type: 'string', default: 'KS-2016,HN-2016,KH-2016,KS-1999,KT-1999,KS-2006' },
    pages: { type: 'string', default: '1' },
    hand: { type: 'string', default: 'typewriter' },
    damage: { type: 'string', default: 'light' },
    seed: { type: 'string', default: '1' },
    dpi: { type: 'string', default: '200' },
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
  const edition = getEdition(id);
  const layout = edition.layouts.find((one) => one.class === 'entry');
  if (layout === undefined || layout.table !== undefined)
    throw new Error(`${id} is no form of one entry on a page`);
  const settings = parseLedgerOptions({
    kinds: [edition.kind],
    edition: id,
    entries: Number(args.pages),
    hand: args.hand as 'typewriter',
    damage: args.damage as 'light',
    seed: `proposals/${args.seed}/${id}`,
    dpi: Number(args.dpi),
    voidRate: 0,
    out,
  });
  const books = planLedger(settings);
  const desk = await openDesk(settings);
  const known = [...editions().values()].filter((one) => one.id !== id);
  const sum = { places: 0, found: 0, named: 0 };
  for (const [b, book] of books.entries()) {
    for (const [s, sheet] of book.sheets.entries()) {
      if (sheet.pages.length !== 1 || sheet.pages[0]?.class !== 'entry') continue;
      await drawFile(settings, books, desk, { book: b, sheet: s });
      const truth = placed(layout.fields, truthOf(settings, book, sheet));
      const share = await compareFile(join(out, sheet.file), truth, { kind: edition.kind, known, engine });
      sum.places += share.places;
      sum.found += share.found;
      sum.named += share.named;
    }
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
