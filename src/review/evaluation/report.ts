/** The figures of one evaluation, whole and by the properties of its entries. Pure; how they are shown is elsewhere. */
import {
  type Accepted,
  acceptedOf,
  type Bin,
  type Coverage,
  calibrationError,
  coverageAt,
  type Judged,
  reliability,
} from './confidence-measures.ts';
import { editDistance, editsBetween } from './edits.ts';
import { type Effort, effortOf } from './effort.ts';
import { type Dimension, groupBy, type Outcome } from './outcomes.ts';

/** Precisions that coverage is given at. */
export const PRECISIONS = [0.995, 0.998, 0.999] as const;

export type Figures = Readonly<{
  fields: number;
  right: number;
  /** Character errors of the verbatim text over the characters that stand there, fields that were read and should be. */
  characterErrors: number;
  characters: number;
  calibrationError: number;
  coverage: readonly Coverage[];
  accepted: Accepted;
  effort: Effort;
}>;

export type Confusion = Readonly<{ wanted: string; got: string; count: number }>;

export type WrongField = Readonly<
  Pick<Outcome, 'file' | 'hand' | 'damage' | 'field'> & {
    confidence: number | null;
    route: string | null;
    wanted: string;
    got: string;
  }
>;

export type Report = Readonly<{
  whole: Figures;
  by: Readonly<Partial<Record<Dimension, Readonly<Record<string, Figures>>>>>;
  reliability: readonly Bin[];
  confusions: readonly Confusion[];
  /** Surest first: those do harm. */
  wrong: readonly WrongField[];
}>;

export type ReportOptions = Readonly<{ by: readonly Dimension[]; worst: number }>;

export const reportOf = (outcomes: readonly Outcome[], { by, worst }: ReportOptions): Report => ({
  whole: figuresOf(outcomes),
  by: Object.fromEntries(
    by.map((dimension) => [
      dimension,
      Object.fromEntries([...groupBy(outcomes, dimension)].map(([key, group]) => [key, figuresOf(group)])),
    ]),
  ),
  reliability: reliability(judgedOf(outcomes)),
  confusions: confusionsOf(outcomes).slice(0, worst),
  wrong: wrongOf(outcomes).slice(0, worst),
});

const judgedOf = (outcomes: readonly Outcome[]): readonly Judged[] =>
  outcomes.map(({ said, right }) => ({ confidence: said?.confidence ?? 0, right }));

export const figuresOf = (outcomes: readonly Outcome[]): Figures => {
  const judged = judgedOf(outcomes);
  const texts = outcomes.filter(({ truth }) => truth.state === 'read' && truth.verbatim !== null);
  const wanted = texts.map(({ truth }) => truth.verbatim ?? '');
  return {
    fields: outcomes.length,
    right: outcomes.filter(({ right }) => right).length,
    characterErrors: texts.reduce(
      (sum, { said }, at) => sum + editDistance(wanted[at] ?? '', said?.verbatim ?? ''),
      0,
    ),
    characters: wanted.reduce((sum, text) => sum + text.length, 0),
    calibrationError: calibrationError(judged),
    coverage: PRECISIONS.map((precision) => coverageAt(judged, precision)),
    accepted: acceptedOf(outcomes),
    effort: effortOf(outcomes),
  };
};

/** Characters taken for others in the verbatim texts, most frequent first. */
const confusionsOf = (outcomes: readonly Outcome[]): readonly Confusion[] => {
  const counts = new Map<string, Confusion>();
  for (const { truth, said } of outcomes) {
    if (truth.verbatim === null || said?.verbatim == null) continue;
    for (const { wanted, got } of editsBetween(truth.verbatim, said.verbatim)) {
      const key = `${wanted}\n${got}`;
      counts.set(key, { wanted, got, count: (counts.get(key)?.count ?? 0) + 1 });
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
};

const wrongOf = (outcomes: readonly Outcome[]): readonly WrongField[] =>
  outcomes
    .filter(({ right }) => !right)
    .map(({ file, hand, damage, field, truth, said }) => ({
      file,
      hand,
      damage,
      field,
      confidence: said?.confidence ?? null,
      route: said?.route ?? null,
      wanted: shown(truth),
      got: said === undefined ? '' : shown(said),
    }))
    .sort((a, b) => (b.confidence ?? -1) - (a.confidence ?? -1));

const shown = ({ state, normalized, verbatim }: Outcome['truth']): string =>
  normalized ?? (verbatim === null ? `(${state})` : `(${state}) ${verbatim}`);
