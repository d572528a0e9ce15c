import { describe, expect, it } from 'vitest';
import type { Start } from './rows.ts';
import { areRuled } from './ruled-rows.ts';

const BODY = { from: 53, to: 283 };
const rulesAt = (...places: readonly number[]): Start[] =>
  [BODY.from, ...places].map((mm) => ({ mm, kind: 'entry', confidence: 0.8, number: null }));
const numbersAt = (...middles: readonly number[]): Start[] =>
  middles.map((middle) => ({ mm: middle - 3, kind: 'entry', confidence: 1, number: { middle, letter: 3 } }));

describe('the rows of a page', () => {
  it('are ruled where rules part the numbers, though one was not found', () => {
    expect(areRuled(rulesAt(73, 93, 133), numbersAt(56, 76, 96, 116, 136), BODY)).toBe(true);
  });

  it('are not ruled by a closing note that runs across the table', () => {
    expect(areRuled(rulesAt(218), numbersAt(56, 76, 96, 116, 136), BODY)).toBe(false);
  });

  it('are ruled where nothing is written between rules, and not where no rule crosses a high body', () => {
    expect(areRuled(rulesAt(73, 93), [], BODY)).toBe(true);
    expect(areRuled(rulesAt(), [], BODY)).toBe(false);
  });
});
