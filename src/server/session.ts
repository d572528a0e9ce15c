/** Sessions of the page: a random token in a cookie that scripts cannot read, its hash in the database. */
import { createHash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../access/accounts.ts';
import { SohoaError } from '../domain/errors.ts';
import type { Db } from '../store/database.ts';
import { findSession, openSession } from '../store/sessions.ts';
import type { Visitor } from './binding.ts';

/** Shared PCs: half an hour without a request ends a session, a shift of twelve hours does anyway. */
export const IDLE_SECONDS = 30 * 60;
export const ABSOLUTE_SECONDS = 12 * 60 * 60;
export const COOKIE = 'sohoa_session';

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Logs somebody in: a fresh token, whatever cookie came with the request. */
export const startSession = async (
  db: Db,
  actor: Pick<Actor, 'accountId' | 'username'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Visitor> => {
  const token = randomBytes(32).toString('base64url');
  await openSession(db, {
    tokenHash: hashOf(token),
    accountId: actor.accountId,
    device: deviceOf(request.headers['user-agent'] ?? ''),
    absoluteSeconds: ABSOLUTE_SECONDS,
  });
  reply.setCookie(COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    maxAge: ABSOLUTE_SECONDS,
  });
  const visitor = await visitorOf(db, token);
  // Locked between the check of the password and now.
  if (visitor === null) throw new SohoaError('login-refused');
  return visitor;
};

/** Who asks; null without a session that counts. Rights are read anew each time, so a change holds at once. */
export const visitorOf = async (db: Db, token: string | undefined): Promise<Visitor | null> => {
  if (token === undefined || token.length > 100) return null;
  const live = await findSession(db, hashOf(token), IDLE_SECONDS);
  if (live === undefined) return null;
  const { id, username } = live.account;
  return { live, actor: { accountId: id, username, grants: live.grants } };
};

/** Ends the cookie, and lets the browser forget pictures of pages. */
export const forgetCookie = (reply: FastifyReply): void => {
  reply.clearCookie(COOKIE, { path: '/', httpOnly: true, sameSite: 'strict' });
  reply.header('Clear-Site-Data', '"cache"');
};

const BROWSERS = [/Edg\/(\d+)/, /Firefox\/(\d+)/, /Chrome\/(\d+)/, /Version\/(\d+).*Safari/] as const;
const BROWSER_NAMES = ['Edge', 'Firefox', 'Chrome', 'Safari'] as const;
const SYSTEMS = ['Windows', 'Android', 'iPhone', 'Mac OS', 'Linux'] as const;

/** `Chrome 120, Windows`: enough to know one's own PC again. */
const deviceOf = (agent: string): string => {
  const index = BROWSERS.findIndex((pattern) => pattern.test(agent));
  const browser = index < 0 ? '' : `${BROWSER_NAMES[index]} ${BROWSERS[index]?.exec(agent)?.[1] ?? ''}`;
  const system = SYSTEMS.find((name) => agent.includes(name)) ?? '';
  return [browser, system].filter((part) => part !== '').join(', ');
};
