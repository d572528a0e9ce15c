/** Guardianships: a child without parents or an adult who cannot act, and the relative who answers for them. */
import { upper } from '../../../src/domain/text.ts';
import { addDays, addYears, slashed } from '../people/dates.ts';
import { makePerson, type Person, paperFacts, personFacts } from '../people/person.ts';
import { nearbyCommune } from '../people/places.ts';
import type { Facts, StoryContext } from './registration.ts';

/** Guardian and ward as they are on that day: shared with the end of a guardianship. */
export const makeGuardianship = ({
  random,
  office,
  registeredOn,
}: StoryContext): Readonly<{ guardian: Person; ward: Person }> => {
  const isChild = random.chance(0.8);
  const wardAge = isChild ? random.whole(1, 17) : random.whole(25, 70);
  const guardian = makePerson(random, {
    sex: random.chance(0.5) ? 'male' : 'female',
    bornOn: addDays(addYears(registeredOn, -random.whole(35, 68)), -random.whole(1, 350)),
    home: random.chance(0.8) ? office.place : nearbyCommune(random, office.place),
    on: registeredOn,
  });
  const ward = makePerson(random, {
    sex: random.chance(0.5) ? 'male' : 'female',
    bornOn: addDays(addYears(registeredOn, -wardAge), -random.whole(1, 350)),
    home: office.place,
    on: registeredOn,
    ethnicGroup: guardian.ethnicGroup,
    ...(random.chance(0.7) ? { residence: guardian.residence } : {}),
    ...(random.chance(0.6) ? { surname: guardian.name.split(' ')[0] ?? '' } : {}),
  });
  return { guardian, ward };
};

/** What both ledgers of guardianship say of the people. */
export const guardianshipFacts = ({
  guardian,
  ward,
}: Readonly<{ guardian: Person; ward: Person }>): Facts => ({
  ...personFacts('ngh', guardian, 'day'),
  ...personFacts('ndgh', ward, 'day'),
  nycHoTen: upper(guardian.name),
  ...paperFacts('nyc', guardian.paper),
});

export const tellGuardianship = (context: StoryContext): Facts => {
  const { random, registeredOn } = context;
  return {
    loaiDangKy: random.weighted([
      ['1', 55],
      ['2', 42],
      ['3', 3],
    ] as const),
    ghiChu: random.chance(0.2)
      ? `Đã cấp trích lục giám hộ ngày ${slashed(addDays(registeredOn, random.whole(0, 20)))}`
      : null,
    ...guardianshipFacts(makeGuardianship(context)),
  };
};
