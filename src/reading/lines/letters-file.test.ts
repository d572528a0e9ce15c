import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packContexts } from './contexts.ts';
import { KNOWLEDGE, learnKnowledge } from './knowledge.ts';
import { decodeLetters, encodeLetters, lettersPath } from './letters-file.ts';

describe('what is known of letters, in a file', () => {
  it('comes back as it was learnt', () => {
    const lines = fc.array(
      fc.record({ text: fc.string({ unit: 'grapheme' }), weight: fc.integer({ min: 1, max: 9 }) }),
    );
    fc.assert(
      fc.property(lines, (texts) => {
        const packed = packContexts(texts);
        expect(decodeLetters(encodeLetters(packed))).toEqual(packed);
      }),
    );
  });

  it.each(KNOWLEDGE)('is built as the source says: %s', (knowledge) => {
    expect(encodeLetters(learnKnowledge(knowledge)).equals(readFileSync(lettersPath(knowledge)))).toBe(true);
  });
});
