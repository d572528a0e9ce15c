/** Searching entries by what people type: a number, a date, or a name with or without accents. */
import { type Actor, officesWhere } from '../src/access/accounts.ts';
import { SohoaError } from '../src/domain/errors.ts';
import type { KindCode } from '../src/domain/kinds.ts';
import { formatIsoDate, partialDate } from '../src/domain/partial-date.ts';
import { fold } from '../src/domain/text.ts';
import type { Db } from '../src/store/database.ts';
import {
  type EntryLine,
  entryLines,
  type Found,
  findByNameEnd,
  findByNamePart,
  findByNumber,
  findByTerm,
  findByWords,
  findInNames,
  type Scope,
} from '../src/store/search.ts';

export type Query =
  | Readonly<{ type: 'number'; number: number; suffix: string | null; year: number | null }>
  /** ISO prefix: `2018`, `2018-10`, `2018-10-27`. */
  | Readonly<{ type: 'date'; prefix: string }>
  | Readonly<{ type: 'name'; words: string }>;

const NUMBER = /^0*(\d{1,6})\s*([a-zđ]?)(?:\s*\/\s*((?:18|19|20)\d\d))?$/iu;
const YEAR = /^(?:18|19|20)\d\d$/u;
const DATE = /^(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})$/u;
const COMPACT = /^(\d{2})(\d{2})((?:18|19|20)\d\d)$/u;
const ISO = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/u;

/** What somebody means by a text. `15/2018` is a number, `10/2018` with two figures a number, too: entries are known by them. */
export const understand = (text: string): Query => {
  const asked = text.normalize('NFC').trim();
  if (YEAR.test(asked)) return { type: 'date', prefix: asked };
  const number = NUMBER.exec(asked);
  if (number !== null) {
    const [, digits, suffix, year] = number;
    return {
      type: 'number',
      number: Number(digits),
      suffix: suffix === undefined || suffix === '' ? null : suffix.toLowerCase(),
      year: year === undefined ? null : Number(year),
    };
  }
  const date = dateOf(asked);
  return date === null ? { type: 'name', words: fold(asked) } : { type: 'date', prefix: date };
};

const dateOf = (text: string): string | null => {
  const written = DATE.exec(text) ?? COMPACT.exec(text);
  if (written !== null) return iso(written[3], written[2], written[1]);
  const match = ISO.exec(text);
  return match === null ? null : iso(match[1], match[2], match[3]);
};

const iso = (year: string | undefined, month: string | undefined, day: string | undefined): string | null => {
  const date = partialDate(Number(year), Number(month), day === undefined ? null : Number(day));
  return date === null ? null : formatIsoDate(date);
};

export type SearchRequest = Readonly<{
  q: string;
  officeId?: number | undefined;
  batchId?: number | undefined;
  kinds?: readonly KindCode[] | undefined;
  after?: string | undefined;
  limit: number;
}>;
export type SearchPage = Readonly<{
  lines: readonly EntryLine[];
  matched: Query['type'];
  next: string | null;
}>;

/** Where the next page starts: which way of searching, and its position. */
type Cursor = Readonly<{ way: number; after: Found }>;

/**
 * Entries that this person may see, a page at a time. Names are looked for from their beginning, then from another of their
 * words on, then anywhere, then by words in any order, until something is found.
 * @throws SohoaError `request-invalid` for a position that is none
 */
export const searchEntries = async (
  ctx: { db: Db },
  actor: Actor,
  request: SearchRequest,
): Promise<SearchPage> => {
  const query = understand(request.q);
  const officeIds = officesWhere(actor, 'entry.view', request.officeId);
  const cursor = readCursor(request.after);
  const scope: Scope = {
    officeIds,
    batchId: request.batchId,
    kinds: request.kinds,
    limit: request.limit + 1,
    after: cursor?.after,
  };
  const ways = officeIds?.length === 0 ? [] : waysOf(ctx.db, query, scope);
  const { found, way } = await firstThatFinds(ways, cursor?.way);
  const shown = found.slice(0, request.limit);
  const last = shown.at(-1);
  const ids = [...new Set(shown.map(({ entryId }) => entryId))];
  return {
    lines: await entryLines(ctx.db, ids),
    matched: query.type,
    next: found.length > request.limit && last !== undefined ? writeCursor({ way, after: last }) : null,
  };
};

type Way = () => Promise<Found[]>;

const waysOf = (db: Db, query: Query, scope: Scope): readonly Way[] => {
  if (query.type === 'number') return [() => findByNumber(db, query, scope)];
  if (query.type === 'date') return [() => findByTerm(db, 'date', query.prefix, scope)];
  const { officeIds } = scope;
  const words = query.words.split(' ');
  // Without an order of its own a way gives one page.
  const once = (search: Way): Way => (scope.after === undefined ? search : () => Promise.resolve([]));
  const anyWords = words.length < 2 ? [] : [once(() => findByWords(db, words, scope))];
  if (officeIds === null) return [() => findByNamePart(db, query.words, scope), ...anyWords];
  const forward: Way = () => findByTerm(db, 'name', query.words, scope);
  const backward = [...words].reverse().join(' ');
  return [
    forward,
    () => findByNameEnd(db, backward, { ...scope, officeIds }),
    once(() => findInNames(db, query.words, { ...scope, officeIds })),
    ...anyWords,
  ];
};

const firstThatFinds = async (
  ways: readonly Way[],
  only: number | undefined,
): Promise<{ found: Found[]; way: number }> => {
  for (const [way, search] of ways.entries()) {
    if (only !== undefined && way !== only) continue;
    const found = await search();
    if (found.length > 0) return { found, way };
  }
  return { found: [], way: 0 };
};

/** Base64 so that it travels in a body as one word; it says no more than the last line of the page shows. */
const writeCursor = ({ way, after }: Cursor): string =>
  Buffer.from(JSON.stringify([way, after.term, after.entryId])).toString('base64url');

const readCursor = (text: string | undefined): Cursor | undefined => {
  if (text === undefined) return undefined;
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (
      Array.isArray(read) &&
      typeof read[0] === 'number' &&
      typeof read[1] === 'string' &&
      Number.isSafeInteger(read[2])
    ) {
      return { way: read[0], after: { term: read[1], entryId: Number(read[2]) } };
    }
  } catch {
    // Not one of ours.
  }
  throw new SohoaError('request-invalid', { where: 'after' });
};
