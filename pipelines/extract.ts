/** Extract: readings → candidate entry. Parses, normalises, applies the rules and routes every field. */
import { SohoaError } from '../src/domain/errors.ts';
import type { JobResult } from '../src/queue/handlers.ts';
import { type FieldReadings, fieldReadingsSchema } from '../src/reading/entry-readings.ts';
import {
  guessFromNeighbours,
  NEIGHBOUR_PLACES,
  NEIGHBOUR_REACH,
  officialsAround,
  type SequencePage,
} from '../src/reading/sequence.ts';
import { POLICIES } from '../src/review/routing.ts';
import { saveClosingTotals } from '../src/store/books.ts';
import { saveCandidate, withdrawEntriesOfPage } from '../src/store/entries.ts';
import { getBatch } from '../src/store/hand-in.ts';
import { neighboursOf } from '../src/store/neighbours.ts';
import { findOfficeById } from '../src/store/offices.ts';
import { type PageWork, pageWork, readingsOf, setPageState } from '../src/store/pages.ts';
import { candidateFields } from './candidate-fields.ts';
import type { StageContext, Try } from './context.ts';
import { extractTables, isTablePage } from './extract-tables.ts';
import { type HeldThing, holdOnFailure } from './failures.ts';
import { storedEdition, storedForms } from './forms/stored.ts';
import { finishBook } from './intake.ts';

export const extractPage = async (ctx: StageContext, pageId: number, attempt: Try): Promise<JobResult> => {
  const work = await pageWork(ctx.db, pageId);
  if (work === undefined) return 'skipped';
  const { page, book } = work;
  await storedForms(ctx.db);
  if (page.state !== 'read') {
    // The last page of a book may have been finished by a job that died before it said so.
    await finishBook(ctx, book.id);
    return 'skipped';
  }
  const thing: HeldThing = { batchId: book.batchId, bookId: book.id, subject: 'page', subjectId: pageId };
  const result = await holdOnFailure(ctx.db, thing, attempt, async () => {
    // The entries of tables hang together over the pages of a book.
    if (isTablePage(page)) return extractTables(ctx, work);
    if (page.class === 'entry') await extractEntryPage(ctx, work);
    else await withdrawEntriesOfPage(ctx.db, pageId);
    if (page.class === 'closing') await saveClosingTotals(ctx.db, book.id, await closingTotals(ctx, pageId));
    await setPageState(ctx.db, pageId, 'extracted');
    return 'done';
  });
  if (result !== 'skipped') await finishBook(ctx, book.id);
  return result;
};

const loadReadings = async (ctx: StageContext, pageId: number): Promise<FieldReadings> => {
  const rows = await readingsOf(ctx.db, pageId);
  return fieldReadingsSchema.parse(Object.fromEntries(rows.map((row) => [row.place, row.content])));
};

const extractEntryPage = async (ctx: StageContext, { page, book }: PageWork): Promise<void> => {
  const { editionId, editionVersion } = page;
  if (editionId === null || editionVersion === null)
    throw new SohoaError('stage-failed', { problem: 'edition' });
  const [office, batch] = await Promise.all([
    findOfficeById(ctx.db, book.officeId),
    getBatch(ctx.db, book.batchId),
  ]);
  const known = {
    office: office.name,
    years: { from: book.year, to: book.year },
    volume: `${book.volume.padStart(2, '0')}/${book.year}`,
  };
  const pages = await sequenceAround(ctx, page);
  const own = await storedEdition(ctx.db, editionId, editionVersion);
  const extracted = await ctx.bench.run('extract-entry', {
    kind: book.kind,
    ...(own === undefined ? {} : { edition: own }),
    editionId,
    layoutClass: 'entry',
    context: {
      ...known,
      ...guessFromNeighbours(book.kind, pages.sequence, pages.at, known),
      around: officialsAround(pages.sequence, pages.at),
    },
    readings: await loadReadings(ctx, page.id),
    quality: { blur: page.blur, contrast: page.contrast, fitErrorMm: page.fitError },
  });
  await saveCandidate(ctx.db, {
    bookId: book.id,
    officeId: book.officeId,
    batchId: book.batchId,
    kind: book.kind,
    pageId: page.id,
    ordinal: 0,
    editionId,
    editionVersion,
    fields: candidateFields(book.kind, extracted, POLICIES[batch.policy]),
  });
};

/**
 * The page among its neighbours, as far as they have been read: a page that is read later says nothing yet, so a guess is
 * only ever missing, never another.
 */
const sequenceAround = async (
  ctx: StageContext,
  page: PageWork['page'],
): Promise<{ sequence: readonly SequencePage[]; at: number }> => {
  const around = await neighboursOf(ctx.db, page, { reach: NEIGHBOUR_REACH, places: NEIGHBOUR_PLACES });
  return {
    sequence: around.map((neighbour) => {
      const readings = fieldReadingsSchema.safeParse(neighbour.readings);
      return { class: neighbour.class ?? 'unknown', readings: readings.success ? readings.data : null };
    }),
    at: around.findIndex(({ pageId }) => pageId === page.id),
  };
};

/** Totals of the closing note; a total that was not read for sure is left open rather than guessed. */
const closingTotals = async (
  ctx: StageContext,
  pageId: number,
): Promise<{ entries: number | null; pages: number | null }> => {
  const readings = await loadReadings(ctx, pageId);
  const total = (place: string): number | null => {
    const reading = readings[place];
    if (reading?.type !== 'written') return null;
    const text = reading.lines.map((line) => line.reading?.text ?? '').join(' ');
    const sure = reading.lines.every((line) => line.reading === null || line.reading.confidence >= SURE);
    const digits = /^\D{0,2}(\d{1,5})\D{0,2}$/.exec(text.trim())?.[1];
    return sure && digits !== undefined ? Number(digits) : null;
  };
  return { entries: total('book.entries'), pages: total('book.pages') };
};
const SURE = 0.85;
