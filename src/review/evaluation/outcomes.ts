/** What was said of every field whose truth is known: the rows that all measures are taken from. Pure. */
import type { FieldType } from '../../domain/fields.ts';
import { findField, type KindCode } from '../../domain/kinds.ts';
import { type Route, sameValue, type ValueState } from '../../domain/values.ts';

export type TrueValue = Readonly<{ verbatim: string | null; normalized: string | null; state: ValueState }>;
export type SaidValue = TrueValue & Readonly<{ confidence: number; route: Route }>;

export type JudgedEntry = Readonly<{
  file: string;
  kind: KindCode;
  edition: string;
  hand: string;
  damage: string;
  truth: Readonly<Record<string, TrueValue>>;
  /** Null when the machine gave no entry. */
  said: Readonly<Record<string, SaidValue>> | null;
}>;

export type Outcome = Readonly<{
  /** Which of the judged entries it belongs to. */
  entry: number;
  file: string;
  kind: KindCode;
  edition: string;
  hand: string;
  damage: string;
  field: string;
  type: FieldType;
  truth: TrueValue;
  /** Undefined when the machine gave no entry. */
  said: SaidValue | undefined;
  right: boolean;
}>;

/** Every field of the truth with what was said of it. A page that gave no entry has all its fields wrong. */
export const outcomesOf = (entries: readonly JudgedEntry[]): Outcome[] =>
  entries.flatMap(({ truth, said, ...about }, entry) =>
    Object.entries(truth).flatMap(([field, value]): Outcome[] => {
      const spec = findField(about.kind, field);
      if (spec === undefined) return [];
      const answer = said?.[field];
      return [
        {
          ...about,
          entry,
          field,
          type: spec.type,
          truth: value,
          said: answer,
          right: answer !== undefined && sameValue(answer, value),
        },
      ];
    }),
  );

export const DIMENSIONS = ['kind', 'edition', 'hand', 'damage', 'type', 'field'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** The outcomes by one of their properties, in order of first appearance. */
export const groupBy = (
  outcomes: readonly Outcome[],
  dimension: Dimension,
): ReadonlyMap<string, readonly Outcome[]> => {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const key = outcome[dimension];
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [outcome]);
    else group.push(outcome);
  }
  return groups;
};
