/**
 * Runs files through intake and prints what was found, a line a page: `tsx scripts/measure-intake.ts PATH… [--out DIR]
 * [--osd] [--spread auto|never|always]`. With `--out` the pages are written there as JPEG, to be looked at.
 */
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { isSohoaError } from '../src/domain/errors.ts';
import { encodePage } from '../src/imaging/encode.ts';
import { openFrames } from '../src/imaging/frames.ts';
import { createOrientationReader } from '../src/imaging/orientation.ts';
import { type StraightenOptions, straightenFrame } from '../src/imaging/straighten.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, osd: { type: 'boolean' }, spread: { type: 'string', default: 'auto' } },
});

const filesUnder = async (path: string): Promise<string[]> => {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(jpe?g|png|tiff?|pdf)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
};

const seconds = (from: number): string => ((performance.now() - from) / 1000).toFixed(2);
const columns = [36, 6, 6, 12, 5, 6, 7, 5, 6, 9, 7, 8, 8];
const row = (cells: readonly (string | number)[]): string =>
  cells.map((cell, i) => String(cell).padEnd(columns[i] ?? 0)).join(' ');

const reader = values.osd ? createOrientationReader() : undefined;
const spread = values.spread as NonNullable<StraightenOptions['spread']>;
if (values.out !== undefined) await mkdir(values.out, { recursive: true });
console.log(
  row([
    'file',
    'frame',
    'side',
    'size',
    'dpi',
    'turn',
    'skew',
    'blur',
    'contr',
    'ink',
    'decode',
    'straight',
    'encode',
    'notes',
  ]),
);
for (const path of (await Promise.all(positionals.map(filesUnder))).flat()) {
  try {
    const file = await openFrames(path);
    for (const { index } of file.frames) {
      let from = performance.now();
      const frame = await file.decode(index);
      const decoding = seconds(from);
      from = performance.now();
      const pages = await straightenFrame(frame, {
        spread,
        ...(reader ? { orientationReader: reader } : {}),
      });
      const straightening = seconds(from);
      for (const page of pages) {
        from = performance.now();
        const jpeg = await encodePage(page.picture, page.dpi);
        const encoding = seconds(from);
        const { quality, notes } = page;
        const size = `${page.picture.width}x${page.picture.height}`;
        console.log(
          row([
            basename(path),
            index + 1,
            page.side,
            size,
            Math.round(page.dpi),
            page.rotation,
            page.skewDegrees.toFixed(2),
            quality.blur?.toFixed(1) ?? '-',
            quality.contrast.toFixed(2),
            quality.ink.toFixed(4),
            decoding,
            straightening,
            encoding,
            [page.unreadable, ...notes].filter(Boolean).join(' '),
          ]),
        );
        if (values.out !== undefined) {
          await writeFile(join(values.out, `${basename(path)}-${index + 1}-${page.side}.jpg`), jpeg);
        }
      }
    }
    await file.close();
  } catch (error) {
    if (!isSohoaError(error)) throw error;
    console.log(row([basename(path), error.message]));
  }
}
await reader?.close();
