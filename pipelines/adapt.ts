/**
 * Learns a book from what people verified in it: the network's last layer is trained on verified lines, and the words that
 * stand in the book are known from then on. Both are kept only when entries kept aside are read better. Then pages with unsettled fields are read again; what people said
 * stays (a new machine value never supersedes a person's).
 */
import { SohoaError } from '../src/domain/errors.ts';
import { findField, type KindCode } from '../src/domain/kinds.ts';
import type { JobResult } from '../src/queue/handlers.ts';
import type { BookText } from '../src/reading/lines/book-words.ts';
import type { BookLesson } from '../src/reading/lines/learn-book.ts';
import { modelDescription } from '../src/reading/lines/model.ts';
import type { Db } from '../src/store/database.ts';
import { getBook } from '../src/store/hand-in.ts';
import {
  bookHandOf,
  booksToAdapt,
  saveBookHand,
  unsettledPages,
  type VerifiedText,
  verifiedTexts,
} from '../src/store/hands.ts';
import { pageWork, startAnew } from '../src/store/pages.ts';
import type { KnownHand } from './bench/protocol.ts';
import type { StageContext } from './context.ts';
import { isTablePage } from './extract-tables.ts';
import { enqueuePages } from './flow.ts';
import { formsFor } from './forms/stored.ts';

/** Verified entries between two tries that start by themselves. */
export const ADAPT_EVERY = 30;
/** Lines below which nothing is to be learnt. */
const LEAST_LESSONS = 40;

export type Adapted = Readonly<{
  bookId: number;
  entries: number;
  lessons: number;
  heldOut: number;
  /** Share of wrong characters on the held-out lines, before and after. */
  before: number;
  after: number;
  kept: boolean;
  /** Pages that are read again. */
  again: number;
}>;

/** What to read a book's pages with, if something was learnt of it for the shipped network. */
export const knownHandOf = async (db: Db, bookId: number): Promise<KnownHand | undefined> => {
  const row = await bookHandOf(db, bookId, modelDescription().version);
  return row === undefined
    ? undefined
    : { version: `hand-${row.id}`, weights: row.weights, words: row.words };
};

/**
 * One try at learning the book; its outcome is kept whether it helps or not.
 * @throws SohoaError `adapt-too-little` when the book has too few verified lines.
 */
export const adaptBook = async (ctx: StageContext, bookId: number): Promise<Adapted> => {
  const texts = await verifiedTexts(ctx.db, bookId);
  const entries = new Set(texts.map((text) => text.entryId)).size;
  const lessons = await lessonsOf(ctx, texts);
  if (lessons.length < LEAST_LESSONS) {
    throw new SohoaError('adapt-too-little', { lines: lessons.length, needed: LEAST_LESSONS });
  }
  const { weights, words, better, ...figures } = await ctx.bench.run('learn-hand', { lessons });
  const hand = { ...figures, bookId, entries, kept: better, model: modelDescription().version };
  const { kind } = await getBook(ctx.db, bookId);
  await saveBookHand(ctx.db, {
    ...hand,
    weights: better ? weights : null,
    words: better && words ? wordsOf(texts, kind) : null,
  });
  return { ...figures, bookId, entries, kept: better, again: better ? await readAgain(ctx, bookId) : 0 };
};

/** The work of a queued try: too little to learn from is no failure. */
export const adaptJob = async (ctx: StageContext, bookId: number): Promise<JobResult> => {
  try {
    await adaptBook(ctx, bookId);
    return 'done';
  } catch (error) {
    if (error instanceof SohoaError && error.code === 'adapt-too-little') return 'skipped';
    throw error;
  }
};

/** Queues a try for every book that has enough newly verified entries; gives how many. */
export const queueAdaptations = async (ctx: Pick<StageContext, 'db' | 'jobs'>): Promise<number> => {
  const due = await booksToAdapt(ctx.db, modelDescription().version, ADAPT_EVERY);
  for (const bookId of due) await ctx.jobs.add({ name: 'adapt.book', data: { bookId } }, { again: true });
  return due.length;
};

/** Each text as often as it stands in the book: how often is part of what is known. */
const wordsOf = (texts: readonly VerifiedText[], kind: KindCode): readonly BookText[] =>
  texts.flatMap(({ field, verbatim }) => {
    const type = findField(kind, field)?.type;
    return type === undefined ? [] : [{ type, text: verbatim }];
  });

const lessonsOf = async (
  ctx: StageContext,
  texts: readonly VerifiedText[],
): Promise<readonly BookLesson[]> => {
  const byPage = new Map<number, VerifiedText[]>();
  for (const text of texts) byPage.set(text.pageId, [...(byPage.get(text.pageId) ?? []), text]);
  const found = await Promise.all(
    [...byPage].map(async ([pageId, said]) => {
      const work = await pageWork(ctx.db, pageId);
      if (work === undefined || isTablePage(work.page)) return [];
      return ctx.bench.run('lessons-of-page', {
        entry: pageId,
        path: await ctx.pageFiles.localPath(work.page.imageSha256),
        dpi: work.page.dpi,
        kind: work.book.kind,
        edition: work.page.forcedEdition ?? work.page.editionId ?? work.book.edition,
        forms: await formsFor(
          ctx,
          work.book.kind,
          work.page.forcedEdition ?? work.page.editionId ?? work.book.edition,
        ),
        texts: Object.fromEntries(said.map(({ field, verbatim }) => [field, verbatim])),
      });
    }),
  );
  return found.flat();
};

const readAgain = async (ctx: StageContext, bookId: number): Promise<number> => {
  const pages = (await unsettledPages(ctx.db, bookId)).filter(
    (page) => !isTablePage({ class: 'entry', editionId: page.editionId }),
  );
  for (const page of pages) await startAnew(ctx.db, 'page', page.id);
  await enqueuePages(
    ctx.jobs,
    pages.map(({ id, generation }) => ({ id, generation: generation + 1 })),
  );
  return pages.length;
};
