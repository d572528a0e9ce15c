import { describe, expect, it } from 'vitest';
import type { Box } from '../../domain/values.ts';
import { getEdition } from '../../forms/catalog.ts';
import type { LineReading } from '../entry-readings.ts';
import type { BookContext } from '../extract-types.ts';
import { readingOf } from '../testing.ts';
import { classifyRow } from './classify.ts';
import { extractSheet, type SheetReadings, type SideReadings, startOfBook } from './entries.ts';
import { dittoIn } from './marks.ts';
import type { CellReading, RowReading } from './row-reading.ts';

const BOX: Box = [100, 200, 50, 20];

const line = (text: string, struck = 0): LineReading => ({
  reading: readingOf(text),
  box: BOX,
  size: [50, 20],
  engine: 'test@1',
  struck,
});
const cell = (...texts: (string | LineReading)[]): CellReading => ({
  lines: texts.map((text) => (typeof text === 'string' ? line(text) : text)),
  mark: null,
  box: BOX,
});
const stroke: CellReading = { lines: [], mark: { type: 'stroke', box: [1, 2, 3, 4] }, box: BOX };

type Cells = Readonly<Record<string, CellReading | string>>;
const row = (ordinal: number, cells: Cells, more: Partial<RowReading> = {}): RowReading => ({
  ordinal,
  found: 'entry',
  box: BOX,
  crossed: 0,
  cells: Object.fromEntries(
    Object.entries(cells).map(([key, one]) => [
      key,
      typeof one === 'string' ? (one === '' ? cell() : cell(one)) : one,
    ]),
  ),
  across: null,
  ...more,
});

const side = (pageId: number, rows: readonly RowReading[]): SideReadings => ({ pageId, rows, head: {} });
const CONTEXT: BookContext = {
  office: 'Ủy ban nhân dân xã An Nhơn',
  years: { from: 1972, to: 1972 },
  volume: '01/1972',
  pageNumberGuess: null,
  entryNumberGuess: null,
};
const extract = (sheet: SheetReadings, more: Partial<Parameters<typeof extractSheet>[0]> = {}) =>
  extractSheet({
    kind: 'KT',
    edition: getEdition('KT-1961'),
    context: CONTEXT,
    sheet,
    next: null,
    carry: startOfBook(1972),
    ...more,
  });

describe('marks for "the same"', () => {
  it.each([
    ['-nt-', '-nt-'],
    ['nt', '-nt-'],
    ['-mt-', '-nt-'],
    ['n.t', '-nt-'],
    ['như trên', 'như trên'],
    ['nhu trén', 'như trên'],
    ['"', '"'],
    ['//', '"'],
    ['-----', '—'],
  ])('%s is one', (text, mark) => {
    expect(dittoIn(cell(text))).toBe(mark);
  });

  it.each(['Nam', 'Nữ', 'Kinh', 'Thôn 2', 'Mạ', 'nam', '12', 'Nhà'])('%s is none', (text) => {
    expect(dittoIn(cell(text))).toBeNull();
  });

  it('a shape that imaging knows needs no reading', () => {
    expect(dittoIn(stroke)).toBe('—');
  });
});

