/** Drafts from editions and editions from drafts. Going there and back changes nothing of an edition. */
import type { KindCode } from '../../domain/kinds.ts';
import type { Edition, FieldPlace, Layout } from '../edition.ts';
import { labelBefore, labelsOf } from '../naming/wordings.ts';
import type { CellPlace } from '../table.ts';
import type { DraftPart, DraftPlace, DraftTable, FormDraft } from './draft.ts';

/** Makes keys that nothing has yet: `p1`, `p2` … for a prefix `p`. */
export type KeyMaker = (prefix: string) => string;
export const keyMaker = (taken: Iterable<string>): KeyMaker => {
  const used = new Set(taken);
  const last = new Map<string, number>();
  return (prefix) => {
    let number = last.get(prefix) ?? 0;
    do number += 1;
    while (used.has(`${prefix}${number}`));
    last.set(prefix, number);
    used.add(`${prefix}${number}`);
    return `${prefix}${number}`;
  };
};

/** Every key of these parts, in their order. */
export const keysOf = (parts: readonly DraftPart[]): readonly string[] =>
  parts.flatMap((part) => [
    part.key,
    ...part.texts.map(({ key }) => key),
    ...part.rules.map(({ key }) => key),
    ...part.places.flatMap((place) => [
      place.key,
      ...(place.type === 'ticks' ? place.options.map(({ key }) => key) : []),
    ]),
    ...(part.table?.columns ?? []).map(({ key }) => key),
    ...part.signatures.map(({ key }) => key),
  ]);

/** How sure a machine is of names that it guessed, by field name; a name that is not there was given by somebody. */
export type Guessed = Readonly<Record<string, number>>;

/** A layout as a part of a draft, every thing of it with a key; columns keep theirs. */
export const partOfLayout = (layout: Layout, newKey: KeyMaker, guessed: Guessed = {}): DraftPart => {
  const labels = labelsOf(layout);
  const boxes = layout.fields.flatMap((place) =>
    place.type === 'ticks' ? place.options.map(({ box }) => box) : place.lines,
  );
  const sureOf = (names: readonly string[]): number | null =>
    names.map((name) => guessed[name]).find((sure) => sure !== undefined) ?? null;
  const placeOf = (place: FieldPlace): DraftPlace => {
    const first = place.type === 'ticks' ? place.options[0]!.box : place.lines[0]!;
    const common = {
      key: newKey('p'),
      label: (labelBefore(labels, first, boxes)?.text ?? '').slice(0, 500),
    };
    switch (place.type) {
      case 'text':
        return { ...common, ...place, confidence: sureOf([place.name]) };
      case 'composite':
        return { ...common, ...place, confidence: sureOf(Object.values(place.parts)) };
      case 'ticks':
        return {
          ...common,
          type: 'ticks',
          name: place.name,
          confidence: sureOf([place.name]),
          options: place.options.map((option) => ({ key: newKey('o'), ...option })),
          whenNone: place.whenNone ?? null,
        };
    }
  };
  return {
    key: newKey('part'),
    class: layout.class,
    side: layout.side,
    texts: layout.print.texts.map((text) => ({ key: newKey('t'), ...text })),
    rules: layout.print.rules.map((rule) => ({ key: newKey('r'), ...rule })),
    places: layout.fields.map(placeOf),
    table: layout.table === undefined ? null : draftTable(layout.table, sureOf),
    signatures: layout.signatures.map((signature) => ({ key: newKey('s'), ...signature })),
  };
};

const namesInCells = (holds: readonly CellPlace[]): readonly string[] =>
  holds.flatMap((cell) => (cell.type === 'text' ? [cell.name] : Object.values(cell.parts)));

const draftTable = (
  { head, body, columns, rows }: NonNullable<Layout['table']>,
  sureOf: (names: readonly string[]) => number | null,
): DraftTable => ({
  head,
  body,
  columns: columns.map((column) => ({ ...column, confidence: sureOf(namesInCells(column.holds)) })),
  rows: {
    found: rows.found,
    startsIn: rows.startsIn === '' ? null : rows.startsIn,
    expected: rows.expected ?? null,
    height: rows.height ?? null,
  },
});

