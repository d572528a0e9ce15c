/**
 * What the matcher knows of a layout, made once from the picture of its blank form: templates at falling resolution and
 * the anchors, i.e. the printed pieces that are looked for on a page. Only places of rules are taken from the edition; what
 * an anchor looks like comes from the picture, so that a scan of an office's own blank form serves as well as a drawing.
 */
import type { Layout } from '../../forms/edition.ts';
import { scaling } from '../geometry.ts';
import { type Gray, percentile, shrinkGray } from '../raster.ts';
import { warpGray } from '../warp.ts';
import { type Patch, patchOf } from './correlate.ts';
import { inkMap } from './ink.ts';
import type { LayoutRef } from './types.ts';

/** Pixels per millimetre of the template frames: 102, 51, 25, 13 and 6 dpi. */
export const FINE = 4;
export const MID = 2;
export const COARSE = 1;
export const TINY = 0.5;
export const MINUTE = 0.25;

/** A patch whose upper left corner is `left`, `top` pixels into the template frame. */
export type Placed = { readonly patch: Patch; readonly left: number; readonly top: number };

/** A printed piece that fixes a point. `x`, `y`: its centre, millimetres. */
export type PointAnchor = {
  readonly x: number;
  readonly y: number;
  readonly mid: Placed;
  readonly fine: Placed;
  /** Ink of the piece in square millimetres. */
  readonly ink: number;
};

/** A piece of a long rule that fixes only the direction across it. */
export type RuleAnchor = {
  readonly axis: 'horizontal' | 'vertical';
  readonly x: number;
  readonly y: number;
  /** Length of the piece, millimetres. */
  readonly length: number;
};

/** Pixels of a small template that have ink. */
export type PointTemplate = {
  /** Pixels per millimetre of the template. */
  readonly perMm: number;
  readonly x: Int16Array;
  readonly y: Int16Array;
  readonly weight: Uint8Array;
  /** Sum of the weights, and the template's standard deviation times the root of its pixels. */
  readonly sum: number;
  readonly norm: number;
};

/** `x`, `y`: its centre, millimetres. */
export type Block = Placed & { readonly x: number; readonly y: number };

export type FormModel = {
  readonly ref: LayoutRef;
  readonly paper: { readonly width: number; readonly height: number };
  /** Print of the blank form in the fine frame. */
  readonly ink: Gray;
  /** The whole print at `TINY`, and as points at two resolutions. */
  readonly look: Gray;
  readonly tiny: PointTemplate;
  readonly minute: PointTemplate;
  /** Large pieces of the tiny and the coarse template. */
  readonly tinyBlocks: readonly Block[];
  readonly blocks: readonly Block[];
  readonly points: readonly PointAnchor[];
  /** 1 on and closely around print other than long rules, in the fine frame, and the boxes (millimetres) of its words. */
  readonly wordZone: Gray;
  readonly words: readonly Piece[];
  readonly rules: readonly RuleAnchor[];
};

const models = new WeakMap<LayoutRef, FormModel>();

export const modelOf = (ref: LayoutRef): FormModel => {
  const known = models.get(ref);
  if (known !== undefined) return known;
  const model = buildModel(ref);
  models.set(ref, model);
  return model;
};

/** Rules longer than this are rules of the form; shorter ones are sides of tick boxes and the like. */
const LONG_RULE_MM = 9;
const RULE_PIECE_MM = 22;
const BLOCK_MM = 42;

/**
 * Only what the first look at a page needs is made at once. The rest is made when a page looks like the layout: of fifty
 * layouts a book needs three.
 */
