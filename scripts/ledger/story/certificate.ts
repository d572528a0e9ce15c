/** Certificates of marital status: who asked for one, where they lived since when, what they are and what it is for. */
import { upper } from '../../../src/domain/text.ts';
import { addDays, addYears, slashed } from '../people/dates.ts';
import { makeName } from '../people/names.ts';
import { makePerson, type Person, personFacts } from '../people/person.ts';
import { communeText, nearbyCommune } from '../people/places.ts';
import type { Random } from '../random.ts';
import type { Facts, StoryContext } from './registration.ts';

export const tellCertificate = ({ random, office, registeredOn }: StoryContext): Facts => {
  const age = Math.round(Math.max(20, Math.min(58, random.normal(28, 7))));
  const person = makePerson(random, {
    sex: random.chance(0.5) ? 'male' : 'female',
    bornOn: addDays(addYears(registeredOn, -age), -random.whole(5, 355)),
    home: office.place,
    on: registeredOn,
  });
  const adultOn = addYears(person.bornOn, person.sex === 'male' ? 20 : 18);
  return {
    ghiChu: random.chance(0.12)
      ? `Đã thu hồi giấy cấp ngày ${slashed(addDays(registeredOn, -random.whole(190, 500)))}`
      : null,
    ...personFacts('nxn', person, 'day'),
    nxnThoiGianCuTruTai: communeText(random.chance(0.8) ? office.place : nearbyCommune(random, office.place)),
    nxnThoiGianCuTruTu: random.chance(0.85) ? adultOn : adultOn.slice(0, 4),
    nxnThoiGianCuTruDen: random.chance(0.7) ? registeredOn : addDays(registeredOn, -random.whole(30, 100)),
    nxnTinhTrangHonNhan: status(random, registeredOn, office.place.district),
    ...purpose(random, person),
    ...applicant(random, person),
  };
};

const status = (random: Random, registeredOn: string, district: string): string => {
  const divorced = slashed(addDays(registeredOn, -random.whole(60, 2000)));
  return random.weighted([
    ['Chưa đăng ký kết hôn với ai', 70],
    ['Chưa kết hôn', 8],
    [
      `Đã ly hôn theo Quyết định số ${random.whole(3, 260)}/QĐST-HNGĐ ngày ${divorced} của Tòa án nhân dân ${district}, chưa kết hôn với ai`,
      14,
    ],
    [`Có đăng ký kết hôn, nhưng ${random.pick(['vợ', 'chồng'])} đã chết; hiện chưa kết hôn với ai`, 8],
  ] as const);
};

const purpose = (random: Random, person: Person): Facts => {
  const [other, sex] = person.sex === 'male' ? (['chị', 'female'] as const) : (['anh', 'male'] as const);
  const code = random.weighted([
    ['1-2', 78],
    ['3-4', 8],
    ['5', 14],
  ] as const);
  const text = {
    '1-2': `Đăng ký kết hôn với ${other} ${makeName(random, sex)}`,
    '3-4': `Đăng ký kết hôn tại ${random.pick(['Hàn Quốc', 'Đài Loan', 'Nhật Bản', 'Hoa Kỳ'])}`,
    '5': random.pick([
      'Mua bán nhà đất',
      'Vay vốn ngân hàng',
      'Bổ túc hồ sơ cá nhân',
      'Chuyển nhượng quyền sử dụng đất',
    ]),
  } as const;
  return { nxnLoaiMucDichSuDung: code, nxnMucDichSuDung: text[code] };
};

const applicant = (random: Random, person: Person): Facts => {
  if (random.chance(0.82)) return { nycHoTen: upper(person.name), nycQuanHe: 'Bản thân' };
  const sex = random.chance(0.5) ? 'male' : 'female';
  return {
    nycHoTen: upper(makeName(random, sex, sex === 'male' ? person.name.split(' ')[0] : undefined)),
    nycQuanHe: sex === 'male' ? 'Cha' : 'Mẹ',
  };
};
