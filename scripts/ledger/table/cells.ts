/**
 * What stands in the cells of one entry of a table ledger: the facts of the registration as an office wrote them into
 * narrow columns, with ages for years of birth, ditto marks for what stands above, slips struck and written again.
 */
import { findField, type KindCode } from '../../../src/domain/kinds.ts';
import type { ValueState } from '../../../src/domain/values.ts';
import type { CellPlace, Table, TableColumn } from '../../../src/forms/table.ts';
import { addDays, slashed, yearOf } from '../people/dates.ts';
import { makeGivenName } from '../people/names.ts';
import type { Random } from '../random.ts';
import type { Facts, Office, Registration } from '../story/registration.ts';
import { type Habits, writtenAs } from '../writing/verbatim.ts';

export type CellField = Readonly<{
  name: string;
  verbatim: string | null;
  normalized: string | null;
  state: ValueState;
}>;

/** A cell before it is drawn. `text` is null in an empty one. */
export type CellText = Readonly<{
  key: string;
  text: string | null;
  /** A ditto mark: written, or a long stroke of the pen. */
  mark: 'text' | 'stroke' | null;
  /** What was first written by mistake and struck; with no `text` nothing took its place. */
  struck: Readonly<{ wrong: string; place: 'beside' | 'above' }> | null;
  fields: readonly CellField[];
}>;

/** How an office fills its tables; chosen once a book. */
export type TableHabits = Readonly<{
  base: Habits;
  ages: 'bare' | 'words' | 'letter';
  /** Share of years of birth that are written as ages. */
  ageRate: number;
  /** `12/3` under the year's heading instead of `12/03/1972`. */
  shortDates: boolean;
  ditto: '"' | '-nt-' | 'như trên' | 'stroke';
  /** Share of repeated values written as ditto. */
  dittoRate: number;
}>;

export const chooseTableHabits = (random: Random, base: Habits): TableHabits => ({
  base: { ...base, dates: random.chance(0.7) ? 'slashes' : 'dashes', numberDigits: 1 },
  ages: random.weighted([
    ['bare', 50],
    ['words', 25],
    ['letter', 25],
  ] as const),
  ageRate: random.pick([0.6, 0.9, 1]),
  shortDates: random.chance(0.35),
  ditto: random.weighted([
    ['"', 30],
    ['-nt-', 35],
    ['như trên', 10],
    ['stroke', 25],
  ] as const),
  dittoRate: random.between(0.5, 0.95),
});

const OCCUPATIONS = [
  ['Làm ruộng', 60],
  ['Công nhân', 12],
  ['Giáo viên', 6],
  ['Bộ đội', 8],
  ['Cán bộ', 8],
  ['Buôn bán', 6],
  ['Thợ mộc', 3],
  ['Nội trợ', 5],
  ['Ngư dân', 3],
] as const;

const NOTES = ['Quá hạn', 'Đăng ký lại', 'Cấp bản sao', 'Đã cấp bản chính'];

/** Types whose value is likely the same as the entry's above, and then written as ditto. */
const REPEATED = new Set(['date', 'place', 'ethnic-group']);
/** How often what could be the same is made the same. */
const SAME_RATE = 0.3;

/** The story's facts as they go into a table: places without what everybody there knows, notes of few words. */
export const tableFacts = (
  random: Random,
  registration: Registration,
  office: Office,
  above: Facts | null,
): Facts => {
  const home = [`, ${office.place.province}`, `, ${office.place.district}`];
  const shorter = (text: string): string =>
    home.reduce((left, tail) => (left.endsWith(tail) ? left.slice(0, -tail.length) : left), text);
  const facts: Record<string, string | null> = { ...registration.facts };
  for (const [name, value] of Object.entries(facts)) {
    if (value !== null && findField(registration.kind, name)?.type === 'place') facts[name] = shorter(value);
  }
  for (const name of [
    'nksNoiSinh',
    'nksQueQuan',
    'chaNoiCuTru',
    'nktNoiCuTru',
    'voNoiCuTru',
    'chongNoiCuTru',
  ]) {
    const before = above?.[name] ?? null;
    if (before !== null && facts[name] != null && random.chance(SAME_RATE)) facts[name] = before;
  }
  facts.ghiChu = random.chance(0.12) ? random.pick(NOTES) : null;
  // One cell says where both parents live.
  if (registration.kind === 'KS') {
    const home = facts.chaNoiCuTru ?? facts.meNoiCuTru ?? null;
    facts.chaNoiCuTru = home;
    facts.meNoiCuTru = home;
  }
  return facts;
};

