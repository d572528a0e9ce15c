/** The table of one side of a form on a page: its rules are found, told apart, and the form's columns and rows laid on them. */
import type { Table } from '../../forms/table.ts';
import { medianOf } from '../forms/algebra.ts';
import type { Gray } from '../raster.ts';
import { type Alignment, alignRules } from './align.ts';
import { columnsOn } from './columns.ts';
import { findHead, type Head } from './head.ts';
import { levelsFrom } from './levels.ts';
import { type PageRule, type RuleFinder, ruleFinder } from './page-rules.ts';
import { rowsOn } from './rows.ts';
import { type Edge, tableMap } from './table-map.ts';
import type { FindTableOptions, FoundTable, TableRef } from './types.ts';
import { writtenOn } from './written.ts';

/** Candidates below this are writing that happens to stand in line. */
const MIN_WEIGHT = 0.38;
/** Upright rules that may be the frame or a column for certain. */
const PLAIN = 0.6;
const MIN_CONFIDENCE = 0.25;
/** How far the resolution told with a page is trusted: a deviation of this share costs a third of a rule. */
const DPI_PLAY = 0.12;
const LYING_FOR_INK_ROWS = 16;

/** The millimetres at which the form has upright rules, from left to right. Margins have none of their own. */
export const rulesOfForm = (table: Table): number[] => {
  const found: number[] = [];
  for (const { from, to, margin } of table.columns) {
    if (margin) continue;
    for (const mm of [from, to]) if (found.length === 0 || mm > found.at(-1)! + 0.5) found.push(mm);
  }
  return found;
};

/** The table of one side; null when no table of that form can be seen there. `finder`: see `fitTable`. */
export const findTable = (
  page: Gray,
  ref: TableRef,
  options: FindTableOptions = {},
  finder: RuleFinder = ruleFinder(page),
): FoundTable | null => {
  const fit = fitTable(page, ref, options, finder);
  return fit === null || fit.confidence < MIN_CONFIDENCE ? null : assemble(page, ref, fit);
};

/** The form's rules told apart on a page, before anything is laid on them. */
export type TableFit = {
  readonly alignment: Alignment;
  readonly rules: readonly (PageRule | null)[];
  readonly seen: readonly PageRule[];
  readonly lying: readonly PageRule[];
  readonly head: Head | null;
  /** 0…1 that the page is a page of this form. */
  readonly confidence: number;
};

/** Null when the page has not two plain upright rules. `finder` may be shared by several forms tried on one page. */
export const fitTable = (
  page: Gray,
  ref: TableRef,
  options: FindTableOptions = {},
  finder: RuleFinder = ruleFinder(page),
): TableFit | null => {
  const { table } = ref.layout;
  const form = rulesOfForm(table);
  const upright = finder.upright().filter(({ weight }) => weight >= MIN_WEIGHT);
  const middleY = page.height / 2;
  const plain = upright.filter(({ weight }) => weight >= PLAIN);
  if (plain.length < 2) return null;
  const span = [plain[0]!.at(middleY), plain.at(-1)!.at(middleY)] as const;
  const most = table.rows.found === 'ruled' ? 24 + 2 * (table.rows.expected ?? 12) : LYING_FOR_INK_ROWS;
  const lying = finder.lying(span[0], span[1], most).filter(({ weight }) => weight >= MIN_WEIGHT);

  const candidates = upright.map((rule) => ({ at: rule.at(middleY), weight: rule.weight }));
  const headMm = table.head.to - table.head.from;
  const headAt = (scale: number, rules: readonly PageRule[]): Head | null => {
    const middle = (span[0] + span[1]) / 2;
    return findHead(lying, middle, medianOf(rules.map(({ from }) => from)), headMm, scale);
  };
  const alignment = alignRules(form, candidates, {
    length: page.width,
    gutter: { left: ref.layout.side === 'right', right: ref.layout.side === 'left' },
    scales: scalesFor(page, ref, options.dpi),
    prior: (scale) => {
      const head = headAt(scale, plain);
      const told = options.dpi === undefined ? 0 : (Math.log((scale * 25.4) / options.dpi) / DPI_PLAY) ** 2;
      return (head?.score ?? 0) * 1.5 - Math.min(2, told * 0.33);
    },
  });
  if (alignment === null) return null;
  const rules = alignment.matched.map((j) => (j === null ? null : upright[j]!));
  const seen = rules.filter((rule) => rule !== null);
  const head = headAt(alignment.scale, seen);
  return { alignment, rules, seen, lying, head, confidence: confidenceOf(alignment, rules, head) };
};

