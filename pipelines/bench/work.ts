/** The bench's side of the table in protocol.ts: what a bench process does for each request. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { SohoaError } from '../../src/domain/errors.ts';
import { getEdition, layoutOf } from '../../src/forms/catalog.ts';
import { encodePage } from '../../src/imaging/encode.ts';
import { listFrames } from '../../src/imaging/frames.ts';
import { createOrientationReader } from '../../src/imaging/orientation.ts';
import { straightenFile } from '../../src/imaging/straighten.ts';
import { extractEntry } from '../../src/reading/extract.ts';
import { createReader } from '../../src/reading/reader.ts';
import { extractSheet } from '../../src/reading/rows/entries.ts';
import { createDesignWork } from './design.ts';
import { handSwitch, learnFromLessons, lessonsOfPage } from './learn-hand.ts';
import { orientByKnownForms } from './orient.ts';
import type { BenchRequest, BenchTask, BenchWork, ImagedPage } from './protocol.ts';
import { createPageReader } from './read-page.ts';
import { createTablePageReader } from './read-table.ts';

type Workers = { [T in BenchTask]: (request: BenchWork[T]['request']) => Promise<BenchWork[T]['answer']> };

/** Engines start with the first page that needs them and stay warm. */
export const createBenchWork = (): ((message: BenchRequest) => Promise<unknown>) => {
  // One page at a time in a process: parallel work is done by more processes, not by more threads in each.
  sharp.concurrency(1);
  sharp.cache(false);
  const engine = createReader();
  const readPage = createTablePageReader(engine, createPageReader(engine));
  const reads = handSwitch(engine);
  const orientationReader = createOrientationReader();
  const workers: Workers = {
    'list-file': async ({ path }) => {
      const { mediaType, frames } = await listFrames(path);
      return { mediaType, frameCount: frames.length };
    },
    'image-frame': async ({ path, frame, outFolder }) => {
      const imaged: ImagedPage[] = [];
      for (const page of await straightenFile(path, frame, {
        matchForm: orientByKnownForms,
        orientationReader,
      })) {
        const file = join(outFolder, `${page.side}.jpg`);
        await writeFile(file, page.jpeg ?? (await encodePage(page.picture, page.dpi)));
        imaged.push({
          side: page.side,
          path: file,
          width: page.picture.width,
          height: page.picture.height,
          dpi: page.dpi,
          rotation: page.rotation,
          skew: page.skewDegrees,
          blur: page.quality.blur,
          contrast: page.quality.contrast,
          ink: page.quality.ink,
          toFile: page.toFile,
          notes: page.notes,
          unreadable: page.unreadable,
        });
      }
      return imaged;
    },
    ...createDesignWork(orientationReader),
    'read-page': ({ hand, ...page }) => {
      reads.use(hand);
      return readPage(page);
    },
    'lessons-of-page': lessonsOfPage,
    'learn-hand': learnFromLessons,
    'extract-sheet': async ({ editionId, edition, ...sheet }) =>
      extractSheet({ ...sheet, edition: edition ?? getEdition(editionId) }),
    'extract-entry': async ({ kind, editionId, edition: own, layoutClass, context, readings, quality }) => {
      const edition = own ?? getEdition(editionId);
      const layout = layoutOf(edition, layoutClass);
      if (layout === undefined)
        throw new SohoaError('edition-unknown', { edition: editionId, known: layoutClass });
      return extractEntry({
        kind,
        edition,
        layout,
        context,
        fieldReadings: readings,
        ...(quality === undefined ? {} : { quality }),
      });
    },
  };
  return (message) => (workers[message.task] as (request: unknown) => Promise<unknown>)(message.request);
};
