/** One entry: seeing, taking, saving, taking back, asking, leaving to others. */
import { checkTexts, hitsOf, numberOf, seeEntry, seeFields } from '../../../pipelines/entry-view.ts';
import { settleField, undoLastSave } from '../../../pipelines/verify.ts';
import {
  answerAbout,
  askAbout,
  openEntry,
  reportPage,
  skipEntry,
  visibleEntry,
} from '../../../pipelines/workstation.ts';
import type { Actor } from '../../access/accounts.ts';
import { isSohoaError, SohoaError } from '../../domain/errors.ts';
import { allows } from '../../domain/roles.ts';
import type { Messages } from '../../messages/messages.ts';
import { colleaguesIn } from '../../store/accounts.ts';
import { recordAudit } from '../../store/audit.ts';
import type { Entry } from '../../store/entries.ts';
import { entryHead, historyOf, neighbourPages, shownPages } from '../../store/entry-view.ts';
import { pageWithOffice } from '../../store/overview.ts';
import type { Binder } from '../binding.ts';
import type { ServerSystem } from '../context.ts';
import type { Reply } from '../contract/contract.ts';
import { notFound, SaveRefused } from '../refusals.ts';
import { entryView, fieldView, hitViews, leaseView, neighbourView, pageView } from '../views.ts';

export const entryRoutes = ({ bind }: Binder, system: Pick<ServerSystem, 'db' | 'jobs'>): void => {
  const { db } = system;

  bind('entries.get', async ({ actor, params, say }) => {
    const { entry } = await visibleEntry(system, actor, params.id);
    const view = entryView(await seeEntry(db, actor, entry.id), actor.accountId, say);
    await noteView(actor, entry, 'entry.view');
    return view;
  });

  bind('entries.open', async ({ actor, params, say }) => {
    await openEntry(system, actor, params.id);
    return entryView(await seeEntry(db, actor, params.id), actor.accountId, say);
  });

  bind('entries.save', async ({ actor, params, body, say }) => {
    const found = await visibleEntry(system, actor, params.id);
    const { entry } = found;
    const said = {
      entryId: entry.id,
      field: params.field,
      expectedVersion: body.version,
      statement: body.statement,
      fence: body.fence,
      key: body.key,
      keys: body.keys,
      ...(body.reason === undefined ? {} : { reason: body.reason }),
    };
    const settled = await settleField(system, actor, said, found).catch(async (error: unknown) => {
      if (!isSohoaError(error, 'value-conflict')) throw error;
      const field = (await seeFields(db, actor, entry)).find(({ spec }) => spec.name === params.field);
      throw field === undefined ? error : new SaveRefused(error, fieldView(entry.id, field));
    });
    return savedView(actor, entry, params.field, settled, say);
  });

  bind('entries.undo', async ({ actor, params, body, say }) => {
    const { entry } = await visibleEntry(system, actor, params.id);
    const undone = await undoLastSave(system, actor, { entryId: entry.id, ...body });
    return savedView(actor, entry, undone.field, undone, say);
  });

  bind('entries.history', async ({ actor, params }) => {
    const { entry } = await visibleEntry(system, actor, params.id);
    const field = (await seeFields(db, actor, entry)).find(({ spec }) => spec.name === params.field);
    if (field === undefined) throw notFound();
    if (field.hidden) throw new SohoaError('field-hidden', { field: params.field });
    await noteView(actor, entry, 'entry.history');
    const values = await historyOf(db, entry.id, params.field);
    return {
      items: values.map(({ value, by }) => ({
        id: value.id,
        verbatim: value.verbatim,
        normalized: value.normalized,
        state: value.state,
        source: value.source,
        confidence: value.confidence,
        by,
        at: value.createdAt.toISOString(),
      })),
    };
  });

  bind('entries.check', async ({ actor, params, body, say }) => {
    const { entry } = await visibleEntry(system, actor, params.id);
    const { hits, invalid } = await checkTexts(db, actor, entry.id, body.texts);
    return { rules: hitViews(hits, say), invalid };
  });

  bind('entries.colleagues', async ({ actor, params }) => {
    const { entry } = await visibleEntry(system, actor, params.id);
    const people = await colleaguesIn(db, entry.officeId, actor.accountId);
    return { items: people.map(({ username, displayName }) => ({ username, name: displayName })) };
  });

  /** Which pages there are is no secret to whoever may see the batch; what is on them is the picture's business. */
  bind('pages.get', async ({ actor, params }) => {
    const found = (await shownPages(db, [params.id]))[0];
    const place = found === undefined ? undefined : await pageWithOffice(db, found.page.id);
    const isSeen =
      place !== undefined &&
      (allows(actor.grants, 'entry.view', place.officeId) ||
        allows(actor.grants, 'batch.hold', place.officeId));
    if (found === undefined || !isSeen) throw notFound();
    return { ...pageView(found), ...neighbourView(await neighbourPages(db, found.page)) };
  });

  bind('entries.skip', async ({ actor, params, body }) => {
    await skipEntry(system, actor, { entryId: params.id, ...body });
    return { done: true };
  });

  bind('entries.ask', async ({ actor, params, body }) => {
    await askAbout(system, actor, { entryId: params.id, ...body });
    return { done: true };
  });

  bind('entries.answer', async ({ actor, params, body }) => {
    await answerAbout(system, actor, { questionId: params.id, text: body.text });
    return { done: true };
  });

  bind('entries.pageProblem', async ({ actor, params, body }) => {
    await reportPage(system, actor, { entryId: params.id, ...body });
    return { done: true };
  });

  const noteView = async (
    actor: Actor,
    entry: { id: number; officeId: number },
    action: string,
  ): Promise<void> =>
    recordAudit(db, {
      accountId: actor.accountId,
      officeId: entry.officeId,
      action,
      subject: 'entry',
      subjectId: entry.id,
    });

  /** How things stand after a save: the field, the rest of the entry in short, and the lease, which the save renewed. */
  const savedView = async (
    actor: Actor,
    entry: Entry,
    field: string,
    saved: Pick<Reply<'entries.save'>, 'outcome' | 'repeated'>,
    say: Messages,
  ): Promise<Reply<'entries.save'>> => {
    const entryId = entry.id;
    // Only what is open again is looked at in detail once more.
    const detail = saved.outcome === 'reopened' ? 'full' : 'brief';
    const [head, fields] = await Promise.all([entryHead(db, entryId), seeFields(db, actor, entry, detail)]);
    const seen = fields.find(({ spec }) => spec.name === field);
    const { work } = head;
    if (seen === undefined || work === null) throw notFound();
    return {
      field: fieldView(entryId, seen),
      repeated: saved.repeated,
      outcome: saved.outcome,
      entry: {
        number: numberOf(head.entry),
        lane: work.lane,
        openFields: work.openFields,
        rules: hitViews(hitsOf(head.entry, head.book, head.office.name, fields), say),
      },
      lease: leaseView({ entryId, fence: work.fence, until: work.leasedUntil ?? new Date() }),
    };
  };
};
