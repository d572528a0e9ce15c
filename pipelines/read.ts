/** Read: page → readings. Finds the edition, registers the form, cuts the fields and reads each crop. */
import type { JobResult } from '../src/queue/handlers.ts';
import { rowPlace, TABLE_PLACE } from '../src/reading/rows/row-reading.ts';
import {
  type NewReading,
  type PageFinding,
  type PageWork,
  pageBefore,
  pageWork,
  saveReadings,
} from '../src/store/pages.ts';
import { knownHandOf } from './adapt.ts';
import type { ReadPage } from './bench/protocol.ts';
import type { StageContext, Try } from './context.ts';
import { type HeldThing, hold, holdOnFailure } from './failures.ts';
import { formsFor } from './forms/stored.ts';
import { finishBook } from './intake.ts';

/** A sheet with nothing on it is no failure and no entry. */
const BLANK_PAGE: PageFinding = {
  class: 'blank',
  editionId: null,
  editionVersion: null,
  fitError: null,
  fitConfidence: null,
};

export const readPage = async (ctx: StageContext, pageId: number, attempt: Try): Promise<JobResult> => {
  const work = await pageWork(ctx.db, pageId);
  if (work === undefined || work.page.state !== 'imaged') return 'skipped';
  const { page, book } = work;
  const thing: HeldThing = { batchId: book.batchId, bookId: book.id, subject: 'page', subjectId: pageId };
  const result = await holdOnFailure(ctx.db, thing, attempt, async () => {
    if (page.notes.includes('note-blank') && page.forcedEdition === null) {
      await saveReadings(ctx.db, pageId, BLANK_PAGE, []);
      return 'done';
    }
    const hand = await knownHandOf(ctx.db, book.id);
    const edition = page.forcedEdition ?? book.edition;
    const read = await ctx.bench.run('read-page', {
      forms: await formsFor(ctx, book.kind, edition),
      path: await ctx.pageFiles.localPath(page.imageSha256),
      dpi: page.dpi,
      kind: book.kind,
      edition,
      ...(hand === undefined ? {} : { hand }),
      table: { side: page.side, mate: await mateOf(ctx, page), year: book.year },
    });
    if (read.type === 'form-unknown') {
      await hold(ctx.db, thing, 'form-unknown', { guesses: read.guesses });
      return 'held';
    }
    if (read.type === 'other-kind') {
      await hold(ctx.db, thing, 'other-kind', { edition: read.edition, kind: book.kind });
      return 'held';
    }
    await saveReadings(
      ctx.db,
      pageId,
      {
        class: read.class,
        editionId: read.editionId,
        editionVersion: read.editionVersion,
        fitError: read.fitErrorMm,
        fitConfidence: read.fitConfidence,
      },
      readingsToSave(read),
    );
    return 'done';
  });
  if (result === 'held') await finishBook(ctx, book.id);
  return result;
};

/** The page that lies to the left of a right one: of the same picture, or the one scanned before. */
const mateOf = async (ctx: StageContext, page: PageWork['page']): Promise<string | null> => {
  if (page.side === 'left') return null;
  const before = await pageBefore(ctx.db, page);
  return before === undefined ? null : ctx.pageFiles.localPath(before.imageSha256);
};

/** Readings by place; those of a table's rows, and which side of the spread it is, are places of their own. */
const readingsToSave = (read: Extract<ReadPage, { type: 'read' }>): NewReading[] => {
  const { id: engine, version: engineVersion } = read.engine;
  const places: [string, unknown][] = Object.entries(read.readings);
  if (read.table !== undefined) {
    places.push([TABLE_PLACE, { side: read.table.side }]);
    for (const row of read.table.rows) places.push([rowPlace(row.ordinal), row]);
  }
  return places.map(([place, content]) => ({ place, engine, engineVersion, content }));
};
