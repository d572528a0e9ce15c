/**
 * Evidence with its outcome → a model of confidence.ts: weights shared by all types, bent towards each type as far as its
 * own values carry; corrected by predictions for values that were left out; and, from the same predictions, how many
 * errors to expect among all values from a confidence on.
 */
import { FIELD_TYPES, type FieldType } from '../../src/domain/fields.ts';
import {
  type Correction,
  type Curve,
  correctedBy,
  FEATURES,
  featuresOf,
  type Model,
  partsOf,
  type Weights,
} from '../../src/reading/confidence.ts';
import type { FieldEvidence, SOURCES } from '../../src/reading/evidence.ts';
import { fitLogistic, probabilityOf, type Sample } from './logistic.ts';

export type Labelled = Readonly<{
  /** Values of one book are left out together: what a hand makes hard to read it does on every page. */
  book: string;
  type: FieldType;
  evidence: FieldEvidence;
  right: boolean;
}>;

/** What is believed before anything was measured, by feature. */
const PRIOR: Readonly<Record<(typeof FEATURES)[number]['name'], number>> = {
  intercept: -1,
  engine: 0.4,
  worst: 0.4,
  alone: 0.3,
  clear: 1,
  change: -1,
  changed: -0.3,
  margin: 0.8,
  knowledge: 1.5,
  length: -0.1,
  struck: -6,
  agreed: 2,
  elsewhere: 1.5,
  seconded: 1.5,
  echoed: 1,
  opposed: -1.5,
  doubts: -7,
  questions: -0.3,
  contrast: 0,
  fit: 0,
};
/** Broken rules, strikes and what knowledge exchanged are rare in any sample: what is believed of them gives way slowly. */
const FIRM: ReadonlySet<string> = new Set(['change', 'struck', 'doubts', 'questions']);
const SHARED_STRENGTH = 0.2;
const FIRM_STRENGTH = 4;
const TYPE_STRENGTH = 2;

const NAMES = FEATURES.map(({ name }) => name);
const directions = FEATURES.map(({ direction }) => direction);
const sharedStrength = NAMES.map((name) => (FIRM.has(name) ? FIRM_STRENGTH : SHARED_STRENGTH));
const typeStrength = NAMES.map((name) => (FIRM.has(name) ? 10 * FIRM_STRENGTH : TYPE_STRENGTH));

type Row = Labelled & Readonly<{ sample: Sample }>;
type Fitted = Readonly<{ shared: readonly number[]; types: ReadonlyMap<FieldType, readonly number[]> }>;

/** Fewer values of a type say nothing of their own. */
const LEAST_OF_TYPE = 60;

type Believed = Readonly<{
  prior: readonly number[];
  strength: readonly number[];
  /** How types were bent away from what is shared. */
  bent: ReadonlyMap<FieldType, readonly number[]>;
}>;

const NOTHING_KNOWN: Believed = {
  prior: NAMES.map((name) => PRIOR[name]),
  strength: sharedStrength,
  bent: new Map(),
};

/** A fit starts at the model that is known, of the engine itself or of another one. Of what that one did not weigh, nothing is known. */
const knownFrom = ({ shared, types }: Model): Believed => ({
  prior: NAMES.map((name) => (shared[name] === 0 ? PRIOR[name] : shared[name])),
  strength: typeStrength,
  bent: new Map(
    FIELD_TYPES.flatMap((type) => {
      const own = types[type];
      return own === undefined ? [] : [[type, NAMES.map((name) => own[name] - shared[name])] as const];
    }),
  ),
});

const fitWritten = (rows: readonly Row[], believed: Believed): Fitted => {
  const shared = fitLogistic(
    rows.map((row) => row.sample),
    { ...believed, directions },
  );
  const types = new Map<FieldType, readonly number[]>();
  for (const type of FIELD_TYPES) {
    const own = rows.filter((row) => row.type === type).map((row) => row.sample);
    const bent = believed.bent.get(type);
    const prior = shared.map((weight, i) => towards(weight + (bent?.[i] ?? 0), directions[i] ?? 0));
    if (own.length >= LEAST_OF_TYPE)
      types.set(type, fitLogistic(own, { prior, strength: typeStrength, directions }));
    else if (bent !== undefined) types.set(type, prior);
  }
  return { shared, types };
};

