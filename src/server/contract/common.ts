/** Shapes that all routes share. */
import { z } from 'zod';
import { KIND_CODES } from '../../domain/kinds.ts';
import { ROLES } from '../../domain/roles.ts';
import { ROUTES, VALUE_STATES } from '../../domain/values.ts';
import { BOOK_HANDS, LANES } from '../../domain/work.ts';

export const id = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
export const idParams = z.object({ id });
export const fieldParams = z.object({ id, field: z.string().min(1).max(80) });
/** ISO 8601, UTC. */
export const instant = z.iso.datetime();
export const count = z.number().int().nonnegative();
export const share = z.number().min(0).max(1);
export const kind = z.enum(KIND_CODES);
export const role = z.enum(ROLES);
export const route = z.enum(ROUTES);
export const valueState = z.enum(VALUE_STATES);
export const lane = z.enum(LANES);
export const hand = z.enum(BOOK_HANDS);

/** A field of one line that people type: names, reasons, searches. */
export const line = (longest: number) => z.string().trim().min(1).max(longest);
/** The longest text that a field of an entry may hold. */
export const LONGEST_VALUE = 4000;

/** A list is asked for a page at a time: `after` is the `next` of the page before. */
export const paging = {
  after: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() });

export const done = z.object({ done: z.literal(true) });
export const nothing = z.object({});

/** Every refusal: `code` is a key of the message files; `message` is the text in the language asked for (`Accept-Language`). */
export const problem = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  message: z.string(),
});
