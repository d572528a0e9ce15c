/**
 * Pages that the designer looks at, in the background: the database says what is due, whoever finds something due does it.
 * A lease that is renewed keeps two from doing the same; one that ran out (a process that is gone) is taken by the next who
 * asks how far it is.
 */
import { z } from 'zod';
import { isSohoaError, SohoaError } from '../../src/domain/errors.ts';
import { trialEditionOf } from '../../src/forms/draft/convert.ts';
import { draftSchema } from '../../src/forms/draft/draft.ts';
import {
  claimDraftPage,
  type DraftPageRow,
  filesOfDraft,
  finishDraftPage,
  renewDraftPage,
  type StoredDraft,
} from '../../src/store/form-drafts.ts';
import type { BenchWork } from '../bench/protocol.ts';
import type { StageContext } from '../context.ts';
import { blankSources, groundOf, type SampleResult, type StoredSide, sampleRequest } from './ground.ts';
import { inScratch } from './scratch.ts';
import { formsFor, storedForms } from './stored.ts';
import { type FormTrial, sureness } from './trial.ts';

type Context = Pick<StageContext, 'db' | 'pageFiles' | 'bench' | 'scratch'>;

/** How a trial is asked for: kept with it, so that it does not matter who does it. */
const tryAt = z.object({ version: z.number().int() });
export const trialRequest = tryAt.extend({
  /** The draft as it was when it was to be tried. */
  content: draftSchema,
});
/** The version that a trial is of. */
export const versionTried = (page: Pick<DraftPageRow, 'request'>): number =>
  tryAt.parse(page.request).version;

export type TrialResult = BenchWork['try-draft']['answer'] & Readonly<{ summary: TrialSummary }>;

/** What lists show of a trial. Nothing found: no confidence. */
export type TrialSummary = Readonly<{
  confidence: number | null;
  fitErrorMm: number | null;
  /** Entries, one a row. */
  rows: number;
}>;
const summaryOf = (trials: readonly FormTrial[]): TrialSummary => {
  const errors = trials.flatMap(({ fitErrorMm }) => (fitErrorMm === null ? [] : [fitErrorMm]));
  const rows = trials.map((trial) => trial.rows.filter(({ kind }) => kind === 'entry').length);
  return {
    confidence: errors.length === 0 ? null : Math.min(1, sureness(trials)),
    fitErrorMm: errors.length === 0 ? null : Math.max(...errors),
    rows: Math.max(0, ...rows),
  };
};

const LEASE_SECONDS = 60;
const RENEW_MS = 20_000;

/**
 * Does a page if it is due; what is wrong with it is kept with it. Nothing is done twice at once. What nobody foresaw is thrown
 * besides, to be logged.
 */
export const workOnDraftPage = async (ctx: Context, draft: StoredDraft, pageId: number): Promise<void> => {
  const page = await claimDraftPage(ctx.db, pageId, LEASE_SECONDS);
  if (page === undefined) return;
  const renewal = setInterval(() => {
    renewDraftPage(ctx.db, page, LEASE_SECONDS).catch(() => undefined);
  }, RENEW_MS);
  renewal.unref();
  try {
    const result = await lookAt(ctx, draft, page);
    await finishDraftPage(ctx.db, page, { state: 'done', result });
  } catch (error) {
    await finishDraftPage(ctx.db, page, becameOf(error));
    if (!isSohoaError(error)) throw error;
  } finally {
    clearInterval(renewal);
  }
};

/** Pages that are due, or seem to be: whoever claims them first does them. */
export const dueIn = (pages: readonly DraftPageRow[]): readonly number[] =>
  pages
    .filter(
      ({ state, until }) =>
        state === 'waiting' || (state === 'working' && until !== null && until.getTime() < Date.now()),
    )
    .map(({ id }) => id);

const becameOf = (error: unknown): Parameters<typeof finishDraftPage>[2] => {
  // This process is leaving: the next one does it.
  if (isSohoaError(error, 'bench-closed')) return { state: 'waiting' };
  if (isSohoaError(error, 'page-time-limit'))
    return { state: 'failed', failure: { code: 'form-page-slow', params: error.params } };
  return isSohoaError(error) && error.code !== 'bench-crashed'
    ? { state: 'failed', failure: { code: error.code, params: error.params } }
    : { state: 'failed', failure: { code: 'form-page-failed', params: {} } };
};

const lookAt = async (
  ctx: Context,
  draft: StoredDraft,
  page: DraftPageRow,
): Promise<SampleResult | TrialResult> => {
  const file = (await filesOfDraft(ctx.db, draft.id)).find(({ id }) => id === page.fileId);
  if (file === undefined) throw new SohoaError('not-found');
  const at = { path: await ctx.pageFiles.localPath(file.sha256), frame: page.frame };
  return inScratch(ctx.scratch, async (outFolder) =>
    page.purpose === 'sample'
      ? lookAtSamplePage(ctx, draft, { ...at, ...sampleRequest.parse(page.request), outFolder })
      : tryDraftOn(ctx, draft, { ...at, ...trialRequest.parse(page.request), outFolder }),
  );
};

type At = Readonly<{ path: string; frame: number; outFolder: string }>;

const lookAtSamplePage = async (
  ctx: Context,
  draft: StoredDraft,
  request: At & z.infer<typeof sampleRequest>,
): Promise<SampleResult> => {
  const newest = new Map((await storedForms(ctx.db)).map(({ edition }) => [edition.id, edition]));
  const { proposal, sides } = await ctx.bench.run('look-at-sample', {
    ...request,
    kind: draft.content.kind,
    known: [...newest.values()],
  });
  const stored: StoredSide[] = [];
  for (const { path, ...side } of sides)
    stored.push({ ...side, sha256: (await ctx.pageFiles.putFile(path)).sha256 });
  return { proposal, sides: stored };
};

const tryDraftOn = async (
  ctx: Context,
  draft: StoredDraft,
  { content, path, frame, outFolder }: At & z.infer<typeof trialRequest>,
): Promise<TrialResult> => {
  const { kind, id } = content;
  const own = kind === null ? [] : await formsFor(ctx, kind, 'auto');
  const tried = await ctx.bench.run('try-draft', {
    path,
    frame,
    edition: trialEditionOf(content),
    blanks: await blankSources(ctx, await groundOf(ctx.db, draft)),
    kind,
    // Earlier versions of the same form are no rivals of it.
    forms: own.filter(({ edition }) => edition.id !== id),
    outFolder,
  });
  return { ...tried, summary: summaryOf(tried.trials) };
};
