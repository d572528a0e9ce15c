import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { concatTransformationMatrix, degrees, drawObject, PDFDocument, PDFName, rgb } from 'pdf-lib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSohoaError } from '../domain/errors.ts';
import { codeOf } from '../domain/testing.ts';
import { asColour, fillRect, withGrain } from './draw-for-tests.ts';
import { DEFAULT_LIMITS, decodeFrame, listFrames, openFrames } from './frames.ts';
import { newGray, toGray } from './raster.ts';

/** White, with a black block at the top left: tells turns and mirrors apart. */
const marked = (width = 120, height = 80) => {
  const gray = newGray(width, height, 255);
  fillRect(gray, 8, 8, 30, 16, 0);
  return gray;
};
const image = (width = 120, height = 80) =>
  sharp(asColour(marked(width, height)).data, { raw: { width, height, channels: 3 } });
const noisy = () => {
  const gray = withGrain(newGray(400, 300, 128), 60, 1);
  return sharp(gray.data, { raw: { width: 400, height: 300, channels: 1 } });
};
const bytes = async (pipeline: Sharp): Promise<Uint8Array> => new Uint8Array(await pipeline.toBuffer());

/** Where the block is: share of dark pixels in the four corners. */
const darkCorner = (picture: Parameters<typeof toGray>[0]): string => {
  const gray = toGray(picture);
  const { width: w, height: h } = gray;
  const corners = { 'top left': [0, 0], 'top right': [1, 0], 'bottom left': [0, 1], 'bottom right': [1, 1] };
  const dark = (cx: number, cy: number): number => {
    let sum = 0;
    for (let y = (cy * h) >> 1; y < ((cy + 1) * h) >> 1; y++) {
      for (let x = (cx * w) >> 1; x < ((cx + 1) * w) >> 1; x++) sum += 255 - gray.data[y * w + x]!;
    }
    return sum;
  };
  const ranked = Object.entries(corners).sort((a, b) => dark(b[1][0]!, b[1][1]!) - dark(a[1][0]!, a[1][1]!));
  return String(ranked[0]?.[0]);
};

/** A PNG that claims a size and has hardly any data: what a decompression bomb looks like from its header. */
const pngClaiming = (width: number, height: number): Uint8Array => {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(data.length);
    const tail = Buffer.alloc(4);
    tail.writeUInt32BE(crc32(body));
    return Buffer.concat([head, body, tail]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(Buffer.alloc(1000));
  return new Uint8Array(
    Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]),
  );
};

