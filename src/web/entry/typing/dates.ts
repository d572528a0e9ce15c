/** Dates as fingers type them. */
import { formatVietnameseDate, parseIsoDate, partialDate } from '../../../domain/partial-date.ts';

/** `27101968` → `27/10/1968`, `101968` → `10/1968`; anything else, and what no calendar has, stays as it is. */
export const expandDate = (text: string): string => {
  const whole = /^(\d{2})(\d{2})(\d{4})$/.exec(text);
  if (whole !== null) {
    const date = partialDate(Number(whole[3]), Number(whole[2]), Number(whole[1]));
    return date === null ? text : formatVietnameseDate(date);
  }
  const month = /^(\d{2})(\d{4})$/.exec(text);
  if (month !== null) {
    const date = partialDate(Number(month[2]), Number(month[1]), null);
    return date === null ? text : formatVietnameseDate(date);
  }
  return text;
};

/** An ISO date of the database as people write it: `1968-10-27` → `27/10/1968`. */
export const showDate = (iso: string): string => {
  const date = parseIsoDate(iso);
  return date === null ? iso : formatVietnameseDate(date);
};

/** What is wrong with figures as a date while they are typed; null while it may still become one. */
export const isImpossibleDate = (text: string): boolean => {
  const figures = text.trim();
  const match =
    /^(\d{2})(\d{2})(\d{4})$/.exec(figures) ?? /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(figures);
  return match !== null && partialDate(Number(match[3]), Number(match[2]), Number(match[1])) === null;
};
