/** Candidates laid beside the truth of their pages. Pure; reading the files is elsewhere (pipelines/evaluation). */
import { isKindCode } from '../../domain/kinds.ts';
import type { JudgedEntry, SaidValue, TrueValue } from './outcomes.ts';

/** An entry whose truth is known, as `truth.jsonl` says it. */
export type KnownEntry = Readonly<{
  file: string;
  kind: string;
  edition: string;
  hand: string;
  /** Of the page; not every truth says it. */
  damage?: string;
  fields: Readonly<Record<string, TrueValue>>;
}>;

export type CandidateEntry = Readonly<{
  page: Readonly<{ file: string }>;
  fields: Readonly<Record<string, SaidValue>>;
}>;

const UNKNOWN_DAMAGE = '?';

/**
 * Every known entry with what was said of it. Of a file with several, all of them found, they stand in the same order;
 * where some are missing, only those with the number of an entry can be told to be it.
 */
export const judgeCandidates = (
  known: readonly KnownEntry[],
  candidates: readonly CandidateEntry[],
): readonly JudgedEntry[] => {
  const truths = groupByFile(known, ({ file }) => file);
  const said = groupByFile(candidates, ({ page }) => page.file);
  return known.flatMap((entry): JudgedEntry[] => {
    const { file, kind, edition, hand, damage = UNKNOWN_DAMAGE, fields } = entry;
    if (!isKindCode(kind)) return [];
    const inFile = truths.get(file) ?? [];
    const onFile = said.get(file) ?? [];
    const found =
      onFile.length === inFile.length
        ? onFile[inFile.indexOf(entry)]
        : onFile.find((candidate) => candidate.fields.so?.normalized === fields.so?.normalized);
    return [{ file, kind, edition, hand, damage, truth: fields, said: found?.fields ?? null }];
  });
};

const groupByFile = <T>(
  entries: readonly T[],
  fileOf: (entry: T) => string,
): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    const group = groups.get(fileOf(entry));
    if (group === undefined) groups.set(fileOf(entry), [entry]);
    else group.push(entry);
  }
  return groups;
};
