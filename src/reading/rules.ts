/**
 * What must hold between the fields of an entry, as data. A broken rule lowers confidence (`doubt`) or makes a question
 * for people (`question`); it never changes a value, because ledgers do hold impossible things.
 */

import { parseEntryNumber } from '../domain/entry-number.ts';
import type { KindCode } from '../domain/kinds.ts';
import { findField } from '../domain/kinds.ts';
import { comparePartialDates, type PartialDate, parseIsoDate, yearsBetween } from '../domain/partial-date.ts';
import type { Value } from '../domain/values.ts';
import type { BookContext, RuleHit } from './extract-types.ts';

/** What rules look at: the reading, never how sure it is. */
export type RuleValue = Pick<Value, 'verbatim' | 'normalized' | 'state'>;

export type RuleInput = Readonly<{
  kind: KindCode;
  fields: Readonly<Record<string, RuleValue>>;
  context: BookContext;
}>;

type Rule = Readonly<{
  code: string;
  severity: RuleHit['severity'];
  check: (entry: Entry) => readonly (readonly string[])[];
}>;

/** Reads normal forms out of the values; undefined where there is none. */
class Entry {
  readonly #input: RuleInput;

  constructor(input: RuleInput) {
    this.#input = input;
  }

  get kind(): KindCode {
    return this.#input.kind;
  }
  get context(): BookContext {
    return this.#input.context;
  }
  names(): readonly string[] {
    return Object.keys(this.#input.fields);
  }
  value(name: string): RuleValue | undefined {
    return this.#input.fields[name];
  }
  text(name: string): string | undefined {
    return this.value(name)?.normalized ?? undefined;
  }
  date(name: string): PartialDate | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : (parseIsoDate(text) ?? undefined);
  }
}

/** Pairs of fields that say the same date. */
const FIGURES_AND_WORDS = [
  ['nksNgaySinh', 'nksNgaySinhBangChu'],
  ['nktNgayChet', 'nktNgayChetGhiBangChu'],
] as const;

/** The first is not later than the second. */
const IN_ORDER = [
  ['nksNgaySinh', 'ngayDangKy'],
  ['nktNgaySinh', 'nktNgayChet'],
  ['nktNgayChet', 'ngayDangKy'],
  ['nktNgayChet', 'gbtNgay'],
  ['gbtNgay', 'ngayDangKy'],
  ['voNgaySinh', 'ngayDangKy'],
  ['chongNgaySinh', 'ngayDangKy'],
  ['ngayXacLapQuanHeHonNhan', 'ngayDangKy'],
  ['nycNgayCapGiayToTuyThan', 'ngayDangKy'],
  ['voNgayCapGiayToTuyThan', 'ngayDangKy'],
  ['chongNgayCapGiayToTuyThan', 'ngayDangKy'],
  ['nktNgayCapGiayToTuyThan', 'ngayDangKy'],
  ['nxnNgaySinh', 'ngayDangKy'],
  ['nxnThoiGianCuTruTu', 'nxnThoiGianCuTruDen'],
  ['cmNgaySinh', 'ncNgaySinh'],
  ['ncNgaySinh', 'ngayDangKy'],
  ['nghNgaySinh', 'ngayDangKy'],
  ['ndghNgaySinh', 'ngayDangKy'],
  ['ghNgay', 'ngayDangKy'],
  ['cnNgaySinh', 'ngayDangKy'],
  ['ntdNgaySinh', 'ngayDangKy'],
  ['gocNgay', 'ngayDangKy'],
] as const;

/** Years between two dates: fewer or more make a question. By calendar years, so one year of slack is built in. */
const AGES = [
  { older: 'meNgaySinh', younger: 'nksNgaySinh', from: 12, to: 60 },
  { older: 'chaNgaySinh', younger: 'nksNgaySinh', from: 12, to: 85 },
  { older: 'nktNgaySinh', younger: 'nktNgayChet', from: -200, to: 115 },
  { older: 'cmNgaySinh', younger: 'ncNgaySinh', from: 12, to: 85 },
  // Luật Nuôi con nuôi 2010 art. 14: twenty years between them, but for a step-parent or an aunt or uncle.
  { older: 'chnNgaySinh', younger: 'cnNgaySinh', from: 18, to: 75 },
  { older: 'menNgaySinh', younger: 'cnNgaySinh', from: 18, to: 75 },
  { older: 'nghNgaySinh', younger: 'ngayDangKy', from: 18, to: 100 },
  // Luật Hôn nhân và gia đình 2000 art. 9 let women marry in their 18th and men in their 20th year.
  { older: 'voNgaySinh', younger: 'ngayXacLapQuanHeHonNhan', from: 17, to: 90 },
  { older: 'chongNgaySinh', younger: 'ngayXacLapQuanHeHonNhan', from: 19, to: 95 },
] as const;

const PERSONAL_NUMBERS = [
  { number: 'nksSoDinhDanh', sex: 'nksGioiTinh', born: 'nksNgaySinh' },
  { number: 'meSoDinhDanhCaNhan', sex: null, born: 'meNgaySinh' },
  { number: 'chaSoDinhDanhCaNhan', sex: null, born: 'chaNgaySinh' },
] as const;

