/** Candidates against a truth: how many fields are right, by kind, field type and route. Pure. */
import { findField, isKindCode } from '../domain/kinds.ts';
import { type Route, sameValue, type ValueState } from '../domain/values.ts';

export type Said = Readonly<{ normalized: string | null; state: ValueState }>;
export type TruthEntry = Readonly<{
  file: string;
  kind: string;
  hand: string;
  entry: Readonly<{ number: number; year: number }>;
  fields: Readonly<Record<string, Said & Readonly<{ verbatim: string | null }>>>;
}>;
export type CandidateEntry = Readonly<{
  page: Readonly<{ file: string }>;
  fields: Readonly<
    Record<string, Said & Readonly<{ confidence: number; route: Route; verbatim: string | null }>>
  >;
}>;

export type FieldOutcome = Readonly<{
  file: string;
  kind: string;
  hand: string;
  field: string;
  type: string;
  truth: Said & Readonly<{ verbatim: string | null }>;
  /** Undefined when the page gave no entry. */
  said: CandidateEntry['fields'][string] | undefined;
  right: boolean;
}>;

/**
 * Every field of the truth with what was said about it. Entries are matched by their file, those of a page with many by
 * their number; an entry that was not found has all its fields wrong.
 */
export const compareToTruth = (
  truth: readonly TruthEntry[],
  candidates: readonly CandidateEntry[],
): FieldOutcome[] => {
  const byFile = new Map<string, CandidateEntry[]>();
  for (const candidate of candidates)
    byFile.set(candidate.page.file, [...(byFile.get(candidate.page.file) ?? []), candidate]);
  return truth.flatMap((entry) => {
    const onFile = byFile.get(entry.file) ?? [];
    const candidate =
      onFile.length === 1
        ? onFile[0]
        : onFile.find(({ fields }) => fields.so?.normalized === entry.fields.so?.normalized);
    return Object.entries(entry.fields).map(([field, value]): FieldOutcome => {
      const said = candidate?.fields[field];
      return {
        file: entry.file,
        kind: entry.kind,
        hand: entry.hand,
        field,
        type: (isKindCode(entry.kind) ? findField(entry.kind, field)?.type : undefined) ?? '?',
        truth: value,
        said,
        right: said !== undefined && sameValue(said, value),
      };
    });
  });
};

export type Share = Readonly<{ right: number; all: number }>;

export const shareOf = (outcomes: readonly FieldOutcome[]): Share => ({
  right: outcomes.filter((outcome) => outcome.right).length,
  all: outcomes.length,
});

/** Shares by a property of the outcomes, worst first. */
export const sharesBy = (
  outcomes: readonly FieldOutcome[],
  keyOf: (outcome: FieldOutcome) => string,
): (Share & { key: string })[] => {
  const groups = new Map<string, FieldOutcome[]>();
  for (const outcome of outcomes)
    groups.set(keyOf(outcome), [...(groups.get(keyOf(outcome)) ?? []), outcome]);
  return [...groups]
    .map(([key, group]) => ({ key, ...shareOf(group) }))
    .sort((a, b) => a.right / a.all - b.right / b.all);
};

/** `97.4 %` */
export const percent = ({ right, all }: Share): string =>
  `${all === 0 ? '–' : ((100 * right) / all).toFixed(1)} %`;
