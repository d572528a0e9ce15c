import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineReadings } from './combine.ts';
import { readingOf } from './testing.ts';

const texts = fc
  .string({ unit: fc.constantFrom(...'ab cd'), minLength: 1, maxLength: 12 })
  .map((text) => text.trim());

describe('two readings made one', () => {
  it('the same twice stays as it is', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const plain = text.replace(/ +/gu, ' ');
        return plain === '' || combineReadings(readingOf(plain), readingOf(plain))?.text === plain;
      }),
    );
  });

  it('the surer of two characters wins, the other becomes an alternative', () => {
    const combined = combineReadings(
      readingOf('Viêt', { 2: { confidence: 0.4 } }),
      readingOf('Việt', { 2: { confidence: 0.9 } }),
    );
    expect(combined?.text).toBe('Việt');
    expect(combined?.symbols[2]?.alternatives[0]).toEqual({ text: 'ê', confidence: 0.2 });
    expect(combined?.alternatives[0]?.text).toBe('Viêt');
  });

  it('a doubtful character that one did not see goes', () => {
    const combined = combineReadings(readingOf('NGUYẾỄN', { 4: { confidence: 0.4 } }), readingOf('NGUYỄN'));
    expect(combined?.text).toBe('NGUYỄN');
  });

  it('symbols always spell the text', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const combined = combineReadings(a === '' ? null : readingOf(a), b === '' ? null : readingOf(b));
        return combined === null || combined.symbols.map((symbol) => symbol.text).join('') === combined.text;
      }),
    );
  });

  it('one reading alone is kept', () => {
    expect(combineReadings(null, readingOf('a'))?.text).toBe('a');
    expect(combineReadings(null, null)).toBeNull();
  });
});
