/**
 * Which way is up, in quarter turns. The engine is Tesseract's orientation detector (`osd`); around it: a test whether
 * there is enough ink to ask at all, a cheap look at the direction of the lines, a time limit, and the right to be unsure.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createWorker, OEM, type Worker } from 'tesseract.js';
import { encodePgm } from './encode.ts';
import type { Quarter } from './geometry.ts';
import { darkness, type Gray, shrinkFactor, shrinkGray } from './raster.ts';

export type Orientation = {
  /** How to turn the picture clockwise to make it upright. */
  readonly rotation: Quarter;
  /** 0…1. */
  readonly confidence: number;
  /** Known to be two pages lying open, or one; absent where whoever answers knows pages only. */
  readonly spread?: boolean;
};

/** Answers for pictures of any size; null when it cannot say. `close` ends its worker thread. */
export type OrientationReader = {
  readonly read: (gray: Gray) => Promise<Orientation | null>;
  readonly close: () => Promise<void>;
};

/** 150 dpi for an A4 sheet: measured as enough, and four times as fast as 300. */
const WORKING_SIZE = 1750;
const TIME_LIMIT_MS = 20_000;
/** Tesseract's own measure: the gap of log-likelihood to the next direction. Print gives 5–15. */
const SURE_AT = 15;

/** Starts Tesseract on first use; nothing is fetched, the data comes with the npm package. */
export const createOrientationReader = (): OrientationReader => {
  let worker: Promise<Worker> | null = null;
  const start = async (): Promise<Worker> => {
    const data = dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/osd/package.json'));
    const ready = await createWorker('osd', OEM.TESSERACT_ONLY, {
      langPath: join(data, '4.0.0'),
      gzip: true,
      cacheMethod: 'none',
      legacyCore: true,
      legacyLang: true,
      errorHandler: () => undefined,
    });
    // Tesseract's remarks would go to stderr, and its guess at the resolution with them.
    await ready.setParameters({ user_defined_dpi: '150', debug_file: '/dev/null' });
    return ready;
  };
  const stop = async (): Promise<void> => {
    const running = worker;
    worker = null;
    await (await running?.catch(() => null))?.terminate();
  };
  return {
    read: async (gray) => {
      worker ??= start();
      const small = shrinkGray(gray, shrinkFactor(Math.max(gray.width, gray.height), WORKING_SIZE));
      const asked = worker.then((ready) => ready.detect(Buffer.from(encodePgm(small))));
      const answer = await within(asked, TIME_LIMIT_MS);
      if (answer === 'late' || answer === 'failed') {
        await within(stop(), 2_000);
        return null;
      }
      const { orientation_degrees: degrees, orientation_confidence: confidence } = answer.data;
      if (degrees === null || confidence === null) return null;
      return { rotation: degrees as Quarter, confidence: Math.min(1, confidence / SURE_AT) };
    },
    close: stop,
  };
};

/** The promise's value, or why there is none. A worker that was ended never answers at all. */
const within = async <T>(promise: Promise<T>, ms: number): Promise<T | 'late' | 'failed'> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } catch {
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Whether lines of writing lie (`> 1`) or stand (`< 1`): how much steeper the ink's profile is across rows than across
 * columns, in strips narrow enough for a few degrees of skew. Long runs (rules) do not count. 1 when there is no ink.
 * Measured at 450 pixels, where lines are bands and strokes are gone: print 2.1–5.4, old handwriting 2.4–4.9.
 */
export const lineDirection = (gray: Gray): number => {
  const small = shrinkGray(gray, shrinkFactor(Math.max(gray.width, gray.height), 450));
  const { width, height } = small;
  const dark = darkness(small, 8).data;
  const ink = new Uint8Array(width * height);
  for (let i = 0; i < ink.length; i++) ink[i] = dark[i]! > 24 ? 1 : 0;
  dropRuns(ink, width, height, 1, width);
  dropRuns(ink, height, width, width, 1);
  const lying = profileSteepness(ink, width, height, 1, width);
  const standing = profileSteepness(ink, height, width, width, 1);
  return (lying + 1) / (standing + 1);
};

/** From here on the direction of the lines is beyond doubt. */
const PLAIN = 1.5;
/** Whether the lines plainly run from side to side (`lying`) or from top to bottom (`standing`). */
export const lying = (gray: Gray): boolean => lineDirection(gray) > PLAIN;
export const standing = (gray: Gray): boolean => lineDirection(gray) < 1 / PLAIN;

/** Clears runs of ink of 20 pixels and more along one direction. */
const dropRuns = (ink: Uint8Array, length: number, lines: number, step: number, lineStep: number): void => {
  for (let line = 0; line < lines; line++) {
    let run = 0;
    for (let i = 0; i <= length; i++) {
      const p = line * lineStep + i * step;
      if (i < length && ink[p] === 1) {
        run++;
        continue;
      }
      if (run >= 20) for (let k = 1; k <= run; k++) ink[p - k * step] = 0;
      run = 0;
    }
  }
};

const profileSteepness = (
  ink: Uint8Array,
  length: number,
  lines: number,
  step: number,
  lineStep: number,
): number => {
  const strip = 60;
  let sum = 0;
  for (let from = 0; from + strip <= length; from += strip) {
    let before = 0;
    for (let line = 0; line < lines; line++) {
      let count = 0;
      for (let i = from; i < from + strip; i++) count += ink[line * lineStep + i * step]!;
      sum += (count - before) * (count - before);
      before = count;
    }
  }
  return sum;
};
