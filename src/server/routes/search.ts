/** Search, completion of places, statistics. */
import { searchEntries } from '../../../pipelines/finding.ts';
import { completePlace } from '../../../pipelines/places.ts';
import { visibleBatch } from '../../../pipelines/workstation.ts';
import { type Actor, officesWhere } from '../../access/accounts.ts';
import { SohoaError } from '../../domain/errors.ts';
import { allows } from '../../domain/roles.ts';
import { recordAudit } from '../../store/audit.ts';
import { findOfficeById } from '../../store/offices.ts';
import { findMoves } from '../../store/places.ts';
import { checksOf, dayOfWork, disagreements, today } from '../../store/statistics.ts';
import type { Binder } from '../binding.ts';
import type { ServerSystem } from '../context.ts';
import { lineView } from '../views.ts';

/** A divided commune went to a few; more than these help nobody. */
const MOST_MOVES = 4;

export const searchRoutes = ({ bind }: Binder, system: Pick<ServerSystem, 'db'>): void => {
  const { db } = system;

  bind('entries.search', async ({ actor, body }) => {
    if (body.batchId !== undefined) await visibleBatch(system, actor, body.batchId);
    const page = await searchEntries(system, actor, body);
    // One row for all that was shown: who looked for people, and how many were found; never what was asked.
    await recordAudit(db, {
      accountId: actor.accountId,
      officeId: body.officeId ?? null,
      action: 'entry.search',
      subject: 'account',
      subjectId: actor.accountId,
      detail: { by: page.matched, found: page.lines.length },
    });
    return {
      items: page.lines.map((line) => ({ ...lineView(line), matched: page.matched })),
      next: page.next,
    };
  });

  bind('places.complete', async ({ actor, query }) => {
    const isMine = query.officeId !== undefined && allows(actor.grants, 'entry.view', query.officeId);
    const near =
      isMine && query.officeId !== undefined ? (await findOfficeById(db, query.officeId)).name : '';
    return { items: completePlace(query.q, near) };
  });

  bind('places.now', async ({ body }) => ({
    items: (await findMoves(db, { text: body.text, limit: MOST_MOVES })).map(
      ({ oldPath, newPath, partly, movedOn }) => ({ was: oldPath, now: newPath, partly, since: movedOn }),
    ),
  }));

  bind('statistics.myDay', async ({ actor, query }) => {
    const day = query.day ?? (await today(db));
    const work = await dayOfWork(db, actor.accountId, day);
    return {
      day,
      ...work,
      hours: [...work.hours],
      days: [...work.days],
      ...(await checksOf(db, actor.accountId)),
    };
  });

  bind('statistics.disagreements', async ({ actor, query }) => {
    const officeIds = officesToCompare(actor, query.officeId);
    if (query.batchId !== undefined) await visibleBatch(system, actor, query.batchId);
    const { fields, people } = await disagreements(db, {
      officeIds,
      batchId: query.batchId,
      days: query.days,
    });
    return { fields: [...fields], people: [...people] };
  });
};

/** Comparing people is for those who check or supervise them. */
const officesToCompare = (actor: Actor, wanted: number | undefined): readonly number[] | null => {
  const offices = (['entry.adjudicate', 'batch.approve', 'audit.view'] as const).map((action) =>
    officesWhere(actor, action),
  );
  const allowed = offices.some((ids) => ids === null)
    ? null
    : [...new Set(offices.flatMap((ids) => ids ?? []))];
  if (allowed?.length === 0) {
    throw new SohoaError('not-allowed', { username: actor.username, action: 'entry.adjudicate' });
  }
  if (wanted === undefined) return allowed;
  if (allowed !== null && !allowed.includes(wanted)) throw new SohoaError('not-found');
  return [wanted];
};