/** Bent never so far that evidence for a reading would speak against it. */
const towards = (weight: number, direction: number): number => (weight * direction < 0 ? 0 : weight);

const predict = ({ shared, types }: Fitted, row: Row): number =>
  probabilityOf(types.get(row.type) ?? shared, row.sample.features);

const FOLDS = 5;

/** Probabilities from fits that have not seen the value's book. */
const leftOut = (rows: readonly Row[], believed: Believed): readonly number[] => {
  const books = [...new Set(rows.map((row) => row.book))];
  const foldOf = new Map(books.map((book, index) => [book, index % FOLDS]));
  const fits = Array.from({ length: FOLDS }, (_, fold) =>
    fitWritten(
      rows.filter((row) => foldOf.get(row.book) !== fold),
      believed,
    ),
  );
  return rows.map((row) => predict(fits[foldOf.get(row.book) ?? 0] as Fitted, row));
};

const logOdds = (p: number): number => Math.log(p / (1 - p));
const inside = (p: number): number => Math.min(1 - 1e-6, Math.max(1e-6, p));

/** How strongly each slope is drawn to 1, and the shift to 0. */
const SLOPE_STRENGTH = 2;
const SHIFT_STRENGTH = 8;

/** What left-out predictions have to be made into to mean what they say. */
const correctionOf = (rows: readonly Row[], predicted: readonly number[]): Correction => {
  const samples = rows.map((row, i) => ({
    features: [1, ...partsOf(logOdds(inside(predicted[i]!)))],
    right: row.right,
  }));
  const parts = partsOf(0).length;
  const each = (value: number): number[] => new Array<number>(parts).fill(value);
  const [shift = 0, ...slopes] = fitLogistic(samples, {
    prior: [0, ...each(1)],
    strength: [SHIFT_STRENGTH, ...each(SLOPE_STRENGTH)],
    directions: [0, ...each(1)],
  });
  return { shift: round(shift), slopes: slopes.map(round) };
};

const rounded = (weights: readonly number[]): Weights =>
  Object.fromEntries(NAMES.map((name, i) => [name, round(weights[i]!)])) as Weights;

const round = (value: number): number => Math.round(value * 10_000) / 10_000;

/** What is believed of sources before measuring, and how many values that belief is worth. */
const SOURCE_PRIOR: Readonly<Record<Exclude<(typeof SOURCES)[number], 'written' | 'ticks'>, number>> = {
  unparsed: 0.1,
  blank: 0.99,
  faint: 0.6,
  nothing: 0.97,
  beside: 0.99,
  named: 0.995,
  struck: 0.6,
  illegible: 0,
  unread: 0,
  inferred: 0.99,
  absent: 1,
};
const PRIOR_VALUES = 30;
/** Nobody can tell these by counting: an illegible value is never right as it stands, an absent one always. */
const FIXED: ReadonlySet<string> = new Set(['illegible', 'unread', 'absent', 'inferred']);

const sourcesOf = (values: readonly Labelled[]): Model['sources'] =>
  Object.fromEntries(
    Object.entries(SOURCE_PRIOR).map(([source, believed]) => {
      const own = FIXED.has(source) ? [] : values.filter((value) => value.evidence.source === source);
      const right = own.filter((value) => value.right).length;
      return [source, round((right + believed * PRIOR_VALUES) / (own.length + PRIOR_VALUES))];
    }),
  ) as Model['sources'];

