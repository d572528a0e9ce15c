/** The columns of a form on a page, outlined by the rules. */
import type { TableColumn } from '../../forms/table.ts';
import { boxAround } from '../forms/page-map.ts';
import type { Point } from '../geometry.ts';
import type { PageRule } from './page-rules.ts';
import type { FoundColumn, TableMap } from './types.ts';

const STEPS = 24;

/** Points down the paper at `mm` across. */
export const wayDown = (map: TableMap, mm: number, from: number, to: number, steps = STEPS): Point[] =>
  Array.from({ length: steps + 1 }, (_, k) => map.toPage(mm, from + ((to - from) * k) / steps));

/** `form` and `rules`: the form's upright rules and which of them were seen. `extent` down the paper in mm. */
export const columnsOn = (
  columns: readonly TableColumn[],
  form: readonly number[],
  rules: readonly (PageRule | null)[],
  map: TableMap,
  extent: { readonly width: number; readonly from: number; readonly to: number },
): FoundColumn[] => {
  const seenAt = (mm: number): boolean => {
    const i = form.findIndex((at) => Math.abs(at - mm) <= 0.5);
    return i >= 0 && rules[i] != null;
  };
  return columns.map((column) => {
    const left = wayDown(map, column.from, extent.from, extent.to);
    const right = wayDown(map, column.to, extent.from, extent.to);
    const shown = left.map((point, k) => {
      const width = right[k]!.x - point.x;
      const inside = Math.min(extent.width, right[k]!.x) - Math.max(0, point.x);
      return width > 0 ? Math.max(0, inside / width) : 0;
    });
    return {
      column,
      left,
      right,
      box: boxAround([...left, ...right]),
      seen: { left: seenAt(column.from), right: seenAt(column.to) },
      visible: shown.reduce((sum, share) => sum + share, 0) / shown.length,
    };
  });
};
