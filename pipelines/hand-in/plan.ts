/** What is to be handed in: books and their files, from a folder tree, a manifest or a list of files. */
import { z } from 'zod';
import { SohoaError } from '../../src/domain/errors.ts';
import { isKindCode, KIND_CODES, type KindCode } from '../../src/domain/kinds.ts';

export type PlannedFile = Readonly<{
  /** Where the bytes are. */
  path: string;
  /** The name on record: below the folder handed in, with `/`. */
  name: string;
}>;

export type PlannedBook = Readonly<{
  office: string;
  kind: KindCode;
  year: number;
  volume: string;
  edition: string;
  declaredEntries: number | null;
  declaredPages: number | null;
  files: readonly PlannedFile[];
}>;

/** What commands and manifests may say about a book; whatever is not said comes from the folder tree. */
export const bookOptionsSchema = z.object({
  office: z.string().min(1).optional(),
  kind: z.string().optional(),
  year: z.string().optional(),
  volume: z.string().optional(),
  edition: z.string().min(1).optional(),
  declaredEntries: z.string().optional(),
  declaredPages: z.string().optional(),
});
export type BookOptions = z.infer<typeof bookOptionsSchema>;

export type BookLabel = Omit<PlannedBook, 'files'>;

/**
 * Checks what is said about a book.
 * @param where names the file or line for messages.
 * @throws SohoaError `kind-unknown`, `year-invalid`, `volume-invalid`, `number-invalid`, `book-incomplete`
 */
export const labelBook = (options: BookOptions, where: string): BookLabel => ({
  office: needed(options.office, 'office', where),
  kind: checkKind(needed(options.kind, 'kind', where), where),
  year: checkYear(needed(options.year, 'book-year', where), where),
  volume: checkVolume(needed(options.volume, 'volume', where), where),
  edition: options.edition ?? 'auto',
  declaredEntries: checkCount(options.declaredEntries, where),
  declaredPages: checkCount(options.declaredPages, where),
});

const needed = (value: string | undefined, what: string, where: string): string => {
  if (value === undefined || value.trim() === '') throw new SohoaError('book-incomplete', { what, where });
  return value.trim();
};

const checkKind = (text: string, where: string): KindCode => {
  const code = text.toUpperCase();
  if (!isKindCode(code))
    throw new SohoaError('kind-unknown', { kind: text, where, known: KIND_CODES.join(', ') });
  return code;
};

/** Ledgers exist since the ordinance of 1956; some registers of the South are older. */
const FIRST_YEAR = 1900;

const checkYear = (text: string, where: string): number => {
  const year = Number(text);
  if (!/^\d{4}$/.test(text) || year < FIRST_YEAR || year > new Date().getFullYear()) {
    throw new SohoaError('year-invalid', { year: text, where });
  }
  return year;
};

const checkVolume = (text: string, where: string): string => {
  const match = /^(\d{1,3})([A-Za-z]?)$/.exec(text);
  if (match === null || Number(match[1]) === 0)
    throw new SohoaError('volume-invalid', { volume: text, where });
  return `${String(Number(match[1])).padStart(2, '0')}${(match[2] ?? '').toLowerCase()}`;
};

const checkCount = (text: string | undefined, where: string): number | null => {
  if (text === undefined || text.trim() === '') return null;
  if (!/^\d{1,6}$/.test(text.trim())) throw new SohoaError('number-invalid', { number: text, where });
  return Number(text.trim());
};

/** `KIND/YEAR/VOLUME` from the folders above a file, innermost match first; null when the tree does not say. */
export const labelFromTree = (name: string): { kind: string; year: string; volume: string } | null => {
  const folders = name.split('/').slice(0, -1);
  for (let at = folders.length - 3; at >= 0; at -= 1) {
    const [kind, year, volume] = folders.slice(at, at + 3);
    if (kind !== undefined && year !== undefined && volume !== undefined && isTreeLabel(kind, year, volume)) {
      return { kind, year, volume };
    }
  }
  return null;
};

const isTreeLabel = (kind: string, year: string, volume: string): boolean =>
  isKindCode(kind.toUpperCase()) && /^\d{4}$/.test(year) && /^\d{1,3}[A-Za-z]?$/.test(volume);

/** Names as people count: `2.jpg` before `10.jpg`. */
export const byName = (a: { name: string }, b: { name: string }): number =>
  a.name.localeCompare(b.name, 'vi', { numeric: true });

/** Puts files with equal labels into one book, files in the order of their names. */
export const groupBooks = (labelled: readonly (BookLabel & { file: PlannedFile })[]): PlannedBook[] => {
  const books = new Map<string, BookLabel & { files: PlannedFile[] }>();
  for (const { file, ...label } of labelled) {
    const key = [label.office, label.kind, label.year, label.volume].join('\n');
    const book = books.get(key) ?? { ...label, files: [] };
    book.files.push(file);
    books.set(key, {
      ...book,
      declaredEntries: book.declaredEntries ?? label.declaredEntries,
      declaredPages: book.declaredPages ?? label.declaredPages,
    });
  }
  return [...books.values()].map((book) => ({ ...book, files: [...book.files].sort(byName) }));
};
