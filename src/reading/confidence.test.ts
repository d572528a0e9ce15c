import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_TYPES } from '../domain/fields.ts';
import {
  acceptFrom,
  type Calibration,
  calibration,
  confidenceOf,
  FEATURES,
  featuresOf,
} from './confidence.ts';
import { type FieldEvidence, SOURCES, UNKNOWN_QUALITY } from './evidence.ts';

const ENGINE = 'tesseract-vie@1';

const evidence = (more: Partial<FieldEvidence> = {}): FieldEvidence => ({
  source: 'written',
  parsed: { engine: 0.98, worst: 0.95, change: 0, margin: 3, knowledge: 1 },
  length: 10,
  struck: 0,
  agreed: false,
  elsewhere: 0,
  alone: 1,
  witness: null,
  doubts: 0,
  questions: 0,
  quality: UNKNOWN_QUALITY,
  ...more,
});

const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('the shipped calibration', () => {
  it('gives a probability for every type and source', () => {
    for (const type of FIELD_TYPES) {
      for (const source of SOURCES) {
        const confidence = confidenceOf(evidence({ source }), type, ENGINE);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }
    }
  });

  it('keeps to the direction of every feature, in every type', () => {
    for (const model of Object.values(calibration().models)) {
      for (const weights of [model.shared, ...Object.values(model.types)]) {
        for (const { name, direction } of FEATURES) {
          expect(weights[name] * direction, name).toBeGreaterThanOrEqual(0);
        }
      }
    }
  });

  it('is never surer of the same reading for more doubts, strikes and changes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FIELD_TYPES), share, share, (type, a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        const of = (made: Partial<FieldEvidence>) => confidenceOf(evidence(made), type, ENGINE);
        expect(of({ struck: more })).toBeLessThanOrEqual(of({ struck: less }));
        expect(of({ doubts: 1 })).toBeLessThan(of({}));
        const parsed = (change: number) => ({ engine: 0.98, worst: 0.9, change, margin: 2, knowledge: 1 });
        expect(of({ parsed: parsed(more) })).toBeLessThanOrEqual(of({ parsed: parsed(less) }));
      }),
    );
  });

  it('never calls a place that was not read, or ink that nobody can read, right', () => {
    for (const source of ['unread', 'illegible'] as const) {
      expect(confidenceOf(evidence({ source }), 'text', ENGINE)).toBe(0);
    }
  });

  it('asks for more the fewer errors are allowed', () => {
    for (const type of FIELD_TYPES) {
      const from = [0.01, 0.005, 0.002, 0.001].map((errors) => acceptFrom(type, ENGINE, errors));
      expect([...from].sort((a, b) => a - b)).toEqual(from);
    }
  });
});

describe('a calibration', () => {
  const using = (curve: [number, number][]): Calibration => {
    const { models, otherwise } = calibration();
    const model = models[otherwise];
    if (model === undefined) throw new Error('no model');
    return { version: 'x', otherwise: 'x', models: { x: { ...model, curves: { date: curve } } } };
  };

  it('accepts from where no later step promises more errors', () => {
    const known = using([
      [0.5, 0.001],
      [0.9, 0.004],
      [0.99, 0.0015],
    ]);
    expect(acceptFrom('date', 'x@1', 0.002, known)).toBe(0.99);
    expect(acceptFrom('date', 'x@1', 0.0001, known)).toBeGreaterThan(1);
  });

  it('takes the model of another engine where one has none of its own', () => {
    expect(acceptFrom('date', 'unknown@1', 0.01, using([[0.5, 0.001]]))).toBe(0.5);
  });

  it('counts no exchange against a value that the witness came to by other letters', () => {
    const numberOf = (name: (typeof FEATURES)[number]['name'], made: Partial<FieldEvidence>) =>
      featuresOf(evidence(made))[FEATURES.findIndex((feature) => feature.name === name)];
    const parsed = { engine: 0.98, worst: 0.9, change: 0.8, margin: 2, knowledge: 1 };
    expect(numberOf('change', { parsed, witness: 1 })).toBe(0);
    for (const witness of [2, -0.9, null]) expect(numberOf('change', { parsed, witness })).toBe(0.8);
  });

  it('hears no echo where something was taken out before both looked', () => {
    const at = FEATURES.findIndex(({ name }) => name === 'echoed');
    expect([0, 0.3].map((struck) => featuresOf(evidence({ witness: 2, struck }))[at])).toEqual([1, 0]);
  });

  it('has one number for every feature', () => {
    expect(featuresOf(evidence())).toHaveLength(FEATURES.length);
  });
});
