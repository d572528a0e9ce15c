/** Reads the tick boxes of a field. */
import type { BoxMm, FieldPlace } from '../../forms/edition.ts';
import type { Picture } from '../raster.ts';
import { withoutRed } from './colour.ts';
import { inkMap } from './ink.ts';
import { warpThrough } from './mesh-warp.ts';
import { printTone } from './tone.ts';
import type { LayoutRef, PageMap, TickReading } from './types.ts';

const PER_MM = 10;
/** Paper around the box that is looked at, to know what paper is; the box may lie a little off its place. */
const AROUND_MM = 3;
const SLACK_MM = 0.8;
/** From the middle of the printed side to where the inside surely begins. */
const INSET_MM = 0.5;
/** Share of inked inside at which a tick is as likely as dirt, and how fast that becomes certain. */
const EVEN_SHARE = 0.055;
const SHARPNESS = 0.011;

export const readTicks = (
  page: Picture,
  map: PageMap,
  ref: LayoutRef,
  place: Extract<FieldPlace, { type: 'ticks' }>,
): TickReading => {
  const tone = printTone(page, map, ref);
  const options = place.options.map(({ code, box }) => {
    const share = inkedShare(page, map, box, tone);
    const certainty = 1 / (1 + Math.exp(-(share - EVEN_SHARE) / SHARPNESS));
    return {
      code,
      share,
      ticked: certainty >= 0.5,
      confidence: Math.max(certainty, 1 - certainty),
      box: map.boxOf(box),
    };
  });
  return {
    options,
    codes: options.filter((option) => option.ticked).map((option) => option.code),
    confidence: options.reduce((product, option) => product * option.confidence, 1),
  };
};

const inkedShare = (page: Picture, map: PageMap, box: BoxMm, tone: number): number => {
  const [left, top, w, h] = box;
  const x0 = left - AROUND_MM;
  const y0 = top - AROUND_MM;
  const width = Math.round((w + 2 * AROUND_MM) * PER_MM);
  const height = Math.round((h + 2 * AROUND_MM) * PER_MM);
  const piece = warpThrough(page, (x, y) => map.toPage(x0 + x / PER_MM, y0 + y / PER_MM), width, height, 255);
  const { data } = inkMap(withoutRed(piece).gray, PER_MM);
  const at = printedBox(data, width, height, w * PER_MM, h * PER_MM);
  const inset = INSET_MM * PER_MM;
  const threshold = 0.35 * tone;
  let inked = 0;
  let all = 0;
  for (let y = Math.ceil(at.y + inset); y < at.y + h * PER_MM - inset; y++) {
    for (let x = Math.ceil(at.x + inset); x < at.x + w * PER_MM - inset; x++) {
      all++;
      if (data[y * width + x]! >= threshold) inked++;
    }
  }
  return all === 0 ? 0 : inked / all;
};

/** Upper left corner of the printed box: where its four sides are darkest. */
const printedBox = (
  ink: Uint8Array,
  width: number,
  height: number,
  w: number,
  h: number,
): { readonly x: number; readonly y: number } => {
  const slack = Math.round(SLACK_MM * PER_MM);
  const best = { x: AROUND_MM * PER_MM, y: AROUND_MM * PER_MM };
  const startX = best.x;
  const startY = best.y;
  let bestScore = -1;
  for (let dy = -slack; dy <= slack; dy++) {
    for (let dx = -slack; dx <= slack; dx++) {
      const x0 = Math.round(startX + dx);
      const y0 = Math.round(startY + dy);
      const x1 = Math.min(width - 1, Math.round(x0 + w));
      const y1 = Math.min(height - 1, Math.round(y0 + h));
      let score = 0;
      for (let x = x0; x <= x1; x++) score += ink[y0 * width + x]! + ink[y1 * width + x]!;
      for (let y = y0; y <= y1; y++) score += ink[y * width + x0]! + ink[y * width + x1]!;
      // Of equally dark places the one that was expected.
      score -= 4 * (Math.abs(dx) + Math.abs(dy));
      if (score > bestScore) {
        bestScore = score;
        best.x = x0;
        best.y = y0;
      }
    }
  }
  return best;
};
