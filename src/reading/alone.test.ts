import { describe, expect, it } from 'vitest';
import { field } from '../domain/fields.ts';
import { draftOfPlace } from './drafts.ts';
import type { LineReading } from './entry-readings.ts';
import { paperDrafts } from './paper-drafts.ts';
import { PARSERS } from './parsing/parsers.ts';
import { BOOK, lineOf } from './testing.ts';

/** A line that the engine could have read in other ways as well. */
const lineLike = (text: string, others: Readonly<Record<string, number>>): LineReading => {
  const line = lineOf(text);
  const alternatives = Object.entries(others).map(([other, score]) => ({ text: other, score }));
  return { ...line, reading: line.reading && { ...line.reading, alternatives } };
};

const aloneOf = (type: 'date' | 'person-name' | 'place', line: LineReading): number => {
  const spec = field('x', type, 'x', 'x');
  const parse = PARSERS[type];
  return draftOfPlace({ type: 'written', lines: [line] }, type, (writing) =>
    parse(writing, { spec, book: BOOK }),
  ).evidence.alone;
};

describe('the share of readings that come to a value', () => {
  it('counts those that differ in spaces and capitals only', () => {
    expect(aloneOf('date', lineLike('19-01-2018', { '19-01 -2018': 0.3, '19-07-2018': 0.1 }))).toBeCloseTo(
      0.9,
    );
    expect(aloneOf('person-name', lineLike('Lê Văn An', { 'LÊ Văn An': 0.2, 'Lê Văn Ân': 0.3 }))).toBeCloseTo(
      0.7,
    );
  });

  it('is all of it where the engine found nothing else', () => {
    expect(aloneOf('date', lineOf('19-01-2018'))).toBe(1);
  });

  it('takes every other reading of an address for another address', () => {
    expect(aloneOf('place', lineLike('Xã An Nhơn', { 'xã An Nhơn': 0.2 }))).toBeCloseTo(0.8);
  });

  it('is counted for each part of an identity paper by itself', () => {
    const line = lineLike('CMND số 281234567 do Công an tỉnh Bình Dương cấp ngày 12/05/2010', {
      'CMND số 281234567 do Công an tỉnh Bình Dương cấp ngày 12/05/2016': 0.2,
      'CMND số 281234561 do Công an tỉnh Bình Dương cấp ngày 12/05/2010': 0.1,
    });
    const parts = { kind: 'a', number: 'b', issuedOn: 'c', issuedBy: 'd', other: 'e' } as const;
    const spec = field('a', 'code', 'a', 'a');
    const drafts = paperDrafts(parts, { type: 'written', lines: [line] }, { spec, book: BOOK });
    const alone = (name: string) => drafts[name]?.evidence.alone ?? 0;
    expect(alone('a')).toBeCloseTo(1);
    expect(alone('b')).toBeCloseTo(0.9);
    expect(alone('c')).toBeCloseTo(0.8);
    expect(alone('d')).toBeCloseTo(1);
  });
});

it('the place for other papers is blank as surely as the paper has a usual name', () => {
  const spec = field('a', 'code', 'a', 'a');
  const parts = { kind: 'a', other: 'e' } as const;
  const draft = (text: string) =>
    paperDrafts(parts, { type: 'written', lines: [lineOf(text)] }, { spec, book: BOOK }).e;
  expect(draft('CMND số 281234567')).toMatchObject({ state: 'blank', drawnFrom: ['a'] });
  expect(draft('CMND số 281234567')?.evidence.source).toBe('named');
  expect(draft('Giấy thông hành số 281234567')?.evidence.source).not.toBe('named');
});

it('a paper without its kind or its number has lost it', () => {
  const spec = field('a', 'code', 'a', 'a');
  const parts = { kind: 'a', number: 'b', issuedOn: 'c' } as const;
  const sources = (text: string) =>
    Object.values(paperDrafts(parts, { type: 'written', lines: [lineOf(text)] }, { spec, book: BOOK })).map(
      ({ evidence }) => evidence.source,
    );
  expect(sources('281234567 cấp ngày 12/05/2010')).toEqual(['faint', 'written', 'written']);
  expect(sources('CMND cấp ngày 12/05/2010')).toEqual(['written', 'faint', 'written']);
  expect(sources('CMND số 281234567')).toEqual(['written', 'written', 'beside']);
});
