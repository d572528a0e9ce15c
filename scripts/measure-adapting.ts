/**
 * What learning a book's hand brings, on whole made-up books in one hand each: lines of the first entries are learnt from as
 * if they had been verified, the other entries' lines are read with the shipped and with the learnt layer:
 *
 *   npx tsx scripts/measure-adapting.ts --fonts HELD --entries 40 --learn 30 --seed adapt-1 --books 2
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { lessonsOfPage } from '../pipelines/bench/learn-hand.ts';
import type { KindCode } from '../src/domain/kinds.ts';
import { greedy } from '../src/reading/lines/ctc.ts';
import { type Head, scoresOf, shippedHead } from '../src/reading/lines/head.ts';
import { type Lesson, learnHand } from '../src/reading/lines/learn.ts';
import { modelDescription } from '../src/reading/lines/model.ts';
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

for (let book = 1; book <= Number(options.books); book++) {
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
    const shipped = shippedHead(description);
    const learnt = learnHand(shipped, shown);
    const before = lineFigures(pairsWith(shipped, unseen));
    const after = lineFigures(pairsWith(learnt.head, unseen));
    const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
    console.log(
      `book ${book}: ${shown.length} lines shown, kept aside ${percent(learnt.before)} → ${percent(learnt.after)}; ` +
        `${unseen.length} lines of other entries: CER ${percent(before.cer)} → ${percent(after.cer)}, ` +
        `lines wrong ${percent(1 - before.exact)} → ${percent(1 - after.exact)}`,
    );
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
