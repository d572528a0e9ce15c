/** Recognitions: a parent and a child, who recognises whom, and who of them came. */
import { upper } from '../../../src/domain/text.ts';
import { addDays, addYears, slashed } from '../people/dates.ts';
import { makePerson, paperFacts, personFacts } from '../people/person.ts';
import { communeText, nearbyCommune } from '../people/places.ts';
import type { Facts, StoryContext } from './registration.ts';

export const tellRecognition = ({ random, office, registeredOn }: StoryContext): Facts => {
  const byChild = random.chance(0.2);
  const isFather = random.chance(0.85);
  const childAge = byChild ? random.whole(18, 45) : random.whole(0, 14);
  const childBornOn = addDays(addYears(registeredOn, -childAge), -random.whole(20, 350));
  const parent = makePerson(random, {
    sex: isFather ? 'male' : 'female',
    bornOn: addDays(addYears(childBornOn, -random.whole(20, 38)), -random.whole(1, 350)),
    home: random.chance(0.7) ? office.place : nearbyCommune(random, office.place),
    on: registeredOn,
  });
  const child = makePerson(random, {
    sex: random.chance(0.5) ? 'male' : 'female',
    bornOn: childBornOn,
    home: office.place,
    on: registeredOn,
    ethnicGroup: parent.ethnicGroup,
    ...(isFather ? { surname: parent.name.split(' ')[0] ?? '' } : {}),
    ...(random.chance(0.6) ? { residence: parent.residence } : {}),
  });
  const applicant = byChild ? child : parent;
  const parentWord = isFather ? 'Cha' : 'Mẹ';
  return {
    quyetDinhSo: random.chance(0.85) ? `${random.whole(1, 60)}/QĐ-UBND` : null,
    loaiDangKy: random.chance(0.96) ? '1' : '2',
    loaiXacNhan: byChild ? '3-4' : '1-2',
    ghiChu: random.chance(0.2)
      ? `Đã bổ sung vào Giấy khai sinh của con ngày ${slashed(addDays(registeredOn, random.whole(1, 30)))}`
      : null,
    ...personFacts('cm', parent, 'day'),
    cmQueQuan: communeText(parent.home),
    ...personFacts('nc', child, 'day'),
    ncQueQuan: communeText(parent.home),
    nycHoTen: upper(applicant.name),
    nycQHNguoiNhan: 'Bản thân',
    nycQHNguoiDuocNhan: byChild ? 'Con' : parentWord,
    ...paperFacts('nyc', applicant.paper),
  };
};
