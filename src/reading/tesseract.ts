/**
 * Print and typewriter, read by tesseract.js 7 with the integer `vie` network of the npm package, offline. One worker
 * thread per engine, kept warm; a read that hangs costs its worker, not the engine.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createWorker, OEM, PSM, type Worker } from 'tesseract.js';
import { SohoaError } from '../domain/errors.ts';
import { combineReadings } from './combine.ts';
import type { Crop, FieldHint, Reading, ReadingEngine } from './engine.ts';
import { findInk, type InkBounds } from './ink.ts';
import { COPIES, type Prepared, prepareLine, prepareTriple, toPgm } from './prepare.ts';
import { readingFrom } from './tesseract-output.ts';

export type TesseractOptions = Readonly<{
  /** The first start unpacks 1.4 MB of network and 3 MB of WebAssembly. */
  initTimeoutMs?: number;
  readTimeoutMs?: number;
  /** Told of every picture that is handed to tesseract.js (PGM), for measuring. */
  onRecognise?: (picture: Buffer) => void;
}>;

const ID = 'tesseract-vie';
/** Grows with everything that changes readings: package and data versions, preparation, output handling. */
const VERSION = '7.0.0-best_int.10';

/**
 * Resolutions at which lines are read. Letters at 300 dpi are larger than what the network was trained on: at 195 it reads
 * typewriting better (93 to 97 % of lines right instead of 90), and single digits much better. Where it is unsure, the full
 * size gives a second opinion.
 */
const DPI = 195;
const SECOND_DPI = 300;
const SURE = 0.92;
/** Below this mean the line finder was led astray ("LÝ LÝ" was read as a quote): the ink is read as one word. */
const POOR = 0.75;
const CLEARLY = 0.2;
/** A digit has no neighbours that betray a misreading, so figures are sure a little later. */
const SURE_FIGURES = 0.985;
const FIGURES: ReadonlySet<string> = new Set<FieldHint['type']>([
  'entry-number',
  'entry-reference',
  'volume',
  'page-number',
  'date',
  'time',
  'document-number',
]);

/** Ink narrower than this many of its heights is a letter or two. */
const NARROW = 1.7;

const languagePath = (): string =>
  join(
    dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/vie/package.json')),
    '4.0.0_best_int',
  );

/**
 * Starts an engine; its worker thread starts with the first read and again after one that had to be ended.
 * @throws SohoaError (from `read`) `reading-engine-start`, `reading-timeout`, `reading-failed`, `reading-closed`.
 */
export const createTesseractEngine = (options: TesseractOptions = {}): ReadingEngine => {
  const { initTimeoutMs = 60_000, readTimeoutMs = 30_000 } = options;
  let worker: Promise<Running> | null = null;
  let closed = false;
  let queue: Promise<unknown> = Promise.resolve();
  // Ends the read that is under way. Races with long-lived promises would keep every page's output alive.
  let interrupt: (error: Error) => void = () => {};

  const running = (): Promise<Running> => {
    worker ??= startWorker(initTimeoutMs, (error) => {
      worker = null;
      interrupt(error);
    }).catch((error: unknown) => {
      worker = null;
      throw error;
    });
    return worker;
  };

  const dropWorker = async (): Promise<void> => {
    const dropped = worker;
    worker = null;
    await (await dropped?.catch(() => null))?.stop();
  };

  const readCrop = async (crop: Crop, ink: InkBounds, hint: FieldHint): Promise<Reading | null> => {
    const line = prepareLine(crop, ink, DPI);
    const first = await recognise(line);
    // Two engines that err in different ways and say the same are right more often than one that is asked twice.
    if (first !== null && first.text === hint.seen) return first;
    if (ink.right - ink.left < NARROW * (ink.bottom - ink.top)) {
      const row = inRow(first, await recognise(prepareTriple(crop, ink, DPI)));
      return row ?? halved(better(first, await recognise(line, PSM.SINGLE_WORD)));
    }
    const sure = FIGURES.has(hint.type) ? SURE_FIGURES : SURE;
    if (first?.symbols.every((symbol) => symbol.confidence >= sure) === true) return first;
    if (first === null || first.confidence < POOR)
      return better(first, await recognise(line, PSM.SINGLE_WORD));
    return combineReadings(first, await recognise(prepareLine(crop, ink, SECOND_DPI)));
  };

  const interruptible = <T>(work: Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      interrupt = reject;
      work.then(resolve, reject);
    }).finally(() => {
      interrupt = () => {};
    });

  const recognise = async (line: Prepared, mode = PSM.SINGLE_LINE): Promise<Reading | null> => {
    if (closed) throw new SohoaError('reading-closed');
    try {
      const { recognise: run } = await interruptible(running());
      const picture = toPgm(line.picture);
      options.onRecognise?.(picture);
      const page = await interruptible(within(readTimeoutMs, run(picture, mode)));
      return readingFrom(page, line.offset, line.scale);
    } catch (error) {
      if (!(error instanceof BadPicture)) await dropWorker();
      if (error instanceof SohoaError) throw error;
      throw new SohoaError('reading-failed', {}, { cause: error });
    }
  };

  return {
    id: ID,
    version: VERSION,
    read: async (crop: Crop, hint: FieldHint) => {
      if (closed) throw new SohoaError('reading-closed');
      const ink = findInk(crop);
      if (ink === null) return null;
      const turn = queue.then(() => readCrop(crop, ink, hint));
      queue = turn.catch(() => {});
      return turn;
    },
    close: async () => {
      closed = true;
      interrupt(new SohoaError('reading-closed'));
      await dropWorker();
    },
  };
};

