/** What a place may be called: the official fields in the words of the paper, found by any of their words. Pure. */

import { fold } from '../../../domain/text.ts';
import type { DraftCell, DraftColumn, DraftPart, DraftPlace } from '../../../forms/draft/draft.ts';
import type { Reply } from '../../../server/contract/contract.ts';
import type { Naming } from './edits.ts';

export type Vocabulary = Reply<'forms.vocabulary'>;
export type NamedField = Vocabulary['fields'][number];
export type Choice = Readonly<{ id: string; label: string; naming: Exclude<Naming, null> }>;

/** Words for what is several fields in one writing. */
export type Words = Readonly<{ paper: string; born: string }>;

/** The fields of one identity paper, by the part of the grammar that each is. */
const PAPER_SUFFIXES = {
  kind: 'LoaiGiayToTuyThan',
  number: 'SoGiayToTuyThan',
  issuedOn: 'NgayCapGiayToTuyThan',
  issuedBy: 'NoiCapGiayToTuyThan',
  other: 'GiayToKhac',
} as const;

/** In the template's order; a whole identity paper stands before its first field, an age behind the day of birth. */
export const choicesFor = (
  vocabulary: Vocabulary,
  part: Pick<DraftPart, 'class' | 'table'>,
  words: Words,
  isCell: boolean,
): readonly Choice[] => {
  const { fields, bookFields, pageFields } = vocabulary;
  const of = (list: readonly NamedField[]): Choice[] =>
    list.flatMap((field) => {
      const single: Choice = {
        id: field.name,
        label: field.label,
        naming: { type: 'field', name: field.name },
      };
      const person = personOf(field, PAPER_SUFFIXES.kind);
      if (person !== null) return [paperOf(fields, person, field, words), single];
      return isCell && personOf(field, 'NgaySinh') !== null ? [single, bornOf(field, words)] : [single];
    });
  if (part.class !== 'entry') return of(bookFields);
  return [...of(fields), ...(part.table === null ? [] : of([...pageFields, ...bookFields]))];
};

const personOf = ({ name }: NamedField, suffix: string): string | null =>
  name.endsWith(suffix) && name.length > suffix.length ? name.slice(0, -suffix.length) : null;

/** «Mẹ» of «Mẹ: ngày sinh». */
const before = (label: string): string => label.split(':')[0] ?? label;

const paperOf = (
  fields: readonly NamedField[],
  person: string,
  { label }: NamedField,
  words: Words,
): Choice => {
  const names = new Set(fields.map(({ name }) => name));
  const parts = Object.fromEntries(
    Object.entries(PAPER_SUFFIXES).flatMap(([part, suffix]) =>
      names.has(`${person}${suffix}`) ? [[part, `${person}${suffix}`]] : [],
    ),
  );
  return {
    id: `paper ${person}`,
    label: `${before(label)}: ${words.paper}`,
    naming: { type: 'paper', parts },
  };
};

const bornOf = ({ name, label }: NamedField, words: Words): Choice => ({
  id: `born ${name}`,
  label: `${before(label)}: ${words.born}`,
  naming: { type: 'born', name },
});

/** Those that have every word typed somewhere, accents left out or not; the beginning of a word is enough. */
export const matching = (choices: readonly Choice[], typed: string): readonly Choice[] => {
  const wanted = fold(typed)
    .split(' ')
    .filter((word) => word !== '');
  if (wanted.length === 0) return choices;
  return choices.filter(({ id, label }) => {
    const words = ` ${fold(`${label} ${id}`).replace(/[^\p{L}\p{N}]+/gu, ' ')}`;
    return wanted.every((word) => words.includes(` ${word}`));
  });
};

/** The id of the choice that a place or cell is; null: not named, or something that no choice makes. */
export const choiceIdOf = (thing: DraftPlace | DraftCell): string | null => {
  if (thing.type !== 'composite') return thing.name;
  const [first] = Object.entries(thing.parts);
  if (first === undefined) return null;
  if (thing.grammar === 'birth-or-age') return `born ${first[1]}`;
  if (thing.grammar !== 'identity-paper') return null;
  const suffixes: Readonly<Record<string, string>> = PAPER_SUFFIXES;
  const suffix = suffixes[first[0]];
  return suffix !== undefined && first[1].endsWith(suffix)
    ? `paper ${first[1].slice(0, -suffix.length)}`
    : null;
};

/** Official names that a place, cell or column takes. */
export const namesIn = (thing: DraftPlace | DraftCell | DraftColumn): readonly string[] => {
  if ('holds' in thing) return thing.holds.flatMap(namesIn);
  if (thing.type === 'composite') return Object.values(thing.parts);
  return thing.name === null ? [] : [thing.name];
};

/** The cell that a column holds by this choice. */
export const cellOf = (naming: Exclude<Naming, null>): DraftCell => {
  switch (naming.type) {
    case 'field':
      return { type: 'text', name: naming.name };
    case 'paper':
      return { type: 'composite', grammar: 'identity-paper', parts: { ...naming.parts } };
    case 'born':
      return { type: 'composite', grammar: 'birth-or-age', parts: { born: naming.name } };
  }
};

/** What people read of a place or column: the words of its fields; '' where it has none. */
export const titleOf = (
  thing: DraftPlace | DraftColumn,
  choices: readonly Choice[],
  labelOf: (name: string) => string,
): string => {
  const things = 'holds' in thing ? thing.holds : [thing];
  return things
    .map((one) => {
      const id = choiceIdOf(one);
      return choices.find((choice) => choice.id === id)?.label ?? namesIn(one).map(labelOf).join(' + ');
    })
    .join(' + ');
};
