/** Real handwritten lines from a folder with `labels.tsv` (file, text, split): their ink is laid onto made-up pages. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { SohoaError } from '../../../src/domain/errors.ts';
import { tidy } from '../../../src/domain/text.ts';
import type { Bounds } from '../drawing/outline.ts';
import type { Coverage } from '../drawing/rasterise.ts';

export type RealLine = Readonly<{
  file: string;
  text: string;
  width: number;
  height: number;
  /** Where the ink is: left, top, right, bottom as shares of width and height. */
  ink: Bounds;
}>;

/** The lines of one part of a folder. @throws SohoaError `ledger-lines-missing`, `ledger-lines-invalid` */
export const openRealLines = async (folder: string, split: string): Promise<readonly RealLine[]> => {
  const labels = join(folder, 'labels.tsv');
  if (!existsSync(labels)) throw new SohoaError('ledger-lines-missing', { file: labels });
  const [header = '', ...rows] = readFileSync(labels, 'utf8').split(/\r?\n/);
  const columns = header.split('\t');
  const [file, text, part] = ['file', 'text', 'split'].map((name) => columns.indexOf(name));
  if (file === undefined || file < 0 || text === undefined || text < 0 || part === undefined || part < 0) {
    throw new SohoaError('ledger-lines-invalid', { file: labels });
  }
  const lines = await Promise.all(
    rows
      .map((row) => row.split('\t'))
      .filter((cells) => cells[part] === split)
      .map(async (cells): Promise<RealLine> => {
        const path = join(folder, cells[file] ?? '');
        const { data, info } = await sharp(path).greyscale().raw().toBuffer({ resolveWithObject: true });
        const { width, height } = info;
        return {
          file: path,
          text: tidy(cells[text] ?? ''),
          width,
          height,
          ink: inkBox(inkShares(data), width, height),
        };
      }),
  );
  if (lines.length === 0) throw new SohoaError('ledger-lines-invalid', { file: labels });
  return lines;
};

/** The ink of a line, scaled to so many pixels; the line's own paper is gone. */
export const inkOfLine = async (
  line: RealLine,
  place: Readonly<{ x: number; y: number; width: number; height: number }>,
): Promise<Coverage> => {
  const { data } = await sharp(line.file)
    .greyscale()
    .resize(place.width, place.height, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { ...place, data: inkShares(data) };
};

/** 0…255 for every pixel: how much ink lies there beside the line's own paper. */
const inkShares = (data: Uint8Array): Uint8Array => {
  const sorted = Uint8Array.from(data).sort();
  const paper = sorted[Math.floor(sorted.length * 0.7)] ?? 255;
  const ink = Math.min(paper - 40, sorted[Math.floor(sorted.length * 0.01)] ?? 0);
  return Uint8Array.from(data, (value) => {
    const share = (paper - 12 - value) / (paper - 12 - ink);
    return share <= 0 ? 0 : Math.min(255, Math.round(share * 255));
  });
};

const inkBox = (shares: Uint8Array, width: number, height: number): Bounds => {
  let [left, top, right, bottom] = [width, height, 0, 0];
  shares.forEach((share, i) => {
    if (share < SURE_INK) return;
    const [x, y] = [i % width, Math.floor(i / width)];
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  });
  return left >= right ? [0, 0, 1, 1] : [left / width, top / height, right / width, bottom / height];
};

const SURE_INK = 110;