const buildModel = (ref: LayoutRef): FormModel => {
  const { width, height } = ref.edition.paper;
  const tiny = roughInk(ref);
  const rules = longRules(ref.layout);
  const fine = once(() => fineInk(ref));
  const middle = once(() => shrinkGray(fine(), FINE / MID));
  const print = once(() => {
    const wordInk = withoutRules(fine(), rules);
    return { wordInk, pieces: inkedPieces(wordInk) };
  });
  const tinyPoints = once(() => pointTemplate(tiny, TINY));
  const minutePoints = once(() => pointTemplate(shrinkGray(tiny, TINY / MINUTE), MINUTE));
  const tinyBlocks = once(() => blocksOf(tiny, TINY));
  const blocks = once(() => blocksOf(shrinkGray(middle(), MID / COARSE), COARSE));
  const wordZone = once(() => grown(print().wordInk, Math.ceil(PRINT_SLACK_MM * FINE)));
  const words = once(() =>
    print().pieces.map((piece) => ({
      left: piece.left / FINE,
      top: piece.top / FINE,
      right: piece.right / FINE,
      bottom: piece.bottom / FINE,
    })),
  );
  const points = once(() => [
    ...textAnchors(print().wordInk, middle(), print().pieces),
    ...crossingAnchors(fine(), middle(), rules),
  ]);
  const pieces = once(() => rules.flatMap(piecesOf));
  return {
    ref,
    paper: { width, height },
    get ink() {
      return fine();
    },
    look: tiny,
    get tiny() {
      return tinyPoints();
    },
    get minute() {
      return minutePoints();
    },
    get tinyBlocks() {
      return tinyBlocks();
    },
    get blocks() {
      return blocks();
    },
    get wordZone() {
      return wordZone();
    },
    get words() {
      return words();
    },
    get points() {
      return points();
    },
    get rules() {
      return pieces();
    },
  };
};

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

const fineInk = (ref: LayoutRef): Gray => {
  const { blank, edition } = ref;
  const wide = Math.max(1, Math.round(blank.width / edition.paper.width / (FINE * 1.3)));
  const source = shrinkGray(blank, wide);
  const width = Math.round(edition.paper.width * FINE);
  const height = Math.round(edition.paper.height * FINE);
  const toSource = scaling(source.width / width, source.height / height);
  return inkMap(warpGray(source, toSource, width, height, 255), FINE);
};

/** The print at `TINY` for the first look. A blank form is evenly lit, so one brightness of paper does. */
const roughInk = ({ blank, edition }: LayoutRef): Gray => {
  const perMm = 2 * TINY;
  const source = shrinkGray(
    blank,
    Math.max(1, Math.round(blank.width / edition.paper.width / (1.3 * perMm))),
  );
  const width = Math.round(edition.paper.width * perMm);
  const height = Math.round(edition.paper.height * perMm);
  const toSource = scaling(source.width / width, source.height / height);
  const drawn = shrinkGray(warpGray(source, toSource, width, height, 255), 2);
  const paper = percentile(drawn, 0.8);
  return { ...drawn, data: drawn.data.map((value) => (Math.max(0, paper - value) * 255) / paper) };
};

/** Ink of a template's pixel below which it is left out. */
const LEAST_INK = 12;

const pointTemplate = (template: Gray, perMm: number): PointTemplate => {
  const { width, height, data } = template;
  const xs: number[] = [];
  const ys: number[] = [];
  const weights: number[] = [];
  let sum = 0;
  let squares = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = data[y * width + x]!;
      if (value < LEAST_INK) continue;
      // Bold titles must not outvote everything else.
      const weight = Math.min(value, 60);
      xs.push(x);
      ys.push(y);
      weights.push(weight);
      sum += weight;
      squares += weight * weight;
    }
  }
  const n = width * height;
  return {
    perMm,
    x: Int16Array.from(xs),
    y: Int16Array.from(ys),
    weight: Uint8Array.from(weights),
    sum,
    norm: Math.sqrt(Math.max(1, squares - (sum * sum) / n)),
  };
};