/** The date that an age in the ledger counts to: of death, or of the entry. */
const AGE_AT: Partial<Record<KindCode, string>> = { KT: 'nktNgayChet' };

const AGE_FORM: Readonly<Record<TableHabits['ages'], (age: number) => string>> = {
  bare: (age) => String(age),
  words: (age) => `${age} tuổi`,
  letter: (age) => `${age}t`,
};

export type EntryWriting = Readonly<{
  random: Random;
  kind: KindCode;
  table: Table;
  facts: Facts;
  habits: TableHabits;
  /** Facts and occupations of the entry above; null where a mark would have nothing to point at. */
  above: EntryCells | null;
  strikeRate: number;
}>;

export type EntryCells = Readonly<{ facts: Facts; occupations: Facts; cells: readonly CellText[] }>;

/** All cells of an entry on one side of the spread. */
export const cellsOf = (writing: EntryWriting): EntryCells => {
  const { random, table, above } = writing;
  const occupations: Record<string, string | null> = {};
  const struckAt = random.chance(writing.strikeRate) ? random.pick(strikable(writing)) : undefined;
  const cells = table.columns.map((column): CellText => {
    if (isOccupation(column)) {
      const kept = random.chance(0.4) ? (above?.occupations[column.key] ?? null) : null;
      occupations[column.key] = kept ?? random.weighted(OCCUPATIONS);
      return dittoOr(writing, column, occupations[column.key] ?? null, [], above?.occupations[column.key]);
    }
    const place = column.holds[0];
    if (place === undefined) return { key: column.key, text: null, mark: null, struck: null, fields: [] };
    const cell = cellOf(writing, column, place);
    return column.key === struckAt ? struckCell(writing, column, place, cell) : cell;
  });
  return { facts: writing.facts, occupations, cells };
};

const isOccupation = (column: TableColumn): boolean => column.role === 'text' && column.holds.length === 0;

const namesOf = (place: CellPlace): readonly string[] =>
  place.type === 'text' ? [place.name] : Object.values(place.parts);

const cellOf = (writing: EntryWriting, column: TableColumn, place: CellPlace): CellText => {
  const names = namesOf(place);
  const first = names[0] ?? '';
  const normalized = writing.facts[first] ?? null;
  if (normalized === null) {
    const fields = names.map(
      (name): CellField => ({ name, verbatim: null, normalized: null, state: 'blank' }),
    );
    return { key: column.key, text: null, mark: null, struck: null, fields };
  }
  if (place.type === 'composite' && place.grammar === 'birth-or-age') return ageCell(writing, column, first);
  const text = written(writing, first, normalized, column);
  const fields = names.map((name): CellField => ({ name, verbatim: text, normalized, state: 'read' }));
  return dittoOr(writing, column, text, fields, writing.above?.facts[first]);
};

const written = (
  { kind, habits }: EntryWriting,
  name: string,
  normalized: string,
  column: TableColumn,
): string => {
  const spec = findField(kind, name);
  if (spec === undefined) return normalized;
  if (spec.type === 'entry-number') return normalized.split('/')[0] ?? normalized;
  if (name === 'ngayDangKy' && habits.shortDates) {
    const [, month = '', day = ''] = normalized.split('-');
    return `${Number(day)}${habits.base.dates === 'dashes' ? '-' : '/'}${Number(month)}`;
  }
  return writtenAs(spec, normalized, habits.base, column.to - column.from);
};

