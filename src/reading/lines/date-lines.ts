/** Dates as ledgers write them, in figures and in words, for a model of letters to learn from. */
import { dateToWords } from '../../domain/dates-in-words.ts';
import { partialDate } from '../../domain/partial-date.ts';

type Line = Readonly<{ text: string; weight: number }>;

const FROM = 1880;
const TO = 2030;
const LEAP = 2000;

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
const two = (n: number): string => String(n).padStart(2, '0');

/** Small letters without punctuation; gaps between figures are single spaces. */
export function* dateLines(): Generator<Line> {
  yield* inFigures();
  for (const line of inWords()) yield* spokenOtherwise(line);
}

function* inFigures(): Generator<Line> {
  for (const month of range(1, 12)) {
    for (const day of range(1, 31)) {
      if (partialDate(LEAP, month, day) === null) continue;
      for (const [d, m, weight] of [
        [two(day), two(month), 2],
        [String(day), String(month), 1],
      ] as const) {
        yield { text: `${d} ${m} 19`, weight };
        yield { text: `${d} ${m} 20`, weight: weight / 2 };
        yield { text: `ngày ${d} tháng ${m} năm`, weight };
      }
    }
    for (const year of range(FROM, TO)) {
      yield { text: `${two(month)} ${year}`, weight: 0.3 };
      yield { text: `${month} ${year}`, weight: 0.3 };
    }
  }
  for (const year of range(FROM, TO)) {
    yield { text: String(year), weight: 2 };
    yield { text: `năm ${year}`, weight: 2 };
  }
}

function* inWords(): Generator<Line> {
  const words = (year: number, month: number | null, day: number | null): string => {
    const date = partialDate(year, month, day);
    return date === null ? '' : dateToWords(date).toLocaleLowerCase('vi').replaceAll(',', '');
  };
  const year = words(LEAP, null, null);
  for (const month of range(1, 12)) {
    for (const day of range(1, 31)) {
      const said = words(LEAP, month, day);
      if (said === '') continue;
      const text = said.slice(0, -year.length);
      yield { text: `${text}năm`, weight: 1 };
      yield { text: `${text}năm`.replace('ngày ', ''), weight: 0.3 };
    }
  }
  for (const each of range(FROM, TO)) yield { text: words(each, null, null), weight: 2 };
}

/** Other ways of saying the same number. */
const OTHERWISE: readonly (readonly [RegExp, string])[] = [
  [/mồng /gu, 'mùng '],
  [/mồng /gu, ''],
  [/nghìn/gu, 'ngàn'],
  [/linh/gu, 'lẻ'],
  [/tháng một(?! )/gu, 'tháng giêng'],
];

function* spokenOtherwise(line: Line): Generator<Line> {
  yield line;
  for (const [from, to] of OTHERWISE) {
    const text = line.text.replace(from, to);
    if (text !== line.text) yield { text, weight: line.weight / 2 };
  }
}
