/** What the places of a part are called and may be called, looked up once for everything on the screen. Pure. */
import type { DraftColumn, DraftPart, DraftPlace } from '../../../forms/draft/draft.ts';
import {
  type Choice,
  choiceIdOf,
  choicesFor,
  namesIn,
  titleOf,
  type Vocabulary,
  type Words,
} from './choices.ts';

export type Names = Readonly<{
  vocabulary: Vocabulary;
  places: readonly Choice[];
  cells: readonly Choice[];
  /** Ids of choices that are taken in this part. */
  used: ReadonlySet<string>;
  titleOf: (thing: DraftPlace | DraftColumn) => string;
  idOf: (thing: DraftPlace | DraftColumn) => string | null;
}>;

export const namesFor = (vocabulary: Vocabulary, part: DraftPart, words: Words): Names => {
  const places = choicesFor(vocabulary, part, words, false);
  const cells = choicesFor(vocabulary, part, words, true);
  const all = [...vocabulary.fields, ...vocabulary.bookFields, ...vocabulary.pageFields];
  const labels = new Map(all.map(({ name, label }) => [name, label]));
  const things = [...part.places, ...(part.table?.columns ?? [])];
  const idOf = (thing: DraftPlace | DraftColumn): string | null => {
    if (!('holds' in thing)) return choiceIdOf(thing);
    const [only] = thing.holds;
    return only === undefined || thing.holds.length > 1 ? null : choiceIdOf(only);
  };
  return {
    vocabulary,
    places,
    cells,
    used: new Set(things.flatMap((thing) => [...namesIn(thing), idOf(thing) ?? ''])),
    titleOf: (thing) => titleOf(thing, cells, (name) => labels.get(name) ?? name),
    idOf,
  };
};

/** The codes of the field that a place is, to be ticked. */
export const codesOf = ({ vocabulary }: Names, name: string | null): Vocabulary['fields'][number]['codes'] =>
  vocabulary.fields.find((field) => field.name === name)?.codes ?? [];
