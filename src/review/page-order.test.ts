import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marksOf, type NumberedPage } from './page-order.ts';

const page = (pageId: number, ...numbers: number[]): NumberedPage => ({
  pageId,
  entries: numbers.map((number) => ({ year: 2018, number, suffix: '' })),
});
const marked = (...pages: NumberedPage[]) => Object.fromEntries(marksOf(pages));

describe('the marks of pages', () => {
  it('tell a gap on the page after it', () => {
    expect(marked(page(1, 1), page(2, 2), page(3, 5))).toEqual({
      3: { missing: { from: 3, to: 4, year: 2018 }, doubleOf: null, isLate: false },
    });
  });
  it('tell a page in the wrong place, and no gap where its number belongs', () => {
    expect(marked(page(1, 1), page(3, 3), page(2, 2), page(4, 4))).toEqual({
      2: { missing: null, doubleOf: null, isLate: true },
    });
  });
  it('tell the later one of two pages with the same number', () => {
    expect(marked(page(7, 1), page(8, 2), page(9, 2))).toEqual({
      9: { missing: null, doubleOf: 8, isLate: false },
    });
  });
  it('tell nothing of suffixes and of other years', () => {
    const late: NumberedPage = { pageId: 3, entries: [{ year: 2019, number: 1, suffix: '' }] };
    const second: NumberedPage = { pageId: 2, entries: [{ year: 2018, number: 1, suffix: 'a' }] };
    expect(marked(page(1, 1), second, late)).toEqual({});
  });
  it('are none for any run of numbers over any pages, and name every number that is taken out of it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 30 }), (sizes) => {
        let next = 1;
        const pages = sizes.map((size, index) => page(index, ...Array.from({ length: size }, () => next++)));
        expect(marksOf(pages).size).toBe(0);
        const gone = Math.floor(sizes.length / 2);
        const left = pages.filter((_, index) => index !== gone);
        const missing = [...marksOf(left).values()].flatMap((marks) => marks.missing ?? []);
        const numbers = pages[gone]?.entries.map(({ number }) => number) ?? [];
        // What is gone from an end leaves no gap.
        const isInside = gone > 0 && gone < sizes.length - 1;
        expect(missing).toEqual(isInside ? [{ from: numbers[0], to: numbers.at(-1), year: 2018 }] : []);
      }),
    );
  });
});
