/** A found table drawn over its page, for people to look at: columns red, rows blue, what is no entry grey. */
import sharp from 'sharp';
import type { Point } from '../geometry.ts';
import type { Picture } from '../raster.ts';
import type { PictureTables } from './find-in-picture.ts';

const MOST_PIXELS = 1800;

/** Writes a PNG of at most 1,800 pixels. */
export const writeOverlay = async (picture: Picture, found: PictureTables, path: string): Promise<void> => {
  const { width, height, channels, data } = picture;
  const scale = Math.min(1, MOST_PIXELS / Math.max(width, height));
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const base = await sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
    .resize(size)
    .toColourspace('srgb')
    .png()
    .toBuffer();
  await sharp(base)
    .composite([{ input: Buffer.from(svgOf(found, size.width, size.height, scale)) }])
    .png()
    .toFile(path);
};

const svgOf = ({ sides, parting }: PictureTables, width: number, height: number, scale: number): string => {
  const points = (line: readonly Point[]): string =>
    line.map(({ x, y }) => `${(x * scale).toFixed(1)},${(y * scale).toFixed(1)}`).join(' ');
  const parts: string[] = [];
  const line = (way: readonly Point[], colour: string, dashed = false): void => {
    parts.push(
      `<polyline points="${points(way)}" fill="none" stroke="${colour}" stroke-width="2"${dashed ? ' stroke-dasharray="8 6"' : ''}/>`,
    );
  };
  for (const { table } of sides) {
    if (table === null) continue;
    for (const { left, right, seen } of table.columns) {
      line(left, '#e00', !seen.left);
      line(right, '#e00', !seen.right);
    }
    for (const row of table.rows) {
      const fill = row.kind === 'entry' ? (row.ordinal % 2 === 0 ? '#06f' : '#0a6') : '#777';
      for (const { polygon } of row.cells.values()) {
        parts.push(
          `<polygon points="${points(polygon)}" fill="${fill}" fill-opacity="0.13" stroke="${fill}"/>`,
        );
      }
    }
  }
  if (parting !== null) line(parting, '#c0c');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${parts.join('')}</svg>`;
};
