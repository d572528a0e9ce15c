import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPaper } from './border.ts';
import { asColour, fillRect, leaned, textPage, withGrain } from './draw-for-tests.ts';
import { invert, type Quad, rectToQuad } from './geometry.ts';
import { resolutionOf } from './paper-size.ts';
import { findSheet, flatSize } from './perspective.ts';
import { newGray } from './raster.ts';
import { warp } from './warp.ts';

describe('the sheet on a dark surround', () => {
  it('is found and keeps all of its paper', () => {
    const frame = newGray(1000, 1400, 20);
    const page = textPage(800, 1200);
    for (let y = 0; y < 1200; y++)
      frame.data.set(page.data.subarray(y * 800, (y + 1) * 800), (y + 90) * 1000 + 130);
    const box = findPaper(frame);
    expect(box.x).toBeGreaterThan(120);
    expect(box.x).toBeLessThanOrEqual(130);
    expect(box.x + box.width).toBeGreaterThanOrEqual(930);
    expect(box.y + box.height).toBeGreaterThanOrEqual(1290);
    expect(box.height).toBeLessThan(1220);
    const slanted = findPaper(leaned(frame, 2, 20));
    expect(slanted.x).toBeLessThan(125);
    expect(slanted.width).toBeGreaterThan(820);
  });

  it('is the whole picture where there is none, and on a dark sheet', () => {
    const whole = { x: 0, y: 0, width: 900, height: 1270 };
    expect(findPaper(textPage(900, 1270))).toEqual(whole);
    const dark = newGray(900, 1270, 10);
    fillRect(dark, 300, 300, 100, 100, 240);
    expect(findPaper(dark)).toEqual(whole);
  });
});

describe('a sheet on a photo', () => {
  const page = asColour(textPage(900, 1273, 4));
  const photo = (quad: Quad) => warp(page, invert(rectToQuad(900, 1273, quad)), 1200, 1600, [70, 55, 40]);

  it('is found by its corners', () => {
    const shift = fc.integer({ min: -60, max: 60 });
    fc.assert(
      fc.property(fc.array(shift, { minLength: 8, maxLength: 8 }), (s) => {
        const quad: Quad = [
          { x: 180 + s[0]!, y: 170 + s[1]! },
          { x: 1020 + s[2]!, y: 170 + s[3]! },
          { x: 1020 + s[4]!, y: 1400 + s[5]! },
          { x: 180 + s[6]!, y: 1400 + s[7]! },
        ];
        const found = findSheet(photo(quad));
        // A hardly slanted sheet needs no mending.
        if (found === null) {
          const tops = Math.abs(quad[0].y - quad[1].y) + Math.abs(quad[0].x - quad[3].x);
          const ends = Math.abs(quad[2].y - quad[3].y) + Math.abs(quad[1].x - quad[2].x);
          expect(Math.max(tops, ends)).toBeLessThan(60);
          return;
        }
        found.forEach((corner, i) => {
          // The corners are taken a little too far out, so that nothing on the sheet is cut.
          expect(Math.hypot(corner.x - quad[i]!.x, corner.y - quad[i]!.y)).toBeLessThan(14);
        });
      }),
      { numRuns: 8, seed: 3 },
    );
  });

  it('is left alone when it lies straight, fills the picture, or cannot be told from the ground', () => {
    expect(
      findSheet(
        photo([
          { x: 150, y: 164 },
          { x: 1050, y: 164 },
          { x: 1050, y: 1437 },
          { x: 150, y: 1437 },
        ]),
      ),
    ).toBeNull();
    expect(findSheet(page)).toBeNull();
    const pale = warp(
      page,
      invert(
        rectToQuad(900, 1273, [
          { x: 200, y: 150 },
          { x: 1000, y: 210 },
          { x: 1060, y: 1420 },
          { x: 140, y: 1400 },
        ]),
      ),
      1200,
      1600,
      [236, 236, 236],
    );
    expect(findSheet(pale)).toBeNull();
    const ground = withGrain(newGray(1200, 1600, 120), 80, 1);
    expect(findSheet(asColour(ground))).toBeNull();
  });

  it('is not the frame that is printed on it', () => {
    const scan = newGray(1200, 1600, 225);
    const frame: Quad = [
      { x: 130, y: 210 },
      { x: 1060, y: 190 },
      { x: 1140, y: 1450 },
      { x: 160, y: 1480 },
    ];
    for (const [i, from] of frame.entries()) {
      const to = frame[(i + 1) % 4]!;
      const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y));
      for (let k = 0; k <= steps; k++) {
        const x = Math.round(from.x + ((to.x - from.x) * k) / steps);
        const y = Math.round(from.y + ((to.y - from.y) * k) / steps);
        fillRect(scan, x - 4, y - 4, 8, 8, 30);
      }
    }
    expect(findSheet(asColour(scan))).toBeNull();
  });

  it('is drawn in the proportions of its paper', () => {
    const { width, height } = flatSize([
      { x: 0, y: 0 },
      { x: 1000, y: 0 },
      { x: 1000, y: 1330 },
      { x: 0, y: 1330 },
    ]);
    expect(height / width).toBeCloseTo(Math.SQRT2, 2);
    expect(
      flatSize([
        { x: 0, y: 0 },
        { x: 800, y: 0 },
        { x: 800, y: 800 },
        { x: 0, y: 800 },
      ]),
    ).toEqual({ width: 800, height: 800 });
  });
});

describe('resolution', () => {
  it('is what the file says when that gives a sheet of believable size', () => {
    expect(resolutionOf(2480, 3508, 300, false)).toEqual({ dpi: 300, source: 'file' });
    expect(resolutionOf(7089, 5613, 300, true)).toEqual({ dpi: 300, source: 'file' });
  });
  it('is estimated from A4, or A3 for spreads, when the file says nothing or nonsense', () => {
    for (const written of [null, 72, 96, 1, 5000]) {
      expect(resolutionOf(2480, 3508, written, false)).toEqual({ dpi: 300, source: 'paper-size' });
    }
    expect(resolutionOf(4961, 3508, 72, true)).toEqual({ dpi: 300, source: 'paper-size' });
  });
});
