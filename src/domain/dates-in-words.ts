/**
 * Dates in Vietnamese words, both ways: "Ngày hai mươi bảy, tháng mười, năm hai nghìn không trăm mười tám". All the ways
 * people say a number are known (mồng/mùng, hăm, mốt, tư, lăm/nhăm, linh/lẻ, nghìn/ngàn, giêng/chạp, shortened "hai
 * bảy"). The parser weighs words instead of demanding them, so that the reading room can use it on misread words.
 */
import { type PartialDate, partialDate } from './partial-date.ts';
import { tidy } from './text.ts';

const UNITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'] as const;

/** What a digit may be called at the end of a number from 20 on. */
const AFTER_TENS: readonly (readonly string[])[] = [
  [],
  ['mốt', 'một'],
  ['hai'],
  ['ba'],
  ['tư', 'bốn'],
  ['lăm', 'nhăm', 'năm'],
  ['sáu'],
  ['bảy', 'bẩy'],
  ['tám'],
  ['chín'],
];
const AFTER_TEN: readonly (readonly string[])[] = [
  [],
  ['một'],
  ['hai'],
  ['ba'],
  ['bốn', 'tư'],
  ['lăm', 'nhăm', 'năm'],
  ['sáu'],
  ['bảy', 'bẩy'],
  ['tám'],
  ['chín'],
];
const ALONE: readonly (readonly string[])[] = [
  ['không'],
  ['một'],
  ['hai'],
  ['ba'],
  ['bốn', 'tư'],
  ['năm'],
  ['sáu'],
  ['bảy', 'bẩy'],
  ['tám'],
  ['chín'],
];

/** Every word a date in words may hold, in small letters. */
export const DATE_WORDS: readonly string[] = [
  ...new Set([
    ...AFTER_TENS.flat(),
    ...AFTER_TEN.flat(),
    ...ALONE.flat(),
    ...['ngày', 'tháng', 'mồng', 'mùng', 'mười', 'mươi', 'hăm', 'giêng', 'chạp'],
    ...['trăm', 'linh', 'lẻ', 'nghìn', 'ngàn', 'âm', 'lịch', 'dương'],
  ]),
];

/** 1…99 in words, as offices write them: `bốn` alone, `lăm` and `mốt` after tens. */
const numberToWords = (value: number): string => {
  const tens = Math.floor(value / 10);
  const unit = value % 10;
  if (tens === 0) return UNITS[unit] ?? '';
  const head = tens === 1 ? 'mười' : `${UNITS[tens]} mươi`;
  const tail = (tens === 1 ? AFTER_TEN : AFTER_TENS)[unit]?.[0];
  return tail === undefined ? head : `${head} ${tail}`;
};

const yearToWords = (year: number): string => {
  const thousands = `${UNITS[Math.floor(year / 1000)]} nghìn`;
  const hundreds = Math.floor((year % 1000) / 100);
  const rest = year % 100;
  if (hundreds === 0 && rest === 0) return thousands;
  const head = `${thousands} ${UNITS[hundreds]} trăm`;
  if (rest === 0) return head;
  return rest < 10 ? `${head} linh ${UNITS[rest]}` : `${head} ${numberToWords(rest)}`;
};

const dayToWords = (day: number): string => (day <= 10 ? `mồng ${numberToWords(day)}` : numberToWords(day));
const monthToWords = (month: number): string => (month === 4 ? 'tư' : numberToWords(month));

/** The date in words, small letters but the first, with commas between the parts. */
export const dateToWords = (date: PartialDate): string => {
  const parts = [`năm ${yearToWords(date.year)}`];
  if (date.precision !== 'year') parts.unshift(`tháng ${monthToWords(date.month)}`);
  if (date.precision === 'day') parts.unshift(`ngày ${dayToWords(date.day)}`);
  const text = parts.join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
};

/** How badly the word at `index` of a text fits `word`: 0 is exact, Infinity is never. */
export type WordCost = (index: number, word: string) => number;
export type WeighedDate = Readonly<{ date: PartialDate; cost: number }>;

