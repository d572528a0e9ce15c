import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beamSearch } from './beam.ts';
import { alignLabels, greedy, logProbability } from './ctc.ts';
import { foldLetters, letterModel } from './knowledge.ts';
import { type LetterModel, LINE_END, learnLetters } from './letters.ts';
import { mixLetters } from './mixture.ts';
import type { Scores } from './model.ts';

const CHARACTERS = [...' abcđnăâ'];
const CLASSES = CHARACTERS.length + 1;

/** Scores that say one distribution a step: weights by character, `-` for blank; the rest is spread evenly. */
const scoresOf = (steps: readonly Readonly<Record<string, number>>[]): Scores => {
  const logp = new Float32Array(steps.length * CLASSES);
  steps.forEach((weights, t) => {
    const given = Object.values(weights).reduce((a, b) => a + b, 0);
    for (let k = 0; k < CLASSES; k++) {
      const name = k === 0 ? '-' : CHARACTERS[k - 1]!;
      const left = (1 - given) / (CLASSES - Object.keys(weights).length);
      logp[t * CLASSES + k] = Math.log(Math.max(1e-6, weights[name] ?? left));
    }
  });
  return { steps: steps.length, classes: CLASSES, logp };
};
const textOf = (labels: readonly number[]): string => labels.map((k) => CHARACTERS[k - 1]).join('');
const labelsOf = (text: string): number[] => [...text].map((c) => CHARACTERS.indexOf(c) + 1);

const evenly: LetterModel = { start: 0, step: () => ({ state: 0, logp: 0 }) };
const PLAIN = { width: 64, count: 5, weight: 0, bonus: 0 };

const random = fc
  .array(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: CLASSES, maxLength: CLASSES }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((rows): Scores => {
    const logp = rows.flatMap((row) => {
      const sum = row.reduce((a, b) => a + b, 0);
      return row.map((weight) => Math.log(weight / sum));
    });
    return { steps: rows.length, classes: CLASSES, logp: Float32Array.from(logp) };
  });

describe('CTC', () => {
  it('takes repeats and blanks out of the likeliest path', () => {
    const scores = scoresOf([{ a: 0.9 }, { a: 0.9 }, { '-': 0.9 }, { a: 0.9 }, { b: 0.9 }]);
    expect(textOf(greedy(scores))).toBe('aab');
  });

  it('gives a beam without a model of letters the probability of its labels over all paths', () => {
    fc.assert(
      fc.property(random, (scores) => {
        const found = beamSearch(scores, CHARACTERS, evenly, { ...PLAIN, width: 4000, count: 3 });
        for (const { labels, ctc } of found) expect(ctc).toBeCloseTo(logProbability(scores, labels), 3);
      }),
      { numRuns: 30 },
    );
  });

  it('never finds a beam worse than the greedy text', () => {
    fc.assert(
      fc.property(random, (scores) => {
        const [best] = beamSearch(scores, CHARACTERS, evenly, { ...PLAIN, width: 4000 });
        expect(best!.ctc).toBeGreaterThanOrEqual(logProbability(scores, greedy(scores)) - 1e-3);
      }),
      { numRuns: 30 },
    );
  });

  it('aligns characters in order, each where it is said, and refuses a line too short for its text', () => {
    const scores = scoresOf([{ '-': 0.9 }, { a: 0.9 }, { '-': 0.9 }, { b: 0.6 }, { b: 0.9 }, { '-': 0.9 }]);
    expect(alignLabels(scores, labelsOf('ab'))).toEqual([
      { from: 1, to: 2, peak: 1 },
      { from: 3, to: 5, peak: 4 },
    ]);
    expect(alignLabels(scores, labelsOf('aaaaaa'))).toBeNull();
  });
});

const logOf = (model: LetterModel, text: string): number => {
  let [state, sum] = [model.start, 0];
  for (const letter of text + LINE_END) {
    const step = model.step(state, letter);
    [state, sum] = [step.state, sum + step.logp];
  }
  return sum;
};

describe('models of letters', () => {
  it('sum to one over all letters after any context', () => {
    const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 6 }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(words, fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 }), (lines, said) => {
        const letters = ['a', 'b', 'c', LINE_END];
        const model = learnLetters(
          lines.map((text) => ({ text, weight: 1 })),
          letters.length,
        );
        let state = model.start;
        for (const letter of said) state = model.step(state, letter).state;
        const sum = letters.reduce((all, letter) => all + Math.exp(model.step(state, letter).logp), 0);
        expect(sum).toBeCloseTo(1, 6);
      }),
    );
  });

  it('find what they have learnt likelier than what they have not, and heavier lines likelier than light ones', () => {
    const model = learnLetters(
      [
        { text: 'quận hà đông', weight: 3 },
        { text: 'quận ba đình', weight: 1 },
      ],
      40,
    );
    expect(logOf(model, 'quận hà đông')).toBeGreaterThan(logOf(model, 'quận ba đình'));
    expect(logOf(model, 'quận ba đình')).toBeGreaterThan(logOf(model, 'quận hà đình'));
  });

  it('cost little more than the plain model on words that knowledge does not have', () => {
    const plain = learnLetters([{ text: 'a', weight: 1 }], 30);
    const mixed = mixLetters(learnLetters([{ text: 'bcbcbc', weight: 100 }], 30), plain);
    expect(logOf(mixed, 'ddddddddd')).toBeGreaterThan(logOf(plain, 'ddddddddd') - 4);
    expect(logOf(mixed, 'bcbcbc')).toBeGreaterThan(logOf(plain, 'bcbcbc') + 4);
  });

  it('know spelling without any list of names, and dates where dates are asked for', () => {
    const none = letterModel('none');
    expect(logOf(none, foldLetters('Nghiêng'))).toBeGreaterThan(logOf(none, foldLetters('Ngiêngh')));
    expect(logOf(none, 'hà nội')).toBeCloseTo(logOf(none, 'nội hà'), 6);
    const date = letterModel('date');
    expect(logOf(date, foldLetters('31/12/1975'))).toBeGreaterThan(logOf(date, foldLetters('71/12/1975')));
  });
});

describe('decoding with knowledge', () => {
  const steps = [{ c: 0.55, b: 0.44 }, { '-': 0.95 }, { a: 0.95 }, { '-': 0.95 }, { n: 0.95 }];

  it('takes the word that is known where the ink leaves a doubt', () => {
    const known = learnLetters([{ text: 'ban', weight: 50 }], 20);
    const found = beamSearch(scoresOf(steps), CHARACTERS, known, {
      width: 16,
      count: 3,
      weight: 0.6,
      bonus: 0.5,
    });
    expect(textOf(found[0]!.labels)).toBe('ban');
    expect(found.map(({ labels }) => textOf(labels))).toContain('can');
  });

  it('leaves clear ink alone, whatever it knows', () => {
    const known = learnLetters([{ text: 'ban', weight: 50 }], 20);
    const clear = scoresOf([{ c: 0.999 }, ...steps.slice(1)]);
    const found = beamSearch(clear, CHARACTERS, known, { width: 16, count: 3, weight: 0.3, bonus: 0.3 });
    expect(textOf(found[0]!.labels)).toBe('can');
  });
});
