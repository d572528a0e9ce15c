import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referredEntry } from '../../../src/domain/entry-reference.ts';
import { findField, KIND_CODES, type KindCode } from '../../../src/domain/kinds.ts';
import { upper } from '../../../src/domain/text.ts';
import { editions } from '../../../src/forms/catalog.ts';
import { namesOf } from '../../../src/forms/edition.ts';
import { addYears, dateInWords, yearOf } from '../people/dates.ts';
import { communes } from '../people/places.ts';
import { createRandom } from '../random.ts';
import { type Facts, makeRegistration, type Office } from './registration.ts';

const office = (seed: string): Office => ({
  name: 'Ủy ban nhân dân xã bịa đặt',
  place: createRandom(seed).pick(communes()),
  signers: [{ name: 'Lê Văn Ví', title: 'Chủ tịch' }],
  registrars: ['Trần Thị Dụ'],
});

const tell = (kind: KindCode, seed: string, registeredOn: string): Facts =>
  makeRegistration(
    kind,
    { random: createRandom(seed), office: office(seed), registeredOn },
    { number: 7, year: yearOf(registeredOn), volume: '01/2018', page: 7 },
  ).facts;

const day = fc
  .integer({ min: 0, max: 364 })
  .map((n) => new Date(Date.UTC(2018, 0, 1 + n)).toISOString().slice(0, 10));
const seed = fc.string({ minLength: 1, maxLength: 8 });
const text = (facts: Facts, name: string): string => facts[name] ?? '';

