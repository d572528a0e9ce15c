/**
 * When the next stage is due. Stages call these after they have written to the database; `reconcile` finds whatever a
 * crash left between the writing and the queueing. Adding a job that is there already changes nothing.
 */
import type { Flow } from '../src/queue/backend.ts';
import type { Frame, Page } from '../src/store/pages.ts';
import type { Jobs } from './context.ts';

/** A page is read, then extracted: a flow, so that the second waits for the first and survives a restart with it. */
export const pageFlow = (page: Pick<Page, 'id' | 'generation'>): Flow => ({
  job: { name: 'extract.page', data: { pageId: page.id }, generation: page.generation },
  children: [
    { job: { name: 'read.page', data: { pageId: page.id }, generation: page.generation }, mayFail: true },
  ],
});

export const enqueueFile = async (
  jobs: Jobs,
  file: { id: number; generation: number },
  options: { again?: boolean } = {},
): Promise<void> =>
  jobs.add({ name: 'intake.file', data: { fileId: file.id }, generation: file.generation }, options);

export const enqueueFrames = async (
  jobs: Jobs,
  frames: readonly Pick<Frame, 'id' | 'generation'>[],
  options: { again?: boolean } = {},
): Promise<void> =>
  jobs.addBulk(
    frames.map((frame) => ({
      name: 'intake.frame',
      data: { frameId: frame.id },
      generation: frame.generation,
    })),
    options,
  );

export const enqueuePages = async (
  jobs: Jobs,
  pages: readonly Pick<Page, 'id' | 'generation'>[],
  options: { again?: boolean } = {},
): Promise<void> => {
  for (const page of pages) await jobs.addFlow(pageFlow(page), options);
};

/** The book is looked at as a whole; it may be asked for again after every change, so an earlier look does not count. */
export const enqueueBook = async (jobs: Jobs, bookId: number): Promise<void> =>
  jobs.add({ name: 'verify.book', data: { bookId } }, { again: true });

export const enqueueLoad = async (jobs: Jobs, bookLoadId: number): Promise<void> =>
  jobs.add({ name: 'load.book', data: { bookLoadId } }, { again: true });
