import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { asColour, asPicture, fillRect, textPage } from './draw-for-tests.ts';
import { encodeCrop, encodePage, encodePgm, encodeThumbnail } from './encode.ts';
import { newGray } from './raster.ts';

describe('encoding', () => {
  const page = textPage(400, 560);

  it('gives the same bytes for the same page, with its resolution and nothing else', async () => {
    const first = await encodePage(asColour(page), 300);
    expect(await encodePage(asColour(textPage(400, 560)), 300)).toEqual(first);
    const meta = await sharp(first).metadata();
    expect([meta.width, meta.height, meta.density, meta.chromaSubsampling]).toEqual([400, 560, 300, '4:4:4']);
    expect([meta.exif, meta.icc, meta.xmp]).toEqual([undefined, undefined, undefined]);
    expect((await sharp(await encodePage(asPicture(page), 200.4)).metadata()).density).toBe(200);
  });

  it('keeps grey pages in one channel', async () => {
    expect((await sharp(await encodePage(asPicture(page), 300)).metadata()).channels).toBe(1);
  });

  it('makes thumbnails no larger than asked', async () => {
    const meta = await sharp(await encodeThumbnail(asColour(page), 120)).metadata();
    expect([meta.format, meta.width, meta.height]).toEqual(['webp', 86, 120]);
  });

  it('cuts whole pixels, rounded outwards and within the picture', async () => {
    const gray = newGray(50, 40, 255);
    fillRect(gray, 10, 10, 5, 5, 0);
    const crop = await encodeCrop(asPicture(gray), { x: 10.4, y: 9.6, width: 4.2, height: 5 });
    const { data, info } = await sharp(crop).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, data[0], data[info.width]]).toEqual([5, 6, 255, 0]);
    const corner = await sharp(
      await encodeCrop(asPicture(gray), { x: 45, y: -5, width: 100, height: 10 }),
    ).metadata();
    expect([corner.width, corner.height]).toEqual([5, 5]);
  });

  it('writes pictures for the orientation engine that other readers read too', () => {
    const text = new TextDecoder('latin1').decode(
      encodePgm({ width: 2, height: 1, data: Uint8Array.of(65, 66) }),
    );
    expect(text).toBe('P5\n2 1\n255\nAB');
  });
});
