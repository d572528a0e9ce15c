/** A folder with truth → what the machine says of every field. Candidates that were written before: src/review/evaluation/judged.ts. */
import { findField } from '../../src/domain/kinds.ts';
import type { ExtractedEntry } from '../../src/reading/extract-types.ts';
import type { JudgedEntry, SaidValue } from '../../src/review/evaluation/outcomes.ts';
import { DEFAULT_POLICY, type RoutingPolicy, routeOf } from '../../src/review/routing.ts';
import { extractBook } from './extract-book.ts';
import { type ReadLedgerOptions, readBook } from './read-ledger.ts';
import { readTruth, type TrueEntry } from './truth.ts';

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