/** Births are declared within 60 days (Luật Hộ tịch art. 15), deaths within 15 (art. 33). */
const IN_TIME = [
  { kind: 'KS', since: 'nksNgaySinh', days: 60 },
  { kind: 'KT', since: 'nktNgayChet', days: 15 },
] as const;
const ON_TIME = '1';
const LATE = '4';

const daysBetween = (from: PartialDate, to: PartialDate): number | undefined => {
  if (from.precision !== 'day' || to.precision !== 'day') return undefined;
  return (
    (Date.UTC(to.year, to.month - 1, to.day) - Date.UTC(from.year, from.month - 1, from.day)) / 86_400_000
  );
};

const RULES: readonly Rule[] = [
  {
    code: 'figures-against-words',
    severity: 'doubt',
    check: (entry) =>
      FIGURES_AND_WORDS.filter(([figures, words]) => {
        const [a, b] = [entry.text(figures), entry.text(words)];
        return a !== undefined && b !== undefined && a !== b;
      }),
  },
  {
    code: 'number-against-year',
    severity: 'doubt',
    check: (entry) => {
      const number = parseEntryNumber(entry.text('so') ?? '');
      const registered = entry.date('ngayDangKy');
      return number !== null && registered !== undefined && number.year !== registered.year
        ? [['so', 'ngayDangKy']]
        : [];
    },
  },
  {
    code: 'year-outside-book',
    severity: 'question',
    check: (entry) => {
      const { from, to } = entry.context.years;
      const number = parseEntryNumber(entry.text('so') ?? '');
      return number !== null && (number.year < from || number.year > to) ? [['so']] : [];
    },
  },
  {
    code: 'date-order',
    severity: 'doubt',
    check: (entry) =>
      IN_ORDER.filter(([first, second]) => {
        const [a, b] = [entry.date(first), entry.date(second)];
        if (a === undefined || b === undefined) return false;
        return (comparePartialDates(a, b) ?? 0) > 0;
      }),
  },
  {
    code: 'age-unlikely',
    severity: 'question',
    check: (entry) =>
      AGES.filter(({ older, younger, from, to }) => {
        const [a, b] = [entry.date(older), entry.date(younger)];
        if (a === undefined || b === undefined) return false;
        const years = yearsBetween(a, b);
        return years < from || years > to;
      }).map(({ older, younger }) => [older, younger]),
  },
  {
    code: 'personal-number',
    severity: 'question',
    check: (entry) =>
      PERSONAL_NUMBERS.filter(({ number, sex, born }) => {
        const digits = entry.text(number);
        return digits !== undefined && digits.length === 12 && !agreesWith(digits, entry, sex, born);
      }).map(({ number, sex, born }) => [number, ...(sex === null ? [] : [sex]), born]),
  },
  {
    code: 'registration-in-time',
    severity: 'question',
    check: (entry) =>
      IN_TIME.filter(({ kind, since, days }) => {
        if (entry.kind !== kind) return false;
        const [from, to] = [entry.date(since), entry.date('ngayDangKy')];
        const gap = from === undefined || to === undefined ? undefined : daysBetween(from, to);
        if (gap === undefined) return false;
        const registration = entry.text('loaiDangKy');
        // A week of slack: the last day may have been a holiday.
        return (registration === ON_TIME && gap > days + 7) || (registration === LATE && gap <= days);
      }).map(({ since }) => ['loaiDangKy', since, 'ngayDangKy']),
  },
  {
    code: 'date-impossible',
    severity: 'question',
    check: (entry) =>
      entry
        .names()
        .filter((name) => {
          const value = entry.value(name);
          const type = findField(entry.kind, name)?.type;
          return (
            (type === 'date' || type === 'date-words') &&
            value?.state === 'read' &&
            value.normalized === null &&
            value.verbatim !== null
          );
        })
        .map((name) => [name]),
  },
];

/** Digit 4: century and sex; digits 5 and 6: year of birth (shared domain notes 2.3). */
const agreesWith = (digits: string, entry: Entry, sexField: string | null, bornField: string): boolean => {
  const code = Number(digits[3]);
  const sex = sexField === null ? undefined : entry.text(sexField);
  if (sex !== undefined && sex !== '3' && code % 2 !== (sex === '1' ? 0 : 1)) return false;
  const born = entry.date(bornField);
  if (born === undefined) return true;
  return 1900 + Math.floor(code / 2) * 100 + Number(digits.slice(4, 6)) === born.year;
};

/** All broken rules of an entry. The text people see is the message `rule-<code>`. */
export const checkRules = (input: RuleInput): readonly RuleHit[] => {
  const entry = new Entry(input);
  return RULES.flatMap((rule) =>
    rule
      .check(entry)
      .map((fields) => ({ code: rule.code, severity: rule.severity, fields: [...fields], params: {} })),
  );
};

/** The codes of all rules, for the test that every one has its words. */
export const RULE_CODES: readonly string[] = RULES.map((rule) => rule.code);