describe('images', () => {
  it('are known by content, whatever they are called', async () => {
    expect((await listFrames(await bytes(image().jpeg()))).mediaType).toBe('image/jpeg');
    expect((await listFrames(await bytes(image().png()))).mediaType).toBe('image/png');
    expect((await listFrames(await bytes(image().tiff()))).mediaType).toBe('image/tiff');
  });

  it('come out upright by their EXIF orientation', async () => {
    const sideways = await bytes(image().jpeg().withMetadata({ orientation: 6, density: 200 }));
    const { frames } = await listFrames(sideways);
    expect(frames).toEqual([{ index: 0, width: 80, height: 120, dpi: 200 }]);
    const frame = await decodeFrame(sideways, 0);
    expect([frame.picture.width, frame.picture.height, darkCorner(frame.picture)]).toEqual([
      80,
      120,
      'top right',
    ]);
    expect(frame.jpeg).toBeNull();
  });

  it('keep the bytes of an upright JPEG for those who want them unchanged', async () => {
    const file = await bytes(image().jpeg());
    expect((await decodeFrame(file, 0)).jpeg).toEqual(file);
  });

  it('are put on white where they are transparent, and brought to eight bits', async () => {
    const clear = await bytes(
      sharp({
        create: { width: 10, height: 10, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
      }).png(),
    );
    expect([...(await decodeFrame(clear, 0)).picture.data].every((v) => v === 255)).toBe(true);
    const deep = await bytes(noisy().toColourspace('grey16').png());
    const { picture } = await decodeFrame(deep, 0);
    const plain = await noisy().toColourspace('b-w').raw().toBuffer();
    expect(picture.channels).toBe(1);
    expect(picture.data.every((v, i) => Math.abs(v - plain[i]!) <= 1)).toBe(true);
  });

  it('are read when they are made for print (CMYK)', async () => {
    const frame = await decodeFrame(await bytes(image().toColourspace('cmyk').jpeg({ quality: 95 })), 0);
    expect(frame.picture.channels).toBe(3);
    expect(darkCorner(frame.picture)).toBe('top left');
    expect(frame.picture.data.at(-1)).toBeGreaterThan(240);
    expect(frame.jpeg).toBeNull();
  });
});

describe('TIFF files', () => {
  const bilevel = (page: Sharp): Sharp => page.threshold(128).toColourspace('b-w');

  it('give every page, fax-coded ones too', async () => {
    const pages = await Promise.all(
      [marked(), marked()].map((gray) => bytes(sharp(gray.data, { raw: { ...gray, channels: 1 } }).png())),
    );
    const file = await bytes(
      bilevel(sharp(pages, { join: { across: 1, animated: true } })).tiff({
        compression: 'ccittfax4',
        bitdepth: 1,
        xres: 300 / 25.4,
        yres: 300 / 25.4,
      }),
    );
    const { frames } = await listFrames(file);
    expect(
      frames.map(({ index, width, height, dpi }) => [index, width, height, Math.round(dpi ?? 0)]),
    ).toEqual([
      [0, 120, 80, 300],
      [1, 120, 80, 300],
    ]);
    for (const { index } of frames) {
      const { picture } = await decodeFrame(file, index);
      expect([picture.channels, darkCorner(picture), picture.data[0], picture.data[20 * 120 + 20]]).toEqual([
        1,
        'top left',
        255,
        0,
      ]);
    }
    expect(await codeOf(decodeFrame(file, 2))).toBe('no-such-frame');
  });

  it('with oblong pixels (fax) come out in proportion', async () => {
    const file = await bytes(bilevel(image(204, 98)).tiff({ xres: 204 / 25.4, yres: 98 / 25.4 }));
    const { picture, dpi } = await decodeFrame(file, 0);
    expect([picture.width, picture.height, Math.round(dpi ?? 0)]).toEqual([204, 204, 204]);
  });

  it('that are cut off say so', async () => {
    const file = await bytes(noisy().tiff({ compression: 'lzw' }));
    for (const part of [0.3, 0.9]) {
      expect(await codeOf(openFrames(file.subarray(0, Math.floor(file.length * part))))).toBe(
        'image-truncated',
      );
    }
  });
});

describe('bad files', () => {
  it.each([
    ['nothing', new Uint8Array(), 'file-empty', undefined],
    ['text', Buffer.from('Sổ đăng ký khai sinh\r\n'), 'not-an-image', 'text/plain'],
    ['a web page', Buffer.from('<!DOCTYPE html><html>'), 'not-an-image', 'text/html'],
    ['a zip', Buffer.from('PK\x03\x04 and so on'), 'not-an-image', 'application/zip'],
    ['a GIF', Buffer.from('GIF89a'), 'not-an-image', 'image/gif'],
    ['noise', Buffer.from([1, 2, 3, 0, 0, 255]), 'not-an-image', 'application/octet-stream'],
  ])('%s is refused by name', async (_name, file, code, looksLike) => {
    const error = await openFrames(new Uint8Array(file)).catch((e: unknown) => e);
    expect(isSohoaError(error, code) && error.params.looksLike).toBe(looksLike);
  });

  it('decompression bombs are refused from their header', async () => {
    const bomb = pngClaiming(40_000, 40_000);
    const error = await openFrames(bomb).catch((e: unknown) => e);
    expect(isSohoaError(error, 'image-too-large') && error.params).toEqual({
      width: 40_000,
      height: 40_000,
      megapixels: 150,
    });
  });

  it('files over the limit of bytes are refused unread', async () => {
    const file = await bytes(image().png());
    expect(await codeOf(openFrames(file, { ...DEFAULT_LIMITS, maxBytes: 100 }))).toBe('file-too-large');
  });

  it.each(['jpeg', 'png'] as const)('a cut-off %s says so, wherever it was cut', async (format) => {
    const file = await bytes(noisy().toFormat(format));
    for (const part of [0.05, 0.5, 0.95]) {
      expect(await codeOf(decodeFrame(file.subarray(0, Math.floor(file.length * part)), 0))).toBe(
        'image-truncated',
      );
    }
  });

  it('a PNG with wrong bytes inside is damaged, not cut off', async () => {
    const file = await bytes(noisy().png());
    file[Math.floor(file.length / 2)]! ^= 0xff;
    expect(await codeOf(decodeFrame(file, 0))).toBe('image-damaged');
  });
});

describe('PDF files', () => {
  const a4: [number, number] = [595.28, 841.89];
  const scan = async (): Promise<Uint8Array> => bytes(image(1240, 1754).jpeg({ quality: 90 }));
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sohoa-pdf-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('give a scanned JPEG page untouched, turned as the page says', async () => {
    const jpeg = await scan();
    const pdf = await PDFDocument.create();
    const embedded = await pdf.embedJpg(jpeg);
    for (const angle of [0, 90]) {
      const page = pdf.addPage(a4);
      page.drawImage(embedded, { x: 0, y: 0, width: a4[0], height: a4[1] });
      page.setRotation(degrees(angle));
    }
    const path = join(folder, 'Sổ khai sinh 1998.pdf');
    await writeFile(path, await pdf.save());
    const reader = await openFrames(path);
    expect(reader.frames.length).toBe(2);
    const plain = await reader.decode(0);
    expect(plain.jpeg).toEqual(jpeg);
    expect([plain.picture.width, plain.picture.height, Math.round(plain.dpi ?? 0)]).toEqual([
      1240, 1754, 150,
    ]);
    const turned = await reader.decode(1);
    expect([turned.picture.width, turned.picture.height, darkCorner(turned.picture)]).toEqual([
      1754,
      1240,
      'top right',
    ]);
    expect(turned.jpeg).toBeNull();
    await reader.close();
  });

  it('give other embedded pictures at their own resolution, pixel by pixel', async () => {
    const gray = marked(620, 877);
    const png = await bytes(
      sharp(asColour(gray).data, { raw: { width: 620, height: 877, channels: 3 } }).png(),
    );
    const pdf = await PDFDocument.create();
    const page = pdf.addPage(a4);
    page.drawImage(await pdf.embedPng(png), { x: 0, y: 0, width: a4[0], height: a4[1] });
    const { picture, dpi, jpeg } = await decodeFrame(await pdf.save(), 0);
    expect([picture.width, picture.height, Math.round(dpi ?? 0), jpeg]).toEqual([620, 877, 75, null]);
    expect([...toGray(picture).data].every((v, i) => Math.abs(v - gray.data[i]!) <= 1)).toBe(true);
  });

  it('draw pages that are more than one picture', async () => {
    const pdf = await PDFDocument.create();
    pdf.addPage(a4).drawRectangle({ x: 20, y: 700, width: 200, height: 100, color: rgb(0, 0, 0) });
    const mixed = pdf.addPage(a4);
    mixed.drawImage(await pdf.embedJpg(await scan()), { x: 0, y: 0, width: a4[0], height: a4[1] });
    mixed.drawRectangle({ x: 300, y: 20, width: 280, height: 300, color: rgb(0, 0, 0) });
    const reader = await openFrames(await pdf.save());
    const drawn = await reader.decode(0);
    expect([drawn.dpi, drawn.picture.width, darkCorner(drawn.picture)]).toEqual([300, 2480, 'top left']);
    const both = await reader.decode(1);
    expect([both.dpi, both.picture.width, darkCorner(both.picture)]).toEqual([150, 1240, 'bottom right']);
    await reader.close();
  });

  it('with 500 pages are listed and give single pages', async () => {
    const pdf = await PDFDocument.create();
    const embedded = await pdf.embedJpg(await scan());
    for (let i = 0; i < 500; i++)
      pdf.addPage(a4).drawImage(embedded, { x: 0, y: 0, width: a4[0], height: a4[1] });
    const path = join(folder, '500.pdf');
    await writeFile(path, await pdf.save());
    const reader = await openFrames(path);
    expect(reader.frames.length).toBe(500);
    expect((await reader.decode(499)).picture.width).toBe(1240);
    await reader.close();
  });

  it('that ask for a password, are cut off or are garbage say which', async () => {
    const secret = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj
3 0 obj<</Filter/Standard/V 1/R 2/P -4/O<${'31'.repeat(32)}>/U<${'32'.repeat(32)}>>>endobj
trailer<</Root 1 0 R/Encrypt 3 0 R/ID[<${'00'.repeat(16)}><${'00'.repeat(16)}>]/Size 4>>
startxref
0
%%EOF`;
    expect(await codeOf(openFrames(new TextEncoder().encode(secret)))).toBe('pdf-encrypted');
    const pdf = await PDFDocument.create();
    pdf.addPage(a4).drawImage(await pdf.embedJpg(await scan()), { x: 0, y: 0, width: 100, height: 100 });
    const whole = await pdf.save();
    expect(await codeOf(openFrames(whole.subarray(0, whole.length >> 1)))).toBe('pdf-damaged');
    expect(
      await codeOf(openFrames(new TextEncoder().encode('%PDF-1.7\nnonsense\nstartxref\n9\n%%EOF'))),
    ).toBe('pdf-damaged');
  });

  it('with a picture that cannot be unpacked are damaged, not blank', async () => {
    const pdf = await PDFDocument.create();
    const stream = pdf.context.stream(Uint8Array.of(1, 2, 3), {
      Type: 'XObject',
      Subtype: 'Image',
      Width: 200,
      Height: 300,
      BitsPerComponent: 8,
      ColorSpace: 'DeviceRGB',
      Filter: 'JPXDecode',
    });
    const page = pdf.addPage(a4);
    page.node.setXObject(PDFName.of('Im0'), pdf.context.register(stream));
    page.pushOperators(concatTransformationMatrix(595, 0, 0, 841, 0, 0), drawObject('Im0'));
    expect(await codeOf(decodeFrame(await pdf.save(), 0))).toBe('pdf-damaged');
  });

  it('with a picture over the limit are refused before it is unpacked', async () => {
    const limits = { ...DEFAULT_LIMITS, maxPixels: 200_000 };
    const pdf = await PDFDocument.create();
    pdf.addPage(a4).drawImage(await pdf.embedJpg(await scan()), { x: 0, y: 0, width: a4[0], height: a4[1] });
    const other = await PDFDocument.create();
    const png = await bytes(image(620, 877).png());
    other.addPage([72, 100]).drawImage(await other.embedPng(png), { x: 0, y: 0, width: 72, height: 100 });
    expect(await codeOf(decodeFrame(await pdf.save(), 0, limits))).toBe('image-too-large');
    expect(await codeOf(decodeFrame(await other.save(), 0, limits))).toBe('image-too-large');
  });
});

it('reads from paths with spaces and Vietnamese letters', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sổ hộ tịch '));
  const path = join(folder, 'Trang số 1 – đã quét.jpg');
  await writeFile(path, await bytes(image().jpeg()));
  const frame = await decodeFrame(path, 0);
  expect(frame.jpeg).toEqual(new Uint8Array(await readFile(path)));
  await rm(folder, { recursive: true });
});
