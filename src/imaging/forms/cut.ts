/** Cuts the lines of a field out of a page: upright, at one resolution, print removed, ink black on white. */
import type { BoxMm, FieldPlace } from '../../forms/edition.ts';
import type { Box, Point } from '../geometry.ts';
import { type Gray, type Picture, shrinkGray } from '../raster.ts';
import { type CleanLine, cleanLine } from './clean.ts';
import { withoutRed } from './colour.ts';
import { inkMap, levelOut } from './ink.ts';
import { warpThrough } from './mesh-warp.ts';
import { modelOf } from './model.ts';
import { boxAround } from './page-map.ts';
import { findStrikes } from './strike.ts';
import { printTone } from './tone.ts';
import type { CutField, CutLine, InkMeasure, LayoutRef, PageMap } from './types.ts';

export type CutOptions = {
  /** Resolution of the crop; default 300. */
  readonly dpi?: number;
};

/** Room around a line's box for accents, tails and writing that strays, millimetres. */
const MARGIN_X_MM = 1;
const MARGIN_Y_MM = 2.5;

/** One line of a field. `page` in colour where there is colour: red stamps can then be told from the writing. */
export const cutLine = (
  page: Picture,
  map: PageMap,
  ref: LayoutRef,
  box: BoxMm,
  options: CutOptions = {},
): CutLine => {
  const dpi = options.dpi ?? 300;
  const perMm = dpi / 25.4;
  const cropMm: BoxMm = [
    box[0] - MARGIN_X_MM,
    box[1] - MARGIN_Y_MM,
    box[2] + 2 * MARGIN_X_MM,
    box[3] + 2 * MARGIN_Y_MM,
  ];
  const width = Math.round(cropMm[2] * perMm);
  const height = Math.round(cropMm[3] * perMm);
  const toPage = (x: number, y: number): Point => map.toPage(cropMm[0] + x / perMm, cropMm[1] + y / perMm);
  const { gray, red } = withoutRed(drawn(page, toPage, width, height));
  const ink = inkMap(gray, perMm);
  levelOut(ink, perMm);
  const frame = { cropMm, boxMm: box, perMm, ink, tone: printTone(page, map, ref) };
  const clean = cleanLine(frame, modelOf(ref));
  const strikes = findStrikes(clean, ink, perMm);
  return {
    crop: inkOnWhite(ink, clean),
    dpi,
    boxMm: box,
    cropMm,
    quad: map.quadOf(box),
    box: map.boxOf(box),
    toPage,
    ink: {
      ...measureInk(clean, ink, perMm, box[2], toPage),
      struck: strikes.share,
      strikes: strikes.spans,
      faint: clean.faint,
      red: red === null ? 0 : redShare(red, perMm),
    },
  };
};

/** All lines of a text or composite field. Throws a RangeError for tick boxes (see readTicks). */
export const cutField = (
  page: Picture,
  map: PageMap,
  ref: LayoutRef,
  place: FieldPlace,
  options: CutOptions = {},
): CutField => {
  if (place.type === 'ticks') throw new RangeError('tick boxes are read, not cut');
  const lines = place.lines.map((box) => cutLine(page, map, ref, box, options));
  const inked = lines.flatMap((line) => (line.ink.box === null ? [] : [line.ink.box]));
  let written = lines.length;
  while (written > 0 && lines[written - 1]?.ink.blank === true) written--;
  return {
    place,
    lines,
    written,
    placeBox: around(lines.map((line) => line.box)),
    inkBox: inked.length === 0 ? null : around(inked),
  };
};

const around = (boxes: readonly Box[]): Box =>
  boxAround(
    boxes.flatMap((box) => [
      { x: box.x, y: box.y },
      { x: box.x + box.width, y: box.y + box.height },
    ]),
  );

/** The crop's pixels; from a page of much higher resolution through twice the size, so that thin strokes do not flicker. */
const drawn = (
  page: Picture,
  toPage: (x: number, y: number) => Point,
  width: number,
  height: number,
): Picture => {
  const a = toPage(width / 2, height / 2);
  const b = toPage(width / 2 + 20, height / 2);
  if (Math.hypot(b.x - a.x, b.y - a.y) / 20 < 1.6) return warpThrough(page, toPage, width, height, 255);
  const twice = warpThrough(page, (x, y) => toPage(x / 2, y / 2), width * 2, height * 2, 255);
  return halved(twice);
};

