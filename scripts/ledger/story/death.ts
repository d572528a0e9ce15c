/** Deaths: who died, when, where and of what, the notice of death and the relative who declared it. */
import { upper } from '../../../src/domain/text.ts';
import { addDays, addYears, daysBetween, slashed, yearOf } from '../people/dates.ts';
import { makePerson, paperFacts, personFacts } from '../people/person.ts';
import { hospitalText, nearbyCommune } from '../people/places.ts';
import { CAUSES_OF_DEATH } from '../people/words.ts';
import type { Random } from '../random.ts';
import type { Facts, StoryContext } from './registration.ts';

export const tellDeath = ({ random, office, registeredOn }: StoryContext): Facts => {
  const kind = random.weighted([
    ['1', 80],
    ['4', 16],
    ['2', 4],
  ] as const);
  const days =
    kind === '1' ? random.whole(1, 14) : kind === '4' ? random.whole(17, 900) : random.whole(1500, 9000);
  const diedOn = addDays(registeredOn, -days);
  const age = Math.round(
    Math.min(101, Math.max(19, random.chance(0.85) ? random.normal(76, 11) : random.normal(46, 13))),
  );
  const person = makePerson(random, {
    sex: random.chance(0.54) ? 'male' : 'female',
    bornOn: addDays(addYears(diedOn, -age), -random.whole(1, 360)),
    home: random.chance(0.85) ? office.place : nearbyCommune(random, office.place),
    on: diedOn,
  });
  const atHome = random.chance(0.68);
  const hospital = hospitalText(random, person.home);
  // Old people's papers often know the year only.
  const bornKnown = yearOf(person.bornOn) > 1950 || random.chance(0.45);
  return {
    loaiDangKy: kind,
    ghiChu: noteOf(random, registeredOn),
    ...personFacts('nkt', person, bornKnown ? 'day' : 'year'),
    ...(random.chance(0.12) ? paperFacts('nkt', null) : {}),
    nktNgayChet: diedOn,
    nktNgayChetGhiBangChu: diedOn,
    nktGioPhutChet: random.chance(0.88) ? time(random) : null,
    nktNoiChet: atHome
      ? random.chance(0.5)
        ? `Tại nhà, ${lowerFirst(person.residence)}`
        : person.residence
      : hospital,
    nktNguyenNhanChet: random.weighted(CAUSES_OF_DEATH),
    ...notice(random, { atHome, hospital, diedOn, registeredOn, office: office.name }),
    ...declarant(random, { person, age, registeredOn, office }),
  };
};

const time = (random: Random): string =>
  `${String(random.whole(0, 23)).padStart(2, '0')}:${String(random.chance(0.5) ? random.whole(0, 11) * 5 : random.whole(0, 59)).padStart(2, '0')}`;

const lowerFirst = (text: string): string => text.charAt(0).toLocaleLowerCase('vi') + text.slice(1);

const notice = (
  random: Random,
  death: Readonly<{
    atHome: boolean;
    hospital: string;
    diedOn: string;
    registeredOn: string;
    office: string;
  }>,
): Facts => {
  if (random.chance(0.12)) return { gbtLoai: '0', gbtSo: null, gbtNgay: null, gbtCoQuanCap: null };
  const soon = Math.min(3, daysBetween(death.diedOn, death.registeredOn));
  const issuedOn = addDays(death.diedOn, random.whole(0, soon));
  return {
    gbtLoai: '1',
    gbtSo: random.pick([
      `${random.whole(1, 120)}/GBT`,
      `${String(random.whole(1, 99)).padStart(2, '0')}/${yearOf(issuedOn)}`,
      `${random.whole(1, 150)}/GBT-UBND`,
    ]),
    gbtNgay: issuedOn,
    gbtCoQuanCap: death.atHome ? death.office : (death.hospital.split(', ')[0] ?? death.hospital),
  };
};

const declarant = (
  random: Random,
  death: Readonly<{
    person: ReturnType<typeof makePerson>;
    age: number;
    registeredOn: string;
    office: StoryContext['office'];
  }>,
): Facts => {
  const { person, age, registeredOn, office } = death;
  const spouse = age > 25 && random.chance(0.3);
  const sex = spouse ? (person.sex === 'male' ? 'female' : 'male') : random.chance(0.6) ? 'male' : 'female';
  const surname = spouse || person.sex === 'female' ? undefined : person.name.split(' ')[0];
  const ageGap = spouse ? random.whole(-4, 6) : age > 45 ? -random.whole(21, 29) : random.whole(-4, 4);
  const relative = makePerson(random, {
    sex,
    bornOn: addYears(person.bornOn, Math.min(-ageGap, yearOf(registeredOn) - 18 - yearOf(person.bornOn))),
    home: office.place,
    on: registeredOn,
    ethnicGroup: person.ethnicGroup,
    ...(surname === undefined ? {} : { surname }),
  });
  const relation = spouse
    ? sex === 'male'
      ? 'Chồng'
      : 'Vợ'
    : age > 45
      ? random.pick(sex === 'male' ? ['Con', 'Con trai', 'Con ruột'] : ['Con', 'Con gái', 'Con ruột'])
      : random.pick(sex === 'male' ? ['Anh ruột', 'Em ruột'] : ['Chị ruột', 'Em ruột']);
  return {
    nycHoTen: upper(relative.name),
    nycQuanHe: relation,
    ...paperFacts('nyc', random.chance(0.93) ? relative.paper : null),
  };
};

const noteOf = (random: Random, registeredOn: string): string | null => {
  if (!random.chance(0.16)) return null;
  const later = slashed(addDays(registeredOn, random.whole(5, 400)));
  return random.pick([
    `Đã cấp trích lục khai tử (bản sao) ngày ${later}`,
    'Đã thu hồi giấy tờ tùy thân',
    `Đã xóa đăng ký thường trú ngày ${later}`,
    'An táng tại nghĩa trang địa phương',
  ]);
};