/** The cell as it is, or with a mark for what stands above, when that is the same. */
const dittoOr = (
  { random, kind, habits, above }: EntryWriting,
  column: TableColumn,
  text: string | null,
  fields: readonly CellField[],
  before: string | null | undefined,
): CellText => {
  const plain: CellText = { key: column.key, text, mark: null, struck: null, fields };
  const value = fields[0]?.normalized ?? text;
  const type = fields[0] === undefined ? 'place' : (findField(kind, fields[0].name)?.type ?? 'text');
  if (above === null || text === null || before == null || before !== value) return plain;
  if (!REPEATED.has(type) || !random.chance(habits.dittoRate)) return plain;
  const sign = habits.ditto === 'stroke' ? '—' : habits.ditto;
  return {
    ...plain,
    text: sign,
    mark: habits.ditto === 'stroke' ? 'stroke' : 'text',
    fields: fields.map((field) => ({ ...field, verbatim: sign, state: 'inferred' })),
  };
};

/** A person's age, or their year or day of birth. What follows from an age is a year, and inferred. */
const ageCell = (writing: EntryWriting, column: TableColumn, name: string): CellText => {
  const { random, facts, habits, kind } = writing;
  const born = facts[name] ?? '';
  const plain = { key: column.key, mark: null, struck: null } as const;
  const width = column.to - column.from;
  if (!random.chance(habits.ageRate)) {
    const shown = width < WIDE_DATE_MM ? born.slice(0, 4) : born;
    const text = slashed(shown, habits.base.dates === 'dashes' ? '-' : '/');
    return { ...plain, text, fields: [{ name, verbatim: text, normalized: shown, state: 'read' }] };
  }
  const at = facts[AGE_AT[kind] ?? 'ngayDangKy'] ?? facts.ngayDangKy ?? '';
  const text = AGE_FORM[habits.ages](yearOf(at) - yearOf(born));
  const normalized = born.slice(0, 4);
  return { ...plain, text, fields: [{ name, verbatim: text, normalized, state: 'inferred' }] };
};
/** Narrower columns take a year only. */
const WIDE_DATE_MM = 20;

const strikable = ({ table, facts, kind }: EntryWriting): readonly string[] =>
  table.columns.flatMap(({ key, holds }) => {
    const place = holds[0];
    const isSlip =
      place?.type === 'text' &&
      facts[place.name] != null &&
      ['date', 'person-name', 'place'].includes(findField(kind, place.name)?.type ?? '') &&
      place.name !== 'ngayDangKy';
    return isSlip ? [key] : [];
  });

const struckCell = (
  writing: EntryWriting,
  column: TableColumn,
  place: CellPlace,
  cell: CellText,
): CellText => {
  if (cell.mark !== null || cell.text === null || place.type !== 'text') return cell;
  const wrong = slip(writing, place.name, column, cell.text);
  if (wrong === null || wrong === cell.text) return cell;
  return { ...cell, struck: { wrong, place: writing.random.chance(0.6) ? 'beside' : 'above' } };
};

const slip = (writing: EntryWriting, name: string, column: TableColumn, right: string): string | null => {
  const { random, facts, kind } = writing;
  const normalized = facts[name] ?? '';
  switch (findField(kind, name)?.type) {
    case 'date':
      return normalized.length === 10
        ? written(writing, name, addDays(normalized, random.pick([-10, -1, 1, 10])), column)
        : null;
    case 'person-name': {
      const words = right.split(' ');
      const other = makeGivenName(random, random.chance(0.5) ? 'male' : 'female');
      const isCapital = right === right.toLocaleUpperCase('vi');
      return [...words.slice(0, -1), isCapital ? other.toLocaleUpperCase('vi') : other].join(' ');
    }
    default:
      return right.split(' ').slice(0, 2).join(' ').replace(/,$/u, '');
  }
};
