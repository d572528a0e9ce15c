/** A small made-up form, and pages written on it, for the tests of this folder. Nothing here is used by the product. */
import { type Edition, editionSchema } from '../../forms/edition.ts';
import { seeded } from '../draw-for-tests.ts';
import type { Point } from '../geometry.ts';
import { type Gray, newGray, type Picture } from '../raster.ts';
import { warpThrough } from './mesh-warp.ts';
import type { LayoutRef } from './types.ts';

/** Ink on paper in millimetres. */
export type Shape =
  | { readonly kind: 'bar'; readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  | { readonly kind: 'dot'; readonly x: number; readonly y: number; readonly r: number }
  | { readonly kind: 'stroke'; readonly from: Point; readonly to: Point; readonly width: number };

export const PAPER = { width: 120, height: 90 };

/** Marks like letters from `x` on, standing on `y`; different seeds give different words. */
export const word = (x: number, y: number, letters: number, seed: number, height = 2.4): readonly Shape[] => {
  const random = seeded(seed);
  return Array.from({ length: letters }, (_, i): readonly Shape[] => {
    const left = x + i * height * 0.75;
    const tall = random() < 0.3 ? height * 0.5 : 0;
    const bars: Shape[] = [{ kind: 'bar', x: left, y: y - height - tall, w: 0.32, h: height + tall }];
    for (const at of [0, 0.5, 1]) {
      if (random() < 0.55) {
        bars.push({ kind: 'bar', x: left, y: y - 0.32 - at * (height - 0.32), w: height * 0.55, h: 0.32 });
      }
    }
    if (random() < 0.5)
      bars.push({ kind: 'bar', x: left + height * 0.45, y: y - height, w: 0.32, h: height });
    return bars;
  }).flat();
};

const box = (x: number, y: number, side: number): readonly Shape[] => [
  { kind: 'bar', x: x - 0.12, y: y - 0.12, w: side + 0.24, h: 0.24 },
  { kind: 'bar', x: x - 0.12, y: y + side - 0.12, w: side + 0.24, h: 0.24 },
  { kind: 'bar', x: x - 0.12, y: y - 0.12, w: 0.24, h: side + 0.24 },
  { kind: 'bar', x: x + side - 0.12, y: y - 0.12, w: 0.24, h: side + 0.24 },
];

export const DOT_PITCH = 0.95;
const dots = (from: number, to: number, y: number): readonly Shape[] =>
  Array.from({ length: Math.floor((to - from) / DOT_PITCH) + 1 }, (_, i) => ({
    kind: 'dot' as const,
    x: from + i * DOT_PITCH,
    y,
    r: 0.16,
  }));

/** Dotted lines of the form: x from, x to, y. */
const LINES: readonly (readonly [number, number, number])[] = [
  [40, 112, 15],
  [40, 112, 22.5],
  [10, 112, 30],
  [40, 112, 60],
  [40, 112, 67.5],
];

/** The printed form of a variant; variants share the frame of the form and differ in their words. */
export const printOf = (variant: number): readonly Shape[] => [
  ...LINES.flatMap(([from, to, y]) => dots(from, to, y)),
  ...word(10, 14.4, 11, 1),
  ...word(10, 21.9, 9, variant * 10 + 2),
  ...word(20, 39, 22, variant * 10 + 3),
  ...box(10, 44, 4),
  ...word(16, 47.6, 8, 4),
  ...box(60, 44, 4),
  ...word(66, 47.6, 12, variant * 10 + 5),
  ...word(10, 59.4, 12, variant * 10 + 6),
  ...word(10, 66.9, 10, 7),
  ...word(15, 80, 14, variant * 10 + 8),
  ...word(75, 80, 14, 9),
];

export const editionFor = (variant: number): Edition =>
  editionSchema.parse({
    format: 1,
    id: `KS-TEST${variant}`,
    version: 1,
    kind: 'KS',
    title: { vi: 'thử', en: 'test' },
    basis: '-',
    provenance: { vi: '-', en: '-' },
    years: { from: 2000, to: 2001 },
    paper: PAPER,
    layouts: [
      {
        class: 'entry',
        print: {
          texts: [],
          rules: LINES.map(([from, to, y]) => ({
            from: [from, y],
            to: [to, y],
            style: 'dotted',
            width: 0.25,
          })),
        },
        fields: [
          { type: 'text', name: 'so', lines: [[40, 9.4, 72, 6.6]] },
          {
            type: 'text',
            name: 'nksNoiSinh',
            lines: [
              [40, 16.9, 72, 6.6],
              [10, 24.4, 102, 6.6],
            ],
          },
          {
            type: 'ticks',
            name: 'loaiDangKy',
            options: [
              { code: '1', box: [10, 44, 4, 4], label: 'a' },
              { code: '2', box: [60, 44, 4, 4], label: 'b' },
            ],
          },
          { type: 'text', name: 'nguoiKy', lines: [[40, 54.4, 72, 6.6]] },
          { type: 'text', name: 'ghiChu', lines: [[40, 61.9, 72, 6.6]] },
        ],
      },
    ],
  });

const inside = (shape: Shape, x: number, y: number): boolean => {
  if (shape.kind === 'bar')
    return x >= shape.x && x < shape.x + shape.w && y >= shape.y && y < shape.y + shape.h;
  if (shape.kind === 'dot') return Math.hypot(x - shape.x, y - shape.y) <= shape.r;
  const { from, to, width } = shape;
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const t = ((x - from.x) * (to.x - from.x) + (y - from.y) * (to.y - from.y)) / (length * length);
  if (t < 0 || t > 1) return false;
  return Math.abs((x - from.x) * (to.y - from.y) - (y - from.y) * (to.x - from.x)) / length <= width / 2;
};

const extent = (shape: Shape): readonly [number, number, number, number] => {
  if (shape.kind === 'bar') return [shape.x, shape.y, shape.x + shape.w, shape.y + shape.h];
  if (shape.kind === 'dot')
    return [shape.x - shape.r, shape.y - shape.r, shape.x + shape.r, shape.y + shape.r];
  const { from, to, width } = shape;
  return [
    Math.min(from.x, to.x) - width,
    Math.min(from.y, to.y) - width,
    Math.max(from.x, to.x) + width,
    Math.max(from.y, to.y) + width,
  ];
};

const SUB = [0.125, 0.375, 0.625, 0.875];

/** Draws shapes on white paper, 16 samples a pixel. */
export const paint = (shapes: readonly Shape[], perMm: number, ink = 30): Gray => {
  const page = newGray(Math.round(PAPER.width * perMm), Math.round(PAPER.height * perMm), 255);
  for (const shape of shapes) {
    const [x0, y0, x1, y1] = extent(shape);
    for (let y = Math.max(0, Math.floor(y0 * perMm)); y < Math.min(page.height, y1 * perMm); y++) {
      for (let x = Math.max(0, Math.floor(x0 * perMm)); x < Math.min(page.width, x1 * perMm); x++) {
        let hits = 0;
        for (const v of SUB) for (const u of SUB) if (inside(shape, (x + u) / perMm, (y + v) / perMm)) hits++;
        const value = 255 - ((255 - ink) * hits) / 16;
        const at = y * page.width + x;
        if (value < page.data[at]!) page.data[at] = value;
      }
    }
  }
  return page;
};

export const refFor = (variant: number): LayoutRef => {
  const edition = editionFor(variant);
  return { edition, layout: edition.layouts[0]!, blank: paint(printOf(variant), 4) };
};

/** A grey page as a camera would bring it: brightness falls off, noise, and bent by `toSheet` (page px → sheet px). */
export const photographed = (
  sheet: Gray,
  width: number,
  height: number,
  toSheet: (x: number, y: number) => Point,
  seed = 1,
): Gray => {
  const random = seeded(seed);
  const { data } = warpThrough({ ...sheet, channels: 1 }, toSheet, width, height, 235);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const light = 0.95 - (0.25 * x) / width;
      const value = data[y * width + x]! * light + (random() - 0.5) * 12;
      data[y * width + x] = Math.max(0, Math.min(255, value));
    }
  }
  return { width, height, data };
};

/** The same page in colour, with `red` shapes stamped over it. */
export const stamped = (page: Gray, red: readonly Shape[], perMm: number): Picture => {
  const stamp = paint(red, perMm, 0);
  const data = new Uint8Array(page.data.length * 3);
  for (let i = 0; i < page.data.length; i++) {
    const paper = page.data[i]!;
    const cover = 1 - stamp.data[i]! / 255;
    data[i * 3] = paper * (1 - 0.2 * cover);
    data[i * 3 + 1] = paper * (1 - 0.75 * cover);
    data[i * 3 + 2] = paper * (1 - 0.75 * cover);
  }
  return { width: page.width, height: page.height, channels: 3, data };
};
