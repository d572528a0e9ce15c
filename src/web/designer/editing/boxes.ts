/** Moving, resizing and drawing boxes in millimetres on a paper; they stay on it and never get too small to see. Pure. */
import type { BoxMm } from '../../../forms/edition.ts';

export type Paper = Readonly<{ width: number; height: number }>;
export const HANDLES = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const;
export type Handle = (typeof HANDLES)[number];

/** What one press of an arrow key does. */
export const STEP_MM = 0.5;
/** Narrower than a tick box nothing is. */
export const LEAST_MM = 1.5;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
/** A tenth of a millimetre is finer than any print. */
export const tidy = (value: number): number => Math.round(value * 10) / 10;

/** The box with these edges; those that belong to it are tidied, so that an edge nobody moved stays what it was. */
const ofEdges = (left: number, top: number, right: number, bottom: number): BoxMm => [
  tidy(left),
  tidy(top),
  tidy(right - left),
  tidy(bottom - top),
];

export const moved = ([x, y, width, height]: BoxMm, dx: number, dy: number, paper: Paper): BoxMm => [
  tidy(clamp(x + dx, 0, Math.max(0, paper.width - width))),
  tidy(clamp(y + dy, 0, Math.max(0, paper.height - height))),
  width,
  height,
];

/** The edges that a handle does not touch stay where they are. */
export const resized = (
  [x, y, width, height]: BoxMm,
  handle: Handle,
  dx: number,
  dy: number,
  paper: Paper,
): BoxMm => {
  const [right, bottom] = [x + width, y + height];
  return ofEdges(
    handle.includes('w') ? clamp(x + dx, 0, right - LEAST_MM) : x,
    handle.includes('n') ? clamp(y + dy, 0, bottom - LEAST_MM) : y,
    handle.includes('e') ? clamp(right + dx, x + LEAST_MM, Math.max(right, paper.width)) : right,
    handle.includes('s') ? clamp(bottom + dy, y + LEAST_MM, Math.max(bottom, paper.height)) : bottom,
  );
};

type Point = Readonly<{ x: number; y: number }>;

/** From one corner to the other, wherever the hand went first. */
export const spanned = (from: Point, to: Point, paper: Paper): BoxMm => {
  const on = ({ x, y }: Point): Point => ({ x: clamp(x, 0, paper.width), y: clamp(y, 0, paper.height) });
  const [a, b] = [on(from), on(to)];
  const left = Math.min(a.x, b.x, paper.width - LEAST_MM);
  const top = Math.min(a.y, b.y, paper.height - LEAST_MM);
  return ofEdges(left, top, Math.max(a.x, b.x, left + LEAST_MM), Math.max(a.y, b.y, top + LEAST_MM));
};

/** Whether a drawn box is more than a click that trembled. */
export const isDrawn = ([, , width, height]: BoxMm): boolean => width > 2 * LEAST_MM && height > LEAST_MM;
