/**
 * From evidence to a probability that a value is right. Per engine a logistic function with coefficients of its own for
 * each field type; all numbers are data (`calibration.json`) with a version, fitted on pages that nothing else was tuned on
 * (scripts/fit-confidence.ts), and so are the thresholds that a wished error rate asks for.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { packagePath } from '../config/root.ts';
import { FIELD_TYPES, type FieldType } from '../domain/fields.ts';
import { type FieldEvidence, SOURCES } from './evidence.ts';

/**
 * What the logistic function weighs, each in a range of a few units, with the direction in which it may work: evidence
 * for a reading never makes it less likely, whatever a small sample says.
 */
export const FEATURES = [
  { name: 'intercept', direction: 0 },
  /** Log odds of the mean and of the worst glyph, as the engine sees them. */
  { name: 'engine', direction: 1 },
  { name: 'worst', direction: 1 },
  /** Log odds of the reading among all that the engine could have made of the lines. */
  { name: 'alone', direction: 1 },
  /** The engine could have read nothing else to speak of, and the field's grammar takes that as it stands. */
  { name: 'clear', direction: 1 },
  /** Cost of what knowledge changed, and whether it changed anything. */
  { name: 'change', direction: -1 },
  { name: 'changed', direction: -1 },
  { name: 'margin', direction: 1 },
  { name: 'knowledge', direction: 1 },
  /** ln of the number of glyphs: each may be wrong. */
  { name: 'length', direction: -1 },
  { name: 'struck', direction: -1 },
  { name: 'agreed', direction: 1 },
  /** Other writings that say the same. */
  { name: 'elsewhere', direction: 1 },
  /** Another engine read the same value; the same letters, which stayed; something else (as sure as it is of that). */
  { name: 'seconded', direction: 1 },
  { name: 'echoed', direction: 1 },
  { name: 'opposed', direction: -1 },
  { name: 'doubts', direction: -1 },
  { name: 'questions', direction: -1 },
  { name: 'contrast', direction: 1 },
  { name: 'fit', direction: -1 },
] as const;
export type FeatureName = (typeof FEATURES)[number]['name'];

const FEATURE_NAMES = FEATURES.map(({ name }) => name);
const UNWEIGHED = Object.fromEntries(FEATURE_NAMES.map((name) => [name, 0])) as Record<FeatureName, number>;
/** What a fit did not know of weighs nothing. */
const weightsSchema = z
  .partialRecord(z.enum(FEATURE_NAMES), z.number())
  .transform((weights) => ({ ...UNWEIGHED, ...weights }));
export type Weights = Readonly<Record<FeatureName, number>>;

const probability = z.number().min(0).max(1);
/** Rising confidences with the share of errors to expect among all values from there on. */
const curveSchema = z.array(z.tuple([probability, probability])).min(1);
export type Curve = z.infer<typeof curveSchema>;

/** Where the slope of a correction changes, in log odds: far below, around and above an even chance, and where values are accepted. */
const KNOTS = [-2, 0, 1.5, 2.5, 4] as const;

/**
 * What log odds of the weights are worth on values that were left out of the fit: a rising line with a slope of its own
 * between the knots, because weights that are right where nearly all values are right promise too much in the middle.
 */
const correctionSchema = z.strictObject({
  shift: z.number(),
  slopes: z.array(z.number().nonnegative()).length(KNOTS.length + 1),
});
export type Correction = Readonly<z.infer<typeof correctionSchema>>;
const UNCORRECTED: Correction = { shift: 0, slopes: [...KNOTS.map(() => 1), 1] };

/** Log odds cut at the knots: the parts add up to the whole. */
export const partsOf = (logOdds: number): readonly number[] =>
  [...KNOTS, Number.POSITIVE_INFINITY].map((to, at) => {
    const from = KNOTS[at - 1];
    return from === undefined ? Math.min(logOdds, to) : Math.max(0, Math.min(logOdds, to) - from);
  });

/** Corrected log odds. */
export const correctedBy = ({ shift, slopes }: Correction, logOdds: number): number =>
  partsOf(logOdds).reduce((sum, part, at) => sum + part * (slopes[at] ?? 1), shift);

const modelSchema = z.strictObject({
  /** Engine and version of the readings that the model was fitted on. */
  engine: z.string(),
  /** How many values it was fitted on, and how many of them were wrong. */
  values: z.number().int().nonnegative(),
  wrong: z.number().int().nonnegative(),
  shared: weightsSchema,
  types: z.partialRecord(z.enum(FIELD_TYPES), weightsSchema),
  correction: correctionSchema.default(UNCORRECTED),
  /** Sources that are weighed as a whole. */
  sources: z.record(z.enum(SOURCES).exclude(['written', 'ticks']), probability),
  /** Ticks: the detector's own confidence, as a logistic function of its log odds. */
  ticks: z.strictObject({ intercept: z.number(), slope: z.number().nonnegative() }),
  curves: z.partialRecord(z.enum(FIELD_TYPES), curveSchema),
});
export type Model = Readonly<z.infer<typeof modelSchema>>;

export const calibrationSchema = z.strictObject({
  version: z.string(),
  /** The model of engines that have none of their own. */
  otherwise: z.string(),
  /** By the engine's id, the part of a value's `engine` before the `@`. */
  models: z.record(z.string(), modelSchema),
});
export type Calibration = Readonly<z.infer<typeof calibrationSchema>>;

