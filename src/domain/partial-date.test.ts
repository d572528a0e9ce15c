import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  comparePartialDates,
  compatibleDates,
  formatIsoDate,
  formatVietnameseDate,
  parseIsoDate,
  partialDate,
} from './partial-date.ts';

const isoDates = fc
  .tuple(
    fc.integer({ min: 1800, max: 2100 }),
    fc.option(fc.integer({ min: 1, max: 12 })),
    fc.option(fc.integer({ min: 1, max: 28 })),
  )
  .map(([year, month, day]) => partialDate(year, month, month === null ? null : day))
  .filter((date) => date !== null);

describe('partial dates', () => {
  it('come back from ISO as they went', () => {
    fc.assert(
      fc.property(isoDates, (date) => {
        expect(parseIsoDate(formatIsoDate(date))).toEqual(date);
      }),
    );
  });

  it.each(['2018-02-30', '2018-13', '5005', '2018-1-2', '', '18', '2019-02-29'])('refuse %s', (text) => {
    expect(parseIsoDate(text)).toBeNull();
  });

  it('have no day without a month', () => {
    expect(partialDate(1990, null, 5)).toBeNull();
  });

  it('compare as far as their precision goes', () => {
    const at = (iso: string) => parseIsoDate(iso) ?? expect.fail(iso);
    expect(comparePartialDates(at('2018'), at('2018-10-27'))).toBeNull();
    expect(comparePartialDates(at('2017'), at('2018-10-27'))).toBeLessThan(0);
    expect(comparePartialDates(at('2018-10-28'), at('2018-10-27'))).toBeGreaterThan(0);
    expect(comparePartialDates(at('2018-10'), at('2018-10'))).toBe(0);
    expect(compatibleDates(at('2018'), at('2018-10-27'))).toBe(true);
    expect(compatibleDates(at('2018-11'), at('2018-10-27'))).toBe(false);
  });

  it('order the same way round as swapped', () => {
    fc.assert(
      fc.property(isoDates, isoDates, (a, b) => {
        const there = comparePartialDates(a, b);
        const back = comparePartialDates(b, a);
        expect(there === null ? null : Math.sign(there)).toBe(back === null ? null : 0 - Math.sign(back));
      }),
    );
  });

  it('are written as Vietnamese papers do', () => {
    expect(formatVietnameseDate({ precision: 'day', year: 2018, month: 3, day: 7 })).toBe('07/03/2018');
    expect(formatVietnameseDate({ precision: 'month', year: 2018, month: 3 }, '.')).toBe('03.2018');
  });
});
