/**
 * What forms call their fields: the wordings of known editions, taken apart into the person (`nks`, `cha`, …) and what is
 * asked of them, so that a wording of one ledger helps to name the fields of another.
 */

import { KINDS, type KindCode } from '../../domain/kinds.ts';
import { fold } from '../../domain/text.ts';
import {
  BOOK_FIELDS,
  type BoxMm,
  type Edition,
  type FieldPlace,
  type Layout,
  PAGE_FIELDS,
} from '../edition.ts';
import type { CellPlace } from '../table.ts';

/** Something that can be written at a place: its names, and how it is taken apart. Boxes are the place's own. */
export type Target =
  | { readonly type: 'text'; readonly name: string }
  | {
      readonly type: 'composite';
      readonly grammar: string;
      readonly parts: Readonly<Record<string, string>>;
    };

/** A target's person is the part of its names in front; '' where it belongs to no person. */
export type Wording = { readonly label: string; readonly target: Target; readonly person: string };
export type TickWording = { readonly label: string; readonly name: string; readonly code: string };

export const targetNames = (target: Target): readonly string[] =>
  target.type === 'text' ? [target.name] : Object.values(target.parts);

/** Words in one form for comparing: no accents, case, punctuation or numbers in front. */
export const plainWords = (text: string): string =>
  fold(text)
    .replace(/[^\p{L}\p{N} ]+/gu, ' ')
    .replace(/^\s*(?:[ivx]{1,4}|\d{1,2})\s+(?=\p{L})/u, '')
    .replace(/\s+/gu, ' ')
    .trim();

/** The persons of a kind: prefixes of official names, and the words for them. */
export const personsOf = (kind: KindCode): ReadonlyMap<string, readonly string[]> => {
  const persons = new Map<string, readonly string[]>();
  for (const { name, label } of KINDS[kind].fields) {
    const prefix = /^([a-z]+)HoTen$/.exec(name)?.[1];
    const words = /^([^:]+):/.exec(label.vi)?.[1];
    if (prefix === undefined || words === undefined) continue;
    persons.set(prefix, [plainWords(words), ...(OTHER_WORDS[prefix] ?? [])]);
  }
  return persons;
};
/** What forms of other times call these people, besides the word of the official template. */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  nks: ['tre em', 'nguoi duoc khai sinh', 'khai sinh'],
  me: ['nguoi me', 'me de'],
  cha: ['nguoi cha', 'bo'],
  nyc: [
    'nguoi di khai sinh',
    'nguoi di khai',
    'nguoi dung khai',
    'nguoi khai',
    'nguoi de nghi',
    'nguoi di khai tu',
    'nguoi bao tu',
    'nguoi khai tu',
    'nguoi yeu cau',
  ],
  chong: ['ben nam', 'nguoi chong', 'ong'],
  vo: ['ben nu', 'nguoi vo', 'ba'],
  nkt: ['nguoi chet', 'nguoi khai tu', 'nguoi qua doi'],
  nxn: ['nguoi duoc cap giay xac nhan', 'nguoi duoc cap'],
};

/** Splits an official name; a name that no person's prefix begins belongs to none. */
export const personOf = (name: string, persons: Iterable<string>): string => {
  let best = '';
  for (const person of persons)
    if (name.startsWith(person) && /^[A-Z]/.test(name.slice(person.length)) && person.length > best.length)
      best = person;
  return best;
};

/** What stands on a form and may name a place: its text, where it begins and ends, and what it stands on. */
export type Label = { readonly text: string; readonly from: number; readonly to: number; readonly y: number };

/**
 * The text to the left of a place to write at, in its own row; undefined where there is none, or where another place of the
 * form stands between them: then the text is that one's.
 */
export const labelBefore = (
  labels: readonly Label[],
  [x, y, , height]: BoxMm,
  others: readonly BoxMm[] = [],
): Label | undefined => {
  const [nearest] = labels
    .filter((label) => label.y > y + height * 0.25 && label.y < y + height * 1.35 && label.from < x)
    .sort((a, b) => b.from - a.from);
  const isTaken = others.some(
    ([left, top, width, tall]) =>
      nearest !== undefined &&
      left + width <= x + 1 &&
      left + width > nearest.from &&
      top < nearest.y &&
      top + tall > nearest.y - height,
  );
  return isTaken ? undefined : nearest;
};

