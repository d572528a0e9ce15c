/** The supervisor's page: what waits, what is in it, a sample, the decision, the load. */
import { approveBatch, returnBatch } from '../../../pipelines/accept.ts';
import { seeFields } from '../../../pipelines/entry-view.ts';
import { enqueueLoad } from '../../../pipelines/flow.ts';
import { startLoad } from '../../../pipelines/load.ts';
import { visibleBatch } from '../../../pipelines/workstation.ts';
import { type Actor, authorize, authorizeSomewhere } from '../../access/accounts.ts';
import type { Messages } from '../../messages/messages.ts';
import { recordAudit } from '../../store/audit.ts';
import { getEntry } from '../../store/entries.ts';
import type { Batch } from '../../store/hand-in.ts';
import { listHolds } from '../../store/holds.ts';
import { loadReport } from '../../store/loads.ts';
import { numberRuns } from '../../store/number-runs.ts';
import {
  batchesOf,
  booksWithCounts,
  type CountedBatch,
  decisionsOf,
  keyedIn,
  keyersOf,
  kindsOf,
  latestLoadRun,
  sampleOf,
} from '../../store/overview.ts';
import { progressOf } from '../../store/progress.ts';
import { entryLines } from '../../store/search.ts';
import { savedBy, talliesOf } from '../../store/tallies.ts';
import type { Binder } from '../binding.ts';
import type { ServerSystem } from '../context.ts';
import type { Reply } from '../contract/contract.ts';
import { idAfter, pageOf } from '../cursors.ts';
import { notFound } from '../refusals.ts';
import { batchView, bookView, countedBatchView, cropImage, lineView, pageImage } from '../views.ts';
import { holdViews } from './batches.ts';

type Waiting = Reply<'supervision.waiting'>['items'][number];

