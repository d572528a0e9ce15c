/** Log-in, sessions, offices, accounts and rights. */
import { z } from 'zod';
import { ACTIONS } from '../../domain/roles.ts';
import { done, id, idParams, instant, line, listOf, nothing, paging, role } from './common.ts';

const password = z.string().min(1).max(200);
const username = line(60).regex(/^[\p{L}\p{N}._@-]+$/u);

export const office = z.object({ id, code: z.string(), name: z.string() });
/** `office: null` means every office. */
export const grant = z.object({ role, office: office.nullable() });

export const me = z.object({
  account: z.object({ id, username: z.string(), displayName: z.string() }),
  grants: z.array(grant),
  /** What one may do at all, with the offices where (`null`: everywhere): for showing and hiding menus. */
  may: z.array(z.object({ action: z.enum(ACTIONS), offices: z.array(id).nullable() })),
  session: z.object({ idleSeconds: z.number(), endsAt: instant }),
  /** The server's clock: pages show times by it. */
  now: instant,
});

const session = z.object({
  id,
  startedAt: instant,
  lastSeenAt: instant,
  /** Name of the browser and system, as far as it tells. */
  device: z.string(),
  isThis: z.boolean(),
});

export const account = z.object({
  id,
  username: z.string(),
  displayName: z.string(),
  locked: z.boolean(),
  canLogIn: z.boolean(),
  grants: z.array(grant),
});

const grantBody = z.object({ role, officeId: id.nullable() });

export const people = {
  'session.start': {
    summary: 'Log in',
    body: z.object({ username: line(60), password }),
    reply: me,
    errors: ['login-refused', 'too-many-tries'],
  },
  'session.setup': {
    summary: 'Set the first password with the one-time token that `sohoa up` shows, and log in',
    body: z.object({ token: z.string().max(100), password }),
    reply: me,
    errors: ['setup-token-invalid', 'password-too-short'],
  },
  'session.me': { summary: 'Who I am and what I may do', reply: me, errors: [] },
  'session.end': { summary: 'Log out; leases are given back', reply: done, errors: [] },
  'session.list': { summary: 'Where I am logged in', reply: listOf(session), errors: [] },
  'session.endOthers': { summary: 'Log me out everywhere else', reply: done, errors: [] },
  'session.password': {
    summary: 'Change my password; other sessions end',
    body: z.object({ current: password, next: password }),
    reply: done,
    errors: ['login-refused', 'password-too-short'],
  },
  'offices.list': { summary: 'Offices that I have a right in', reply: listOf(office), errors: [] },
  'offices.save': {
    summary: 'Add an office, or rename it',
    params: z.object({ code: line(40).regex(/^[a-z0-9-]+$/) }),
    body: z.object({ name: line(200) }),
    reply: office,
    errors: ['not-allowed'],
  },
  'accounts.list': {
    summary: 'Accounts that I administer',
    query: z.object({ ...paging, find: z.string().max(100).optional() }),
    reply: listOf(account),
    errors: ['not-allowed'],
  },
  'accounts.create': {
    summary: 'Make an account',
    body: z.object({
      username,
      displayName: line(120),
      password: password.nullable(),
      grants: z.array(grantBody).min(1).max(20),
    }),
    reply: account,
    errors: ['not-allowed', 'account-exists', 'password-too-short'],
  },
  'accounts.grant': {
    summary: 'Give a role in an office',
    params: idParams,
    body: grantBody,
    reply: account,
    errors: ['not-allowed', 'not-found'],
  },
  'accounts.revoke': {
    summary: 'Take a role away',
    params: idParams,
    body: grantBody,
    reply: account,
    errors: ['not-allowed', 'not-found', 'last-administrator'],
  },
  'accounts.move': {
    summary: 'Move all roles from one office to another',
    params: idParams,
    body: z.object({ fromOfficeId: id, toOfficeId: id }),
    reply: account,
    errors: ['not-allowed', 'not-found', 'account-elsewhere'],
  },
  'accounts.lock': {
    summary: 'Lock: sessions end, leases are given back',
    params: idParams,
    body: nothing,
    reply: account,
    errors: ['not-allowed', 'not-found', 'last-administrator'],
  },
  'accounts.unlock': {
    summary: 'Unlock',
    params: idParams,
    body: nothing,
    reply: account,
    errors: ['not-allowed', 'not-found'],
  },
  'accounts.password': {
    summary: 'Set a password; their sessions end',
    params: idParams,
    body: z.object({ password }),
    reply: account,
    errors: ['not-allowed', 'not-found', 'password-too-short'],
  },
} as const;
