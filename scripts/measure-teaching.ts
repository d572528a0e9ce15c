/**
 * How well a form that is taught from one made-up page lies on other pages, without anybody mending the proposal; its own
 * edition is taken out of the known ones:
 *
 *     npx tsx scripts/measure-teaching.ts --editions KS-2016,KT-1999 --seed 7 --pages 4
 *
 * Per edition: of the places of the form, those that some taught place covers (IoU ≥ 0.5 in pixels of the file), on the sample
 * itself and on the other pages; on how many of these the form was found; the largest fit error. Last a line of JSON. What
 * is lost between the sample and the other pages is lost by the blank picture that was made of the sample.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { createDesignWork } from '../pipelines/bench/design.ts';
import type { BlankSource } from '../pipelines/bench/protocol.ts';
import { lookAtSample } from '../pipelines/forms/sample.ts';
import { editions, getEdition } from '../src/forms/catalog.ts';
import { trialEditionOf } from '../src/forms/draft/convert.ts';
import { emptyDraft } from '../src/forms/draft/draft.ts';
import { withProposal } from '../src/forms/draft/proposal.ts';
import type { Edition } from '../src/forms/edition.ts';
import { encodePage } from '../src/imaging/encode.ts';
import { decodeFrame } from '../src/imaging/frames.ts';
import type { Box } from '../src/imaging/geometry.ts';
import { createOrientationReader } from '../src/imaging/orientation.ts';
import { createTesseractEngine } from '../src/reading/tesseract.ts';
import { DRAWING, drawnEntries } from './forms/drawn-entries.ts';
import type { Placed } from './forms/placed.ts';
import { iou } from './ledger/overlap.ts';

const { values: args } = parseArgs({
  options: {
    editions: { type: 'string', default: 'KS-2016,KH-2016,KT-1999,KS-2006' },
    pages: { type: 'string', default: '4' },
    ...DRAWING,
  },
});

type Taught = {
  places: number;
  onSample: number;
  pages: number;
  pagesFound: number;
  onOthers: number;
  worstFitMm: number;
};

sharp.concurrency(1);
const orientationReader = createOrientationReader();
const engine = createTesseractEngine();
const design = createDesignWork(orientationReader);
const out = await mkdtemp(join(tmpdir(), 'sohoa-teaching-'));

/** Boxes that the taught form has on a page; none where it was not found. */
const tried = async (
  path: string,
  edition: Edition,
  blanks: readonly BlankSource[],
): Promise<{ boxes: readonly Box[]; fitErrorMm: number | null }> => {
  const { trials } = await design['try-draft']({
    ...{ path, frame: 0, edition, blanks, kind: null, forms: [], outFolder: out },
  });
  const [trial] = trials;
  return {
    boxes: (trial?.fields ?? []).map(({ box: [x, y, width, height] }) => ({ x, y, width, height })),
    fitErrorMm: trial?.fitErrorMm ?? null,
  };
};

const covered = (truth: readonly Placed[], boxes: readonly Box[]): number =>
  truth.filter(({ box }) => boxes.some((other) => iou(box, other) >= 0.5)).length;

const measure = async (id: string): Promise<Taught> => {
  const result: Taught = {
    ...{ places: 0, onSample: 0, pages: 0, pagesFound: 0, onOthers: 0, worstFitMm: 0 },
  };
  let form: { edition: Edition; blanks: readonly BlankSource[] } | null = null;
  const pages = drawnEntries(id, Number(args.pages) + 1, args, { seed: `teaching/${args.seed}`, out });
  for await (const { path, truth } of pages) {
    const isSample = form === null;
    form ??= await teach(path, getEdition(id));
    const { boxes, fitErrorMm } = await tried(path, form.edition, form.blanks);
    if (isSample) {
      result.places = truth.length;
      result.onSample = covered(truth, boxes);
      continue;
    }
    result.pages += 1;
    if (fitErrorMm === null) continue;
    result.pagesFound += 1;
    result.onOthers += covered(truth, boxes);
    result.worstFitMm = Math.max(result.worstFitMm, fitErrorMm);
  }
  return result;
};

const teach = async (
  path: string,
  { id, kind }: Edition,
): Promise<{ edition: Edition; blanks: readonly BlankSource[] }> => {
  const { proposal, sides } = await lookAtSample(await decodeFrame(path, 0), {
    ...{ kind, class: 'entry', spread: 'auto', engine, orient: { orientationReader } },
    known: [...editions().values()].filter((one) => one.id !== id),
  });
  const draft = withProposal(emptyDraft({ id: `${id}-THU`, kind }), proposal, 'entry');
  const [side] = sides;
  if (side === undefined) return { edition: trialEditionOf(draft), blanks: [] };
  const { picture, dpi } = side.page;
  const sample = join(out, 'sample.jpg');
  await writeFile(sample, await encodePage(picture, dpi));
  const blank: BlankSource = { class: 'entry', path: sample, sampleDpi: dpi };
  return { edition: trialEditionOf(draft), blanks: [blank] };
};

try {
  const results: Record<string, Taught> = {};
  for (const id of args.editions.split(',')) {
    const taught = await measure(id);
    results[id] = taught;
    const { places, onSample, pages, pagesFound, onOthers, worstFitMm } = taught;
    console.log(
      `${id}: ${onSample} of ${places} places on the sample; found on ${pagesFound} of ${pages} other pages, ` +
        `${onOthers} of ${places * pages} places there, fit error up to ${worstFitMm} mm`,
    );
  }
  console.log(JSON.stringify({ ...args, results }));
} finally {
  await engine.close();
  await orientationReader.close();
  await rm(out, { recursive: true, force: true });
}
