/** Finds the table of a known form on one page, and lays the rows of a spread's right side by those of its left side. */
import type { KindCode } from '../../src/domain/kinds.ts';
import { editions, parseEditionName } from '../../src/forms/catalog.ts';
import type { BoxMm, Edition } from '../../src/forms/edition.ts';
import type { TableColumn } from '../../src/forms/table.ts';
import { medianOf } from '../../src/imaging/forms/algebra.ts';
import type { Point } from '../../src/imaging/geometry.ts';
import { type Picture, shrinkFactor, shrinkToGray } from '../../src/imaging/raster.ts';
import { startsBesideInk } from '../../src/imaging/tables/beside-ink.ts';
import { findTable } from '../../src/imaging/tables/find-table.ts';
import { ruleFinder } from '../../src/imaging/tables/page-rules.ts';
import { LEAST_ROW_RULE } from '../../src/imaging/tables/ruled-rows.ts';
import type { FoundRow, FoundTable, TableMap, TableRef } from '../../src/imaging/tables/types.ts';
import { roomAbove } from '../../src/imaging/tables/unruled-rows.ts';
import type { OfficeForm } from './protocol.ts';

/** Below this a page is no table of that form. */
export const TABLE_CONFIDENCE = 0.6;
/** Long side of the copy that tables are looked for on. */
const LOOK_SIZE = 2400;

/** A row of a page, millimetres down the paper of its side. */
export type PageRow = Readonly<{ ordinal: number; kind: FoundRow['kind']; fromMm: number; toMm: number }>;

/** A table on a page, with its places in pixels of that page. */
export type PageTable = Readonly<{
  edition: Edition;
  layout: TableLayout;
  /** Columns that the picture shows. */
  columns: readonly TableColumn[];
  rows: readonly PageRow[];
  map: Pick<TableMap, 'toPage'>;
  confidence: number;
  fitErrorMm: number;
}>;

/** The place of a cell, millimetres on the paper of its side. */
export const cellBox = ({ from, to }: TableColumn, row: PageRow): BoxMm => [
  from,
  row.fromMm,
  to - from,
  row.toMm - row.fromMm,
];

type TableLayout = TableRef['layout'];

const refsOf = (edition: Edition): readonly TableRef[] =>
  edition.layouts.flatMap((layout) =>
    layout.class === 'entry' && layout.table !== undefined
      ? [{ form: edition, layout: layout as TableLayout }]
      : [],
  );

/** The editions with tables that a page may be of. */
export const tableEditions = (
  kind: KindCode,
  edition: string,
  forms: readonly OfficeForm[] = [],
): readonly Edition[] =>
  [...forms.map((form) => form.edition), ...editions().values()].filter(
    (one) =>
      one.kind === kind &&
      (edition === 'auto' || one.id === parseEditionName(edition).id) &&
      refsOf(one).length > 0,
  );

/**
 * The table on the page that fits best, or null. `side` is what intake says of the page; `mate` the page to its left, where
 * the numbers of its rows stand.
 */
export const findPageTable = (
  page: Picture,
  candidates: readonly Edition[],
  { dpi, side, mate }: { dpi: number; side: PageSide; mate: Picture | null },
): PageTable | null => {
  const best = bestTableOn(page, candidates, { dpi, side });
  return best === null ? null : pageTableOf(best, mate === null ? null : leaderOf(best, mate, dpi));
};

type PageSide = 'whole' | 'left' | 'right';
/** A table as it lies on the copy that was looked at, which is smaller than the page by the factor. */
export type BestTable = Readonly<{ edition: Edition; found: FoundTable; factor: number }>;

export const bestTableOn = (
  page: Picture,
  candidates: readonly Edition[],
  { dpi, side }: { dpi: number; side: PageSide },
): BestTable | null => {
  const factor = shrinkFactor(Math.max(page.width, page.height), LOOK_SIZE);
  const gray = shrinkToGray(page, factor);
  const finder = ruleFinder(gray);
  let best: BestTable | null = null;
  for (const edition of candidates) {
    for (const ref of refsOf(edition)) {
      if (side !== 'whole' && ref.layout.side !== 'single' && ref.layout.side !== side) continue;
      const found = findTable(gray, ref, { dpi: dpi / factor }, finder);
      if (found !== null && found.confidence > (best?.found.confidence ?? TABLE_CONFIDENCE))
        best = { edition, found, factor };
    }
  }
  return best;
};

export const pageTableOf = ({ edition, found, factor }: BestTable, leader: FoundTable | null): PageTable => ({
  edition,
  layout: found.ref.layout,
  columns: found.columns.filter(({ visible }) => visible > LEAST_VISIBLE).map(({ column }) => column),
  rows: leader === null ? rowsOf(found) : rowsBeside(leader, found),
  map: {
    toPage: (x: number, y: number): Point => {
      const at = found.map.toPage(x, y);
      return { x: at.x * factor, y: at.y * factor };
    },
  },
  confidence: found.confidence,
  fitErrorMm: found.fitErrorMm,
});

