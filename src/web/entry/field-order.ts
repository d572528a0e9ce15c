/** Which field is next. The order is the paper's; what needs nobody is passed over. */
import type { Shown } from './display.ts';

type Standing = Pick<Shown, 'name' | 'task' | 'settled' | 'pending' | 'mine' | 'route' | 'value'>;

/** Whether this person has something to do here. A field said already waits for the server or for somebody else. */
export const needsPerson = (field: Standing): boolean =>
  field.task !== null && !field.settled && field.mine === null && field.pending?.state !== 'waiting';

/** Fields that the edition of the form lacks: shown only on demand, never in the way. */
export const isAbsent = (field: Standing): boolean =>
  field.task === null &&
  (field.value === null || field.value.state === 'absent-in-edition') &&
  !field.pending;

/** What is still to be looked at: everything that needs a person, the field that is open, and what went wrong in saving. */
export const isLeft = (field: Standing, current: string | null): boolean =>
  needsPerson(field) ||
  field.name === current ||
  (field.pending !== null && field.pending.state !== 'waiting');

/**
 * The next field after (or before) `from` that needs a person, going round at the end; null when none does.
 * `from: null` begins at the top.
 */
export const nextNeeding = (
  fields: readonly Standing[],
  from: string | null,
  direction: 1 | -1 = 1,
): string | null => {
  const start = fields.findIndex((one) => one.name === from);
  for (let step = 1; step <= fields.length; step += 1) {
    const offset = start < 0 ? step - 1 : start + direction * step;
    const index = ((offset % fields.length) + fields.length) % fields.length;
    const field = fields[index];
    if (field !== undefined && field.name !== from && needsPerson(field)) return field.name;
  }
  return null;
};

/**
 * The field that the machine is least sure of among those that need a person and were not gone to like this before; when all
 * were, it begins anew. Where it read nothing it is not sure at all.
 */
export const leastSure = (
  fields: readonly (Standing & Pick<Shown, 'machine'>)[],
  from: string | null,
  visited: ReadonlySet<string>,
): string | null => {
  const waiting = fields.filter((one) => one.name !== from && needsPerson(one));
  const fresh = waiting.filter((one) => !visited.has(one.name));
  const [first = null, ...rest] = fresh.length > 0 ? fresh : waiting;
  return (
    rest.reduce((least, one) => (least !== null && sureness(one) >= sureness(least) ? least : one), first)
      ?.name ?? null
  );
};
const sureness = (field: Pick<Shown, 'machine'>): number => field.machine?.confidence ?? 0;

/** The row above or below, whether it needs somebody or not; stays at the ends. */
export const neighbour = (
  fields: readonly Pick<Standing, 'name'>[],
  from: string,
  direction: 1 | -1,
): string => {
  const index = fields.findIndex((one) => one.name === from);
  return fields[Math.min(fields.length - 1, Math.max(0, index + direction))]?.name ?? from;
};

export const openCount = (fields: readonly Standing[]): number => fields.filter(needsPerson).length;
