/** Problems of what places of a draft are called: names, parts of grammars, codes of tick boxes, and fields without a place. */
import { CODE_LISTS } from '../../domain/code-lists.ts';
import { findField, KINDS, type KindCode } from '../../domain/kinds.ts';
import { BOOK_FIELDS, PAGE_FIELDS } from '../edition.ts';
import { GRAMMAR_PARTS } from '../grammars.ts';
import type { DraftCell, DraftPart, DraftPlace, FormDraft } from './draft.ts';
import { type DraftProblem, problem } from './problem.ts';

/** What a place or cell is called, with the thing that is called so. */
type Named = Readonly<{ item: string; name: string }>;

const namesOfPlace = (place: DraftPlace): Named[] =>
  (place.type === 'composite' ? Object.values(place.parts) : place.name === null ? [] : [place.name]).map(
    (name) => ({ item: place.key, name }),
  );
const namesOfCell = (item: string, cell: DraftCell): Named[] =>
  (cell.type === 'composite' ? Object.values(cell.parts) : [cell.name]).map((name) => ({ item, name }));

/** Everything that a part gives a name to, columns included. */
const namesOfPart = (part: DraftPart): readonly Named[] => [
  ...part.places.flatMap(namesOfPlace),
  ...(part.table?.columns ?? []).flatMap(({ key, holds }) => holds.flatMap((cell) => namesOfCell(key, cell))),
];

export const nameProblems = ({ kind }: FormDraft, part: DraftPart): DraftProblem[] => {
  const isKnown = (name: string): boolean => {
    if (part.class !== 'entry') return name in BOOK_FIELDS;
    if (part.table !== null && (name in PAGE_FIELDS || name in BOOK_FIELDS)) return true;
    return kind === null || findField(kind, name) !== undefined;
  };
  const at = { part: part.key };
  const first = new Map<string, string>();
  const problems = namesOfPart(part).flatMap(({ item, name }): DraftProblem[] => {
    const before = first.get(name);
    first.set(name, before ?? item);
    return [
      ...(isKnown(name)
        ? []
        : [
            problem('form-problem-name-unknown', 'save', {
              ...at,
              item,
              member: 'name',
              params: { field: name },
            }),
          ]),
      ...(before === undefined
        ? []
        : [
            problem('form-problem-name-twice', 'save', {
              ...at,
              item,
              member: 'name',
              params: { field: name },
              other: { item: before, line: null },
            }),
          ]),
    ];
  });
  const cells = (part.table?.columns ?? []).flatMap(({ key, holds }) =>
    holds.map((place) => ({ item: key, place })),
  );
  const composites = [...part.places.map((place) => ({ item: place.key, place })), ...cells];
  return [
    ...problems,
    ...composites.flatMap(({ item, place }) =>
      place.type === 'composite' && !hasItsParts(place)
        ? [problem('form-problem-grammar-part', 'save', { ...at, item, params: { grammar: place.grammar } })]
        : [],
    ),
    ...part.places.flatMap((place) => [
      ...(place.type !== 'composite' && place.name === null
        ? [
            problem('form-problem-unnamed', 'nothing', {
              ...at,
              item: place.key,
              params: { label: place.label },
            }),
          ]
        : []),
      ...(place.type === 'ticks' ? tickProblems(kind, part, place) : []),
    ]),
  ];
};

const hasItsParts = ({ grammar, parts }: Extract<DraftCell, { type: 'composite' }>): boolean => {
  const known: readonly string[] = GRAMMAR_PARTS[grammar];
  const own = Object.keys(parts);
  return own.length > 0 && (known.length === 0 || own.every((part) => known.includes(part)));
};

type Ticks = Extract<DraftPlace, { type: 'ticks' }>;

const tickProblems = (kind: KindCode | null, part: DraftPart, place: Ticks): DraftProblem[] => {
  const { name } = place;
  // Ticks that nobody has named are left out of the form, codes and all.
  if (name === null) return [];
  const list = kind === null ? undefined : findField(kind, name)?.codeList;
  const codes = list === undefined ? null : new Set(CODE_LISTS[list].map(({ code }) => code));
  const first = new Map<string, string>();
  return place.options.flatMap(({ key, code, label }): DraftProblem[] => {
    const at = { part: part.key, item: key, params: { label, code: code ?? '', field: name } };
    if (code === null || code === '') return [problem('form-problem-code-missing', 'save', at)];
    const before = first.get(code);
    first.set(code, before ?? key);
    if (before !== undefined)
      return [problem('form-problem-code-twice', 'save', { ...at, other: { item: before, line: null } })];
    return codes === null || codes.has(code) ? [] : [problem('form-problem-code-unknown', 'nothing', at)];
  });
};

/** Without its number nobody knows which entry it is; other fields that say who a person is are only missed. */
export const missingFields = ({ kind, parts }: FormDraft): DraftProblem[] => {
  const entries = parts.filter((part) => part.class === 'entry');
  if (kind === null || entries.length === 0) return [];
  const placed = new Set(entries.flatMap(namesOfPart).map(({ name }) => name));
  return KINDS[kind].fields
    .filter(({ name, critical, type }) => (critical || type === 'entry-number') && !placed.has(name))
    .map(({ name, type }) =>
      type === 'entry-number'
        ? problem('form-problem-number-missing', 'save', { params: { field: name } })
        : problem('form-problem-critical-missing', 'nothing', { params: { field: name } }),
    );
};
