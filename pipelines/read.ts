/** Read: page → readings. Finds the edition, registers the form, cuts the fields and reads each crop. */
import type { JobResult } from '../src/queue/handlers.ts';
import { type PageFinding, pageWork, saveReadings } from '../src/store/pages.ts';
import type { StageContext, Try } from './context.ts';
import { type HeldThing, hold, holdOnFailure } from './failures.ts';
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
    const read = await ctx.bench.run('read-page', {
      path: await ctx.pageFiles.localPath(page.imageSha256),
      dpi: page.dpi,
      kind: book.kind,
      edition: page.forcedEdition ?? book.edition,
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
      Object.entries(read.readings).map(([place, content]) => ({
        place,
        engine: read.engine.id,
        engineVersion: read.engine.version,
        content,
      })),
    );
    return 'done';
  });
  if (result === 'held') await finishBook(ctx, book.id);
  return result;
};
