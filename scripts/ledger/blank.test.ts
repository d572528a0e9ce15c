import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { packagePath } from '../../src/config/root.ts';
import { editions, getEdition, layoutOf } from '../../src/forms/catalog.ts';
import { blankLayout, drawBlankLayout } from './blank.ts';
import { BLANK_FORM_DPI } from './blank-png.ts';

describe('blank forms', () => {
  const cases = [...editions().values()].flatMap((edition) =>
    edition.layouts
      .filter(({ table }) => table === undefined)
      .map((layout) => ({ id: edition.id, class: layout.class, edition, layout })),
  );

  it.each(cases)(
    'the committed picture of $id $class is what its JSON draws',
    async ({ id, edition, layout }) => {
      const raster = await drawBlankLayout(edition, layout, BLANK_FORM_DPI);
      const committed = await sharp(
        readFileSync(packagePath('src/forms/editions', `${id}.${layout.class}.png`)),
      )
        .toColourspace('b-w')
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect(committed.info).toMatchObject({ width: raster.width, height: raster.height, channels: 1 });
      expect(Buffer.compare(committed.data, Buffer.from(raster.data))).toBe(0);
    },
  );

  it('puts printed ink where the layout says, and none where people write', () => {
    const edition = getEdition('KS-2016');
    const layout = layoutOf(edition, 'entry');
    expect(layout).toBeDefined();
    if (layout === undefined) return;
    const raster = blankLayout(edition, layout, 200);
    const darkest = ([x, y, w, h]: readonly [number, number, number, number]): number => {
      const px = (mm: number): number => Math.round((mm / 25.4) * 200);
      let dark = 255;
      for (let row = px(y); row < px(y + h); row++) {
        for (let column = px(x); column < px(x + w); column++) {
          dark = Math.min(dark, raster.data[row * raster.width + column] ?? 255);
        }
      }
      return dark;
    };
    for (const text of layout.print.texts.filter((printed) => printed.align === 'left')) {
      expect(darkest([text.x, text.y - 3, 8, 3.2])).toBeLessThan(80);
    }
    for (const place of layout.fields) {
      if (place.type !== 'text') continue;
      for (const [x, y, w] of place.lines) expect(darkest([x + 0.3, y, w - 1, 4.6])).toBe(255);
    }
  });
});
