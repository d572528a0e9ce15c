/** What belongs to the form beside its picture: places, data, problems, trials. */
import type { KeyboardEvent } from 'react';
import type { DraftPart } from '../../forms/draft/draft.ts';
import { useSay } from '../texts/texts.ts';
import type { Problem } from './editing/designer.ts';
import { withoutWhole } from './editing/edits.ts';
import { isUnnamed, ownerOf } from './editing/find.ts';
import type { Names } from './editing/names.ts';
import { ColumnEditor } from './parts/ColumnEditor.tsx';
import { FormData } from './parts/FormData.tsx';
import { PlaceEditor } from './parts/PlaceEditor.tsx';
import { PlaceList } from './parts/PlaceList.tsx';
import { ProblemList } from './parts/ProblemList.tsx';
import { TryPanel } from './trial/TryPanel.tsx';
import type { Trials } from './trial/use-trials.ts';
import type { Hand } from './use-designer.ts';

export const TABS = ['places', 'form', 'problems', 'try'] as const;
export type Tab = (typeof TABS)[number];

type Props = Readonly<{
  hand: Hand;
  part: DraftPart;
  names: Names;
  tab: Tab;
  trials: Trials;
  tried: number | null;
  onTab: (tab: Tab) => void;
  onTried: (page: number) => void;
  onNext: () => void;
  onName: () => void;
  onGo: (problem: Problem) => void;
  onSample: () => void;
}>;

export const SidePanel = (props: Props) => {
  const say = useSay();
  const { hand, part, tab, onTab } = props;
  const { problems, saving } = hand.state;
  const blocking = problems.filter(({ blocks }) => blocks !== 'nothing').length;
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0 || event.altKey) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length] ?? 'places';
    onTab(next);
    document.getElementById(`design-tab-${next}`)?.focus();
  };
  return (
    <section className="designer-side" aria-label={say('design-side')}>
      <div role="tablist" className="designer-tabs" aria-label={say('design-side')} onKeyDown={onKeyDown}>
        {TABS.map((one) => (
          <button
            key={one}
            id={`design-tab-${one}`}
            type="button"
            role="tab"
            aria-selected={one === tab}
            aria-controls="design-panel"
            tabIndex={one === tab ? 0 : -1}
            onClick={() => onTab(one)}
          >
            {say(`design-tab-${one}`)}
            {one === 'problems' && problems.length > 0 && (
              <span className="badge" data-tone={blocking > 0 ? 'bad' : 'warn'}>
                {problems.length}
              </span>
            )}
          </button>
        ))}
      </div>
      <div id="design-panel" role="tabpanel" aria-labelledby={`design-tab-${tab}`} className="designer-panel">
        {tab === 'places' && <Places {...props} />}
        {tab === 'form' && <FormData hand={hand} part={part} onSample={props.onSample} />}
        {tab === 'problems' && <ProblemList problems={problems} onGo={props.onGo} />}
        {tab === 'try' && (
          <TryPanel
            trials={props.trials}
            version={saving.version}
            chosen={props.tried}
            onChoose={props.onTried}
          />
        )}
      </div>
    </section>
  );
};

const Places = ({ hand, part, names, onNext, onName }: Props) => {
  const say = useSay();
  const { chosen, problems } = hand.state;
  const owner = chosen === null ? null : ownerOf(part, chosen);
  const things = [...part.places, ...(part.table?.columns ?? [])];
  const left = things.filter(isUnnamed).length;
  const key = owner === null ? '' : 'place' in owner ? owner.place.key : owner.column.key;
  return (
    <>
      {owner === null || chosen === null ? (
        <p className="quiet pad-small">
          {say('design-choose')} {left > 0 && say('design-left', { count: left })}
        </p>
      ) : 'place' in owner ? (
        <PlaceEditor
          key={key}
          hand={hand}
          part={part}
          place={owner.place}
          chosen={chosen}
          names={names}
          onNext={onNext}
        />
      ) : (
        <ColumnEditor key={key} hand={hand} part={part} column={owner.column} names={names} onNext={onNext} />
      )}
      <PlaceList
        part={part}
        chosen={chosen}
        names={names}
        problems={problems}
        onChoose={(next) => hand.dispatch({ type: 'chose', chosen: next })}
        onName={onName}
        onRemove={() =>
          chosen !== null && hand.edit(withoutWhole(hand.draft, part.key, chosen), { chosen: null })
        }
      />
    </>
  );
};
