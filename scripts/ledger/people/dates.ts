/** Calendar days as ISO text (`2018-10-27`), and how people say them. */

const DAY_MS = 86_400_000;

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);

export const yearOf = (day: string): number => Number(day.slice(0, 4));

/** The same day some years earlier or later (29 February becomes the 28th). */
export const addYears = (day: string, years: number): string => {
  const year = yearOf(day) + years;
  const rest = day.slice(5);
  return rest === '02-29' ? `${year}-02-28` : `${year}-${rest}`;
};

/** Saturdays and Sundays move to the next Monday, or back to Friday at the end of a year. */
export const workingDay = (day: string): string => {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const ahead = weekday === 6 ? 2 : weekday === 0 ? 1 : 0;
  const moved = addDays(day, ahead);
  return yearOf(moved) === yearOf(day) ? moved : addDays(day, weekday === 6 ? -1 : -2);
};

const UNITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'];

export type DateWords = Readonly<{
  thousand: 'nghìn' | 'ngàn';
  zero: 'linh' | 'lẻ';
  commas: boolean;
  early: boolean;
}>;

/** `2018-10-27` → `Ngày hai mươi bảy tháng mười năm hai nghìn không trăm mười tám`. */
export const dateInWords = (day: string, words: DateWords): string => {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const dayWords = date <= 10 && words.early ? `mùng ${UNITS[date] ?? 'mười'}` : twoDigits(date);
  const monthWords = month === 4 ? 'tư' : twoDigits(month);
  const comma = words.commas ? ',' : '';
  return `Ngày ${date === 10 && words.early ? 'mùng mười' : dayWords}${comma} tháng ${monthWords}${comma} năm ${yearWords(year, words)}`;
};

const twoDigits = (value: number): string => {
  const tens = Math.floor(value / 10);
  const units = value % 10;
  if (tens === 0) return UNITS[units] as string;
  const head = tens === 1 ? 'mười' : `${UNITS[tens]} mươi`;
  if (units === 0) return head;
  if (units === 5) return `${head} lăm`;
  if (units === 1 && tens > 1) return `${head} mốt`;
  return `${head} ${UNITS[units]}`;
};

const yearWords = (year: number, words: DateWords): string => {
  const thousands = `${UNITS[Math.floor(year / 1000)]} ${words.thousand}`;
  const hundreds = Math.floor(year / 100) % 10;
  const rest = year % 100;
  if (hundreds === 0 && rest === 0) return thousands;
  const head = `${thousands} ${UNITS[hundreds]} trăm`;
  if (rest === 0) return head;
  return rest < 10 ? `${head} ${words.zero} ${UNITS[rest]}` : `${head} ${twoDigits(rest)}`;
};

/** `2018-10-27` → `27/10/2018`; months and years alone stay what they are. */
export const slashed = (day: string, sign = '/'): string => day.split('-').reverse().join(sign);
