/** The queue: taking entries, keeping and giving back leases, what was done today, questions. */

import { seeEntry } from '../../../pipelines/entry-view.ts';
import { claimEntries, workFor } from '../../../pipelines/workstation.ts';
import { officesWhere } from '../../access/accounts.ts';
import { SohoaError } from '../../domain/errors.ts';
import { questionsFor } from '../../store/entry-view.ts';
import { listOffices } from '../../store/offices.ts';
import { entryLines } from '../../store/search.ts';
import { entriesOfToday } from '../../store/statistics.ts';
import { giveBack, leasesOf, renewLeases } from '../../store/work.ts';
import type { Binder } from '../binding.ts';
import type { ServerSystem } from '../context.ts';
import { idAfter, pageOf } from '../cursors.ts';
import { entryView, leaseView, lineView, officeView, questionView } from '../views.ts';

/** Nobody needs to know how many more than this there are. */
const COUNT_TO = 100;

export const workRoutes = ({ bind }: Binder, system: Pick<ServerSystem, 'db'>): void => {
  const { db } = system;

  bind('work.summary', async ({ actor }) => {
    const counts = await workFor(system, actor, COUNT_TO);
    const offices = new Map((await listOffices(db)).map((office) => [office.id, office]));
    return {
      items: counts.flatMap(({ officeId, ...count }) => {
        const office = offices.get(officeId);
        return office === undefined ? [] : [{ ...count, office: officeView(office) }];
      }),
      countedTo: COUNT_TO,
    };
  });

  bind('work.mine', async ({ actor }) => ({
    leases: (await leasesOf(db, actor.accountId)).map(leaseView),
  }));

  bind('work.claim', async ({ actor, body, say }) => {
    const seen = await claimEntries(system, actor, body, ({ entryId }) => seeEntry(db, actor, entryId));
    return { entries: seen.map((entry) => entryView(entry, actor.accountId, say)) };
  });

  bind('work.renew', async ({ actor, body }) => {
    const kept = await renewLeases(db, actor.accountId, body.leases);
    const keptIds = new Set(kept.map(({ entryId }) => entryId));
    return {
      kept: kept.map(leaseView),
      lost: body.leases.map(({ entryId }) => entryId).filter((entryId) => !keptIds.has(entryId)),
    };
  });

  bind('work.return', async ({ actor, body }) => {
    await giveBack(db, actor.accountId, body.leases);
    return { done: true };
  });

  bind('work.today', async ({ actor, query }) => {
    const rows = await entriesOfToday(db, actor.accountId, {
      before: instantBefore(query.after),
      limit: query.limit + 1,
    });
    const page = pageOf(rows, query.limit, ({ at }) => at.toISOString());
    const lines = new Map(
      (
        await entryLines(
          db,
          page.rows.map(({ entryId }) => entryId),
        )
      ).map((line) => [line.entry.id, line]),
    );
    return {
      items: page.rows.flatMap(({ entryId, at, fields }) => {
        const line = lines.get(entryId);
        return line === undefined ? [] : [{ ...lineView(line), at: at.toISOString(), fields }];
      }),
      next: page.next,
    };
  });

  bind('work.questions', async ({ actor, query }) => {
    const rows = await questionsFor(db, {
      accountId: actor.accountId,
      officeIds: officesWhere(actor, 'entry.adjudicate'),
      before: idAfter(query.after, Number.MAX_SAFE_INTEGER),
      limit: query.limit + 1,
    });
    const page = pageOf(rows, query.limit, ({ question }) => String(question.id));
    const lines = new Map(
      (
        await entryLines(
          db,
          page.rows.map(({ question }) => question.entryId),
        )
      ).map((line) => [line.entry.id, line]),
    );
    return {
      items: page.rows.flatMap((row) => {
        const line = lines.get(row.question.entryId);
        return line === undefined ? [] : [{ ...questionView(row), entry: lineView(line) }];
      }),
      next: page.next,
    };
  });
};

const instantBefore = (cursor: string | undefined): Date | null => {
  if (cursor === undefined) return null;
  const instant = new Date(cursor);
  if (Number.isNaN(instant.getTime())) throw new SohoaError('request-invalid', { where: 'after' });
  return instant;
};
