/** What a draft consists of for the hand: boxes that can be pointed at, in the order of the list. Pure. */
import type {
  DraftColumn,
  DraftPart,
  DraftPlace,
  DraftTable,
  FormDraft,
} from '../../../forms/draft/draft.ts';
import type { BoxMm } from '../../../forms/edition.ts';

/** What is chosen: a place (with one of its lines), an option of a tick place, or a column. */
export type Chosen = Readonly<{ item: string; line: number }>;

export type Mark = Chosen &
  Readonly<{
    type: 'line' | 'tick' | 'column';
    /** Key of the place or column it belongs to. */
    owner: string;
    box: BoxMm;
  }>;

export const partOf = (draft: FormDraft, part: string): DraftPart | undefined =>
  draft.parts.find((one) => one.key === part);

export const columnBox = (table: DraftTable, { from, to }: DraftColumn): BoxMm => [
  from,
  table.body.from,
  to - from,
  table.body.to - table.body.from,
];

export const marksOfPlace = (place: DraftPlace): Mark[] =>
  place.type === 'ticks'
    ? place.options.map(({ key, box }) => ({ type: 'tick', item: key, line: 0, owner: place.key, box }))
    : place.lines.map((box, line) => ({ type: 'line', item: place.key, line, owner: place.key, box }));

export const marksOf = (part: DraftPart): readonly Mark[] => {
  const { table } = part;
  return [
    ...part.places.flatMap(marksOfPlace),
    ...(table?.columns ?? []).map(
      (column): Mark => ({
        type: 'column',
        item: column.key,
        line: 0,
        owner: column.key,
        box: table === null ? [0, 0, 1, 1] : columnBox(table, column),
      }),
    ),
  ];
};

export const sameChoice = (a: Chosen | null, b: Chosen | null): boolean =>
  a === b || (a !== null && b !== null && a.item === b.item && a.line === b.line);

/** The place or column that what is chosen belongs to. */
export const ownerOf = (
  part: DraftPart,
  { item }: Chosen,
): Readonly<{ place: DraftPlace }> | Readonly<{ column: DraftColumn }> | null => {
  const place = part.places.find(
    (one) => one.key === item || (one.type === 'ticks' && one.options.some(({ key }) => key === item)),
  );
  if (place !== undefined) return { place };
  const column = part.table?.columns.find(({ key }) => key === item);
  return column === undefined ? null : { column };
};

export const firstMark = (place: DraftPlace): Chosen => {
  const [mark] = marksOfPlace(place);
  return mark === undefined ? { item: place.key, line: 0 } : { item: mark.item, line: mark.line };
};

/** Whether somebody still has to say what it is. Margins, notes and signatures may hold nothing that anybody needs. */
export const isUnnamed = (thing: DraftPlace | DraftColumn): boolean => {
  if ('holds' in thing) return thing.holds.length === 0 && thing.role === 'text' && !thing.margin;
  return thing.type === 'composite' ? Object.keys(thing.parts).length === 0 : thing.name === null;
};

/** Whether the machine said what it is and nobody has looked. */
export const isGuessed = (thing: DraftPlace | DraftColumn): boolean =>
  thing.confidence !== null && !isUnnamed(thing);

/** The next thing after what is chosen of which this is so, around the end; null when there is none other. */
export const nextWhere = (
  part: DraftPart,
  from: Chosen | null,
  isSo: (thing: DraftPlace | DraftColumn) => boolean,
): Chosen | null => {
  const things: readonly (DraftPlace | DraftColumn)[] = [...part.places, ...(part.table?.columns ?? [])];
  const owner = from === null ? null : ownerOf(part, from);
  const current = owner === null ? undefined : 'place' in owner ? owner.place : owner.column;
  const here = current === undefined ? -1 : things.indexOf(current);
  const turned = [...things.slice(here + 1), ...things.slice(0, Math.max(0, here))];
  const next = turned.find(isSo);
  return next === undefined ? null : 'holds' in next ? { item: next.key, line: 0 } : firstMark(next);
};

/** A key that nothing in the draft has. */
export const freshKey = (draft: FormDraft, stem: string): string => {
  const taken = new Set(
    draft.parts.flatMap((part) => [
      part.key,
      ...part.places.flatMap((place) => [
        place.key,
        ...(place.type === 'ticks' ? place.options.map(({ key }) => key) : []),
      ]),
      ...(part.table?.columns ?? []).map(({ key }) => key),
      ...part.texts.map(({ key }) => key),
      ...part.rules.map(({ key }) => key),
      ...part.signatures.map(({ key }) => key),
    ]),
  );
  let number = 1;
  while (taken.has(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
};
