/**
 * What must hold between the fields of an entry, as data. A broken rule lowers confidence (`doubt`) or makes a question
 * for people (`question`); it never changes a value, because ledgers do hold impossible things.
 */

import { parseEntryNumber } from '../domain/entry-number.ts';
import type { KindCode } from '../domain/kinds.ts';
import { findField } from '../domain/kinds.ts';
import { isTooYoung } from '../domain/marriage-age.ts';
import { oldCalendarOf } from '../domain/old-calendar.ts';
import { comparePartialDates, type PartialDate, parseIsoDate, yearsBetween } from '../domain/partial-date.ts';
import { type PersonalNumber, parsePersonalNumber } from '../domain/personal-number.ts';
import { PROVINCES_BY_CODE, provinceAtEndOf } from '../domain/province-codes.ts';
import type { Value } from '../domain/values.ts';
import type { BookContext, RuleHit } from './extract-types.ts';
import * as tables from './rule-tables.ts';

/** What rules look at: the reading, never how sure it is. */
export type RuleValue = Pick<Value, 'verbatim' | 'normalized' | 'state'>;

export type RuleInput = Readonly<{
  kind: KindCode;
  fields: Readonly<Record<string, RuleValue>>;
  context: BookContext;
}>;

/** The fields that break a rule together, with what its message tells of them. */
type Broken = Readonly<{ fields: readonly string[]; params?: RuleHit['params'] }>;
const broken = (...fields: readonly string[]): Broken => ({ fields });

