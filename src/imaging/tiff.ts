/**
 * The directory chain of a TIFF or BigTIFF file, read without its pixels: libvips tells the number of pages only, and
 * answers a cut-off file with "unsupported image format". Source: TIFF 6.0; BigTIFF as in libtiff.
 */
import { SohoaError } from '../domain/errors.ts';
import type { ByteSource } from './byte-source.ts';

export type TiffPage = {
  /** The directory's position in the chain, which is libvips' page number. */
  readonly page: number;
  readonly width: number;
  readonly height: number;
  /** Dots per inch, or null where the file does not say. They differ on faxes. */
  readonly dpiX: number | null;
  readonly dpiY: number | null;
};

const TAG = {
  subfile: 254,
  width: 256,
  height: 257,
  stripOffsets: 273,
  stripBytes: 279,
  xResolution: 282,
  yResolution: 283,
  unit: 296,
  tileOffsets: 324,
  tileBytes: 325,
};
/** Bytes of a value by field type; types that are not listed are not needed. */
const SIZE: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 13: 4, 16: 8, 18: 8 };
/** More directories than any ledger has: a chain that loops or grows without end stops here. */
const MAX_PAGES = 20_000;

type Entry = { readonly type: number; readonly count: number; readonly at: number };

/**
 * The pages of a TIFF in order. Reduced copies of a page (thumbnails) are left out. Throws `image-truncated` when a
 * directory or a page's pixels lie beyond the end of the file, `image-damaged` when the directories make no sense.
 */
export const readTiffPages = async (source: ByteSource): Promise<TiffPage[]> => {
  const reader = await openTiff(source);
  const pages: TiffPage[] = [];
  const seen = new Set<number>();
  let at = reader.first;
  for (let page = 0; at !== 0; page++) {
    if (seen.has(at) || page >= MAX_PAGES)
      throw new SohoaError('image-damaged', { problem: 'tiff-directory' });
    seen.add(at);
    const { entries, next } = await reader.directory(at);
    const found = await readPage(reader, entries, page, source.size);
    if (found !== null) pages.push(found);
    at = next;
  }
  if (pages.length === 0) throw new SohoaError('image-damaged', { problem: 'tiff-directory' });
  return pages;
};

type Tiff = {
  readonly first: number;
  readonly directory: (at: number) => Promise<{ entries: Map<number, Entry>; next: number }>;
  readonly values: (entry: Entry | undefined, most: number) => Promise<number[]>;
};

const openTiff = async (source: ByteSource): Promise<Tiff> => {
  const bytes = async (from: number, length: number): Promise<DataView> => {
    const got = await source.read(from, length);
    if (got.length < length) throw new SohoaError('image-truncated');
    return new DataView(got.buffer, got.byteOffset, got.length);
  };
  const head = await bytes(0, 8);
  const little = head.getUint8(0) === 0x49;
  const big = head.getUint16(2, little) === 43;
  const word = (view: DataView, at: number): number =>
    big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
  const entrySize = big ? 20 : 12;
  const wordSize = big ? 8 : 4;

  const directory: Tiff['directory'] = async (at) => {
    const countView = await bytes(at, big ? 8 : 2);
    const count = big ? Number(countView.getBigUint64(0, little)) : countView.getUint16(0, little);
    if (count === 0 || count > 4096) throw new SohoaError('image-damaged', { problem: 'tiff-directory' });
    const start = at + (big ? 8 : 2);
    const view = await bytes(start, count * entrySize + wordSize);
    const entries = new Map<number, Entry>();
    for (let i = 0; i < count; i++) {
      const p = i * entrySize;
      const type = view.getUint16(p + 2, little);
      const values = word(view, p + 4);
      const inline = (SIZE[type] ?? 8) * values <= wordSize;
      const field = p + 4 + wordSize;
      entries.set(view.getUint16(p, little), {
        type,
        count: values,
        at: inline ? start + field : word(view, field),
      });
    }
    return { entries, next: word(view, count * entrySize) };
  };

  const values: Tiff['values'] = async (entry, most) => {
    const size = entry === undefined ? undefined : SIZE[entry.type];
    if (entry === undefined || size === undefined) return [];
    const count = Math.min(entry.count, most);
    const view = await bytes(entry.at, count * size);
    return Array.from({ length: count }, (_, i) => {
      const p = i * size;
      if (entry.type === 5) return view.getUint32(p, little) / view.getUint32(p + 4, little);
      if (size === 1) return view.getUint8(p);
      if (size === 2) return view.getUint16(p, little);
      return size === 4 ? view.getUint32(p, little) : Number(view.getBigUint64(p, little));
    });
  };
  const first = big ? word(await bytes(8, 8), 0) : head.getUint32(4, little);
  return { first, directory, values };
};

/** Null for a reduced copy. Strips past the end of the file mean that the file was cut. */
const readPage = async (
  tiff: Tiff,
  entries: Map<number, Entry>,
  page: number,
  fileSize: number,
): Promise<TiffPage | null> => {
  const one = async (tag: number): Promise<number | undefined> => (await tiff.values(entries.get(tag), 1))[0];
  const subfile = (await one(TAG.subfile)) ?? 0;
  if ((subfile & 1) === 1) return null;
  const width = await one(TAG.width);
  const height = await one(TAG.height);
  if (!width || !height) throw new SohoaError('image-damaged', { problem: 'tiff-directory' });
  const tiled = entries.has(TAG.tileOffsets);
  const offsets = await tiff.values(entries.get(tiled ? TAG.tileOffsets : TAG.stripOffsets), 1e6);
  const sizes = await tiff.values(entries.get(tiled ? TAG.tileBytes : TAG.stripBytes), 1e6);
  if (offsets.some((offset, i) => offset + (sizes[i] ?? 0) > fileSize))
    throw new SohoaError('image-truncated');
  const perUnit = (await one(TAG.unit)) === 3 ? 2.54 : 1;
  const dpi = async (tag: number): Promise<number | null> => {
    const value = await one(tag);
    return value !== undefined && Number.isFinite(value) && value > 0 ? value * perUnit : null;
  };
  return { page, width, height, dpiX: await dpi(TAG.xResolution), dpiY: await dpi(TAG.yResolution) };
};
