/**
 * From the ink of a line's surroundings to the writing that belongs to the line: printed rules and words go, and so does
 * what reaches in from the lines above and below.
 */
import type { BoxMm } from '../../forms/edition.ts';
import { type Gray, histogram, percentileOf } from '../raster.ts';
import { medianOf } from './algebra.ts';
import { type Component, labelComponents } from './components.ts';
import { erasePrintedLine, type LineInk } from './dots.ts';
import { type Hair, hairlines, hairOf } from './hairline.ts';
import { FINE, type FormModel, PRINT_SLACK_MM } from './model.ts';

/** The crop: what part of the paper it shows, and its ink map. */
export type LineFrame = {
  readonly cropMm: BoxMm;
  readonly boxMm: BoxMm;
  readonly perMm: number;
  readonly ink: Gray;
  /** Ink of the page's print (see tone.ts). */
  readonly tone: number;
};

export type CleanLine = {
  /** 1 where the line's own writing is. */
  readonly mask: Uint8Array;
  /** 1 where ink of printed lines was taken away: it is no soft edge of the letters that stand on it. */
  readonly printed: Uint8Array;
  readonly components: readonly Component[];
  /** Ink level of the writing. */
  readonly level: number;
  /** Slashes as thin as a hair; null when there are none. */
  readonly hair: Hair | null;
  /** Pieces as large as letters that were left out because they are as faint as bleed-through. */
  readonly faint: number;
};

export const cleanLine = (frame: LineFrame, model: FormModel): CleanLine => {
  const { ink, perMm, tone } = frame;
  const { width, height } = ink;
  const level = writingLevel(frame);
  const smooth = smoothed(ink);
  const low = Math.max(20, 0.26 * level, NOISE_GAIN * percentileOf(histogram(smooth), PAPER_SHARE));
  const mask = new Uint8Array(width * height);
  for (let i = 0; i < mask.length; i++) if (smooth[i]! >= low) mask[i] = 1;
  const line: LineInk = { width, height, perMm, ink: ink.data, mask };
  const printed = Uint8Array.from(mask);
  for (const rule of linesIn(frame, model)) erasePrintedLine(line, rule);
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1) printed[i] = 0;
  eraseWords(frame, model, mask);
  const { labels, components } = labelComponents(mask, width, height, labelRoom(mask.length));
  const darkness = darknessOf(labels, smooth, components.length);
  const least = 0.03 * perMm * perMm;
  const strong = components.map(
    (component) =>
      component.area >= 2 * least &&
      darkness.peak[component.label]! >= Math.max(0.5 * level, STRONG_PEAK * tone) &&
      darkness.mean[component.label]! >= STRONG_MEAN * tone &&
      belongs(component, labels, frame),
  );
  const anchors = components.filter((_, i) => strong[i]);
  const slashes = hairlines({ labels, components }, anchors, { width, perMm });
  const keep = components.map(
    (component, i) =>
      strong[i] ||
      slashes[i] ||
      (component.area >= least &&
        darkness.peak[component.label]! >= 0.45 * level &&
        anchors.some((anchor) => near(component, anchor, NEAR_MM * perMm)) &&
        belongs(component, labels, frame)),
  );
  const letters = anchors.filter((one) => isLetter(one, perMm));
  const usual = letters.length === 0 ? tone : medianOf(letters.map(({ label }) => darkness.peak[label]!));
  const faintest = Math.max(0.5 * level, Math.min(FAINT_PEAK * tone, ALIKE * usual));
  const faint = components.map(
    (component, i) =>
      keep[i] !== true &&
      component.area >= 2 * least &&
      isLetter(component, perMm) &&
      darkness.peak[component.label]! >= faintest &&
      belongs(component, labels, frame),
  );
  takeFaintNeighbours(
    components,
    { keep, faint },
    ({ label }) => (darkness.peak[label]! >= SAME * usual ? WORD_MM * perMm : PITCH_MM * perMm),
    perMm,
  );
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1 && keep[labels[i]! - 1] !== true) mask[i] = 0;
  return {
    mask,
    printed,
    components: components.filter((_, i) => keep[i]),
    level,
    hair: hairOf(
      components.filter((_, i) => slashes[i]),
      labels,
      darkness.peak,
      level,
    ),
    faint: faint.filter(Boolean).length,
  };
};

/** A letter has this height at least; accents and specks have not. */
const LETTER_MM = 1.2;
const isLetter = ({ top, bottom }: Component, perMm: number): boolean => bottom - top >= LETTER_MM * perMm;

/** Below this share of the print's ink no faint letter is told from bleed-through… */
const FAINT_PEAK = 0.34;
/** …unless the whole line is that pale: share of the ink that its letters usually have. */
const ALIKE = 0.58;
/** Widest gap between two letters of a typewriter (ten to the inch). */
const PITCH_MM = 2;
/** What is nearly as dark as the line's letters may stand two blanks away from them: a whole word can be pale. */
const SAME = 0.6;
const WORD_MM = 6;