type Rule = Readonly<{
  code: string;
  severity: RuleHit['severity'];
  check: (entry: Entry) => readonly Broken[];
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

const ON_TIME = '1';
const LATE = '4';
const FIRST_REGISTRATIONS: ReadonlySet<string> = new Set([ON_TIME, LATE]);

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
      tables.FIGURES_AND_WORDS.flatMap(([figures, words]) => {
        const [a, b] = [entry.text(figures), entry.text(words)];
        return a !== undefined && b !== undefined && a !== b ? [broken(figures, words)] : [];
      }),
  },
  {
    code: 'number-against-year',
    severity: 'doubt',
    check: (entry) => {
      const number = parseEntryNumber(entry.text('so') ?? '');
      const registered = entry.date('ngayDangKy');
      return number !== null && registered !== undefined && number.year !== registered.year
        ? [broken('so', 'ngayDangKy')]
        : [];
    },
  },
  {
    code: 'number-out-of-sequence',
    severity: 'question',
    check: (entry) => {
      const { entryNumberGuess: wanted } = entry.context;
      const number = parseEntryNumber(entry.text('so') ?? '');
      // A year's first number follows the last one of another year.
      const follows = number === null || number.suffix !== '' || number.number === 1;
      return wanted !== null && !follows && number.number !== wanted
        ? [{ fields: ['so'], params: { wanted } }]
        : [];
    },
  },
  {
    code: 'year-outside-book',
    severity: 'question',
    check: (entry) => {
      const { from, to } = entry.context.years;
      const number = parseEntryNumber(entry.text('so') ?? '');
      return number !== null && (number.year < from || number.year > to) ? [broken('so')] : [];
    },
  },
  {
    code: 'date-order',
    severity: 'doubt',
    check: (entry) =>
      tables.IN_ORDER.flatMap(([first, second]) => {
        const [a, b] = [entry.date(first), entry.date(second)];
        if (a === undefined || b === undefined) return [];
        return (comparePartialDates(a, b) ?? 0) > 0 ? [broken(first, second)] : [];
      }),
  },
  {
    code: 'age-unlikely',
    severity: 'question',
    check: (entry) =>
      tables.AGES.flatMap(({ older, younger, from, to }) => {
        const [a, b] = [entry.date(older), entry.date(younger)];
        if (a === undefined || b === undefined) return [];
        const years = yearsBetween(a, b);
        return years < from || years > to ? [broken(older, younger)] : [];
      }),
  },
  {
    code: 'marriage-age',
    severity: 'question',
    check: (entry) => {
      if (entry.kind !== 'KH') return [];
      const married = tables.MARRIED_ON.map((name) => entry.date(name)).find((date) => date !== undefined);
      if (married === undefined) return [];
      return tables.SPOUSES.flatMap(({ sex, born }) => {
        const date = entry.date(born);
        const young = date === undefined ? null : isTooYoung(sex, date, married);
        return young === null ? [] : [{ fields: [born], params: young }];
      });
    },
  },
  {
    code: 'personal-number',
    severity: 'question',
    check: (entry) =>
      tables.PERSONAL_NUMBERS.flatMap(({ number, sex, born }) => {
        const digits = entry.text(number);
        if (digits === undefined || !/^\d{12}$/u.test(digits)) return [];
        const sexField = sex !== null && typeof sex === 'object' ? sex.field : undefined;
        const stated = typeof sex === 'string' ? sex : SEXES.get(entry.text(sexField ?? '') ?? '');
        return agrees(digits, stated, entry.date(born))
          ? []
          : [broken(number, ...(sexField === undefined ? [] : [sexField]), born)];
      }),
  },
  {
    code: 'personal-number-province',
    severity: 'question',
    check: (entry) => {
      // Who is registered anew may have been given a number elsewhere.
      const isFirst = FIRST_REGISTRATIONS.has(entry.text('loaiDangKy') ?? '');
      const number = parsePersonalNumber(entry.text(tables.NUMBER_GIVEN_HERE) ?? '');
      const given = PROVINCES_BY_CODE.get(number?.province ?? '');
      const here = provinceAtEndOf(entry.text('noiDangKy') ?? entry.context.office ?? '');
      if (!isFirst || given === undefined || here === undefined) return [];
      const near = tables.PLACES_OF_THE_CHILD.map((name) => provinceAtEndOf(entry.text(name) ?? ''));
      return [here, ...near].some((one) => one === given.name || one === given.now)
        ? []
        : [{ fields: [tables.NUMBER_GIVEN_HERE], params: { given: given.name, here } }];
    },
  },
  {
    code: 'registration-in-time',
    severity: 'question',
    check: (entry) =>
      tables.IN_TIME.flatMap(({ kind, since, days }) => {
        if (entry.kind !== kind) return [];
        const [from, to] = [entry.date(since), entry.date('ngayDangKy')];
        const gap = from === undefined || to === undefined ? undefined : daysBetween(from, to);
        if (gap === undefined) return [];
        const registration = entry.text('loaiDangKy');
        // A week of slack: the last day may have been a holiday.
        const late = registration === ON_TIME && gap > days + 7;
        return late || (registration === LATE && gap <= days)
          ? [broken('loaiDangKy', since, 'ngayDangKy')]
          : [];
      }),
  },
  {
    code: 'registration-abroad',
    severity: 'question',
    check: (entry) => {
      const transcribed = Object.entries(tables.TRANSCRIBED).find(([kind]) => kind === entry.kind)?.[1];
      const registration = entry.text('loaiDangKy');
      const filled = tables.ABROAD_FIELDS.filter((name) => entry.text(name) !== undefined);
      return transcribed !== undefined &&
        registration !== undefined &&
        registration !== transcribed &&
        filled.length > 0
        ? [broken('loaiDangKy', ...filled)]
        : [];
    },
  },
  {
    code: 'date-impossible',
    severity: 'question',
    check: (entry) =>
      entry.names().flatMap((name) => {
        const value = entry.value(name);
        const type = findField(entry.kind, name)?.type;
        const isDate = type === 'date' || type === 'date-words';
        const impossible = value?.state === 'read' && value.normalized === null && value.verbatim !== null;
        return isDate && impossible && oldCalendarOf(value.verbatim) === null ? [broken(name)] : [];
      }),
  },
  {
    code: 'date-of-old-calendar',
    severity: 'question',
    check: (entry) =>
      entry.names().flatMap((name) => {
        const type = findField(entry.kind, name)?.type;
        const note =
          type === 'date' || type === 'date-words' ? oldCalendarOf(entry.value(name)?.verbatim) : null;
        return note === null ? [] : [broken(name)];
      }),
  },
];

/** Codes of `sex`. */
const SEXES: ReadonlyMap<string, PersonalNumber['sex']> = new Map([
  ['1', 'male'],
  ['2', 'female'],
]);

/** A number of no province agrees with nobody. */
const agrees = (
  digits: string,
  sex: PersonalNumber['sex'] | undefined,
  born: PartialDate | undefined,
): boolean => {
  const number = parsePersonalNumber(digits);
  if (number === null) return false;
  return (sex === undefined || number.sex === sex) && (born === undefined || number.birthYear === born.year);
};

/** All broken rules of an entry. The text people see is the message `rule-<code>`. */
export const checkRules = (input: RuleInput): readonly RuleHit[] => {
  const entry = new Entry(input);
  return RULES.flatMap((rule) =>
    rule.check(entry).map(({ fields, params = {} }) => ({
      code: rule.code,
      severity: rule.severity,
      fields: [...fields],
      params,
    })),
  );
};

/** The codes of all rules, for the test that every one has its words. */
export const RULE_CODES: readonly string[] = RULES.map((rule) => rule.code);
