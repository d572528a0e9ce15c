/**
 * Files as handed in → frames (the pictures they hold) as plain pixels. The type is decided by content, sizes are read
 * from headers and refused there, and every way in which a file can be bad has its own code.
 */
import sharp, { type Metadata, type Sharp } from 'sharp';
import { SohoaError } from '../domain/errors.ts';
import { type ByteSource, type FrameInput, openBytes } from './byte-source.ts';
import type { Quarter } from './geometry.ts';
import type { Picture } from './raster.ts';
import { type MediaType, SNIFF_BYTES, sniff } from './sniff.ts';
import { readTiffPages, type TiffPage } from './tiff.ts';

export type FrameLimits = {
  /** Width × height of one frame. */
  readonly maxPixels: number;
  /** Bytes of one file. */
  readonly maxBytes: number;
};

/** 150 megapixels is A2 at 600 dpi; a file of 2 GB is a whole ledger as one PDF. */
export const DEFAULT_LIMITS: FrameLimits = { maxPixels: 150_000_000, maxBytes: 2_000_000_000 };

/** From the header only. Pages of a PDF have no size in pixels before they are decoded: null. */
export type FrameInfo = {
  /** From 0. */
  readonly index: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly dpi: number | null;
};

export type Frame = {
  /** Upright as far as the file itself says (EXIF orientation, PDF page rotation). */
  readonly picture: Picture;
  /** As written in the file, unchecked; null if it does not say. */
  readonly dpi: number | null;
  /** The bytes of a JPEG file that shows exactly `picture`, if the frame is one: can be kept instead of a new copy. */
  readonly jpeg: Uint8Array | null;
};

export type FrameReader = {
  readonly mediaType: MediaType;
  readonly frames: readonly FrameInfo[];
  readonly decode: (index: number) => Promise<Frame>;
  readonly close: () => Promise<void>;
};

/**
 * Opens a file (path or bytes) and reads its headers. Throws `file-empty`, `file-too-large`, `not-an-image`,
 * `image-too-large`, `image-truncated`, `image-damaged`, `pdf-encrypted` or `pdf-damaged`.
 */
export const openFrames = async (
  input: FrameInput,
  limits: FrameLimits = DEFAULT_LIMITS,
): Promise<FrameReader> => {
  const source = await openBytes(input);
  try {
    if (source.size > limits.maxBytes) {
      throw new SohoaError('file-too-large', {
        megabytes: Math.ceil(source.size / 1e6),
        limit: Math.floor(limits.maxBytes / 1e6),
      });
    }
    const mediaType = sniff(await source.read(0, SNIFF_BYTES));
    if (mediaType === 'application/pdf') return await pdfFrames(source, limits);
    if (mediaType === 'image/tiff') return await tiffFrames(input, source, limits);
    return await singleFrame(input, source, mediaType, limits);
  } catch (error) {
    await source.close();
    throw error;
  }
};

/** What a file holds, without decoding it. Errors as `openFrames`. */
export const listFrames = async (
  input: FrameInput,
  limits: FrameLimits = DEFAULT_LIMITS,
): Promise<{ mediaType: MediaType; frames: readonly FrameInfo[] }> => {
  const reader = await openFrames(input, limits);
  await reader.close();
  return { mediaType: reader.mediaType, frames: reader.frames };
};

/** One frame's pixels. Errors as `openFrames`, and `no-such-frame`. */
export const decodeFrame = async (
  input: FrameInput,
  index: number,
  limits: FrameLimits = DEFAULT_LIMITS,
): Promise<Frame> => {
  const reader = await openFrames(input, limits);
  try {
    return await reader.decode(index);
  } finally {
    await reader.close();
  }
};

const checkIndex = (index: number, count: number): void => {
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new SohoaError('no-such-frame', { frame: index + 1, frames: count });
  }
};

const checkSize = (width: number, height: number, limits: FrameLimits): void => {
  if (width * height > limits.maxPixels) {
    throw new SohoaError('image-too-large', {
      width,
      height,
      megapixels: Math.round(limits.maxPixels / 1e6),
    });
  }
};

const pdfFrames = async (source: ByteSource, limits: FrameLimits): Promise<FrameReader> => {
  // Loaded for the first PDF: it costs every other process 0.4 s of the processor.
  const { openPdf } = await import('./pdf.ts');
  const pdf = await openPdf(source, limits.maxPixels);
  return {
    mediaType: 'application/pdf',
    frames: Array.from({ length: pdf.pageCount }, (_, index) => ({
      index,
      width: null,
      height: null,
      dpi: null,
    })),
    decode: async (index) => {
      checkIndex(index, pdf.pageCount);
      const page = await pdf.page(index);
      const dpi = page.dpi > 0 ? page.dpi : null;
      if (page.type === 'jpeg') {
        const decoded = await decodeJpeg(page.bytes, page.turn, limits);
        return { ...decoded, dpi };
      }
      return { picture: await turned(page.picture, page.turn), dpi, jpeg: null };
    },
    close: async () => {
      await pdf.close();
      await source.close();
    },
  };
};

