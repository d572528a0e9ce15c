/**
 * Pictures → files. The same pixels give the same bytes: no dates, no names, no metadata but the resolution.
 */
import sharp, { type Sharp } from 'sharp';
import type { Box } from './geometry.ts';
import type { Gray, Picture } from './raster.ts';

const raw = (picture: Picture): Sharp =>
  sharp(picture.data, {
    raw: { width: picture.width, height: picture.height, channels: picture.channels },
    limitInputPixels: false,
  });

/**
 * A page as kept: JPEG at quality 90 without colour subsampling (thin blue ink keeps its colour), `dpi` in its header. Fixed
 * code tables: the best ones would save an eighth of the bytes for three times the work.
 */
export const encodePage = async (picture: Picture, dpi: number): Promise<Uint8Array> => {
  const image = picture.channels === 1 ? raw(picture).toColourspace('b-w') : raw(picture);
  const options = { quality: 90, chromaSubsampling: '4:4:4', optimiseCoding: false };
  return withJfif(await image.jpeg(options).toBuffer(), dpi);
};

/**
 * The JFIF segment with the resolution, put in front of the other segments. sharp writes none, and its metadata option
 * would bring colour profiles and EXIF along.
 */
const withJfif = (jpeg: Uint8Array, dpi: number): Uint8Array => {
  const density = Math.max(1, Math.min(65_535, Math.round(dpi)));
  const segment = [0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 1];
  const out = new Uint8Array(jpeg.length + 18);
  out.set([0xff, 0xd8, ...segment, density >> 8, density & 255, density >> 8, density & 255, 0, 0]);
  out.set(jpeg.subarray(2), 20);
  return out;
};

/** A WebP no larger than `longSide` pixels, for lists and contact sheets. */
export const encodeThumbnail = async (picture: Picture, longSide = 360): Promise<Uint8Array> =>
  raw(picture)
    .resize({ width: longSide, height: longSide, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 70 })
    .toBuffer();

/** A cut-out as lossless PNG; the box is rounded outwards to whole pixels and cut at the picture's edge. */
export const encodeCrop = async (picture: Picture, box: Box): Promise<Uint8Array> => {
  const left = Math.min(picture.width - 1, Math.max(0, Math.floor(box.x)));
  const top = Math.min(picture.height - 1, Math.max(0, Math.floor(box.y)));
  const right = Math.min(picture.width, Math.max(left + 1, Math.ceil(box.x + box.width)));
  const bottom = Math.min(picture.height, Math.max(top + 1, Math.ceil(box.y + box.height)));
  return raw(picture)
    .extract({ left, top, width: right - left, height: bottom - top })
    .png({ compressionLevel: 1 })
    .toBuffer();
};

/** A binary PGM file: what the orientation engine takes without any decoder of its own. */
export const encodePgm = ({ width, height, data }: Gray): Uint8Array => {
  const header = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`);
  const out = new Uint8Array(header.length + data.length);
  out.set(header);
  out.set(data, header.length);
  return out;
};
