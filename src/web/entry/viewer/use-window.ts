/** The window that a page is looked at through: its size as it is drawn, and the wheel that zooms about the pointer. */
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';
import { type Size, type View, zoomed } from './view.ts';

/** One press of a zoom key, one notch of the wheel. */
export const ZOOM = 1.25;
/** Screen pixels that one press of a pan key moves. */
export const PAN_STEP = 80;

/** As it was last: the window of an entry that is drawn ahead has no size until it is shown, and then this one. */
let lastSize: Size = { width: 600, height: 600 };

export const useWindowSize = (frame: RefObject<HTMLElement | null>): Size => {
  const [size, setSize] = useState<Size>(lastSize);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    // Tells the size at once, too, when the browser has laid the page out anyway.
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width === 0 || height === 0) return;
      lastSize = { width, height };
      setSize((before) => (before.width === width && before.height === height ? before : lastSize));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return size;
};

export const useWheelZoom = (
  frame: RefObject<HTMLElement | null>,
  onView: (change: (view: View) => View) => void,
): void => {
  // React listens to the wheel passively; the page must not scroll along.
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const bounds = element.getBoundingClientRect();
      const at = {
        x: event.clientX - bounds.left - bounds.width / 2,
        y: event.clientY - bounds.top - bounds.height / 2,
      };
      onView((now) => zoomed(now, event.deltaY < 0 ? ZOOM : 1 / ZOOM, at));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [frame, onView]);
};
