/** The form designer: drafts, their samples and trials, and saving them as versions. */
import type { FastifyInstance } from 'fastify';
import { dueIn, workOnDraftPage } from '../../../pipelines/forms/draft-pages.ts';
import {
  draftRecord,
  dropDraft,
  keepDraft,
  problemsOf,
  publishDraft,
  refuseProblems,
  startDraft,
  visibleDraft,
} from '../../../pipelines/forms/drafts.ts';
import { groundOf, type SampleResult, sampleRequest } from '../../../pipelines/forms/ground.ts';
import { type Actor, authorizeSomewhere, officesWhere } from '../../access/accounts.ts';
import { SohoaError } from '../../domain/errors.ts';
import { withProposal } from '../../forms/draft/proposal.ts';
import type { Messages } from '../../messages/messages.ts';
import { recordAudit } from '../../store/audit.ts';
import {
  askForPage,
  checkDraftVersion,
  type DraftPageRow,
  filesOfDraft,
  findDraftPage,
  listDrafts,
  pagesOfDraft,
  removeDraftPage,
  type StoredDraft,
} from '../../store/form-drafts.ts';
import type { Binder } from '../binding.ts';
import type { ServerSystem } from '../context.ts';
import type { Reply } from '../contract/contract.ts';
import { idAfter, pageOf } from '../cursors.ts';
import { draftLine, draftView, pageSummary, pageView, problemViews } from '../draft-views.ts';
import { notFound } from '../refusals.ts';

/** So many pages of each purpose may a draft have. */
const MOST_PAGES = { sample: 6, trial: 10 } as const;

