/**
 * Writes events as rows of PostgreSQL's COPY text format and hashes their content, in one pass over the characters: the
 * loader's speed is decided here, and strings built for every row would cost more than the database does.
 *
 * The content of an event is the canonical JSON (RFC 8785: keys sorted, no spaces) of its official fields. A field with a
 * text gives it; an illegible or struck one gives `{"state":…}`, since that says something about the paper; a blank one and
 * one that the edition does not have say nothing and are left out. Whether a text was read or inferred is not content, nor
 * are pages, batches and who loaded it.
 */
import { hash } from 'node:crypto';
import { KINDS, type KindCode } from '../domain/kinds.ts';
import type { Arranged } from './arrange.ts';
import type { RegistryEntry } from './entry.ts';
import { perKind } from './per-kind.ts';
import { eventTableName } from './schema.ts';

export type Identity = Readonly<{ registrationYear: number; number: number; suffix: string }>;

/** Where a row lies in the writer's bytes, and the SHA-256 of its content in hex. */
export type WrittenRow = Readonly<{ from: number; to: number; contentHash: string }>;

export type RowWriter = Readonly<{
  /** Adds a row. The entry has passed `validateForRegistry`. */
  add: (entry: RegistryEntry, identity: Identity, arranged: Arranged) => WrittenRow;
  /** All rows so far; valid until the next `add` or `clear`. */
  bytes: () => Buffer;
  /** Forgets the rows and keeps the memory: buffers made anew for every chunk have the garbage collector run all the time. */
  clear: () => void;
}>;

const OWN_COLUMNS = [
  'office_code',
  'loaded_book_id',
  'registration_year',
  'number',
  'suffix',
  'source_entry_id',
  'source_pages',
  'field_states',
] as const;

type Column = Readonly<{ name: string; position: number; key: Buffer }>;

