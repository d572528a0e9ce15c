/** The screen on which entries are keyed, confirmed and decided on. */
import './entry.css';
import { Activity, useEffect, useRef } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { Lane } from '../../domain/work.ts';
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
    storeFilter(filter);
    void work
      .release()
      .then(() => work.begin({ ...filter, ...(lanes === null ? {} : { lanes: [...lanes] }) }));
  };

  if (state.current !== null) {
    // The next entry is drawn out of sight while nothing else is to do: on an old PC drawing takes longer than fetching.
    const desks = lanes === null ? [state.current] : [state.current, ...state.ahead.slice(0, 1)];
    return (
      <>
        {desks.map((entry) => (
          <Activity key={entry.id} mode={entry === state.current ? 'visible' : 'hidden'}>
            <EntryDesk
              entry={entry}
              isShown={entry === state.current}
              isSingle={lanes === null}
              onFinished={() => {
                if (lanes === null) void work.release().then(() => (isFirstPage() ? go('/day') : go(-1)));
                else work.advance();
              }}
            />
          </Activity>
        ))}
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
          <h1>{say('web-offline-title')}</h1>
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

/** Whether there is nothing of ours to go back to (react-router counts in the history's state). */
const isFirstPage = (): boolean => (history.state as { idx?: number } | null)?.idx === 0;

const FILTER = 'sohoa-filter';
const storeFilter = (filter: Filter): void => sessionStorage.setItem(FILTER, JSON.stringify(filter));
const storedFilter = (): Filter => JSON.parse(sessionStorage.getItem(FILTER) ?? '{}') as Filter;