/** An edition to be changed. */
export const draftOfEdition = (edition: Edition): FormDraft => {
  const newKey = keyMaker(
    edition.layouts.flatMap(({ table }) => table?.columns.map((column) => column.key) ?? []),
  );
  const { id, kind, title, basis, provenance, years, paper, layouts } = edition;
  const parts = layouts.map((layout) => partOfLayout(layout, newKey));
  return { id, kind, title, basis, provenance, years, paper, parts };
};

/**
 * The edition that a draft without problems that block saving is of. Places without a name are left out, and so is what
 * only a draft has. English words that nobody gave are the Vietnamese ones.
 */
export const editionOfDraft = (draft: FormDraft, kind: KindCode, version = 1): Edition => ({
  ...headOf(draft, kind, version),
  layouts: draft.parts.map((part) =>
    layoutOfPart(part, part.places.flatMap(namedPlace), (column) => column.holds),
  ),
});

/** An edition to try a draft with: places and cells are named by their keys, so that what is found tells where it belongs. */
export const trialEditionOf = (draft: FormDraft): Edition => ({
  ...headOf(draft, draft.kind ?? 'KS', 1),
  id: TRIAL_ID,
  layouts: draft.parts.map((part) =>
    layoutOfPart(part, part.places.map(keyedPlace), ({ key }) => [{ type: 'text', name: key }]),
  ),
});
const TRIAL_ID = 'DRAFT-0';

const UNKNOWN_ORIGIN = {
  vi: 'Cơ quan lập từ trang mẫu',
  en: 'Made by an office from a sample page',
} as const;

const headOf = (
  { id, title, basis, provenance, years, paper }: FormDraft,
  kind: KindCode,
  version: number,
): Omit<Edition, 'layouts'> => ({
  format: 1,
  id,
  version,
  kind,
  title: both(title, title.vi),
  basis,
  provenance: both(provenance, provenance.vi === '' ? UNKNOWN_ORIGIN.en : provenance.vi, UNKNOWN_ORIGIN.vi),
  years,
  paper,
});

const both = (
  { vi, en }: FormDraft['title'],
  english: string,
  vietnamese = '',
): { vi: string; en: string } => ({
  vi: vi === '' ? vietnamese : vi,
  en: en === '' ? english : en,
});

type Columns = DraftTable['columns'][number];

const layoutOfPart = (
  part: DraftPart,
  fields: FieldPlace[],
  cellsOf: (column: Columns) => CellPlace[],
): Layout => ({
  class: part.class,
  print: {
    texts: part.texts.map(({ key: _key, ...text }) => text),
    rules: part.rules.map(({ key: _key, ...rule }) => rule),
  },
  side: part.side,
  fields,
  ...(part.table === null ? {} : { table: tableOf(part.table, cellsOf) }),
  signatures: part.signatures.map(({ key: _key, box, who }) => ({
    box,
    who: both(who, who.vi === '' ? '-' : who.vi, '-'),
  })),
});

const tableOf = (
  { head, body, columns, rows }: DraftTable,
  cellsOf: (column: Columns) => CellPlace[],
): NonNullable<Layout['table']> => ({
  head,
  body,
  columns: columns.map((column) => {
    const { confidence: _confidence, ...own } = column;
    return { ...own, holds: cellsOf(column) };
  }),
  rows: {
    found: rows.found,
    startsIn: rows.startsIn ?? '',
    ...(rows.expected === null ? {} : { expected: rows.expected }),
    ...(rows.height === null ? {} : { height: rows.height }),
  },
});

/** The place of an edition; none of a place that nobody has named. */
const namedPlace = (place: DraftPlace): FieldPlace[] => {
  if (place.type === 'composite')
    return [{ type: 'composite', grammar: place.grammar, parts: place.parts, lines: place.lines }];
  const { name } = place;
  if (name === null) return [];
  if (place.type === 'text') return [{ type: 'text', name, lines: place.lines }];
  const options = place.options.map(({ code, label, box }) => ({ code: code ?? '', label, box }));
  return [{ type: 'ticks', name, options, ...(place.whenNone === null ? {} : { whenNone: place.whenNone }) }];
};

const keyedPlace = (place: DraftPlace): FieldPlace =>
  place.type === 'ticks'
    ? {
        type: 'ticks',
        name: place.key,
        options: place.options.map(({ key, label, box }) => ({ code: key, label, box })),
      }
    : { type: 'text', name: place.key, lines: place.lines };
