/**
 * Crops of made-up pages without registering them: the maker knows where every point of the paper lies in the file, so
 * what is measured is the reading alone. The print is taken away as a perfectly registered blank form allows.
 */

import type { BoxMm, Layout } from '../../src/forms/edition.ts';
import type { Crop } from '../../src/reading/engine.ts';
import { blankLayout, type GreyRaster } from '../ledger/blank.ts';
import type { LedgerSettings } from '../ledger/book/options.ts';
import type { BookPlan, SheetPlan } from '../ledger/book/plan.ts';
import { renderSheet, type TrueEntry } from '../ledger/book/render.ts';
import { chooseDamage, placeSheet } from '../ledger/damage/choose.ts';
import type { Desk } from '../ledger/page/compose.ts';
import { createRandom } from '../ledger/random.ts';

export type CutLine = Readonly<{ crop: Crop; box: readonly [number, number, number, number] }>;
export type CutPage = Readonly<{ truth: TrueEntry; layout: Layout; cut: (box: BoxMm) => CutLine }>;

const DPI = 300;
const SCALE = DPI / 25.4;
/** Room around a line's box, mm: accents rise above it and tails hang below. */
const MARGIN = { above: 1, below: 1.2, side: 0.6 };

/** Draws one single-page sheet and gives a knife for it. Null for covers, closing notes and void pages. */
export const cutSheet = async (
  settings: LedgerSettings,
  book: BookPlan,
  sheet: SheetPlan,
  desk: Desk,
): Promise<CutPage | null> => {
  const page = sheet.pages[0];
  if (page?.class !== 'entry' || sheet.pages.length !== 1) return null;
  const layout = book.edition.layouts.find((candidate) => candidate.class === 'entry');
  const { scan, entries } = await renderSheet(settings, book, sheet, desk);
  const truth = entries[0];
  if (layout === undefined || truth === undefined) return null;
  const { width, height } = book.edition.paper;
  const shape = { width, height, spine: page.number % 2 === 1 ? 0 : width };
  const random = createRandom(sheet.seed);
  const scanner = createRandom(`${book.seed}/scanner`);
  const damage = chooseDamage(random.fork('damage'), scanner, settings.damage, shape, settings.dpi);
  const { map } = placeSheet(random.fork('place'), damage, shape);
  const form = printOf(book, layout);
  const grey = { width: scan.width, height: scan.height, data: greyOf(scan.data, scan.channels) };
  return {
    truth,
    layout,
    cut: (box) => cutBox(grey, map.forward, form, box),
  };
};

const forms = new Map<string, GreyRaster>();

const printOf = (book: BookPlan, layout: Layout): GreyRaster => {
  const form = forms.get(book.edition.id) ?? blankLayout(book.edition, layout, DPI);
  forms.set(book.edition.id, form);
  return form;
};

const greyOf = (data: Uint8Array | Buffer, channels: number): Uint8Array => {
  if (channels === 1) return new Uint8Array(data);
  const out = new Uint8Array(data.length / channels);
  for (let i = 0, p = 0; i < out.length; i++, p += channels) {
    out[i] = (data[p]! * 77 + data[p + 1]! * 150 + data[p + 2]! * 29 + 128) >> 8;
  }
  return out;
};

const cutBox = (
  page: GreyRaster,
  forward: (x: number, y: number) => readonly [number, number],
  form: GreyRaster,
  [x, y, w, h]: BoxMm,
): CutLine => {
  const left = x - MARGIN.side;
  const top = y - MARGIN.above;
  const width = Math.round((w + 2 * MARGIN.side) * SCALE);
  const height = Math.round((h + MARGIN.above + MARGIN.below) * SCALE);
  const data = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [px, py] = forward(left + (column + 0.5) / SCALE, top + (row + 0.5) / SCALE);
      data[row * width + column] = sample(page, px - 0.5, py - 0.5);
    }
  }
  const crop = whiten({ width, height, data });
  removePrint(crop, form, Math.round(left * SCALE), Math.round(top * SCALE));
  const [a, b] = [forward(left, top), forward(left + width / SCALE, top + height / SCALE)];
  const from = [Math.min(a[0], b[0]), Math.min(a[1], b[1])] as const;
  return { crop, box: [from[0], from[1], Math.abs(b[0] - a[0]), Math.abs(b[1] - a[1])] };
};

const sample = ({ width, height, data }: GreyRaster, x: number, y: number): number => {
  const x0 = Math.max(0, Math.min(width - 2, Math.floor(x)));
  const y0 = Math.max(0, Math.min(height - 2, Math.floor(y)));
  const fx = Math.max(0, Math.min(1, x - x0));
  const fy = Math.max(0, Math.min(1, y - y0));
  const at = y0 * width + x0;
  const above = data[at]! * (1 - fx) + data[at + 1]! * fx;
  const below = data[at + width]! * (1 - fx) + data[at + width + 1]! * fx;
  return above * (1 - fy) + below * fy;
};

/** Paper to 255, ink in proportion. */
const whiten = (crop: { width: number; height: number; data: Uint8Array }): Crop => {
  const sorted = Uint8Array.from(crop.data).sort();
  const paper = Math.max(1, sorted[Math.floor(sorted.length * 0.7)]!);
  for (let i = 0; i < crop.data.length; i++) crop.data[i] = Math.min(255, (crop.data[i]! * 255) / paper);
  return crop;
};

/** What the form prints turns white, unless ink goes on above and below it: a letter that stands on a dotted line. */
const removePrint = ({ width, height, data }: Crop, form: GreyRaster, left: number, top: number): void => {
  const printed = (x: number, y: number): boolean => {
    const [fx, fy] = [x + left, y + top];
    return (
      fx >= 0 && fy >= 0 && fx < form.width && fy < form.height && form.data[fy * form.width + fx]! < 245
    );
  };
  const near = (x: number, y: number): boolean => {
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++) if (printed(x + dx, y + dy)) return true;
    return false;
  };
  const inked = (x: number, y: number): boolean =>
    y >= 0 && y < height && data[y * width + x]! < 150 && !near(x, y);
  const white: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!near(x, y)) continue;
      let up = y;
      while (up > 0 && near(x, up)) up--;
      if (!inked(x, up)) white.push(y * width + x);
    }
  }
  for (const at of white) data[at] = 255;
};
