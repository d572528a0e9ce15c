/** The window that a page is looked at through: its size as it is drawn, and the wheel that zooms about the pointer. */
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';
import { type Size, type View, zoomed } from './view.ts';

/** One press of a zoom key, one notch of the wheel. */
export const ZOOM = 1.25;
/** Screen pixels that one press of a pan key moves. */
export const PAN_STEP = 80;

export const useWindowSize = (frame: RefObject<HTMLElement | null>): Size => {
  const [size, setSize] = useState<Size>({ width: 600, height: 600 });
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
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
