import { describe, expect, it } from 'vitest';
import { findCover, shownShare } from './cover.ts';
import { asColour, textPage } from './draw-for-tests.ts';
import type { Picture } from './raster.ts';

type Colour = readonly [number, number, number];
const SKIN: Colour = [203, 152, 121];
const PALE_SKIN: Colour = [226, 190, 168];
const DARK_SKIN: Colour = [120, 82, 62];

/** A page of writing on slightly yellow paper. */
const page = (): Picture => {
  const picture = asColour(textPage(1240, 1754, 5));
  for (let p = 2; p < picture.data.length; p += 3) picture.data[p] = picture.data[p]! * 0.88;
  return picture;
};

/** Colours every pixel inside the ellipses, with a sensor's grain. */
const painted = (ellipses: readonly (readonly number[])[], colour: Colour): Picture => {
  const picture = page();
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      if (!ellipses.some(([cx, cy, rx, ry]) => ((x - cx!) / rx!) ** 2 + ((y - cy!) / ry!) ** 2 < 1)) continue;
      const at = (y * picture.width + x) * 3;
      const grain = ((x * 7919 + y * 104729) % 17) - 8;
      for (let c = 0; c < 3; c++) picture.data[at + c] = colour[c]! + grain;
    }
  }
  return picture;
};

/** A palm over the left edge with two fingers. */
const HAND = [
  [20, 1100, 150, 190],
  [190, 1020, 130, 38],
  [190, 1110, 140, 38],
];

describe('a hand on a photo', () => {
  it.each([
    ['brown', SKIN],
    ['pale', PALE_SKIN],
    ['dark', DARK_SKIN],
  ] as const)('hides what lies under it (%s)', (_name, colour) => {
    const cover = findCover(painted(HAND, colour));
    expect(cover?.share({ x: 30, y: 1000, width: 90, height: 200 })).toBeGreaterThan(0.9);
    expect(cover?.share({ x: 150, y: 1000, width: 100, height: 40 })).toBeGreaterThan(0.7);
    expect(cover?.share({ x: 600, y: 300, width: 400, height: 60 })).toBe(0);
    expect(cover?.share({ x: 100, y: 1500, width: 400, height: 60 })).toBe(0);
  });

  it('is not seen on a page without one, in a shadow, in a red stamp, or without colour', () => {
    expect(findCover(page())).toBeNull();
    const shaded = page();
    for (let y = 900; y < 1400; y++) {
      for (let p = y * 1240 * 3; p < (y * 1240 + 500) * 3; p++) shaded.data[p] = shaded.data[p]! * 0.55;
    }
    expect(findCover(shaded)).toBeNull();
    expect(findCover(painted([[700, 1400, 120, 120]], [205, 60, 70]))).toBeNull();
    expect(findCover({ width: 100, height: 100, channels: 1, data: new Uint8Array(10_000) })).toBeNull();
  });
});

describe('a page that the scan cuts off', () => {
  it('shows so much of each box', () => {
    const size = { width: 1000, height: 800 };
    expect(shownShare({ x: 10, y: 10, width: 100, height: 50 }, size)).toBe(1);
    expect(shownShare({ x: 10, y: 775, width: 100, height: 50 }, size)).toBeCloseTo(0.5);
    expect(shownShare({ x: 10, y: 900, width: 100, height: 50 }, size)).toBe(0);
    expect(shownShare({ x: -50, y: 10, width: 100, height: 50 }, size)).toBeCloseTo(0.5);
  });
});
