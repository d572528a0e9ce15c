import { describe, expect, it } from 'vitest';
import type { Reading } from './engine.ts';
import { isDoubtfulPrint, isHandwritten } from './hand-of-page.ts';

const reading = (engine: string, text: string, witness?: string): Reading => ({
  text,
  confidence: 0.95,
  symbols: [],
  alternatives: [],
  engine: `${engine}@1`,
  ...(witness === undefined ? {} : { witness: { text: witness, confidence: 0.9 } }),
});
const hand = reading('line-reader', 'Nguyễn Văn An');
const print = reading('tesseract-vie', '01/2015', '01/2018');

describe('the hand of a page', () => {
  it('is handwriting where most lines are, and unknown where there are few', () => {
    expect(isHandwritten([...Array(7).fill(hand), null, print, print])).toBe(true);
    expect(isHandwritten([...Array(7).fill(print), hand, hand])).toBe(false);
    expect(isHandwritten([hand, hand, null, null, null, null])).toBe(false);
  });

  it('doubts print only where the line reader says another thing', () => {
    expect(isDoubtfulPrint(print)).toBe(true);
    expect(isDoubtfulPrint(reading('tesseract-vie', 'Kinh', 'Kinh'))).toBe(false);
    expect(isDoubtfulPrint(hand)).toBe(false);
    expect(isDoubtfulPrint(null)).toBe(false);
  });
});
