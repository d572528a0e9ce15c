/** The end of a guardianship that was registered at the same office some years before. */
import { addDays, slashed, yearOf } from '../people/dates.ts';
import { guardianshipFacts, makeGuardianship } from './guardianship.ts';
import type { Facts, StoryContext } from './registration.ts';

export const tellEndedGuardianship = (context: StoryContext): Facts => {
  const { random, office, registeredOn } = context;
  const since = addDays(registeredOn, -random.whole(120, 2600));
  return {
    loaiDangKy: random.weighted([
      ['1', 55],
      ['2', 42],
      ['3', 3],
    ] as const),
    ghSo: `${random.whole(1, 40)}/${yearOf(since)}`,
    ghNgay: since,
    ghCoQuan: office.name,
    lyDoChamDut: random.pick([
      'Người được giám hộ đã đủ 18 tuổi',
      'Người được giám hộ đã có năng lực hành vi dân sự đầy đủ',
      'Người được giám hộ được nhận làm con nuôi',
      'Cha, mẹ của người được giám hộ đã có đủ điều kiện',
      'Người giám hộ chết',
    ]),
    ghiChu: random.chance(0.15) ? `Đã cấp trích lục ngày ${slashed(registeredOn)}` : null,
    ...guardianshipFacts(makeGuardianship(context)),
  };
};
