/** The sample with the boxes of the form over it: chosen, moved, resized and drawn with the mouse or by keys. */
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import type { Box } from '../../../domain/values.ts';
import type { DraftPart } from '../../../forms/draft/draft.ts';
import type { BoxMm } from '../../../forms/edition.ts';
import { PAN_STEP, useWheelZoom, useWindowSize, ZOOM } from '../../entry/viewer/use-window.ts';
import { panned, pointAt, transformOf, type View, wholePage, zoomed } from '../../entry/viewer/view.ts';
import { pictureUrl } from '../../entry/work.ts';
import type { ShortcutId } from '../../keys/registry.ts';
import { useSay } from '../../texts/texts.ts';
import { type Handle, isDrawn, moved, type Paper, resized, spanned } from '../editing/boxes.ts';
import type { DraftView } from '../editing/designer.ts';
import { type Chosen, type Mark, marksOf, sameChoice } from '../editing/find.ts';
import { Boxes, type Look } from './Boxes.tsx';
import { PrintedForm } from './PrintedForm.tsx';
import { pageWide, revealing } from './reveal.ts';
import { ViewTools } from './ViewTools.tsx';

export type Background = DraftView['backgrounds'][number];

type Props = Readonly<{
  part: DraftPart;
  paper: Paper;
  background: Background | null;
  chosen: Chosen | null;
  isDrawing: boolean;
  lookOf: (mark: Mark) => Look;
  onChoose: (chosen: Chosen | null) => void;
  onBox: (chosen: Chosen, box: BoxMm) => void;
  onDrawn: (box: BoxMm) => void;
  onDrawing: (isDrawing: boolean) => void;
}>;

type Drag =
  | Readonly<{ type: 'pan'; x: number; y: number; moved: boolean }>
  | Readonly<{ type: 'move' | Handle; mark: Mark; from: Point }>
  | Readonly<{ type: 'draw'; from: Point }>;
type Point = Readonly<{ x: number; y: number }>;
type Ghost = Readonly<{ mark: Mark | null; box: BoxMm }>;

const COARSE_WIDTH = 800;
const FINE_WIDTH = 1800;
/** Where there is no picture, the form is drawn as if it had been scanned like this. */
const DRAWN_PIXELS_PER_MM = 8;
/** Screen pixels a hand trembles without meaning to move anything. */
const TREMBLE = 3;