describe('rows', () => {
  const across = (text: string) => row(0, { so: 'Khó' }, { across: [line(text)] });
  it('begin an entry with the number 11, which elsewhere would be a mark', () => {
    expect(classifyRow(row(0, { so: '11', hoTen: 'MAI ANH NHUNG' }), 'so')).toEqual({ type: 'entry' });
    const numbers = [10, 11].map((number, i) => row(i, { so: String(number), hoTen: 'MAI ANH NHUNG' }));
    const { entries } = extract({ left: side(1, numbers), right: null });
    expect(entries.map(({ entry }) => entry.fields.so?.normalized)).toEqual(['10/1972', '11/1972']);
  });

  it('with a closing note that the rules of the columns spoil give the totals that the cells have', () => {
    const spoilt = { ...line('Khf 3 thí 975 t7 s 25a so ngay ong conc co1 ung op') };
    const pieces = [
      'Kh',
      'óa sổ ngày',
      '31 tháng 12 năm',
      '1975',
      'tổng cộng',
      'có 13',
      '(13) trư',
      'ờng hợp',
    ];
    const cells = Object.fromEntries(
      pieces.map((text, i) => [`c${pieces.length - i}`, { ...cell(text), box: [i * 60, 0, 60, 20] as Box }]),
    );
    expect(classifyRow(row(4, cells, { across: [spoilt] }), 'so')).toMatchObject({
      type: 'closing',
      entries: 13,
    });
    const differing = line('Khóa sổ: tổng cộng có 18 trường hợp');
    expect(classifyRow(row(4, cells, { across: [differing] }), 'so')).toMatchObject({ entries: null });
  });

  it('with a closing note give its totals', () => {
    expect(classifyRow(across('Khóa sổ ngày 31/12/1972. Tổng số: 45 trường hợp, 5 tờ.'), 'so')).toEqual({
      type: 'closing',
      entries: 45,
      pages: 5,
    });
    expect(classifyRow(across('Tong cộng có 12 (mười hai) trường hop, gồm 3 tờ'), 'so')).toMatchObject({
      type: 'closing',
      entries: 12,
      pages: 3,
    });
  });
  it('with a year across them are its heading', () => {
    expect(classifyRow(row(0, { so: '', hoTen: 'NĂM' }, { across: [line('NĂM 1973')] }), 'so')).toEqual({
      type: 'year',
      year: 1973,
    });
  });
  it('begin an entry where a number stands, go on where none does, and may be void or blank', () => {
    expect(classifyRow(row(0, { so: '12', hoTen: 'A' }), 'so').type).toBe('entry');
    expect(classifyRow(row(0, { so: '', hoTen: 'Thị B' }), 'so').type).toBe('continued');
    expect(classifyRow(row(0, { so: '12' }, { crossed: 0.9 }), 'so').type).toBe('void');
    expect(classifyRow(row(0, { so: '', hoTen: '' }), 'so').type).toBe('blank');
  });
});

