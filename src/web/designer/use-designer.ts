/** One draft on the screen: what happens to it, and how it gets to the server. */
import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { FormDraft } from '../../forms/draft/draft.ts';
import { ApiProblem, call, hasCode, isPassing } from '../api/client.ts';
import { problemText } from '../api/problem-text.ts';
import { useDesk } from '../shell/desk.ts';
import { useSay } from '../texts/texts.ts';
import {
  type Designer,
  type DesignerEvent,
  type DraftView,
  opened,
  reduceDesigner,
} from './editing/designer.ts';
import type { Chosen } from './editing/find.ts';
import { isDue, lookOf, type SaveLook } from './editing/saving.ts';
import { keepUnsent, unsentOf } from './editing/unsent.ts';

export type Hand = Readonly<{
  state: Designer;
  draft: FormDraft;
  look: SaveLook;
  dispatch: (event: DesignerEvent) => void;
  /** `grain`: presses of one movement are one step back. */
  edit: (draft: FormDraft, options?: Readonly<{ grain?: string; chosen?: Chosen | null }>) => void;
  /** Sends what waits; the version the server then has, null when it could not be. */
  flush: () => Promise<number | null>;
  /** After a conflict: the server's draft instead of this one, or this one over it. */
  resolve: (way: 'theirs' | 'mine') => Promise<void>;
}>;

const PAUSE_MS = 900;
const AGAIN_MS = 5_000;
const LOOK_AGAIN_MS = 100;

/** What was left unsent here goes on; when somebody has saved since, people decide. */
const begun = (view: DraftView, accountId: number, conflict: string): Designer => {
  const unsent = unsentOf(accountId, view.id);
  if (unsent === null) return opened(view);
  const state = opened(view, unsent.draft);
  return unsent.version === view.version
    ? state
    : reduceDesigner(state, { type: 'saving', event: { type: 'conflicted', problem: conflict } });
};

export const useDesigner = (view: DraftView): Hand => {
  const say = useSay();
  const { me } = useDesk();
  const accountId = me.account.id;
  const [state, dispatch] = useReducer(reduceDesigner, view, (first) =>
    begun(first, accountId, say('design-conflict-before')),
  );
  const latest = useRef(state);
  useEffect(() => {
    latest.current = state;
  });
  const draft = state.history.now;
  const { saving } = state;

  const send = useCallback(async (): Promise<void> => {
    const { history, saving: before } = latest.current;
    const sent = history.now;
    dispatch({ type: 'saving', event: { type: 'sending' } });
    try {
      const { version, problems } = await call('drafts.save', {
        params: { id: view.id },
        body: { version: before.version, draft: sent },
      });
      dispatch({ type: 'saving', event: { type: 'answered', version, draft: sent } });
      dispatch({ type: 'problems', problems });
    } catch (error) {
      const problem = problemText(error, say);
      const isLoggedOut = error instanceof ApiProblem && error.status === 401;
      dispatch({
        type: 'saving',
        event: hasCode(error, 'form-draft-conflict')
          ? { type: 'conflicted', problem }
          : isLoggedOut || isPassing(error) || !(error instanceof ApiProblem)
            ? { type: 'unanswered' }
            : { type: 'refused', draft: sent, problem },
      });
    }
  }, [view.id, say]);

  useEffect(() => {
    if (!isDue(saving, draft)) return;
    const pause = setTimeout(() => void send(), saving.phase === 'unanswered' ? AGAIN_MS : PAUSE_MS);
    return () => clearTimeout(pause);
  }, [saving, draft, send]);

  useEffect(() => {
    keepUnsent(accountId, view.id, draft === saving.kept ? null : { version: saving.version, draft });
  }, [accountId, view.id, draft, saving]);

  const flush = useCallback(async (): Promise<number | null> => {
    for (;;) {
      const { history, saving: now } = latest.current;
      if (history.now === now.kept) return now.version;
      if (now.phase === 'conflict' || now.phase === 'unanswered') return null;
      if (now.phase === 'refused' && now.refused === history.now) return null;
      if (now.phase !== 'sending') await send();
      // What was dispatched is drawn, and `latest` with it, a moment later.
      await new Promise((done) => setTimeout(done, LOOK_AGAIN_MS));
    }
  }, [send]);

  const resolve = useCallback(
    async (way: 'theirs' | 'mine'): Promise<void> => {
      const theirs = await call('drafts.get', { params: { id: view.id } });
      if (way === 'theirs') dispatch({ type: 'taken', view: theirs });
      else dispatch({ type: 'saving', event: { type: 'insisted', version: theirs.version } });
    },
    [view.id],
  );

  const edit = useCallback<Hand['edit']>(
    (next, options = {}) => dispatch({ type: 'edited', draft: next, ...options }),
    [],
  );
  return { state, draft, look: lookOf(saving, draft), dispatch, edit, flush, resolve };
};
