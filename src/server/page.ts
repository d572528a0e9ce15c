/** The page itself: built files of `dist/web`, and its one document for every address that is no file and no API. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { messagesFor } from '../messages/messages.ts';
import { isBoard } from './guards.ts';
import { languageOf, notFound } from './refusals.ts';
import { COOKIE } from './session.ts';

/** Vite puts a hash into the names of these: they never change. */
const FOREVER = /[/\\]assets[/\\]/;
/** The log-in inside the document (src/web/vite.config.ts): whoever has a session need not see it flash by. */
const LOG_IN = /<!--log-in-->.*<!--\/log-in-->/su;

export const pageRoutes = async (app: FastifyInstance, folder: string): Promise<void> => {
  const path = join(folder, 'index.html');
  const isBuilt = existsSync(path);
  const document = isBuilt ? readFileSync(path, 'utf8') : '';
  const withoutLogIn = document.replace(LOG_IN, '');
  if (isBuilt) {
    await app.register(staticFiles, {
      root: folder,
      wildcard: false,
      preCompressed: true,
      index: false,
      cacheControl: false,
      setHeaders: (response, path) => {
        response.header(
          'Cache-Control',
          FOREVER.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
  }
  app.setNotFoundHandler(async (request, reply) => {
    const isDocument =
      (request.method === 'GET' || request.method === 'HEAD') &&
      (request.headers.accept ?? '').includes('text/html');
    if (!isDocument || request.url.startsWith('/api/') || isBoard(request.url)) throw notFound();
    if (isBuilt)
      return reply
        .type('text/html; charset=utf-8')
        .header('Cache-Control', 'no-cache')
        .send(request.cookies[COOKIE] === undefined ? document : withoutLogIn);
    return reply
      .status(503)
      .type('text/plain; charset=utf-8')
      .send(messagesFor(languageOf(request))('page-not-built'));
  });
};
