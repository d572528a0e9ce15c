/**
 * Binds handlers to the contract: what comes in is cleaned and checked by the route's schemas, so handlers are thin and
 * typed. Routes are closed unless they are bound with `open`.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Actor } from '../access/accounts.ts';
import { SohoaError } from '../domain/errors.ts';
import { type Language, type Messages, messagesFor } from '../messages/messages.ts';
import type { LiveSession } from '../store/sessions.ts';
import {
  type Body,
  CONTRACT,
  type Params,
  type Query,
  type Reply,
  type RouteShape,
} from './contract/contract.ts';
import { PATHS, type RouteKey } from './contract/paths.ts';
import { languageOf } from './refusals.ts';

/** Who asks, set by the session hook. */
export type Visitor = Readonly<{ actor: Actor; live: LiveSession }>;

declare module 'fastify' {
  interface FastifyRequest {
    visitor: Visitor | null;
  }
}

type Input<K extends RouteKey> = Readonly<{
  params: Params<K>;
  query: Query<K>;
  body: Body<K>;
  language: Language;
  say: Messages;
  request: FastifyRequest;
  reply: FastifyReply;
}>;
export type Asked<K extends RouteKey> = Input<K> & Readonly<{ actor: Actor; live: LiveSession }>;

export type Binder = Readonly<{
  /** For whoever is logged in. */
  bind: <K extends RouteKey>(key: K, handler: (asked: Asked<K>) => Promise<Reply<K>>) => void;
  /** For everybody. */
  open: <K extends RouteKey>(key: K, handler: (asked: Input<K>) => Promise<Reply<K>>) => void;
}>;

/** `checkReplies`: replies are checked against the contract, too (tests). */
export const binderFor = (app: FastifyInstance, options: { checkReplies: boolean }): Binder => {
  const register = <K extends RouteKey>(
    key: K,
    handler: (input: Input<K>) => Promise<Reply<K>>,
    access: 'open' | 'closed',
  ): void => {
    const [method, url] = PATHS[key];
    const shape: RouteShape = CONTRACT[key];
    app.route({
      method,
      url,
      ...(shape.bodyLimit === undefined ? {} : { bodyLimit: shape.bodyLimit }),
      handler: async (request, reply) => {
        // Before anything is looked at: whoever is not logged in learns nothing, not even what a request should be like.
        if (access === 'closed' && request.visitor === null) throw new SohoaError('not-logged-in');
        const language = languageOf(request);
        const answer = await handler({
          params: checked(shape.params, request.params) as Params<K>,
          query: checked(shape.query, request.query) as Query<K>,
          body: checked(shape.body, request.body ?? {}) as Body<K>,
          language,
          say: messagesFor(language),
          request,
          reply,
        });
        return options.checkReplies ? shape.reply.parse(answer) : answer;
      },
    });
  };
  return {
    open: (key, handler) => register(key, handler, 'open'),
    bind: (key, handler) =>
      register(
        key,
        async (input) => {
          const { visitor } = input.request;
          if (visitor === null) throw new SohoaError('not-logged-in');
          return handler({ ...input, ...visitor });
        },
        'closed',
      ),
  };
};

const checked = (schema: z.ZodType | undefined, sent: unknown): unknown =>
  schema === undefined ? {} : schema.parse(cleaned(sent));

/** Control characters that no keyboard makes and no database takes, and halves of surrogate pairs. */
const UNWANTED = /(?![\t\n])[\p{Cc}\p{Cs}]/gu;

/** All texts of a request in one form: NFC, without control characters. */
export const cleaned = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replace(UNWANTED, '').normalize('NFC');
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, cleaned(item)]));
  }
  return value;
};
