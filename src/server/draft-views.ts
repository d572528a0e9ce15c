/** Drafts of forms as the contract shows them. */

import { type TrialResult, type TrialSummary, versionTried } from '../../pipelines/forms/draft-pages.ts';
import {
  type DoneSample,
  type Ground,
  type SampleResult,
  sampleRequest,
} from '../../pipelines/forms/ground.ts';
import type { DraftProblem } from '../forms/draft/problem.ts';
import type { Messages } from '../messages/messages.ts';
import type { DraftFile, DraftPageRow, ShownDraft } from '../store/form-drafts.ts';
import type { Reply } from './contract/contract.ts';
import { PICTURES } from './contract/paths.ts';
import { officeView } from './views.ts';

type DraftView = Reply<'drafts.get'>;
type Background = DraftView['backgrounds'][number];
type PageView = Reply<'drafts.page'>;
type PageSummary = Reply<'drafts.pages'>['items'][number];

const MM = 25.4;

const address = (path: string, params: Readonly<Record<string, string | number>>): string =>
  path.replace(/:(\w+)/g, (all, name: string) => String(params[name] ?? all));

export const draftLine = ({ row, office, by }: ShownDraft): Reply<'drafts.list'>['items'][number] => ({
  id: row.id,
  office: officeView(office),
  formId: row.content.id,
  kind: row.content.kind,
  title: row.content.title,
  version: row.version,
  by,
  at: row.updatedAt.toISOString(),
  saved: row.saved,
});

export const draftView = (
  shown: ShownDraft,
  parts: { ground: Ground; files: readonly DraftFile[]; problems: readonly DraftProblem[] },
  say: Messages,
): DraftView => ({
  ...draftLine(shown),
  draft: shown.row.content,
  base: shown.row.base,
  backgrounds: backgroundsOf(shown, parts.ground),
  files: parts.files.map(fileView),
  problems: problemViews(parts.problems, say),
});

/** A sample lies over the blank picture of the same class. */
const backgroundsOf = ({ row }: ShownDraft, { samples, blanks }: Ground): Background[] => {
  const sampled = new Set<string>(samples.map((sample) => sample.class));
  return [
    ...samples.flatMap((sample) => sidesOf(row.id, sample)),
    ...(['entry', 'cover', 'closing'] as const).flatMap((layoutClass): Background[] => {
      const blank = blanks[layoutClass];
      if (blank === undefined || sampled.has(layoutClass)) return [];
      const { width, height } = blank;
      return [
        {
          class: layoutClass,
          side: 'single',
          source: 'edition',
          image: address(PICTURES.draftBlank, { id: row.id, class: layoutClass }),
          width,
          height,
          pixelsPerMm: width / row.content.paper.width,
        },
      ];
    }),
  ];
};

const sidesOf = (draftId: number, sample: Pick<DoneSample, 'pageId' | 'class' | 'sides'>): Background[] =>
  sample.sides.map(({ side, width, height, dpi }) => ({
    class: sample.class,
    side,
    source: 'sample',
    image: address(PICTURES.draftSample, { id: draftId, page: sample.pageId, side }),
    width,
    height,
    pixelsPerMm: dpi / MM,
  }));

export const fileView = (file: DraftFile): DraftView['files'][number] => ({
  id: file.id,
  name: file.name,
  mediaType: file.mediaType,
  frames: file.frames,
  image: address(PICTURES.draftFrame, { id: file.draftId, file: file.id }),
});

export const problemViews = (
  problems: readonly DraftProblem[],
  say: Messages,
): Reply<'drafts.save'>['problems'] =>
  problems.map(({ other, params, ...problem }) => ({
    ...problem,
    params: { ...params },
    other: other === null ? null : { ...other },
    message: say(problem.code, params),
  }));

const headOf = (page: DraftPageRow, say: Messages) => ({
  id: page.id,
  fileId: page.fileId,
  frame: page.frame,
  state: page.state,
  failure:
    page.failure === null
      ? null
      : { code: page.failure.code, message: say(page.failure.code, page.failure.params) },
  at: page.updatedAt.toISOString(),
});

export const pageSummary = (page: DraftPageRow, say: Messages): PageSummary => {
  const head = { ...headOf(page, say), purpose: page.purpose };
  if (page.purpose === 'sample') {
    const request = sampleRequest.parse(page.request);
    return { ...head, class: request.class, draftVersion: 0, ...NOTHING_YET };
  }
  const { summary } =
    page.state === 'done' ? (page.result as Pick<TrialResult, 'summary'>) : { summary: NOTHING_YET };
  return { ...head, class: null, draftVersion: versionTried(page), ...summary };
};
const NOTHING_YET: TrialSummary = { confidence: null, fitErrorMm: null, rows: 0 };

export const pageView = (page: DraftPageRow, say: Messages): PageView =>
  page.purpose === 'sample' ? sampleView(page, say) : trialView(page, say);

const sampleView = (page: DraftPageRow, say: Messages): PageView => {
  const request = sampleRequest.parse(page.request);
  const head = { ...headOf(page, say), purpose: 'sample' as const, class: request.class };
  if (page.state !== 'done') return { ...head, sample: null };
  const { proposal, sides } = page.result as SampleResult;
  const backgrounds = sidesOf(page.draftId, { pageId: page.id, class: request.class, sides });
  return {
    ...head,
    sample: {
      kind: proposal.kind,
      paper: proposal.paper,
      parts: [...proposal.parts],
      sides: backgrounds.map((background, i) => ({ ...background, found: plain(sides[i]!.seen) })),
    },
  };
};

const plain = (seen: SampleResult['sides'][number]['seen']) => ({
  lines: seen.lines.map(({ from, to, style }) => ({ from: pair(from), to: pair(to), style })),
  cells: [...seen.cells],
  ticks: [...seen.ticks],
  texts: seen.texts.map((text) => ({ ...text })),
});
const pair = ([a, b]: readonly [number, number]): [number, number] => [a, b];

const trialView = (page: DraftPageRow, say: Messages): PageView => {
  const done = page.state === 'done' ? (page.result as TrialResult) : null;
  return {
    ...headOf(page, say),
    purpose: 'trial',
    draftVersion: versionTried(page),
    size: done === null ? null : { width: done.width, height: done.height },
    image: address(PICTURES.draftFrame, { id: page.draftId, file: page.fileId, frame: page.frame }),
    rival: done?.rival ?? null,
    sides: (done?.trials ?? []).map((trial) => ({
      side: trial.side,
      class: trial.class,
      confidence: trial.confidence,
      fitErrorMm: trial.fitErrorMm,
      dpi: trial.dpi,
      rotation: trial.rotation,
      parting: trial.parting === null ? null : trial.parting.map(pair),
      columns: trial.columns.map(({ key, box, left, right, seen, visible }) => ({
        key,
        box: [...box],
        left: left.map(pair),
        right: right.map(pair),
        seen,
        visible,
      })),
      rows: trial.rows.map(({ ordinal, kind, box, confidence, cells }) => ({
        ordinal,
        kind,
        box: [...box],
        confidence,
        cells: Object.fromEntries(
          Object.entries(cells).map(([key, cell]) => [
            key,
            { box: [...cell.box] as [number, number, number, number], polygon: cell.polygon.map(pair) },
          ]),
        ),
      })),
      places: trial.fields.map(({ names, box }) => ({ key: names[0] ?? '', box: [...box] })),
    })),
  };
};