/** Scales worth trying: the form may be cut off, or lie on a larger sheet. */
const scalesFor = (page: Gray, ref: TableRef, dpi: number | undefined): number[] => {
  const { width, height } = ref.form.paper;
  const from = Math.max((page.width / width) * 0.45, (page.height / height) * 0.45);
  const to = Math.min((page.width / width) * 2.2, (page.height / height) * 2.2);
  const scales: number[] = dpi === undefined ? [] : [dpi / 25.4];
  for (let scale = from; scale <= to; scale *= 1.04) scales.push(scale);
  return scales;
};

const assemble = (page: Gray, ref: TableRef, fit: TableFit): FoundTable => {
  const { table } = ref.layout;
  const { alignment, rules, seen, lying, head, confidence } = fit;
  const { scale } = alignment;
  const form = rulesOfForm(table);
  const middleY = page.height / 2;
  const edges = edgesFrom(form, rules, scale);
  const left = Math.max(0, edges[0]!.at(middleY));
  const right = Math.min(page.width, edges.at(-1)!.at(middleY));
  const middle = (left + right) / 2;
  const levels = levelsFrom(lying, left, right, page.height);
  const start = medianOf(seen.map(({ from }) => from));
  const headMm = table.head.to - table.head.from;
  const bottom = head === null ? start + headMm * scale : head.bottom.at(middle);
  const top = head?.top == null ? bottom - headMm * scale : head.top.at(middle);
  const map = tableMap(
    edges,
    levels,
    { head: [table.head.from, top], body: [table.head.to, bottom], scale },
    scale,
  );
  const end = Math.min(
    page.height,
    medianOf(
      seen
        .map(({ to }) => to)
        .sort((a, b) => a - b)
        .slice(seen.length >> 1),
    ),
  );
  const bodyEnd = map.toPaper(middle, end).y;
  const columns = columnsOn(table.columns, form, rules, map, {
    width: page.width,
    from: table.head.from,
    to: bodyEnd,
  });
  const body = { scale, from: table.body.from, to: Math.max(bodyEnd, table.body.from + 1) };
  const written = writtenOn(page, map, columns, body);
  const { rows, by } = rowsOn(page, ref, map, columns, lying, written, body);
  return {
    ref,
    map,
    columns,
    rows,
    rowsBy: by,
    written,
    fitErrorMm: alignment.errorMm,
    confidence,
    pixelsPerMm: scale,
  };
};

/** Every rule of the form as a way down the page: the one found, or one drawn between those that were. */
const edgesFrom = (form: readonly number[], rules: readonly (PageRule | null)[], scale: number): Edge[] => {
  const known = form.flatMap((mm, i) => {
    const rule = rules[i];
    return rule === null || rule === undefined ? [] : [{ mm, at: rule.at }];
  });
  return form.map((mm, i) => {
    const rule = rules[i];
    if (rule !== null && rule !== undefined) return { mm, at: rule.at };
    const before = known.filter((edge) => edge.mm < mm).at(-1);
    const after = known.find((edge) => edge.mm > mm);
    if (before !== undefined && after !== undefined) {
      const part = (mm - before.mm) / (after.mm - before.mm);
      return { mm, at: (y) => before.at(y) * (1 - part) + after.at(y) * part };
    }
    const near = (before ?? after)!;
    return { mm, at: (y) => near.at(y) + (mm - near.mm) * scale };
  });
};

/** How much of the form was found, how plainly, and how little it had to be stretched. */
const confidenceOf = (
  alignment: Alignment,
  rules: readonly (PageRule | null)[],
  head: Head | null,
): number => {
  const share = rules.reduce((sum, rule) => sum + (rule?.weight ?? 0), 0) / rules.length;
  const even = 1 / (1 + (alignment.errorMm / 8) ** 2);
  return share * even * (0.6 + 0.4 * Math.min(1, head?.score ?? 0));
};
