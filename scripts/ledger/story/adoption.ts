/** Adoptions: a child, one or two adoptive parents, and the parents or the home that give it. */
import { addDays, addYears, slashed, yearOf } from '../people/dates.ts';
import type { Sex } from '../people/names.ts';
import { makePerson, type Person, personFacts } from '../people/person.ts';
import { communeText, hospitalText, nearbyCommune } from '../people/places.ts';
import type { Random } from '../random.ts';
import type { Facts, StoryContext } from './registration.ts';

export const tellAdoption = (context: StoryContext): Facts => {
  const { random, office, registeredOn } = context;
  const child = makePerson(random, {
    sex: random.chance(0.45) ? 'male' : 'female',
    bornOn: addDays(registeredOn, -random.whole(40, 4500)),
    home: office.place,
    on: registeredOn,
  });
  const parents = couple(
    context,
    child,
    random.weighted([
      ['both', 82],
      ['mother', 15],
      ['father', 3],
    ] as const),
  );
  const fromHome = random.chance(0.25);
  const givers = couple(
    context,
    child,
    fromHome
      ? 'none'
      : random.weighted([
          ['both', 45],
          ['mother', 50],
          ['father', 5],
        ] as const),
  );
  return {
    loaiDangKy: random.weighted([
      ['1', 90],
      ['2', 8],
      ['3', 2],
    ] as const),
    ghiChu: random.chance(0.15)
      ? `Đã thay đổi phần khai về cha, mẹ trong Giấy khai sinh ngày ${slashed(addDays(registeredOn, random.whole(3, 60)))}`
      : null,
    ...personFacts('cn', child, 'day'),
    cnNoiSinh: random.chance(0.7) ? hospitalText(random, office.place) : communeText(office.place),
    ...coupleFacts('chn', 'men', parents),
    ...coupleFacts('ogi', 'bgi', givers),
    bgiaoQuanHe: fromHome
      ? null
      : givers.he !== null && givers.she !== null
        ? 'Cha, mẹ đẻ'
        : givers.she !== null
          ? 'Mẹ đẻ'
          : 'Cha đẻ',
    csndTen: fromHome ? `Trung tâm Bảo trợ xã hội ${office.place.province}` : null,
    gcnSo: `${random.whole(1, 30)}/${yearOf(registeredOn)}`,
    gcnNgay: registeredOn,
  };
};

type Couple = Readonly<{ he: Person | null; she: Person | null }>;

const couple = (
  { random, office, registeredOn }: StoryContext,
  child: Person,
  who: 'both' | 'mother' | 'father' | 'none',
): Couple => {
  const home = random.chance(0.6) ? office.place : nearbyCommune(random, office.place);
  const make = (sex: Sex, with_?: Person): Person =>
    makePerson(random, {
      sex,
      bornOn: addDays(addYears(child.bornOn, -ageAt(random, sex)), -random.whole(1, 350)),
      home,
      on: registeredOn,
      ...(with_ === undefined ? {} : { residence: with_.residence, ethnicGroup: with_.ethnicGroup }),
    });
  const he = who === 'both' || who === 'father' ? make('male') : null;
  const she = who === 'both' || who === 'mother' ? make('female', he ?? undefined) : null;
  return { he, she };
};

/** At least twenty years older than the child (Luật Nuôi con nuôi 2010 art. 14). */
const ageAt = (random: Random, sex: Sex): number => random.whole(sex === 'male' ? 25 : 22, 44);

const coupleFacts = (hisPrefix: string, herPrefix: string, { he, she }: Couple): Facts => ({
  ...(he === null ? {} : personFacts(hisPrefix, he, 'day')),
  ...(she === null ? {} : personFacts(herPrefix, she, 'day')),
});
