/**
 * The contract between the server and whoever talks to it: for every route of `paths.ts` the shapes of its parameters,
 * query, body and reply, and the codes it refuses with. The page imports types only (`import type { Reply } …`), so no
 * Zod gets into its bundle. Every route but `session.start` and `session.setup` also refuses with `not-logged-in` (401),
 * and all with `cross-site` (403), `request-invalid` (400), `request-too-large` (413), `unexpected` (500).
 * Requests that write need the header `Origin` of the page itself, which browsers send.
 */
import type { z } from 'zod';
import type { problem } from './common.ts';
import { entries, type entry, type field, type value } from './entries.ts';
import { forms } from './forms.ts';
import { type entryLine, ledgers } from './ledgers.ts';
import type { RouteKey } from './paths.ts';
import { people } from './people.ts';
import { supervision } from './supervision.ts';

export type RouteShape = Readonly<{
  summary: string;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Bytes of the body at most, where it may be larger than usual. */
  bodyLimit?: number;
  /** The body is a file and not JSON. */
  upload?: true;
  reply: z.ZodType;
  /** Codes of refusals that belong to this route. */
  errors: readonly string[];
}>;

export const CONTRACT = {
  ...people,
  ...ledgers,
  ...entries,
  ...supervision,
  ...forms,
} as const satisfies Record<RouteKey, RouteShape>;
type Contract = typeof CONTRACT;

type Part<K extends RouteKey, P extends string> =
  Contract[K] extends Record<P, infer S extends z.ZodType> ? S : undefined;
type Out<S> = S extends z.ZodType ? z.output<S> : Record<never, never>;
type In<S> = S extends z.ZodType ? z.input<S> : undefined;

export type Reply<K extends RouteKey> = Out<Contract[K]['reply']>;
/** What a client sends (defaults may be left out) … */
export type BodyIn<K extends RouteKey> = In<Part<K, 'body'>>;
export type QueryIn<K extends RouteKey> = In<Part<K, 'query'>>;
export type ParamsIn<K extends RouteKey> = In<Part<K, 'params'>>;
/** … and what a handler gets. */
export type Body<K extends RouteKey> = Out<Part<K, 'body'>>;
export type Query<K extends RouteKey> = Out<Part<K, 'query'>>;
export type Params<K extends RouteKey> = Out<Part<K, 'params'>>;

/** Refusals of a save carry what stands there now, for the conflict screen. */
export type Problem = z.output<typeof problem> & Readonly<{ current?: FieldView }>;
export type EntryView = z.output<typeof entry>;
export type FieldView = z.output<typeof field>;
export type ValueView = z.output<typeof value>;
export type EntryLine = z.output<typeof entryLine>;
