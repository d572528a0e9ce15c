/** The columns and rows of a table: borders that two columns share move together. Pure. */
import type { DraftCell, DraftColumn, DraftPart, DraftTable, FormDraft } from '../../../forms/draft/draft.ts';
import type { BoxMm } from '../../../forms/edition.ts';
import { LEAST_MM, tidy } from './boxes.ts';
import { changePart } from './change.ts';
import { freshKey } from './find.ts';

/** Nearer than this two borders are the same rule. */
const SAME_RULE_MM = 0.3;

const changeTable = (part: DraftPart, change: (table: DraftTable) => DraftTable): DraftPart => {
  if (part.table === null) return part;
  const table = change(part.table);
  return table === part.table ? part : { ...part, table };
};

/** The sides of a column go where the box has them; neighbours that share a rule go along and keep something of themselves. */
export const withColumnBox = (part: DraftPart, key: string, [left, , width]: BoxMm): DraftPart =>
  changeTable(part, (table) => {
    const at = table.columns.findIndex((one) => one.key === key);
    const column = table.columns[at];
    if (column === undefined) return table;
    const [before, after] = [table.columns[at - 1], table.columns[at + 1]];
    const low = before === undefined ? 0 : sharesRule(before, column) ? before.from + LEAST_MM : before.to;
    const high =
      after === undefined
        ? Number.POSITIVE_INFINITY
        : sharesRule(column, after)
          ? after.to - LEAST_MM
          : after.from;
    const from = tidy(Math.min(Math.max(left, low), high - LEAST_MM));
    const to = tidy(Math.max(Math.min(left + width, high), from + LEAST_MM));
    if (from === column.from && to === column.to) return table;
    return {
      ...table,
      columns: table.columns.map((one) => {
        if (one === column) return { ...one, from, to };
        if (one === before && sharesRule(before, column)) return { ...one, to: from };
        if (one === after && sharesRule(column, after)) return { ...one, from: to };
        return one;
      }),
    };
  });

const sharesRule = (left: DraftColumn, right: DraftColumn): boolean =>
  Math.abs(left.to - right.from) <= SAME_RULE_MM;

/** The column goes; a neighbour to its left takes its room, else the one to its right. */
export const withoutColumn = (part: DraftPart, key: string): DraftPart =>
  changeTable(part, (table) => {
    const at = table.columns.findIndex((one) => one.key === key);
    const gone = table.columns[at];
    if (gone === undefined) return table;
    const { startsIn } = table.rows;
    return {
      ...table,
      columns: table.columns.flatMap((one, index) => {
        if (index === at) return [];
        if (index === at - 1 && sharesRule(one, gone)) return [{ ...one, to: gone.to }];
        if (at === 0 && index === 1 && sharesRule(gone, one)) return [{ ...one, from: gone.from }];
        return [one];
      }),
      rows: startsIn === key ? { ...table.rows, startsIn: null } : table.rows,
    };
  });

/** One column becomes two, each half as wide. */
export const splitColumn = (draft: FormDraft, part: string, key: string): FormDraft => {
  const fresh = freshKey(draft, 'column');
  return changePart(draft, part, (whole) =>
    changeTable(whole, (table) => ({
      ...table,
      columns: table.columns.flatMap((one) => {
        if (one.key !== key) return [one];
        const middle = tidy((one.from + one.to) / 2);
        const right: DraftColumn = {
          key: fresh,
          heading: '',
          confidence: null,
          from: middle,
          to: one.to,
          role: 'text',
          margin: false,
          holds: [],
        };
        return [{ ...one, to: middle }, right];
      }),
    })),
  );
};

export const withColumn = (
  draft: FormDraft,
  part: string,
  key: string,
  change: Partial<Pick<DraftColumn, 'heading' | 'role' | 'margin' | 'holds' | 'confidence'>>,
): FormDraft =>
  changePart(draft, part, (whole) =>
    changeTable(whole, (table) => ({
      ...table,
      columns: table.columns.map((one) => (one.key === key ? { ...one, ...change } : one)),
    })),
  );

/** What one column holds, said by a person. */
export const withHolds = (draft: FormDraft, part: string, key: string, holds: DraftCell[]): FormDraft =>
  withColumn(draft, part, key, { holds, confidence: null });

export const withTable = (
  draft: FormDraft,
  part: string,
  change: Partial<Pick<DraftTable, 'head' | 'body'>> & Readonly<{ rows?: Partial<DraftTable['rows']> }>,
): FormDraft =>
  changePart(draft, part, (whole) =>
    changeTable(whole, (table) => ({
      ...table,
      ...(change.head === undefined ? {} : { head: change.head }),
      ...(change.body === undefined ? {} : { body: change.body }),
      rows: { ...table.rows, ...change.rows },
    })),
  );

/** Above and below the entries of a new table, until somebody says where its head is. */
const [HEAD_MM, EDGE_MM] = [20, 10];

/** A table over the whole page with one column: to be split where the rules are. */
export const withNewTable = (draft: FormDraft, part: string): FormDraft => {
  const key = freshKey(draft, 'column');
  const { width, height } = draft.paper;
  const column: DraftColumn = {
    key,
    heading: '',
    confidence: null,
    from: EDGE_MM,
    to: tidy(width - EDGE_MM),
    role: 'text',
    margin: false,
    holds: [],
  };
  const table: DraftTable = {
    head: { from: EDGE_MM, to: EDGE_MM + HEAD_MM },
    body: { from: EDGE_MM + HEAD_MM, to: tidy(height - EDGE_MM) },
    columns: [column],
    rows: { found: 'ruled', startsIn: key, expected: null, height: null },
  };
  return changePart(draft, part, (whole) => (whole.table === null ? { ...whole, table } : whole));
};

export const withoutTable = (draft: FormDraft, part: string): FormDraft =>
  changePart(draft, part, (whole) => (whole.table === null ? whole : { ...whole, table: null }));
