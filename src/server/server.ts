/** The HTTP server: API, pictures and the page at one address. */

import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import { openPictures } from '../../pipelines/pictures.ts';
import { warmPlaces } from '../../pipelines/places.ts';
import { packagePath } from '../config/root.ts';
import { binderFor } from './binding.ts';
import type { ServerSystem } from './context.ts';
import { addHeaders, isBoard, refuseOtherSites, tryCounter } from './guards.ts';
import { logRequests } from './log.ts';
import { metricsRoutes } from './metrics.ts';
import { pageRoutes } from './page.ts';
import { languageOf, loggable, refusalOf } from './refusals.ts';
import { accountRoutes } from './routes/accounts.ts';
import { batchRoutes } from './routes/batches.ts';
import { draftFileRoutes } from './routes/draft-files.ts';
import { draftRoutes } from './routes/drafts.ts';
import { entryRoutes } from './routes/entries.ts';
import { formRoutes } from './routes/forms.ts';
import { pictureRoutes } from './routes/pictures.ts';
import { searchRoutes } from './routes/search.ts';
import { sessionRoutes } from './routes/session.ts';
import { supervisionRoutes } from './routes/supervision.ts';
import { boardRoutes, systemRoutes } from './routes/system.ts';
import { workRoutes } from './routes/work.ts';
import { COOKIE, visitorOf } from './session.ts';
import type { SetupToken } from './setup.ts';

export type ServerOptions = Readonly<{
  log: Logger;
  version: string;
  /** Lets one account set its first password. */
  setup?: SetupToken;
  /** `https://sohoa.example` when a proxy stands in front under another name. */
  origin?: string | undefined;
  /** Folder of the built page; default `dist/web` of the package. */
  page?: string;
  /** Replies are checked against the contract (tests). */
  checkReplies?: boolean;
}>;

/** The largest request: a field of the longest text in another encoding, with room; whoever needs more says so. */
const BODY_LIMIT = 256 * 1024;

/** Builds the server; the caller listens and closes. */
export const createServer = async (
  system: ServerSystem,
  options: ServerOptions,
): Promise<FastifyInstance> => {
  const app = fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    forceCloseConnections: true,
    // Behind a proxy of our own network, the address and protocol of the visitor are what it says.
    trustProxy: options.origin === undefined ? false : ['loopback', 'uniquelocal'],
  }) as unknown as FastifyInstance;
  app.decorateRequest('visitor', null);
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error, languageOf(request), request.id);
    if (refusal.status >= 500) request.log.error({ failure: loggable(error), request: request.id });
    return reply.status(refusal.status).send(refusal.body);
  });
  await app.register(cookie);
  await app.register(compress, {
    threshold: 1024,
    encodings: ['br', 'gzip', 'identity'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  });
  addHeaders(app);
  logRequests(app);
  metricsRoutes(app, system, { token: system.env.metricsToken });
  refuseOtherSites(app, options.origin);
  app.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/api/') && !isBoard(request.url)) return;
    request.visitor = await visitorOf(system.db, request.cookies[COOKIE]);
  });
  app.removeContentTypeParser('text/plain');

  const binder = binderFor(app, { checkReplies: options.checkReplies ?? false });
  sessionRoutes(binder, system, { tries: tryCounter(), setup: options.setup });
  accountRoutes(binder, system);
  batchRoutes(binder, system);
  workRoutes(binder, system);
  entryRoutes(binder, system);
  searchRoutes(binder, system);
  supervisionRoutes(binder, system);
  formRoutes(binder, system);
  draftRoutes(app, binder, system);
  const pictures = openPictures(system);
  pictureRoutes(app, system, pictures);
  await draftFileRoutes(app, system, pictures);
  systemRoutes(app, binder, system, options);
  await boardRoutes(app, system);
  // The first completion would wait for the list: it is made when the server is up and nobody waits for anything yet.
  app.addHook('onListen', async () => {
    setImmediate(warmPlaces);
  });
  await pageRoutes(app, options.page ?? packagePath('dist/web'));
  return app;
};
