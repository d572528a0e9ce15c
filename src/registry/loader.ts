/**
 * Loads the entries of one book into the registry in one transaction. New events go in by COPY; those the registry has are
 * compared by content and never touched, so loading again changes nothing. Loaders of one office and kind take turns under
 * an advisory lock (their only lock before rows, so no two can wait for each other); a program that writes events past the
 * lock is met by the identity's unique index, and the chunk is looked up and copied again.
 */
import { finished } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { SohoaError } from '../domain/errors.ts';
import type { KindCode } from '../domain/kinds.ts';
import type { PoolClient } from '../store/migrated-pool.ts';
import { databaseProblem } from '../store/problems.ts';
import { type Chunk, createChunks, type ReadyEntry, rowsOf } from './chunk.ts';
import { inTransaction, type Registry } from './database.ts';
import type { EntryOutcome, LoadBatch, LoadReport, RegistryBook, RegistryEntry } from './entry.ts';
import { copyStatement, type Identity } from './row-writer.ts';
import { eventTableName } from './schema.ts';

export type LoadRequest = Readonly<{
  batch: LoadBatch;
  book: RegistryBook;
  /** In groups as they are read; how many are looked up and copied at once is the loader's own affair. */
  entries: AsyncIterable<readonly RegistryEntry[]> | Iterable<readonly RegistryEntry[]>;
}>;

/**
 * Loads a book. When the entries or the database fail, nothing of the book is loaded. Run again with the same `runKey`,
 * events that the first run brought are reported as `loaded` again.
 * @throws SohoaError `registry-failed` when the database refuses something no check foresaw
 */
export const loadBook = async (registry: Registry, request: LoadRequest): Promise<LoadReport> => {
  const loadBatchId = await noteLoadBatch(registry, request.batch);
  return inTransaction(registry, async (client) => {
    const { officeCode, kind } = request.book;
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 7310511))', [
      `${kind} ${officeCode}`,
    ]);
    const loadedBookId = await noteBook(client, loadBatchId, request.book);
    const target: Target = { client, kind, officeCode, loadedBookId };
    const chunkOf = createChunks(target);
    const outcomes: EntryOutcome[] = [];
    let writing: Promise<EntryOutcome[]> = Promise.resolve([]);
    try {
      for await (const group of inChunks(request.entries)) {
        // Made ready while the server still takes the group before.
        const chunk = await chunkOf(group);
        outcomes.push(...(await writing));
        writing = writeChunk(target, chunk);
        writing.catch(() => undefined);
      }
    } finally {
      // The connection is free for the rollback only then.
      await writing.catch(() => undefined);
    }
    outcomes.push(...(await writing));
    return { ...count(outcomes), outcomes };
  });
};

/**
 * So many entries are looked up and copied at once. A chunk costs five round trips to the server, each of which waits for
 * the turn that Node's event loop has while the next chunk is made ready; a row has some 1.5 kB.
 */
const CHUNK = 5_000;