export const draftRoutes = (
  app: FastifyInstance,
  { bind }: Binder,
  system: Pick<ServerSystem, 'db' | 'pageFiles' | 'bench' | 'scratch'>,
): void => {
  const { db } = system;

  const viewOf = async (actor: Actor, id: number, say: Messages): Promise<Reply<'drafts.get'>> => {
    const shown = await visibleDraft(db, actor, id);
    const ground = await groundOf(db, shown.row);
    const files = await filesOfDraft(db, id);
    const problems = await problemsOf(db, shown.row.content, ground);
    return draftView(shown, { ground, files, problems }, say);
  };

  /** Nobody waits for it: what becomes of a page is in the database. */
  const workOn = (draft: StoredDraft, pages: readonly DraftPageRow[]): void => {
    for (const pageId of dueIn(pages)) {
      workOnDraftPage(system, draft, pageId).catch((failure: unknown) => app.log.error(failure));
    }
  };

  const pageOfDraft = async (draft: StoredDraft, pageId: number): Promise<DraftPageRow> => {
    const page = await findDraftPage(db, draft.id, pageId);
    if (page === undefined) throw notFound();
    return page;
  };

  /** @throws SohoaError `not-found`, `no-such-frame`, `form-too-many-pages` */
  const ask = async (
    draft: StoredDraft,
    purpose: DraftPageRow['purpose'],
    pages: readonly { fileId: number; frame: number }[],
    request: unknown,
  ): Promise<DraftPageRow[]> => {
    const files = await filesOfDraft(db, draft.id);
    const known = (await pagesOfDraft(db, draft.id)).filter((page) => page.purpose === purpose);
    const fresh = pages.filter(
      ({ fileId, frame }) => !known.some((page) => page.fileId === fileId && page.frame === frame),
    );
    if (known.length + fresh.length > MOST_PAGES[purpose])
      throw new SohoaError('form-too-many-pages', { most: MOST_PAGES[purpose] });
    for (const { fileId, frame } of pages) {
      const file = files.find(({ id }) => id === fileId);
      if (file === undefined) throw notFound();
      if (frame >= file.frames)
        throw new SohoaError('no-such-frame', { frame: frame + 1, frames: file.frames });
    }
    const asked: DraftPageRow[] = [];
    for (const { fileId, frame } of pages)
      asked.push(await askForPage(db, { draftId: draft.id, fileId, frame, purpose, request }));
    workOn(draft, asked);
    return asked;
  };

  bind('drafts.list', async ({ actor, query }) => {
    authorizeSomewhere(actor, 'form.manage');
    const rows = await listDrafts(db, {
      officeIds: officesWhere(actor, 'form.manage', query.officeId),
      before: query.after === undefined ? undefined : idAfter(query.after, 0),
      limit: query.limit + 1,
    });
    const page = pageOf(rows, query.limit, ({ row }) => String(row.id));
    return { items: page.rows.map(draftLine), next: page.next };
  });

  bind('drafts.start', async ({ actor, body, say }) => {
    const { id } = await startDraft(system, actor, body);
    return viewOf(actor, id, say);
  });

  bind('drafts.get', async ({ actor, params, say }) => viewOf(actor, params.id, say));

  bind('drafts.save', async ({ actor, params, body, say }) => {
    const { row } = await visibleDraft(db, actor, params.id);
    const version = await keepDraft(system, actor, row, { version: body.version, content: body.draft });
    const problems = await problemsOf(db, body.draft, await groundOf(db, row));
    return { version, problems: problemViews(problems, say) };
  });

  bind('drafts.remove', async ({ actor, params }) => {
    const { row } = await visibleDraft(db, actor, params.id);
    await dropDraft(system, actor, row);
    return { done: true };
  });

  bind('drafts.propose', async ({ actor, params, body, say }) => {
    const { row } = await visibleDraft(db, actor, params.id);
    const { fileId, frame, ...request } = body;
    const [page] = await ask(row, 'sample', [{ fileId, frame }], sampleRequest.parse(request));
    if (page === undefined) throw notFound();
    return pageSummary(page, say);
  });

  bind('drafts.take', async ({ actor, params, body, say }) => {
    const { row } = await visibleDraft(db, actor, params.id);
    const page = await pageOfDraft(row, params.page);
    if (page.purpose !== 'sample' || page.state !== 'done') throw new SohoaError('form-page-not-ready');
    await checkDraftVersion(db, row, body.version);
    const { proposal } = page.result as SampleResult;
    const content = withProposal(row.content, proposal, sampleRequest.parse(page.request).class);
    await keepDraft(system, actor, row, { version: body.version, content });
    return viewOf(actor, row.id, say);
  });

  bind('drafts.try', async ({ actor, params, body, say }) => {
    const { row } = await visibleDraft(db, actor, params.id);
    await checkDraftVersion(db, row, body.version);
    refuseProblems(await problemsOf(db, row.content, await groundOf(db, row)), 'trial');
    const request = { version: row.version, content: row.content };
    const pages = await ask(row, 'trial', body.pages, request);
    return { items: pages.map((page) => pageSummary(page, say)) };
  });

  bind('drafts.pages', async ({ actor, params, say }) => {
    const { row } = await visibleDraft(db, actor, params.id);
    const pages = await pagesOfDraft(db, row.id);
    // Whoever looks also sees to what was left lying when a server stopped.
    workOn(row, pages);
    return { items: pages.map((page) => pageSummary(page, say)) };
  });

  bind('drafts.page', async ({ actor, params, say }) => {
    const { row } = await visibleDraft(db, actor, params.id);
    const page = await pageOfDraft(row, params.page);
    if (page.purpose === 'sample') await recordAudit(db, draftRecord(actor, row, 'form-draft.view'));
    return pageView(page, say);
  });

  bind('drafts.removePage', async ({ actor, params }) => {
    const { row } = await visibleDraft(db, actor, params.id);
    const page = await pageOfDraft(row, params.page);
    await removeDraftPage(db, page.id);
    return { done: true };
  });

  bind('drafts.publish', async ({ actor, params, body }) => {
    const { row } = await visibleDraft(db, actor, params.id);
    const { id, version, isNew } = await publishDraft(system, actor, row, body.version);
    return { form: id, version, isNew };
  });
};
