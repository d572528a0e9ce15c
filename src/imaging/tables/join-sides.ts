/** The two sides of a spread as one table: an entry stands in one row across both. */
import { rowsFrom, type Start } from './rows.ts';
import type { FoundTable, JoinSides } from './types.ts';

/**
 * Rows of the side that has the numbers, laid on the other one by their distance below the head. Where rows are ruled, each
 * side's own rule is kept where it lies close to the other's.
 */
export const joinSides: JoinSides = (left, right) => {
  const startsIn = left.ref.layout.table.rows.startsIn;
  const leads = left.columns.some(({ column }) => column.key === startsIn);
  return leads ? { left, right: followed(right, left) } : { left: followed(left, right), right };
};

/** Rules of one row on both sides are at most this far apart, millimetres. */
const SAME_RULE_MM = 4;

const followed = (side: FoundTable, leader: FoundTable): FoundTable => {
  const own = side.ref.layout.table;
  const shift = own.body.from - leader.ref.layout.table.body.from;
  const end = side.rows.at(-1)?.toMm ?? endOf(side);
  const starts: Start[] = leader.rows.map((row) => {
    const mm = row.fromMm + shift;
    const near = side.rows.find(({ fromMm }) => Math.abs(fromMm - mm) <= SAME_RULE_MM);
    const ruled = leader.rowsBy === 'rules' && near !== undefined;
    const number = row.number && { ...row.number, middle: row.number.middle + shift };
    return { mm: ruled ? near.fromMm : mm, kind: row.kind, confidence: row.confidence, number };
  });
  const to = Math.max(end, starts.at(-1)?.mm ?? 0);
  return {
    ...side,
    rows: rowsFrom(starts, side.map, side.columns, side.written, { from: own.body.from, to }),
  };
};

/** Where the columns end, millimetres down the paper. */
const endOf = ({ columns, map, ref }: FoundTable): number => {
  const bottom = columns[0]?.left.at(-1);
  return bottom === undefined ? ref.layout.table.body.to : map.toPaper(bottom.x, bottom.y).y;
};
