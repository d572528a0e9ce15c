/**
 * The map between the paper of a table form and a page: across, each column lies between the rules found (straight between
 * them); down, lines are level as the lying rules are, and millimetres count from the rule under the head.
 */
import type { BoxMm } from '../../forms/edition.ts';
import { boxAround } from '../forms/page-map.ts';
import type { Point } from '../geometry.ts';
import type { Levels } from './levels.ts';
import type { TableMap } from './types.ts';

/** A rule of the form: where the form has it (mm), and its way down the page (x as a function of y, pixels). */
export type Edge = { readonly mm: number; readonly at: (y: number) => number };

export type Down = {
  /** Where the head begins and ends on the form (mm) and on the page (level in the table's middle, pixels). */
  readonly head: readonly [mm: number, px: number];
  readonly body: readonly [mm: number, px: number];
  /** Pixels a millimetre below the head. */
  readonly scale: number;
};

/** `edges` from left to right, at least two; beyond them the outermost column's or `scale`'s measure goes on. */
export const tableMap = (edges: readonly Edge[], levels: Levels, down: Down, scale: number): TableMap => {
  const first = edges[0]!;
  const last = edges.at(-1)!;
  const xAt = (mm: number, y: number): number => {
    if (mm <= first.mm) return first.at(y) + (mm - first.mm) * scale;
    if (mm >= last.mm) return last.at(y) + (mm - last.mm) * scale;
    let k = 1;
    while (edges[k]!.mm < mm) k++;
    const a = edges[k - 1]!;
    const b = edges[k]!;
    const part = (mm - a.mm) / (b.mm - a.mm);
    return a.at(y) * (1 - part) + b.at(y) * part;
  };
  const mmAt = (x: number, y: number): number => {
    if (x <= first.at(y)) return first.mm + (x - first.at(y)) / scale;
    if (x >= last.at(y)) return last.mm + (x - last.at(y)) / scale;
    let k = 1;
    while (edges[k]!.at(y) < x) k++;
    const a = edges[k - 1]!;
    const b = edges[k]!;
    return a.mm + ((b.mm - a.mm) * (x - a.at(y))) / (b.at(y) - a.at(y));
  };
  const headScale = (down.body[1] - down.head[1]) / (down.body[0] - down.head[0]);
  const levelOf = (mm: number): number =>
    down.body[1] + (mm - down.body[0]) * (mm < down.body[0] ? headScale : down.scale);
  const mmOfLevel = (v: number): number =>
    down.body[0] + (v - down.body[1]) / (v < down.body[1] ? headScale : down.scale);

  const toPage = (x: number, y: number): Point => {
    const v = levelOf(y);
    let py = v;
    let px = xAt(x, py);
    for (let i = 0; i < 3; i++) {
      py = levels.yAt(px, v);
      px = xAt(x, py);
    }
    return { x: px, y: py };
  };
  const toPaper = (x: number, y: number): Point => ({ x: mmAt(x, y), y: mmOfLevel(levels.vAt(x, y)) });
  const quadOf = ([x, y, w, h]: BoxMm) =>
    [toPage(x, y), toPage(x + w, y), toPage(x + w, y + h), toPage(x, y + h)] as const;
  return { toPage, toPaper, quadOf, boxOf: (box) => boxAround(quadOf(box)) };
};
