/** Fields that one key confirms together: the machine has read them, no rule asks about them, a person only has to look. Pure. */
import type { KindCode } from '../../../domain/kinds.ts';
import type { Hit } from '../../api/types.ts';
import { type Shown, specOf } from '../display.ts';
import { draftOf, outcomeOf } from '../draft.ts';
import { needsPerson } from '../field-order.ts';

/** Fields that a rule wants a reason for. */
export const fieldsAsked = (rules: readonly Hit[]): ReadonlySet<string> =>
  new Set(rules.filter((hit) => hit.severity === 'question').flatMap((hit) => [...hit.fields]));

/** Whether looking at it is all that is asked of the person. */
export const isSure = (kind: KindCode, field: Shown, asked: ReadonlySet<string>): boolean => {
  if (field.task?.kind !== 'confirm' || !needsPerson(field) || field.hidden || asked.has(field.name))
    return false;
  const spec = specOf(kind, field);
  const outcome = outcomeOf(draftOf(field, spec), field, spec, 'enter');
  return outcome.type === 'say' && outcome.statement.type === 'confirm';
};
