/** What stands in the input of the current field, before it is said. Pure. */
import type { Statement } from '../api/types.ts';
import { type Shown, type SpecOf, textOf } from './display.ts';
import { needsPerson } from './field-order.ts';
import { finishText } from './typing/aids.ts';
import { settleChoice } from './typing/choices.ts';

export type Draft = Readonly<{
  field: string;
  text: string;
  /** What stood there before anybody typed. */
  initial: string;
  /** Keys pressed for this field. */
  keys: number;
  /** Which alternative is in, -1 for none. */
  alternative: number;
}>;

export const draftOf = (field: Shown, spec: SpecOf): Draft => {
  const text = textOf(spec, field.said);
  return { field: field.name, text, initial: text, keys: 0, alternative: -1 };
};

export const isChanged = (draft: Draft): boolean => draft.text.trim() !== draft.initial.trim();

/** What leaving the field comes to. */
export type Outcome =
  | Readonly<{ type: 'nothing' }>
  | Readonly<{ type: 'say'; statement: Statement }>
  /** Empty and nobody has said that the paper is: the person must. */
  | Readonly<{ type: 'empty' }>
  /** Nothing can be confirmed: the machine saw writing and could not read it. */
  | Readonly<{ type: 'unread' }>;

/**
 * Enter confirms what stands there or says what was typed; leaving in any other way says only what was typed. A field
 * that needs nobody is never confirmed by passing through it.
 */
export const outcomeOf = (draft: Draft, field: Shown, spec: SpecOf, way: 'enter' | 'leave'): Outcome => {
  const text = settleChoice(spec, finishText(spec.type, draft.text));
  if (text !== draft.initial.trim() && isChanged(draft)) {
    if (text === '') return way === 'leave' ? { type: 'nothing' } : { type: 'empty' };
    return { type: 'say', statement: { type: 'text', text } };
  }
  if (way === 'leave' || !needsPerson(field)) return { type: 'nothing' };
  if (field.hidden || field.said === null) return text === '' ? { type: 'empty' } : { type: 'nothing' };
  if (field.said.state === 'illegible') return { type: 'unread' };
  if (text === '' && field.said.state === 'read') return { type: 'empty' };
  return { type: 'say', statement: { type: 'confirm' } };
};
