/** Learning a book in a bench process: verified texts of pages become lessons, lessons a last layer and known words. */
import { SohoaError } from '../../src/domain/errors.ts';
import { findField } from '../../src/domain/kinds.ts';
import type { Crop, Reading, ReadingEngine } from '../../src/reading/engine.ts';
import { bookWords } from '../../src/reading/lines/book-words.ts';
import { alignLabels, logProbability } from '../../src/reading/lines/ctc.ts';
import { bytesOf, headFrom, shippedHead } from '../../src/reading/lines/head.ts';
import { type BookLesson, learnBook } from '../../src/reading/lines/learn-book.ts';
import { type LineModel, modelDescription, openLineModel } from '../../src/reading/lines/model.ts';
import { lineOf } from '../../src/reading/lines/window.ts';
import type { Reader } from '../../src/reading/reader.ts';
import type { BenchWork, KnownHand } from './protocol.ts';
import { createPageReader } from './read-page.ts';

/** A text that the network finds less likely than this, per character, is not what stands on the line. */
const LEAST_LIKELY = -4;

/** Keeps crops instead of reading them; the "text" of a reading is the crop's number. */
const createCollector = (): { engine: ReadingEngine; crops: Crop[] } => {
  const crops: Crop[] = [];
  const engine: ReadingEngine = {
    id: 'collector',
    version: '1',
    read: async (crop: Crop): Promise<Reading> => {
      crops.push(crop);
      return { text: String(crops.length - 1), confidence: 1, symbols: [], alternatives: [] };
    },
    close: async () => {},
  };
  return { engine, crops };
};

let model: Promise<LineModel> | undefined;

/**
 * Lessons out of one page: places with one written line whose verified text the line can say. Case is taken from the ink:
 * a clerk types "Nguyễn" where the book has capitals.
 */
export const lessonsOfPage = async (
  request: BenchWork['lessons-of-page']['request'],
): Promise<BenchWork['lessons-of-page']['answer']> => {
  const { engine, crops } = createCollector();
  const page = await createPageReader(engine)(request);
  if (page.type !== 'read') return [];
  model ??= openLineModel();
  const { characters, run } = await model;
  const classOf = new Map(characters.map((character, index) => [character, index + 1]));
  const lessons: BookLesson[] = [];
  for (const [place, text] of Object.entries(request.texts)) {
    const reading = page.readings[place];
    const written = reading?.type === 'written' ? reading.lines.filter((line) => line.reading !== null) : [];
    const crop = written.length === 1 ? crops[Number(written[0]?.reading?.text)] : undefined;
    const strip = crop === undefined ? null : lineOf(crop);
    if (strip === null) continue;
    const [seen] = await run([strip]);
    if (seen === undefined || seen.features === null) continue;
    const best = spellings(text)
      .map((spelling) => [...spelling].map((character) => classOf.get(character) ?? 0))
      .filter((labels) => labels.length > 0 && !labels.includes(0))
      .map((labels) => ({ labels, likely: logProbability(seen.scores, labels) / labels.length }))
      .sort((a, b) => b.likely - a.likely)[0];
    if (best === undefined || best.likely < LEAST_LIKELY || alignLabels(seen.scores, best.labels) === null)
      continue;
    lessons.push({
      features: seen.features,
      labels: best.labels,
      entry: request.entry,
      type: findField(request.kind, place)?.type ?? 'text',
    });
  }
  return lessons;
};

const spellings = (text: string): readonly string[] => {
  const plain = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  const title = plain
    .toLocaleLowerCase('vi')
    .replace(/(?<=^|\s)\p{L}/gu, (letter) => letter.toLocaleUpperCase('vi'));
  return [...new Set([plain, plain.toLocaleUpperCase('vi'), title])];
};

/** Trains on lessons and measures on some it has not seen. */
export const learnFromLessons = async ({
  lessons,
}: BenchWork['learn-hand']['request']): Promise<BenchWork['learn-hand']['answer']> => {
  model ??= openLineModel();
  const { description, characters } = await model;
  if (description.features === undefined) throw new SohoaError('reading-model', { file: 'line-reader.head' });
  const { head, ...figures } = learnBook(shippedHead(description), lessons, characters);
  return { ...figures, weights: head === null ? null : bytesOf(head) };
};

/** Puts what was learnt of a book into the reader when it is another one than before; without it the reader is as shipped. */
export const handSwitch = (
  reader: Pick<Reader, 'setHand'>,
): { use: (hand: KnownHand | undefined) => void } => {
  let current: string | undefined;
  return {
    use: (hand) => {
      if (hand?.version === current) return;
      current = hand?.version;
      if (hand === undefined) return reader.setHand(null);
      const { charset, features } = modelDescription();
      const { version, weights, words } = hand;
      reader.setHand({
        version,
        head: weights === null ? null : headFrom(weights, [...charset].length + 1, features?.size ?? 0),
        words: words === null ? null : bookWords(words),
      });
    },
  };
};
