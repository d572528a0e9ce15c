/** Where entries begin by the numbers written beside them. */
import { medianOf } from '../forms/algebra.ts';
import type { Gray } from '../raster.ts';
import type { Body, Start } from './rows.ts';
import type { FoundColumn, TableMap } from './types.ts';
import { type WritingLine, writingLines } from './writing-lines.ts';
import { stripOf } from './written.ts';

/** Resolution of the strip looked at, pixels a millimetre at most. */
const STRIP_PER_MM = 8;
/** Columns the picture shows less of than this cannot tell where entries begin. */
const MIN_VISIBLE = 0.6;

/** A row begins this many figures above the middle of its number. */
const ABOVE = 0.9;
/** Less than this above the first number is no room for writing. */
const LEAST_ABOVE_MM = 6;
/**
 * A note begins further from the column's left rule than numbers do, and runs up to its right rule: to within this, and as
 * many letters, since a letter that the rule goes through is taken for a rest of the rule. Right-aligned numbers end there,
 * too, but begin less than a letter from where the others do.
 */
const RUNS_ON_MM = 1.5;
const RUNS_ON_LETTERS = 0.5;
const INDENTED = 0.3;

/** None on the side of a spread that has no numbers: its rows follow the other side. */
export const startsByNumbers = (
  page: Gray,
  startsIn: string,
  map: TableMap,
  columns: readonly FoundColumn[],
  body: Body,
): Start[] => {
  const own = columns.find(({ column }) => column.key === startsIn);
  if (own === undefined) return [];
  const at = columns.indexOf(own);
  const shown = columns.slice(at).find(({ visible, column }) => visible >= MIN_VISIBLE && !column.margin);
  if (shown === undefined) return [];
  const strip = stripOf(page, map, shown, body, Math.min(STRIP_PER_MM, body.scale));
  const { lines, letterHeight } = writingLines(strip.gray, strip.perMm);
  const sure = shown === own ? 1 : 0.6;
  const letter = letterHeight / strip.perMm;
  const usualLeft = medianOf(lines.map(({ left }) => left));
  const runsOn = ({ left, right }: WritingLine): boolean =>
    left >= INDENTED * strip.gray.width &&
    (lines.length === 1 || left - usualLeft >= letterHeight) &&
    right >= strip.gray.width - RUNS_ON_MM * strip.perMm - RUNS_ON_LETTERS * letterHeight;
  const starts = lines.map((line, i): Start => {
    const middle = body.from + line.centre / strip.perMm;
    const above = lines[i - 1];
    const halfway =
      above === undefined ? body.from : body.from + (above.centre + line.centre) / 2 / strip.perMm;
    return {
      mm: Math.max(halfway, middle - ABOVE * letter),
      kind: 'entry',
      confidence: sure * Math.min(1, line.letters / 2),
      number: { middle, letter },
      runsOn: runsOn(line),
    };
  });
  const first = starts[0];
  if (first === undefined || first.mm - body.from <= LEAST_ABOVE_MM) return starts;
  return [{ mm: body.from, kind: 'continued', confidence: sure, number: null }, ...starts];
};
