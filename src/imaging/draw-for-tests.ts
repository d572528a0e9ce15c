/** Small made-up pages for the tests of this room: lines of strokes, rules, shades. Nothing here is used by the product. */
import { compose, rotation, translation } from './geometry.ts';
import type { Gray, Picture } from './raster.ts';
import { newGray } from './raster.ts';
import { warpGray } from './warp.ts';

/** A small deterministic generator (mulberry32), 0 ≤ value < 1. */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

export const fillRect = (gray: Gray, x: number, y: number, w: number, h: number, value: number): void => {
  for (let row = Math.max(0, y); row < Math.min(gray.height, y + h); row++) {
    gray.data.fill(value, row * gray.width + Math.max(0, x), row * gray.width + Math.min(gray.width, x + w));
  }
};

/** Lines of word-like marks within a box: words of upright strokes and bars on common base lines. */
export const writeLines = (
  gray: Gray,
  box: { x: number; y: number; w: number; h: number },
  pitch: number,
  seed: number,
  ink = 40,
): void => {
  const random = seeded(seed);
  const size = Math.round(pitch * 0.4);
  for (let y = box.y + pitch; y < box.y + box.h; y += pitch) {
    for (let x = box.x; x < box.x + box.w - size; ) {
      const letters = 2 + Math.floor(random() * 5);
      for (let k = 0; k < letters && x < box.x + box.w - size; k++, x += Math.round(size * 0.8)) {
        const tall = random() < 0.25 ? Math.round(size * 0.5) : 0;
        fillRect(gray, x, y - size - tall, 2, size + tall, ink);
        const foot = Math.round(size * 0.8);
        fillRect(gray, x, y - 2, foot, 2, ink);
        if (random() < 0.6) fillRect(gray, x, y - size, foot, 2, ink);
      }
      x += size;
    }
  }
};

/** A page of writing, upright, with margins. */
export const textPage = (width: number, height: number, seed = 1, paper = 235): Gray => {
  const page = newGray(width, height, paper);
  const margin = Math.round(width * 0.1);
  writeLines(page, { x: margin, y: margin, w: width - 2 * margin, h: height - 2 * margin }, 28, seed);
  return page;
};

/** Leaned clockwise about the middle. */
export const leaned = (gray: Gray, degrees: number, fill = 235): Gray => {
  const { width: w, height: h } = gray;
  const toSource = compose(translation(w / 2, h / 2), rotation(-degrees), translation(-w / 2, -h / 2));
  return warpGray(gray, toSource, w, h, fill);
};

export const withGrain = (gray: Gray, amount: number, seed: number): Gray => {
  const random = seeded(seed);
  const data = gray.data.map((v) => {
    const noise = (random() + random() + random() + random() - 2) * amount * 1.7;
    return Math.max(0, Math.min(255, Math.round(v + noise)));
  });
  return { ...gray, data };
};

export const asPicture = (gray: Gray): Picture => ({ ...gray, channels: 1 });

/** The same grey in three channels. */
export const asColour = (gray: Gray): Picture => {
  const data = new Uint8Array(gray.data.length * 3);
  for (let i = 0; i < gray.data.length; i++) data.fill(gray.data[i]!, 3 * i, 3 * i + 3);
  return { width: gray.width, height: gray.height, channels: 3, data };
};

/**
 * An opened book: two written pages, a fold whose shade deepens towards it and wanders by `bend` pixels, a table head
 * that runs across.
 */
export const openBook = (
  width: number,
  height: number,
  options: { fold?: number; bend?: number; shade?: number; seed?: number } = {},
): { gray: Gray; foldAt: (y: number) => number } => {
  const { fold = 0.5, bend = 0, shade = 40, seed = 1 } = options;
  const gray = newGray(width, height, 235);
  const foldAt = (y: number): number => width * fold + bend * Math.sin((Math.PI * y) / height);
  const margin = Math.round(width * 0.05);
  const inner = Math.round(width * 0.035) + Math.abs(bend);
  const middle = Math.round(width * fold);
  const rows = { y: margin * 2, h: height - margin * 4 };
  writeLines(gray, { x: margin, w: middle - inner - margin, ...rows }, 24, seed);
  writeLines(gray, { x: middle + inner, w: width - margin - middle - inner, ...rows }, 24, seed + 1);
  fillRect(gray, margin, margin * 2 - 6, width - 2 * margin, 3, 50);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const off = Math.abs(x - foldAt(y)) / (width * 0.02);
      const darker = shade * Math.exp(-off);
      gray.data[y * width + x] = Math.max(0, gray.data[y * width + x]! - darker);
    }
  }
  return { gray, foldAt };
};
