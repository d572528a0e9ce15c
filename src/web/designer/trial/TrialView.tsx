/** A tried page with what was found drawn over it: places, columns (dashed where no rule was seen), rows and cells. */
import { useQuery } from '@tanstack/react-query';
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import type { Reply } from '../../../server/contract/contract.ts';
import { call } from '../../api/client.ts';
import { useWheelZoom, useWindowSize, ZOOM } from '../../entry/viewer/use-window.ts';
import { panned, transformOf, type View, wholePage, zoomed } from '../../entry/viewer/view.ts';
import { pictureUrl } from '../../entry/work.ts';
import type { ShortcutId } from '../../keys/registry.ts';
import { Loaded } from '../../parts/parts.tsx';
import { useSay } from '../../texts/texts.ts';
import { ViewTools } from '../picture/ViewTools.tsx';
import { TrialFacts } from './TrialFacts.tsx';
import { TrialShapes } from './TrialShapes.tsx';

export type Trial = Extract<Reply<'drafts.page'>, { purpose: 'trial' }>;

/** By key of a place or column: its number in the list, and what it is called. */
export type TrialNames = ReadonlyMap<string, Readonly<{ number: number; title: string }>>;

type Props = Readonly<{ draftId: number; page: number; at: string; names: TrialNames }>;

export const TrialView = ({ draftId, page, at, names }: Props) => {
  const query = useQuery({
    queryKey: ['drafts.page', draftId, page, at],
    queryFn: () => call('drafts.page', { params: { id: draftId, page } }),
  });
  return (
    <Loaded query={query}>
      {(data) => (data.purpose === 'trial' ? <TrialPicture trial={data} names={names} /> : null)}
    </Loaded>
  );
};

const UNKNOWN = { width: 1000, height: 1400 };
const WIDTH = 1800;

const TrialPicture = ({ trial, names }: Readonly<{ trial: Trial; names: TrialNames }>) => {
  const say = useSay();
  const frame = useRef<HTMLDivElement>(null);
  const size = useWindowSize(frame);
  const page = trial.size ?? UNKNOWN;
  const turns = ((trial.sides[0]?.rotation ?? 0) / 90) as View['turns'];
  const [view, setView] = useState<View>(() => wholePage(page, size, turns));
  const drag = useRef<Readonly<{ x: number; y: number }> | null>(null);
  useWheelZoom(frame, setView);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the numbers, not the objects
  useEffect(() => {
    setView(wholePage(page, size, turns));
  }, [trial.id, size, turns]);
  const act = (id: ShortcutId): boolean => {
    if (id === 'design-zoom-in') setView((now) => zoomed(now, ZOOM));
    else if (id === 'design-zoom-out') setView((now) => zoomed(now, 1 / ZOOM));
    else if (id === 'design-whole-page') setView(wholePage(page, size, turns));
    else return false;
    return true;
  };
  const onMove = (event: PointerEvent) => {
    const from = drag.current;
    if (from === null) return;
    setView((now) => panned(now, event.clientX - from.x, event.clientY - from.y));
    drag.current = { x: event.clientX, y: event.clientY };
  };
  return (
    <section className="picture tried" aria-label={say('design-tried-page')} data-tried={trial.id}>
      <TrialFacts trial={trial} />
      <div
        ref={frame}
        className="picture-frame"
        onPointerDown={(event) => {
          drag.current = { x: event.clientX, y: event.clientY };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={onMove}
        onPointerUp={() => {
          drag.current = null;
        }}
      >
        <div className="picture-page" style={{ ...page, transform: transformOf(view, size) }}>
          <img src={pictureUrl(trial.image, WIDTH)} alt={say('design-tried-page')} draggable={false} />
          <TrialShapes sides={trial.sides} page={page} names={names} scale={view.scale} />
        </div>
      </div>
      <ViewTools act={act} drawing={null} />
    </section>
  );
};
