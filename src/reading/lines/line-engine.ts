/**
 * The line reader behind `ReadingEngine`: handwriting, print and typewriter by the network of `models/`. Lines that wait
 * together are read in one run; decoding knows what the field can hold (knowledge.ts).
 */
import { SohoaError } from '../../domain/errors.ts';
import type { Crop, FieldHint, Hand, Reading, ReadingEngine } from '../engine.ts';
import { beamSearch } from './beam.ts';
import type { BookWords } from './book-words.ts';
import { greedy } from './ctc.ts';
import { handsOf } from './hands.ts';
import { type Head, scoresOf } from './head.ts';
import { type Knowledge, knowledgeFor, letterModel, searchWith } from './knowledge.ts';
import { type LineModel, modelDescription, openLineModel } from './model.ts';
import { readingFrom } from './reading-from.ts';
import type { Strip } from './strip.ts';
import { lineOf } from './window.ts';

/** What was learnt of a book: a last layer instead of the shipped one, and its words. */
export type LearntHand = Readonly<{ version: string; head: Head | null; words: BookWords | null }>;

export type LineEngineOptions = Readonly<{
  /** What decoding may know; default what the field's type says. */
  knowledge?: Knowledge;
  /** `greedy` takes each step's likeliest character and knows nothing. */
  decoding?: 'beam' | 'greedy';
}>;

export type Look = Readonly<{ reading: Reading | null; hands: ReadonlyMap<Hand, number> | null }>;

export interface LineEngine extends ReadingEngine {
  /** A line with the hand it is in; both null where there is no ink, `hands` where the model cannot tell. */
  look(crop: Crop, hint: FieldHint): Promise<Look>;
  /** Reads with what was learnt of a book from now on; null goes back to what is shipped. */
  setHand(hand: LearntHand | null): void;
}

export const LINE_READER = 'line-reader';
/** Grows with everything that changes readings beside the network: preparation, decoding, knowledge. */
const DECODER = '4';
/** Lines a run at most, and how much wider the widest may be than the narrowest: what is filled up costs as much as ink. */
const BATCH = 8;
const SPREAD = 1.25;

type Waiting = Readonly<{
  strip: Strip;
  hint: FieldHint;
  resolve: (look: Look) => void;
  reject: (error: unknown) => void;
}>;

/**
 * The network loads with the first line. Reads of lines that are asked for together run together.
 * @throws SohoaError (from `read`) `reading-model`, `reading-closed`, `reading-failed`.
 */
export const createLineEngine = (options: LineEngineOptions = {}): LineEngine => {
  const description = modelDescription();
  let model: Promise<LineModel> | null = null;
  let closed = false;
  let hand: LearntHand | null = null;
  const waiting: Waiting[] = [];
  let running: Promise<void> | null = null;

  const decode = (
    { scores, features }: Awaited<ReturnType<LineModel['run']>>[number],
    line: Waiting,
    characters: readonly string[],
  ) => {
    const own = hand?.head != null && features !== null ? scoresOf(hand.head, features) : scores;
    if (options.decoding === 'greedy')
      return readingFrom(own, [{ labels: greedy(own), total: 0, ctc: 0 }], characters, line.strip);
    const knowledge = options.knowledge ?? knowledgeFor(line.hint.type);
    const letters = (hand?.words ?? letterModel)(knowledge);
    const found = beamSearch(own, characters, letters, searchWith(knowledge));
    return readingFrom(own, found, characters, line.strip);
  };

  const runAll = async (): Promise<void> => {
    // What is asked for in this turn of the event loop comes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const batch = nextBatch();
      try {
        model ??= openLineModel();
        const { run, characters } = await model;
        const seen = await run(batch.map((line) => line.strip));
        batch.forEach((line, index) => {
          const { features } = seen[index]!;
          const hands = features === null ? null : handsOf(features, description);
          line.resolve({ reading: decode(seen[index]!, line, characters), hands });
        });
      } catch (error) {
        model = null;
        const known =
          error instanceof SohoaError ? error : new SohoaError('reading-failed', {}, { cause: error });
        for (const line of batch) line.reject(known);
      }
    }
  };

  const nextBatch = (): readonly Waiting[] => {
    waiting.sort((a, b) => a.strip.width - b.strip.width);
    const widest = (waiting[0]?.strip.width ?? 0) * SPREAD + 16;
    const many = waiting.findIndex((line) => line.strip.width > widest);
    return waiting.splice(0, Math.min(BATCH, many === -1 ? waiting.length : many));
  };

  const look = async (crop: Crop, hint: FieldHint): Promise<Look> => {
    if (closed) throw new SohoaError('reading-closed');
    const strip = lineOf(crop);
    if (strip === null) return { reading: null, hands: null };
    return new Promise((resolve, reject) => {
      waiting.push({ strip, hint, resolve, reject });
      running ??= runAll().finally(() => {
        running = null;
      });
    });
  };

  return {
    id: LINE_READER,
    get version() {
      return hand === null
        ? `${description.version}.${DECODER}`
        : `${description.version}.${DECODER}+${hand.version}`;
    },
    setHand: (other) => {
      hand = other;
    },
    look,
    read: async (crop: Crop, hint: FieldHint) => (await look(crop, hint)).reading,
    close: async () => {
      closed = true;
      for (const line of waiting.splice(0)) line.reject(new SohoaError('reading-closed'));
      await running;
      await (await model?.catch(() => null))?.close();
      model = null;
    },
  };
};
