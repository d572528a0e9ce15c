/**
 * What learning a book's hand brings, on whole made-up books in one hand each: lines of the first entries are learnt from as
 * if they had been verified, the other entries' lines are read with the shipped and with the learnt layer:
 *
 *   npx tsx scripts/measure-adapting.ts --fonts HELD --entries 40 --learn 30 --seed adapt-1 --books 2
 *   npx tsx scripts/measure-adapting.ts --lines FOLDER --learn 240     (labels.tsv: file, text; all in one hand)
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { lessonsOfPage } from '../pipelines/bench/learn-hand.ts';
import { knownLines } from '../pipelines/evaluation/evaluate-lines.ts';
import type { KindCode } from '../src/domain/kinds.ts';
import { greedy } from '../src/reading/lines/ctc.ts';
import { type Head, scoresOf, shippedHead } from '../src/reading/lines/head.ts';
import { type Lesson, learnHand } from '../src/reading/lines/learn.ts';
import { modelDescription, openLineModel } from '../src/reading/lines/model.ts';
import { lineOf } from '../src/reading/lines/window.ts';
import { type LinePair, lineFigures } from '../src/review/evaluation/lines.ts';
import { makeLedger } from './ledger/make.ts';

const { values: options } = parseArgs({
  options: {
    entries: { type: 'string', default: '40' },
    learn: { type: 'string', default: '30' },
    books: { type: 'string', default: '2' },
    seed: { type: 'string', default: 'adapt-1' },
    damage: { type: 'string', default: 'light' },
    fonts: { type: 'string' },
    lines: { type: 'string' },
  },
});

const description = modelDescription();
const characters = [...description.charset];
const textOf = (labels: readonly number[]): string => labels.map((k) => characters[k - 1] ?? '').join('');
const pairsWith = (head: Head, lessons: readonly Lesson[]): readonly LinePair[] =>
  lessons.map(({ features, labels }) => ({
    wanted: textOf(labels),
    got: textOf(greedy(scoresOf(head, features))).trim(),
  }));

const report = (name: string, shown: readonly Lesson[], unseen: readonly Lesson[]): void => {
  const shipped = shippedHead(description);
  const learnt = learnHand(shipped, shown);
  const before = lineFigures(pairsWith(shipped, unseen));
  const after = lineFigures(pairsWith(learnt.head, unseen));
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  console.log(
    `${name}: ${shown.length} lines shown, kept aside ${percent(learnt.before)} → ${percent(learnt.after)}; ` +
      `${unseen.length} other lines: CER ${percent(before.cer)} → ${percent(after.cer)}, ` +
      `lines wrong ${percent(1 - before.exact)} → ${percent(1 - after.exact)}`,
  );
};

/** Lessons of labelled lines; lines with characters the network does not know are left out. */
const lessonsOfLines = async (folder: string): Promise<readonly Lesson[]> => {
  const model = await openLineModel();
  const classOf = new Map(characters.map((character, index) => [character, index + 1]));
  const lessons: Lesson[] = [];
  for (const { file, text } of knownLines(folder)) {
    const labels = [...text].map((character) => classOf.get(character) ?? 0);
    const { data, info } = await sharp(join(folder, file))
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const crop = { width: info.width, height: info.height, data: new Uint8Array(data) };
    const strip = lineOf(crop);
    if (strip === null) continue;
    const [seen] = await model.run([strip]);
    if (seen?.features != null && !labels.includes(0)) lessons.push({ features: seen.features, labels });
  }
  return lessons;
};

if (options.lines !== undefined) {
  const lessons = await lessonsOfLines(options.lines);
  const learn = Number(options.learn);
  report(options.lines, lessons.slice(0, learn), lessons.slice(learn));
}

for (let book = 1; options.lines === undefined && book <= Number(options.books); book++) {
  const out = await mkdtemp(join(tmpdir(), 'sohoa-adapting-'));
  try {
    const made = await makeLedger({
      kinds: ['KH'],
      entries: Number(options.entries),
      hand: 'handwriting',
      damage: options.damage as 'light',
      seed: `${options.seed}-${book}`,
      out,
      jobs: 1,
      voidRate: 0,
      ...(options.fonts === undefined ? {} : { fonts: options.fonts }),
    });
    const shown: Lesson[] = [];
    const unseen: Lesson[] = [];
    for (const [index, entry] of made.entries.entries()) {
      const texts = Object.fromEntries(
        Object.entries(entry.fields).flatMap(([name, { verbatim, state }]) =>
          state === 'read' && verbatim !== null ? [[name, verbatim] as const] : [],
        ),
      );
      const path = join(out, entry.file);
      const lessons = await lessonsOfPage({
        path,
        dpi: 300,
        kind: entry.kind as KindCode,
        edition: 'auto',
        texts,
      });
      (index < Number(options.learn) ? shown : unseen).push(...lessons);
    }
    report(`book ${book}`, shown, unseen);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
