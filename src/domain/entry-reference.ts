/** Which earlier entry a change, a correction or the end of a guardianship speaks of, as its fields say. */
import { isKindCode, KIND_CODES, KINDS, type KindCode } from './kinds.ts';
import { parseIsoDate } from './partial-date.ts';
import { tidy, unifyTonePlacement } from './text.ts';

export type ReferredEntry = Readonly<{
  kind: KindCode;
  number: number;
  suffix: string;
  year: number;
  /** The office as it is written, null when it is not. */
  office: string | null;
}>;

const NUMBER = /^(\d{1,6})([a-zđ]?)(?:\/(\d{4}))?$/u;

/** Official names of the fields by which an entry of that kind says which entry it changes. */
export const referenceFields = (kind: KindCode): readonly string[] => {
  const reference = KINDS[kind].refersTo;
  if (reference === undefined) return [];
  const { number, registeredOn, office, kind: of } = reference;
  return [number, registeredOn, office, ...(typeof of === 'string' ? [] : [of.field])];
};

const ALL_REFERENCE_FIELDS: ReadonlySet<string> = new Set(KIND_CODES.flatMap(referenceFields));

/** Whether a field of that name says, in some kind, which entry is changed. */
export const isReferenceField = (name: string): boolean => ALL_REFERENCE_FIELDS.has(name);

/**
 * The entry that an entry of that kind refers to; null when it is not said in full. A number without a year is of the year
 * of its registration.
 * @param normalized normal forms by official name
 */
export const referredEntry = (
  kind: KindCode,
  normalized: Readonly<Record<string, string | null | undefined>>,
): ReferredEntry | null => {
  const reference = KINDS[kind].refersTo;
  if (reference === undefined) return null;
  const of = typeof reference.kind === 'string' ? reference.kind : normalized[reference.kind.field];
  const match = NUMBER.exec(normalized[reference.number] ?? '');
  const year = match?.[3] ?? parseIsoDate(normalized[reference.registeredOn] ?? '')?.year;
  if (match === null || year === undefined || of == null || !isKindCode(of)) return null;
  return {
    kind: of,
    number: Number(match[1]),
    suffix: match[2] ?? '',
    year: Number(year),
    office: normalized[reference.office] ?? null,
  };
};

/** What two ways of writing one office share: `UBND xã Hoà An` and `Ủy ban nhân dân xã Hòa An,` are the same. */
export const officeKey = (name: string): string =>
  unifyTonePlacement(tidy(name))
    .toLocaleLowerCase('vi')
    .replace(/ủy ban nhân dân/gu, 'ubnd')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