let shipped: Calibration | undefined;

/** The calibration that belongs to the shipped engines. */
export const calibration = (): Calibration => {
  shipped ??= calibrationSchema.parse(
    JSON.parse(readFileSync(packagePath('src/reading/calibration.json'), 'utf8')),
  );
  return shipped;
};

/** The model for values of that engine (`tesseract-vie@7.0.0`). */
export const modelFor = (engine: string, { models, otherwise }: Calibration): Model => {
  const model = models[engine.split('@')[0] ?? ''] ?? models[otherwise];
  if (model === undefined) throw new RangeError(`calibration.json has no model "${otherwise}"`);
  return model;
};

const logOdds = (share: number): number => {
  const inside = Math.min(0.999, Math.max(0.001, share));
  return Math.log(inside / (1 - inside));
};

/** Where nobody measured the picture, it is one of middling quality. */
const USUAL = { contrast: 0.45, fitErrorMm: 0.25 };

/** The numbers that are weighed, in the order of FEATURES. */
export const featuresOf = (evidence: FieldEvidence): readonly number[] => {
  const { parsed, quality } = evidence;
  const values: Readonly<Record<FeatureName, number>> = {
    intercept: 1,
    engine: logOdds(parsed?.engine ?? 0),
    worst: logOdds(parsed?.worst ?? 0),
    alone: logOdds(evidence.alone),
    clear: isClear(evidence) ? 1 : 0,
    change: changeIn(evidence),
    changed: changeIn(evidence) > 0.1 ? 1 : 0,
    margin: parsed?.margin ?? 0,
    knowledge: parsed?.knowledge ?? 0,
    length: Math.log(1 + evidence.length),
    struck: evidence.struck,
    agreed: evidence.agreed ? 1 : 0,
    elsewhere: Math.sign(evidence.elsewhere) * Math.log(1 + Math.abs(evidence.elsewhere)),
    seconded: (evidence.witness ?? 0) > 0 ? 1 : 0,
    echoed: isEchoed(evidence) ? 1 : 0,
    opposed: Math.max(0, -(evidence.witness ?? 0)),
    doubts: Math.min(2, evidence.doubts),
    questions: Math.min(2, evidence.questions),
    contrast: 5 * ((quality.contrast ?? USUAL.contrast) - USUAL.contrast),
    fit: 5 * ((quality.fitErrorMm ?? USUAL.fitErrorMm) - USUAL.fitErrorMm),
  };
  return FEATURE_NAMES.map((name) => values[name]);
};

/**
 * Both engines saw the letters that count, nothing of the writing was taken out before, and the field's grammar has nothing
 * against them.
 */
const isEchoed = ({ witness, parsed, struck }: FieldEvidence): boolean =>
  (witness ?? 0) > 1 && parsed !== null && parsed.change <= 0.1 && parsed.knowledge > 0 && struck === 0;

/** Both alone among all readings and known; where only one of both is so, the other may be what is wrong. */
const isClear = ({ alone, parsed, struck }: FieldEvidence): boolean =>
  alone >= CLEAR && parsed !== null && parsed.change <= 0.1 && parsed.knowledge === 1 && struck === 0;
const CLEAR = 0.98;

/**
 * What knowledge exchanged. Two readings that differ and still become one value were each put right by themselves: what it
 * took says nothing against them. Where both misread the same letters knowledge may be led astray as if there was one.
 */
const changeIn = ({ witness, parsed }: FieldEvidence): number =>
  witness === 1 ? 0 : Math.min(4, parsed?.change ?? 0);

const logistic = (z: number): number => 1 / (1 + Math.exp(-z));

/** Probability that the value is right, 0…1. `type` is the field's, `engine` who read it. */
export const confidenceOf = (
  evidence: FieldEvidence,
  type: FieldType,
  engine: string,
  using: Calibration = calibration(),
): number => {
  const model = modelFor(engine, using);
  switch (evidence.source) {
    case 'written': {
      const weights = model.types[type] ?? model.shared;
      const features = featuresOf(evidence);
      const z = FEATURE_NAMES.reduce((sum, name, at) => sum + weights[name] * (features[at] ?? 0), 0);
      return logistic(correctedBy(model.correction, z)) * DOUBTED ** evidence.doubts;
    }
    case 'ticks':
      return logistic(model.ticks.intercept + model.ticks.slope * logOdds(evidence.parsed?.engine ?? 0));
    default:
      return model.sources[evidence.source] * DOUBTED ** evidence.doubts;
  }
};
/** Of two fields that contradict each other at most one is right, however rarely the pages of a fit did so. */
const DOUBTED = 0.5;

/** What is asked of types without a curve of their own: as sure as the error rate says, each by itself. */
const withoutCurve = (errorRate: number): number => 1 - errorRate;

/**
 * From which confidence on values of that type may be accepted without a look, so that at most `errorRate` of those
 * accepted are wrong. Above 1 when no confidence promises that.
 */
export const acceptFrom = (
  type: FieldType,
  engine: string,
  errorRate: number,
  using: Calibration = calibration(),
): number => {
  const curve = modelFor(engine, using).curves[type];
  if (curve === undefined) return withoutCurve(errorRate);
  const first = curve.findIndex((_, at) => curve.slice(at).every(([, error]) => error <= errorRate));
  return first < 0 ? NEVER : (curve[first]?.[0] ?? NEVER);
};
const NEVER = 2;