const tiffFrames = async (
  input: FrameInput,
  source: ByteSource,
  limits: FrameLimits,
): Promise<FrameReader> => {
  const pages = await readTiffPages(source);
  for (const page of pages) checkSize(page.width, page.height, limits);
  return {
    mediaType: 'image/tiff',
    frames: pages.map(({ width, height, dpiX, dpiY }, index) => ({
      index,
      width,
      height,
      dpi: coarserToFiner(dpiX, dpiY),
    })),
    decode: async (index) => {
      checkIndex(index, pages.length);
      const page = pages[index] as TiffPage;
      const image = open(input, limits, page.page).autoOrient();
      const { dpiX, dpiY } = page;
      // Faxes have oblong pixels: made square at the finer resolution.
      if (dpiX !== null && dpiY !== null && Math.abs(dpiX / dpiY - 1) > 0.02) {
        const finer = Math.max(dpiX, dpiY);
        const width = Math.round((page.width * finer) / dpiX);
        const height = Math.round((page.height * finer) / dpiY);
        checkSize(width, height, limits);
        image.resize({ width, height, fit: 'fill' });
      }
      return { picture: await pixels(image), dpi: coarserToFiner(dpiX, dpiY), jpeg: null };
    },
    close: () => source.close(),
  };
};

const coarserToFiner = (dpiX: number | null, dpiY: number | null): number | null =>
  dpiX === null || dpiY === null ? (dpiX ?? dpiY) : Math.max(dpiX, dpiY);

const singleFrame = async (
  input: FrameInput,
  source: ByteSource,
  mediaType: 'image/jpeg' | 'image/png',
  limits: FrameLimits,
): Promise<FrameReader> => {
  const header = await headerOf(input, source, mediaType);
  checkSize(header.width, header.height, limits);
  const sideways = (header.orientation ?? 1) >= 5;
  const info: FrameInfo = {
    index: 0,
    width: sideways ? header.height : header.width,
    height: sideways ? header.width : header.height,
    dpi: header.density ?? null,
  };
  return {
    mediaType,
    frames: [info],
    decode: async (index) => {
      checkIndex(index, 1);
      if (mediaType === 'image/jpeg') {
        const bytes = await source.read(0, source.size);
        const upright = (header.orientation ?? 1) === 1;
        const picture = await pixels(open(bytes, limits).autoOrient());
        const kept = upright && header.space !== 'cmyk' ? bytes : null;
        return { picture, dpi: info.dpi, jpeg: kept };
      }
      try {
        return { picture: await pixels(open(input, limits).autoOrient()), dpi: info.dpi, jpeg: null };
      } catch (error) {
        throw (await isCutPng(source)) ? new SohoaError('image-truncated', {}, { cause: error }) : error;
      }
    },
    close: () => source.close(),
  };
};

const headerOf = async (input: FrameInput, source: ByteSource, mediaType: MediaType): Promise<Metadata> => {
  try {
    return await sharp(input, { limitInputPixels: false }).metadata();
  } catch (error) {
    if (mediaType === 'image/png' && (await isCutPng(source)))
      throw new SohoaError('image-truncated', {}, { cause: error });
    throw asImageError(error);
  }
};

const decodeJpeg = async (
  bytes: Uint8Array,
  turn: Quarter,
  limits: FrameLimits,
): Promise<Omit<Frame, 'dpi'>> => {
  const header = await headerOf(bytes, await openBytes(bytes), 'image/jpeg');
  checkSize(header.width, header.height, limits);
  const plain = (header.orientation ?? 1) === 1 && header.space !== 'cmyk';
  const picture = await pixels(turn === 0 ? open(bytes, limits) : open(bytes, limits).rotate(turn));
  return { picture, jpeg: plain && turn === 0 ? bytes : null };
};

const open = (input: FrameInput, limits: FrameLimits, page?: number): Sharp =>
  sharp(input, {
    limitInputPixels: limits.maxPixels,
    failOn: 'error',
    sequentialRead: true,
    ...(page === undefined ? {} : { page }),
  });

/** Eight-bit grey or sRGB on white, whatever the file had (16 bit, CMYK, palette, alpha, one bit). */
const pixels = async (image: Sharp): Promise<Picture> => {
  try {
    const flat = image.flatten({ background: '#ffffff' });
    const { space } = await image.metadata();
    const grey = space === 'b-w' || space === 'grey16';
    const { data, info } = await flat
      .toColourspace(grey ? 'b-w' : 'srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return {
      width: info.width,
      height: info.height,
      channels: info.channels === 1 ? 1 : 3,
      data: new Uint8Array(data.buffer, data.byteOffset, data.length),
    };
  } catch (error) {
    throw asImageError(error);
  }
};

const turned = async (picture: Picture, turn: Quarter): Promise<Picture> => {
  if (turn === 0) return picture;
  const { width, height, channels, data } = picture;
  return pixels(sharp(data, { raw: { width, height, channels }, limitInputPixels: false }).rotate(turn));
};

const asImageError = (error: unknown): SohoaError => {
  if (error instanceof SohoaError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/premature end|truncated/i.test(message))
    return new SohoaError('image-truncated', {}, { cause: error });
  return new SohoaError('image-damaged', { problem: 'decoder' }, { cause: error });
};

/** A PNG is a chain of chunks that ends with IEND: the file was cut if the chain runs past the end of it. */
const isCutPng = async (source: ByteSource): Promise<boolean> => {
  for (let at = 8; ; ) {
    const head = await source.read(at, 8);
    if (head.length < 8) return true;
    const view = new DataView(head.buffer, head.byteOffset, 8);
    if (view.getUint32(4) === 0x49454e44) return at + 12 > source.size;
    at += 12 + view.getUint32(0);
    if (at > source.size) return true;
  }
};
