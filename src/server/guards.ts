/** What stands around every route: headers, requests from other sites, too many tries. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { SohoaError } from '../domain/errors.ts';
import { QUEUES_PATH } from './contract/paths.ts';

/** Mantine writes style elements; everything else comes from here and nothing is framed. */
const CONTENT_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export const addHeaders = (app: FastifyInstance): void => {
  app.addHook('onSend', async (request, reply) => {
    reply.header('Content-Security-Policy', CONTENT_POLICY);
    reply.header('X-Content-Type-Options', 'nosniff');
    reply.header('X-Frame-Options', 'DENY');
    reply.header('Referrer-Policy', 'same-origin');
    reply.header('Cross-Origin-Opener-Policy', 'same-origin');
    reply.header('Cross-Origin-Resource-Policy', 'same-origin');
    reply.header('Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=()');
    if (request.protocol === 'https') reply.header('Strict-Transport-Security', 'max-age=31536000');
    if (request.url.startsWith('/api/') && !reply.hasHeader('Cache-Control')) {
      reply.header('Cache-Control', 'no-store');
    }
  });
};

/**
 * Requests that write must come from our own page. SameSite=Strict keeps the cookie from other sites already; this also
 * holds for old browsers and for other ports of the same host. Browsers send `Origin` with every such request.
 * @throws SohoaError `cross-site`
 */
export const refuseOtherSites = (app: FastifyInstance, allowed: string | undefined): void => {
  app.addHook('onRequest', async (request) => {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    const { origin, host } = request.headers;
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin') throw new SohoaError('cross-site');
    if (origin === undefined || origin === 'null') throw new SohoaError('cross-site');
    if (origin === allowed) return;
    if (host === undefined || hostOf(origin) !== host.toLowerCase()) throw new SohoaError('cross-site');
  });
};

const hostOf = (origin: string): string | null => {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
};

/** Wrong passwords from one address; offices share one, so the account's own lock comes long before. */
const TRIES = 60;
const TRY_WINDOW_MS = 15 * 60_000;

export type TryCounter = Readonly<{
  check: (request: FastifyRequest) => void;
  note: (request: FastifyRequest) => void;
}>;

/** Slows down guessing over many accounts. Kept in memory: a restart forgives. */
export const tryCounter = (): TryCounter => {
  const failures = new Map<string, { count: number; since: number }>();
  const current = (request: FastifyRequest): { count: number; since: number } => {
    const found = failures.get(request.ip);
    return found !== undefined && Date.now() - found.since < TRY_WINDOW_MS
      ? found
      : { count: 0, since: Date.now() };
  };
  return {
    check: (request) => {
      if (current(request).count >= TRIES) throw new SohoaError('too-many-tries');
    },
    note: (request) => {
      const { count, since } = current(request);
      if (failures.size > 10_000) failures.clear();
      failures.set(request.ip, { count: count + 1, since });
    },
  };
};

export const isBoard = (url: string): boolean => url === QUEUES_PATH || url.startsWith(`${QUEUES_PATH}/`);
