/** Marriages: two people of legal age, their papers, and since when they are husband and wife. */
import { addDays, addYears, slashed } from '../people/dates.ts';
import { makePerson, paperFacts, personFacts } from '../people/person.ts';
import { nearbyCommune } from '../people/places.ts';
import type { Random } from '../random.ts';
import type { Facts, StoryContext } from './registration.ts';

/** Legal age of marriage (Law on Marriage and Family 2014, art. 8). */
const LEGAL_AGE = { husband: 20, wife: 18 } as const;

export const tellMarriage = ({ random, office, registeredOn }: StoryContext): Facts => {
  const again = random.chance(0.05);
  // A re-registered marriage began long ago; the couple was of age then.
  const since = again
    ? addDays(addYears(registeredOn, -random.whole(5, 32)), -random.whole(1, 300))
    : registeredOn;
  const wifeAge = Math.round(Math.max(LEGAL_AGE.wife, Math.min(55, random.normal(25, 4.5))));
  const husbandAge = Math.max(LEGAL_AGE.husband, wifeAge + Math.round(random.normal(2.5, 3)));
  const bornAround = (age: number): string => addDays(addYears(since, -age), -random.whole(5, 355));
  const husband = makePerson(random, {
    sex: 'male',
    bornOn: bornAround(husbandAge),
    home: random.chance(0.65) ? office.place : nearbyCommune(random, office.place),
    on: registeredOn,
  });
  const wife = makePerson(random, {
    sex: 'female',
    bornOn: bornAround(wifeAge),
    home: random.chance(0.5) ? office.place : nearbyCommune(random, office.place),
    on: registeredOn,
    ...(random.chance(0.88) ? { ethnicGroup: husband.ethnicGroup } : {}),
  });
  return {
    loaiDangKy: again ? '2' : random.chance(0.985) ? '1' : '3',
    ngayXacLapQuanHeHonNhan: random.chance(0.9) ? since : null,
    ghiChu: noteOf(random, registeredOn, office.place.district),
    tinhTrangKetHon: null,
    ...personFacts('vo', wife, 'day'),
    ...personFacts('chong', husband, 'day'),
    ...(random.chance(0.04) ? paperFacts('vo', null) : {}),
    ...(random.chance(0.04) ? paperFacts('chong', null) : {}),
  };
};

const noteOf = (random: Random, registeredOn: string, district: string): string | null => {
  if (!random.chance(0.2)) return null;
  const later = slashed(addDays(registeredOn, random.whole(200, 1500)));
  return random.pick([
    `Đã ly hôn theo Quyết định số ${random.whole(3, 260)}/QĐST-HNGĐ ngày ${later} của Tòa án nhân dân ${district}`,
    `Đã cấp trích lục kết hôn (bản sao) ngày ${later}`,
    `Cấp bản sao ngày ${later}`,
    'Hai bên đã nhận giấy chứng nhận kết hôn',
  ]);
};
