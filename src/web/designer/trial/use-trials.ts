/** Pages on which the draft is tried: handed in one after the other, tried in the background, asked for until they are done. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Reply } from '../../../server/contract/contract.ts';
import { call } from '../../api/client.ts';
import { problemText } from '../../api/problem-text.ts';
import { useSay } from '../../texts/texts.ts';
import type { DraftView } from '../editing/designer.ts';
import { handIn } from '../hand-in.ts';
import type { Hand } from '../use-designer.ts';

export type TrialLine = Reply<'drafts.pages'>['items'][number];
type FileView = DraftView['files'][number];

export type Trials = Readonly<{
  lines: readonly TrialLine[];
  /** What the person called the file of a page. */
  nameOf: (line: Pick<TrialLine, 'fileId'>) => string;
  /** How many of how many files are handed in; null: none is under way. */
  progress: Readonly<{ done: number; of: number }> | null;
  problem: string | null;
  isBusy: boolean;
  tryFiles: (files: readonly File[]) => void;
  /** All pages again, with the draft as it is now. */
  tryAgain: () => void;
  remove: (page: number) => void;
}>;

export const MOST_TRIALS = 10;
const POLL_MS = 1_000;

export const useTrials = (view: DraftView, hand: Hand): Trials => {
  const say = useSay();
  const params = { id: view.id };
  const [files, setFiles] = useState<readonly FileView[]>(view.files);
  const [progress, setProgress] = useState<Trials['progress']>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { data, refetch } = useQuery({
    queryKey: ['drafts.pages', view.id],
    queryFn: () => call('drafts.pages', { params }),
    refetchInterval: (query) =>
      query.state.data?.items.some(({ state }) => state === 'waiting' || state === 'working') === true
        ? POLL_MS
        : false,
    staleTime: 0,
  });
  const lines = (data?.items ?? []).filter(({ purpose }) => purpose === 'trial');

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(problemText(error, say));
    } finally {
      setProgress(null);
      await refetch();
    }
  };
  const tryPages = async (pages: readonly Readonly<{ fileId: number; frame: number }>[]): Promise<void> => {
    const version = await hand.flush();
    if (version === null) setProblem(say('design-unsaved'));
    else if (pages.length > 0) await call('drafts.try', { params, body: { version, pages: [...pages] } });
  };

  return {
    lines,
    problem,
    progress,
    isBusy: progress !== null || lines.some(({ state }) => state === 'waiting' || state === 'working'),
    nameOf: ({ fileId }) => files.find(({ id }) => id === fileId)?.name ?? `#${fileId}`,
    tryFiles: (picked) =>
      void attempt(async () => {
        const room = MOST_TRIALS - lines.length;
        for (const [index, file] of picked.slice(0, room).entries()) {
          setProgress({ done: index, of: Math.min(room, picked.length) });
          const one = await handIn(params, file, say);
          setFiles((before) => [...before.filter(({ id }) => id !== one.id), one]);
          await tryPages([{ fileId: one.id, frame: 0 }]);
          await refetch();
        }
        if (picked.length > room) setProblem(say('design-try-most', { most: MOST_TRIALS }));
      }),
    tryAgain: () => void attempt(() => tryPages(lines.map(({ fileId, frame }) => ({ fileId, frame })))),
    remove: (page) =>
      void attempt(async () => {
        await call('drafts.removePage', { params: { ...params, page } });
      }),
  };
};
