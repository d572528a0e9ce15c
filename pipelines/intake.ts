/** Intake: files → frames → pages. Decodes, splits spreads, straightens, measures; what cannot be read is held. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobResult } from '../src/queue/handlers.ts';
import { getBook, getFile } from '../src/store/hand-in.ts';
import { frameWork, type NewPage, saveImagedFrame, saveListing, unfinishedOf } from '../src/store/pages.ts';
import type { ImagedPage } from './bench/protocol.ts';
import type { StageContext, Try } from './context.ts';
import { wakeTables } from './extract-tables.ts';
import { type HeldThing, hold, holdOnFailure } from './failures.ts';
import { enqueueBook, enqueueFrames, enqueuePages } from './flow.ts';

/** Looks into a file and makes its frames due. */
export const listFile = async (ctx: StageContext, fileId: number, attempt: Try): Promise<JobResult> => {
  const file = await getFile(ctx.db, fileId);
  if (file.state !== 'received') return 'skipped';
  const { batchId } = await getBook(ctx.db, file.bookId);
  const thing: HeldThing = { batchId, bookId: file.bookId, subject: 'file', subjectId: fileId };
  const result = await holdOnFailure(ctx.db, thing, attempt, async () => {
    const listed = await ctx.bench.run('list-file', { path: await ctx.pageFiles.localPath(file.sha256) });
    const frames = await saveListing(ctx.db, { fileId, bookId: file.bookId, ...listed });
    await enqueueFrames(ctx.jobs, frames);
    return 'done';
  });
  if (result === 'held') await finishBook(ctx, file.bookId);
  return result;
};

/** Makes the page or pages of a frame and has them read. */
export const imageFrame = async (ctx: StageContext, frameId: number, attempt: Try): Promise<JobResult> => {
  const work = await frameWork(ctx.db, frameId);
  if (work === undefined || work.frame.state !== 'received') return 'skipped';
  const { frame, batchId } = work;
  const thing: HeldThing = { batchId, bookId: frame.bookId, subject: 'frame', subjectId: frameId };
  const result = await holdOnFailure(ctx.db, thing, attempt, async () => {
    await mkdir(ctx.scratch, { recursive: true });
    const outFolder = await mkdtemp(join(ctx.scratch, 'frame-'));
    try {
      const imaged = await ctx.bench.run('image-frame', {
        path: await ctx.pageFiles.localPath(work.sha256),
        frame: frame.index,
        outFolder,
      });
      const stored: NewPage[] = [];
      for (const page of imaged) stored.push(await storePage(ctx, page, frame));
      const pages = await saveImagedFrame(ctx.db, frameId, stored);
      const readable = pages.filter((page) => unreadableReason(imaged, page.side) === null);
      for (const page of pages) {
        const reason = unreadableReason(imaged, page.side);
        if (reason !== null) await hold(ctx.db, { ...thing, subject: 'page', subjectId: page.id }, reason);
      }
      await enqueuePages(ctx.jobs, readable);
      return 'done';
    } finally {
      await rm(outFolder, { recursive: true, force: true });
    }
  });
  await finishBook(ctx, frame.bookId);
  return result;
};

const unreadableReason = (imaged: readonly ImagedPage[], side: ImagedPage['side']): string | null =>
  imaged.find((page) => page.side === side)?.unreadable ?? null;

const storePage = async (
  ctx: StageContext,
  page: ImagedPage,
  frame: { id: number; bookId: number },
): Promise<NewPage> => {
  const { path, unreadable: _reason, ...measured } = page;
  const { sha256 } = await ctx.pageFiles.putFile(path);
  return { ...measured, imageSha256: sha256, frameId: frame.id, bookId: frame.bookId };
};

/** When nothing of the book is on its way any more, it is looked at as a whole. */
export const finishBook = async (ctx: Pick<StageContext, 'db' | 'jobs'>, bookId: number): Promise<void> => {
  if ((await unfinishedOf(ctx.db, bookId)) === 0) await enqueueBook(ctx.jobs, bookId);
  else await wakeTables(ctx, bookId);
};
