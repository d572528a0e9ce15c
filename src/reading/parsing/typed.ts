/**
 * What a person keyed, in the normal form of its field. A person is taken at their word: spelling is made uniform (NFC,
 * spaces, capitals of names) but nothing is corrected as misread. `=` in front says "so it stands there": kept verbatim,
 * with no normal form, for dates that no calendar has and the like; dates of the old calendar are kept so without it.
 */
import { CODE_LISTS } from '../../domain/code-lists.ts';
import { wordsToDate } from '../../domain/dates-in-words.ts';
import { formatEntryNumber, parseEntryNumber } from '../../domain/entry-number.ts';
import { SohoaError } from '../../domain/errors.ts';
import { findEthnicGroup } from '../../domain/ethnic-groups.ts';
import type { FieldSpec, FieldType } from '../../domain/fields.ts';
import { legacyEncodingOf } from '../../domain/legacy-encodings.ts';
import { findNationality } from '../../domain/nationalities.ts';
import { oldCalendarOf } from '../../domain/old-calendar.ts';
import { formatIsoDate, type PartialDate, parseIsoDate, partialDate } from '../../domain/partial-date.ts';
import { tidy, unifyTonePlacement, upper } from '../../domain/text.ts';
import type { Value } from '../../domain/values.ts';

export type TypedValue = Pick<Value, 'verbatim' | 'normalized' | 'state'>;
export type TypedContext = Readonly<{ year: number }>;

/** Gives the normal form, or null when the text is no value of the type. */
type Normalise = (text: string, spec: FieldSpec, context: TypedContext) => string | null;

/**
 * @throws SohoaError `value-invalid` with the field's name when the text cannot be a value of its type; the text itself
 *   is not in the error.
 */
export const parseTyped = (spec: FieldSpec, text: string, context: TypedContext): TypedValue => {
  const verbatim = tidy(text);
  if (verbatim === '') return { verbatim: null, normalized: null, state: 'blank' };
  const encoding = legacyEncodingOf(verbatim);
  if (encoding !== null) throw new SohoaError('value-legacy-encoding', { field: spec.name, encoding });
  if (verbatim.startsWith('=')) {
    return { verbatim: tidy(verbatim.slice(1)), normalized: null, state: 'read' };
  }
  if (DATES.has(spec.type) && oldCalendarOf(verbatim) !== null) {
    return { verbatim, normalized: null, state: 'read' };
  }
  const normalized = NORMALISERS[spec.type](verbatim, spec, context);
  if (normalized === null) throw new SohoaError('value-invalid', { field: spec.name, type: spec.type });
  return { verbatim, normalized, state: 'read' };
};

const DATES: ReadonlySet<FieldType> = new Set(['date', 'date-words']);

const NUMERIC_DATE = /^(?:(\d{1,2})[/.\-\s]+)?(?:(\d{1,2})[/.\-\s]+)?(\d{4})$/u;
const DATE_WITH_MARKERS = /^(?:ngày\s+(\d{1,2})[\s,]+)?(?:tháng\s+(\d{1,2})[\s,]+)?năm\s+(\d{4})$/iu;
const COMPACT_DATE = /^(\d{2})(\d{2})(\d{4})$/u;

/** Figures as people key them: 27/10/2018, 27.10.2018, 27102018, 10/2018, 2018, 2018-10-27, ngày 27 tháng 10 năm 2018. */
const readFigures = (text: string): PartialDate | null => {
  const iso = parseIsoDate(text);
  if (iso !== null) return iso;
  const match = COMPACT_DATE.exec(text) ?? DATE_WITH_MARKERS.exec(text) ?? NUMERIC_DATE.exec(text);
  if (match === null) return null;
  const [, first, second, year] = match;
  const numbers = [first, second].filter((part) => part !== undefined).map(Number);
  const month = numbers.at(-1) ?? null;
  return partialDate(Number(year), month, numbers.length === 2 ? (numbers[0] ?? null) : null);
};

const dateOf: Normalise = (text) => {
  const date = readFigures(text) ?? wordsToDate(text);
  return date === null ? null : formatIsoDate(date);
};

const NUMBER_ONLY = /^0*(\d{1,6})([a-zđ]?)$/iu;
const VOLUME = /^0*(\d{1,3})(?:\s*\/\s*(\d{4}))?$/u;
const TIME = /^(\d{1,2})\s*(?:[:.hg]|giờ)\s*(?:(\d{1,2})\s*(?:phút|['’p])?)?$/iu;

const sameWords = (a: string, b: string): boolean =>
  unifyTonePlacement(tidy(a)).toLocaleLowerCase('vi') === unifyTonePlacement(tidy(b)).toLocaleLowerCase('vi');

const NORMALISERS: Readonly<Record<FieldType, Normalise>> = {
  'entry-number': (text, _spec, { year }) => {
    const whole = parseEntryNumber(text);
    if (whole !== null) return formatEntryNumber(whole);
    const match = NUMBER_ONLY.exec(text);
    if (match === null || Number(match[1]) === 0) return null;
    return formatEntryNumber({ number: Number(match[1]), suffix: (match[2] ?? '').toLowerCase(), year });
  },
  'entry-reference': (text) => {
    const whole = parseEntryNumber(text);
    if (whole !== null) return formatEntryNumber(whole);
    const match = NUMBER_ONLY.exec(text);
    return match === null || Number(match[1]) === 0
      ? null
      : `${Number(match[1])}${(match[2] ?? '').toLowerCase()}`;
  },
  volume: (text, _spec, { year }) => {
    const match = VOLUME.exec(text);
    return match === null ? null : `${String(Number(match[1])).padStart(2, '0')}/${match[2] ?? year}`;
  },
  'page-number': (text) => (/^\d{1,5}$/u.test(text) && Number(text) > 0 ? String(Number(text)) : null),
  date: dateOf,
  'date-words': dateOf,
  time: (text) => {
    const match = TIME.exec(text);
    if (match === null || match[2] === undefined) return null;
    const [hour, minute] = [Number(match[1]), Number(match[2])];
    if (hour > 23 || minute > 59) return null;
    return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  },
  code: (text, { codeList }) => {
    if (codeList === undefined) return null;
    const codes = CODE_LISTS[codeList];
    const found =
      codes.find((entry) => entry.code === text) ??
      codes.find((entry) => entry.words.some((word) => sameWords(word, text)));
    return found?.code ?? null;
  },
  'person-name': (text) => (/\d/u.test(text) ? null : upper(text)),
  'ethnic-group': (text) => findEthnicGroup(text)?.name ?? text,
  nationality: (text) => findNationality(text)?.name ?? text,
  'document-number': (text) => {
    const bare = text.toLocaleUpperCase('vi').replace(/[\s.\-/]+/gu, '');
    return /^[\p{Lu}\d]+$/u.test(bare) ? bare : null;
  },
  place: (text) => text,
  office: (text) => text,
  relation: (text) => text,
  text: (text) => text,
};
