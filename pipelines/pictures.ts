/**
 * Pictures for the screen: whole pages at a few widths and strips of fields, as small WebP files made when they are first
 * asked for and kept in the workspace. A page is decoded once for all its strips.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { Box } from '../src/domain/values.ts';
import { type System, workspaceFolders } from './system.ts';

type Parts = Pick<System, 'env' | 'pageFiles' | 'bench'>;

/** Paper around the field, as a share of its height: accents, feet of letters and neighbours help to read. */
const MARGIN_X = 0.4;
const MARGIN_Y = 0.45;
const STRIP_QUALITY = 55;
const PAGE_QUALITY = 62;
const WIDEST_STRIP = 1600;
/** Decoded pages kept for the next strip: an entry on screen and the three behind it. */
const KEPT = 4;
const KEEP_MS = 20_000;

export type Pictures = Readonly<{
  page: (imageSha256: string, width: number) => Promise<Buffer>;
  strip: (imageSha256: string, box: Box, width: number) => Promise<Buffer>;
  /** A frame (from 0) of a file as it was handed in. Errors as `decodeFrame`. */
  frame: (fileSha256: string, frame: number, width: number) => Promise<Buffer>;
}>;

type Raw = Readonly<{ data: Buffer; width: number; height: number; channels: 1 | 2 | 3 | 4 }>;

export const openPictures = ({ env, pageFiles, bench }: Parts): Pictures => {
  const folder = join(workspaceFolders(env.workspace).crops, 'web');
  const decoded = new Map<string, { raw: Promise<Raw>; until: NodeJS.Timeout }>();

  const decode = (imageSha256: string): Promise<Raw> => {
    const known = decoded.get(imageSha256);
    if (known !== undefined) {
      known.until.refresh();
      return known.raw;
    }
    for (const [old, { until }] of decoded) {
      if (decoded.size < KEPT) break;
      clearTimeout(until);
      decoded.delete(old);
    }
    const raw = pageFiles.localPath(imageSha256).then(readRaw);
    raw.catch(() => decoded.delete(imageSha256));
    const until = setTimeout(() => decoded.delete(imageSha256), KEEP_MS);
    until.unref();
    decoded.set(imageSha256, { raw, until });
    return raw;
  };

  return {
    page: (imageSha256, width) =>
      kept(join(folder, imageSha256.slice(0, 2), `${imageSha256}-${width}.webp`), async () =>
        sharp(await pageFiles.localPath(imageSha256))
          .resize({ width, withoutEnlargement: true })
          .webp({ quality: PAGE_QUALITY, effort: 3 })
          .toBuffer(),
      ),
    strip: (imageSha256, box, width) => {
      const place = createHash('sha256')
        .update(`${imageSha256} ${box.join(' ')} ${width}`)
        .digest('hex');
      return kept(join(folder, imageSha256.slice(0, 2), `${place.slice(0, 40)}.webp`), async () => {
        const { data, ...raw } = await decode(imageSha256);
        return sharp(data, { raw })
          .extract(around(box, raw))
          .resize({ width: Math.min(width, WIDEST_STRIP), withoutEnlargement: true })
          .webp({ quality: STRIP_QUALITY, effort: 3 })
          .toBuffer();
      });
    },
    frame: (fileSha256, frame, width) => {
      const path = join(folder, fileSha256.slice(0, 2), `${fileSha256}-f${frame}-${width}.webp`);
      return kept(path, async () => {
        await mkdir(dirname(path), { recursive: true });
        const out = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.bench`;
        try {
          await bench.run('draw-frame', { path: await pageFiles.localPath(fileSha256), frame, width, out });
          return await readFile(out);
        } finally {
          await rm(out, { force: true });
        }
      });
    },
  };
};

const readRaw = async (path: string): Promise<Raw> => {
  const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels as Raw['channels'] };
};

const around = (
  [x, y, w, h]: Box,
  page: { width: number; height: number },
): { left: number; top: number; width: number; height: number } => {
  const left = clamp(Math.floor(x - h * MARGIN_X), 0, page.width - 1);
  const top = clamp(Math.floor(y - h * MARGIN_Y), 0, page.height - 1);
  return {
    left,
    top,
    width: clamp(Math.ceil(x + w + h * MARGIN_X) - left, 1, page.width - left),
    height: clamp(Math.ceil(y + h + h * MARGIN_Y) - top, 1, page.height - top),
  };
};

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** The file, made when it is not there; it appears only whole. */
const kept = async (path: string, make: () => Promise<Buffer>): Promise<Buffer> => {
  const there = await readFile(path).catch(() => undefined);
  if (there !== undefined) return there;
  const bytes = await make();
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await writeFile(draft, bytes);
  await rename(draft, path);
  return bytes;
};