describe('made-up registrations', () => {
  it.each(KIND_CODES)('%s knows official names only, with values in normal form', (kind) => {
    fc.assert(
      fc.property(seed, day, (s, on) => {
        const facts = tell(kind, s, on);
        for (const [name, value] of Object.entries(facts)) {
          const spec = findField(kind, name);
          expect(spec).toBeDefined();
          if (spec === undefined || value === null) continue;
          expect(value).toBe(value.normalize('NFC').trim().replace(/\s+/g, ' '));
          if (spec.type === 'date' || spec.type === 'date-words')
            expect(value).toMatch(/^\d{4}(-\d\d-\d\d)?$/);
          if (spec.type === 'entry-reference') expect(value).toMatch(/^\d+(\/\d{4})?$/);
          if (spec.type === 'person-name') expect(value).toBe(upper(value));
          if (spec.type === 'time') expect(value).toMatch(/^([01]\d|2[0-3]):[0-5]\d$/);
          if (spec.type === 'document-number') expect(value).toMatch(/^[A-Z]?\d+$/);
        }
        return true;
      }),
      { numRuns: 60 },
    );
  });

  it('births: registered after the birth, parents of a plausible age, a personal number that fits the child', () => {
    fc.assert(
      fc.property(seed, day, (s, on) => {
        const facts = tell('KS', s, on);
        const born = text(facts, 'nksNgaySinh');
        expect(born < on).toBe(true);
        for (const parent of ['meNgaySinh', 'chaNgaySinh']) {
          const year = facts[parent];
          if (year == null) continue;
          const age = yearOf(born) - Number(year);
          expect(age).toBeGreaterThanOrEqual(18);
          expect(age).toBeLessThanOrEqual(61);
        }
        const number = facts.nksSoDinhDanh;
        if (number != null) {
          expect(number).toHaveLength(12);
          expect(number.slice(4, 6)).toBe(born.slice(2, 4));
          const century = yearOf(born) >= 2000 ? 2 : 0;
          expect(Number(number[3])).toBe(century + (facts.nksGioiTinh === '1' ? 0 : 1));
        }
        const father = facts.chaHoTen;
        if (father != null) expect(text(facts, 'nksHoTen').split(' ')[0]).toBe(father.split(' ')[0]);
        if (facts.chaHoTen == null) expect(facts.nksLoaiKhaiSinh).not.toBe('1');
      }),
      { numRuns: 150 },
    );
  });

  it('marriages: both of legal age on the day they became husband and wife', () => {
    fc.assert(
      fc.property(seed, day, (s, on) => {
        const facts = tell('KH', s, on);
        const since = facts.ngayXacLapQuanHeHonNhan ?? null;
        if (since === null) return;
        expect(since <= on).toBe(true);
        expect(addYears(text(facts, 'voNgaySinh'), 18) <= since).toBe(true);
        expect(addYears(text(facts, 'chongNgaySinh'), 20) <= since).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('deaths: born, died, noticed and registered in this order, papers older than the death', () => {
    fc.assert(
      fc.property(seed, day, (s, on) => {
        const facts = tell('KT', s, on);
        const died = text(facts, 'nktNgayChet');
        expect(text(facts, 'nktNgaySinh') < died).toBe(true);
        expect(died < on).toBe(true);
        const noticed = facts.gbtNgay;
        if (noticed != null) expect(noticed >= died && noticed <= on).toBe(true);
        const paper = facts.nktNgayCapGiayToTuyThan;
        if (paper != null) expect(paper < died).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('changes: speak of a birth that was registered before them, in words that another reads as an entry', () => {
    fc.assert(
      fc.property(seed, day, (s, on) => {
        const facts = tell('CC', s, on);
        expect(text(facts, 'gocNgay') < on).toBe(true);
        expect(referredEntry('CC', facts)).toMatchObject({
          kind: 'KS',
          year: yearOf(text(facts, 'gocNgay')),
        });
        expect(facts.ndThanh).not.toBe(facts.ndTu);
      }),
      { numRuns: 150 },
    );
  });

  it('ended guardianships: speak of a guardianship of the same office before them', () => {
    fc.assert(
      fc.property(seed, day, (s, on) => {
        const facts = tell('CDGH', s, on);
        expect(text(facts, 'ghNgay') < on).toBe(true);
        expect(referredEntry('CDGH', facts)).toMatchObject({ kind: 'GH', office: facts.noiDangKy });
      }),
      { numRuns: 100 },
    );
  });

  it('recognitions and adoptions: parents are older than the child', () => {
    fc.assert(
      fc.property(seed, day, (s, on) => {
        const [recognised, adopted] = [tell('CMC', s, on), tell('NCN', s, on)];
        expect(addYears(text(recognised, 'cmNgaySinh'), 20) <= text(recognised, 'ncNgaySinh')).toBe(true);
        for (const parent of ['chnNgaySinh', 'menNgaySinh', 'ogiNgaySinh', 'bgiNgaySinh']) {
          const born = adopted[parent];
          if (born != null) expect(addYears(born, 20) <= text(adopted, 'cnNgaySinh')).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  it.each(
    [...editions().values()].filter(({ layouts }) => layouts.every(({ table }) => table === undefined)),
  )('$kind has a value now and then for every field of $id', ({ kind, layouts, years }) => {
    const shown = layouts
      .filter((layout) => layout.class === 'entry')
      .flatMap(({ fields }) => fields.flatMap(namesOf));
    const seen = new Set<string>();
    for (let i = 0; i < 300; i++) {
      for (const [name, value] of Object.entries(tell(kind, `s${i}`, `${Math.min(years.to, 2018)}-06-01`)))
        if (value !== null) seen.add(name);
    }
    // Another paper than the official ones does not come up.
    expect(shown.filter((name) => !seen.has(name) && !name.endsWith('GiayToKhac'))).toEqual([]);
  });
});

describe('dates in words', () => {
  const plain = { thousand: 'nghìn', zero: 'linh', commas: false, early: false } as const;
  it.each([
    ['2018-10-27', 'Ngày hai mươi bảy tháng mười năm hai nghìn không trăm mười tám'],
    ['1985-04-15', 'Ngày mười lăm tháng tư năm một nghìn chín trăm tám mươi lăm'],
    ['2005-01-21', 'Ngày hai mươi mốt tháng một năm hai nghìn không trăm linh năm'],
    ['2000-12-30', 'Ngày ba mươi tháng mười hai năm hai nghìn'],
  ])('%s', (iso, words) => {
    expect(dateInWords(iso, plain)).toBe(words);
  });
});
