/**
 * Personal numbers (số định danh cá nhân, also the 12-digit citizen card and late identity cards): province of the first
 * registration, century and sex, year of birth, six random digits (NĐ 137/2015/NĐ-CP art. 7; shared domain notes 2.3).
 * There is no check digit.
 */
export type PersonalNumber = Readonly<{
  /** Code of one of the 63 provinces before 1/7/2025, `001` … `096`. */
  province: string;
  sex: 'male' | 'female';
  birthYear: number;
}>;

/** The 63 provinces' codes; numbers that are given out keep them. */
const PROVINCES: ReadonlySet<string> = new Set(
  (
    '001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 044 ' +
    '045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091 ' +
    '092 093 094 095 096'
  ).split(' '),
);

const SHAPE = /^(\d{3})(\d)(\d{2})\d{6}$/u;
const FIRST_CENTURY = 1900;

/** What the number says of its bearer; null when it is none (no 12 digits, or of no province). */
export const parsePersonalNumber = (text: string): PersonalNumber | null => {
  const match = SHAPE.exec(text);
  const [, province, code, year] = match ?? [];
  if (province === undefined || code === undefined || !PROVINCES.has(province)) return null;
  const digit = Number(code);
  return {
    province,
    sex: digit % 2 === 0 ? 'male' : 'female',
    birthYear: FIRST_CENTURY + 100 * Math.floor(digit / 2) + Number(year),
  };
};
