/**
 * Reads the pages of a folder with truth as the stages do (straighten, find the form, cut, read), without a database: in
 * the bench's processes, a book at a time. Readings can be kept in a folder, so that a change of parsers, knowledge or
 * calibration is measured without reading anew; readings of another engine's version are not used again.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { PAGE_CLASSES } from '../../src/forms/edition.ts';
import { fieldReadingsSchema } from '../../src/reading/entry-readings.ts';
import type { Bench } from '../bench/bench.ts';
import type { ImagedPage, KnownHand } from '../bench/protocol.ts';
import type { KnownBook, TrueEntry } from './truth.ts';

const readEntrySchema = z.object({
  edition: z.string(),
  class: z.enum(PAGE_CLASSES),
  engine: z.object({ id: z.string(), version: z.string() }),
  quality: z.object({ blur: z.number().nullable(), contrast: z.number(), fitErrorMm: z.number() }),
  readings: fieldReadingsSchema,
});
/** What was read on the page of one entry. */
export type ReadEntry = Readonly<z.infer<typeof readEntrySchema>>;

const keptSchema = z.object({ reader: z.string(), pages: z.array(readEntrySchema.nullable()) });

export type ReadLedgerOptions = Readonly<{
  bench: Pick<Bench, 'run'>;
  /** Version of everything that reads: kept readings of another one are not used. */
  reader: string;
  /** Readings are kept here. */
  keep?: string | undefined;
  /** What was learnt of the book that is read. */
  hand?: KnownHand | undefined;
  onPage?: (file: string) => void;
}>;

/** Where the readings of a folder are kept within the folder for all of them. */
export const keepFolder = (keep: string | undefined, folder: string): string | undefined =>
  keep === undefined ? undefined : join(keep, folder.replace(/[^\p{L}\p{N}]+/gu, '_'));

/** The entries of a book with what was read of each, null where the page could not be read or is of another form. */
export const readBook = async (
  folder: string,
  { book, entries }: KnownBook,
  options: ReadLedgerOptions,
): Promise<ReadonlyMap<TrueEntry, ReadEntry | null>> => {
  const files = [...new Set(entries.map((entry) => entry.file))];
  const read = await Promise.all(
    files.map(async (file) => {
      const pages = await keptOr(file, options, () => readPages(join(folder, file), book, options));
      options.onPage?.(file);
      const inFile = entries.filter((entry) => entry.file === file);
      return inFile.map((entry, index) => [entry, pages[index] ?? null] as const);
    }),
  );
  return new Map(read.flat());
};

const keptOr = async (
  file: string,
  { keep, reader }: ReadLedgerOptions,
  read: () => Promise<readonly (ReadEntry | null)[]>,
): Promise<readonly (ReadEntry | null)[]> => {
  if (keep === undefined) return read();
  const path = join(keep, `${file}.json`);
  if (existsSync(path)) {
    const kept = keptSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    if (kept.success && kept.data.reader === reader) return kept.data.pages;
  }
  const pages = await read();
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify({ reader, pages }));
  return pages;
};

/** The entry pages of a file, in the order of its sides. */
const readPages = async (
  path: string,
  book: KnownBook['book'],
  { bench, hand }: ReadLedgerOptions,
): Promise<readonly (ReadEntry | null)[]> => {
  const outFolder = await mkdtemp(join(tmpdir(), 'sohoa-evaluate-'));
  try {
    const imaged = await bench.run('image-frame', { path, frame: 0, outFolder });
    const pages: (ReadEntry | null)[] = [];
    for (const page of imaged) pages.push(await readPage(page, book, bench, hand));
    return pages;
  } finally {
    await rm(outFolder, { recursive: true, force: true });
  }
};

const readPage = async (
  page: ImagedPage,
  book: KnownBook['book'],
  bench: Pick<Bench, 'run'>,
  hand: KnownHand | undefined,
): Promise<ReadEntry | null> => {
  if (page.unreadable !== null) return null;
  const read = await bench.run('read-page', {
    path: page.path,
    dpi: page.dpi,
    kind: book.kind,
    edition: 'auto',
    ...(hand === undefined ? {} : { hand }),
  });
  if (read.type !== 'read') return null;
  return {
    edition: read.editionId,
    class: read.class,
    engine: read.engine,
    quality: { blur: page.blur, contrast: page.contrast, fitErrorMm: read.fitErrorMm },
    readings: read.readings,
  };
};
