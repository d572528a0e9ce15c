/** From a value's normal form to what an office writes: its habits with dates, numbers, names and words. */
import { type CodeListName, findCode } from '../../../src/domain/code-lists.ts';
import type { FieldType } from '../../../src/domain/fields.ts';
import { type DateWords, dateInWords, slashed } from '../people/dates.ts';
import type { Random } from '../random.ts';

export type Habits = Readonly<{
  dates: 'slashes' | 'dashes' | 'words';
  /** Digits that an entry's number is filled up to. */
  numberDigits: number;
  volumeDigits: number;
  pageDigits: number;
  names: 'capitals' | 'title';
  time: 'words' | 'short';
  words: DateWords;
}>;

export const chooseHabits = (random: Random): Habits => ({
  dates: random.weighted([
    ['slashes', 78],
    ['dashes', 10],
    ['words', 12],
  ] as const),
  numberDigits: random.weighted([
    [1, 35],
    [2, 30],
    [3, 35],
  ] as const),
  volumeDigits: random.weighted([
    [2, 75],
    [1, 25],
  ] as const),
  pageDigits: random.weighted([
    [1, 50],
    [2, 35],
    [3, 15],
  ] as const),
  names: random.chance(0.85) ? 'capitals' : 'title',
  time: random.chance(0.8) ? 'words' : 'short',
  words: {
    thousand: random.chance(0.6) ? 'nghìn' : 'ngàn',
    zero: random.chance(0.6) ? 'linh' : 'lẻ',
    commas: random.chance(0.35),
    early: random.chance(0.4),
  },
});

/** A date written out in words and figures needs this much room, mm; on shorter lines everybody uses signs. */
const LONG_DATE_MM = 60;

type FieldLike = Readonly<{ type: FieldType; codeList?: CodeListName }>;

/** What is written for a value in normal form. `width` is the first line's, mm. */
export const writtenAs = (spec: FieldLike, normalized: string, habits: Habits, width: number): string => {
  switch (spec.type) {
    case 'entry-number':
    case 'entry-reference': {
      const [number = '', ...year] = normalized.split('/');
      return [number.padStart(habits.numberDigits, '0'), ...year].join('/');
    }
    case 'volume': {
      const [volume = '', year = ''] = normalized.split('/');
      return `${volume.replace(/^0+/, '').padStart(habits.volumeDigits, '0')}/${year}`;
    }
    case 'page-number':
      return normalized.padStart(habits.pageDigits, '0');
    case 'date':
      return writtenDate(
        normalized,
        width < LONG_DATE_MM && habits.dates === 'words' ? 'slashes' : habits.dates,
      );
    case 'date-words':
      return dateInWords(normalized, habits.words);
    case 'time': {
      const [hour = '', minute = ''] = normalized.split(':');
      return habits.time === 'words' ? `${hour} giờ ${minute} phút` : `${hour} giờ ${minute}`;
    }
    case 'code':
      return spec.codeList === undefined
        ? normalized
        : (findCode(spec.codeList, normalized)?.label.vi ?? normalized);
    case 'person-name':
      return habits.names === 'capitals' ? normalized : titleCase(normalized);
    default:
      return normalized;
  }
};

const writtenDate = (iso: string, how: Habits['dates']): string => {
  const parts = iso.split('-');
  if (parts.length < 3 || how === 'slashes') return slashed(iso);
  if (how === 'dashes') return slashed(iso, '-');
  const [year = '', month = '', day = ''] = parts;
  return `ngày ${day} tháng ${month} năm ${year}`;
};

const titleCase = (name: string): string =>
  name
    .split(' ')
    .map((word) => word.charAt(0) + word.slice(1).toLocaleLowerCase('vi'))
    .join(' ');

/** Part of an identity paper → where it stands within the writing. */
export type PaperWriting = Readonly<{
  text: string;
  spans: Readonly<Record<'kind' | 'number' | 'issuedBy' | 'issuedOn', readonly [number, number]>>;
}>;

type PaperParts = Readonly<{ kind: string; number: string; issuedBy: string; issuedOn: string }>;

const PAPER_PATTERNS: readonly (readonly [string, number])[] = [
  ['{kind} số {number} do {issuedBy} cấp ngày {issuedOn}', 70],
  ['{kind} số {number}, cấp ngày {issuedOn}, nơi cấp {issuedBy}', 15],
  ['{kind}: {number}, {issuedBy} cấp ngày {issuedOn}', 15],
];

export const choosePaperPattern = (random: Random): string => random.weighted(PAPER_PATTERNS);

/** `CMND số 251234567 do Công an tỉnh Lâm Đồng cấp ngày 12/05/2009` and where its parts are. */
export const writtenPaper = (pattern: string, parts: PaperParts): PaperWriting => {
  const spans: Record<string, readonly [number, number]> = {};
  let text = '';
  for (const piece of pattern.split(/(\{\w+\})/)) {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    const added = name === undefined ? piece : parts[name as keyof PaperParts];
    if (name !== undefined) spans[name] = [text.length, text.length + added.length];
    text += added;
  }
  return { text, spans: spans as PaperWriting['spans'] };
};
