/** What the server writes into its log: routes, times, ids of accounts. Never an address with its query, a body, a name. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type DestinationStream, destination, type Logger, pino } from 'pino';
import { workspaceFolders } from '../../pipelines/system.ts';
import type { Environment } from '../config/environment.ts';
import { loggable } from './refusals.ts';

/** Should one of these ever be logged with an object, it is taken out. */
const REDACTED = [
  'req.headers',
  'req.url',
  'headers',
  'body',
  'query',
  'params',
  'cookie',
  'password',
  'token',
  'err.message',
  'err.cause',
  'err.query',
  'err.params',
];

export const openLog = (
  env: Pick<Environment, 'logLevel' | 'workspace'>,
  to: DestinationStream = logFile(env.workspace),
): Logger =>
  pino(
    {
      level: env.logLevel,
      base: null,
      redact: { paths: REDACTED, remove: true },
      hooks: {
        // An error's message may hold what somebody typed (a database quotes the row it refuses): only its kind is kept.
        logMethod(args, method) {
          const [first] = args as unknown[];
          const failure = first instanceof Error ? first : errorIn(first);
          if (failure === undefined) return method.apply(this, args);
          return (method as (object: unknown) => void).call(this, { failure: loggable(failure) });
        },
      },
      // Fastify's own lines carry requests and errors; only what is named here gets through.
      serializers: {
        req: (request: { id?: unknown }) => ({ id: request.id }),
        res: (response: { statusCode?: unknown }) => ({ status: response.statusCode }),
      },
    },
    to,
  );

const errorIn = (logged: unknown): Error | undefined => {
  const err = typeof logged === 'object' && logged !== null && 'err' in logged ? logged.err : undefined;
  return err instanceof Error ? err : undefined;
};

const logFile = (workspace: string): DestinationStream => {
  const { logs } = workspaceFolders(workspace);
  mkdirSync(logs, { recursive: true });
  return destination({ dest: join(logs, 'server.log'), sync: false });
};

/** One line a request, by the pattern of its route: ids in addresses stay out, and so does what was searched for. */
export const logRequests = (app: FastifyInstance): void => {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info({
      route: `${request.method} ${request.routeOptions.url ?? '-'}`,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      account: request.visitor?.actor.accountId ?? null,
    });
  });
};
