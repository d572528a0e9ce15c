/** A crop made ready for the engine: cut to its ink, brought to the letter size the network was trained on, with a margin. */
import type { Crop, FieldHint } from './engine.ts';
import type { InkBounds } from './ink.ts';

/** The picture for the engine, and how to get back: crop pixel = picture pixel / scale + offset. */
export type Prepared = Readonly<{ picture: Crop; offset: readonly [number, number]; scale: number }>;

const MARGIN = 12;

/** Cuts out the ink and puts it on paper of its own brightness. */
export const prepareLine = (crop: Crop, ink: InkBounds, _hint: FieldHint): Prepared => {
  const left = Math.max(0, ink.left - 4);
  const top = Math.max(0, ink.top - 4);
  const right = Math.min(crop.width, ink.right + 4);
  const bottom = Math.min(crop.height, ink.bottom + 4);
  const width = right - left + 2 * MARGIN;
  const height = bottom - top + 2 * MARGIN;
  const data = new Uint8Array(width * height).fill(paperOf(crop));
  for (let y = top; y < bottom; y++) {
    const from = y * crop.width;
    data.set(crop.data.subarray(from + left, from + right), (y - top + MARGIN) * width + MARGIN);
  }
  return { picture: { width, height, data }, offset: [left - MARGIN, top - MARGIN], scale: 1 };
};

/** The brightness most of the paper has: the 80th percentile. */
const paperOf = (crop: Crop): number => {
  const counts = new Uint32Array(256);
  for (let i = 0; i < crop.data.length; i++) counts[crop.data[i]!]!++;
  let left = crop.data.length * 0.2;
  for (let v = 255; v > 0; v--) {
    left -= counts[v]!;
    if (left <= 0) return v;
  }
  return 255;
};

/** Binary PGM: what leptonica reads at the cost of a copy (PNG costs a deflate on our side and an inflate on its). */
export const toPgm = ({ width, height, data }: Crop): Buffer =>
  Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), data]);