/**
 * A key that hit lightly leaves a letter as faint as bleed-through; what tells it apart is that it stands in a row with
 * the others, no further than its `reach`. Letters found so take their own faint neighbours along; what is taken is no longer
 * `faint`.
 */
const takeFaintNeighbours = (
  components: readonly Component[],
  { keep, faint }: { keep: boolean[]; faint: boolean[] },
  reach: (component: Component) => number,
  perMm: number,
): void => {
  const letters = components.filter((component, i) => keep[i] && isLetter(component, perMm));
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at]!;
    components.forEach((component, i) => {
      if (faint[i] !== true || !inRow(component, letter, reach(component))) return;
      faint[i] = false;
      keep[i] = true;
      letters.push(component);
    });
  }
};

/** Whether two pieces stand beside each other at the same height. */
const inRow = (a: Component, b: Component, gap: number): boolean => {
  const overlap = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  const least = 0.5 * Math.min(a.bottom - a.top, b.bottom - b.top);
  return overlap >= least && a.left < b.right + gap && a.right > b.left - gap;
};

/** Even a densely written line is paper up to this share; ink has to stand out from that paper's noise by this factor. */
const PAPER_SHARE = 0.7;
const NOISE_GAIN = 2.5;

/** How dark the writing in the line is: a high percentile, within bounds that the print of the page sets. */
const writingLevel = ({ ink, tone, boxMm, cropMm, perMm }: LineFrame): number => {
  const counts = new Uint32Array(256);
  let total = 0;
  const top = Math.max(0, Math.round((boxMm[1] - cropMm[1]) * perMm));
  const bottom = Math.min(ink.height, Math.round((boxMm[1] + boxMm[3] - cropMm[1]) * perMm));
  for (let i = top * ink.width; i < bottom * ink.width; i++) {
    const value = ink.data[i]!;
    if (value < 30) continue;
    counts[value] = counts[value]! + 1;
    total++;
  }
  let left = total * 0.15;
  let value = 255;
  for (; value > 30; value--) {
    left -= counts[value]!;
    if (left <= 0) break;
  }
  return Math.min(1.2 * tone, Math.max(0.5 * tone, value));
};

/**
 * Memory kept from line to line, dead when the next one begins: there are dozens of lines a page, and what is thrown away
 * outside of V8's heap makes it collect the whole of the heap again and again.
 */
const kept = { labels: new Int32Array(0), sums: new Uint16Array(0), print: new Uint8Array(0) };

const labelRoom = (pixels: number): Int32Array => {
  if (kept.labels.length < pixels) kept.labels = new Int32Array(2 * pixels);
  return kept.labels.subarray(0, pixels).fill(0);
};

const sumRoom = (pixels: number): Uint16Array => {
  if (kept.sums.length < pixels) kept.sums = new Uint16Array(2 * pixels);
  return kept.sums;
};

const printRoom = (pixels: number): Uint8Array => {
  if (kept.print.length < pixels) kept.print = new Uint8Array(2 * pixels);
  return kept.print.subarray(0, pixels).fill(0);
};

/** Mean of each pixel and its neighbours: single noisy pixels do not make ink. */
const smoothed = ({ width, height, data }: Gray): Uint8Array => {
  const out = new Uint8Array(data);
  const rows = sumRoom(width * height);
  for (let y = 0; y < height; y++) {
    for (let i = y * width + 1, end = y * width + width - 1; i < end; i++) {
      rows[i] = data[i - 1]! + 2 * data[i]! + data[i + 1]!;
    }
  }
  for (let y = 1; y + 1 < height; y++) {
    for (let i = y * width + 1, end = y * width + width - 1; i < end; i++) {
      out[i] = (rows[i - width]! + 2 * rows[i]! + rows[i + width]!) >> 4;
    }
  }
  return out;
};

const linesIn = ({ cropMm, perMm }: LineFrame, { ref }: FormModel) =>
  ref.layout.print.rules.flatMap((rule) => {
    const [x, y, w, h] = cropMm;
    const level = Math.abs(rule.from[1] - rule.to[1]) <= 0.5;
    const from = Math.min(rule.from[0], rule.to[0]);
    const to = Math.max(rule.from[0], rule.to[0]);
    const at = (rule.from[1] + rule.to[1]) / 2;
    if (!level || to - from < 5 || at < y || at > y + h || to < x || from > x + w) return [];
    return [
      {
        y: (at - y) * perMm,
        from: Math.round((from - x) * perMm),
        to: Math.round((to - x) * perMm),
        style: rule.style,
        width: rule.width,
      },
    ];
  });

/**
 * Printed words that reach into the crop. A piece of ink that lies mostly on print is print and goes whole; of other pieces
 * only what lies on print outside the line's own box goes, so that writing across a label stays writing.
 */