/** The date these words say exactly, or null. Case, commas and full stops do not count. */
export const wordsToDate = (text: string): PartialDate | null => {
  const words = splitDateWords(text);
  const found = findDateInWords(words.length, (index, word) =>
    words[index] === word ? 0 : Number.POSITIVE_INFINITY,
  );
  return found[0]?.date ?? null;
};

/** The words of a text, in small letters, without punctuation. */
export const splitDateWords = (text: string): string[] =>
  tidy(text)
    .toLocaleLowerCase('vi')
    .split(/[\s,.;:()/-]+/u)
    .filter((word) => word !== '');

/**
 * All dates the words of a text can say, cheapest first, each once. Words are weighed by `cost`; at most two words in a
 * text may be passed over, at `SKIP` each.
 */
export const findDateInWords = (count: number, cost: WordCost): readonly WeighedDate[] => {
  const grammar = new Grammar(count, cost);
  const best = new Map<string, WeighedDate>();
  for (const reading of grammar.dates()) {
    const known = best.get(reading.key);
    if (known === undefined || reading.cost < known.cost) {
      best.set(reading.key, { date: reading.date, cost: reading.cost });
    }
  }
  return [...best.values()].sort((a, b) => a.cost - b.cost);
};

const WORST = 7;
/** What a missing "ngày", "tháng" or "năm" costs. */
const NO_MARKER = 0.6;

type Step = Readonly<{ value: number; next: number; cost: number }>;

/** Non-deterministic descent over the words: every rule gives all its readings from one position on. */
class Grammar {
  readonly #count: number;
  readonly #cost: WordCost;
  readonly #known = new Map<string, readonly Step[]>();

  constructor(count: number, cost: WordCost) {
    this.#count = count;
    this.#cost = cost;
  }

