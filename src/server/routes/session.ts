/** Log-in, log-out, one's own sessions and password. */
import { actorOf, hashPassword, logIn, officesWhere } from '../../access/accounts.ts';
import { isSohoaError, SohoaError } from '../../domain/errors.ts';
import { ACTIONS } from '../../domain/roles.ts';
import { getAccount, setPassword } from '../../store/accounts.ts';
import { recordAudit } from '../../store/audit.ts';
import type { Db } from '../../store/database.ts';
import { listOffices } from '../../store/offices.ts';
import { endSession, endSessionsOf, giveBackOfAbsent, sessionsOf } from '../../store/sessions.ts';
import type { Binder, Visitor } from '../binding.ts';
import type { ServerSystem } from '../context.ts';
import type { Reply } from '../contract/contract.ts';
import type { TryCounter } from '../guards.ts';
import { forgetCookie, IDLE_SECONDS, startSession } from '../session.ts';
import type { SetupToken } from '../setup.ts';
import { grantViews, officeView } from '../views.ts';

export const sessionRoutes = (
  { bind, open }: Binder,
  { db }: Pick<ServerSystem, 'db'>,
  options: { tries: TryCounter; setup: SetupToken | undefined },
): void => {
  const audit = async (accountId: number, action: string): Promise<void> =>
    recordAudit(db, { accountId, officeId: null, action, subject: 'account', subjectId: accountId });

  open('session.start', async ({ body, request, reply }) => {
    options.tries.check(request);
    const actor = await logIn(db, body, { passwordless: false }).catch((error: unknown) => {
      if (isSohoaError(error)) options.tries.note(request);
      throw error;
    });
    const visitor = await startSession(db, actor, request, reply);
    await audit(actor.accountId, 'session.start');
    return meOf(db, visitor);
  });

  open('session.setup', async ({ body, request, reply }) => {
    options.tries.check(request);
    if (options.setup?.matches(body.token) !== true) {
      options.tries.note(request);
      throw new SohoaError('setup-token-invalid');
    }
    const account = await getAccount(db, options.setup.accountId);
    await setPassword(db, account.id, await hashPassword(body.password));
    options.setup.use();
    const visitor = await startSession(db, await actorOf(db, account), request, reply);
    await audit(account.id, 'account.password');
    return meOf(db, visitor);
  });

  bind('session.me', async ({ actor, live }) => meOf(db, { actor, live }));

  bind('session.end', async ({ actor, live, reply }) => {
    await endSession(db, live.session.id);
    await giveBackOfAbsent(db, actor.accountId, IDLE_SECONDS);
    forgetCookie(reply);
    await audit(actor.accountId, 'session.end');
    return { done: true };
  });

  bind('session.list', async ({ actor, live }) => ({
    items: (await sessionsOf(db, actor.accountId, IDLE_SECONDS)).map((session) => ({
      id: session.id,
      startedAt: session.createdAt.toISOString(),
      lastSeenAt: session.lastSeenAt.toISOString(),
      device: session.device,
      isThis: session.id === live.session.id,
    })),
    next: null,
  }));

  bind('session.endOthers', async ({ actor, live }) => {
    await endSessionsOf(db, actor.accountId, live.session.id);
    await audit(actor.accountId, 'session.end-others');
    return { done: true };
  });

  bind('session.password', async ({ actor, live, body, request }) => {
    options.tries.check(request);
    await logIn(db, { username: actor.username, password: body.current }, { passwordless: false }).catch(
      (error: unknown) => {
        if (isSohoaError(error)) options.tries.note(request);
        throw error;
      },
    );
    await setPassword(db, actor.accountId, await hashPassword(body.next));
    await endSessionsOf(db, actor.accountId, live.session.id);
    await audit(actor.accountId, 'account.password');
    return { done: true };
  });

  bind('offices.list', async ({ actor }) => {
    const mine = new Set(actor.grants.map(({ officeId }) => officeId));
    const offices = (await listOffices(db)).filter(({ id }) => mine.has(null) || mine.has(id));
    return { items: offices.map(officeView), next: null };
  });
};

const meOf = async (db: Db, { actor, live }: Visitor): Promise<Reply<'session.me'>> => {
  const offices = new Map((await listOffices(db)).map((office) => [office.id, office]));
  return {
    account: live.account,
    grants: grantViews(actor.grants, offices),
    may: ACTIONS.flatMap((action) => {
      const where = officesWhere(actor, action);
      return where?.length === 0 ? [] : [{ action, offices: where === null ? null : [...where] }];
    }),
    session: { idleSeconds: IDLE_SECONDS, endsAt: live.session.endsAt.toISOString() },
    now: new Date().toISOString(),
  };
};
