/**
 * The picture of a blank form, made from a page that was written on: only what the edition says is print is kept, and the
 * places to write at are left white. What the finder of forms knows of a form is this picture and its edition.
 */
import type { BoxMm, Edition, Layout } from '../../forms/edition.ts';
import { inkMap } from '../forms/ink.ts';
import { scaling } from '../geometry.ts';
import { type Gray, newGray, type Picture, reduced, toGray } from '../raster.ts';
import { warpGray } from '../warp.ts';

/** Enough for the finest template of the finder (4 pixels a millimetre). */
const BLANK_PER_MM = 5;
/** Width of a letter as a share of its size: generous, since fields are cut out again. */
const LETTER_WIDTH = 0.58;
const POINT_MM = 0.3528;

/** The paper's upper left corner is the page's; `width` pixels are the paper's width, as in the pictures beside edition files. */
export const blankOf = (
  page: Picture,
  dpi: number,
  edition: Pick<Edition, 'paper'>,
  layout: Layout,
): Gray => {
  const { paper } = edition;
  const gray = toGray(reduced(page, Math.min(page.width, Math.ceil((page.width * 200) / dpi))));
  const perMm = (dpi / 25.4) * (gray.width / page.width);
  const ink = inkMap(gray, perMm, { withoutAreas: true });
  const [width, height] = [Math.round(paper.width * BLANK_PER_MM), Math.round(paper.height * BLANK_PER_MM)];
  const scale = perMm / BLANK_PER_MM;
  const straight = warpGray(ink, scaling(scale, scale), width, height, 0);
  const blank = newGray(width, height, 255);
  const paint = (box: BoxMm, value: (x: number, y: number) => number): void => {
    const [left, top, right, bottom] = pixelsOf(box, width, height);
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) blank.data[y * width + x] = value(x, y);
  };
  for (const text of layout.print.texts) paint(textBox(text), (x, y) => 255 - straight.data[y * width + x]!);
  const places = layout.fields.flatMap((place) => (place.type === 'ticks' ? [] : place.lines));
  for (const box of [...places, ...layout.signatures.map((one) => one.box)]) paint(box, () => 255);
  for (const rule of layout.print.rules) drawRule(rule, paint);
  return blank;
};

type Printed = Layout['print']['texts'][number];

/** Where a printed text stands, accents and tails included. */
export const textBox = ({ text, x, y, size, align }: Printed): BoxMm => {
  const height = size * POINT_MM;
  const width = text.length * height * LETTER_WIDTH + 1;
  const left = align === 'left' ? x : align === 'center' ? x - width / 2 : x - width;
  return [left - 0.5, y - height * 1.15, width, height * 1.5];
};

const DOT_PITCH_MM = 0.95;
const PRINT_GREY = 40;

const drawRule = (
  { from, to, style, width }: Layout['print']['rules'][number],
  paint: (box: BoxMm, value: () => number) => void,
): void => {
  const thick = Math.max(width, 0.2);
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const step = style === 'dotted' ? DOT_PITCH_MM : 0.15;
  for (let at = 0; at <= length; at += step) {
    const share = length === 0 ? 0 : at / length;
    const [x, y] = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
    paint([x - thick / 2, y - thick / 2, thick, thick], () => PRINT_GREY);
  }
};

const pixelsOf = ([x, y, w, h]: BoxMm, width: number, height: number) =>
  [
    Math.max(0, Math.round(x * BLANK_PER_MM)),
    Math.max(0, Math.round(y * BLANK_PER_MM)),
    Math.min(width, Math.max(Math.round(x * BLANK_PER_MM) + 1, Math.round((x + w) * BLANK_PER_MM))),
    Math.min(height, Math.max(Math.round(y * BLANK_PER_MM) + 1, Math.round((y + h) * BLANK_PER_MM))),
  ] as const;