const halved = ({ width, height, channels, data }: Picture): Picture => {
  if (channels === 1) return { ...shrinkGray({ width, height, data }, 2), channels };
  const w = width >> 1;
  const h = height >> 1;
  const out = new Uint8Array(w * h * 3);
  const stride = width * 3;
  for (let y = 0, to = 0; y < h; y++) {
    for (let x = 0, p = y * 2 * stride; x < w; x++, p += 6) {
      for (let c = 0; c < 3; c++, to++) {
        const q = p + c;
        out[to] = (data[q]! + data[q + 3]! + data[q + stride]! + data[q + stride + 3]! + 2) >> 2;
      }
    }
  }
  return { width: w, height: h, channels, data: out };
};

/** Pixels around the mask that still belong to a stroke's soft edge. */
const EDGE = 2;
const PRINT_EDGE = 1;

/** The writing dark on pure white, contrast stretched to the full range. */
const inkOnWhite = (ink: Gray, { mask, printed, hair, level }: CleanLine): Gray => {
  const { width, height, data } = ink;
  const near = spread(mask, width, height, EDGE);
  // Half a printed dot under the foot of a letter would be read as the dot below a vowel.
  const print = spread(printed, width, height, PRINT_EDGE);
  const thin = hair === null ? null : spread(hair.mask, width, height, PRINT_EDGE);
  const gain = 225 / level;
  const out = new Uint8Array(data.length).fill(255);
  for (let i = 0; i < out.length; i++) {
    if (near[i] === 0 || (print[i] === 1 && mask[i] === 0)) continue;
    const dark = data[i]! * (thin?.[i] === 1 ? gain * (hair?.gain ?? 1) : gain);
    out[i] = dark >= 255 ? 0 : 255 - dark;
  }
  return { width, height, data: out };
};

/** A 0/1 picture grown by `reach` pixels in all eight directions. */
const spread = (mask: Uint8Array, width: number, height: number, reach: number): Uint8Array => {
  const rows = new Uint8Array(mask.length);
  for (let y = 0; y < height; y++) {
    const from = y * width;
    let last = -reach - 1;
    for (let x = 0; x < width; x++) {
      if (mask[from + x] === 1) {
        rows.fill(1, from + Math.max(x - reach, last + 1, 0), from + x + 1);
        last = x;
      } else if (x - last <= reach && last >= 0) rows[from + x] = 1;
    }
  }
  const out = new Uint8Array(mask.length);
  for (let x = 0; x < width; x++) {
    let until = -1;
    for (let y = 0; y < height; y++) {
      if (rows[y * width + x] === 1) {
        for (let v = Math.max(0, y - reach, until + 1); v <= y; v++) out[v * width + x] = 1;
        until = y + reach;
      }
      if (y <= until) out[y * width + x] = 1;
    }
  }
  return out;
};

const measureInk = (
  { components }: CleanLine,
  ink: Gray,
  perMm: number,
  widthMm: number,
  toPage: (x: number, y: number) => Point,
): Pick<InkMeasure, 'area' | 'span' | 'blank' | 'box'> => {
  // A mark has a letter's height or a dash's length; anything smaller is a speck unless such a mark is near.
  const marks = components.filter(
    (c) =>
      c.bottom - c.top >= 1.4 * perMm || (c.right - c.left >= 1.2 * perMm && c.area >= 0.2 * perMm * perMm),
  );
  const area = components.reduce((sum, c) => sum + c.area, 0) / (perMm * perMm);
  const markArea = marks.reduce((sum, c) => sum + c.area, 0) / (perMm * perMm);
  if (markArea < 0.3) return { area, span: 0, blank: true, box: null };
  const columns = new Uint8Array(Math.ceil(ink.width / perMm));
  for (const c of marks) columns.fill(1, Math.floor(c.left / perMm), Math.ceil(c.right / perMm));
  const span = columns.reduce((sum, v) => sum + v, 0) / Math.max(1, widthMm);
  const near = components.filter((c) =>
    marks.some((mark) => c.left < mark.right + 2 * perMm && c.right > mark.left - 2 * perMm),
  );
  const left = Math.min(...near.map((c) => c.left));
  const right = Math.max(...near.map((c) => c.right));
  const top = Math.min(...near.map((c) => c.top));
  const bottom = Math.max(...near.map((c) => c.bottom));
  const corners = [toPage(left, top), toPage(right, top), toPage(right, bottom), toPage(left, bottom)];
  return { area, span: Math.min(1, span), blank: false, box: boxAround(corners) };
};

/** Share of the line's box (without its margins) under red ink. */
const redShare = (red: Gray, perMm: number): number => {
  const x0 = Math.round(MARGIN_X_MM * perMm);
  const y0 = Math.round(MARGIN_Y_MM * perMm);
  let count = 0;
  let all = 0;
  for (let y = y0; y < red.height - y0; y++) {
    for (let x = x0; x < red.width - x0; x++) {
      all++;
      if (red.data[y * red.width + x]! > 127) count++;
    }
  }
  return all === 0 ? 0 : count / all;
};
