/** Where to look at a sample from: wide enough to read, and so that what is chosen is on the screen. Pure. */
import type { Box } from '../../../domain/values.ts';
import { type Size, type View, wholePage } from '../../entry/viewer/view.ts';

/** Screen pixels between what is chosen and the edge of the window. */
const MARGIN = 24;

/** The top of the page as wide as the window; a page that lies fits whole. */
export const pageWide = (page: Size, window: Size): View => {
  const whole = wholePage(page, window);
  const scale = Math.max(whole.scale, window.width / Math.max(1, page.width));
  const shown = Math.min(page.height, window.height / scale);
  return { x: page.width / 2, y: shown / 2, scale, turns: 0 };
};

/** The view moved no more than it must for the box (pixels of the page) to be seen; the same when it is. */
export const revealing = (view: View, [x, y, width, height]: Box, window: Size): View => {
  const along = (middle: number, from: number, size: number, seen: number): number => {
    const half = seen / 2 - MARGIN / view.scale;
    // What is larger than the window is shown from its beginning.
    if (size > 2 * half) return from + half;
    if (from < middle - half) return from + half;
    if (from + size > middle + half) return from + size - half;
    return middle;
  };
  const at = {
    x: along(view.x, x, width, window.width / view.scale),
    y: along(view.y, y, height, window.height / view.scale),
  };
  return at.x === view.x && at.y === view.y ? view : { ...view, ...at };
};
