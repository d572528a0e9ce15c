import { describe, expect, it } from 'vitest';
import { dateToWords, findDateInWords, splitDateWords, wordsToDate } from './dates-in-words.ts';
import { daysInMonth, formatIsoDate, type PartialDate } from './partial-date.ts';

const iso = (text: string): string | null => {
  const date = wordsToDate(text);
  return date === null ? null : formatIsoDate(date);
};

describe('dates in words', () => {
  it('every day from 1900 to 2030 comes back from its words', () => {
    const wrong: string[] = [];
    for (let year = 1900; year <= 2030; year++) {
      for (let month = 1; month <= 12; month++) {
        for (let day = 1; day <= daysInMonth(year, month); day++) {
          const date: PartialDate = { precision: 'day', year, month, day };
          const words = dateToWords(date);
          if (iso(words) !== formatIsoDate(date)) wrong.push(words);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['Ngày hai mươi bảy, tháng mười, năm hai nghìn không trăm mười tám', '2018-10-27'],
    ['ngày hăm mốt tháng chạp năm một ngàn chín trăm bảy mươi lăm', '1975-12-21'],
    ['Ngày mùng năm tháng năm năm hai nghìn', '2000-05-05'],
    ['Mồng mười tháng giêng năm hai nghìn lẻ năm', '2005-01-10'],
    ['Ngày ba mốt tháng tám năm một nghìn chín trăm chín mươi nhăm', '1995-08-31'],
    ['ngày mười lăm tháng tư năm một nghìn chín trăm linh chín', '1909-04-15'],
    ['Ngày hai tư tháng bốn năm hai nghìn mười bẩy', '2017-04-24'],
    ['tháng mười một năm một nghìn chín trăm sáu mươi', '1960-11'],
    ['Năm một nghìn chín trăm năm mươi tư', '1954'],
    ['năm một chín tám tư', '1984'],
    ['NGÀY HAI MƯƠI THÁNG HAI NĂM HAI NGHÌN KHÔNG TRĂM HAI MƯƠI', '2020-02-20'],
  ])('%s', (words, expected) => {
    expect(iso(words)).toBe(expected);
  });

  it.each(['', 'ngày ba mươi tháng hai năm hai nghìn', 'Giáp Tý', 'ngày tháng năm', 'hai mươi bảy'])(
    'makes no date of "%s"',
    (words) => {
      expect(iso(words)).toBeNull();
    },
  );

  it('weighs misread words and takes the cheapest date', () => {
    const words = splitDateWords('Ngày hai mưoi bảy tháng mười năm hai nghìn');
    const found = findDateInWords(words.length, (index, word) =>
      words[index] === word ? 0 : word === 'mươi' && words[index] === 'mưoi' ? 0.4 : 3,
    );
    expect(found[0]?.date).toEqual({ precision: 'day', year: 2000, month: 10, day: 27 });
    expect(found[0]?.cost).toBeCloseTo(0.4);
  });
});