const eraseWords = (frame: LineFrame, model: FormModel, mask: Uint8Array): void => {
  const { width, height } = frame.ink;
  const print = printIn(frame, model);
  if (print === null) return;
  const { labels, components } = labelComponents(mask, width, height, labelRoom(mask.length));
  const onPrint = new Uint32Array(components.length + 1);
  for (let i = 0; i < mask.length; i++) {
    if (print[i] === 1) onPrint[labels[i]!] = onPrint[labels[i]!]! + 1;
  }
  const [, top, , h] = frame.boxMm;
  const inner = (top - frame.cropMm[1]) * frame.perMm;
  const outer = (top + h - frame.cropMm[1]) * frame.perMm;
  for (let y = 0; y < height; y++) {
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const label = labels[i]!;
      if (label === 0) continue;
      const share = onPrint[label]! / components[label - 1]!.area;
      if (share > 0.6 || (print[i] === 1 && share > 0 && (y < inner || y > outer))) mask[i] = 0;
    }
  }
};

/** 1 near printed words of the blank form, without its long rules; null when there are none here. */
const printIn = ({ cropMm, perMm, ink }: LineFrame, model: FormModel): Uint8Array | null => {
  const [left, top, w, h] = cropMm;
  const words = model.words.filter(
    (word) => word.left < left + w && word.right > left && word.top < top + h && word.bottom > top,
  );
  if (words.length === 0) return null;
  const { width, height } = ink;
  const { wordZone: zone } = model;
  const out = printRoom(width * height);
  for (const word of words) {
    const x0 = Math.max(0, Math.floor((word.left - left - PRINT_SLACK_MM) * perMm));
    const x1 = Math.min(width, Math.ceil((word.right - left + PRINT_SLACK_MM) * perMm));
    const y0 = Math.max(0, Math.floor((word.top - top - PRINT_SLACK_MM) * perMm));
    const y1 = Math.min(height, Math.ceil((word.bottom - top + PRINT_SLACK_MM) * perMm));
    for (let y = y0; y < y1; y++) {
      const my = Math.floor((top + (y + 0.5) / perMm) * FINE);
      for (let x = x0; x < x1; x++) {
        const mx = Math.floor((left + (x + 0.5) / perMm) * FINE);
        if (my >= 0 && my < zone.height && zone.data[my * zone.width + mx] === 1) out[y * width + x] = 1;
      }
    }
  }
  return out;
};

/**
 * Writing has a dark middle: bleed-through, stains and folds have not. Shares of the ink of the page's print. Faint small
 * pieces (accents, broken strokes) count when they are near such writing.
 */
const STRONG_PEAK = 0.42;
const STRONG_MEAN = 0.27;
const NEAR_MM = 0.9;

const near = (a: Component, b: Component, reach: number): boolean =>
  a.left < b.right + reach &&
  a.right > b.left - reach &&
  a.top < b.bottom + reach &&
  a.bottom > b.top - reach;

const darknessOf = (
  labels: Int32Array,
  ink: Uint8Array,
  count: number,
): { readonly peak: Uint8Array; readonly mean: Float64Array } => {
  const peak = new Uint8Array(count + 1);
  const mean = new Float64Array(count + 1);
  const areas = new Uint32Array(count + 1);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label === 0) continue;
    const value = ink[i]!;
    if (value > peak[label]!) peak[label] = value;
    mean[label] = mean[label]! + value;
    areas[label] = areas[label]! + 1;
  }
  for (let label = 1; label <= count; label++) mean[label] = mean[label]! / areas[label]!;
  return { peak, mean };
};

/** How far above and below its box a line's own marks may reach without touching the line (stacked accents, tails). */
const ABOVE_MM = 0.4;
const BELOW_MM = 1.1;

/** False for ink that reaches in from a neighbouring line, or floats outside the line. */
const belongs = (component: Component, labels: Int32Array, frame: LineFrame): boolean => {
  const { width, height } = frame.ink;
  const top = (frame.boxMm[1] - frame.cropMm[1]) * frame.perMm;
  const bottom = top + frame.boxMm[3] * frame.perMm;
  const middle = component.sumY / component.area;
  // The colon of the label that stands before the line.
  if (component.right <= (frame.boxMm[0] - frame.cropMm[0] + 0.15) * frame.perMm) return false;
  if (middle < top - ABOVE_MM * frame.perMm || middle > bottom + BELOW_MM * frame.perMm) return false;
  const cutAbove = component.top === 0;
  const cutBelow = component.bottom === height;
  if (!cutAbove && !cutBelow) return true;
  let inside = 0;
  const from = Math.max(0, Math.round(top + 0.4 * frame.perMm));
  const to = Math.min(height, Math.round(bottom + 0.2 * frame.perMm));
  for (let y = Math.max(from, component.top); y < Math.min(to, component.bottom); y++) {
    for (let x = component.left; x < component.right; x++) {
      if (labels[y * width + x] === component.label) inside++;
    }
  }
  return inside >= 0.4 * component.area;
};
