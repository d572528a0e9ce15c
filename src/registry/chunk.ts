/** A group of entries made ready for the database: checked, hashed and written as rows. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { KindCode } from '../domain/kinds.ts';
import { createArranger } from './arrange.ts';
import type { Refusal, RegistryEntry } from './entry.ts';
import { createRowWriter, type Identity, type RowWriter, type WrittenRow } from './row-writer.ts';
import { validateForRegistry } from './validate.ts';

export type ReadyEntry = Readonly<{ entryId: number; identity: Identity; row: WrittenRow }>;
export type RefusedEntry = Readonly<{ entryId: number; refusal: Refusal }>;

export type Chunk = Readonly<{
  /** In the order of the entries. */
  entries: readonly (ReadyEntry | RefusedEntry)[];
  ready: readonly ReadyEntry[];
  /** The rows of those that are ready, one after the other. */
  bytes: Buffer;
}>;

/** So many entries and the event loop gets its turn: about a millisecond. */
const ENTRIES_A_TURN = 50;

type Target = Readonly<{ kind: KindCode; officeCode: string; loadedBookId: number }>;

/** Makes chunks of one book ready in two buffers by turns: a chunk's bytes are good until the next but one is asked for. */
export const createChunks = (target: Target): ((group: readonly RegistryEntry[]) => Promise<Chunk>) => {
  let writers = [createRowWriter(target.kind, target), createRowWriter(target.kind, target)] as const;
  return (group) => {
    writers = [writers[1], writers[0]];
    return prepareChunk(target.kind, writers[0], group);
  };
};

const prepareChunk = async (
  kind: KindCode,
  writer: RowWriter,
  group: readonly RegistryEntry[],
): Promise<Chunk> => {
  const arrange = createArranger(kind);
  writer.clear();
  const entries: (ReadyEntry | RefusedEntry)[] = [];
  const ready: ReadyEntry[] = [];
  for (const entry of group) {
    if (entries.length % ENTRIES_A_TURN === ENTRIES_A_TURN - 1) await nextTurn();
    const { entryId } = entry;
    const arranged = arrange(entry);
    const refusal = validateForRegistry(kind, entry, arranged);
    if (refusal !== null) {
      entries.push({ entryId, refusal });
      continue;
    }
    const identity = wholeIdentity(entry);
    const item = { entryId, identity, row: writer.add(entry, identity, arranged) };
    ready.push(item);
    entries.push(item);
  }
  return { entries, ready, bytes: writer.bytes() };
};

const wholeIdentity = ({ identity: { registrationYear, number, suffix } }: RegistryEntry): Identity => {
  if (registrationYear === null || number === null) throw new Error('an identity passed that is not whole');
  return { registrationYear, number, suffix };
};

/** The rows of some of the chunk's entries; without a copy when it is all of them. */
export const rowsOf = (chunk: Chunk, wanted: readonly ReadyEntry[]): Buffer =>
  wanted.length === chunk.ready.length
    ? chunk.bytes
    : Buffer.concat(wanted.map(({ row }) => chunk.bytes.subarray(row.from, row.to)));