const ticksOf = (values: readonly Labelled[]): Model['ticks'] => {
  const samples = values
    .filter((value) => value.evidence.source === 'ticks')
    .map(({ evidence, right }) => ({ features: [1, featuresOf(evidence)[ENGINE]!], right }));
  const [intercept, slope] = fitLogistic(samples, {
    prior: [2, 1],
    strength: [0.2, 0.5],
    directions: [0, 1],
  });
  return { intercept: round(intercept!), slope: round(slope!) };
};
const ENGINE = NAMES.indexOf('engine');

/** Confidences that thresholds are chosen from. */
const STEPS = [
  ...[0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.95, 0.96, 0.965, 0.97, 0.975, 0.98, 0.985],
  ...[0.988, 0.99, 0.992, 0.994, 0.995, 0.996, 0.997, 0.998, 0.9985, 0.999, 0.9995, 0.9998],
];
/** How many values of other types speak for a type's own errors. */
const BORROWED = 250;

type Said = Readonly<{ type: FieldType; confidence: number; right: boolean }>;

/** How far beyond the rate that is asked of all accepted values the least sure of them may be. */
const DEAREST = 3;

/**
 * Expected errors from a confidence on: the mean of what the values there promise, or what was counted, or a third of what
 * the least sure of them promises, whichever is most. The mean alone would let many sure values pay for doubtful ones, and
 * a small sample knows least of those. Counted errors of a type are drawn to those of all types, because few types have
 * values enough to count one in a thousand.
 */
const curvesOf = (said: readonly Said[]): Model['curves'] => {
  const curves: Partial<Record<FieldType, Curve>> = {};
  for (const type of FIELD_TYPES) {
    const own = said.filter((value) => value.type === type);
    if (own.length === 0) continue;
    curves[type] = STEPS.flatMap((from): Curve => {
      const all = said.filter((value) => value.confidence >= from);
      const taken = own.filter((value) => value.confidence >= from);
      if (all.length === 0) return [];
      const pooled = wrongIn(all) / all.length;
      const counted = (wrongIn(taken) + BORROWED * pooled) / (taken.length + BORROWED);
      const promised = meanOf(taken.map(({ confidence }) => 1 - confidence));
      return [[from, Math.round(1e6 * Math.max(counted, promised, (1 - from) / DEAREST)) / 1e6]];
    });
  }
  return curves;
};

const meanOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);

const wrongIn = (values: readonly Pick<Said, 'right'>[]): number =>
  values.filter((value) => !value.right).length;

/** Fits a model for one engine's values. `engine` is written into it as where it comes from; `known` is where it starts. */
export const fitModel = (values: readonly Labelled[], engine: string, known?: Model): Model => {
  const believed = known === undefined ? NOTHING_KNOWN : knownFrom(known);
  const rows: Row[] = values
    .filter((value) => value.evidence.source === 'written')
    .map((value) => ({ ...value, sample: { features: featuresOf(value.evidence), right: value.right } }));
  const fitted = fitWritten(rows, believed);
  const predicted = leftOut(rows, believed);
  const correction = correctionOf(rows, predicted);
  const sources = sourcesOf(values);
  const ticks = ticksOf(values);
  const written: Said[] = rows.map((row, i) => {
    const z = correctedBy(correction, logOdds(inside(predicted[i]!)));
    return { type: row.type, confidence: 1 / (1 + Math.exp(-z)), right: row.right };
  });
  const others: Said[] = values.flatMap(({ evidence, type, right }) => {
    if (evidence.source === 'written') return [];
    const confidence =
      evidence.source === 'ticks'
        ? probabilityOf([ticks.intercept, ticks.slope], [1, featuresOf(evidence)[ENGINE]!])
        : sources[evidence.source];
    return [{ type, confidence, right }];
  });
  return {
    engine,
    values: values.length,
    wrong: wrongIn(values),
    shared: rounded(fitted.shared),
    types: Object.fromEntries([...fitted.types].map(([type, weights]) => [type, rounded(weights)])),
    correction,
    sources,
    ticks,
    curves: curvesOf([...written, ...others]),
  };
};
