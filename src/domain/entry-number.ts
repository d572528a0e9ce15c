/**
 * Entry numbers: `15/2018`, with an optional suffix letter where an office numbered one entry in between (`15a/2018`).
 * Numbers run from 1 within a calendar year, across books (TT 04/2020/TT-BTP art. 29.3), so an entry's identity is
 * original office + kind + year of registration + number + suffix.
 */
export type EntryNumber = Readonly<{ number: number; suffix: string; year: number }>;

const PATTERN = /^0*(\d{1,6})\s*([a-zđ]?)\s*\/\s*((?:18|19|20)\d\d)$/i;

/** Reads `015/2018`; null when it is no complete number of an entry. */
export const parseEntryNumber = (text: string): EntryNumber | null => {
  const match = PATTERN.exec(text.normalize('NFC').trim());
  if (match === null) return null;
  const number = Number(match[1]);
  return number === 0 ? null : { number, suffix: (match[2] ?? '').toLowerCase(), year: Number(match[3]) };
};

/** The normal form: no leading zeros, small suffix. */
export const formatEntryNumber = ({ number, suffix, year }: EntryNumber): string =>
  `${number}${suffix}/${year}`;
