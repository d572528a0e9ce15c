/** An entry's fields in the order of its kind's template: found by name once, then checked, hashed and written by position. */
import { KINDS, type KindCode } from '../domain/kinds.ts';
import type { ValueState } from '../domain/values.ts';
import type { RegistryEntry } from './entry.ts';
import { perKind } from './per-kind.ts';

export type Arranged = Readonly<{
  texts: readonly (string | null)[];
  states: readonly (ValueState | null)[];
  /** A name that the kind does not have. */
  stranger: string | null;
}>;

type Places = { texts: (string | null)[]; states: (ValueState | null)[]; stranger: string | null };

const placesFor = (kind: KindCode): Places => ({
  texts: new Array<string | null>(POSITIONS[kind].size),
  states: new Array<ValueState | null>(POSITIONS[kind].size),
  stranger: null,
});

export const arrange = (kind: KindCode, entry: Content): Arranged =>
  fill(POSITIONS[kind], placesFor(kind), entry);

/** `arrange` for one entry after the other: each call's result is gone with the next. */
export const createArranger = (kind: KindCode): ((entry: Content) => Arranged) => {
  const places = placesFor(kind);
  return (entry) => fill(POSITIONS[kind], places, entry);
};

type Content = Pick<RegistryEntry, 'fields' | 'states'>;

const fill = (
  positions: ReadonlyMap<string, number>,
  arranged: Places,
  { fields, states }: Content,
): Arranged => {
  arranged.texts.fill(null);
  arranged.states.fill(null);
  arranged.stranger = null;
  for (const name in fields) {
    const position = positions.get(name);
    if (position === undefined) arranged.stranger ??= name;
    else arranged.texts[position] = fields[name] ?? null;
  }
  for (const name in states) {
    const position = positions.get(name);
    if (position === undefined) arranged.stranger ??= name;
    else arranged.states[position] = states[name] ?? null;
  }
  return arranged;
};

const POSITIONS = perKind<ReadonlyMap<string, number>>(
  (kind) => new Map(KINDS[kind].fields.map(({ name }, position) => [name, position])),
);
