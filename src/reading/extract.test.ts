import { describe, expect, it } from 'vitest';
import { KINDS, type KindCode } from '../domain/kinds.ts';
import { getEdition, layoutOf } from '../forms/catalog.ts';
import type { Layout } from '../forms/edition.ts';
import { type FieldReadings, fieldReadingsSchema, type LineReading, placeKey } from './entry-readings.ts';
import { extractEntry } from './extract.ts';
import { BOOK, lineOf } from './testing.ts';

const layoutFor = (kind: KindCode): Layout => {
  const layout = layoutOf(getEdition(`${kind}-2016`), 'entry');
  if (layout === undefined) throw new Error('no entry layout');
  return layout;
};

/** All places blank but those given; ticks as given. */
const readingsOf = (
  layout: Layout,
  texts: Readonly<Record<string, string | LineReading>>,
  ticked: Readonly<Record<string, string>> = {},
): FieldReadings =>
  Object.fromEntries(
    layout.fields.map((place) => {
      const key = placeKey(place);
      if (place.type === 'ticks') {
        const options = place.options.map(({ code }) => ({
          code,
          ticked: ticked[place.name] === code,
          confidence: 0.99,
          box: [1, 1, 5, 5] as [number, number, number, number],
        }));
        return [key, { type: 'ticks' as const, box: [0, 0, 50, 10], options, engine: 'ticks@1' }];
      }
      const given = texts[key];
      const line = given === undefined ? lineOf(null) : typeof given === 'string' ? lineOf(given) : given;
      return [key, { type: 'written' as const, lines: [line] }];
    }),
  ) as FieldReadings;

const extract = (
  kind: KindCode,
  texts: Readonly<Record<string, string | LineReading>>,
  ticked: Readonly<Record<string, string>> = {},
) =>
  extractEntry({
    kind,
    edition: getEdition(`${kind}-2016`),
    layout: layoutFor(kind),
    context: BOOK,
    fieldReadings: readingsOf(layoutFor(kind), texts, ticked),
  });

/** A line with what another engine read there. */
const lineWith = (text: string, witness: string, confidence = 0.9): LineReading => {
  const line = lineOf(text);
  return { ...line, reading: line.reading && { ...line.reading, witness: { text: witness, confidence } } };
};

describe('a second engine on the same crop', () => {
  const evidenceOf = (line: string | LineReading) => extract('KS', { nksHoTen: line }).evidence.nksHoTen;

  it('agrees when both say the same after parsing, whatever letters they saw', () => {
    expect(evidenceOf(lineWith('NGUYỄN VĂN AN', 'NGUYÊN VĂN AN'))?.witness).toBe(1);
  });

  it('says most when it saw the very same letters', () => {
    expect(evidenceOf(lineWith('NGUYỄN VĂN AN', 'NGUYỄN VĂN AN'))?.witness).toBe(2);
  });

  it('weighs against the reading when it saw another name, the more the surer it is', () => {
    const [sure, unsure] = [0.9, 0.4].map(
      (confidence) => evidenceOf(lineWith('VŨ THỊ LINH', 'VÕ THỊ LINH', confidence))?.witness ?? 0,
    );
    expect(sure).toBeLessThan(unsure ?? 0);
    expect(unsure).toBeLessThan(0);
  });

  it('has nothing to say where nobody else looked', () => {
    expect(evidenceOf('VŨ THỊ LINH')?.witness).toBeNull();
  });

  it.each([
    ['what knowledge takes as it stands', 'VÕ TIỀN HUNG', 'VÕ TIẾN HƯNG', 'VÕ TIẾN HƯNG'],
    ['the mark that the first one lost', 'LÊ QUỲNH THU', 'LÊ QUỲNH THƯ', 'LÊ QUỲNH THƯ'],
    ['nothing where it lost a mark itself', 'LÊ QUỲNH THƯ', 'LÊ QUỲNH THU', 'LÊ QUỲNH THƯ'],
    ['nothing where it is as sure of another name', 'VŨ THỊ LINH', 'VÕ THỊ LINH', 'VŨ THỊ LINH'],
  ])('is believed in %s', (_what, first, second, wanted) => {
    const { fields, evidence } = extract('KS', { nksHoTen: lineWith(first, second) });
    expect(fields.nksHoTen?.normalized).toBe(wanted);
    expect(evidence.nksHoTen?.witness).toBeLessThan(2);
  });

  it('is not believed where it is unsure', () => {
    const { fields } = extract('KS', { nksHoTen: lineWith('LÊ QUỲNH THU', 'LÊ QUỲNH THƯ', 0.5) });
    expect(fields.nksHoTen?.normalized).toBe('LÊ QUỲNH THU');
  });

  it('lends the kind of a paper the letter that was misread', () => {
    const line = lineWith('CCCp số 001095012345', 'CCCD số 001095012345');
    expect(extract('KS', { nycLoaiGiayToTuyThan: line }).fields.nycLoaiGiayToTuyThan?.normalized).toBe('4');
  });

  it('is believed in the part of a paper that knowledge knows', () => {
    const [read, seen] = ['[ai', 'Lai'].map(
      (end) => `CMND số 281234567 do Công an tỉnh Gia ${end} cấp ngày 12/05/2010`,
    ) as [string, string];
    const line = lineOf(read, { [read.indexOf('[')]: { confidence: 0.4 } });
    const witness = { text: seen, confidence: 0.9 };
    const { fields } = extract('KS', {
      nycLoaiGiayToTuyThan: { ...line, reading: line.reading && { ...line.reading, witness } },
    });
    expect(fields.nycNoiCapGiayToTuyThan?.normalized).toBe('Công an tỉnh Gia Lai');
  });

  it('speaks of every part of an identity paper', () => {
    const line = lineWith(
      'CMND số 281234567 do Công an tỉnh Bình Dương cấp ngày 12/05/2010',
      'CMND số 281234561 do Công an tỉnh Bình Dương cấp ngày 12/05/2010',
    );
    const { evidence } = extract('KS', { nycLoaiGiayToTuyThan: line });
    expect(evidence.nycSoGiayToTuyThan?.witness).toBeLessThan(0);
    expect(evidence.nycNgayCapGiayToTuyThan?.witness).toBe(2);
  });
});

