/** Tells writing that was struck through: a long stroke, nearly level, through the middle of the letters. */
import type { Gray } from '../raster.ts';
import type { CleanLine } from './clean.ts';

/** No letter has a level stroke as long as this, millimetres. */
const LONG_MM = 5.5;
/** A hand-drawn stroke may rise or fall this much over that length, millimetres. */
const TOLERANCE_MM = 0.3;

export type Strikes = {
  /** 0…1: share of the writing's width that long level strokes through its middle half cover. */
  readonly share: number;
  /** Those strokes as `[from, to, y]`, pixels of the crop, from left to right. */
  readonly spans: readonly StrikeSpan[];
};
export type StrikeSpan = readonly [from: number, to: number, y: number];

const NONE: Strikes = { share: 0, spans: [] };

/** @param size of the crop that `clean` belongs to. */
export const findStrikes = (
  { mask, components }: Pick<CleanLine, 'mask' | 'components' | 'level'>,
  size: Pick<Gray, 'width' | 'height'>,
  perMm: number,
): Strikes => {
  const tall = components.filter((component) => component.bottom - component.top > 0.8 * perMm);
  if (tall.length === 0) return NONE;
  const left = Math.min(...tall.map((component) => component.left));
  const right = Math.max(...tall.map((component) => component.right));
  const body = bodyOf(mask, size, left, right);
  if (body === null) return NONE;
  const reach = Math.max(1, Math.round((TOLERANCE_MM * perMm) / 2));
  const long = Math.round(LONG_MM * perMm);
  const covered = new Uint16Array(size.width);
  const heights = new Uint32Array(size.width);
  for (let y = body.top; y <= body.bottom; y++) {
    let start = left;
    for (let x = left; x <= right; x++) {
      if (x < right && inked(mask, size, x, y, reach)) continue;
      if (x - start >= long) {
        for (let at = start; at < x; at++) {
          covered[at] = covered[at]! + 1;
          heights[at] = heights[at]! + y;
        }
      }
      start = x + 1;
    }
  }
  const spans: { from: number; to: number; sum: number; rows: number }[] = [];
  const heightAt = (x: number): number => heights[x]! / covered[x]!;
  for (let x = left; x < right; x++) {
    const last = spans.at(-1);
    if (last !== undefined && x < last.to) continue;
    if (covered[x] === 0) continue;
    if (last === undefined || x - last.to > reach * 2) {
      const from = follow(mask, size, x, heightAt(x), -1, body);
      spans.push({ from: Math.max(from, last?.to ?? left), to: x, sum: 0, rows: 0 });
    }
    const span = spans.at(-1)!;
    let end = x;
    while (end < right && covered[end]! > 0) {
      span.sum += heights[end]!;
      span.rows += covered[end]!;
      end++;
    }
    span.to = Math.max(end, follow(mask, size, end - 1, heightAt(end - 1), 1, body) + 1);
  }
  const strokes = spans
    .map(({ from, to, sum, rows }) => ({ from, to, y: Math.round(sum / rows) }))
    .filter((stroke) => hasLettersAround(mask, size, stroke, perMm));
  const count = strokes.reduce((sum, { from, to }) => sum + to - from, 0);
  return {
    share: Math.min(1, count / Math.max(long, right - left)),
    spans: strokes.map(({ from, to, y }) => [from, to, y]),
  };
};

/**
 * Letters reach above and below a stroke that strikes them through. Serifs that touch make as long a line, but only
 * marks stand above it: rows so far from the stroke, mm, and the share of them that is ink.
 */
const BESIDE = { from: 0.45, to: 0.9, ink: 0.18 };

const hasLettersAround = (
  mask: Uint8Array,
  { width, height }: Pick<Gray, 'width' | 'height'>,
  { from, to, y }: Readonly<{ from: number; to: number; y: number }>,
  perMm: number,
): boolean =>
  [-1, 1].every((side) => {
    let ink = 0;
    let pixels = 0;
    for (let off = Math.round(BESIDE.from * perMm); off <= Math.round(BESIDE.to * perMm); off++) {
      const row = y + side * off;
      if (row < 0 || row >= height) continue;
      for (let x = from; x < to; x++) ink += mask[row * width + x]!;
      pixels += to - from;
    }
    return ink >= BESIDE.ink * pixels;
  });

/** Two strokes run side by side now and then, and the mean of their heights lies between them. */
const nearestInk = (mask: Uint8Array, width: number, x: number, y: number): number => {
  for (let off = 0; off <= 8; off++) {
    if (mask[(y - off) * width + x] === 1) return y - off;
    if (mask[(y + off) * width + x] === 1) return y + off;
  }
  return y;
};

/** A stroke ends where it leaves no ink over so many columns. */
const GAP = 2;

/**
 * Where a stroke ends that goes on, no longer level, from `x` in steps of ±1: between letters it is the only ink there.
 */
const follow = (
  mask: Uint8Array,
  { width }: Pick<Gray, 'width' | 'height'>,
  x: number,
  y: number,
  step: 1 | -1,
  body: { readonly top: number; readonly bottom: number },
): number => {
  let end = x;
  let row = nearestInk(mask, width, x, Math.round(y));
  for (let at = x + step; at >= 0 && at < width && Math.abs(at - end) <= GAP; at += step) {
    let sum = 0;
    let count = 0;
    for (let v = Math.round(row) - 2; v <= Math.round(row) + 2; v++) {
      if (v < body.top || v > body.bottom || mask[v * width + at] !== 1) continue;
      sum += v;
      count++;
    }
    if (count === 0) continue;
    // Letters pull at the row; a stroke keeps its course.
    row += 0.35 * (sum / count - row);
    end = at;
  }
  return end;
};

/** 0…1: see `Strikes.share`. */
export const struckShare = (...of: Parameters<typeof findStrikes>): number => findStrikes(...of).share;

/** Strokes run through the middle of the letters' mass; serifs that touch make as long a line, but at their feet. */
const TOP_SHARE = 0.2;
const BOTTOM_SHARE = 0.74;

/** Rows of the middle of the writing's mass. */
const bodyOf = (
  mask: Uint8Array,
  { width, height }: Pick<Gray, 'width' | 'height'>,
  left: number,
  right: number,
): { readonly top: number; readonly bottom: number } | null => {
  const rows = new Float64Array(height);
  let total = 0;
  for (let y = 0; y < height; y++) {
    let count = 0;
    for (let x = left; x < right; x++) count += mask[y * width + x]!;
    rows[y] = count;
    total += count;
  }
  if (total === 0) return null;
  const at = (share: number): number => {
    let leftOver = total * share;
    for (let y = 0; y < height; y++) {
      leftOver -= rows[y]!;
      if (leftOver <= 0) return y;
    }
    return height - 1;
  };
  return { top: at(TOP_SHARE), bottom: at(BOTTOM_SHARE) };
};

const inked = (
  mask: Uint8Array,
  { width, height }: Pick<Gray, 'width' | 'height'>,
  x: number,
  y: number,
  reach: number,
): boolean => {
  for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++) {
    if (mask[v * width + x] === 1) return true;
  }
  return false;
};
