/**
 * How many keys an ideal operator presses: nothing for what is accepted, one to confirm, the characters that differ (and
 * one to go on) for what is corrected, the whole text and one for what is keyed; everything twice is the measure that offices
 * know. A model: an ideal operator sees every error, never mistypes, and a letter with its marks counts as one key.
 */
import type { FieldType } from '../../domain/fields.ts';
import { editDistance } from './edits.ts';
import type { Outcome, TrueValue } from './outcomes.ts';

const CONFIRM = 1;
/** Leaving a field, also an empty one. */
const LEAVE = 1;

/** What is typed for a value: dates without separators, everything else as its normal form. */
const typed = (
  type: FieldType,
  { normalized, verbatim }: Pick<TrueValue, 'normalized' | 'verbatim'>,
): string => {
  const text = normalized ?? verbatim ?? '';
  return type === 'date' || type === 'date-words' ? text.replace(/-/gu, '') : text;
};

/** Keys to key the field once, unseen. */
export const keyingOnce = ({ type, truth }: Pick<Outcome, 'type' | 'truth'>): number =>
  typed(type, truth).length + LEAVE;

/** Keys that the field's way costs. */
export const keysFor = (outcome: Outcome): number => {
  const { said, type, truth, right } = outcome;
  const once = keyingOnce(outcome);
  switch (said?.route) {
    case 'accepted':
      return 0;
    case 'confirm':
      return right ? CONFIRM : Math.min(once, editDistance(typed(type, truth), typed(type, said)) + LEAVE);
    case 'key-twice':
    case 'adjudicate':
      return 2 * once;
    default:
      return once;
  }
};

export type Effort = Readonly<{
  entries: number;
  /** Keys an entry, with the machine and keying everything twice, and their ratio. */
  keys: number;
  twice: number;
  share: number;
  /** Share of all fields that stay wrong: accepted without a look and not right. */
  residual: number;
}>;

export const effortOf = (outcomes: readonly Outcome[]): Effort => {
  const count = Math.max(1, new Set(outcomes.map(({ entry }) => entry)).size);
  const keys = outcomes.reduce((sum, outcome) => sum + keysFor(outcome), 0);
  const twice = outcomes.reduce((sum, outcome) => sum + 2 * keyingOnce(outcome), 0);
  const stay = outcomes.filter((outcome) => outcome.said?.route === 'accepted' && !outcome.right).length;
  return {
    entries: count,
    keys: keys / count,
    twice: twice / count,
    share: twice === 0 ? 0 : keys / twice,
    residual: outcomes.length === 0 ? 0 : stay / outcomes.length,
  };
};
