import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatEntryNumber, parseEntryNumber } from './entry-number.ts';

describe('entry numbers', () => {
  it('are read with leading zeros, spaces and a suffix', () => {
    expect(parseEntryNumber('015 / 2018')).toEqual({ number: 15, suffix: '', year: 2018 });
    expect(parseEntryNumber('15A/2018')).toEqual({ number: 15, suffix: 'a', year: 2018 });
  });

  it.each(['', '15', '15/18', '0/2018', '15/3018', 'x/2018'])('refuses %j', (text) => {
    expect(parseEntryNumber(text)).toBeNull();
  });

  it('survive being written and read again', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999_999 }),
        fc.constantFrom('', 'a', 'b', 'đ'),
        fc.integer({ min: 1900, max: 2099 }),
        (number, suffix, year) => {
          expect(parseEntryNumber(formatEntryNumber({ number, suffix, year }))).toEqual({
            number,
            suffix,
            year,
          });
        },
      ),
    );
  });
});