/** The official fields in the order of the canonical JSON, which is that of the rows' columns too. */
const SORTED = perKind((kind): Column[] =>
  KINDS[kind].fields
    .map(({ name }, position) => ({ name, position, key: Buffer.from(`,${JSON.stringify(name)}:`) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1)),
);

/** The statement that takes the rows; `loaded_at` is the database's own. */
export const copyStatement = (kind: KindCode, table = `registry.${eventTableName(kind)}`): string => {
  const columns = [...OWN_COLUMNS, ...SORTED[kind].map(({ name }) => name), 'content_hash'];
  return `copy ${table} (${columns.map((name) => `"${name}"`).join(', ')}) from stdin`;
};

const TAB = 0x09;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN = 0x7b;
const BACKSLASH = 0x5c;
const CLOSE = 0x7d;
const NULL_MARK = 0x4e;
/** A UTF-16 unit is at most three bytes, and an escaped one at most six. */
const BYTES_A_UNIT = 6;
/** Tab, null mark, quotes, a state, the hash: the most that a column takes besides its name and text. */
const ROOM = 96;
/** Of a writer: it doubles when that is too small. */
const FIRST_SIZE = 1 << 19;

/** A writer for rows of one loaded book. */
export const createRowWriter = (
  kind: KindCode,
  book: { officeCode: string; loadedBookId: number },
): RowWriter => {
  const columns = SORTED[kind];
  const start = `${escaped(book.officeCode)}\t${book.loadedBookId}\t`;
  const fixed = columns.reduce((sum, { key }) => sum + key.length + ROOM, ROOM);
  let bytes: Buffer = Buffer.allocUnsafe(FIRST_SIZE);
  let length = 0;
  let members: Buffer = Buffer.allocUnsafe(2 * fixed);

  const add: RowWriter['add'] = (entry, identity, { texts, states }) => {
    const from = length;
    const head =
      `${start}${identity.registrationYear}\t${identity.number}\t${escaped(identity.suffix)}\t${entry.entryId}` +
      `\t${escaped(JSON.stringify(entry.pages))}\t${statesOf(kind, states)}`;
    let units = head.length;
    for (let i = 0; i < texts.length; i += 1) units += texts[i]?.length ?? 0;
    bytes = withRoom(bytes, from, units * BYTES_A_UNIT + fixed);
    members = withRoom(members, 0, units * BYTES_A_UNIT + fixed);
    const rows = bytes;
    const json = members;
    let r = from + rows.write(head, from, 'utf8');
    let j = 0;
    for (let c = 0; c < columns.length; c += 1) {
      const { position, key } = columns[c] as Column;
      const text = texts[position] ?? null;
      rows[r++] = TAB;
      if (text !== null) {
        json.set(key, j);
        j += key.length;
        const size = writePlain(text, rows, r, json, j + 1);
        if (size === NOT_PLAIN) {
          r += rows.write(escaped(text), r, 'utf8');
          j += json.write(JSON.stringify(text), j, 'utf8');
        } else {
          json[j] = QUOTE;
          json[j + size + 1] = QUOTE;
          r += size;
          j += size + 2;
        }
      } else {
        rows[r++] = BACKSLASH;
        rows[r++] = NULL_MARK;
        const state = states[position];
        if (state === 'illegible' || state === 'struck') {
          json.set(key, j);
          j += key.length;
          j += json.write(`{"state":"${state}"}`, j, 'latin1');
        }
      }
    }
    const contentHash = hashOf(json, j);
    length = r + rows.write(`\t\\\\x${contentHash}\n`, r, 'latin1');
    return { from, to: length, contentHash };
  };

  return {
    add,
    bytes: () => bytes.subarray(0, length),
    clear: () => {
      length = 0;
    },
  };
};

const NOT_PLAIN = -1;

/**
 * Writes a text as UTF-8 to both places and gives its size; `NOT_PLAIN` when it has a character that COPY or JSON escapes
 * or that takes two UTF-16 units, and what was written so far does not count.
 */
const writePlain = (text: string, rows: Buffer, r: number, json: Buffer, j: number): number => {
  let at = r;
  let other = j;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      if (unit < 0x20 || unit === QUOTE || unit === BACKSLASH) return NOT_PLAIN;
      rows[at++] = json[other++] = unit;
    } else if (unit < 0x800) {
      rows[at++] = json[other++] = 0xc0 | (unit >> 6);
      rows[at++] = json[other++] = 0x80 | (unit & 0x3f);
    } else if (unit < 0xd800 || unit > 0xdfff) {
      rows[at++] = json[other++] = 0xe0 | (unit >> 12);
      rows[at++] = json[other++] = 0x80 | ((unit >> 6) & 0x3f);
      rows[at++] = json[other++] = 0x80 | (unit & 0x3f);
    } else {
      return NOT_PLAIN;
    }
  }
  return at - r;
};

/** Of members each with a comma before it; the first comma becomes the brace. */
const hashOf = (members: Buffer, length: number): string => {
  if (length === 0) return hash('sha256', '{}', 'hex');
  if (members[0] === COMMA) members[0] = OPEN;
  members[length] = CLOSE;
  return hash('sha256', members.subarray(0, length + 1), 'hex');
};

const withRoom = (bytes: Buffer, used: number, more: number): Buffer => {
  if (used + more < bytes.length) return bytes;
  const larger = Buffer.allocUnsafe(2 * (used + more));
  bytes.copy(larger, 0, 0, used);
  return larger;
};

/** The states that a reader could not tell from the texts. */
const statesOf = (kind: KindCode, states: Arranged['states']): string => {
  let json = '';
  for (let i = 0; i < states.length; i += 1) {
    const state = states[i] ?? null;
    if (state !== null && state !== 'read' && state !== 'absent-in-edition') {
      json += `,"${KINDS[kind].fields[i]?.name}":"${state}"`;
    }
  }
  return `{${json.slice(1)}}`;
};

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (text: string): string =>
  text.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? '');
