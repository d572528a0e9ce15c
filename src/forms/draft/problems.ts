/**
 * Everything that is wrong with a draft, or missing, at once: each problem with its place, so that a screen can point at it.
 * What `checkForm` refuses one by one is all here; a draft without a problem that blocks saving becomes a valid edition.
 */
import { CODE_LISTS } from '../../domain/code-lists.ts';
import type { ErrorParams } from '../../domain/errors.ts';
import { findField, KINDS, type KindCode } from '../../domain/kinds.ts';
import { MAX_OVERLAP, overlapOf } from '../check.ts';
import { BOOK_FIELDS, type BoxMm, PAGE_FIELDS } from '../edition.ts';
import { GRAMMAR_PARTS } from '../grammars.ts';
import type { DraftCell, DraftPart, DraftPlace, DraftTable, FormDraft } from './draft.ts';

/** Each is a key of the message files. */
export const PROBLEM_CODES = [
  'form-problem-id',
  'form-problem-id-shipped',
  'form-problem-id-other-kind',
  'form-problem-kind',
  'form-problem-title',
  'form-problem-years',
  'form-problem-paper',
  'form-problem-no-entry-part',
  'form-problem-sides',
  'form-problem-spread-without-table',
  'form-problem-picture',
  'form-problem-part-empty',
  'form-problem-box',
  'form-problem-overlap',
  'form-problem-unnamed',
  'form-problem-name-unknown',
  'form-problem-name-twice',
  'form-problem-grammar-part',
  'form-problem-code-missing',
  'form-problem-code-unknown',
  'form-problem-code-twice',
  'form-problem-number-missing',
  'form-problem-critical-missing',
  'form-problem-table-span',
  'form-problem-columns-none',
  'form-problem-column-order',
  'form-problem-column-margin',
  'form-problem-rows-start',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

export type DraftProblem = Readonly<{
  code: ProblemCode;
  /** What it keeps from being done: `trial` (and saving), `save`, or nothing. */
  blocks: 'trial' | 'save' | 'nothing';
  params: ErrorParams;
  /** Key of the part concerned; null: the whole form. */
  part: string | null;
  /** Key of the place, tick option, column, text, rule or signature; null: the part. */
  item: string | null;
  /** Which of its lines, from 0. */
  line: number | null;
  other: Readonly<{ item: string; line: number | null }> | null;
  /** The member that is wrong, where it is not the thing as a whole. */
  member: string | null;
}>;

/** What a draft does not know by itself. */
export type Surroundings = Readonly<{
  /** Classes of which there is a picture of the blank form, or a sample that one can be made from. */
  pictures: ReadonlySet<string>;
  /** Ids that are in use, with the kind of their form. */
  ids: ReadonlyMap<string, Readonly<{ kind: KindCode; shipped: boolean }>>;
}>;

/** All that is wrong with a draft or missing, the whole form first, then part by part. */
export const problemsOfDraft = (draft: FormDraft, around: Surroundings): readonly DraftProblem[] => [
  ...wholeProblems(draft, around),
  ...draft.parts.flatMap((part) => [
    ...partProblems(draft, part, around),
    ...boxProblems(draft, part),
    ...overlapProblems(part),
    ...nameProblems(draft, part),
    ...(part.table === null ? [] : tableProblems(draft, part, part.table)),
  ]),
  ...missingFields(draft),
];

/** Whether something stands in the way of trying a draft, or of saving it. */
export const isBlocked = (problems: readonly DraftProblem[], from: 'trial' | 'save'): boolean =>
  problems.some(({ blocks }) => blocks === 'trial' || blocks === from);

type At = Partial<Omit<DraftProblem, 'code' | 'blocks'>>;
const problem = (code: ProblemCode, blocks: DraftProblem['blocks'], at: At = {}): DraftProblem => ({
  code,
  blocks,
  params: {},
  part: null,
  item: null,
  line: null,
  other: null,
  member: null,
  ...at,
});

export const FORM_ID = /^[A-Z]{2,4}-[A-Z0-9-]+$/;
const [EARLIEST, LATEST] = [1800, 2200];
const [LEAST_PAPER, MOST_PAPER] = [40, 1000];

const wholeProblems = (draft: FormDraft, { ids }: Surroundings): DraftProblem[] => {
  const { id, kind, title, years, paper } = draft;
  const taken = ids.get(id);
  const isPaper = (length: number): boolean => length >= LEAST_PAPER && length <= MOST_PAPER;
  return [
    ...(FORM_ID.test(id) ? [] : [problem('form-problem-id', 'save', { member: 'id' })]),
    ...(taken?.shipped === true
      ? [problem('form-problem-id-shipped', 'save', { member: 'id', params: { edition: id } })]
      : taken !== undefined && kind !== null && taken.kind !== kind
        ? [
            problem('form-problem-id-other-kind', 'save', {
              member: 'id',
              params: { edition: id, kind: taken.kind },
            }),
          ]
        : []),
    ...(kind === null ? [problem('form-problem-kind', 'save', { member: 'kind' })] : []),
    ...(title.vi.trim() === '' ? [problem('form-problem-title', 'save', { member: 'title' })] : []),
    ...(years.from > years.to || years.from < EARLIEST || years.to > LATEST
      ? [problem('form-problem-years', 'save', { member: 'years', params: { from: EARLIEST, to: LATEST } })]
      : []),
    ...(isPaper(paper.width) && isPaper(paper.height)
      ? []
      : [
          problem('form-problem-paper', 'trial', {
            member: 'paper',
            params: { least: LEAST_PAPER, most: MOST_PAPER },
          }),
        ]),
    ...(draft.parts.some((part) => part.class === 'entry')
      ? []
      : [problem('form-problem-no-entry-part', 'trial')]),
  ];
};

const partProblems = (draft: FormDraft, part: DraftPart, { pictures }: Surroundings): DraftProblem[] => {
  const sides = draft.parts.filter((other) => other.class === part.class).map(({ side }) => side);
  const complete =
    part.side === 'single' ? sides.length === 1 : sides.includes('left') && sides.includes('right');
  const at = { part: part.key, params: { class: part.class } };
  const isTable = part.table !== null;
  const holds =
    part.places.length + (part.table?.columns ?? []).filter((column) => column.holds.length > 0).length;
  return [
    ...(complete && sides.length === new Set(sides).size ? [] : [problem('form-problem-sides', 'trial', at)]),
    ...(part.side !== 'single' && !isTable
      ? [problem('form-problem-spread-without-table', 'trial', at)]
      : []),
    ...(isTable || pictures.has(part.class)
      ? []
      : [problem('form-problem-picture', part.class === 'entry' ? 'trial' : 'nothing', at)]),
    ...(holds === 0 && part.class === 'entry' ? [problem('form-problem-part-empty', 'save', at)] : []),
  ];
};

type Placed = Readonly<{ item: string; line: number | null; box: BoxMm }>;

/** Boxes to write in or tick, with their keys. */
const boxesOf = (place: DraftPlace): Placed[] =>
  place.type === 'ticks'
    ? place.options.map(({ key, box }) => ({ item: key, line: null, box }))
    : place.lines.map((box, line) => ({ item: place.key, line, box }));

/** An edition's measures end here (edition.ts). */
const [LOWEST, HIGHEST] = [-5, 1000];
const isMeasure = (...all: readonly number[]): boolean => all.every((mm) => mm >= LOWEST && mm <= HIGHEST);
const LEAST_BOX_MM = 0.5;

const boxProblems = ({ paper }: FormDraft, part: DraftPart): DraftProblem[] => {
  const isOnPaper = ([x, y, width, height]: BoxMm): boolean =>
    width >= LEAST_BOX_MM &&
    height >= LEAST_BOX_MM &&
    isMeasure(x, y) &&
    x + width <= paper.width - LOWEST &&
    y + height <= paper.height - LOWEST;
  const signs = part.signatures.map(({ key, box }): Placed => ({ item: key, line: null, box }));
  const wrong = [
    ...[...part.places.flatMap(boxesOf), ...signs].filter(({ box }) => !isOnPaper(box)),
    ...part.texts.filter(({ x, y }) => !isMeasure(x, y)).map(({ key }) => ({ item: key, line: null })),
    ...part.rules
      .filter(({ from, to }) => !isMeasure(...from, ...to))
      .map(({ key }) => ({ item: key, line: null })),
  ];
  return wrong.map(({ item, line }) => problem('form-problem-box', 'trial', { part: part.key, item, line }));
};

/** More are not told: a person mends some of them first. */
const MOST_OVERLAPS = 100;

const overlapProblems = (part: DraftPart): DraftProblem[] => {
  const boxes = part.places.flatMap(boxesOf);
  const problems: DraftProblem[] = [];
  for (const [i, a] of boxes.entries())
    for (const b of boxes.slice(i + 1)) {
      if (overlapOf(a.box, b.box) <= MAX_OVERLAP) continue;
      if (problems.length === MOST_OVERLAPS) return problems;
      const { item, line } = a;
      const other = { item: b.item, line: b.line };
      problems.push(problem('form-problem-overlap', 'save', { part: part.key, item, line, other }));
    }
  return problems;
};

/** What a place or cell is called, with the thing that is called so. */
type Named = Readonly<{ item: string; name: string }>;

const namesOfPlace = (place: DraftPlace): Named[] =>
  (place.type === 'composite' ? Object.values(place.parts) : place.name === null ? [] : [place.name]).map(
    (name) => ({ item: place.key, name }),
  );
const namesOfCell = (item: string, cell: DraftCell): Named[] =>
  (cell.type === 'composite' ? Object.values(cell.parts) : [cell.name]).map((name) => ({ item, name }));

/** Everything that a part gives a name to, columns included. */
export const namesOfPart = (part: DraftPart): readonly Named[] => [
  ...part.places.flatMap(namesOfPlace),
  ...(part.table?.columns ?? []).flatMap(({ key, holds }) => holds.flatMap((cell) => namesOfCell(key, cell))),
];

const nameProblems = ({ kind }: FormDraft, part: DraftPart): DraftProblem[] => {
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

const tableProblems = (draft: FormDraft, part: DraftPart, table: DraftTable): DraftProblem[] => {
  const { width, height } = draft.paper;
  const { head, body, columns, rows } = table;
  const at = { part: part.key };
  const isSpan = ({ from, to }: DraftTable['head']): boolean =>
    isMeasure(from, to) && from < to && to <= height;
  const siblings = draft.parts.filter((other) => other.class === part.class);
  const keys = siblings.flatMap((other) => other.table?.columns.map(({ key }) => key) ?? []);
  return [
    ...(isSpan(head) ? [] : [problem('form-problem-table-span', 'trial', { ...at, member: 'head' })]),
    ...(isSpan(body) && head.to <= body.from
      ? []
      : [problem('form-problem-table-span', 'trial', { ...at, member: 'body' })]),
    ...(columns.length === 0 ? [problem('form-problem-columns-none', 'trial', at)] : []),
    ...columns.flatMap(({ key, from, to, margin, heading }, i) => {
      const here = { ...at, item: key, params: { column: heading === '' ? key : heading } };
      const isOrdered =
        from < to && isMeasure(from, to) && to <= width && from >= (columns[i - 1]?.to ?? LOWEST);
      return [
        ...(isOrdered ? [] : [problem('form-problem-column-order', 'trial', here)]),
        ...(margin && i !== 0 && i !== columns.length - 1
          ? [problem('form-problem-column-margin', 'trial', here)]
          : []),
      ];
    }),
    ...(rows.startsIn !== null && keys.includes(rows.startsIn)
      ? []
      : [problem('form-problem-rows-start', 'trial', { ...at, member: 'startsIn' })]),
  ];
};

/** Without its number nobody knows which entry it is; other fields that say who a person is are only missed. */
const missingFields = ({ kind, parts }: FormDraft): DraftProblem[] => {
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
