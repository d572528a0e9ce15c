/**
 * Extract for books of tables: an entry may go on overleaf, a ditto mark points at the page before, a heading says the year
 * of all that follows. So the tables of a book are taken together, in the order of its pages, once all of them are read.
 */
import { editions } from '../src/forms/catalog.ts';
import type { JobResult } from '../src/queue/handlers.ts';
import { fieldReadingsSchema } from '../src/reading/entry-readings.ts';
import {
  type Carry,
  type SheetEntries,
  type SheetReadings,
  type SideReadings,
  startOfBook,
  type TableEntry,
} from '../src/reading/rows/entries.ts';
import {
  isRowPlace,
  rowReadingSchema,
  TABLE_PLACE,
  tableReadingSchema,
} from '../src/reading/rows/row-reading.ts';
import { POLICIES, type RoutingPolicy } from '../src/review/routing.ts';
import { saveClosingTotals, withBookLock } from '../src/store/books.ts';
import { saveCandidate, withdrawEntriesOfPage } from '../src/store/entries.ts';
import { getBatch } from '../src/store/hand-in.ts';
import { findOfficeById } from '../src/store/offices.ts';
import {
  type Page,
  type PageWork,
  pageBefore,
  readingsOf,
  setPageState,
  tablePagesOf,
  unreadOf,
} from '../src/store/pages.ts';
import { candidateFields } from './candidate-fields.ts';
import type { StageContext } from './context.ts';
import { hold } from './failures.ts';
import { storedEdition, storedForms } from './forms/stored.ts';

/** Editions whose pages hold many entries. */
export const tableEditionIds = (): readonly string[] =>
  [...editions().values()]
    .filter(({ layouts }) => layouts.some(({ table }) => table !== undefined))
    .map(({ id }) => id);

export const isTablePage = (page: Pick<Page, 'class' | 'editionId'>): boolean =>
  page.class === 'entry' && page.editionId !== null && tableEditionIds().includes(page.editionId);

/** Waits (`skipped`, the page stays due) until every page of the book has been read. */
export const extractTables = async (
  ctx: StageContext,
  { book }: Pick<PageWork, 'book'>,
): Promise<JobResult> => {
  if ((await unreadOf(ctx.db, book.id)) > 0) return 'skipped';
  return withBookLock(ctx.db, book.id, async (): Promise<JobResult> => {
    const pages = await tablePagesOf(ctx.db, book.id, tableEditionIds());
    // Whoever had the lock before has done it all.
    if (pages.every(({ state }) => state === 'extracted')) return 'done';
    await extractBook(ctx, book, pages);
    return 'done';
  });
};

/**
 * When the last page of a book was read, held or set aside, tables that waited for it are due; whoever finishes something
 * of a book asks.
 */
export const wakeTables = async (ctx: Pick<StageContext, 'db' | 'jobs'>, bookId: number): Promise<void> => {
  await storedForms(ctx.db);
  const waiting = (await tablePagesOf(ctx.db, bookId, tableEditionIds())).find(
    ({ state }) => state === 'read',
  );
  if (waiting === undefined || (await unreadOf(ctx.db, bookId)) > 0) return;
  await ctx.jobs.add(
    { name: 'extract.page', data: { pageId: waiting.id }, generation: waiting.generation },
    { again: true },
  );
};

type Sheet = Readonly<{ left: Page; right: Page | null }>;
type Book = PageWork['book'];

const extractBook = async (ctx: StageContext, book: Book, pages: readonly Page[]): Promise<void> => {
  const [office, batch, sheets] = await Promise.all([
    findOfficeById(ctx.db, book.officeId),
    getBatch(ctx.db, book.batchId),
    sheetsOf(ctx, pages),
  ]);
  const context = {
    office: office.name,
    years: { from: book.year, to: book.year },
    volume: `${book.volume.padStart(2, '0')}/${book.year}`,
    pageNumberGuess: null,
    entryNumberGuess: null,
  };
  const totals: SheetEntries['closings'][number][] = [];
  let carry: Carry = startOfBook(book.year);
  let readings = sheets[0] === undefined ? null : await loadSheet(ctx, sheets[0]);
  for (const [i, sheet] of sheets.entries()) {
    const following = sheets[i + 1];
    const next = following === undefined ? null : await loadSheet(ctx, following);
    const { editionId, editionVersion } = sheet.left;
    if (readings !== null && editionId !== null && editionVersion !== null) {
      const own = await storedEdition(ctx.db, editionId, editionVersion);
      const extracted = await ctx.bench.run('extract-sheet', {
        ...(own === undefined ? {} : { edition: own }),
        kind: book.kind,
        editionId,
        context,
        sheet: readings,
        next,
        carry,
      });
      for (const entry of extracted.entries) {
        await saveTableEntry(ctx, { book, sheet, editionId, editionVersion }, entry, POLICIES[batch.policy]);
      }
      await withdrawEntriesOfPage(ctx.db, sheet.left.id, {
        except: extracted.entries.map(({ ordinal }) => ordinal),
      });
      carry = extracted.carry;
      totals.push(...extracted.closings);
    }
    for (const page of [sheet.left, sheet.right])
      if (page !== null) await setPageState(ctx.db, page.id, 'extracted');
    readings = next;
  }
  await saveClosingTotals(ctx.db, book.id, sumOf(totals));
  const paired = new Set(
    sheets.flatMap(({ left, right }) => [left.id, ...(right === null ? [] : [right.id])]),
  );
  for (const page of pages.filter(({ id }) => !paired.has(id))) await setAside(ctx, book, page);
};