const blocksOf = (template: Gray, perMm: number): readonly Block[] => {
  const columns = Math.max(2, Math.round(template.width / (BLOCK_MM * perMm)));
  const rows = Math.max(2, Math.round(template.height / (BLOCK_MM * perMm)));
  const blocks: Block[] = [];
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const left = Math.round((c * template.width) / columns);
      const top = Math.round((r * template.height) / rows);
      const w = Math.round(((c + 1) * template.width) / columns) - left;
      const h = Math.round(((r + 1) * template.height) / rows) - top;
      const patch = patchOf(template, left, top, w, h);
      if (patch === null) continue;
      blocks.push({ patch, left, top, x: (left + w / 2) / perMm, y: (top + h / 2) / perMm });
    }
  }
  return blocks;
};

type LongRule = {
  readonly axis: 'horizontal' | 'vertical';
  readonly from: number;
  readonly to: number;
  readonly at: number;
};

const longRules = (layout: Layout): readonly LongRule[] =>
  layout.print.rules.flatMap((rule): LongRule[] => {
    const dx = Math.abs(rule.to[0] - rule.from[0]);
    const dy = Math.abs(rule.to[1] - rule.from[1]);
    if (Math.max(dx, dy) < LONG_RULE_MM) return [];
    const axis = dx > dy ? 'horizontal' : 'vertical';
    if (Math.min(dx, dy) > 0.5) return [];
    const [along, across] = axis === 'horizontal' ? [0, 1] : [1, 0];
    return [
      {
        axis,
        from: Math.min(rule.from[along]!, rule.to[along]!),
        to: Math.max(rule.from[along]!, rule.to[along]!),
        at: (rule.from[across]! + rule.to[across]!) / 2,
      },
    ];
  });

const piecesOf = (rule: LongRule): readonly RuleAnchor[] => {
  const length = rule.to - rule.from;
  const count = Math.max(1, Math.round(length / RULE_PIECE_MM));
  return Array.from({ length: count }, (_, i) => {
    const along = rule.from + ((i + 0.5) * length) / count;
    const piece = length / count;
    return rule.axis === 'horizontal'
      ? { axis: rule.axis, x: along, y: rule.at, length: piece }
      : { axis: rule.axis, x: rule.at, y: along, length: piece };
  });
};

/** Words of the print: inked pieces that are left when the long rules are taken away. */
const textAnchors = (bare: Gray, middle: Gray, pieces: readonly Piece[]): readonly PointAnchor[] => {
  const anchors: PointAnchor[] = [];
  for (const piece of pieces) {
    const w = piece.right - piece.left;
    const h = piece.bottom - piece.top;
    if (w < 3 * FINE || h < 1.5 * FINE) continue;
    const count = Math.ceil(w / (28 * FINE));
    for (let i = 0; i < count; i++) {
      const left = piece.left + Math.round((i * w) / count);
      const right = piece.left + Math.round(((i + 1) * w) / count);
      const anchor = anchorOf(bare, middle, left, piece.top, right, piece.bottom);
      if (anchor !== null) anchors.push(anchor);
    }
  }
  return anchors;
};

const MARGIN = Math.round(0.75 * FINE);

const anchorOf = (
  ink: Gray,
  middle: Gray,
  left: number,
  top: number,
  right: number,
  bottom: number,
): PointAnchor | null => {
  const x0 = Math.max(0, left - MARGIN);
  const y0 = Math.max(0, top - MARGIN);
  const x1 = Math.min(ink.width, right + MARGIN);
  const y1 = Math.min(ink.height, bottom + MARGIN);
  const fine = patchOf(ink, x0, y0, x1 - x0, y1 - y0);
  const k = FINE / MID;
  const mx = Math.floor(x0 / k);
  const my = Math.floor(y0 / k);
  const mid = patchOf(middle, mx, my, Math.ceil(x1 / k) - mx, Math.ceil(y1 / k) - my);
  if (fine === null || mid === null) return null;
  let dark = 0;
  for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) dark += ink.data[y * ink.width + x]!;
  return {
    x: (x0 + x1) / 2 / FINE,
    y: (y0 + y1) / 2 / FINE,
    fine: { patch: fine, left: x0, top: y0 },
    mid: { patch: mid, left: mx, top: my },
    ink: dark / 255 / (FINE * FINE),
  };
};

