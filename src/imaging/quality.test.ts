import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { asPicture, textPage, withGrain, writeLines } from './draw-for-tests.ts';
import { isBlank, measureQuality, unreadable } from './quality.ts';
import { type Gray, newGray, shrinkGray } from './raster.ts';

const measure = (gray: Gray, dpi = 300) => measureQuality(asPicture(gray), shrinkGray(gray, 2), dpi);
const verdict = (gray: Gray) => unreadable(gray, measure(gray));
const blurred = async (gray: Gray, sigma: number): Promise<Gray> => {
  const data = await sharp(gray.data, { raw: { width: gray.width, height: gray.height, channels: 1 } })
    .blur(sigma)
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  return { width: gray.width, height: gray.height, data: new Uint8Array(data) };
};
const faint = (ink: number): Gray => {
  const page = newGray(1240, 1754, 235);
  writeLines(page, { x: 120, y: 120, w: 1000, h: 1500 }, 40, 3, ink);
  return page;
};

describe('quality', () => {
  it('measures blur as edge width, growing with the blur and the same at any resolution', async () => {
    const page = textPage(1240, 1754);
    const widths: number[] = [];
    for (const sigma of [1, 2, 3]) widths.push(measure(await blurred(page, sigma)).blur ?? 0);
    expect(widths[0]).toBeLessThan(widths[1]!);
    expect(widths[1]).toBeLessThan(widths[2]!);
    const soft = await blurred(page, 2);
    const twice = await sharp(soft.data, { raw: { width: 1240, height: 1754, channels: 1 } })
      .resize(2480, 3508)
      .toColourspace('b-w')
      .raw()
      .toBuffer();
    const fine = measure({ width: 2480, height: 3508, data: new Uint8Array(twice) }, 600).blur ?? 0;
    expect(Math.abs(fine / widths[1]! - 1)).toBeLessThan(0.25);
  });

  it('gives up on pages that nobody can read, and only on those', async () => {
    expect(verdict(textPage(1240, 1754))).toBeNull();
    expect(verdict(withGrain(faint(180), 4, 1))).toBeNull();
    expect(verdict(faint(226))).toBe('page-too-faint');
    expect(verdict(textPage(500, 680))).toBe('page-too-small');
    // Strokes of 6 pixels, as print has at 300 dpi.
    const thin = textPage(620, 877);
    const data = await sharp(thin.data, { raw: { width: 620, height: 877, channels: 1 } })
      .resize(1860, 2631, { kernel: 'nearest' })
      .toColourspace('b-w')
      .raw()
      .toBuffer();
    const print = { width: 1860, height: 2631, data: new Uint8Array(data) };
    expect(verdict(await blurred(print, 3))).toBeNull();
    expect(verdict(await blurred(print, 10))).toBe('page-too-blurred');
  });

  it('knows blank sheets, grainy and shaded ones too, from sheets with a few words', () => {
    expect(isBlank(measure(newGray(1240, 1754, 235)))).toBe(true);
    const shaded = newGray(1240, 1754);
    shaded.data.forEach((_, i) => {
      shaded.data[i] = 200 + Math.round((40 * (i % 1240)) / 1240);
    });
    expect(isBlank(measure(withGrain(shaded, 8, 2)))).toBe(true);
    const few = newGray(1240, 1754, 235);
    writeLines(few, { x: 200, y: 300, w: 900, h: 90 }, 40, 1);
    expect(isBlank(measure(withGrain(few, 8, 2)))).toBe(false);
    expect(verdict(newGray(1240, 1754, 235))).toBeNull();
  });

  it('measures contrast against the paper, not against white', () => {
    const dark = faint(60);
    const light = faint(160);
    expect(measure(dark).contrast).toBeGreaterThan(measure(light).contrast + 0.2);
  });
});
