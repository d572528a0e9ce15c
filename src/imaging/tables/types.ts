/**
 * What the table half of the imaging room takes and gives. Paper coordinates are millimetres on the side's paper as in
 * the form file; page coordinates are pixels of the picture handed in (edge based, see geometry.ts). The paper of an old
 * printing is elastic: the map takes each column of the form to the rules that are really there.
 */
import type { BoxMm, Form, Layout } from '../../forms/edition.ts';
import type { Table, TableColumn } from '../../forms/table.ts';
import type { Box, Point, Quad } from '../geometry.ts';

/** One side with a table of a form. */
export type TableRef = {
  readonly form: Form;
  readonly layout: Layout & { readonly table: Table };
};

export type TableMap = {
  /** Millimetres on the paper → pixels of the page. */
  readonly toPage: (x: number, y: number) => Point;
  /** Pixels of the page → millimetres on the paper. */
  readonly toPaper: (x: number, y: number) => Point;
  readonly quadOf: (box: BoxMm) => Quad;
  readonly boxOf: (box: BoxMm) => Box;
};

export type FoundColumn = {
  readonly column: TableColumn;
  /** Rules on its left and right from the top of the table to its end, in pixels of the page. */
  readonly left: readonly Point[];
  readonly right: readonly Point[];
  readonly box: Box;
  /** Whether a rule was really seen there; otherwise the place follows from the other rules. */
  readonly seen: { readonly left: boolean; readonly right: boolean };
  /** How much of its width the picture shows (1 all, 0 cut off). */
  readonly visible: number;
};

export type FoundCell = {
  readonly boxMm: BoxMm;
  /** Around the cell, and its outline (the rules' curves, clockwise from the top left), pixels of the page. */
  readonly box: Box;
  readonly polygon: readonly Point[];
};

export type FoundRow = {
  /** From 0, down the page. */
  readonly ordinal: number;
  /**
   * `entry` starts here; `continued`: what stands above the first number and belongs to the last entry of the page before;
   * `heading`: a month, a title or a sum across the table, no entry.
   */
  readonly kind: 'entry' | 'continued' | 'heading';
  /** Down the paper, millimetres. */
  readonly fromMm: number;
  readonly toMm: number;
  /** The number that begins the entry: its middle and the height of its figures, millimetres; null where a rule does. */
  readonly number: { readonly middle: number; readonly letter: number } | null;
  readonly box: Box;
  /** By column key; columns that the picture does not show have no cell. */
  readonly cells: ReadonlyMap<string, FoundCell>;
  /** 0…1 that an entry begins exactly here. */
  readonly confidence: number;
};

/** Ink down the paper: for each column the share of its width that is inked, in steps of `stepMm` from `fromMm`. */
export type Written = {
  readonly fromMm: number;
  readonly stepMm: number;
  readonly ink: ReadonlyMap<string, Float32Array>;
};

/** What the rows of a page were told by. */
export type RowsBy = 'rules' | 'ink';

export type FoundTable = {
  readonly ref: TableRef;
  readonly map: TableMap;
  readonly columns: readonly FoundColumn[];
  readonly rows: readonly FoundRow[];
  readonly rowsBy: RowsBy;
  readonly written: Written;
  /** Root mean square distance between the form's rules and those found, after the elastic fit's scale is taken out. */
  readonly fitErrorMm: number;
  /** 0…1 that the page is a page of this form. */
  readonly confidence: number;
  /** Pixels of the page that make a millimetre of the form, near the middle of the table. */
  readonly pixelsPerMm: number;
};

export type FindTableOptions = {
  /** Resolution of the page where it is known; tried first, not trusted. */
  readonly dpi?: number;
};

/** The right side with the rows of the left one, where the entries' numbers stand, or the other way round. */
export type JoinSides = (
  left: FoundTable,
  right: FoundTable,
) => { readonly left: FoundTable; readonly right: FoundTable };
