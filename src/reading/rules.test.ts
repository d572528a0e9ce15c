import { describe, expect, it } from 'vitest';
import type { KindCode } from '../domain/kinds.ts';
import type { Value } from '../domain/values.ts';
import { LANGUAGES, messagesFor } from '../messages/messages.ts';
import { checkRules, RULE_CODES } from './rules.ts';
import { BOOK } from './testing.ts';

const value = (normalized: string | null, verbatim: string | null = normalized): Value => ({
  verbatim,
  normalized,
  state: verbatim === null ? 'blank' : 'read',
  confidence: 0.99,
  box: null,
});

const codes = (kind: KindCode, fields: Record<string, string | Value>): string[] =>
  checkRules({
    kind,
    context: BOOK,
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, text]) => [name, typeof text === 'string' ? value(text) : text]),
    ),
  }).map((hit) => hit.code);

const BIRTH = {
  so: '15/2018',
  ngayDangKy: '2018-10-27',
  loaiDangKy: '1',
  nksNgaySinh: '2018-10-01',
  nksNgaySinhBangChu: '2018-10-01',
  nksGioiTinh: '2',
  nksSoDinhDanh: '068318012345',
  meNgaySinh: '1990',
  chaNgaySinh: '1988',
};

describe('rules between the fields of an entry', () => {
  it('have nothing to say about an entry that fits', () => {
    expect(codes('KS', BIRTH)).toEqual([]);
  });

  it.each<[string, KindCode, Record<string, string | Value>]>([
    ['figures-against-words', 'KS', { ...BIRTH, nksNgaySinhBangChu: '2018-10-02' }],
    [
      'number-against-year',
      'KS',
      {
        ...BIRTH,
        ngayDangKy: '2017-12-31',
        nksNgaySinh: '2017-12-01',
        nksNgaySinhBangChu: '2017-12-01',
        nksSoDinhDanh: value(null),
      },
    ],
    ['year-outside-book', 'KS', { so: '15/2017' }],
    ['date-order', 'KS', { ...BIRTH, nksNgaySinh: '2018-10-28', nksNgaySinhBangChu: '2018-10-28' }],
    ['date-order', 'KT', { nktNgaySinh: '1950', nktNgayChet: '1949-01-01' }],
    ['age-unlikely', 'KS', { ...BIRTH, meNgaySinh: '2010' }],
    ['marriage-age', 'KH', { voNgaySinh: '2003-01-01', ngayXacLapQuanHeHonNhan: '2018-01-01' }],
    ['marriage-age', 'KH', { chongNgaySinh: '1999', ngayDangKy: '2018-03-05' }],
    ['personal-number', 'KH', { voSoGiayToTuyThan: '042098102101', voNgaySinh: '1998' }],
    ['personal-number', 'KH', { chongSoGiayToTuyThan: '003098102101' }],
    ['registration-abroad', 'KH', { loaiDangKy: '1', soDangKyNuocNgoai: 'A 12' }],
    ['date-of-old-calendar', 'KT', { nktNgaySinh: value(null, 'năm Giáp Tý') }],
    ['personal-number', 'KS', { ...BIRTH, nksGioiTinh: '1' }],
    ['personal-number', 'KS', { ...BIRTH, nksSoDinhDanh: '068319012345' }],
    ['personal-number-province', 'KS', { ...BIRTH, nksSoDinhDanh: '001318012345' }],
    ['date-order', 'KT', { nktNgayChet: '2018-03-02', ngayDangKy: '2018-03-01' }],
    ['age-unlikely', 'KS', { ...BIRTH, chaNgaySinh: '1920' }],
    ['registration-in-time', 'KT', { loaiDangKy: '1', nktNgayChet: '2018-01-01', ngayDangKy: '2018-03-01' }],
    ['registration-in-time', 'KS', { ...BIRTH, loaiDangKy: '4' }],
    ['date-impossible', 'KS', { ...BIRTH, nksNgaySinh: value(null, '31/02/2018') }],
  ])('%s', (code, kind, fields) => {
    expect(codes(kind, fields)).toEqual([code]);
  });

  it('ask where the number does not continue the neighbours, and tell which it should be', () => {
    const context = { ...BOOK, entryNumberGuess: 16 };
    const hits = checkRules({ kind: 'KS', fields: { so: value('15/2018') }, context });
    expect(hits).toEqual([
      { code: 'number-out-of-sequence', severity: 'question', fields: ['so'], params: { wanted: 16 } },
    ]);
    expect(checkRules({ kind: 'KS', fields: { so: value('16/2018') }, context })).toEqual([]);
  });

  it('take numbers of provinces that the office’s province took in, and of anywhere for somebody registered anew', () => {
    expect(codes('KS', { ...BIRTH, nksSoDinhDanh: '067318012345' })).toEqual([]);
    expect(codes('KS', { ...BIRTH, loaiDangKy: '2', nksSoDinhDanh: '001318012345' })).toEqual([]);
  });

  it('take numbers of the province that a place of the child lies in', () => {
    const elsewhere = { ...BIRTH, nksSoDinhDanh: '001318012345' };
    expect(
      codes('KS', { ...elsewhere, meNoiCuTru: 'Phường Láng Hạ, quận Đống Đa, thành phố Hà Nội' }),
    ).toEqual([]);
  });

  it('hold no commune that bears the name of a province for that province', () => {
    const fields = { ...BIRTH, noiDangKy: 'UBND xã Hòa Bình', nksSoDinhDanh: '068318012345' };
    expect(codes('KS', fields)).toEqual([]);
    expect(codes('KS', { ...fields, noiDangKy: 'UBND phường An Cựu, tỉnh Thừa Thiên Huế' })).toEqual([
      'personal-number-province',
    ]);
  });

  it('take a year for what it is: no order against a day of the same year', () => {
    expect(codes('KT', { nktNgaySinh: '2018', nktNgayChet: '2018-01-05' })).toEqual([]);
  });

  it.each(LANGUAGES)('have words in %s', (language) => {
    const say = messagesFor(language);
    expect(RULE_CODES.filter((code) => say(`rule-${code}`) === `rule-${code}`)).toEqual([]);
  });
});
