import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CodeListName } from '../../domain/code-lists.ts';
import { FIELD_TYPES, type FieldType, field } from '../../domain/fields.ts';
import { formatVietnameseDate, partialDate } from '../../domain/partial-date.ts';
import { provincesOfAllTimes } from '../knowledge/units.ts';
import { BOOK, writing } from '../testing.ts';
import type { Writing } from '../writing.ts';
import { PARSERS } from './parsers.ts';

const parse = (type: FieldType, text: string | Writing, name = 'x', codeList?: CodeListName) =>
  PARSERS[type](typeof text === 'string' ? writing(text) : text, {
    spec: field(name, type, 'x', 'x', codeList === undefined ? {} : { codeList }),
    book: BOOK,
  });

describe('what is written well is read as it stands', () => {
  it.each<[FieldType, string, string]>([
    ['entry-number', '015/2018', '15/2018'],
    ['entry-number', '15a/2018', '15a/2018'],
    ['entry-reference', '015/2003', '15/2003'],
    ['entry-reference', '15a', '15a'],
    ['volume', '1/2018', '01/2018'],
    ['page-number', '007', '7'],
    ['date', '27/10/2018', '2018-10-27'],
    ['date', '7-3-2018', '2018-03-07'],
    ['date', 'ngày 27 tháng 10 năm 2018', '2018-10-27'],
    ['date', '10/1955', '1955-10'],
    ['date', '1955', '1955'],
    ['date', 'năm 1955', '1955'],
    ['date-words', 'Ngày hai mươi bảy tháng mười năm hai nghìn không trăm mười tám', '2018-10-27'],
    ['time', '07 giờ 30 phút', '07:30'],
    ['time', '7h05', '07:05'],
    ['time', '00 giờ 55', '00:55'],
    ['ethnic-group', 'Mèo', "H'Mông"],
    ['nationality', 'VIỆT NAM', 'Việt Nam'],
    ['person-name', 'Nguyễn Thị Ánh', 'NGUYỄN THỊ ÁNH'],
    ['person-name', "H'HEN NIÊ", "H'HEN NIÊ"],
    ['document-number', '281 234 567', '281234567'],
    ['document-number', '001095012345', '001095012345'],
    ['document-number', 'B1234567', 'B1234567'],
    ['text', '4O/GBT-UBND', '40/GBT-UBND'],
    ['text', '35/2O18', '35/2018'],
    ['text', '54A/8', '54A/8'],
    [
      'place',
      'Thôn 5, xã An Nhơn, huyện Đạ Tẻh, tỉnh Lâm Đồng',
      'Thôn 5, xã An Nhơn, huyện Đạ Tẻh, tỉnh Lâm Đồng',
    ],
    ['place', 'Phường 5, thành phố Tân An, tỉnh Long An', 'Phường 5, thành phố Tân An, tỉnh Long An'],
    ['office', 'Cục Quản lý xuất nhập cảnh', 'Cục Quản lý xuất nhập cảnh'],
    ['office', 'Công an tỉnh Bình Dương', 'Công an tỉnh Bình Dương'],
    ['relation', 'Cha đẻ', 'Cha đẻ'],
    ['text', 'Tai biến mạch máu não', 'Tai biến mạch máu não'],
    ['text', 'Kết hôn với chị Trần Quỳnh Hằng', 'Kết hôn với chị Trần Quỳnh Hằng'],
  ])('%s: %s', (type, text, expected) => {
    expect(parse(type, text)).toMatchObject({ normalized: expected, state: 'read', verbatim: text });
  });

  it('every date of a century comes back from its figures', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2018-12-31'), noInvalidDate: true }),
        fc.constantFrom('/', '-', '.'),
        (day, separator) => {
          const iso = day.toISOString().slice(0, 10);
          const [year = 0, month = 0, date = 0] = iso.split('-').map(Number);
          const value = partialDate(year, month, date);
          expect(value && parse('date', formatVietnameseDate(value, separator)).normalized).toBe(iso);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('what is misread is put right where the field allows one reading only', () => {
  it.each<[FieldType, string, string]>([
    ['date', '27/1O/2018', '2018-10-27'],
    ['date', 'Z7/l0/20l8', '2018-10-27'],
    ['entry-number', 'l5/2Ol8', '15/2018'],
    ['date-words', 'Ngày hai mưoi bãy thàng mười năm hai nghìn không trăm mười tám', '2018-10-27'],
    ['date-words', 'Ngày haimươi bảy tháng mười năm hai nghìn', '2000-10-27'],
    ['ethnic-group', 'Kính', 'Kinh'],
    ['nationality', 'Viêt Nam', 'Việt Nam'],
    ['person-name', 'NGUYÊN VĂN ĐỨC', 'NGUYỄN VĂN ĐỨC'],
    ['person-name', 'TRẦN THI HOA', 'TRẦN THỊ HOA'],
    ['place', 'Xã An Nhon, huyên Đa Tẻh, tỉnh Lâm Đông', 'Xã An Nhơn, huyện Đạ Tẻh, tỉnh Lâm Đồng'],
    [
      'place',
      'Đôi 8, xã An Nhơn. huyện Đạ Tẻh. tỉnh Lâm Đồng',
      'Đội 8, xã An Nhơn, huyện Đạ Tẻh, tỉnh Lâm Đồng',
    ],
    [
      'place',
      'Tổ l2, phường 5,thành phố Tân An, tỉnh Long An',
      'Tổ 12, phường 5, thành phố Tân An, tỉnh Long An',
    ],
    [
      'place',
      'Phường. Phùng. Chí Kiện, thành Phố Bắc Kạn, tỉnh Bắc,.Kạn',
      'Phường Phùng Chí Kiên, thành Phố Bắc Kạn, tỉnh Bắc Kạn',
    ],
    ['person-name', 'LÊ MINH HUNG', 'LÊ MINH HƯNG'],
    ['office', 'Cộng an tỉnh Sơn La', 'Công an tỉnh Sơn La'],
    ['text', 'Chủ tich UBND xã', 'Chủ tịch UBND xã'],
    ['relation', 'Chị ruôt', 'Chị ruột'],
    ['text', 'NGUYÊN THU TRANG', 'NGUYỄN THU TRANG'],
  ])('%s: %s', (type, text, expected) => {
    const found = parse(type, text);
    expect(found.normalized).toBe(expected);
    expect(found.verbatim).toBe(text);
    expect(found.evidence.change).toBeGreaterThan(0);
  });

  it('a capital within a word is none', () => {
    expect(parse('text', 'Sai sÓt của cán bộ').normalized).toBe('Sai sót của cán bộ');
  });

  it('a comma between two names stays, even where a unit is called like both', () => {
    const text = 'Thôn 2, xã Đông Hội, thành phố Hà Nội';
    expect(parse('place', text).normalized).toBe(text);
  });

  it.each([
    'Phường Hạ Đình, Quận Thanh Xuân, Hà Nội',
    'Phường Ninh Phong, Thành phố Ninh Bình, Ninh Bình',
    'Phường 4, TP Tuy Hòa, Phú Yên',
    '29 Lê Lợi, Quận Gò Vấp, TP Hồ Chí Minh',
    'Ấp 1, Xã Mỹ Thạnh Bắc, Huyện Đức Huệ, Long An',
  ])('a province behind a comma is one, and a word with a mark no number: %s', (text) => {
    expect(parse('place', text).normalized).toBe(text);
  });

  it('a day and month that nobody saw between their words are not believed to be missing', () => {
    const { normalized, evidence } = parse('date', 'ngày   tháng   năm 2018');
    expect(normalized).toBe('2018');
    expect(evidence).toMatchObject({ knowledge: 0, margin: 0 });
  });

  it('an alternative the engine saw settles a tone mark', () => {
    const doubtful = writing('LÊ VĂN TOAN', { 9: { confidence: 0.5, alternatives: [['À', 0.45]] } });
    expect(parse('person-name', doubtful).normalized).toBe('LÊ VĂN TOÀN');
  });

  it('a capital that is only larger is a guess wherever it is exchanged', () => {
    const { normalized, evidence } = parse('text', 'Cải chính nơi Cư trú của mẹ');
    expect(normalized).toBe('Cải chính nơi cư trú của mẹ');
    expect(evidence.change).toBeGreaterThan(0.1);
  });

  it('a letter that was another one does not tell the case of its word', () => {
    const doubtful = writing('Công an Hỉnh Sơn La', { 8: { confidence: 0.9, alternatives: [['t', 0.4]] } });
    expect(parse('office', doubtful).normalized).toBe('Công an tỉnh Sơn La');
  });

  it('"Hà Tĩnh" is no "tỉnh"', () => {
    const text = 'xã Cẩm Lĩnh, huyện Cẩm Xuyên, tỉnh Hà Tĩnh';
    expect(parse('place', text).normalized).toBe('Xã Cẩm Lĩnh, huyện Cẩm Xuyên, tỉnh Hà Tĩnh');
  });
});

describe('nothing is invented', () => {
  it.each<[FieldType, string]>([
    ['date', '31/02/2018'],
    ['date', 'Giáp Tý'],
    ['date-words', 'ngày ba mươi tháng hai năm hai nghìn'],
    ['entry-number', 'xyz'],
    ['time', '25 giờ 70 phút'],
    ['page-number', 'abc'],
  ])('%s "%s" has no normal form', (type, text) => {
    expect(parse(type, text)).toMatchObject({ normalized: null, verbatim: text });
  });

  it.each<[FieldType, string]>([
    ['place', 'Xã Yên Lạc Cổ, huyện Phú Thứ Kỳ, tỉnh Hà Nam Ninh'],
    ['place', 'Saint-Denis, Cộng hòa Pháp'],
    ['nationality', 'Bhutan'],
    ['ethnic-group', 'Pa Kô Hy'],
    ['text', 'Nội dung 漢字 lạ'],
  ])('%s "%s" stays as it is', (type, text) => {
    expect(parse(type, text).normalized).toBe(text);
  });

  it('a code that is no word of the list has no code', () => {
    expect(parse('code', 'xyzt', 'x', 'sex').normalized).toBeNull();
    expect(parse('code', 'Nử', 'x', 'sex').normalized).toBe('2');
  });

  it.each(FIELD_TYPES)('no writing is a blank %s', (type) => {
    expect(parse(type, { glyphs: [], engine: 'test' })).toMatchObject({ state: 'blank', normalized: null });
  });

  it.each(FIELD_TYPES)('a %s survives any text, however long', (type) => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const { normalized, evidence } = parse(type, text);
        expect(normalized === null || normalized === normalized.normalize('NFC')).toBe(true);
        expect(Number.isFinite(evidence.change + evidence.margin)).toBe(true);
      }),
      { numRuns: 25 },
    );
    expect(() => parse(type, 'ghi chú dài '.repeat(40))).not.toThrow();
  });
});