  *dates(): Generator<{ date: PartialDate; cost: number; key: string }> {
    for (const day of this.#optional(0, 'day', (at) => this.#day(at), 'ngày')) {
      for (const month of this.#optional(day.next, 'month', (at) => this.#month(at), 'tháng')) {
        if (day.value > 0 && month.value === 0) continue;
        const marked = this.#marker(month.next, 'năm');
        for (const start of marked) {
          for (const year of this.#memo('year', start.next, (at) => this.#year(at))) {
            const cost = day.cost + month.cost + start.cost + year.cost;
            if (year.next !== this.#count || cost > WORST) continue;
            const date = partialDate(year.value, month.value || null, day.value || null);
            if (date !== null) yield { date, cost, key: `${date.year}-${month.value}-${day.value}` };
          }
        }
      }
    }
  }

  /** A part with its marker word, or not there at all (value 0). */
  #optional(
    at: number,
    name: string,
    rule: (at: number) => readonly Step[],
    marker: string,
  ): readonly Step[] {
    const there = this.#marker(at, marker).flatMap((start) =>
      this.#memo(name, start.next, rule).map((step) => ({ ...step, cost: step.cost + start.cost })),
    );
    return [...cheapest(there), { value: 0, next: at, cost: 0 }];
  }

  #marker(at: number, word: string): readonly Step[] {
    return [...this.#word(at, [word], 0), { value: 0, next: at, cost: NO_MARKER }];
  }

  #day(at: number): readonly Step[] {
    const early = this.#word(at, ['mồng', 'mùng'], 0).flatMap((head) =>
      then(head, (next) => [...this.#digit(next, ALONE, 1), ...this.#word(next, ['mười'], 10)]),
    );
    return [...early, ...this.#below100(at).filter((step) => step.value <= 31)];
  }

  #month(at: number): readonly Step[] {
    return [
      ...this.#word(at, ['giêng'], 1),
      ...this.#word(at, ['chạp'], 12),
      ...this.#below100(at).filter((step) => step.value <= 12),
    ];
  }

  /** 1…99: alone, mười …, … mươi …, hăm …, and the shortened "hai bảy", "ba mốt". */
  #below100(at: number): readonly Step[] {
    return this.#memo('below100', at, () => {
      const found: Step[] = [...this.#digit(at, ALONE, 1)];
      for (const ten of this.#word(at, ['mười'], 10)) {
        found.push(ten, ...then(ten, (next) => this.#digit(next, AFTER_TEN, 1), 10));
      }
      for (const head of this.#word(at, ['hăm'], 20)) {
        found.push(...then(head, (next) => this.#digit(next, AFTER_TENS, 1), 20));
      }
      for (const head of this.#digit(at, ALONE, 2)) {
        const base = head.value * 10;
        for (const tens of this.#word(head.next, ['mươi', 'mười'], 0)) {
          const whole = { value: base, next: tens.next, cost: head.cost + tens.cost };
          found.push(whole, ...then(whole, (next) => this.#digit(next, AFTER_TENS, 1), base));
        }
        const short = { ...head, cost: head.cost + 0.2 };
        found.push(...then(short, (next) => this.#digit(next, AFTER_TENS, 1), base));
      }
      return found;
    });
  }

  #year(at: number): readonly Step[] {
    const found: Step[] = [];
    for (const head of this.#digit(at, ALONE, 1).filter((step) => step.value <= 2)) {
      const base = head.value * 1000;
      for (const thousand of this.#word(head.next, ['nghìn', 'ngàn'], 0)) {
        const whole = { value: base, next: thousand.next, cost: head.cost + thousand.cost };
        found.push(...this.#rest(whole, base));
        for (const digit of this.#digit(whole.next, ALONE, 0)) {
          for (const hundred of this.#word(digit.next, ['trăm'], 0)) {
            const value = base + digit.value * 100;
            const cost = whole.cost + digit.cost + hundred.cost;
            found.push(...this.#rest({ value, next: hundred.next, cost }, value));
          }
        }
      }
      // "một chín chín lăm", digit by digit
      for (const century of this.#digit(head.next, ALONE, 0)) {
        for (const ten of this.#digit(century.next, ALONE, 0)) {
          const value = base + century.value * 100 + ten.value * 10;
          const start = { value, next: ten.next, cost: head.cost + century.cost + ten.cost + 0.3 };
          found.push(
            ...then(
              start,
              (next) => [...this.#digit(next, AFTER_TENS, 1), ...this.#digit(next, ALONE, 0)],
              value,
            ),
          );
        }
      }
    }
    return found;
  }

  /** What follows the hundreds: nothing, linh/lẻ and a digit, or 10…99. */
  #rest(head: Step, base: number): readonly Step[] {
    const odd = this.#word(head.next, ['linh', 'lẻ'], 0).flatMap((word) =>
      then({ ...word, cost: head.cost + word.cost }, (next) => this.#digit(next, ALONE, 1), base),
    );
    const tens = then(head, (next) => this.#below100(next).filter((step) => step.value >= 10), base);
    return [
      { value: base, next: head.next, cost: head.cost + (base % 1000 === 0 && base < 2000 ? 1 : 0) },
      ...odd,
      ...tens,
    ];
  }

  #digit(at: number, names: readonly (readonly string[])[], from: number): readonly Step[] {
    return names.flatMap((words, value) => (value < from ? [] : this.#word(at, words, value)));
  }

  /** The word at `at` taken as one of `words`. */
  #word(at: number, words: readonly string[], value: number): readonly Step[] {
    if (at >= this.#count) return [];
    const cost = Math.min(...words.map((word) => this.#cost(at, word)));
    return cost < WORST ? [{ value, next: at + 1, cost }] : [];
  }

  #memo(name: string, at: number, rule: (at: number) => readonly Step[]): readonly Step[] {
    const key = `${name} ${at}`;
    const known = this.#known.get(key) ?? cheapest(rule(at));
    this.#known.set(key, known);
    return known;
  }
}

/** What follows `head`, with its cost added and `base` added to its values. */
const then = (head: Step, rule: (next: number) => readonly Step[], base = 0): readonly Step[] =>
  rule(head.next).map((step) => ({ value: base + step.value, next: step.next, cost: head.cost + step.cost }));

/** For every value and end the cheapest way there, as long as it is not hopeless. */
const cheapest = (steps: readonly Step[]): readonly Step[] => {
  const best = new Map<string, Step>();
  for (const step of steps) {
    if (step.cost > WORST) continue;
    const key = `${step.value} ${step.next}`;
    const known = best.get(key);
    if (known === undefined || step.cost < known.cost) best.set(key, step);
  }
  return [...best.values()];
};
