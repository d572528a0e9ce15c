/** One invented person with papers that fit: number, sex, year of birth and province agree. */
import { upper } from '../../../src/domain/text.ts';
import type { Random } from '../random.ts';
import { addDays, addYears, daysBetween, yearOf } from './dates.ts';
import { makeName, type Sex } from './names.ts';
import { type Commune, dwellingText } from './places.ts';
import { ETHNIC_GROUPS } from './words.ts';

export type Paper = Readonly<{
  /** code of the list `identityPaper` */
  kind: string;
  number: string;
  issuedOn: string;
  issuedBy: string;
}>;

export type Person = Readonly<{
  sex: Sex;
  /** Title Case */
  name: string;
  bornOn: string;
  ethnicGroup: string;
  home: Commune;
  residence: string;
  paper: Paper | null;
}>;

export type PersonWish = Readonly<{
  sex: Sex;
  bornOn: string;
  home: Commune;
  /** The day of registration: papers are older. */
  on: string;
  surname?: string;
  ethnicGroup?: string;
  residence?: string;
}>;

export const makePerson = (random: Random, wish: PersonWish): Person => ({
  sex: wish.sex,
  name: makeName(random, wish.sex, wish.surname),
  bornOn: wish.bornOn,
  ethnicGroup: wish.ethnicGroup ?? random.weighted(ETHNIC_GROUPS),
  home: wish.home,
  residence: wish.residence ?? dwellingText(random, wish.home),
  paper: makePaper(random, wish),
});

/** The 12-digit personal number: province, century and sex, year, six digits. */
export const personalNumber = (random: Random, person: Pick<Person, 'sex' | 'bornOn' | 'home'>): string => {
  const year = yearOf(person.bornOn);
  const century = (Math.floor(year / 100) - 19) * 2 + (person.sex === 'male' ? 0 : 1);
  return `0${person.home.provinceCode}${century}${String(year % 100).padStart(2, '0')}${random.digits(6)}`;
};

const makePaper = (random: Random, wish: PersonWish): Paper | null => {
  const adultOn = addYears(wish.bornOn, 15);
  if (daysBetween(adultOn, wish.on) < 60) return null;
  const kind = random.weighted([
    ['1', 66],
    // The number's first century is the twentieth.
    ['4', wish.on >= '2016-06-01' && wish.bornOn >= '1900-01-01' ? 30 : 0],
    ['2', 4],
  ] as const);
  const earliest = [adultOn, addYears(wish.on, -14), kind === '4' ? '2016-02-01' : adultOn].sort().at(-1);
  const issuedOn = addDays(
    earliest ?? adultOn,
    random.whole(0, Math.max(0, daysBetween(earliest ?? adultOn, wish.on) - 20)),
  );
  switch (kind) {
    case '4':
      return {
        kind,
        number: personalNumber(random, wish),
        issuedOn,
        issuedBy:
          issuedOn < '2018-10-10'
            ? 'Cục Cảnh sát ĐKQL cư trú và DLQG về dân cư'
            : 'Cục Cảnh sát QLHC về TTXH',
      };
    case '2':
      return {
        kind,
        number: `${random.pick(['B', 'C', 'N'])}${random.digits(7)}`,
        issuedOn,
        issuedBy: 'Cục Quản lý xuất nhập cảnh',
      };
    default:
      // The first two digits stand for the province that issued the card; ours only keep people of one province alike.
      return {
        kind,
        number: `${10 + ((Number(wish.home.provinceCode) * 7) % 30)}${random.digits(7)}`,
        issuedOn,
        issuedBy: `Công an ${wish.home.province}`,
      };
  }
};

/** What the official person fields hold for this person, in normal form; a story leaves out what its form has not. */
export const personFacts = (
  prefix: string,
  person: Person,
  birth: 'day' | 'year',
): Readonly<Record<string, string | null>> => ({
  [`${prefix}HoTen`]: upper(person.name),
  [`${prefix}GioiTinh`]: person.sex === 'male' ? '1' : '2',
  [`${prefix}NgaySinh`]: birth === 'year' ? person.bornOn.slice(0, 4) : person.bornOn,
  [`${prefix}NgaySinhBangChu`]: person.bornOn,
  [`${prefix}DanToc`]: person.ethnicGroup,
  [`${prefix}QuocTich`]: 'Việt Nam',
  [`${prefix}LoaiCuTru`]: '1',
  [`${prefix}NoiCuTru`]: person.residence,
  ...paperFacts(prefix, person.paper),
});

export const paperFacts = (prefix: string, paper: Paper | null): Readonly<Record<string, string | null>> => ({
  [`${prefix}LoaiGiayToTuyThan`]: paper?.kind ?? null,
  [`${prefix}SoGiayToTuyThan`]: paper?.number ?? null,
  [`${prefix}NgayCapGiayToTuyThan`]: paper?.issuedOn ?? null,
  [`${prefix}NoiCapGiayToTuyThan`]: paper?.issuedBy ?? null,
  [`${prefix}GiayToKhac`]: null,
});