describe('units of other times', () => {
  it.each([
    ['Xã Yên Khang, huyện Ý Yên, tỉnh Hà Nam Ninh', 'Xã Yên Khang, huyện Ý Yên, tỉnh Hà Nam Ninh'],
    ['Xã Yên Khang, huyên Ý Yên, tỉnh Ha Nam Nỉnh', 'Xã Yên Khang, huyện Ý Yên, tỉnh Hà Nam Ninh'],
    ['huyện Nghi Lôc, tỉnh Nghệ Tỉnh', 'huyện Nghi Lộc, tỉnh Nghệ Tĩnh'],
  ])('%s', (text, wanted) => expect(parse('place', text).normalized).toBe(wanted));

  it('every province that is no more lies in provinces of later times', () => {
    const childless = provincesOfAllTimes().filter((province) => province.children.length === 0);
    expect(childless).toEqual([]);
  });
});

describe('what is no usual writing stays as it stands', () => {
  it.each<[FieldType, string]>([
    ['date', 'năm Giáp Tý'],
    ['date', '05/01/1985 âm lịch'],
    ['date', '31/02/2018'],
    ['date-words', 'mùng năm tháng giêng năm Giáp Tý'],
  ])('%s: %s', (type, text) => {
    expect(parse(type, text)).toMatchObject({ state: 'read', verbatim: text, normalized: null });
  });

  it.each<[FieldType, string, string]>([
    ['person-name', 'JEAN-PIERRE DUPONT', 'JEAN-PIERRE DUPONT'],
    ['person-name', 'MÜLLER HANS', 'MÜLLER HANS'],
    ['place', '東京都新宿区, Nhật Bản', '東京都新宿区, Nhật Bản'],
    ['place', 'Bangkok, Thái Lan', 'Bangkok, Thái Lan'],
    ['text', '王小明 (Vương Tiểu Minh)', '王小明 (Vương Tiểu Minh)'],
  ])('%s: %s', (type, text, wanted) => {
    expect(parse(type, text).normalized).toBe(wanted);
  });

  it('a note of two thousand letters is read whole', () => {
    const note = 'Cải chính họ tên theo Quyết định số 12/QĐ-UBND ngày 05/03/2019 của UBND xã. '
      .repeat(26)
      .slice(0, 2000)
      .replace(/[.\s]+$/u, '');
    const { verbatim, state } = parse('text', note, 'ghiChu');
    expect(state).toBe('read');
    expect(verbatim).toBe(note);
  });
});

it('two commas run together are one', () => {
  const text = 'Thôn 4„ xã Vinh Quý, huyện Hạ Lang, tỉnh Cao Bằng';
  expect(parse('place', text).normalized).toBe(text.replace('„', ','));
});

it('a comma that was parted from its word stays, a speck between words does not', () => {
  const text = 'Thôn 4, xã Vinh Quý, huyện Hạ Lang, tỉnh Cao Bằng';
  const parted = text.replace('Lang,', 'Lang ,');
  expect(parse('place', parted).normalized).toBe(text);
  const at = parted.indexOf(' ,') + 1;
  const speck = parse('place', writing(parted, { [at]: { confidence: 0.3 } }));
  expect(speck.normalized).toBe(text.replace('Lang,', 'Lang'));
});

it('a name that may have lost a word is not known as it stands', () => {
  const known = (text: string) => parse('person-name', text).evidence.knowledge;
  expect(known('NGUYỄN THỊ VY')).toBe(1);
  expect(known('NGUYỄN THỊ')).toBe(0.5);
  expect(known('NGUYỄN VY')).toBe(0.8);
});
