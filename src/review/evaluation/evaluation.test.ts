import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationError, coverageAt, type Judged, reliability } from './confidence-measures.ts';
import { editDistance, editsBetween } from './edits.ts';
import { effortOf, keyingOnce, keysFor } from './effort.ts';
import { type JudgedEntry, outcomesOf, type SaidValue } from './outcomes.ts';
import { reliabilitySvg } from './reliability-svg.ts';
import { reportOf } from './report.ts';

const said = (normalized: string | null, more: Partial<SaidValue> = {}): SaidValue => ({
  verbatim: normalized,
  normalized,
  state: normalized === null ? 'blank' : 'read',
  confidence: 0.9,
  route: 'accepted',
  ...more,
});

const ENTRY: JudgedEntry = {
  file: 'KS/2018/01/0002.jpg',
  kind: 'KS',
  edition: 'KS-2016',
  hand: 'print',
  damage: 'light',
  truth: {
    nksHoTen: { verbatim: 'Trần An', normalized: 'TRẦN AN', state: 'read' },
    nksNgaySinh: { verbatim: '27/10/2018', normalized: '2018-10-27', state: 'read' },
    nksLoaiKhaiSinh: { verbatim: null, normalized: '1', state: 'inferred' },
    ghiChu: { verbatim: null, normalized: null, state: 'blank' },
  },
  said: {
    nksHoTen: said('TRAN AN'),
    nksNgaySinh: said('2018-10-27', { route: 'confirm' }),
    nksLoaiKhaiSinh: said('1'),
    ghiChu: said(null, { state: 'illegible', route: 'key' }),
  },
};

describe('outcomes', () => {
  it('are right by normal form and state, however the value was found', () => {
    expect(outcomesOf([ENTRY]).map(({ field, right }) => [field, right])).toEqual([
      ['nksHoTen', false],
      ['nksNgaySinh', true],
      ['nksLoaiKhaiSinh', true],
      ['ghiChu', false],
    ]);
  });

  it('are all wrong where a page gave no entry', () => {
    expect(outcomesOf([{ ...ENTRY, said: null }]).every(({ right }) => !right)).toBe(true);
  });
});

describe('edits', () => {
  it('name the characters that differ', () => {
    expect(editsBetween('Hạnh', 'Hanhh')).toEqual([
      { wanted: 'ạ', got: 'a' },
      { wanted: '', got: 'h' },
    ]);
  });

  it('are as many as the distance says, which is a metric', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'á', 'b', ' '), maxLength: 12 });
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        const distance = editDistance(a, b);
        expect(editsBetween(a, b)).toHaveLength(distance);
        expect(distance).toBe(editDistance(b, a));
        expect(editDistance(a, c)).toBeLessThanOrEqual(distance + editDistance(b, c));
        expect(distance === 0).toBe(a === b);
      }),
    );
  });
});

describe('confidences', () => {
  it('that mean what they say have no calibration error, those that promise too much do', () => {
    const honest: Judged[] = Array.from({ length: 10 }, (_, i) => ({ confidence: 0.85, right: i > 0 }));
    expect(calibrationError([...honest, { confidence: 1, right: true }])).toBeCloseTo((10 * 0.05) / 11);
    expect(calibrationError(honest.map((value) => ({ ...value, right: false })))).toBeCloseTo(0.85);
  });

  it('cover as much as can be taken at a precision, equal ones together', () => {
    const values: Judged[] = [
      { confidence: 0.99, right: true },
      { confidence: 0.99, right: true },
      { confidence: 0.9, right: false },
      { confidence: 0.9, right: true },
      { confidence: 0.5, right: true },
    ];
    expect(coverageAt(values, 1)).toMatchObject({ coverage: 0.4, from: 0.99 });
    expect(coverageAt(values, 0.75)).toMatchObject({ coverage: 1, from: 0.5 });
    expect(coverageAt([{ confidence: 1, right: false }], 0.9)).toMatchObject({ coverage: 0 });
  });

  it('fall into bins that hold every value once', () => {
    const values = fc.array(
      fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), right: fc.boolean() }),
    );
    fc.assert(
      fc.property(values, (all) => {
        expect(reliability(all).reduce((sum, bin) => sum + bin.count, 0)).toBe(all.length);
      }),
    );
  });
});

describe('effort', () => {
  it('is nothing for accepted, a key to confirm, the text to key, the difference to correct', () => {
    const [nameOutcome, date, , note] = outcomesOf([ENTRY]);
    if (nameOutcome === undefined || date === undefined || note === undefined) throw new Error('outcomes');
    expect(keysFor(nameOutcome)).toBe(0);
    expect(keysFor(date)).toBe(1);
    expect(keysFor(note)).toBe(1);
    expect(keyingOnce(date)).toBe('20181027'.length + 1);
    const confirm = { ...nameOutcome, said: said('TRAN AN', { route: 'confirm' }) };
    expect(keysFor(confirm)).toBe(2);
  });

  it('counts what stays wrong because nobody looked', () => {
    const effort = effortOf(outcomesOf([ENTRY, ENTRY]));
    expect(effort.entries).toBe(2);
    expect(effort.residual).toBe(0.25);
    expect(effort.twice).toBe(2 * (8 + 9 + 2 + 1));
  });
});

describe('the report', () => {
  const report = reportOf(outcomesOf([ENTRY]), { by: ['type'], worst: 5 });

  it('has figures for the whole and for each group', () => {
    expect(report.whole).toMatchObject({ fields: 4, right: 2, characterErrors: 12 });
    expect(report.by.type?.['person-name']).toMatchObject({ fields: 1, right: 0 });
    expect(report.wrong.map(({ field }) => field)).toEqual(['nksHoTen', 'ghiChu']);
  });

  it('draws its reliability, words escaped', () => {
    const svg = reliabilitySvg(report.reliability, {
      title: 'a < b',
      confidence: 'c',
      right: 'r',
      values: 'v',
    });
    expect(svg).toContain('a &lt; b');
    expect(svg.match(/<circle/gu)).toHaveLength(report.reliability.length);
  });
});
