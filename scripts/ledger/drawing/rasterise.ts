/**
 * Outlines → coverage by signed-area accumulation (the method of font-rs): exact anti-aliasing, the same bytes on every
 * machine, no system library and no system font.
 */
import { boundsOf, type Outline } from './outline.ts';

/** How much of each pixel is covered, 0…255, for the pixels from (x, y) on. */
export type Coverage = Readonly<{ x: number; y: number; width: number; height: number; data: Uint8Array }>;

/** @param scale pixels per unit of the outline @returns null when there is nothing to draw inside the limits */
export const rasterise = (
  outline: Outline,
  scale: number,
  limits: Readonly<{ width: number; height: number }>,
): Coverage | null => {
  const bounds = boundsOf(outline);
  if (bounds === null) return null;
  const x = Math.max(0, Math.floor(bounds[0] * scale));
  const y = Math.max(0, Math.floor(bounds[1] * scale));
  const width = Math.min(limits.width, Math.ceil(bounds[2] * scale) + 1) - x;
  const height = Math.min(limits.height, Math.ceil(bounds[3] * scale) + 1) - y;
  if (width <= 0 || height <= 0) return null;
  const stride = width + 2;
  const area = new Float32Array(stride * height + 2);
  for (const contour of outline) {
    let px = (contour[contour.length - 2] as number) * scale - x;
    let py = (contour[contour.length - 1] as number) * scale - y;
    for (let i = 0; i < contour.length; i += 2) {
      const qx = (contour[i] as number) * scale - x;
      const qy = (contour[i + 1] as number) * scale - y;
      addEdge(area, stride, height, px, py, qx, qy);
      px = qx;
      py = qy;
    }
  }
  const data = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    let sum = 0;
    for (let column = 0; column < width; column++) {
      sum += area[row * stride + column] as number;
      const cover = Math.abs(sum);
      data[row * width + column] = cover >= 1 ? 255 : Math.round(cover * 255);
    }
  }
  return { x, y, width, height, data };
};

/** Adds what the edge covers to the right of itself; edges beyond the left or right border count at the border. */
const addEdge = (
  area: Float32Array,
  stride: number,
  height: number,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
): void => {
  if (fromY === toY) return;
  const sign = fromY < toY ? 1 : -1;
  const [x0, y0, x1, y1] = fromY < toY ? [fromX, fromY, toX, toY] : [toX, toY, fromX, fromY];
  const slope = (x1 - x0) / (y1 - y0);
  const border = stride - 2;
  const lastRow = Math.min(height, Math.ceil(y1));
  let x = y0 < 0 ? x0 - y0 * slope : x0;
  for (let row = Math.max(0, Math.floor(y0)); row < lastRow; row++) {
    const step = Math.min(row + 1, y1) - Math.max(row, y0);
    const nextX = x + slope * step;
    const cover = step * sign;
    const left = clamp(Math.min(x, nextX), border);
    const right = clamp(Math.max(x, nextX), border);
    const at = row * stride;
    const first = Math.floor(left);
    const last = Math.ceil(right);
    if (last <= first + 1) {
      const share = (left + right) / 2 - first;
      area[at + first]! += cover - cover * share;
      area[at + first + 1]! += cover * share;
    } else {
      const inverse = 1 / (right - left);
      const inFirst = 1 - (left - first);
      const inLast = right - last + 1;
      const shareFirst = 0.5 * inverse * inFirst * inFirst;
      const shareLast = 0.5 * inverse * inLast * inLast;
      area[at + first]! += cover * shareFirst;
      if (last === first + 2) {
        area[at + first + 1]! += cover * (1 - shareFirst - shareLast);
      } else {
        const second = inverse * (1.5 - (left - first));
        area[at + first + 1]! += cover * (second - shareFirst);
        for (let column = first + 2; column < last - 1; column++) area[at + column]! += cover * inverse;
        const before = second + (last - first - 3) * inverse;
        area[at + last - 1]! += cover * (1 - before - shareLast);
      }
      area[at + last]! += cover * shareLast;
    }
    x = nextX;
  }
};

const clamp = (value: number, border: number): number => Math.min(Math.max(value, 0), border);
