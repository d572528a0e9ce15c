/**
 * The files of a folder whose truth is known (docs/make-ledger.md): `truth.jsonl` (a line an entry), `pages.jsonl` (a line
 * a page) and a `book.json` in every book's folder; and candidates as `sohoa candidates` writes them. Bad lines are named.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { z } from 'zod';
import { SohoaError } from '../../src/domain/errors.ts';
import { KIND_CODES } from '../../src/domain/kinds.ts';
import { ROUTES, VALUE_STATES } from '../../src/domain/values.ts';

const fieldSchema = z.object({
  verbatim: z.string().nullable(),
  normalized: z.string().nullable(),
  state: z.enum(VALUE_STATES),
});

const entrySchema = z.object({
  file: z.string(),
  kind: z.enum(KIND_CODES),
  edition: z.string(),
  hand: z.string(),
  entry: z.object({ number: z.number(), year: z.number() }),
  fields: z.record(z.string(), fieldSchema),
});

const pageSchema = z.object({ file: z.string(), damage: z.object({ level: z.string() }).optional() });

const bookSchema = z.object({
  office: z.string(),
  kind: z.enum(KIND_CODES),
  edition: z.string(),
  year: z.number(),
  volume: z.string(),
});

const candidateSchema = z.object({
  page: z.object({ file: z.string() }),
  fields: z.record(
    z.string(),
    fieldSchema.extend({ confidence: z.number().min(0).max(1), route: z.enum(ROUTES) }),
  ),
});

export type TrueEntry = Readonly<z.infer<typeof entrySchema> & { damage: string; row: number }>;
export type TrueBook = Readonly<z.infer<typeof bookSchema>>;
export type Candidate = Readonly<z.infer<typeof candidateSchema>>;

/** The book a file lies in, and the entries of the book in the order of its pages. */
export type KnownBook = Readonly<{ folder: string; book: TrueBook; entries: readonly TrueEntry[] }>;

const UNKNOWN_DAMAGE = '?';

/**
 * All books of the folder.
 * @throws SohoaError `truth-missing` without a truth.jsonl; `truth-line-invalid` naming file and line
 */
export const readTruth = async (folder: string): Promise<readonly KnownBook[]> => {
  const file = join(folder, 'truth.jsonl');
  if (!existsSync(file)) throw new SohoaError('truth-missing', { folder });
  const pagesFile = join(folder, 'pages.jsonl');
  const pages = existsSync(pagesFile) ? await readLines(pagesFile, pageSchema) : [];
  const levels = new Map(pages.map((page) => [page.file, page.damage?.level ?? UNKNOWN_DAMAGE]));
  const byFolder = new Map<string, TrueEntry[]>();
  for (const [row, entry] of (await readLines(file, entrySchema)).entries()) {
    const at = posix.dirname(entry.file);
    const known = byFolder.get(at) ?? [];
    byFolder.set(at, [...known, { ...entry, row, damage: levels.get(entry.file) ?? UNKNOWN_DAMAGE }]);
  }
  return Promise.all(
    [...byFolder].map(async ([at, entries]) => ({ folder: at, book: await readBook(folder, at), entries })),
  );
};

/** @throws SohoaError `truth-line-invalid` naming file and line */
export const readCandidates = (file: string): Promise<readonly Candidate[]> =>
  readLines(file, candidateSchema);

const readBook = async (folder: string, at: string): Promise<TrueBook> => {
  const file = join(folder, at, 'book.json');
  try {
    return bookSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new SohoaError('truth-line-invalid', { file, line: 1, problem: problemOf(cause) }, { cause });
  }
};

const readLines = async <T>(file: string, schema: z.ZodType<T>): Promise<T[]> => {
  if (!existsSync(file)) throw new SohoaError('path-missing', { path: file });
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [schema.parse(JSON.parse(line))];
    } catch (cause) {
      const problem = problemOf(cause);
      throw new SohoaError('truth-line-invalid', { file, line: index + 1, problem }, { cause });
    }
  });
};

const problemOf = (cause: unknown): string => {
  if (cause instanceof z.ZodError) {
    const issue = cause.issues[0];
    return `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim();
  }
  return cause instanceof Error ? cause.message : '?';
};
