/**
 * Dates as ledgers have them: a year, a month of a year, or a day. Parents' birth dates are year-only by law (Luật Hộ tịch
 * art. 14), so a missing month or day is an answer and never filled in.
 */
export type PartialDate =
  | Readonly<{ precision: 'year'; year: number }>
  | Readonly<{ precision: 'month'; year: number; month: number }>
  | Readonly<{ precision: 'day'; year: number; month: number; day: number }>;

const FIRST_YEAR = 1800;
const LAST_YEAR = 2100;
const ISO = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/u;

/** Days of that month (1…12) of that year, Gregorian. */
export const daysInMonth = (year: number, month: number): number => {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** A date of the calendar between 1800 and 2100, or null (31/2, month 13, year 5005). A day needs its month. */
export const partialDate = (year: number, month: number | null, day: number | null): PartialDate | null => {
  if (!isWhole(year, FIRST_YEAR, LAST_YEAR)) return null;
  if (month === null) return day === null ? { precision: 'year', year } : null;
  if (!isWhole(month, 1, 12)) return null;
  if (day === null) return { precision: 'month', year, month };
  return isWhole(day, 1, daysInMonth(year, month)) ? { precision: 'day', year, month, day } : null;
};

/** Reads `2018`, `2018-10`, `2018-10-27`; null for anything else and for days that no calendar has. */
export const parseIsoDate = (text: string): PartialDate | null => {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, year, month, day] = match;
  return partialDate(Number(year), numberOrNull(month), numberOrNull(day));
};

/** `2018`, `2018-10` or `2018-10-27`. */
export const formatIsoDate = (date: PartialDate): string => {
  const year = String(date.year).padStart(4, '0');
  if (date.precision === 'year') return year;
  return date.precision === 'month'
    ? `${year}-${two(date.month)}`
    : `${year}-${two(date.month)}-${two(date.day)}`;
};

/** `27/10/2018` as Vietnamese papers write it, with another separator if wanted. */
export const formatVietnameseDate = (date: PartialDate, separator = '/'): string => {
  if (date.precision === 'year') return String(date.year);
  const rest = `${two(date.month)}${separator}${date.year}`;
  return date.precision === 'month' ? rest : `${two(date.day)}${separator}${rest}`;
};

export const samePartialDate = (a: PartialDate, b: PartialDate): boolean =>
  formatIsoDate(a) === formatIsoDate(b);

/**
 * Negative when `a` is surely before `b`, positive when surely after, 0 when equal, null when their precision leaves it
 * open (`2018` and `2018-10`).
 */
export const comparePartialDates = (a: PartialDate, b: PartialDate): number | null => {
  const left = partsOf(a);
  const right = partsOf(b);
  for (let i = 0; i < 3; i++) {
    const x = left[i];
    const y = right[i];
    if (x === undefined && y === undefined) return 0;
    if (x === undefined || y === undefined) return null;
    if (x !== y) return x - y;
  }
  return 0;
};

/** Whether both can be the same day: `2018` and `2018-10-27` can, `2018-11` and `2018-10-27` cannot. */
export const compatibleDates = (a: PartialDate, b: PartialDate): boolean => {
  const order = comparePartialDates(a, b);
  return order === null || order === 0;
};

/** Whole years from `from` to `to` by the calendar years alone (±1 of the true age). */
export const yearsBetween = (from: PartialDate, to: PartialDate): number => to.year - from.year;

const partsOf = (date: PartialDate): readonly number[] => {
  if (date.precision === 'year') return [date.year];
  return date.precision === 'month' ? [date.year, date.month] : [date.year, date.month, date.day];
};

const isWhole = (value: number, from: number, to: number): boolean =>
  Number.isInteger(value) && value >= from && value <= to;

const numberOrNull = (text: string | undefined): number | null => (text === undefined ? null : Number(text));

const two = (value: number): string => String(value).padStart(2, '0');
