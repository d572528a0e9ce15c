/** What of a value stands in the field for people: dates as 27/10/1968, codes as their words, names in capitals. */
import type { FieldSpec, FieldType } from '../../domain/fields.ts';
import { findField, type KindCode } from '../../domain/kinds.ts';
import type { FieldView, Machine, Said, Statement } from '../api/types.ts';
import type { Change } from './save/queue.ts';
import { showCode } from './typing/choices.ts';
import { showDate } from './typing/dates.ts';

export type SpecOf = Pick<FieldSpec, 'name' | 'type' | 'label' | 'codeList' | 'critical'>;

/** The field's words and type; a field that this page's tables do not know is still shown by its name. */
export const specOf = (kind: KindCode, field: Pick<FieldView, 'name' | 'type' | 'critical'>): SpecOf =>
  findField(kind, field.name) ?? {
    name: field.name,
    type: field.type,
    critical: field.critical,
    label: { vi: field.name, en: field.name },
  };

/** Empty where nothing can be shown (blank, illegible, struck: the state says it). */
export const textOf = (spec: Pick<FieldSpec, 'type' | 'codeList'>, said: Said | null): string => {
  if (said === null) return '';
  const { normalized, verbatim } = said;
  if (normalized === null) return verbatim === null || verbatim === '' ? '' : verbatim;
  switch (spec.type) {
    case 'date':
      return showDate(normalized);
    case 'code':
      return showCode(spec, normalized);
    case 'date-words':
    case 'place':
    case 'office':
    case 'text':
    case 'relation':
      return verbatim ?? normalized;
    default:
      return normalized;
  }
};

/** A field as people see it: with the change that is still on its way. */
export type Shown = FieldView & Readonly<{ pending: Change | null; said: Said | null }>;

export const withChange = (field: FieldView, change: Change | undefined): Shown => {
  if (change === undefined) return { ...field, pending: null, said: saidOf(field) };
  const said = saidBy(change.statement, field);
  return { ...field, pending: change, said, settled: change.state !== 'refused', mine: said };
};

const saidOf = (field: FieldView): Said | null =>
  field.mine ?? field.value ?? (field.hidden ? null : field.machine);

/** What a statement will have said once the server has it. */
export const saidBy = (statement: Statement, field: FieldView): Said => {
  switch (statement.type) {
    case 'confirm':
      return field.value ?? field.machine ?? { verbatim: null, normalized: null, state: 'blank' };
    case 'text': {
      const text = statement.text.startsWith('=') ? statement.text.slice(1) : statement.text;
      return text === ''
        ? { verbatim: null, normalized: null, state: 'blank' }
        : { verbatim: text, normalized: null, state: 'read' };
    }
    case 'mark':
      return { verbatim: null, normalized: null, state: statement.state };
    case 'choose': {
      const chosen =
        statement.reading === 'machine'
          ? field.machine
          : field.readings?.find((one) => one.who === statement.reading);
      return chosen ?? { verbatim: null, normalized: null, state: 'blank' };
    }
  }
};

/** A piece of the machine's text: sure, or in doubt with what else it may be. */
export type Piece = Readonly<{ text: string; at: number; alternatives: readonly string[] | null }>;

/** The machine's text cut at its doubts; doubts that overlap or lie outside are left out. */
export const piecesOf = (machine: Pick<Machine, 'verbatim' | 'doubts'>): readonly Piece[] => {
  const text = machine.verbatim ?? '';
  const pieces: Piece[] = [];
  let from = 0;
  for (const doubt of [...machine.doubts].sort((a, b) => a.at - b.at)) {
    const end = doubt.at + doubt.length;
    if (doubt.at < from || end > text.length || doubt.length === 0) continue;
    if (doubt.at > from) pieces.push({ text: text.slice(from, doubt.at), at: from, alternatives: null });
    pieces.push({ text: text.slice(doubt.at, end), at: doubt.at, alternatives: doubt.alternatives });
    from = end;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), at: from, alternatives: null });
  return pieces;
};

const MOST_ALTERNATIVES = 9;

/**
 * What the field may be instead, best first and each once, as texts for the field: other readings of the whole, then the
 * reading with one doubtful stretch replaced.
 */
export const alternativesOf = (
  spec: Pick<FieldSpec, 'codeList'> & { type: FieldType },
  machine: Machine | null,
): readonly string[] => {
  if (machine === null) return [];
  const verbatim = machine.verbatim ?? '';
  const replaced = machine.doubts.flatMap((doubt) =>
    doubt.alternatives.map(
      (other) => verbatim.slice(0, doubt.at) + other + verbatim.slice(doubt.at + doubt.length),
    ),
  );
  const shown = textOf(spec, machine);
  const whole = machine.alternatives.map((one) =>
    spec.type === 'code' ? showCode(spec, one) : spec.type === 'date' ? showDate(one) : one,
  );
  return [...new Set([...whole, ...replaced])].filter((one) => one !== shown).slice(0, MOST_ALTERNATIVES);
};

/** Where a text parts from the others: `from` and `end` of what is not common to all at the front or the back. */
export const partingOf = (
  text: string,
  others: readonly string[],
): Readonly<{ from: number; end: number }> => {
  const rest = others.filter((other) => other !== text);
  if (rest.length === 0) return { from: 0, end: 0 };
  let from = 0;
  while (from < text.length && rest.every((other) => other[from] === text[from])) from += 1;
  let back = 0;
  const room = Math.min(text.length, ...rest.map((other) => other.length)) - from;
  while (back < room && rest.every((other) => other.at(-1 - back) === text.at(-1 - back))) back += 1;
  return { from, end: text.length - back };
};
