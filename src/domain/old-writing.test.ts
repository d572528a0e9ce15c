import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { legacyEncodingOf } from './legacy-encodings.ts';
import { isTooYoung, marriageLawOn } from './marriage-age.ts';
import { NAME_SYLLABLES, SURNAMES } from './names.ts';
import { oldCalendarOf, yearsOfCycle } from './old-calendar.ts';
import { type PartialDate, parseIsoDate } from './partial-date.ts';
import { parsePersonalNumber } from './personal-number.ts';

describe('dates of the old calendar', () => {
  it.each([
    ['Năm Giáp Tý', 1984],
    ['mùng 5 tháng giêng năm Mậu Thân', 1968],
    ['năm Ất Dậu', 1945],
    ['Canh Thìn', 2000],
  ])('%s can be %d', (text, year) => {
    const found = oldCalendarOf(text);
    expect(found?.type).toBe('can-chi');
    if (found?.type === 'can-chi') expect(yearsOfCycle(found.offset, year - 59, year)).toEqual([year]);
  });

  it('are told by the words for it, and names of people are not taken for years', () => {
    expect(oldCalendarOf('05/01/1985 (âm lịch)')).toEqual({ type: 'lunar' });
    expect(oldCalendarOf('12/3/1960 ÂL')).toEqual({ type: 'lunar' });
    expect(oldCalendarOf('Giáp Sửu')).toBeNull();
    expect(oldCalendarOf('27/10/2018')).toBeNull();
    expect(oldCalendarOf(null)).toBeNull();
  });
});

describe('text of before Unicode', () => {
  it.each([
    ['NguyÔn V¨n An', 'TCVN3'],
    ['Céng hßa x· héi chñ nghÜa ViÖt Nam', 'TCVN3'],
    ['Nguyeãn Vaên An', 'VNI'],
    ['Coäng hoøa xaõ hoäi', 'VNI'],
  ])('%s is %s', (text, encoding) => expect(legacyEncodingOf(text)).toBe(encoding));

  it('is never seen in Vietnamese words, in either tone placement', () => {
    const word = fc.constantFrom(
      ...SURNAMES,
      ...NAME_SYLLABLES,
      'hoà',
      'khoẻ',
      'thuý',
      'khoẻ',
      'Huế',
      'quê quán',
      'Cộng hòa',
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
        expect(legacyEncodingOf(words.join(' '))).toBeNull();
      }),
    );
  });
});

const date = (text: string): PartialDate => {
  const parsed = parseIsoDate(text);
  if (parsed === null) throw new Error(text);
  return parsed;
};

describe('marriage ages', () => {
  it.each([
    ['woman', '2000-06-15', '2018-06-15', null],
    ['woman', '2000-06-15', '2018-06-14', { law: 2014, age: 18 }],
    ['man', '1994-01-01', '2013-06-01', null],
    ['man', '1994-07-01', '2013-06-01', { law: 2000, age: 20 }],
    ['man', '1975', '1996-05-01', null],
    ['woman', '1980', '1990-05-01', { law: 1986, age: 18 }],
    ['woman', '1944-05-01', '1961-05-01', null],
    ['woman', '1950', '1959', null],
  ] as const)('a %s born %s and married %s: %o', (sex, born, married, wanted) => {
    expect(isTooYoung(sex, date(born), date(married))).toEqual(wanted);
  });

  it('are those of the law in force, and of no law where the date leaves it open', () => {
    expect(marriageLawOn(date('2014-12-31'))?.law).toBe(2000);
    expect(marriageLawOn(date('2015-01-01'))?.law).toBe(2014);
    expect(marriageLawOn(date('1950'))).toBeUndefined();
  });

  it('are never broken by somebody of thirty', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1930, max: 1990 }),
        fc.constantFrom('woman' as const, 'man' as const),
        (year, sex) => {
          expect(isTooYoung(sex, date(String(year)), date(`${year + 30}-07-01`))).toBeNull();
        },
      ),
    );
  });
});

describe('personal numbers', () => {
  it('say province, sex and year of birth', () => {
    expect(parsePersonalNumber('042098102101')).toEqual({ province: '042', sex: 'male', birthYear: 1998 });
    expect(parsePersonalNumber('079305123456')).toEqual({ province: '079', sex: 'female', birthYear: 2005 });
  });

  it('are none without a province or twelve digits', () => {
    expect(parsePersonalNumber('003098102101')).toBeNull();
    expect(parsePersonalNumber('42098102101')).toBeNull();
  });
});
