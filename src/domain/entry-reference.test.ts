import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { officeKey, referenceFields, referredEntry } from './entry-reference.ts';

const change = { gocLoai: 'KS', gocSo: '15/2003', gocNgay: '2003-05-06', gocCoQuan: 'UBND xã Bịa' };

describe('the entry that another one changes', () => {
  it('is told by paper, number, day and office', () => {
    expect(referredEntry('CC', change)).toEqual({
      kind: 'KS',
      number: 15,
      suffix: '',
      year: 2003,
      office: 'UBND xã Bịa',
    });
    expect(referenceFields('CC')).toEqual(['gocSo', 'gocNgay', 'gocCoQuan', 'gocLoai']);
  });

  it('takes the year of its day when the number has none, and the number’s own where it has', () => {
    expect(referredEntry('CC', { ...change, gocSo: '15a' })).toMatchObject({ suffix: 'a', year: 2003 });
    expect(referredEntry('CC', { ...change, gocNgay: '2004' })).toMatchObject({ year: 2003 });
  });

  it('is a guardianship when a guardianship ends', () => {
    expect(referredEntry('CDGH', { ghSo: '7/2017' })).toMatchObject({ kind: 'GH', number: 7, office: null });
  });

  it('is nobody as long as a part is missing, and for kinds that change nothing', () => {
    for (const name of ['gocLoai', 'gocSo'])
      expect(referredEntry('CC', { ...change, [name]: null })).toBeNull();
    expect(referredEntry('CC', { ...change, gocSo: '15', gocNgay: null })).toBeNull();
    expect(referredEntry('KS', { so: '15/2003' })).toBeNull();
    expect(referenceFields('KS')).toEqual([]);
  });

  it('never fails on what people write', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (gocSo, gocNgay, gocLoai) => {
        const found = referredEntry('CC', { gocSo, gocNgay, gocLoai });
        return found === null || Number.isInteger(found.number);
      }),
    );
  });
});

describe('names of offices', () => {
  it('are the same in their usual spellings', () => {
    expect(officeKey('Ủy ban nhân dân xã Hòa An, huyện Bịa')).toBe(officeKey('UBND  Xã Hoà An - huyện Bịa'));
    expect(officeKey('UBND xã Hòa An')).not.toBe(officeKey('UBND xã Hóa An'));
  });
});
