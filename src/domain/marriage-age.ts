/**
 * From what age people could marry, by the law of the day of their marriage. `entered`: on the day the year of age begins
 * ("bước sang tuổi hai mươi": nineteen years are full), as courts counted under the laws of 1959 to 2000; `full`: the years
 * are full ("từ đủ 20 tuổi").
 * Sources: Luật Hôn nhân và gia đình 1959 art. 6, 1986 art. 5, 2000 art. 9 (NĐ 70/2001/NĐ-CP art. 3), 2014 art. 8.
 */
import { comparePartialDates, type PartialDate } from './partial-date.ts';

export type MarriageLaw = Readonly<{
  /** Year the law is called by. */
  law: number;
  from: PartialDate;
  woman: number;
  man: number;
  counted: 'entered' | 'full';
}>;

const day = (year: number, month: number, date: number): PartialDate => ({
  precision: 'day',
  year,
  month,
  day: date,
});

/** Newest first. */
export const MARRIAGE_LAWS: readonly MarriageLaw[] = [
  { law: 2014, from: day(2015, 1, 1), woman: 18, man: 20, counted: 'full' },
  { law: 2000, from: day(2001, 1, 1), woman: 18, man: 20, counted: 'entered' },
  { law: 1986, from: day(1987, 1, 3), woman: 18, man: 20, counted: 'entered' },
  { law: 1959, from: day(1960, 1, 13), woman: 18, man: 20, counted: 'entered' },
];

/** The law in force on that day; undefined before 1960, and where a year alone leaves it open. */
export const marriageLawOn = (married: PartialDate): MarriageLaw | undefined =>
  MARRIAGE_LAWS.find(({ from }) => {
    const order = comparePartialDates(married, from);
    return order !== null && order >= 0;
  });

/** Whether somebody was surely too young; dates that are not full days are read in their favour. */
export const isTooYoung = (
  sex: 'woman' | 'man',
  born: PartialDate,
  married: PartialDate,
): Readonly<{ law: number; age: number }> | null => {
  const law = marriageLawOn(married);
  if (law === undefined) return null;
  const age = law[sex];
  const years = law.counted === 'full' ? age : age - 1;
  const allowed = yearsAfter(born, years);
  const order = comparePartialDates(married, allowed);
  return order !== null && order < 0 ? { law: law.law, age } : null;
};

const yearsAfter = (date: PartialDate, years: number): PartialDate => ({ ...date, year: date.year + years });
