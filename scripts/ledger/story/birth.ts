/** Births: a child, its parents as far as they are known, and whoever came to register it. */
import { upper } from '../../../src/domain/text.ts';
import { addDays, addYears, slashed, yearOf } from '../people/dates.ts';
import { makeName, type Sex } from '../people/names.ts';
import { makePerson, type Person, paperFacts, personalNumber, personFacts } from '../people/person.ts';
import { communeText, hospitalText, nearbyCommune } from '../people/places.ts';
import type { Random } from '../random.ts';
import type { Facts, StoryContext } from './registration.ts';

type Circumstance = 'both-parents' | 'no-father' | 'abandoned';

export const tellBirth = ({ random, office, registeredOn }: StoryContext): Facts => {
  const circumstance = random.weighted<Circumstance>([
    ['both-parents', 950],
    ['no-father', 45],
    ['abandoned', 5],
  ]);
  const kind = random.weighted([
    ['1', 84],
    ['4', 12],
    ['2', 4],
  ] as const);
  const bornOn = birthday(random, kind, registeredOn);
  const sex: Sex = random.chance(0.52) ? 'male' : 'female';
  const [mother, father] = makeParents(random, { bornOn, registeredOn, office });
  const [knownMother, knownFather] = [
    circumstance === 'abandoned' ? null : mother,
    circumstance === 'both-parents' ? father : null,
  ];
  const home = knownFather?.home ?? mother.home;
  const surname = ((knownFather ?? mother).name.split(' ')[0] ?? '') as string;
  const child = { sex, bornOn, home };
  return {
    loaiDangKy: kind,
    ghiChu: noteOf(random, registeredOn),
    nksHoTen: upper(makeName(random, sex, surname)),
    nksGioiTinh: sex === 'male' ? '1' : '2',
    nksNgaySinh: bornOn,
    nksNgaySinhBangChu: bornOn,
    nksNoiSinh: random.chance(0.85)
      ? hospitalText(random, random.chance(0.7) ? office.place : home)
      : communeText(office.place),
    nksNoiSinhDVHC: communeText(office.place),
    nksQueQuan: circumstance === 'abandoned' ? communeText(office.place) : communeText(home),
    nksDanToc: (knownFather ?? mother).ethnicGroup,
    nksQuocTich: 'Việt Nam',
    nksQuocTichKhac: null,
    nksSoDinhDanh:
      yearOf(registeredOn) >= 2016 && bornOn >= '2015-07-01' && random.chance(0.6)
        ? personalNumber(random, { ...child, home: office.place })
        : null,
    ...parentage(random, circumstance),
    ...parentFacts('me', knownMother),
    ...parentFacts('cha', knownFather),
    ...declarantFacts(random, { mother: knownMother, father: knownFather, registeredOn, office }),
  };
};

const birthday = (random: Random, kind: string, registeredOn: string): string => {
  switch (kind) {
    case '1':
      return addDays(registeredOn, -random.whole(3, 58));
    case '4':
      return addDays(registeredOn, -random.whole(62, 3200));
    default:
      return addDays(addYears(registeredOn, -random.whole(16, 62)), -random.whole(0, 360));
  }
};

const makeParents = (
  random: Random,
  {
    bornOn,
    registeredOn,
    office,
  }: Readonly<{ bornOn: string; registeredOn: string; office: StoryContext['office'] }>,
): readonly [Person, Person] => {
  const motherAge = Math.round(Math.min(44, Math.max(18, random.normal(27, 5.5))));
  const fatherAge = Math.min(60, Math.max(20, motherAge + Math.round(random.normal(2.5, 3.5))));
  const bornAround = (age: number): string => addDays(addYears(bornOn, -age), -random.whole(1, 360));
  const father = makePerson(random, {
    sex: 'male',
    bornOn: bornAround(fatherAge),
    home: random.chance(0.6) ? office.place : nearbyCommune(random, office.place),
    on: registeredOn,
  });
  const mother = makePerson(random, {
    sex: 'female',
    bornOn: bornAround(motherAge),
    home: nearbyCommune(random, office.place),
    on: registeredOn,
    ...(random.chance(0.9) ? { ethnicGroup: father.ethnicGroup } : {}),
    ...(random.chance(0.85) ? { residence: father.residence } : {}),
  });
  return [mother, father];
};

/** No tick on the form means both parents, unless a parent is blank; then the paper itself says who is unknown. */
const parentage = (random: Random, circumstance: Circumstance): Facts => {
  switch (circumstance) {
    case 'both-parents':
      return { nksLoaiKhaiSinh: '1' };
    case 'no-father':
      return { nksLoaiKhaiSinh: random.chance(0.8) ? '4' : '3' };
    case 'abandoned':
      return { nksLoaiKhaiSinh: '5' };
  }
};

const PARENT_SUFFIXES = ['HoTen', 'NgaySinh', 'DanToc', 'QuocTich', 'LoaiCuTru', 'NoiCuTru'] as const;

const parentFacts = (prefix: string, person: Person | null): Facts => {
  if (person !== null) return personFacts(prefix, person, 'year');
  return Object.fromEntries(PARENT_SUFFIXES.map((suffix) => [prefix + suffix, null]));
};

const declarantFacts = (
  random: Random,
  family: Readonly<{
    mother: Person | null;
    father: Person | null;
    registeredOn: string;
    office: StoryContext['office'];
  }>,
): Facts => {
  const { mother, father, registeredOn, office } = family;
  const known = [
    ...(father === null
      ? []
      : [[{ person: father, relation: random.pick(['Cha', 'Cha đẻ', 'Bố đẻ']) }, 60] as const]),
    ...(mother === null ? [] : [[{ person: mother, relation: random.pick(['Mẹ', 'Mẹ đẻ']) }, 30] as const]),
  ];
  const chosen =
    known.length > 0 && random.chance(0.88)
      ? random.weighted(known)
      : otherDeclarant(random, mother === null, registeredOn, office);
  return {
    nycHoTen: upper(chosen.person.name),
    nycQuanHe: chosen.relation,
    ...paperFacts('nyc', random.chance(0.93) ? chosen.person.paper : null),
  };
};

const otherDeclarant = (
  random: Random,
  abandoned: boolean,
  registeredOn: string,
  office: StoryContext['office'],
): Readonly<{ person: Person; relation: string }> => {
  const sex: Sex = random.chance(0.5) ? 'male' : 'female';
  const relation = abandoned
    ? 'Người nuôi dưỡng'
    : sex === 'male'
      ? random.pick(['Ông nội', 'Ông ngoại', 'Bác ruột', 'Chú ruột'])
      : random.pick(['Bà nội', 'Bà ngoại', 'Dì ruột', 'Cô ruột']);
  const person = makePerson(random, {
    sex,
    bornOn: addDays(addYears(registeredOn, -random.whole(45, 70)), -random.whole(1, 360)),
    home: office.place,
    on: registeredOn,
  });
  return { person, relation };
};

const noteOf = (random: Random, registeredOn: string): string | null => {
  if (!random.chance(0.22)) return null;
  const later = slashed(addDays(registeredOn, random.whole(20, 500)));
  return random.pick([
    `Đã cấp trích lục khai sinh (bản sao) ngày ${later}`,
    `Đã cấp 02 bản sao ngày ${later}`,
    `Cải chính nơi cư trú của mẹ theo Quyết định số ${random.whole(1, 40)}/QĐ-UBND ngày ${later}`,
    'Bản chính giao cho cha của trẻ',
    'Khai sinh kết hợp cấp thẻ BHYT',
  ]);
};