export const SampleView = (props: Props) => {
  const { part, paper, background, chosen, isDrawing, onChoose } = props;
  const say = useSay();
  const frame = useRef<HTMLDivElement>(null);
  const size = useWindowSize(frame);
  const perMm = background?.pixelsPerMm ?? DRAWN_PIXELS_PER_MM;
  const page = {
    width: background?.width ?? Math.round(paper.width * perMm),
    height: background?.height ?? Math.round(paper.height * perMm),
  };
  const [view, setView] = useState<View>(() => pageWide(page, size));
  const [isFineThere, setFineThere] = useState(false);
  const [ghost, setGhost] = useState<Ghost | null>(null);
  /** The same for the hand: it may be lifted before the last move is drawn. */
  const held = useRef<Ghost | null>(null);
  const hold = (next: Ghost | null) => {
    held.current = next;
    setGhost(next);
  };
  const drag = useRef<Drag | null>(null);
  useWheelZoom(frame, setView);

  const marks = marksOf(part);
  const current = marks.find((mark) => sameChoice(mark, chosen)) ?? null;
  const pixels = ([x, y, width, height]: BoxMm): Box => [x * perMm, y * perMm, width * perMm, height * perMm];

  const shown = `${part.key} ${background?.image ?? ''} ${size.width} ${size.height} ${page.width}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another part or window is looked at from its top again
  useEffect(() => {
    setView(pageWide(page, size));
    setFineThere(false);
  }, [shown]);
  const place = current === null ? '' : `${current.item} ${current.line} ${current.box.join(' ')}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is chosen comes into view when it changes, not when people look elsewhere
  useEffect(() => {
    // While a hand holds it, the page stays where it is under the hand.
    if (current !== null && drag.current === null)
      setView((now) => revealing(now, pixels(current.box), size));
  }, [place, shown]);

  const at = (event: PointerEvent): Point => {
    const bounds = frame.current?.getBoundingClientRect() ?? { left: 0, top: 0 };
    const point = pointAt(view, {
      x: event.clientX - bounds.left - size.width / 2,
      y: event.clientY - bounds.top - size.height / 2,
    });
    return { x: point.x / perMm, y: point.y / perMm };
  };

  const start = (event: PointerEvent, next: Drag): void => {
    drag.current = next;
    frame.current?.setPointerCapture(event.pointerId);
  };
  const onBackground = (event: PointerEvent) => {
    if (event.button !== 0) return;
    start(
      event,
      isDrawing
        ? { type: 'draw', from: at(event) }
        : { type: 'pan', x: event.clientX, y: event.clientY, moved: false },
    );
  };
  const onMark = (event: PointerEvent, mark: Mark, handle: Handle | null) => {
    if (event.button !== 0 || isDrawing) return;
    event.stopPropagation();
    onChoose({ item: mark.item, line: mark.line });
    frame.current?.focus({ preventScroll: true });
    start(event, { type: handle ?? 'move', mark, from: at(event) });
  };
  const onMove = (event: PointerEvent) => {
    const now = drag.current;
    if (now === null) return;
    if (now.type === 'pan') {
      const [dx, dy] = [event.clientX - now.x, event.clientY - now.y];
      if (!now.moved && Math.hypot(dx, dy) < TREMBLE) return;
      setView((before) => panned(before, dx, dy));
      drag.current = { ...now, x: event.clientX, y: event.clientY, moved: true };
      return;
    }
    const to = at(event);
    if (now.type === 'draw') {
      hold({ mark: null, box: spanned(now.from, to, paper) });
      return;
    }
    const [dx, dy] = [to.x - now.from.x, to.y - now.from.y];
    if (held.current === null && Math.hypot(dx, dy) * perMm * view.scale < TREMBLE) return;
    const box =
      now.type === 'move'
        ? moved(now.mark.box, dx, dy, paper)
        : resized(now.mark.box, now.type, dx, dy, paper);
    hold({ mark: now.mark, box });
  };
  const onUp = () => {
    const now = drag.current;
    const last = held.current;
    drag.current = null;
    hold(null);
    if (now?.type === 'pan' && !now.moved) onChoose(null);
    if (last === null) return;
    if (last.mark !== null) props.onBox(last.mark, last.box);
    else if (isDrawn(last.box)) props.onDrawn(last.box);
  };

  const act = (id: ShortcutId): boolean => {
    switch (id) {
      case 'design-zoom-in':
        setView((now) => zoomed(now, ZOOM));
        return true;
      case 'design-zoom-out':
        setView((now) => zoomed(now, 1 / ZOOM));
        return true;
      case 'design-whole-page':
        setView((now) =>
          now.scale === wholePage(page, size).scale ? pageWide(page, size) : wholePage(page, size),
        );
        return true;
      case 'design-pan-up':
      case 'design-pan-down':
        setView((now) => panned(now, 0, id === 'design-pan-up' ? PAN_STEP : -PAN_STEP));
        return true;
      default:
        return false;
    }
  };

  return (
    <section className="picture" aria-label={say('design-picture')}>
      <div
        ref={frame}
        className="picture-frame"
        data-picture=""
        data-drawing={isDrawing || undefined}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move what is chosen while it has the focus
        tabIndex={0}
        role="application"
        aria-label={say('design-picture-keys')}
        onPointerDown={onBackground}
        onPointerMove={onMove}
        onPointerUp={onUp}
        onPointerCancel={onUp}
      >
        <div className="picture-page" style={{ ...page, transform: transformOf(view, size) }}>
          {background === null ? (
            <PrintedForm part={part} perMm={perMm} page={page} />
          ) : (
            <>
              <img
                src={pictureUrl(background.image, COARSE_WIDTH)}
                alt={say('design-picture')}
                draggable={false}
              />
              <img
                src={pictureUrl(background.image, FINE_WIDTH)}
                alt=""
                draggable={false}
                style={{ opacity: isFineThere ? 1 : 0 }}
                onLoad={() => setFineThere(true)}
              />
            </>
          )}
        </div>
        <Boxes
          marks={marks}
          chosen={current}
          ghost={ghost}
          scale={perMm * view.scale}
          origin={{ x: size.width / 2 - view.x * view.scale, y: size.height / 2 - view.y * view.scale }}
          lookOf={props.lookOf}
          onDown={onMark}
        />
      </div>
      <ViewTools act={act} drawing={{ isOn: isDrawing, onChange: props.onDrawing }} />
    </section>
  );
};
