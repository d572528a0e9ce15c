/** Health, the contract as OpenAPI, and the queues for operators. */
import { FastifyAdapter } from '@bull-board/fastify';
import type { FastifyInstance } from 'fastify';
import type { Actor } from '../../access/accounts.ts';
import { SohoaError } from '../../domain/errors.ts';
import { allows } from '../../domain/roles.ts';
import { showQueues } from '../../queue/board.ts';
import { ping } from '../../store/database.ts';
import type { Binder } from '../binding.ts';
import type { ServerSystem } from '../context.ts';
import { OPENAPI_PATH, QUEUES_PATH } from '../contract/paths.ts';
import { openApiDocument } from '../openapi.ts';
import { languageOf, notFound, refusalOf } from '../refusals.ts';

/** Jobs of all offices are in one queue: only those who administer everywhere see them. */
const seesBoard = (actor: Actor): boolean => allows(actor.grants, 'account.manage', null);
const seesCounts = (actor: Actor): boolean =>
  actor.grants.some(
    ({ role }) => role === 'administrator' || role === 'scan-operator' || role === 'supervisor',
  );

export const systemRoutes = (
  app: FastifyInstance,
  { bind }: Binder,
  { db, queue }: Pick<ServerSystem, 'db' | 'queue'>,
  options: { version: string },
): void => {
  bind('system.queues', async ({ actor }) => {
    if (!seesCounts(actor)) {
      throw new SohoaError('not-allowed', { username: actor.username, action: 'account.manage' });
    }
    const counts = await queue.counts();
    return {
      items: Object.entries(counts).map(([name, count]) => ({ queue: name, ...count })),
      board: seesBoard(actor) ? QUEUES_PATH : null,
    };
  });

  app.get('/health', async () => ({ ok: true }));
  app.get('/ready', async (_request, reply) => {
    const [database, jobs] = await Promise.allSettled([ping(db), queue.ping()]);
    const isReady = database.status === 'fulfilled' && jobs.status === 'fulfilled';
    return reply
      .status(isReady ? 200 : 503)
      .send({ database: database.status === 'fulfilled', queue: jobs.status === 'fulfilled' });
  });

  let document: ReturnType<typeof openApiDocument> | undefined;
  app.get(OPENAPI_PATH, async () => {
    document ??= openApiDocument(options.version);
    return document;
  });
};

/** bull-board, to look at only, for administrators of all offices; for everybody else it is not there. */
export const boardRoutes = async (
  app: FastifyInstance,
  { queue }: Pick<ServerSystem, 'queue'>,
): Promise<void> => {
  const adapter = new FastifyAdapter();
  adapter.setBasePath(QUEUES_PATH);
  showQueues(queue, adapter);
  await app.register(async (scope) => {
    // Answered here: an error would go to the board's own handler, which says too much.
    scope.addHook('onRequest', async (request, reply) => {
      if (request.visitor !== null && seesBoard(request.visitor.actor)) return;
      const { status, body } = refusalOf(notFound(), languageOf(request), request.id);
      return reply.status(status).send(body);
    });
    await scope.register(adapter.registerPlugin(), { prefix: QUEUES_PATH });
  });
};
