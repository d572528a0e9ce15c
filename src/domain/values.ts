/** A `Value` is never just a string: what stands on the paper, what it means, how sure, and who or what says so. */
import { z } from 'zod';
import { unifyTonePlacement } from './text.ts';

export const VALUE_STATES = [
  'read',
  'blank',
  'illegible',
  'struck',
  'absent-in-edition',
  'inferred',
] as const;
export type ValueState = (typeof VALUE_STATES)[number];

/** `[x, y, width, height]` in pixels of the stored page, origin at its upper left corner. */
export const boxSchema = z.tuple([
  z.number(),
  z.number(),
  z.number().nonnegative(),
  z.number().nonnegative(),
]);
export type Box = z.infer<typeof boxSchema>;

/** How a field goes on after the machine: accepted without a look, confirmed, keyed, keyed twice, or settled. */
export const ROUTES = ['accepted', 'confirm', 'key', 'key-twice', 'adjudicate'] as const;
export type Route = (typeof ROUTES)[number];

/**
 * `verbatim`: the writing, NFC, as it stands (null when there is none or it cannot be read).
 * `normalized`: the normal form of the field's type (see fields.ts), null when there is none.
 * `confidence`: the probability that `normalized` and `state` are right, 0…1.
 */
export const valueSchema = z.object({
  verbatim: z.string().nullable(),
  normalized: z.string().nullable(),
  state: z.enum(VALUE_STATES),
  confidence: z.number().min(0).max(1),
  box: boxSchema.nullable(),
});
export type Value = z.infer<typeof valueSchema>;

/**
 * What two readings must share to say the same: the state, and the normal form where there is one; `HOÀ` and `HÒA` are one
 * word.
 */
export const sameValue = (
  a: Pick<Value, 'normalized' | 'state'>,
  b: Pick<Value, 'normalized' | 'state'>,
): boolean =>
  hasText(a.state) === hasText(b.state) &&
  sameText(a.normalized ?? '', b.normalized ?? '') &&
  (hasText(a.state) || a.state === b.state);

/** An inferred value and a read one say the same thing about the entry; blank, struck and illegible each say their own. */
const hasText = (state: ValueState): boolean => state === 'read' || state === 'inferred';

const sameText = (a: string, b: string): boolean =>
  a === b || unifyTonePlacement(a) === unifyTonePlacement(b);
