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

export const arrange = (
  kind: KindCode,
  { fields, states }: Pick<RegistryEntry, 'fields' | 'states'>,
): Arranged => {
  const positions = POSITIONS[kind];
  const arranged = {
    texts: new Array<string | null>(positions.size).fill(null),
    states: new Array<ValueState | null>(positions.size).fill(null),
    stranger: null as string | null,
  };
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
