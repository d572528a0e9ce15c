import { describe, expect, it } from 'vitest';
import { getEdition, layoutOf } from '../forms/catalog.ts';
import { placeKey } from './entry-readings.ts';
import { extractEntry } from './extract.ts';
import type { BookContext } from './extract-types.ts';
import { BOOK, lineOf } from './testing.ts';

const edition = getEdition('KS-2016');
const layout = layoutOf(edition, 'entry')!;

const evidenceOf = (texts: Readonly<Record<string, string>>, context: BookContext = BOOK) =>
  extractEntry({
    kind: 'KS',
    edition,
    layout,
    context,
    fieldReadings: Object.fromEntries(
      layout.fields
        .filter((place) => place.type !== 'ticks')
        .map((place) => [
          placeKey(place),
          { type: 'written' as const, lines: [lineOf(texts[placeKey(place)] ?? null)] },
        ]),
    ),
  }).evidence;

describe('what stands elsewhere', () => {
  it('speaks for a name that is written twice on its page', () => {
    const found = evidenceOf({
      chaHoTen: 'NGUYỄN VĂN AN',
      nycHoTen: 'Nguyễn Văn An',
      meHoTen: 'TRẦN THỊ BÌNH',
    });
    expect([found.chaHoTen?.elsewhere, found.nycHoTen?.elsewhere]).toEqual([1, 1]);
    expect(found.meHoTen?.elsewhere).toBe(0);
  });

  it('speaks against two names that differ in a mark or a letter', () => {
    const found = evidenceOf({ chaHoTen: 'NGUYỄN VĂN AN', nycHoTen: 'NGUYỄN VĂN ÂN' });
    expect([found.chaHoTen?.elsewhere, found.nycHoTen?.elsewhere]).toEqual([-1, -1]);
  });

  it('speaks for officials whom the pages around name alike, with three voices at most', () => {
    const around = { nguoiKy: ['LÊ VĂN TÁM', 'Lê Văn Tám', 'Lê Văn Tám', 'LÊ VĂN TÁM', 'LÊ VĂN TÂM'] };
    const found = evidenceOf({ nguoiKy: 'LÊ VĂN TÁM', chaHoTen: 'LÊ VĂN SÁU' }, { ...BOOK, around });
    expect([found.nguoiKy?.elsewhere, found.chaHoTen?.elsewhere]).toEqual([3, 0]);
  });

  it('speaks for the number that comes next and the volume that was handed in', () => {
    const context = { ...BOOK, entryNumberGuess: 15, pageNumberGuess: 15 };
    const found = evidenceOf({ so: '15/2018', trangSo: '15', quyenSo: '01/2018' }, context);
    expect([found.so, found.trangSo, found.quyenSo].map((one) => one?.elsewhere)).toEqual([2, 2, 1]);
    expect(evidenceOf({ so: '16/2018' }, context).so?.elsewhere).toBe(0);
  });

  it('has nothing to say of what many entries share by chance', () => {
    expect(evidenceOf({ nksQuocTich: 'Việt Nam', meQuocTich: 'Việt Nam' }).nksQuocTich?.elsewhere).toBe(0);
  });
});
