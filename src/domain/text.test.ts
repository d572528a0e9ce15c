import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, tidy, unifyTonePlacement, upper } from './text.ts';

describe('tidy', () => {
  it('makes one code-point form and single spaces of any text, and changes nothing twice', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => tidy(tidy(text)) === tidy(text)));
    expect(tidy('  Nguye\u0302\u0303n\u00a0 Va\u0306n\tA ')).toBe('Nguyễn Văn A');
  });
});

describe('fold', () => {
  it('drops accents, case and the bar of đ', () => {
    expect(fold('ĐẶNG Thị Thúy')).toBe('dang thi thuy');
  });
});

describe('unifyTonePlacement', () => {
  it.each([
    ['hoà', 'hòa'],
    ['thuý', 'thúy'],
    ['khoẻ', 'khỏe'],
    ['HOÀ', 'HÒA'],
    ['quý', 'quý'],
    ['hoàng', 'hoàng'],
    ['toán', 'toán'],
  ])('%s becomes %s', (given, expected) => {
    expect(unifyTonePlacement(given)).toBe(expected);
  });
});

it('upper keeps Vietnamese letters', () => {
  expect(upper('nguyễn  văn đức')).toBe('NGUYỄN VĂN ĐỨC');
});
