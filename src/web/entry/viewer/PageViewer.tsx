/** The page with the current field framed: moved with the mouse or by keys, turned, darkened. */
import {
  type PointerEvent,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import type { Box } from '../../../domain/values.ts';
import { Key } from '../../keys/KeyTable.tsx';
import { keysOf, type ShortcutId } from '../../keys/registry.ts';
import { type TextKey, useSay } from '../../texts/texts.ts';
import { COARSE_WIDTH, FINE_WIDTH, pictureUrl } from '../work.ts';
import { PAN_STEP, useWheelZoom, useWindowSize, ZOOM } from './use-window.ts';
import { onField, panned, type Size, transformOf, turnedOnce, type View, wholePage, zoomed } from './view.ts';

export type ViewerHandle = Readonly<{ act: (id: ShortcutId) => boolean }>;

type Props = Readonly<{
  image: string;
  page: Size;
  box: Box | null;
  label: string;
  ref?: Ref<ViewerHandle>;
}>;

const CONTRASTS = [
  'none',
  'contrast(1.5)',
  'grayscale(1) contrast(2.2) brightness(1.1)',
  'invert(1)',
] as const;

export const PageViewer = ({ image, page, box, label, ref }: Props) => {
  const say = useSay();
  const frame = useRef<HTMLDivElement>(null);
  const size = useWindowSize(frame);
  const [view, setView] = useState<View>(() => wholePage(page, { width: 600, height: 600 }));
  const [contrast, setContrast] = useState(0);
  /** The images of which the fine picture has come or none has: an entry drawn ahead has loaded them out of sight. */
  const [fineOf, setFineOf] = useState<string | null>(null);
  const [brokenOf, setBrokenOf] = useState<string | null>(null);
  const isFineThere = fineOf === image;
  const isBroken = brokenOf === image;
  const [isWhole, setWhole] = useState(false);
  const dragged = useRef<Readonly<{ x: number; y: number }> | null>(null);

  const boxKey = box === null ? '' : box.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the numbers of the box and page, not the objects
  useEffect(() => {
    setView((before) =>
      box === null || isWhole ? wholePage(page, size, before.turns) : onField(box, page, size, before.turns),
    );
  }, [boxKey, image, size, isWhole]);

  const act = useCallback((id: ShortcutId): boolean => {
    switch (id) {
      case 'zoom-in':
        setView((now) => zoomed(now, ZOOM));
        return true;
      case 'zoom-out':
        setView((now) => zoomed(now, 1 / ZOOM));
        return true;
      case 'whole-page':
        setWhole((now) => !now);
        return true;
      case 'rotate':
        setView(turnedOnce);
        return true;
      case 'contrast':
        setContrast((now) => (now + 1) % CONTRASTS.length);
        return true;
      case 'pan-left':
        setView((now) => panned(now, PAN_STEP, 0));
        return true;
      case 'pan-right':
        setView((now) => panned(now, -PAN_STEP, 0));
        return true;
      case 'pan-up':
        setView((now) => panned(now, 0, PAN_STEP));
        return true;
      case 'pan-down':
        setView((now) => panned(now, 0, -PAN_STEP));
        return true;
      default:
        return false;
    }
  }, []);
  useImperativeHandle(ref, () => ({ act }), [act]);

  useWheelZoom(frame, setView);

  const onMove = (event: PointerEvent) => {
    const from = dragged.current;
    if (from === null) return;
    setView((now) => panned(now, event.clientX - from.x, event.clientY - from.y));
    dragged.current = { x: event.clientX, y: event.clientY };
  };

  return (
    <section className="viewer" aria-label={say('web-page-image')}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a mouse's way of what the toolbar and the keys do */}
      <div
        ref={frame}
        className="viewer-frame"
        onPointerDown={(event) => {
          dragged.current = { x: event.clientX, y: event.clientY };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={onMove}
        onPointerUp={() => {
          dragged.current = null;
        }}
        onDoubleClick={() => act('whole-page')}
      >
        {/* Under the page: in sight only until its picture has come. */}
        {!isBroken && <p className="viewer-broken">{say('web-image-coming')}</p>}
        <div
          className="viewer-page"
          style={{
            width: page.width,
            height: page.height,
            transform: transformOf(view, size),
            filter: CONTRASTS[contrast] ?? 'none',
          }}
        >
          <img
            src={pictureUrl(image, COARSE_WIDTH)}
            alt={label}
            draggable={false}
            onError={() => setBrokenOf(image)}
          />
          <img
            src={pictureUrl(image, FINE_WIDTH)}
            alt=""
            draggable={false}
            style={{ opacity: isFineThere ? 1 : 0 }}
            onLoad={() => setFineOf(image)}
          />
          {box !== null && (
            <div
              className="viewer-box"
              style={{
                left: box[0],
                top: box[1],
                width: box[2],
                height: box[3],
                outlineWidth: 2.5 / view.scale,
                outlineOffset: 3 / view.scale,
              }}
            />
          )}
        </div>
        {isBroken && !isFineThere && <p className="viewer-broken">{say('web-image-missing')}</p>}
      </div>
      <div className="viewer-tools" role="toolbar" aria-label={say('web-page-tools')}>
        <Tool id="zoom-in" text="web-key-zoom-in" act={act} />
        <Tool id="zoom-out" text="web-key-zoom-out" act={act} />
        <Tool id="whole-page" text="web-key-whole-page" act={act} />
        <Tool id="rotate" text="web-key-rotate" act={act} />
        <Tool id="contrast" text="web-key-contrast" act={act} />
      </div>
    </section>
  );
};

const TOOL_SIGNS: Readonly<Partial<Record<ShortcutId, string>>> = {
  'zoom-in': '+',
  'zoom-out': '−',
  'whole-page': '▭',
  rotate: '↻',
  contrast: '◐',
};

type ToolProps = Readonly<{ id: ShortcutId; text: TextKey; act: (id: ShortcutId) => boolean }>;

const Tool = ({ id, text, act }: ToolProps) => {
  const say = useSay();
  const [name = ''] = keysOf(id);
  return (
    <button
      type="button"
      onClick={() => act(id)}
      onMouseDown={(event) => event.preventDefault()}
      title={say(text)}
    >
      <span className="visually-hidden">{say(text)}</span>
      <span aria-hidden="true">{TOOL_SIGNS[id]}</span> <Key name={name} />
    </button>
  );
};
