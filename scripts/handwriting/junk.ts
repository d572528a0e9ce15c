/** Crops that hold nothing a field may say: drawn by a seed, white around the ink as the cutter's are. */
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { KnownLine } from '../../pipelines/evaluation/evaluate-lines.ts';
import type { Crop } from '../../src/reading/engine.ts';
import type { Random } from '../ledger/random.ts';

export const JUNK_KINDS = [
  'blank',
  'specks',
  'scribble',
  'crossing-out',
  'stamp',
  'two-lines',
  'three-metres',
  'other-script',
  'upside-down',
] as const;
export type JunkKind = (typeof JUNK_KINDS)[number];

const DPI = 200;
const INK = '#333';

/** One crop of a kind. Real lines are the material of those that are made of writing. */
export const drawJunk = async (
  kind: JunkKind,
  random: Random,
  real: Readonly<{ folder: string; lines: readonly KnownLine[] }>,
): Promise<Crop> => {
  const line = (): string => join(real.folder, random.pick(real.lines).file);
  switch (kind) {
    case 'blank':
      return drawn(random, () => '');
    case 'specks':
      return drawn(random, specks);
    case 'scribble':
      return drawn(random, scribble);
    case 'crossing-out':
      return drawn(random, crossingOut);
    case 'stamp':
      return drawn(random, stamp);
    case 'other-script':
      return drawn(random, otherScript);
    case 'two-lines':
      return twoLines(line(), line());
    case 'three-metres':
      return threeMetres(line());
    case 'upside-down':
      return cropOf(sharp(await inked(line(), 64)).rotate(180));
  }
};

type Size = Readonly<{ width: number; height: number }>;

const drawn = async (random: Random, draw: (random: Random, size: Size) => string): Promise<Crop> => {
  const size = { width: random.whole(120, 700), height: random.whole(80, 110) };
  const body = draw(random, size);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}"><rect width="100%" height="100%" fill="#fff"/><g fill="none" stroke="${INK}" stroke-linecap="round">${body}</g></svg>`;
  return cropOf(sharp(Buffer.from(svg)));
};

const cropOf = async (picture: Sharp): Promise<Crop> => {
  const { data, info } = await picture
    .flatten({ background: '#ffffff' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data), dpi: DPI };
};

const times = (n: number, one: (index: number) => string): string =>
  Array.from({ length: n }, (_, index) => one(index)).join('');

const specks = (random: Random, { width, height }: Size): string =>
  times(random.whole(1, 25), () => {
    const [x, y, r] = [random.between(0, width), random.between(0, height), random.between(0.5, 4)];
    return `<circle cx="${x}" cy="${y}" r="${r}" fill="${INK}" stroke="none"/>`;
  });

const scribble = (random: Random, { width, height }: Size): string => {
  const at = (): string => `${random.between(4, width - 4)} ${random.between(8, height - 8)}`;
  const curves = times(random.whole(2, 14), () => ` C ${at()} ${at()} ${at()}`);
  return `<path d="M ${at()}${curves}" stroke-width="${random.between(1.5, 4)}"/>`;
};

/** A word made unreadable by strokes to and fro. */
const crossingOut = (random: Random, { width, height }: Size): string => {
  const [left, right] = [random.between(5, width / 3), random.between(width / 2, width - 5)];
  const middle = height / 2;
  const turns = random.whole(6, 30);
  const points = Array.from({ length: turns }, (_, i) => {
    const x = left + ((right - left) * i) / turns + random.between(-8, 8);
    return `${x} ${middle + (i % 2 === 0 ? -1 : 1) * random.between(6, height * 0.35)}`;
  });
  return `<polyline points="${points.join(' ')}" stroke-width="${random.between(1.5, 4)}"/>`;
};

/** A part of a round stamp with its letters. */
const stamp = (random: Random, { width, height }: Size): string => {
  const r = random.between(90, 150);
  const [x, y] = [random.between(0, width), random.between(-r * 0.6, height + r * 0.6)];
  const rings = `<circle cx="${x}" cy="${y}" r="${r}" stroke-width="3"/><circle cx="${x}" cy="${y}" r="${r * 0.68}" stroke-width="2"/>`;
  const letters = [...'ỦY BAN NHÂN DÂN ★ HUYỆN ★ TỈNH ★'];
  const text = letters.map((letter, i) => {
    const turn = (360 * i) / letters.length + random.between(0, 360 / letters.length);
    return `<text x="${x}" y="${y - r * 0.75}" transform="rotate(${turn} ${x} ${y})" font-size="${r * 0.2}" fill="${INK}" stroke="none" font-family="Liberation Sans">${letter}</text>`;
  });
  return rings + text.join('');
};

/** From general knowledge; the fonts of the system must have them. */
const FOREIGN = [
  ['Свидетельство о рождении', 'Иванов Пётр', 'Москва, 12 мая', 'Украина'],
  ['Γέννηση Ιωάννης', 'Αθήνα Ελλάδα', 'Παπαδόπουλος'],
  ['محمد بن عبد الله', 'شهادة ميلاد', 'دمشق سوريا'],
  ['משה כהן', 'תעודת לידה', 'ירושלים'],
  ['नेपाल काठमाडौं', 'जन्म दर्ता'],
  ['ქართული ენა', 'დაბადების მოწმობა'],
] as const;

const otherScript = (random: Random, { height }: Size): string => {
  const text = random.pick<string>(random.pick<readonly string[]>(FOREIGN));
  const style = random.chance(0.5) ? 'italic' : 'normal';
  return `<text x="10" y="${height * 0.65}" font-size="${random.between(28, 44)}" fill="${INK}" stroke="none" font-family="FreeSerif" font-style="${style}">${text}</text>`;
};

/** A real line with its paper made white, so many pixels high. */
const inked = (path: string, height: number): Promise<Buffer> =>
  sharp(path).greyscale().resize({ height }).normalise().linear(1.6, -60).png().toBuffer();

const twoLines = async (first: string, second: string): Promise<Crop> => {
  const [a, b] = await Promise.all([inked(first, 52), inked(second, 52)]);
  const [left, right] = await Promise.all([sharp(a).metadata(), sharp(b).metadata()]);
  const width = Math.max(left.width ?? 0, right.width ?? 0) + 20;
  const canvas = sharp({ create: { width, height: 108, channels: 3, background: '#ffffff' } });
  return cropOf(
    canvas
      .composite([
        { input: a, left: 8, top: 4 },
        { input: b, left: 12, top: 50 },
      ])
      .png(),
  );
};

const METRES = 3;
const threeMetres = async (path: string): Promise<Crop> => {
  const one = await cropOf(sharp(await inked(path, 84)));
  const width = Math.round((METRES * 1000 * DPI) / 25.4);
  const data = new Uint8Array(width * one.height);
  for (let y = 0; y < one.height; y++)
    for (let x = 0; x < width; x++) data[y * width + x] = one.data[y * one.width + (x % one.width)]!;
  return { ...one, width, data };
};
