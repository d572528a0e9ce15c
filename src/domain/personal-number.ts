/**
 * Personal numbers (số định danh cá nhân, also the 12-digit citizen card and late identity cards): province of the first
 * registration, century and sex, year of birth, six random digits (NĐ 137/2015/NĐ-CP art. 7; shared domain notes 2.3).
 * There is no check digit.
 */
import { PROVINCES_BY_CODE } from './province-codes.ts';

export type PersonalNumber = Readonly<{
  /** Code of one of the 63 provinces before 1/7/2025, `001` … `096`. */
  province: string;
  sex: 'male' | 'female';
  birthYear: number;
}>;

const SHAPE = /^(\d{3})(\d)(\d{2})\d{6}$/u;
const FIRST_CENTURY = 1900;

/** What the number says of its bearer; null when it is none (no 12 digits, or of no province). */
export const parsePersonalNumber = (text: string): PersonalNumber | null => {
  const match = SHAPE.exec(text);
  const [, province, code, year] = match ?? [];
  if (province === undefined || code === undefined || !PROVINCES_BY_CODE.has(province)) return null;
  const digit = Number(code);
  return {
    province,
    sex: digit % 2 === 0 ? 'male' : 'female',
    birthYear: FIRST_CENTURY + 100 * Math.floor(digit / 2) + Number(year),
  };
};
