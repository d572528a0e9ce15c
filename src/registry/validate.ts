/**
 * What an entry must be before it goes into the registry, checked field by field by type. The first problem in the
 * template's order is the reason of the refusal; its params name the field, never what stands in it.
 */
import { CODE_LISTS } from '../domain/code-lists.ts';
import { formatEntryNumber } from '../domain/entry-number.ts';
import type { FieldSpec, FieldType } from '../domain/fields.ts';
import { KINDS, type KindCode } from '../domain/kinds.ts';
import { parseIsoDate } from '../domain/partial-date.ts';
import type { ValueState } from '../domain/values.ts';
import { type Arranged, arrange } from './arrange.ts';
import type { Refusal, RefusalReason, RegistryEntry } from './entry.ts';
import { perKind } from './per-kind.ts';

const FIRST_YEAR = 1800;
const LAST_YEAR = 2100;

/** Why the registry must not have this entry, or null when it may. */
export const validateForRegistry = (
  kind: KindCode,
  entry: RegistryEntry,
  arranged: Arranged = arrange(kind, entry),
): Refusal | null => {
  const { registrationYear: year, number, suffix } = entry.identity;
  if (year === null || number === null || number < 1 || year < FIRST_YEAR || year > LAST_YEAR) {
    return { reason: 'identity-incomplete', params: {} };
  }
  if (arranged.stranger !== null) return refusal('field-not-of-kind', arranged.stranger);
  const open = entry.unsettled[0];
  if (open !== undefined) return refusal('value-not-settled', open);
  const rules = RULES[kind];
  for (let i = 0; i < rules.length; i += 1) {
    const text = arranged.texts[i] ?? null;
    const state = arranged.states[i] ?? null;
    if (state !== null && hasText(state) !== (text !== null)) {
      return refusal('value-against-state', rules[i]?.name ?? '');
    }
    const problem = text === null ? null : (rules[i]?.problemOf(text) ?? null);
    if (problem !== null) return refusal(problem, rules[i]?.name ?? '');
  }
  return entry.fields.so === formatEntryNumber({ number, suffix, year })
    ? null
    : refusal('identity-not-as-numbered', 'so');
};

const hasText = (state: ValueState): boolean => state === 'read' || state === 'inferred';

const refusal = (reason: RefusalReason, field: string): Refusal => ({ reason, params: { field } });

type Check = (text: string) => RefusalReason | null;

/** Words of letters that are NFC by themselves: nearly every text, told in one pass. */
const LETTERS = '\\x21-\\x7e\\u00c0-\\u024f\\u1ea0-\\u1ef9';
const PLAIN = new RegExp(`^[${LETTERS}]+(?: [${LETTERS}]+)*$`);
/** Two spaces, another space than the plain one, a space at an end, a control character, half a surrogate pair. */
const UNTIDY = / {2}|^ | $|[^\S ]|\p{Cc}|\p{Cs}|[\u200b-\u200d]/u;

const tidyText: Check = (text) =>
  PLAIN.test(text) || (text !== '' && !UNTIDY.test(text) && text.normalize('NFC') === text)
    ? null
    : 'text-untidy';

const form =
  (pattern: RegExp, otherwise: RefusalReason): Check =>
  (text) =>
    pattern.test(text) ? null : otherwise;

const date: Check = (text) => (parseIsoDate(text) === null ? 'date-invalid' : null);

const CHECKS: Readonly<Record<Exclude<FieldType, 'code'>, Check>> = {
  'entry-number': form(/^[1-9]\d{0,5}[a-zđ]?\/(?:18|19|20)\d\d$/u, 'form-invalid'),
  'entry-reference': form(/^[1-9]\d{0,5}[a-zđ]?(?:\/(?:18|19|20)\d\d)?$/u, 'form-invalid'),
  volume: form(/^\d{1,4}[a-zđ]?(?:\/\d{4}(?:-\d{4})?)?$/iu, 'form-invalid'),
  'page-number': form(/^\d{1,5}[a-zđ]?$/iu, 'form-invalid'),
  date,
  'date-words': date,
  time: form(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, 'time-invalid'),
  'person-name': (text) => tidyText(text) ?? (text.toUpperCase() === text ? null : 'form-invalid'),
  'document-number': form(/^[0-9A-ZĐ]{1,40}$/u, 'form-invalid'),
  'ethnic-group': tidyText,
  nationality: tidyText,
  place: tidyText,
  office: tidyText,
  relation: tidyText,
  text: tidyText,
};

const checkOf = (spec: FieldSpec): Check => {
  if (spec.type !== 'code') return CHECKS[spec.type];
  const codes: ReadonlySet<string> = new Set(
    spec.codeList === undefined ? [] : CODE_LISTS[spec.codeList].map(({ code }) => code),
  );
  return (text) => (codes.has(text) ? null : 'code-unknown');
};

const RULES = perKind((kind) =>
  KINDS[kind].fields.map((spec) => ({ name: spec.name, problemOf: checkOf(spec) })),
);
