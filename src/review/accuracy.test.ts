import { describe, expect, it } from 'vitest';
import {
  type CandidateEntry,
  compareToTruth,
  percent,
  shareOf,
  sharesBy,
  type TruthEntry,
} from './accuracy.ts';

const truth: TruthEntry = {
  file: 'KS/2018/01/0002.jpg',
  kind: 'KS',
  hand: 'print',
  entry: { number: 1, year: 2018 },
  fields: {
    nksHoTen: { verbatim: 'Trần An', normalized: 'TRẦN AN', state: 'read' },
    nksLoaiKhaiSinh: { verbatim: null, normalized: '1', state: 'inferred' },
    ghiChu: { verbatim: null, normalized: null, state: 'blank' },
  },
};
const said = (normalized: string | null, state: 'read' | 'blank' | 'illegible') => ({
  normalized,
  state,
  verbatim: normalized,
  confidence: 0.9,
  route: 'accepted' as const,
});
const candidate = (fields: CandidateEntry['fields']): CandidateEntry => ({
  page: { file: truth.file },
  fields,
});

describe('compareToTruth', () => {
  it('counts a field right by its normal form and state, however it was found', () => {
    const outcomes = compareToTruth(
      [truth],
      [
        candidate({
          nksHoTen: said('TRẦN AN', 'read'),
          nksLoaiKhaiSinh: said('1', 'read'),
          ghiChu: said(null, 'blank'),
        }),
      ],
    );
    expect(shareOf(outcomes)).toEqual({ right: 3, all: 3 });
  });

  it('counts another text, a blank that has writing, and an illegible blank as wrong', () => {
    const outcomes = compareToTruth(
      [truth],
      [
        candidate({
          nksHoTen: said('TRAN AN', 'read'),
          nksLoaiKhaiSinh: said(null, 'blank'),
          ghiChu: said(null, 'illegible'),
        }),
      ],
    );
    expect(shareOf(outcomes)).toEqual({ right: 0, all: 3 });
  });

  it('counts all fields of a page without an entry as wrong', () => {
    expect(shareOf(compareToTruth([truth], []))).toEqual({ right: 0, all: 3 });
  });
});

it('groups shares, worst first', () => {
  const outcomes = compareToTruth([truth], [candidate({ nksHoTen: said('TRẦN AN', 'read') })]);
  expect(
    sharesBy(outcomes, (outcome) => outcome.type)
      .map(({ key }) => key)
      .at(-1),
  ).toBe('person-name');
  expect(percent(shareOf(outcomes))).toBe('33.3 %');
});
