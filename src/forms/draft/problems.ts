/**
 * Everything that is wrong with a draft, or missing, at once: each problem with its place, so that a screen can point at it.
 * What `checkForm` refuses one by one is all here; a draft without a problem that blocks saving becomes a valid edition.
 */
import type { KindCode } from '../../domain/kinds.ts';
import { MAX_OVERLAP, overlapOf } from '../check.ts';
import type { BoxMm } from '../edition.ts';
import type { DraftPart, DraftPlace, DraftTable, FormDraft } from './draft.ts';
import { missingFields, nameProblems } from './name-problems.ts';
import { type DraftProblem, problem } from './problem.ts';

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

const FORM_ID = /^[A-Z]{2,4}-[A-Z0-9-]+$/;
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
