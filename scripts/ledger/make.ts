/**
 * Made-up ledgers with exact truth: `makeLedger` writes whole books as image files, `truth.jsonl` (a line an entry),
 * `pages.jsonl` (a line a page) and a `book.json` in every book's folder. See docs/make-ledger.md.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SohoaError } from '../../src/domain/errors.ts';
import { encodeScan } from './book/container.ts';
import { type LedgerOptions, type LedgerSettings, ledgerOptionsSchema } from './book/options.ts';
import { type BookPlan, planLedger } from './book/plan.ts';
import { renderSheet, type TrueEntry, type TruePage } from './book/render.ts';
import type { Desk } from './page/compose.ts';
import { drawInWorkers } from './pool.ts';
import { openWriters } from './writing/hands.ts';
import { openRealLines } from './writing/real-lines.ts';

export type { LedgerOptions } from './book/options.ts';
export type { TrueEntry, TrueField, TruePage } from './book/render.ts';

export type MadeBook = Readonly<{
  office: string;
  kind: string;
  edition: string;
  year: number;
  volume: string;
  folder: string;
  declaredEntries: number;
  declaredPages: number;
  files: number;
}>;

export type MadeLedger = Readonly<{
  out: string;
  books: readonly MadeBook[];
  entries: readonly TrueEntry[];
  pages: readonly TruePage[];
}>;

export type MakeLedgerHooks = Readonly<{ onFile?: (done: number, all: number) => void }>;

/** One sheet among all books. */
export type SheetAddress = Readonly<{ book: number; sheet: number }>;

/** @throws SohoaError `ledger-options-invalid` naming the option */
export const parseLedgerOptions = (options: LedgerOptions): LedgerSettings => {
  const parsed = ledgerOptionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new SohoaError('ledger-options-invalid', {
    option: issue?.path.join('.') ?? '-',
    problem: issue?.message ?? '-',
  });
};

/** What all sheets of one run share: opened once in every thread. */
export const openDesk = async (settings: LedgerSettings): Promise<Desk> => ({
  hand: settings.hand,
  writers: openWriters(settings.fonts),
  lines: settings.lines === undefined ? [] : await openRealLines(settings.lines, settings.linesSplit),
  strikeRate: settings.strikeRate,
});

/** What is left to say of a sheet after its file was written. */
export type DrawnSheet = Readonly<{ entries: readonly TrueEntry[]; pages: readonly TruePage[] }>;

/** Draws one sheet and writes its file. */
export const drawFile = async (
  settings: LedgerSettings,
  books: readonly BookPlan[],
  desk: Desk,
  address: SheetAddress,
): Promise<DrawnSheet> => {
  const book = books[address.book];
  const sheet = book?.sheets[address.sheet];
  if (book === undefined || sheet === undefined) return { entries: [], pages: [] };
  const { scan, damage, entries, pages } = await renderSheet(settings, book, sheet, desk);
  const path = join(settings.out, sheet.file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await encodeScan(scan, settings.container, damage.dpi, damage.quality));
  return { entries, pages };
};

/** Makes the books. The same options give the same files, whatever `jobs` is. */
export const makeLedger = async (
  options: LedgerOptions,
  hooks: MakeLedgerHooks = {},
): Promise<MadeLedger> => {
  const settings = parseLedgerOptions(options);
  const books = planLedger(settings);
  const addresses = books.flatMap((book, b) => book.sheets.map((_, sheet) => ({ book: b, sheet })));
  const onFile = (done: number): void => hooks.onFile?.(done, addresses.length);
  const drawn =
    settings.jobs === 1
      ? await drawHere(settings, books, addresses, onFile)
      : await drawInWorkers(settings, addresses, onFile);
  const made: MadeLedger = {
    out: settings.out,
    books: books.map(describeBook),
    entries: drawn.flatMap((sheet) => sheet.entries),
    pages: drawn.flatMap((sheet) => sheet.pages),
  };
  await writeLists(made);
  return made;
};

const drawHere = async (
  settings: LedgerSettings,
  books: readonly BookPlan[],
  addresses: readonly SheetAddress[],
  onFile: (done: number) => void,
): Promise<readonly DrawnSheet[]> => {
  const desk = await openDesk(settings);
  const drawn: DrawnSheet[] = [];
  for (const address of addresses) {
    drawn.push(await drawFile(settings, books, desk, address));
    onFile(drawn.length);
  }
  return drawn;
};

const describeBook = (book: BookPlan): MadeBook => ({
  office: book.office.name,
  kind: book.kind,
  edition: book.edition.id,
  year: book.year,
  volume: book.volume,
  folder: book.folder,
  declaredEntries: book.declaredEntries,
  declaredPages: book.declaredPages,
  files: book.sheets.length,
});

const writeLists = async ({ out, books, entries, pages }: MadeLedger): Promise<void> => {
  const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  await writeFile(join(out, 'truth.jsonl'), lines(entries));
  await writeFile(join(out, 'pages.jsonl'), lines(pages));
  for (const book of books) {
    await writeFile(join(out, book.folder, 'book.json'), `${JSON.stringify(book, null, 2)}\n`);
  }
};
