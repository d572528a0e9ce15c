/** The sample at left, its places and everything else of the form at right. */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { call } from '../api/client.ts';
import { useSay, useTexts } from '../texts/texts.ts';
import { DesignerBar } from './DesignerBar.tsx';
import type { DraftView, Problem } from './editing/designer.ts';
import { withBox, withNewPlace } from './editing/edits.ts';
import { isGuessed, isUnnamed, nextWhere, ownerOf, partOf } from './editing/find.ts';
import { namesFor } from './editing/names.ts';
import { SampleDialog } from './parts/SampleDialog.tsx';
import { SamplePanel } from './parts/SamplePanel.tsx';
import { SampleView } from './picture/SampleView.tsx';
import { useLooks } from './picture/use-looks.ts';
import { SaveNotice } from './SaveNotice.tsx';
import { SaveVersion } from './SaveVersion.tsx';
import { SidePanel, type Tab } from './SidePanel.tsx';
import { TrialView } from './trial/TrialView.tsx';
import { useTrials } from './trial/use-trials.ts';
import { useDesigner } from './use-designer.ts';
import { useDesignerKeys } from './use-designer-keys.ts';

export const DesignerDesk = ({ view }: Readonly<{ view: DraftView }>) => {
  const say = useSay();
  const { language } = useTexts();
  const hand = useDesigner(view);
  const { state, draft, dispatch, edit } = hand;
  const { chosen } = state;
  const part = partOf(draft, state.part);
  const [tab, setTab] = useState<Tab>('places');
  const [isDrawing, setDrawing] = useState(false);
  const [isAdding, setAdding] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [tried, setTried] = useState<number | null>(null);
  const trials = useTrials(view, hand);
  const desk = useRef<HTMLDivElement>(null);

  const kind = draft.kind ?? 'KS';
  const { data: vocabulary } = useQuery({
    queryKey: ['forms.vocabulary', kind, language],
    queryFn: () => call('forms.vocabulary', { query: { kind } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  // Pictures come with samples, which may be new since the draft was opened.
  const { data: backgrounds } = useQuery({
    queryKey: ['drafts.backgrounds', view.id, draft.parts.map(({ key }) => key).join()],
    queryFn: async () => (await call('drafts.get', { params: { id: view.id } })).backgrounds,
    initialData: view.backgrounds,
    staleTime: 0,
  });
  const names = useMemo(
    () =>
      part === undefined || vocabulary === undefined
        ? null
        : namesFor(vocabulary, part, { paper: say('design-paper'), born: say('design-born') }),
    [vocabulary, part, say],
  );
  const lookOf = useLooks(part, state.problems);

  const focus = (selector: string) =>
    setTimeout(() => desk.current?.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true }));
  const goNext = (isSo: typeof isUnnamed): boolean => {
    const next = part === undefined ? null : nextWhere(part, chosen, isSo);
    if (next === null) return false;
    dispatch({ type: 'chose', chosen: next });
    focus('[data-name-input]');
    return true;
  };
  const onGo = ({ part: where, item, line, member }: Problem) => {
    if (where === null || item === null) {
      setTab('form');
      if (where !== null) dispatch({ type: 'chose', chosen: null, part: where });
      focus(`[data-member="${member ?? ''}"]`);
      return;
    }
    setTried(null);
    dispatch({ type: 'chose', part: where, chosen: { item, line: line ?? 0 } });
    const target = partOf(draft, where);
    if (target !== undefined && ownerOf(target, { item, line: line ?? 0 }) !== null) {
      setTab('places');
      focus('[data-name-input]');
    }
  };
  const openTab = (next: Tab) => {
    setTab(next);
    if (next !== 'try') setTried(null);
  };
  useDesignerKeys(hand, part, {
    goNext: () => goNext(isUnnamed),
    name: () => {
      openTab('places');
      focus('[data-name-input]');
    },
    picture: (isThere) => focus(isThere ? '[data-places]' : '[data-picture]'),
    stopDrawing: () => setDrawing(false),
    tryIt: () => openTab('try'),
    saveIt: () => setSaving(true),
  });

  const partKey = part?.key ?? '';
  const onBox = useCallback<Parameters<typeof SampleView>[0]['onBox']>(
    (which, box) => edit(withBox(draft, partKey, which, box)),
    [draft, partKey, edit],
  );
  return (
    <div className="designer" ref={desk} data-testid="designer" data-draft={view.id}>
      <DesignerBar
        hand={hand}
        part={part}
        onPart={(key) => {
          setTried(null);
          dispatch({ type: 'chose', chosen: null, part: key });
        }}
        onSample={() => setAdding(true)}
        onSave={() => setSaving(true)}
      />
      <SaveNotice hand={hand} />
      {part === undefined || names === null ? (
        <div className="designer-start">
          {part === undefined && (
            <div className="card">
              <h2>{say('design-start-title')}</h2>
              <SamplePanel draftId={view.id} hand={hand} onDone={() => setTab('places')} />
            </div>
          )}
        </div>
      ) : (
        <>
          {tried !== null ? (
            <TrialView
              draftId={view.id}
              page={tried}
              at={trials.lines.find(({ id }) => id === tried)?.state ?? ''}
              names={
                new Map(
                  [...part.places, ...(part.table?.columns ?? [])].map((one, index) => [
                    one.key,
                    { number: index + 1, title: names.titleOf(one) },
                  ]),
                )
              }
            />
          ) : (
            <SampleView
              part={part}
              paper={draft.paper}
              background={
                backgrounds.find((one) => one.class === part.class && one.side === part.side) ?? null
              }
              chosen={chosen}
              isDrawing={isDrawing}
              lookOf={lookOf}
              onChoose={(next) => {
                dispatch({ type: 'chose', chosen: next });
                if (next !== null) setTab('places');
              }}
              onBox={onBox}
              onDrawn={(box) => {
                const after = withNewPlace(draft, part.key, box);
                edit(after.draft, { chosen: after.chosen });
                setDrawing(false);
                setTab('places');
                focus('[data-name-input]');
              }}
              onDrawing={setDrawing}
            />
          )}
          <SidePanel
            hand={hand}
            part={part}
            names={names}
            tab={tab}
            trials={trials}
            tried={tried}
            onTab={openTab}
            onTried={setTried}
            onNext={() => goNext((thing) => isUnnamed(thing) || isGuessed(thing))}
            onName={() => focus('[data-name-input]')}
            onGo={onGo}
            onSample={() => setAdding(true)}
          />
        </>
      )}
      {isAdding && <SampleDialog draftId={view.id} hand={hand} onClose={() => setAdding(false)} />}
      {isSaving && (
        <SaveVersion
          view={view}
          hand={hand}
          onClose={() => setSaving(false)}
          onProblems={() => {
            setSaving(false);
            openTab('problems');
          }}
        />
      )}
    </div>
  );
};
