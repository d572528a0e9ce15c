/**
 * From evidence to a probability that a value is right. A logistic function per field type; its coefficients are data
 * (`calibration.json`) with a version, fitted on pages that nothing else was tuned on (scripts/fit-confidence.ts).
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { packagePath } from '../config/root.ts';
import { FIELD_TYPES, type FieldType } from '../domain/fields.ts';
import type { Evidence, Parsed } from './parsing/parsed.ts';

const coefficientsSchema = z.strictObject({
  intercept: z.number(),
  engine: z.number(),
  worst: z.number(),
  change: z.number(),
  margin: z.number(),
  knowledge: z.number(),
});
export type Coefficients = z.infer<typeof coefficientsSchema>;

const calibrationSchema = z.strictObject({
  version: z.string(),
  default: coefficientsSchema,
  types: z.partialRecord(z.enum(FIELD_TYPES), coefficientsSchema),
  /** Probability that a place without ink is blank, that "illegible" is right, and that the book says what it seems to. */
  blank: z.number().min(0).max(1),
  illegible: z.number().min(0).max(1),
  inferred: z.number().min(0).max(1),
});
export type Calibration = z.infer<typeof calibrationSchema>;

let shipped: Calibration | undefined;

/** The calibration that belongs to the shipped engines. */
export const calibration = (): Calibration => {
  shipped ??= calibrationSchema.parse(
    JSON.parse(readFileSync(packagePath('src/reading/calibration.json'), 'utf8')),
  );
  return shipped;
};

/** The inputs of the logistic function, all in a range of a few units. */
export const featuresOf = (evidence: Evidence): Readonly<Omit<Coefficients, 'intercept'>> => ({
  engine: evidence.engine,
  worst: evidence.worst,
  change: Math.min(3, evidence.change),
  margin: evidence.margin,
  knowledge: evidence.knowledge,
});

/** Probability that the parsed value is right, 0…1. */
export const confidenceOf = (parsed: Parsed, type: FieldType, using: Calibration = calibration()): number => {
  if (parsed.state === 'illegible') return using.illegible;
  if (parsed.state === 'blank' && parsed.verbatim === null) return using.blank;
  const weights = using.types[type] ?? using.default;
  const features = featuresOf(parsed.evidence);
  const z =
    weights.intercept +
    weights.engine * features.engine +
    weights.worst * features.worst +
    weights.change * features.change +
    weights.margin * features.margin +
    weights.knowledge * features.knowledge;
  const probability = 1 / (1 + Math.exp(-z));
  // What has no normal form has nothing that could be right.
  return parsed.state === 'read' && parsed.normalized === null ? Math.min(probability, 0.2) : probability;
};