/**
 * A right side without its left one has no numbers. While the left one is held its entries come with that; otherwise
 * somebody has to say where it is.
 */
const setAside = async (ctx: StageContext, book: Book, page: Page): Promise<void> => {
  await withdrawEntriesOfPage(ctx.db, page.id);
  const before = await pageBefore(ctx.db, page);
  if (before?.state === 'held') await setPageState(ctx.db, page.id, 'extracted');
  else {
    const thing = { batchId: book.batchId, bookId: book.id, subject: 'page' as const, subjectId: page.id };
    await hold(ctx.db, thing, 'table-without-left');
  }
};

/** A book has a closing note for every year; its entries are those of all years, when every note could be read. */
const sumOf = (
  closings: readonly SheetEntries['closings'][number][],
): { entries: number | null; pages: number | null } => {
  const entries = closings.map((closing) => closing.entries);
  const isWhole = entries.length > 0 && entries.every((total) => total !== null);
  return {
    entries: isWhole ? entries.reduce((sum, total) => sum + (total ?? 0), 0) : null,
    pages: null,
  };
};

/** A left page and the right one that comes right after it. */
const sheetsOf = async (ctx: StageContext, pages: readonly Page[]): Promise<readonly Sheet[]> => {
  const sheets: { left: Page; right: Page | null }[] = [];
  let before: 'left' | 'other' = 'other';
  for (const page of pages) {
    const stored = (await readingsOf(ctx.db, page.id)).find(({ place }) => place === TABLE_PLACE);
    const side = tableReadingSchema.safeParse(stored?.content).data?.side ?? 'single';
    const last = sheets.at(-1);
    if (side === 'right') {
      if (before === 'left' && last !== undefined) last.right = page;
      before = 'other';
    } else {
      sheets.push({ left: page, right: null });
      before = side === 'left' ? 'left' : 'other';
    }
  }
  return sheets;
};

const loadSheet = async (ctx: StageContext, { left, right }: Sheet): Promise<SheetReadings> => ({
  left: await loadSide(ctx, left),
  right: right === null ? null : await loadSide(ctx, right),
});

const loadSide = async (ctx: StageContext, page: Page): Promise<SideReadings> => {
  const stored = await readingsOf(ctx.db, page.id);
  const head = stored.filter(({ place }) => place !== TABLE_PLACE && !isRowPlace(place));
  return {
    pageId: page.id,
    rows: stored
      .filter(({ place }) => isRowPlace(place))
      .map(({ content }) => rowReadingSchema.parse(content))
      .sort((a, b) => a.ordinal - b.ordinal),
    head: fieldReadingsSchema.parse(Object.fromEntries(head.map(({ place, content }) => [place, content]))),
    quality: { blur: page.blur, contrast: page.contrast, fitErrorMm: page.fitError },
  };
};

const saveTableEntry = async (
  ctx: StageContext,
  at: { book: Book; sheet: Sheet; editionId: string; editionVersion: number },
  { ordinal, entry, pages, struck }: TableEntry,
  policy: RoutingPolicy,
): Promise<void> => {
  const { book, sheet, editionId, editionVersion } = at;
  await saveCandidate(ctx.db, {
    bookId: book.id,
    officeId: book.officeId,
    batchId: book.batchId,
    kind: book.kind,
    pageId: sheet.left.id,
    ordinal,
    editionId,
    editionVersion,
    fields: candidateFields(book.kind, entry, policy).map((field) => {
      const [pageId, first] = [pages[field.field], struck[field.field]];
      return {
        ...field,
        ...(pageId === undefined ? {} : { pageId }),
        ...(first === undefined ? {} : { struck: first }),
      };
    }),
  });
};
