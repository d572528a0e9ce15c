/** Rows between the rules that lie across a table, and whether a page has such rules at all. */
import type { PageRule } from './page-rules.ts';
import type { Body, Start } from './rows.ts';
import type { FoundColumn, TableMap } from './types.ts';

/** Share of the table's width a rule between two rows is long, and the least height of a row. */
const ROW_RULE_SHARE = 0.55;
const LEAST_ROW_MM = 4;
/** How much higher a rule drawn by hand may end than it began. */
const ROW_TILT_MM = 4;

/** The first row begins under the head, the others at rules that run across most of the table. */
export const startsByRules = (
  map: TableMap,
  columns: readonly FoundColumn[],
  lying: readonly PageRule[],
  body: Body,
): Start[] => {
  const inner = columns.filter(({ column }) => !column.margin);
  const left = map.toPage(inner[0]!.column.from, body.from).x;
  const right = map.toPage(inner.at(-1)!.column.to, body.from).x;
  const middle = (left + right) / 2;
  const places = lying
    .filter(({ from, to }) => Math.min(to, right) - Math.max(from, left) >= ROW_RULE_SHARE * (right - left))
    // A stroke from corner to corner of a row makes it void and is no rule.
    .filter(
      (rule) =>
        Math.abs(map.toPaper(left, rule.at(left)).y - map.toPaper(right, rule.at(right)).y) <= ROW_TILT_MM,
    )
    .map((rule) => ({ mm: map.toPaper(middle, rule.at(middle)).y, weight: rule.weight }))
    .filter(({ mm }) => mm > body.from + LEAST_ROW_MM && mm < body.to - LEAST_ROW_MM)
    .sort((a, b) => a.mm - b.mm);
  const starts: Start[] = [{ mm: body.from, kind: 'entry', confidence: 1, number: null }];
  for (const { mm, weight } of places) {
    if (mm - starts.at(-1)!.mm < LEAST_ROW_MM) continue;
    starts.push({ mm, kind: 'entry', confidence: weight, number: null });
  }
  return starts;
};

/** Rules fainter than this are writing that runs across the columns. */
export const LEAST_ROW_RULE = 0.45;
/** A body this high without a rule across it is not ruled. */
const UNRULED_MM = 60;
/** From so many numbers on they tell whether rules part the entries. */
const TELLING = 3;

/**
 * Whether rules part the rows of a page. A line of writing that runs across the table looks like a rule, so a page is ruled
 * only when rules part most of the numbers that stand below each other.
 */
export const areRuled = (
  ruled: readonly Start[],
  numbers: readonly Start[],
  { from, to }: Pick<Body, 'from' | 'to'>,
): boolean => {
  const rules = ruled.slice(1).filter(({ confidence }) => confidence >= LEAST_ROW_RULE);
  if (rules.length === 0) return to - from < UNRULED_MM;
  const middles = numbers.flatMap(({ number }) => (number === null ? [] : [number.middle]));
  if (middles.length < TELLING) return true;
  const parted = middles
    .slice(1)
    .filter((middle, i) => rules.some(({ mm }) => mm > middles[i]! && mm < middle)).length;
  return 2 * parted >= middles.length - 1;
};