const withoutRules = (ink: Gray, rules: readonly LongRule[]): Gray => {
  const data = new Uint8Array(ink.data);
  const reach = Math.ceil(0.5 * FINE);
  for (const rule of rules) {
    const from = Math.max(0, Math.floor((rule.from - 0.5) * FINE));
    const to = Math.ceil((rule.to + 0.5) * FINE);
    const at = Math.round(rule.at * FINE);
    for (let across = at - reach; across <= at + reach; across++) {
      for (let along = from; along <= to; along++) {
        const x = rule.axis === 'horizontal' ? along : across;
        const y = rule.axis === 'horizontal' ? across : along;
        if (x >= 0 && y >= 0 && x < ink.width && y < ink.height) data[y * ink.width + x] = 0;
      }
    }
  }
  return { width: ink.width, height: ink.height, data };
};

/** How far around a printed letter its ink may lie on a page, millimetres. */
export const PRINT_SLACK_MM = 0.4;

/** 1 where there is ink within `reach` pixels. */
const grown = ({ width, height, data }: Gray, reach: number): Gray => {
  const out = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    if (data[i]! < 60) continue;
    const x = i % width;
    const y = (i - x) / width;
    const from = Math.max(0, x - reach);
    const to = Math.min(width, x + reach + 1);
    for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++) {
      out.fill(1, v * width + from, v * width + to);
    }
  }
  return { width, height, data: out };
};

export type Piece = { left: number; top: number; right: number; bottom: number };

/** Bounding boxes of ink that hangs together when gaps of up to a word space are closed. */
export const inkedPieces = (ink: Gray): readonly Piece[] => {
  const { width, height, data } = ink;
  const gap = Math.round(2.2 * FINE);
  const closed = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    let last = -gap - 1;
    for (let x = 0; x < width; x++) {
      if (data[y * width + x]! < 70) continue;
      if (x - last <= gap) closed.fill(1, y * width + last, y * width + x + 1);
      else closed[y * width + x] = 1;
      last = x;
    }
  }
  return components(closed, width, height, Math.round(0.5 * FINE));
};

/** Connected pieces of a 0/1 picture (which is used up); rows up to `leap` apart count as touching. */
const components = (mask: Uint8Array, width: number, height: number, leap: number): readonly Piece[] => {
  const pieces: Piece[] = [];
  const stack: number[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] !== 1) continue;
    const piece: Piece = { left: width, top: height, right: 0, bottom: 0 };
    stack.push(start);
    mask[start] = 0;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % width;
      const y = (at - x) / width;
      if (x < piece.left) piece.left = x;
      if (x + 1 > piece.right) piece.right = x + 1;
      if (y < piece.top) piece.top = y;
      if (y + 1 > piece.bottom) piece.bottom = y + 1;
      for (let v = Math.max(0, y - leap); v <= Math.min(height - 1, y + leap); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const next = v * width + u;
          if (mask[next] === 1) {
            mask[next] = 0;
            stack.push(next);
          }
        }
      }
    }
    pieces.push(piece);
  }
  return pieces;
};

/** Where long rules cross or meet: the corners of a table's cells. */
const crossingAnchors = (ink: Gray, middle: Gray, rules: readonly LongRule[]): readonly PointAnchor[] => {
  const anchors: PointAnchor[] = [];
  const arm = 3 * FINE;
  for (const across of rules.filter((rule) => rule.axis === 'horizontal')) {
    for (const down of rules.filter((rule) => rule.axis === 'vertical')) {
      const meets =
        down.at >= across.from - 1 &&
        down.at <= across.to + 1 &&
        across.at >= down.from - 1 &&
        across.at <= down.to + 1;
      if (!meets) continue;
      const x = Math.round(down.at * FINE);
      const y = Math.round(across.at * FINE);
      const anchor = anchorOf(ink, middle, x - arm, y - arm, x + arm, y + arm);
      if (anchor !== null) anchors.push(anchor);
    }
  }
  return anchors;
};