export const supervisionRoutes = ({ bind }: Binder, system: Pick<ServerSystem, 'db' | 'jobs'>): void => {
  const { db } = system;

  const supervised = async (actor: Actor, batchId: number): Promise<Batch> => {
    const batch = await visibleBatch(system, actor, batchId);
    authorize(actor, 'batch.approve', batch.officeId);
    return batch;
  };
  const countedBatch = async (batchId: number): Promise<CountedBatch> => {
    const row = (await batchesOf(db, { officeIds: null, batchId, limit: 1 }))[0];
    if (row === undefined) throw notFound();
    return row;
  };
  const noteView = async (actor: Actor, batch: Batch): Promise<void> =>
    recordAudit(db, {
      accountId: actor.accountId,
      officeId: batch.officeId,
      action: 'entry.view',
      subject: 'batch',
      subjectId: batch.id,
    });

  bind('supervision.waiting', async ({ actor, query }) => {
    const officeIds = authorizeSomewhere(actor, 'batch.approve');
    const rows = await batchesOf(db, {
      officeIds,
      before: query.after === undefined ? undefined : idAfter(query.after, 0),
      limit: query.limit + 1,
      states: ['open', 'returned', 'accepted'],
    });
    const page = pageOf(rows, query.limit, ({ batch }) => String(batch.id));
    const keyed = await keyedIn(
      db,
      actor.accountId,
      page.rows.map(({ batch }) => batch.id),
    );
    const items = page.rows.map((row) => waitingView(row, keyed));
    return { items: items.sort((a, b) => Number(b.ready) - Number(a.ready)), next: page.next };
  });

  bind('supervision.contents', async ({ actor, params, say }) => {
    const batch = await supervised(actor, params.id);
    // All at once: none of it hangs on the other.
    const [tallies, books, runs, counted, keyed, kinds, keyers, holds, decisions] = await Promise.all([
      talliesOf(db, batch.id),
      booksWithCounts(db, { batchId: batch.id }),
      numberRuns(db, batch.id),
      countedBatch(batch.id),
      keyedIn(db, actor.accountId, [batch.id]),
      kindsOf(db, batch.id),
      keyersOf(db, batch.id),
      listHolds(db, { batchId: batch.id, limit: 200 }),
      decisionsOf(db, batch.id),
    ]);
    const { batchId: _batchId, ...progress } = await progressOf(db, batch.id, tallies);
    const saved = savedBy(tallies);
    await noteView(actor, batch);
    return {
      ...waitingView(counted, keyed),
      progress,
      booksIn: books.map(bookView),
      kinds,
      numbers: runs.map(({ missing, ...run }) => ({ ...run, missing: [...missing] })),
      openDifferences: await holdViews(db, actor, holds, say),
      keyers: keyers.map(({ accountId, name }) => ({
        name,
        fields: saved.get(accountId) ?? 0,
      })),
      routes: tallies.under('route:').map(([route, fields]) => ({ route, fields })),
      decisions: decisions.map(({ decision, by }) => ({
        verdict: decision.verdict,
        by,
        at: decision.createdAt.toISOString(),
        reason: decision.reason,
      })),
    };
  });

  bind('supervision.sample', async ({ actor, params, query }) => {
    const batch = await supervised(actor, params.id);
    const { of, entryIds } = await sampleOf(db, { batchId: batch.id, seed: query.seed, size: query.size });
    const items = [];
    for (const line of await entryLines(db, entryIds)) {
      const { entry } = await getEntry(db, line.entry.id);
      const fields = await seeFields(db, actor, entry);
      items.push({
        ...lineView(line),
        pageId: entry.pageId,
        image: pageImage(entry.pageId),
        fields: fields.flatMap(({ spec, value, box }) =>
          value === null || value.state === 'absent-in-edition'
            ? []
            : [
                {
                  name: spec.name,
                  critical: spec.critical,
                  verbatim: value.verbatim,
                  normalized: value.normalized,
                  state: value.state,
                  source: value.source,
                  box,
                  crop: box === null ? null : cropImage(entry.id, spec.name),
                },
              ],
        ),
      });
    }
    await noteView(actor, batch);
    return { seed: query.seed, of, items };
  });

  bind('supervision.approve', async ({ actor, params }) => {
    await approveBatch(system, actor, await visibleBatch(system, actor, params.id));
    return batchView(await countedBatch(params.id));
  });

  bind('supervision.return', async ({ actor, params, body }) => {
    await returnBatch(system, actor, await visibleBatch(system, actor, params.id), body.reason);
    return batchView(await countedBatch(params.id));
  });

  bind('supervision.load', async ({ actor, params, say }) => {
    const batch = await visibleBatch(system, actor, params.id);
    authorize(actor, 'batch.load', batch.officeId);
    const run = await startLoad(system, { batch, accountId: actor.accountId });
    for (const id of run.bookLoadIds) await enqueueLoad(system.jobs, id);
    await recordAudit(db, {
      accountId: actor.accountId,
      officeId: batch.officeId,
      action: 'batch.load',
      subject: 'batch',
      subjectId: batch.id,
    });
    return report(batch.id, say);
  });

  bind('supervision.report', async ({ actor, params, say }) => {
    const batch = await visibleBatch(system, actor, params.id);
    authorize(actor, 'batch.load', batch.officeId);
    return report(batch.id, say);
  });

  const report = async (batchId: number, say: Messages): Promise<Reply<'supervision.report'>> => {
    const run = await latestLoadRun(db, batchId);
    if (run === undefined) {
      const none = { due: 0, failed: 0, loaded: 0, unchanged: 0, refused: 0 };
      return { runId: null, startedAt: null, ...none, books: [], refusals: [] };
    }
    const { books, refusals, ...totals } = await loadReport(db, run.id);
    return {
      ...totals,
      runId: run.id,
      startedAt: run.startedAt.toISOString(),
      books: books.map(({ bookId, ...book }) => ({ id: bookId, ...book })),
      refusals: refusals.map(({ entryId, kind, number, reason, params }) => ({
        entryId,
        kind,
        number,
        reason,
        message: say(reason, params),
      })),
    };
  };
};

const waitingView = (row: CountedBatch, keyed: ReadonlySet<number>): Waiting => ({
  ...countedBatchView(row),
  ready: row.books > 0 && row.unverified === 0 && row.openEntries === 0 && row.openHolds === 0,
  keyedByMe: keyed.has(row.batch.id),
});
