/** A folder with truth → what the machine said of every field: read here, or taken from candidates that were written before. */
import { findField } from '../../src/domain/kinds.ts';
import type { ExtractedEntry } from '../../src/reading/extract-types.ts';
import type { JudgedEntry, SaidValue } from '../../src/review/evaluation/outcomes.ts';
import { DEFAULT_POLICY, type RoutingPolicy, routeOf } from '../../src/review/routing.ts';
import { extractBook } from './extract-book.ts';
import { type ReadLedgerOptions, readBook } from './read-ledger.ts';
import { type Candidate, type KnownBook, readTruth, type TrueEntry } from './truth.ts';

/** Runs the machine over the folder. */
export const judgeFolder = async (
  folder: string,
  options: ReadLedgerOptions,
  policy: RoutingPolicy = DEFAULT_POLICY,
): Promise<JudgedEntry[]> => {
  const judged: JudgedEntry[] = [];
  for (const book of await readTruth(folder)) {
    const read = await readBook(folder, book, options);
    for (const [entry, extracted] of extractBook(book, read)) {
      judged.push(judgedEntry(entry, extracted === null ? null : routed(entry, extracted, policy)));
    }
  }
  return judged;
};

/** Lays candidates beside the truth; of a file with several entries, in the order both have them. */
export const judgeCandidates = (
  books: readonly KnownBook[],
  candidates: readonly Candidate[],
): JudgedEntry[] => {
  const byFile = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    byFile.set(candidate.page.file, [...(byFile.get(candidate.page.file) ?? []), candidate]);
  }
  return books.flatMap(({ entries }) =>
    entries.map((entry) => judgedEntry(entry, byFile.get(entry.file)?.shift()?.fields ?? null)),
  );
};

const judgedEntry = (
  { file, kind, edition, hand, damage, fields }: TrueEntry,
  said: JudgedEntry['said'],
): JudgedEntry => ({ file, kind, edition, hand, damage, truth: fields, said });

const routed = (
  { kind }: TrueEntry,
  { fields, hits }: ExtractedEntry,
  policy: RoutingPolicy,
): Readonly<Record<string, SaidValue>> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const spec = findField(kind, name);
      if (spec === undefined) return [];
      const named = hits.filter((hit) => hit.fields.includes(name));
      return [[name, { ...value, route: routeOf(value, spec, named, policy) }]];
    }),
  );