/** Columns that the picture cuts off further than this are not read. */
const LEAST_VISIBLE = 0.05;

const rowsOf = ({ rows, rowsBy }: FoundTable): readonly PageRow[] => {
  const kept = rows.filter(
    ({ confidence }, i) => i === 0 || rowsBy === 'ink' || confidence >= LEAST_ROW_RULE,
  );
  const end = rows.at(-1)?.toMm ?? 0;
  return kept.map(({ kind, fromMm }, ordinal) => ({
    ordinal,
    kind,
    fromMm,
    toMm: kept[ordinal + 1]?.fromMm ?? end,
  }));
};

/** The rows of the right side: the left's, laid on the rules there, or on what is written there where nothing is ruled. */
const rowsBeside = (leader: FoundTable, found: FoundTable): readonly PageRow[] => {
  const rows = rowsOf(leader);
  if (leader.rowsBy === 'rules') return followRows(rows, rowsOf(found));
  const shift = found.ref.layout.table.body.from - leader.ref.layout.table.body.from;
  const wanted = rows.map(({ fromMm }) => fromMm + shift);
  const { from } = found.ref.layout.table.body;
  const starts = startsBesideInk(wanted, from, roomOf(leader), found.written, found.columns);
  const end = found.written.fromMm + writtenMm(found);
  return rows.map((row, i) => ({
    ...row,
    fromMm: starts[i] ?? row.fromMm,
    toMm: starts[i + 1] ?? Math.max(end, starts[i] ?? 0),
  }));
};

/** The room above the first lines of the leader's rows. */
const roomOf = ({ rows }: FoundTable): number =>
  medianOf(
    rows.slice(1).flatMap(({ fromMm, number }) => (number === null ? [] : [roomAbove(number, fromMm)])),
  );

const writtenMm = ({ written: { ink, stepMm } }: FoundTable): number =>
  stepMm * Math.max(0, ...[...ink.values()].map(({ length }) => length));

/** The other side's measure may begin this much higher or lower, and a rule of its own lie this far from the leader's. */
const MOST_SHIFT_MM = 25;
const SHIFT_STEP_MM = 0.25;
const SAME_RULE_MM = 5;
/** A shift costs a little, so that none is made for nothing. */
const SHIFT_COST = 0.01;

/** The rows of the side with the numbers, where the rules of this side have them. */
export const followRows = (leader: readonly PageRow[], own: readonly PageRow[]): readonly PageRow[] => {
  const edges = (rows: readonly PageRow[]): number[] => [
    ...rows.map(({ fromMm }) => fromMm),
    rows.at(-1)?.toMm ?? 0,
  ];
  const [wanted, there] = [edges(leader), edges(own)];
  const distance = (mm: number): number =>
    Math.min(SAME_RULE_MM, ...there.map((edge) => Math.abs(edge - mm)));
  const costOf = (shift: number): number =>
    wanted.reduce((sum, mm) => sum + distance(mm + shift), 0) / wanted.length + SHIFT_COST * Math.abs(shift);
  let best = 0;
  for (let shift = -MOST_SHIFT_MM; shift <= MOST_SHIFT_MM; shift += SHIFT_STEP_MM)
    if (costOf(shift) < costOf(best)) best = shift;
  const placed = wanted.map((mm) => {
    const near = there.reduce(
      (a, b) => (Math.abs(b - mm - best) < Math.abs(a - mm - best) ? b : a),
      there[0] ?? 0,
    );
    return Math.abs(near - mm - best) < SAME_RULE_MM ? near : mm + best;
  });
  return leader.map((row, i) => ({
    ...row,
    fromMm: placed[i] ?? row.fromMm,
    toMm: placed[i + 1] ?? row.toMm,
  }));
};

/** The other side of the form, where this one follows it. */
export const leftRefOf = ({ edition, found }: BestTable): TableRef | undefined =>
  found.ref.layout.side === 'right'
    ? refsOf(edition).find(({ layout }) => layout.side === 'left')
    : undefined;

/** The left side's table, whose rows the right side follows. */
export const leaderOf = (best: BestTable, mate: Picture, dpi: number): FoundTable | null => {
  const left = leftRefOf(best);
  if (left === undefined) return null;
  const factor = shrinkFactor(Math.max(mate.width, mate.height), LOOK_SIZE);
  const leader = findTable(shrinkToGray(mate, factor), left, { dpi: dpi / factor });
  return leader !== null && leader.confidence >= TABLE_CONFIDENCE ? leader : null;
};
