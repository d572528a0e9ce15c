import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestMatches, candidate, fitCost, lettersOf } from './matching.ts';
import { writing } from './testing.ts';

const cost = (read: string, wanted: string, confidence = 0.99): number =>
  fitCost(
    writing(read, Object.fromEntries([...read].map((_, index) => [index, { confidence }]))).glyphs,
    lettersOf(wanted),
  );

const words = fc.string({
  unit: fc.constantFrom(...'abcđeêghiklmnoôơpqrstuưvxy'),
  minLength: 1,
  maxLength: 8,
});

describe('how well a word fits', () => {
  it('is free for what was read, whatever the tone placement', () => {
    fc.assert(fc.property(words, (word) => cost(word, word) === 0));
    expect(cost('hoà', 'hòa')).toBe(0);
    expect(cost('thuỷ', 'thủy')).toBe(0);
  });

  it('tones cost less than letters, letters that look alike less than others', () => {
    expect(cost('huyên', 'huyện')).toBeLessThan(cost('huyên', 'huyêt'));
    expect(cost('Nam', 'Nan')).toBeLessThan(cost('Nam', 'Nas'));
    expect(cost('NAM', 'Nam')).toBeLessThan(0.3);
  });

  it('doubt makes exchanges cheaper', () => {
    expect(cost('huyên', 'huyện', 0.4)).toBeLessThan(cost('huyên', 'huyện', 0.99));
  });

  it('what the engine saw as an alternative is cheap', () => {
    const seen = writing('Kình', {
      1: { confidence: 0.5, alternatives: [['ì', 0.01]] },
      2: { confidence: 0.5 },
    });
    const alternative = writing('Kình', {
      1: { confidence: 0.5 },
      2: { confidence: 0.5, alternatives: [['x', 0.4]] },
    });
    expect(fitCost(alternative.glyphs, lettersOf('Kìxh'))).toBeLessThan(
      fitCost(seen.glyphs, lettersOf('Kìxh')),
    );
  });

  it('a limit gives up but never lies', () => {
    fc.assert(
      fc.property(words, words, fc.double({ min: 0, max: 5, noNaN: true }), (read, wanted, limit) => {
        const glyphs = writing(read).glyphs;
        const whole = fitCost(glyphs, lettersOf(wanted));
        const limited = fitCost(glyphs, lettersOf(wanted), limit);
        return limited === whole || (limited === Number.POSITIVE_INFINITY && whole > limit);
      }),
    );
  });

  it('the best of a list come first and within the limit, as an exhaustive search finds them', () => {
    fc.assert(
      fc.property(words, fc.array(words, { minLength: 1, maxLength: 12 }), (read, list) => {
        const glyphs = writing(read).glyphs;
        const best = bestMatches(
          glyphs,
          list.map((word) => candidate(word, word)),
          4,
          1,
        )[0];
        const all = list.map((word) => fitCost(glyphs, lettersOf(word))).filter((value) => value <= 4);
        return all.length === 0
          ? best === undefined
          : best !== undefined && Math.abs(best.cost - Math.min(...all)) < 1e-9;
      }),
    );
  });
});
