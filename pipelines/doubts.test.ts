import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubtsIn } from './doubts.ts';
import { understand } from './finding.ts';
import { completePlace } from './places.ts';

const seen = (text: string, unsure: readonly number[] = []) =>
  [...text].map((character, index) => ({
    text: character,
    confidence: unsure.includes(index) ? 0.3 : 0.99,
    alternatives: [{ text: 'x', confidence: 0.2 }],
  }));

describe('doubts', () => {
  it('stand where the doubtful characters ended up after the text was mended', () => {
    // Seen `Ngu yen`, mended to `NGUYỄN`: the doubtful `y` is now the fourth letter.
    expect(doubtsIn('NGUYỄN', seen('Ngu yen', [4]))).toEqual([
      { at: 3, length: 1, confidence: 0.3, alternatives: ['x'] },
    ]);
  });

  it('count in UTF-16 units, as browsers do', () => {
    expect(doubtsIn('𠮷a', seen('𠮷a', [1]))).toMatchObject([{ at: 2, length: 1 }]);
  });

  it('lie within the text, in order, whatever was seen', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.string({ maxLength: 30 }), (verbatim, text) => {
        const doubts = doubtsIn(
          verbatim,
          seen(
            text,
            [...text].map((_letter, index) => index),
          ),
        );
        let end = 0;
        for (const { at, length } of doubts) {
          expect(at).toBeGreaterThanOrEqual(end);
          end = at + length;
        }
        expect(end).toBeLessThanOrEqual(verbatim.length);
      }),
    );
  });
});

describe('what somebody searches for', () => {
  it.each([
    ['15/2018', { type: 'number', number: 15, suffix: null, year: 2018 }],
    ['015a/2018', { type: 'number', number: 15, suffix: 'a', year: 2018 }],
    ['15', { type: 'number', number: 15, suffix: null, year: null }],
    ['2018', { type: 'date', prefix: '2018' }],
    ['27/10/2018', { type: 'date', prefix: '2018-10-27' }],
    ['27102018', { type: 'date', prefix: '2018-10-27' }],
    ['2018-10', { type: 'date', prefix: '2018-10' }],
    ['31/02/2018', { type: 'name', words: '31/02/2018' }],
    ['Đặng Thị Hòa', { type: 'name', words: 'dang thi hoa' }],
  ])('%s is understood', (text, query) => {
    expect(understand(text)).toEqual(query);
  });
});

describe('completing places', () => {
  it('finds them without accents and without their type', () => {
    expect(completePlace('da kho').map(({ text }) => text)).toContain(
      'Xã Đạ Kho, huyện Đạ Tẻh, tỉnh Lâm Đồng',
    );
    expect(completePlace('tinh lam')[0]?.text).toBe('Tỉnh Lâm Đồng');
  });

  it('puts what lies near the office first', () => {
    const [first] = completePlace('xã an', 'UBND xã Triệu Hải, huyện Đạ Tẻh, tỉnh Lâm Đồng');
    expect(first?.text).toMatch(/huyện Đạ Tẻh, tỉnh Lâm Đồng$/);
  });

  it('gives nothing for nothing', () => {
    expect(completePlace(' ')).toEqual([]);
  });
});
