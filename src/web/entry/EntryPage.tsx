/** The screen on which entries are keyed, confirmed and decided on. */
import './entry.css';
import { Modal } from '@mantine/core';
import { startTransition, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { Lane } from '../../domain/work.ts';
import type { ApiProblem } from '../api/client.ts';
import type { EntryView } from '../api/types.ts';
import { useDesk } from '../shell/desk.ts';
import { useStore } from '../state/store.ts';
import { useSay } from '../texts/texts.ts';
import { EntryDesk } from './EntryDesk.tsx';
import { Tour } from './Tour.tsx';
import { WorkChooser } from './WorkChooser.tsx';
import type { Filter } from './work.ts';

type Props = Readonly<{ lanes: readonly Lane[] | null }>;

/** `lanes: null`: one entry by its address, to look at it again. */
export default function EntryPage({ lanes }: Props) {
  const say = useSay();
  const { work } = useDesk();
  const { id } = useParams();
  const go = useNavigate();
  const state = useStore(work.state);
  const started = useRef(false);
  const [isChoosing, setChoosing] = useState(false);
  const choose = useCallback(() => setChoosing(true), []);

  useEffect(() => {
    if (started.current) return;
    started.current = true;
    if (lanes === null) void work.openEntry(Number(id));
    else if (work.state.get().current === null || !work.isFor(lanes)) {
      // Another line of work was on the screen: its entries go back first.
      void work.release().then(() => work.begin({ ...storedFilter(), lanes: [...lanes] }));
    }
  }, [lanes, id, work]);

  const begin = (filter: Filter) => {
    setChoosing(false);
    storeFilter(filter);
    void work
      .release()
      .then(() => work.begin({ ...filter, ...(lanes === null ? {} : { lanes: [...lanes] }) }));
  };

  const isSingle = lanes === null;
  const onFinished = useCallback(() => {
    if (isSingle) void work.release().then(() => (isFirstPage() ? go('/day') : go(-1)));
    else work.advance();
  }, [isSingle, work, go]);
  const desks = useDesks(state.current, isSingle ? null : (state.ahead[0] ?? null));

  if (state.current !== null) {
    return (
      <>
        <div className="desks">
          {desks.map((entry) => (
            <EntryDesk
              key={entry.id}
              entry={entry}
              isShown={entry === state.current}
              isSingle={isSingle}
              onFinished={onFinished}
              onChoose={isSingle ? undefined : choose}
            />
          ))}
        </div>
        {lanes !== null && (
          <Modal
            opened={isChoosing}
            onClose={() => setChoosing(false)}
            title={say('web-choose-work')}
            size="lg"
          >
            <WorkChooser lanes={lanes} onBegin={begin} />
          </Modal>
        )}
        <Tour />
      </>
    );
  }
  if (state.phase === 'claiming' || (state.phase === 'resting' && lanes !== null)) {
    return (
      <p className="quiet pad" aria-busy="true">
        {say('web-claiming')}
      </p>
    );
  }
  return (
    <div className="page narrow">
      {state.phase === 'failed' ? (
        <div className="empty" role="alert">
          <h1>{say(isOffline(state.problem) ? 'web-offline-title' : 'web-not-opened')}</h1>
          <p>{state.problem?.text || say('web-offline-claim')}</p>
        </div>
      ) : state.phase === 'idle' ? (
        <div className="empty">
          <h1>{say('web-idle-title')}</h1>
          <p>{say('web-idle-explained')}</p>
        </div>
      ) : (
        <div className="empty">
          <h1>{say('web-empty-title')}</h1>
          <p>{say('web-empty-explained')}</p>
        </div>
      )}
      {lanes !== null && <WorkChooser lanes={lanes} onBegin={begin} />}
    </div>
  );
}

/** So long the entry on the screen has the processor for itself before the next one is drawn. */
const CALM_MS = 150;

/**
 * The entry on the screen and the next one, which is drawn and laid out under it while nothing else is to do: on an old PC
 * that takes longer than fetching. When it comes up, nothing is left to do but to show it. Always in the order of their
 * ids, because moving one means laying it out anew.
 */
const useDesks = (current: EntryView | null, next: EntryView | null): readonly EntryView[] => {
  const [drawn, setDrawn] = useState<number | null>(null);
  const wanted = next?.id ?? null;
  useEffect(() => {
    const calm = setTimeout(() => startTransition(() => setDrawn(wanted)), CALM_MS);
    return () => clearTimeout(calm);
  }, [wanted]);
  return useMemo(
    () =>
      [current, next?.id === drawn ? next : null].filter((one) => one !== null).sort((a, b) => a.id - b.id),
    [current, next, drawn],
  );
};

/** No answer came; otherwise the server has said why not. */
const isOffline = (problem: ApiProblem | null): boolean => problem === null || problem.status === 0;

/** Whether there is nothing of ours to go back to (react-router counts in the history's state). */
const isFirstPage = (): boolean => (history.state as { idx?: number } | null)?.idx === 0;

const FILTER = 'sohoa-filter';
const storeFilter = (filter: Filter): void => sessionStorage.setItem(FILTER, JSON.stringify(filter));
const storedFilter = (): Filter => JSON.parse(sessionStorage.getItem(FILTER) ?? '{}') as Filter;
