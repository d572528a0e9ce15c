/** Real handwritten lines from a folder with `labels.tsv` (file, text, split): their ink is laid onto made-up pages. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { SohoaError } from '../../../src/domain/errors.ts';
import { tidy } from '../../../src/domain/text.ts';
import type { Coverage } from '../drawing/rasterise.ts';

export type RealLine = Readonly<{ file: string; text: string; width: number; height: number }>;

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
        const { width, height } = await sharp(path).metadata();
        return { file: path, text: tidy(cells[text] ?? ''), width, height };
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
  const sorted = Uint8Array.from(data).sort();
  const paper = sorted[Math.floor(sorted.length * 0.7)] ?? 255;
  const ink = Math.min(paper - 40, sorted[Math.floor(sorted.length * 0.01)] ?? 0);
  const coverage = Uint8Array.from(data, (value) => {
    const share = (paper - 12 - value) / (paper - 12 - ink);
    return share <= 0 ? 0 : Math.min(255, Math.round(share * 255));
  });
  return { ...place, data: coverage };
};