/**
 * A letter or two read three times in a row: when the row says the same three times it is right even where the letter
 * alone was misread. Null when it does not.
 */
const inRow = (alone: Reading | null, row: Reading | null): Reading | null => {
  const letters = row?.symbols.filter((symbol) => symbol.text !== ' ') ?? [];
  const length = letters.length / COPIES;
  const unit = letters.slice(0, Math.floor(length));
  const repeated =
    unit.length > 0 &&
    Number.isInteger(length) &&
    letters.every((symbol, index) => symbol.text === unit[index % unit.length]?.text);
  if (!repeated || row === null) return null;
  const text = unit.map((symbol) => symbol.text).join('');
  if (text === alone?.text) return alone;
  const found: Reading = { ...row, text, symbols: unit, alternatives: [] };
  return alone === null || alone.symbols.length !== unit.length
    ? trusted(found, 0.8)
    : combineReadings(trusted(found, 0.9), trusted(alone, 0.6));
};

/** Line finding that went astray shows in the confidence: then the surer reading counts alone. */
const better = (first: Reading | null, second: Reading | null): Reading | null => {
  if (first === null || second === null) return first ?? second;
  if (second.confidence > first.confidence + CLEARLY) return trusted(second, 0.95);
  return combineReadings(first, second);
};

const halved = (reading: Reading | null): Reading | null => (reading === null ? null : trusted(reading, 0.5));

const trusted = (reading: Reading, share: number): Reading => ({
  ...reading,
  confidence: reading.confidence * share,
  symbols: reading.symbols.map((symbol) => ({ ...symbol, confidence: symbol.confidence * share })),
});

type Output = Awaited<ReturnType<Worker['recognize']>>['data'];
type Running = Readonly<{
  recognise: (picture: Buffer, mode: PSM) => Promise<Output>;
  stop: () => Promise<void>;
}>;

/** The picture was refused; the worker is as good as before. */
class BadPicture extends Error {}

/** `onDeath` hears of a thread that ends by itself. */
const startWorker = async (timeoutMs: number, onDeath: (error: Error) => void): Promise<Running> => {
  let refuse: (error: Error) => void = () => {};
  // Without an error handler tesseract.js throws outside of any promise; with a wrong path it never settles.
  const starting = new Promise<Worker>((resolve, reject) => {
    refuse = reject;
    createWorker('vie', OEM.LSTM_ONLY, {
      langPath: languagePath(),
      gzip: true,
      cacheMethod: 'none',
      errorHandler: (problem: unknown) => refuse(new Error(String(problem))),
    }).then(resolve, reject);
  });
  try {
    const worker = await within(timeoutMs, starting);
    let stopped = false;
    const died = (error: Error): void => {
      if (!stopped) onDeath(error);
    };
    const thread = threadOf(worker);
    thread?.once('error', died);
    thread?.once('exit', () => died(new Error('worker thread ended')));
    await worker.setParameters({
      tessedit_pageseg_mode: PSM.SINGLE_LINE,
      user_defined_dpi: '300',
      debug_file: '/dev/null',
      lstm_choice_mode: '1',
    });
    return {
      recognise: async (picture, mode) => {
        const { data } = await worker
          .recognize(picture, optionsFor(mode), { text: false, blocks: true, hocr: true })
          .catch((problem) => {
            throw new BadPicture(String(problem));
          });
        return data;
      },
      stop: async () => {
        stopped = true;
        await worker.terminate();
      },
    };
  } catch (cause) {
    starting.then((worker) => worker.terminate()).catch(() => {});
    throw new SohoaError('reading-engine-start', { engine: ID }, { cause });
  }
};

/** tesseract.js passes on any parameter of tesseract for one recognition; its types know its own options only. */
const optionsFor = (mode: PSM): Parameters<Worker['recognize']>[1] =>
  mode === PSM.SINGLE_LINE ? {} : Object.fromEntries([['tessedit_pageseg_mode', mode]]);

/** tesseract.js hands out its Node worker thread without typing it; an unheard 'error' event would end the process. */
const threadOf = (worker: Worker): import('node:worker_threads').Worker | undefined =>
  'worker' in worker ? (worker.worker as import('node:worker_threads').Worker) : undefined;

/** What the work gives, or `reading-timeout`. */
const within = <T>(ms: number, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new SohoaError('reading-timeout', { seconds: Math.round(ms / 1000) })),
      ms,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