const wordsOf = (names: readonly string[], persons: readonly string[]): string =>
  names.map((name) => personOf(name, persons))[0] ?? '';

const ALL_PERSONS: readonly string[] = [
  ...new Set((Object.keys(KINDS) as KindCode[]).flatMap((kind) => [...personsOf(kind).keys()])),
];

/** All texts of a layout, as they stand. */
export const labelsOf = (layout: Layout): Label[] =>
  layout.print.texts
    .map(({ text, x, y, size, align }): Label => {
      const width = text.length * size * 0.18;
      const from = align === 'left' ? x : align === 'center' ? x - width / 2 : x - width;
      return { text, from, to: from + width, y };
    })
    .sort((a, b) => a.y - b.y || a.from - b.from);

const boxesOf = (place: FieldPlace): readonly BoxMm[] =>
  place.type === 'ticks' ? place.options.map(({ box }) => box) : place.lines;

/** Everything the given editions call something. */
export const wordingsOf = (
  editions: readonly Edition[],
): { readonly wordings: readonly Wording[]; readonly ticks: readonly TickWording[] } => {
  const wordings: Wording[] = [];
  const ticks: TickWording[] = [];
  const add = (label: string, place: FieldPlace | CellPlace): void => {
    if (place.type === 'ticks') return;
    const target: Target =
      place.type === 'text'
        ? { type: 'text', name: place.name }
        : { type: 'composite', grammar: place.grammar, parts: place.parts };
    const words = plainWords(label);
    if (words !== '')
      wordings.push({ label: words, target, person: wordsOf(targetNames(target), ALL_PERSONS) });
  };
  for (const edition of editions) {
    for (const layout of edition.layouts.filter((one) => one.class === 'entry')) {
      const labels = labelsOf(layout);
      const boxes = layout.fields.flatMap(boxesOf);
      for (const place of layout.fields) {
        if (place.type === 'ticks')
          ticks.push(
            ...place.options.map(({ code, label }) => ({ code, label: plainWords(label), name: place.name })),
          );
        else add(labelBefore(labels, place.lines[0]!, boxes)?.text ?? '', place);
      }
      for (const column of layout.table?.columns ?? [])
        for (const place of column.holds) add(column.heading, place);
    }
  }
  return { wordings, ticks };
};

/** The official fields themselves, by the words of the template. */
export const officialWordings = (kind: KindCode): readonly Wording[] => {
  const persons = [...personsOf(kind).keys()];
  return KINDS[kind].fields.map(({ name, label }) => ({
    label: plainWords(label.vi.replace(/^[^:]+:\s*/, '')),
    target: { type: 'text', name },
    person: personOf(name, persons),
  }));
};

/**
 * The same wordings for the persons of a kind: what one form asks of a mother another may ask of a bride. Targets with a
 * name that the kind does not have are left out.
 */
export const wordingsFor = (kind: KindCode, wordings: readonly Wording[]): readonly Wording[] => {
  const persons = [...personsOf(kind).keys()];
  const known = new Set([
    ...KINDS[kind].fields.map(({ name }) => name),
    ...Object.keys(PAGE_FIELDS),
    ...Object.keys(BOOK_FIELDS),
  ]);
  const made = new Map<string, Wording>();
  for (const wording of wordings) {
    for (const person of wording.person === '' ? [''] : persons) {
      const target = renamed(wording.target, wording.person, person);
      if (!targetNames(target).every((name) => known.has(name))) continue;
      made.set(`${wording.label} ${targetNames(target).join(' ')}`, { label: wording.label, target, person });
    }
  }
  return [...made.values()];
};

const renamed = (target: Target, from: string, to: string): Target => {
  const rename = (name: string): string => (name.startsWith(from) ? to + name.slice(from.length) : name);
  if (from === to) return target;
  return target.type === 'text'
    ? { type: 'text', name: rename(target.name) }
    : {
        ...target,
        parts: Object.fromEntries(Object.entries(target.parts).map(([part, name]) => [part, rename(name)])),
      };
};
