/**
 * The arithmetic of looking at a page: a view is the point of the page (pixels of the full page) in the middle of the
 * window, how many screen pixels one page pixel takes, and quarter turns. Pure.
 */
import type { Box } from '../../../domain/values.ts';

export type Size = Readonly<{ width: number; height: number }>;
export type View = Readonly<{ x: number; y: number; scale: number; turns: 0 | 1 | 2 | 3 }>;

const LARGEST = 4;
const SMALLEST = 0.02;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

const turned = (size: Size, turns: number): Size =>
  turns % 2 === 0 ? size : { width: size.height, height: size.width };

/** The whole page in the window. */
export const wholePage = (page: Size, window: Size, turns: View['turns'] = 0): View => {
  const lying = turned(page, turns);
  return {
    x: page.width / 2,
    y: page.height / 2,
    scale: clamp(Math.min(window.width / lying.width, window.height / lying.height), SMALLEST, LARGEST),
    turns,
  };
};

/**
 * The field in the middle, as large as reading needs: its line about `lineHeight` screen pixels high, but never cut off at
 * the sides, and always with its neighbours around it.
 */
export const onField = (
  box: Box,
  page: Size,
  window: Size,
  turns: View['turns'] = 0,
  lineHeight = 46,
): View => {
  const [x, y, width, height] = box;
  const lying = turned({ width, height }, turns);
  const window9 = { width: window.width * 0.92, height: window.height * 0.5 };
  const fits = Math.min(window9.width / Math.max(1, lying.width), window9.height / Math.max(1, lying.height));
  const legible = lineHeight / Math.max(1, Math.min(width, height));
  const least = wholePage(page, window, turns).scale;
  return {
    x: x + width / 2,
    y: y + height / 2,
    scale: clamp(Math.max(least, Math.min(fits, legible)), SMALLEST, LARGEST),
    turns,
  };
};

/** Screen pixels moved by become page pixels, through the turn. */
export const panned = (view: View, dx: number, dy: number): View => {
  const [px, py] = unturned(dx, dy, view.turns);
  return { ...view, x: view.x - px / view.scale, y: view.y - py / view.scale };
};

/** The point of the page under a point of the screen (pixels from the middle of the window). */
export const pointAt = (
  view: View,
  at: Readonly<{ x: number; y: number }>,
): Readonly<{ x: number; y: number }> => {
  const [px, py] = unturned(at.x, at.y, view.turns);
  return { x: view.x + px / view.scale, y: view.y + py / view.scale };
};

const unturned = (dx: number, dy: number, turns: number): readonly [number, number] => {
  switch (turns) {
    case 1:
      return [dy, -dx];
    case 2:
      return [-dx, -dy];
    case 3:
      return [-dy, dx];
    default:
      return [dx, dy];
  }
};

/** Larger or smaller; the point `at` (screen pixels from the middle of the window) stays where it is. */
export const zoomed = (
  view: View,
  by: number,
  at: Readonly<{ x: number; y: number }> = { x: 0, y: 0 },
): View => {
  const scale = clamp(view.scale * by, SMALLEST, LARGEST);
  const [px, py] = unturned(at.x, at.y, view.turns);
  const shift = 1 / view.scale - 1 / scale;
  return { ...view, scale, x: view.x + px * shift, y: view.y + py * shift };
};

export const turnedOnce = (view: View): View => ({ ...view, turns: ((view.turns + 1) % 4) as View['turns'] });

/** CSS transform of an element that has the page's full size and its origin at its upper left corner. */
export const transformOf = (view: View, window: Size): string =>
  `translate(${window.width / 2}px, ${window.height / 2}px) rotate(${view.turns * 90}deg) scale(${view.scale}) translate(${-view.x}px, ${-view.y}px)`;
