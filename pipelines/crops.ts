/** Cut-outs of fields for people to look at, made from the page when they are asked for. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Box } from '../src/domain/values.ts';
import type { System } from './system.ts';
import { workspaceFolders } from './system.ts';

/** Paper around the field, as a share of its height: accents and neighbours help to read. */
const MARGIN = 0.6;

export type CropRequest = Readonly<{
  value: Readonly<{ id: number; box: Box | null }>;
  imageSha256: string;
}>;

/** Path of a PNG of the field's place on its page; null when the value has no place. */
export const cropOf = async (
  system: Pick<System, 'env' | 'pageFiles'>,
  { value, imageSha256 }: CropRequest,
): Promise<string | null> => {
  if (value.box === null) return null;
  const folder = workspaceFolders(system.env.workspace).crops;
  await mkdir(folder, { recursive: true });
  const path = join(folder, `value-${value.id}.png`);
  const image = sharp(await system.pageFiles.localPath(imageSha256));
  const { width, height } = await image.metadata();
  const [x, y, w, h] = value.box;
  const margin = Math.round(h * MARGIN);
  const left = clamp(Math.floor(x) - margin, 0, width - 1);
  const top = clamp(Math.floor(y) - margin, 0, height - 1);
  const png = await image
    .extract({
      left,
      top,
      width: clamp(Math.ceil(x + w) + margin - left, 1, width - left),
      height: clamp(Math.ceil(y + h) + margin - top, 1, height - top),
    })
    .png()
    .toBuffer();
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, png);
  await rename(draft, path);
  return path;
};

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
