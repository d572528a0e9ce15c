/**
 * What learning a book brings, on whole made-up books in one hand each: the first entries are learnt from as if they had
 * been verified; the fields of the others are read as the pipeline does, without and with what was learnt:
 *
 *   npx tsx scripts/measure-adapting.ts --fonts HELD --learn 30 --unseen 25 --seed adapt-1 --books 2
 *
 * `--lines` counts lines instead, in a third of the time: those of the other entries that are wrong in any letter, among the
 * ones that could have been learnt from.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { KnownHand } from '../pipelines/bench/protocol.ts';
import { extractBook } from '../pipelines/evaluation/extract-book.ts';
import { openMachine } from '../pipelines/evaluation/machine.ts';
import { readBook } from '../pipelines/evaluation/read-ledger.ts';
import { type KnownBook, readTruth, type TrueEntry } from '../pipelines/evaluation/truth.ts';
import { readEnvironment } from '../src/config/environment.ts';
import { findField, type KindCode } from '../src/domain/kinds.ts';
import { sameValue } from '../src/domain/values.ts';
import { beamSearch } from '../src/reading/lines/beam.ts';
import { type BookText, type BookWords, bookWords } from '../src/reading/lines/book-words.ts';
import { type Head, headFrom, scoresOf, shippedHead } from '../src/reading/lines/head.ts';
import { knowledgeFor, letterModel, searchWith } from '../src/reading/lines/knowledge.ts';
import { isUsable } from '../src/reading/lines/learn.ts';
import type { BookLesson } from '../src/reading/lines/learn-book.ts';
import { modelDescription } from '../src/reading/lines/model.ts';
import { makeLedger } from './ledger/make.ts';

const { values: options } = parseArgs({
  options: {
    learn: { type: 'string', default: '30' },
    unseen: { type: 'string', default: '25' },
    books: { type: 'string', default: '2' },
    kind: { type: 'string', default: 'KH' },
    seed: { type: 'string', default: 'adapt-1' },
    damage: { type: 'string', default: 'light' },
    fonts: { type: 'string' },
    lines: { type: 'boolean', default: false },
  },
});
const learn = Number(options.learn);
const kind = options.kind as KindCode;
const machine = openMachine(readEnvironment());

/** Texts that stand on the page, by field. */
const textsOf = ({ fields }: TrueEntry): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, { verbatim, state }]) =>
      state === 'read' && verbatim !== null ? [[name, verbatim] as const] : [],
    ),
  );

const lessonsOfEntry = async (
  folder: string,
  truth: TrueEntry,
  entry: number,
): Promise<readonly BookLesson[]> => {
  const outFolder = await mkdtemp(join(tmpdir(), 'sohoa-adapting-page-'));
  try {
    const path = join(folder, truth.file);
    const imaged = await machine.bench.run('image-frame', { path, frame: 0, outFolder });
    const pages = imaged.map((page) => ({ entry, kind, edition: 'auto', texts: textsOf(truth), ...page }));
    const found = await Promise.all(pages.map((page) => machine.bench.run('lessons-of-page', page)));
    return found.flat();
  } finally {
    await rm(outFolder, { recursive: true });
  }
};

const lessonsOf = async (folder: string, shown: readonly TrueEntry[]): Promise<readonly BookLesson[]> =>
  (await Promise.all(shown.map((truth, entry) => lessonsOfEntry(folder, truth, entry)))).flat();

/** Fields of entries that are not what the truth says, and all. */
const errorsOf = async (
  folder: string,
  book: KnownBook,
  hand?: KnownHand,
): Promise<Readonly<{ wrong: number; all: number }>> => {
  const read = await readBook(folder, book, { ...machine, hand });
  let [wrong, all] = [0, 0];
  for (const [entry, extracted] of extractBook(book, read)) {
    for (const [name, truth] of Object.entries(entry.fields)) {
      const value = extracted?.fields[name];
      all += 1;
      if (value === undefined || !sameValue(value, truth)) wrong += 1;
    }
  }
  return { wrong, all };
};

const description = modelDescription();
const characters = [...description.charset];

/** Lines that are not read letter by letter as they stand. */
const wrongLines = (lessons: readonly BookLesson[], head: Head, letters: BookWords): number =>
  lessons.filter(({ features, labels, type }) => {
    const knowledge = knowledgeFor(type);
    const scores = scoresOf(head, features);
    const found = beamSearch(scores, characters, letters(knowledge), searchWith(knowledge));
    return found[0]?.labels.join() !== labels.join();
  }).length;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const total = { wrong: 0, before: 0 };

try {
  for (let number = 1; number <= Number(options.books); number++) {
    const out = await mkdtemp(join(tmpdir(), 'sohoa-adapting-'));
    try {
      await makeLedger({
        kinds: [kind],
        entries: learn + Number(options.unseen),
        hand: 'handwriting',
        damage: options.damage as 'light',
        seed: `${options.seed}-${number}`,
        out,
        jobs: 1,
        voidRate: 0,
        ...(options.fonts === undefined ? {} : { fonts: options.fonts }),
      });
      for (const book of await readTruth(out)) {
        const shown = book.entries.slice(0, learn);
        const unseen = { ...book, entries: book.entries.slice(learn) };
        const lessons = await lessonsOf(out, shown);
        const learnt = await machine.bench.run('learn-hand', { lessons });
        const texts: readonly BookText[] = shown.flatMap((entry) =>
          Object.entries(textsOf(entry)).flatMap(([name, text]) => {
            const type = findField(kind, name)?.type;
            return type === undefined ? [] : [{ type, text }];
          }),
        );
        const hand = { weights: learnt.weights, words: learnt.words ? texts : null };
        const shipped = shippedHead(description);
        const others = options.lines ? (await lessonsOf(out, unseen.entries)).filter(isUsable) : [];
        const linesWith = (weights: Uint8Array | null, words: readonly BookText[] | null) => ({
          wrong: wrongLines(
            others,
            weights === null ? shipped : headFrom(weights, shipped.classes, shipped.size),
            words === null ? letterModel : bookWords(words),
          ),
          all: others.length,
        });
        const errors = async ({ weights, words }: Pick<KnownHand, 'weights' | 'words'>) =>
          options.lines
            ? linesWith(weights, words)
            : errorsOf(out, unseen, { version: 'learnt', weights, words });
        const before = await errors({ weights: null, words: null });
        const after = learnt.better ? await errors(hand) : before;
        total.before += before.wrong;
        total.wrong += after.wrong;
        console.log(
          `book ${number}: ${learnt.lessons} lines shown, ${learnt.heldOut} kept aside: CER ` +
            `${percent(learnt.before)} → ${percent(learnt.after)}, ${learnt.better ? 'kept' : 'not kept'} ` +
            `(last layer ${learnt.weights === null ? 'no' : 'yes'}, words ${learnt.words ? 'yes' : 'no'}); ` +
            `${options.lines ? 'lines' : 'fields'} wrong on ${unseen.entries.length} other entries: ${before.wrong} → ${after.wrong} of ${before.all}`,
        );
      }
    } finally {
      await rm(out, { recursive: true, force: true });
    }
  }
  console.log(`errors ${total.before} → ${total.wrong}: ${percent(1 - total.wrong / total.before)} fewer`);
} finally {
  await machine.close();
}
