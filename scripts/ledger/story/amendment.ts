/** Changes and corrections: whose registration, which one, and what it said and says now. */
import { upper } from '../../../src/domain/text.ts';
import { addDays, addYears, slashed, yearOf } from '../people/dates.ts';
import { makeGivenName, makeName } from '../people/names.ts';
import { makePerson, type Person, paperFacts, personFacts } from '../people/person.ts';
import { communeText, nearbyCommune } from '../people/places.ts';
import { ETHNIC_GROUPS } from '../people/words.ts';
import type { Random } from '../random.ts';
import type { Facts, StoryContext } from './registration.ts';

export const tellAmendment = (context: StoryContext): Facts => {
  const { random, office, registeredOn } = context;
  const person = makePerson(random, {
    sex: random.chance(0.5) ? 'male' : 'female',
    bornOn: addDays(addYears(registeredOn, -random.whole(1, 45)), -random.whole(20, 350)),
    home: office.place,
    on: registeredOn,
  });
  const kind = random.weighted([
    ['1', 20],
    ['2', 60],
    ['3', 15],
    ['4', 5],
  ] as const);
  return {
    loaiDangKy: random.chance(0.96) ? '1' : '2',
    loaiThayDoi: kind,
    ghiChu: random.chance(0.15)
      ? `Đã ghi vào Sổ đăng ký khai sinh ngày ${slashed(addDays(registeredOn, random.whole(0, 10)))}`
      : null,
    ...personFacts('ntd', person, 'day'),
    ...original(context, person),
    ...content(random, kind, person),
    ...applicant(random, context, person),
  };
};

/** The birth was registered soon after it, mostly at the same office. */
const original = ({ random, office, registeredOn }: StoryContext, person: Person): Facts => {
  const usual = addDays(person.bornOn, random.whole(3, 55));
  const on = usual < registeredOn ? usual : addDays(registeredOn, -1);
  const number = random.whole(1, 320);
  const place = nearbyCommune(random, office.place);
  return {
    gocLoai: 'KS',
    gocSo: random.chance(0.75) ? `${number}/${yearOf(on)}` : String(number),
    gocNgay: on,
    gocCoQuan: random.chance(0.85)
      ? office.name
      : `Ủy ban nhân dân ${communeText(place).charAt(0).toLocaleLowerCase('vi')}${communeText(place).slice(1)}`,
  };
};

type Content = Readonly<{ ndMuc: string; ndTu: string | null; ndThanh: string; lyDo: string }>;

const content = (random: Random, kind: '1' | '2' | '3' | '4', person: Person): Content => {
  const name = upper(person.name);
  switch (kind) {
    case '1': {
      const family = name.split(' ').slice(0, -1);
      const before = another(name, () => [...family, upper(makeGivenName(random, person.sex))].join(' '));
      return {
        ndMuc: 'Họ, chữ đệm, tên',
        ndTu: before,
        ndThanh: name,
        lyDo: 'Theo nguyện vọng của gia đình',
      };
    }
    case '2': {
      const wrong = addDays(person.bornOn, random.pick([-30, -10, -1, 1, 10, 31]));
      const mother = upper(makeName(random, 'female'));
      return random.chance(0.7)
        ? {
            ndMuc: 'Ngày, tháng, năm sinh',
            ndTu: slashed(wrong),
            ndThanh: slashed(person.bornOn),
            lyDo: 'Sai sót khi đăng ký khai sinh',
          }
        : {
            ndMuc: 'Họ, chữ đệm, tên mẹ',
            ndTu: another(mother, () => upper(makeName(random, 'female'))),
            ndThanh: mother,
            lyDo: 'Sai sót của công chức tư pháp hộ tịch',
          };
    }
    case '3':
      return {
        ndMuc: 'Ngày, tháng sinh',
        ndTu: null,
        ndThanh: slashed(person.bornOn),
        lyDo: 'Sổ gốc chỉ ghi năm sinh',
      };
    case '4':
      return {
        ndMuc: 'Dân tộc',
        ndTu: ETHNIC_GROUPS.find(([group]) => group !== person.ethnicGroup)?.[0] ?? 'Kinh',
        ndThanh: person.ethnicGroup,
        lyDo: 'Xác định lại theo dân tộc của mẹ',
      };
  }
};

const another = (than: string, make: () => string): string => {
  const made = make();
  return made === than ? another(than, make) : made;
};

const ADULT = 18;

const applicant = (random: Random, { office, registeredOn }: StoryContext, person: Person): Facts => {
  if (addYears(person.bornOn, ADULT) <= registeredOn) {
    return { nycHoTen: upper(person.name), nycQuanHe: 'Bản thân', ...paperFacts('nyc', person.paper) };
  }
  const sex = random.chance(0.5) ? 'male' : 'female';
  const parent = makePerson(random, {
    sex,
    bornOn: addDays(addYears(person.bornOn, -random.whole(21, 36)), -random.whole(1, 350)),
    home: office.place,
    on: registeredOn,
    ...(sex === 'male' ? { surname: person.name.split(' ')[0] ?? '' } : {}),
  });
  return {
    nycHoTen: upper(parent.name),
    nycQuanHe: sex === 'male' ? 'Cha' : 'Mẹ',
    ...paperFacts('nyc', parent.paper),
  };
};
