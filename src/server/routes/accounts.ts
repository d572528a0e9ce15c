/** Offices and accounts, for administrators. */

import { authorize } from '../../access/accounts.ts';
import {
  type AccountWithGrants,
  accountsFor,
  createAccount,
  givePassword,
  giveRight,
  lockAccount,
  moveAccount,
  takeRight,
} from '../../access/administration.ts';
import { recordAudit } from '../../store/audit.ts';
import { listOffices, saveOffice } from '../../store/offices.ts';
import type { Binder } from '../binding.ts';
import type { ServerSystem } from '../context.ts';
import type { Reply } from '../contract/contract.ts';
import { idAfter, pageOf } from '../cursors.ts';
import { accountView, officeView } from '../views.ts';

export const accountRoutes = ({ bind }: Binder, { db }: Pick<ServerSystem, 'db'>): void => {
  const officesById = async () => new Map((await listOffices(db)).map((office) => [office.id, office]));
  const shown = async (account: AccountWithGrants): Promise<Reply<'accounts.create'>> =>
    accountView(account, await officesById());

  bind('offices.save', async ({ actor, params, body }) => {
    authorize(actor, 'office.manage', null);
    const office = await saveOffice(db, { code: params.code, name: body.name });
    await recordAudit(db, {
      accountId: actor.accountId,
      officeId: office.id,
      action: 'office.save',
      subject: 'office',
      subjectId: office.id,
    });
    return officeView(office);
  });

  bind('accounts.list', async ({ actor, query }) => {
    const rows = await accountsFor(db, actor, {
      find: query.find,
      after: idAfter(query.after, 0),
      limit: query.limit + 1,
    });
    const offices = await officesById();
    const page = pageOf(rows, query.limit, ({ id }) => String(id));
    return { items: page.rows.map((account) => accountView(account, offices)), next: page.next };
  });

  bind('accounts.create', async ({ actor, body }) => shown(await createAccount(db, actor, body)));
  bind('accounts.grant', async ({ actor, params, body }) =>
    shown(await giveRight(db, actor, params.id, body)),
  );
  bind('accounts.revoke', async ({ actor, params, body }) =>
    shown(await takeRight(db, actor, params.id, body)),
  );
  bind('accounts.move', async ({ actor, params, body }) =>
    shown(await moveAccount(db, actor, params.id, body)),
  );
  bind('accounts.lock', async ({ actor, params }) => shown(await lockAccount(db, actor, params.id, true)));
  bind('accounts.unlock', async ({ actor, params }) => shown(await lockAccount(db, actor, params.id, false)));
  bind('accounts.password', async ({ actor, params, body }) =>
    shown(await givePassword(db, actor, params.id, body.password)),
  );
};