/** Groups put together until they are a chunk. */
async function* inChunks(groups: LoadRequest['entries']): AsyncGenerator<readonly RegistryEntry[]> {
  let chunk: RegistryEntry[] = [];
  for await (const group of groups) {
    for (const entry of group) {
      chunk.push(entry);
      if (chunk.length < CHUNK) continue;
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

/** Outside the book's transaction, so that books of one run that load side by side do not wait for each other. */
const noteLoadBatch = async (registry: Registry, batch: LoadBatch): Promise<number> => {
  await registry.pool.query(
    `insert into registry.load_batches (run_key, batch_name, loaded_by) values ($1, $2, $3)
     on conflict (run_key) do nothing`,
    [batch.runKey, batch.batchName, batch.loadedBy],
  );
  return idOf(
    await registry.pool.query('select id from registry.load_batches where run_key = $1', [batch.runKey]),
  );
};

const noteBook = async (client: PoolClient, loadBatchId: number, book: RegistryBook): Promise<number> => {
  const identity = [loadBatchId, book.officeCode, book.kind, book.year, book.volume];
  await client.query(
    `insert into registry.loaded_books (load_batch_id, office_code, kind, year, volume, office_name)
     values ($1, $2, $3, $4, $5, $6) on conflict (load_batch_id, office_code, kind, year, volume) do nothing`,
    [...identity, book.officeName],
  );
  return idOf(
    await client.query(
      `select id from registry.loaded_books
       where load_batch_id = $1 and office_code = $2 and kind = $3 and year = $4 and volume = $5`,
      identity,
    ),
  );
};

const idOf = (result: { rows: readonly { id?: unknown }[] }): number => Number(result.rows[0]?.id);

type Target = Readonly<{ client: PoolClient; kind: KindCode; officeCode: string; loadedBookId: number }>;

const UNIQUE_VIOLATION = '23505';
const TRIES = 5;

const writeChunk = async (target: Target, chunk: Chunk): Promise<EntryOutcome[]> => {
  for (let tries = 1; ; tries += 1) {
    const { outcomes, fresh } = compare(target, chunk, await lookUp(target, chunk.ready));
    if (fresh.length === 0) return outcomes;
    await target.client.query('savepoint chunk');
    try {
      await copy(target, rowsOf(chunk, fresh));
      await target.client.query('release savepoint chunk');
      return outcomes;
    } catch (error) {
      const problem = databaseProblem(error);
      if (problem === null) throw error;
      // Not the error itself: what PostgreSQL says about a row holds the row.
      if (problem.state !== UNIQUE_VIOLATION || tries === TRIES) {
        throw new SohoaError('registry-failed', {
          state: problem.state,
          constraint: problem.constraint ?? '',
        });
      }
      await target.client.query('rollback to savepoint chunk');
    }
  }
};

type Known = Readonly<{ contentHash: string; loadedBookId: number; entryId: number }>;

/** What becomes of each entry, and which of them are new; of two with one identity the first is. */
const compare = (
  target: Target,
  chunk: Chunk,
  known: Map<string, Known>,
): { outcomes: EntryOutcome[]; fresh: ReadyEntry[] } => {
  const fresh: ReadyEntry[] = [];
  const outcomes = chunk.entries.map((item): EntryOutcome => {
    const { entryId } = item;
    if ('refusal' in item) return { entryId, outcome: 'refused', ...item.refusal };
    const { contentHash } = item.row;
    const key = keyOf(item.identity);
    const before = known.get(key);
    if (before === undefined) {
      known.set(key, { contentHash, loadedBookId: target.loadedBookId, entryId });
      fresh.push(item);
      return { entryId, outcome: 'loaded' };
    }
    if (before.contentHash !== contentHash) {
      return { entryId, outcome: 'refused', reason: 'differs-in-registry', params: {} };
    }
    const ours = before.loadedBookId === target.loadedBookId && before.entryId === entryId;
    return { entryId, outcome: ours ? 'loaded' : 'unchanged' };
  });
  return { outcomes, fresh };
};

const keyOf = ({ registrationYear, number, suffix }: Identity): string =>
  `${registrationYear} ${number} ${suffix}`;

type KnownRow = Readonly<{
  number: number;
  suffix: string;
  content_hash: string;
  loaded_book_id: string;
  source_entry_id: string;
}>;

/** The events that the registry has of this office and kind between the first and the last number of each year. */
const lookUp = async (target: Target, entries: readonly ReadyEntry[]): Promise<Map<string, Known>> => {
  const known = new Map<string, Known>();
  for (const [year, { first, last }] of rangesOf(entries)) {
    // A range of the identity's index: a join with a list of numbers tempts the planner to read all of the office.
    const { rows } = await target.client.query<KnownRow>(
      `select number, suffix, encode(content_hash, 'hex') as content_hash, loaded_book_id, source_entry_id
       from registry.${eventTableName(target.kind)}
       where office_code = $1 and registration_year = $2 and number between $3 and $4`,
      [target.officeCode, year, first, last],
    );
    for (const row of rows) {
      known.set(keyOf({ registrationYear: year, number: row.number, suffix: row.suffix }), {
        contentHash: row.content_hash,
        loadedBookId: Number(row.loaded_book_id),
        entryId: Number(row.source_entry_id),
      });
    }
  }
  return known;
};

const rangesOf = (entries: readonly ReadyEntry[]): Map<number, { first: number; last: number }> => {
  const ranges = new Map<number, { first: number; last: number }>();
  for (const { identity } of entries) {
    const { registrationYear, number } = identity;
    const range = ranges.get(registrationYear);
    if (range === undefined) {
      ranges.set(registrationYear, { first: number, last: number });
    } else {
      range.first = Math.min(range.first, number);
      range.last = Math.max(range.last, number);
    }
  }
  return ranges;
};

const copy = async ({ client, kind }: Target, rows: Buffer): Promise<void> => {
  const stream = client.query(copyFrom(copyStatement(kind)));
  stream.end(rows);
  await finished(stream);
};

const count = (outcomes: readonly EntryOutcome[]): Omit<LoadReport, 'outcomes'> => {
  const counts = { loaded: 0, unchanged: 0, refused: 0 };
  for (const { outcome } of outcomes) counts[outcome] += 1;
  return counts;
};