describe('entries of a sheet', () => {
  const first = row(0, { so: '7', ngayDangKy: '12/3/1972', hoTen: 'LÊ VĂN AN', danToc: 'Kinh', tuoi: '71t' });
  const sheet: SheetReadings = {
    left: side(1, [
      first,
      row(1, { so: '8', ngayDangKy: '-nt-', hoTen: 'TRẦN THỊ BÌNH', danToc: stroke, tuoi: '64 tuổi' }),
    ]),
    right: side(2, [
      row(0, { ngayChet: '10/03/1972', nguyenNhan: 'Tuổi già' }),
      row(1, { ngayChet: '11/03/1972', nguyenNhan: '"' }),
    ]),
  };

  it('join both sides, and every value knows its page', () => {
    const { entries } = extract(sheet);
    expect(entries.map(({ entry }) => entry.fields.so?.normalized)).toEqual(['7/1972', '8/1972']);
    expect(entries[0]?.entry.fields.nktNguyenNhanChet?.normalized).toBe('Tuổi già');
    expect(entries[0]?.pages).toMatchObject({ nktNguyenNhanChet: 2, nktNgayChet: 2 });
    expect(entries[0]?.pages.nktHoTen).toBeUndefined();
    expect(entries[0]?.entry.fields.loaiDangKy?.state).toBe('absent-in-edition');
  });

  it('resolve marks to the value above, with the mark and its box', () => {
    const fields = extract(sheet).entries[1]?.entry.fields;
    expect(fields?.ngayDangKy).toMatchObject({
      verbatim: '-nt-',
      normalized: '1972-03-12',
      state: 'inferred',
    });
    expect(fields?.nktDanToc).toMatchObject({
      verbatim: '—',
      normalized: 'Kinh',
      state: 'inferred',
      box: [1, 2, 3, 4],
    });
    expect(fields?.nktNguyenNhanChet).toMatchObject({ normalized: 'Tuổi già', state: 'inferred' });
  });

  it('resolve marks also to the sheet before, and to nothing where nothing is above', () => {
    const { carry } = extract(sheet);
    const next: SheetReadings = {
      left: side(3, [row(0, { so: '9', ngayDangKy: '-nt-', danToc: '-nt-' })]),
      right: null,
    };
    const fields = extract(next, { carry }).entries[0]?.entry.fields;
    expect(fields?.ngayDangKy).toMatchObject({ normalized: '1972-03-12', state: 'inferred' });
    expect(fields?.nktDanToc).toMatchObject({ normalized: 'Kinh', state: 'inferred' });
    const alone = extract(next).entries[0]?.entry.fields;
    expect(alone?.nktDanToc).toMatchObject({ verbatim: '-nt-', normalized: null, state: 'illegible' });
  });

  it('take the year from the heading above and the year of birth from the age', () => {
    const heading = row(0, { so: '', hoTen: 'NĂM' }, { across: [line('NĂM 1973')] });
    const { entries, carry } = extract({
      left: side(1, [heading, row(1, { so: '1', ngayDangKy: '4/1', hoTen: 'LÊ VĂN AN', tuoi: '71t' })]),
      right: null,
    });
    expect(entries[0]?.entry.fields.so).toMatchObject({ verbatim: '1', normalized: '1/1973' });
    expect(entries[0]?.entry.fields.ngayDangKy).toMatchObject({ verbatim: '4/1', normalized: '1973-01-04' });
    expect(entries[0]?.entry.fields.nktNgaySinh).toMatchObject({
      verbatim: '71t',
      normalized: '1902',
      state: 'inferred',
    });
    expect(carry.year).toBe(1973);
  });

  it('take an 11 where ages stand for the age, less sure than another one, and a mark that imaging saw for a mark', () => {
    const rows = [
      '11',
      '12',
      { ...cell('11'), mark: { type: 'quotes' as const, box: [1, 2, 3, 4] as Box } },
    ].map((tuoi, i) => row(i, { so: String(i + 1), ngayDangKy: '4/1/1973', hoTen: 'LÊ VĂN AN', tuoi }));
    const [eleven, twelve, same] = extract({ left: side(1, rows), right: null }).entries.map(
      ({ entry }) => entry.fields.nktNgaySinh,
    );
    expect(eleven).toMatchObject({ verbatim: '11', normalized: '1962', state: 'inferred' });
    expect(twelve).toMatchObject({ verbatim: '12', normalized: '1961', state: 'inferred' });
    expect(eleven?.confidence).toBeLessThan(twelve?.confidence ?? 0);
    expect(same).toMatchObject({ verbatim: '"', normalized: '1961' });
  });

  it('go on in the next row and on the next sheet', () => {
    const start = row(0, { so: '7', hoTen: 'LÊ VĂN', choO: 'Thôn 2, xã' });
    const rest = row(1, { so: '', hoTen: 'AN', choO: '' });
    const overleaf: SheetReadings = {
      left: side(3, [row(0, { so: '', hoTen: '', choO: 'Long Hòa' }), row(1, { so: '8', hoTen: 'B' })]),
      right: null,
    };
    const { entries } = extract({ left: side(1, [start, rest]), right: null }, { next: overleaf });
    expect(entries).toHaveLength(1);
    expect(entries[0]?.entry.fields.nktHoTen?.normalized).toBe('LÊ VĂN AN');
    expect(entries[0]?.entry.fields.nktNoiCuTru?.verbatim).toBe('Thôn 2, xã Long Hòa');
    expect(extract(overleaf).entries.map(({ ordinal }) => ordinal)).toEqual([1]);
  });

  it('keep what was struck beside what took its place', () => {
    const struck = row(0, { so: '7', hoTen: cell(line('LÊ VĂN BA', 0.95), line('LÊ VĂN AN')) });
    const [entry] = extract({ left: side(1, [struck]), right: null }).entries;
    expect(entry?.entry.fields.nktHoTen).toMatchObject({ normalized: 'LÊ VĂN AN', state: 'read' });
    expect(entry?.struck.nktHoTen?.verbatim).toBe('LÊ VĂN BA');
  });

  it('say of columns that were not cut that nobody can read them, and of empty ones that they are blank', () => {
    const fields = extract({ left: side(1, [row(0, { so: '7', hoTen: '' })]), right: null }).entries[0]?.entry
      .fields;
    expect(fields?.nktHoTen?.state).toBe('blank');
    expect(fields?.nktDanToc?.state).toBe('illegible');
    expect(fields?.nktNguyenNhanChet?.state).toBe('absent-in-edition');
  });
});
