/**
 * Lines as a telephone sees them: in ruled cells with uneven light, shadows, noise and blur, to see what reading makes of
 * pictures from another source:
 *
 *   npx tsx scripts/photograph-lines.ts --lines ../shared/data/handwriting --out DIR --seed 1000
 *   sohoa evaluate --lines DIR --knowledge none
 *
 * Takes the validation part of the split `train` (told by hash, as scripts/train-handwriting/lines.py does).
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { knownLines } from '../pipelines/evaluation/evaluate-lines.ts';
import { isValidation } from './handwriting/validation.ts';

const { values: options } = parseArgs({
  options: {
    lines: { type: 'string' },
    out: { type: 'string' },
    seed: { type: 'string', default: '1000' },
  },
});
if (options.lines === undefined || options.out === undefined) {
  console.error('photograph-lines --lines FOLDER --out FOLDER [--seed N]');
  process.exit(2);
}

/** Mulberry32: numbers from 0 to 1. */
const chanceOf = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

const photographed = async (path: string, chance: () => number): Promise<Buffer> => {
  const between = (from: number, to: number): number => from + (to - from) * chance();
  const { height: stored = 64 } = await sharp(path).metadata();
  const { data, info } = await sharp(path)
    .greyscale()
    .resize({ height: Math.round(stored * between(1.6, 2.8)), kernel: 'cubic' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const h = info.height;
  const paper = Math.max(1, [...data].sort((a, b) => a - b)[Math.floor(data.length * 0.9)] ?? 255);
  const [above, below] = [Math.round(h * between(0.1, 0.45)), Math.round(h * between(0.1, 0.45))];
  const [before, after] = [Math.round(h * between(0.2, 1)), Math.round(h * between(0.2, 2.2))];
  const [width, height] = [info.width + before + after, h + above + below];
  const thick = Math.max(1, Math.round(height * between(0.015, 0.03)));
  const [slope, rule, inset] = [
    between(-0.006, 0.006),
    between(0.25, 0.6),
    Math.round(height * between(0.01, 0.054)),
  ];
  const [hasTop, hasBottom, hasLeft, hasRight] = [0.8, 0.8, 0.7, 0.7].map((share) => chance() < share);
  const baseline = chance() < 0.35 ? Math.round(above + h * 0.85) : -height;
  const [base, across, down] = [between(150, 230), between(-0.25, 0.25), between(-0.2, 0.2)];
  const [shadowAt, soft, shadow] = [
    width * between(0.2, 0.8),
    height * between(0.125, 0.375),
    chance() < 0.5 ? between(0.15, 0.45) : 0,
  ];
  const bytes = Buffer.alloc(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [x - before, y - above];
      let seen =
        u >= 0 && u < info.width && v >= 0 && v < h ? Math.min(1, data[v * info.width + u]! / paper) : 1;
      const drift = Math.round(slope * (x - width / 2));
      const on = (at: number, place: number): boolean => place >= at && place < at + thick;
      if (hasTop && on(inset + drift, y)) seen *= rule;
      if (hasBottom && on(height - inset - thick + drift, y)) seen *= rule;
      if (on(baseline + drift, y)) seen *= 0.6;
      if (hasLeft && on(inset, x)) seen *= rule;
      if (hasRight && on(width - inset - thick, x)) seen *= rule;
      const light =
        base *
        (1 + across * (x / width - 0.5) + down * (y / height - 0.5)) *
        (1 - shadow / (1 + Math.exp((shadowAt - x) / soft)));
      const noise = (chance() + chance() + chance() - 1.5) * 8;
      bytes[y * width + x] = Math.max(0, Math.min(255, light * (0.12 + 0.88 * seen) + noise));
    }
  }
  return sharp(bytes, { raw: { width, height, channels: 1 } })
    .blur(0.4 + (height / 64) * between(0, 0.6))
    .jpeg({ quality: Math.round(between(60, 90)) })
    .toBuffer();
};

const rows = ['file\ttext'];
for (const [index, { file, text }] of knownLines(options.lines, 'train').entries()) {
  if (!isValidation(file)) continue;
  const out = join(options.out, file);
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, await photographed(join(options.lines, file), chanceOf(Number(options.seed) + index)));
  rows.push(`${file}\t${text}`);
}
await writeFile(join(options.out, 'labels.tsv'), `${rows.join('\n')}\n`);
console.log(`${rows.length - 1} lines → ${options.out}`);
