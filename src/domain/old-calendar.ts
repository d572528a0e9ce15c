/**
 * Dates of the lunar calendar and years by stem and branch ("năm Giáp Tý"). They stay as they are written: which day of our
 * calendar they mean is for people to say, and a cycle comes back every sixty years.
 */
import { syllableKey } from './syllables.ts';
import { tidy } from './text.ts';

const STEMS = ['Giáp', 'Ất', 'Bính', 'Đinh', 'Mậu', 'Kỷ', 'Canh', 'Tân', 'Nhâm', 'Quý'] as const;
const BRANCHES = [
  ['Tý', 'Tí'],
  ['Sửu'],
  ['Dần'],
  ['Mão', 'Mẹo'],
  ['Thìn'],
  ['Tỵ', 'Tị'],
  ['Ngọ'],
  ['Mùi'],
  ['Thân'],
  ['Dậu'],
  ['Tuất'],
  ['Hợi'],
] as const;

const stems = new Map(STEMS.map((word, index) => [syllableKey(word), index]));
const branches = new Map(
  BRANCHES.flatMap((spellings, index) => spellings.map((word) => [syllableKey(word), index] as const)),
);

/** Year 4 was a Giáp Tý. */
const FIRST = 4;
const CYCLE = 60;
const LUNAR = /(?<!\p{L})(?:âm\s+lịch|ÂL|AL|\(\s*âm\s*\))(?!\p{L})/iu;

export type OldCalendar =
  | Readonly<{ type: 'lunar' }>
  /** `offset`: years of the cycle since Giáp Tý, 0…59. */
  | Readonly<{ type: 'can-chi'; name: string; offset: number }>;

/** What of the old calendar the text holds; null when it is a date like ours. */
export const oldCalendarOf = (text: string | null | undefined): OldCalendar | null => {
  if (text === null || text === undefined) return null;
  const words = tidy(text).split(/[\s,.;:()]+/u);
  for (const [at, word] of words.entries()) {
    const stem = stems.get(syllableKey(word));
    const branch = branches.get(syllableKey(words[at + 1] ?? ''));
    // Stems and branches advance together, so only those of the same parity meet.
    if (stem === undefined || branch === undefined || stem % 2 !== branch % 2) continue;
    const offset = (6 * stem - 5 * branch + CYCLE) % CYCLE;
    return { type: 'can-chi', name: `${word} ${words[at + 1] ?? ''}`, offset };
  }
  return LUNAR.test(text.normalize('NFC')) ? { type: 'lunar' } : null;
};

/** The years of our calendar that such a name can mean between two years, both included. */
export const yearsOfCycle = (offset: number, from: number, to: number): readonly number[] => {
  const first = from + ((((FIRST + offset - from) % CYCLE) + CYCLE) % CYCLE);
  const years: number[] = [];
  for (let year = first; year <= to; year += CYCLE) years.push(year);
  return years;
};
