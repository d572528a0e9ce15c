/** What a schema cannot say about a form file: names that exist, places that do not lie on each other, columns in order. */
import { SohoaError } from '../domain/errors.ts';
import { findField } from '../domain/kinds.ts';
import {
  BOOK_FIELDS,
  type BoxMm,
  type FieldPlace,
  type Form,
  type Layout,
  namesInLayout,
  namesOf,
  PAGE_FIELDS,
} from './edition.ts';
import type { Table } from './table.ts';

/**
 * @throws SohoaError naming the file and the place: `edition-unknown-field` (neither an official field of the kind, nor
 *   one of the book's or the form's own), `edition-field-twice`, `edition-fields-overlap`, `edition-off-paper`,
 *   `edition-columns-order`, `edition-column-twice`, `edition-rows-start`, `edition-side-missing`.
 */
export const checkForm = (form: Form, file: string): void => {
  const columns = new Set<string>();
  form.layouts.forEach((layout, i) => {
    const where = `layouts.${i}`;
    checkNames(form, layout, file);
    checkOverlaps(layout, file, where);
    if (layout.table === undefined) return;
    checkTable(form, layout.table, file, `${where}.table`);
    for (const { key } of layout.table.columns) {
      if (columns.has(key)) throw new SohoaError('edition-column-twice', { file, where, column: key });
      columns.add(key);
    }
  });
  checkSides(form, file);
};

const checkNames = (form: Form, layout: Layout, file: string): void => {
  const own = new Set(form.kind === 'OTHER' ? form.fields.map(({ name }) => name) : []);
  const ofEntry = (name: string): boolean =>
    form.kind === 'OTHER' ? own.has(name) : findField(form.kind, name) !== undefined;
  const seen = new Set<string>();
  for (const name of namesInLayout(layout)) {
    const known =
      layout.class === 'entry'
        ? ofEntry(name) || (layout.table !== undefined && (name in PAGE_FIELDS || name in BOOK_FIELDS))
        : name in BOOK_FIELDS;
    if (!known) throw new SohoaError('edition-unknown-field', { file, field: name, kind: form.kind });
    if (seen.has(name)) throw new SohoaError('edition-field-twice', { file, field: name });
    seen.add(name);
  }
};

/** Two places may share a rule and the tails of their letters, but not this much of the smaller one. */
export const MAX_OVERLAP = 0.2;

const checkOverlaps = (layout: Layout, file: string, where: string): void => {
  const boxes = layout.fields.flatMap((place) => boxesOf(place).map((box) => ({ name: nameOf(place), box })));
  boxes.forEach((a, i) => {
    for (const b of boxes.slice(i + 1)) {
      if (overlapOf(a.box, b.box) <= MAX_OVERLAP) continue;
      throw new SohoaError('edition-fields-overlap', { file, where, field: a.name, other: b.name });
    }
  });
};

const nameOf = (place: FieldPlace): string => namesOf(place)[0] ?? place.type;

const boxesOf = (place: FieldPlace): readonly BoxMm[] =>
  place.type === 'ticks' ? place.options.map(({ box }) => box) : place.lines;

/** The part of the smaller box that lies on the other, 0…1. */
export const overlapOf = (a: BoxMm, b: BoxMm): number => {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / Math.min(a[2] * a[3], b[2] * b[3]);
};

const checkTable = (form: Form, table: Table, file: string, where: string): void => {
  for (const [name, { from, to }] of [
    ['head', table.head],
    ['body', table.body],
  ] as const) {
    if (from >= to || to > form.paper.height)
      throw new SohoaError('edition-off-paper', { file, where: `${where}.${name}` });
  }
  if (table.head.to > table.body.from)
    throw new SohoaError('edition-off-paper', { file, where: `${where}.body` });
  let right = Number.NEGATIVE_INFINITY;
  table.columns.forEach((column, i) => {
    const at = `${where}.columns.${i}`;
    if (column.from < right || column.to <= column.from)
      throw new SohoaError('edition-columns-order', { file, where: at, column: column.key });
    if (column.to > form.paper.width) throw new SohoaError('edition-off-paper', { file, where: at });
    if (column.margin && i !== 0 && i !== table.columns.length - 1)
      throw new SohoaError('edition-columns-order', { file, where: at, column: column.key });
    right = column.to;
  });
};

/** A spread has both sides of a class or none, and its rows start in a column that is there. */
const checkSides = (form: Form, file: string): void => {
  for (const layout of form.layouts) {
    const siblings = form.layouts.filter((other) => other.class === layout.class);
    const sides = siblings.map(({ side }) => side);
    const complete = layout.side === 'single' || (sides.includes('left') && sides.includes('right'));
    if (!complete || sides.length !== new Set(sides).size)
      throw new SohoaError('edition-side-missing', { file, class: layout.class });
    const start = layout.table?.rows.startsIn;
    if (start === undefined) continue;
    const keys = siblings.flatMap(({ table }) => table?.columns.map(({ key }) => key) ?? []);
    if (!keys.includes(start)) throw new SohoaError('edition-rows-start', { file, column: start });
  }
};