describe('an entry from the readings of its page', () => {
  it.each(['KS', 'KH', 'KT'] as const)('%s answers every official field, in order', (kind) => {
    expect(Object.keys(extract(kind, {}).fields)).toEqual(KINDS[kind].fields.map((field) => field.name));
  });

  it('says of every field where it comes from', () => {
    const { fields } = extract('KS', { nksHoTen: 'NGUYỄN VĂN AN' }, { loaiDangKy: '1' });
    expect(fields.nksHoTen).toMatchObject({ normalized: 'NGUYỄN VĂN AN', state: 'read', engine: 'test@1' });
    expect(fields.loaiDangKy).toMatchObject({ normalized: '1', verbatim: 'Đúng hạn', engine: 'ticks@1' });
    expect(fields.meLoaiCuTru).toMatchObject({ state: 'absent-in-edition', normalized: null });
    expect(fields.nksQueQuan).toMatchObject({ state: 'blank', normalized: null });
    expect(fields.noiDangKy).toMatchObject({ normalized: BOOK.office, state: 'inferred', engine: 'context' });
    expect(fields.quyenSo).toMatchObject({ normalized: '01/2018', state: 'inferred' });
  });

  it('a value lies on the page where its symbols lie', () => {
    const { fields } = extract('KS', { nksHoTen: 'NGUYỄN VĂN AN' });
    expect(fields.nksHoTen?.box).toEqual([100, 210, 13 * 20 - 2, 30]);
  });

  it('takes a paper apart into its fields', () => {
    const { fields } = extract('KS', {
      nycLoaiGiayToTuyThan: 'CMND số 281234567 do Công an tỉnh Bình Dương cấp ngày 12/05/2010',
    });
    expect(fields).toMatchObject({
      nycLoaiGiayToTuyThan: { normalized: '1' },
      nycSoGiayToTuyThan: { normalized: '281234567' },
      nycNgayCapGiayToTuyThan: { normalized: '2010-05-12' },
      nycNoiCapGiayToTuyThan: { normalized: 'Công an tỉnh Bình Dương' },
      nycGiayToKhac: { state: 'blank' },
    });
  });

  it('figures and words settle each other where a digit was doubtful', () => {
    const { fields, hits } = extract('KS', {
      nksNgaySinh: lineOf('27/18/2018', { 4: { confidence: 0.6, alternatives: [['0', 0.35]] } }),
      nksNgaySinhBangChu: 'Ngày hai mươi bảy tháng mười năm hai nghìn không trăm mười tám',
    });
    expect(fields.nksNgaySinh?.normalized).toBe('2018-10-27');
    expect(hits).toEqual([]);
  });

  it('a paper that contradicts itself keeps both dates and makes a question', () => {
    const { fields, hits } = extract('KS', {
      nksNgaySinh: '27/10/2018',
      nksNgaySinhBangChu: 'Ngày hai mươi tám tháng chín năm hai nghìn không trăm mười tám',
    });
    expect(fields.nksNgaySinh?.normalized).toBe('2018-10-27');
    expect(fields.nksNgaySinhBangChu?.normalized).toBe('2018-09-28');
    expect(hits.map((hit) => hit.code)).toEqual(['figures-against-words']);
    expect(fields.nksNgaySinh?.confidence).toBeLessThan(0.6);
  });

  it('rules ask and doubt, and leave every value as it was read', () => {
    const texts = {
      so: '15/2016',
      ngayDangKy: '27/10/2018',
      nksHoTen: 'NGUYỄN VĂN AN',
      nksNgaySinh: '28/10/2019',
      nksNgaySinhBangChu: 'Ngày một tháng ba năm hai nghìn không trăm lẻ năm',
      nksSoDinhDanh: '001318012345',
      meNgaySinh: '2015',
      chaNgaySinh: '1890',
    };
    const { fields, hits } = extract('KS', texts, { loaiDangKy: '1' });
    expect(hits.map(({ code }) => code)).toEqual(
      expect.arrayContaining([
        ...['figures-against-words', 'number-against-year', 'year-outside-book', 'date-order'],
        ...['age-unlikely', 'personal-number', 'personal-number-province'],
      ]),
    );
    for (const [name, text] of Object.entries(texts)) expect(fields[name]?.verbatim).toBe(text);
    expect(fields).toMatchObject({
      so: { normalized: '15/2016' },
      nksNgaySinh: { normalized: '2019-10-28' },
      nksNgaySinhBangChu: { normalized: '2005-03-01' },
      nksSoDinhDanh: { normalized: '001318012345' },
      meNgaySinh: { normalized: '2015' },
      chaNgaySinh: { normalized: '1890' },
    });
  });

  it.each([
    ['31/02/2018', 'date-impossible'],
    ['năm Giáp Tý', 'date-of-old-calendar'],
    ['05/01/1985 âm lịch', 'date-of-old-calendar'],
  ])('"%s" stays verbatim and makes a question', (text, code) => {
    const { fields, hits } = extract('KS', { nksNgaySinh: text });
    expect(fields.nksNgaySinh).toMatchObject({ verbatim: text, normalized: null, state: 'read' });
    expect(hits).toContainEqual({ code, severity: 'question', fields: ['nksNgaySinh'], params: {} });
  });

  it('the other tone placement is the same word for a witness', () => {
    const { evidence } = extract('KS', { meHoTen: lineWith('TRẦN THỊ HOÀ', 'TRẦN THỊ HÒA') });
    expect(evidence.meHoTen?.witness).toBeGreaterThan(0);
  });

  it.each([
    [{}, {}, '4'],
    [{ meHoTen: 'LÊ THỊ HOA' }, {}, '3'],
    [{ chaHoTen: 'LÊ VĂN BA' }, {}, '2'],
    [{ meHoTen: 'LÊ THỊ HOA', chaHoTen: 'LÊ VĂN BA' }, {}, '1'],
  ])('parents %j without a tick: parentage is inferred', (texts, ticked, code) => {
    expect(extract('KS', texts, ticked).fields.nksLoaiKhaiSinh).toMatchObject({
      normalized: code,
      state: 'inferred',
    });
  });

  it('a tick for the parentage is read, not inferred', () => {
    const { fields } = extract('KS', {}, { nksLoaiKhaiSinh: '5' });
    expect(fields.nksLoaiKhaiSinh).toMatchObject({ normalized: '5', state: 'read' });
  });

  it('struck writing is struck, whatever it says', () => {
    const { fields } = extract('KS', { ghiChu: { ...lineOf('Đã cấp bản sao'), struck: 0.9 } });
    expect(fields.ghiChu).toMatchObject({ state: 'struck', normalized: null, verbatim: 'Đã cấp bản sao' });
  });

  it('a place that was not cut is illegible, never blank', () => {
    const { fields } = extractEntry({
      kind: 'KS',
      edition: getEdition('KS-2016'),
      layout: layoutFor('KS'),
      context: BOOK,
      fieldReadings: {},
    });
    expect(fields.nksHoTen).toMatchObject({ state: 'illegible', confidence: 0 });
    expect(fields.loaiDangKy).toMatchObject({ state: 'illegible', confidence: 0 });
  });

  it('two ticks where one belongs are for people', () => {
    const layout = layoutFor('KS');
    const readings = readingsOf(layout, {}, { loaiDangKy: '1' });
    const both = JSON.parse(
      JSON.stringify(readings).replaceAll('"ticked":false', '"ticked":true'),
    ) as unknown;
    const { fields } = extractEntry({
      kind: 'KS',
      edition: getEdition('KS-2016'),
      layout,
      context: BOOK,
      fieldReadings: fieldReadingsSchema.parse(both),
    });
    expect(fields.loaiDangKy).toMatchObject({ state: 'illegible', normalized: null });
  });

  it('knowledge that changed a value costs confidence', () => {
    const sure = extract('KS', { meDanToc: 'Kinh' }).fields.meDanToc;
    const mended = extract('KS', { meDanToc: 'Kính' }).fields.meDanToc;
    expect(mended).toMatchObject({ normalized: 'Kinh', verbatim: 'Kính' });
    expect(mended?.confidence).toBeLessThan(sure?.confidence ?? 0);
  });
});
