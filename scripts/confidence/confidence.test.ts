import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FieldEvidence, UNKNOWN_QUALITY } from '../../src/reading/evidence.ts';
import { fitLogistic, probabilityOf, type Sample } from './logistic.ts';
import { fitModel, type Labelled } from './model.ts';

/** A generator of its own, so that a run is the same every time. */
const randomOf = (seed: number) => {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
};

describe('logistic regression', () => {
  it('finds the weights that made the outcomes', () => {
    const random = randomOf(7);
    const truth = [-0.5, 1.5];
    const samples = Array.from({ length: 4000 }, (): Sample => {
      const features = [1, 4 * random() - 2];
      return { features, right: random() < probabilityOf(truth, features) };
    });
    const found = fitLogistic(samples, { prior: [0, 0], strength: [0.01, 0.01], directions: [0, 1] });
    expect(found[0]).toBeCloseTo(-0.5, 0);
    expect(found[1]).toBeCloseTo(1.5, 0);
  });

  it('keeps its prior without data, and its directions against all of them', () => {
    expect(fitLogistic([], { prior: [1, 2], strength: [1, 1], directions: [0, 0] })).toEqual([1, 2]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.boolean()), { maxLength: 60 }),
        (rows) => {
          const samples = rows.map(([x, right]) => ({ features: [1, x], right }));
          const [, slope = 0] = fitLogistic(samples, {
            prior: [0, 0.1],
            strength: [0.1, 0.1],
            directions: [0, 1],
          });
          expect(slope).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

const labelled = (page: number, worst: number, right: boolean): Labelled => ({
  book: String(page),
  type: page % 2 === 0 ? 'date' : 'text',
  right,
  evidence: {
    source: 'written',
    parsed: { engine: 0.9, worst, change: 0, margin: 3, knowledge: 1 },
    length: 8,
    struck: 0,
    agreed: false,
    elsewhere: 0,
    alone: 1,
    witness: null,
    doubts: 0,
    questions: 0,
    quality: UNKNOWN_QUALITY,
  } satisfies FieldEvidence,
});

describe('a fitted model', () => {
  const random = randomOf(3);
  const values = Array.from({ length: 3000 }, (_, i) => {
    const worst = 0.3 + 0.69 * random();
    return labelled(i % 60, worst, random() < (worst > 0.7 ? 0.999 : 0.85));
  });
  const model = fitModel(values, 'test@1');

  it('says how many values it was made of, and how many were wrong', () => {
    expect(model.values).toBe(3000);
    expect(model.wrong).toBe(values.filter(({ right }) => !right).length);
  });

  it('expects fewer errors the surer it is, and never fewer than the left-out values had', () => {
    const curve = model.curves.text ?? [];
    expect(curve.length).toBeGreaterThan(0);
    expect(curve.at(0)?.[1]).toBeGreaterThan(0.02);
    expect(curve.at(-1)?.[1]).toBeLessThan(curve.at(0)?.[1] ?? 0);
  });

  it('believes in the engine where the engine is a sign', () => {
    expect(model.shared.worst).toBeGreaterThan(0.3);
  });
});
