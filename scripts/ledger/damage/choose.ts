/** What happened to one sheet on its way through the scanner: numbers drawn from a level's table. */
import type { Random } from '../random.ts';
import { DAMAGE, type DamageLevel } from './levels.ts';
import {
  type Curl,
  chain,
  curl,
  type PlaneMap,
  type Point,
  perspective,
  quarterTurn,
  shiftBy,
  turnAndScale,
  type Wave,
  waves,
} from './map.ts';

export type Stain = Readonly<{ x: number; y: number; radius: number; strength: number; ring: boolean }>;
export type Fold = Readonly<{ vertical: boolean; at: number; strength: number }>;

/** All that can be said of a sheet's damage, as plain data for pages.jsonl. */
export type SheetDamage = Readonly<{
  level: DamageLevel;
  dpi: number;
  skew: number;
  perspective: readonly [number, number];
  curl: Curl | null;
  waves: readonly [Wave, Wave] | null;
  stretch: number;
  /** Quarters clockwise that the file is turned by. */
  quarters: number;
  photo: boolean;
  bleed: number;
  stains: readonly Stain[];
  folds: readonly Fold[];
  shadow: Readonly<{ strength: number; direction: number }>;
  handShadow: Readonly<{ x: number; y: number; radius: number; strength: number }> | null;
  gutter: number;
  paper: readonly [number, number, number];
  black: number;
  white: number;
  blur: number;
  noise: number;
  quality: number;
  grey: boolean;
}>;

/** The sheet on the scanner: its size in mm and where the book's spine is. */
export type SheetShape = Readonly<{ width: number; height: number; spine: number }>;

const undamaged = (dpi: number): SheetDamage => ({
  level: 'none',
  dpi,
  skew: 0,
  perspective: [0, 0],
  curl: null,
  waves: null,
  stretch: 1,
  quarters: 0,
  photo: false,
  bleed: 0,
  stains: [],
  folds: [],
  shadow: { strength: 0, direction: 0 },
  handShadow: null,
  gutter: 0,
  paper: [255, 255, 255],
  black: 0,
  white: 255,
  blur: 0,
  noise: 0,
  quality: 92,
  grey: false,
});

/** @param book chance that belongs to the whole book: one scanner, one kind of paper */
export const chooseDamage = (
  random: Random,
  book: Random,
  level: DamageLevel,
  shape: SheetShape,
  dpi: number,
): SheetDamage => {
  if (level === 'none') return undamaged(dpi);
  const table = DAMAGE[level];
  const within = ([low, high]: readonly [number, number]): number => random.between(low, high);
  const photo = random.chance(table.photo);
  const scannedAt = Math.round(dpi * book.pick(table.resolutions));
  const spread = shape.spine > 0 && shape.spine < shape.width;
  const bent = spread || random.chance(table.curl.chance) ? within(table.curl.strength) : 0;
  const age = book.between(table.age[0], table.age[1]) * random.between(0.85, 1.1);
  const lean = table.perspective * (photo ? 1.6 : 1);
  return {
    level,
    dpi: photo ? Math.round(dpi * random.between(0.72, 0.9)) : scannedAt,
    skew: random.between(-table.skew, table.skew),
    perspective: [
      random.between(-lean, lean) / (shape.width / 2),
      random.between(-lean, lean) / (shape.height / 2),
    ],
    curl:
      bent === 0
        ? null
        : {
            spine: shape.spine,
            middle: shape.height * random.between(0.3, 0.7),
            reach: random.between(9, 22),
            squeeze: 0.55 * bent,
            swell: (photo ? 0.03 : 0.012) * bent,
            arch: random.between(-3.5, 3.5) * bent,
          },
    waves: table.wave === 0 ? null : [wave(random, table.wave), wave(random, table.wave)],
    stretch: 1 + random.between(-0.004, 0.004),
    quarters: random.chance(table.quarterTurns) ? random.whole(1, 3) : 0,
    photo,
    bleed: random.chance(table.bleed.chance) ? within(table.bleed.strength) : 0,
    stains: random.chance(table.stains.chance) ? makeStains(random, table.stains.most, shape) : [],
    folds: random.chance(table.folds) ? [makeFold(random, shape)] : [],
    shadow: { strength: within(table.shadow), direction: random.between(0, 2 * Math.PI) },
    handShadow:
      photo || random.chance(table.handShadow * 0.3)
        ? {
            x: shape.width * random.pick([-0.1, 0.2, 0.9, 1.1]),
            y: shape.height * random.between(0.5, 1.2),
            radius: random.between(70, 140),
            strength: random.between(0.1, 0.3),
          }
        : null,
    gutter: bent === 0 ? 0 : random.between(0.2, 0.55) * (0.4 + 0.6 * bent),
    paper: [252 - 14 * age, 250 - 22 * age, 244 - 50 * age],
    black: within(table.black),
    white: within(table.white),
    blur: within(table.blur),
    noise: within(table.noise),
    quality: Math.round(within(table.quality)),
    grey: !photo && book.fork('grey').chance(table.grey),
  };
};

const wave = (random: Random, most: number): Wave => ({
  amplitude: random.between(0, most),
  length: random.between(140, 380),
  phase: random.between(0, 2 * Math.PI),
});

const makeStains = (random: Random, most: number, shape: SheetShape): readonly Stain[] =>
  Array.from({ length: random.whole(1, most) }, () => {
    const ring = random.chance(0.35);
    return {
      x: random.between(0, shape.width),
      y: random.between(0, shape.height),
      radius: ring ? random.between(28, 42) : random.between(3, 30),
      strength: random.between(0.06, 0.28),
      ring,
    };
  });

const makeFold = (random: Random, shape: SheetShape): Fold => {
  const vertical = random.chance(0.4);
  return {
    vertical,
    at: (vertical ? shape.width : shape.height) * random.pick([0.25, 0.5, 0.5, 0.75]),
    strength: random.between(0.1, 0.3),
  };
};

/** The file's size in pixels and the map from the sheet (mm) into it. */
export type Placement = Readonly<{ map: PlaneMap; width: number; height: number }>;

/** One composed map for all geometric damage. */
export const placeSheet = (random: Random, damage: SheetDamage, shape: SheetShape): Placement => {
  const scale = damage.dpi / 25.4;
  const [middleX, middleY] = [shape.width / 2, shape.height / 2];
  const bent = chain([
    ...(damage.curl === null ? [] : [curl(damage.curl)]),
    ...(damage.waves === null ? [] : [waves(damage.waves[0], damage.waves[1])]),
    shiftBy(-middleX, -middleY),
    perspective(damage.perspective[0], damage.perspective[1]),
    turnAndScale(damage.skew, scale, scale * damage.stretch),
  ]);
  const [left, top, right, bottom] = extent(bent, shape);
  const size = fileSize(random, damage, shape, { width: right - left, height: bottom - top });
  const [shiftX, shiftY] = damage.level === 'none' ? [middleX * scale, middleY * scale] : size.shift;
  const [offsetX, offsetY] =
    damage.level === 'none' || damage.level === 'light'
      ? [shiftX, shiftY]
      : [shiftX - (left + right) / 2, shiftY - (top + bottom) / 2];
  const turned = damage.quarters % 2 === 1;
  return {
    map: chain([bent, shiftBy(offsetX, offsetY), quarterTurn(damage.quarters, size.width, size.height)]),
    width: turned ? size.height : size.width,
    height: turned ? size.width : size.height,
  };
};

const extent = (map: PlaneMap, { width, height }: SheetShape): readonly [number, number, number, number] => {
  const points: Point[] = [];
  for (let i = 0; i <= 12; i++) {
    const [x, y] = [(width * i) / 12, (height * i) / 12];
    points.push(map.forward(x, 0), map.forward(x, height), map.forward(0, y), map.forward(width, y));
  }
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
};

/** Scanners show the glass, a little more than the paper; phones show the table around it. */
const fileSize = (
  random: Random,
  damage: SheetDamage,
  shape: SheetShape,
  whole: Readonly<{ width: number; height: number }>,
): Readonly<{ width: number; height: number; shift: Point }> => {
  const scale = damage.dpi / 25.4;
  const paper = { width: Math.round(shape.width * scale), height: Math.round(shape.height * scale) };
  if (damage.level === 'none' || damage.level === 'light') {
    const drift = damage.level === 'none' ? 0 : scale;
    return {
      ...paper,
      shift: [
        paper.width / 2 + random.between(-drift, drift),
        paper.height / 2 + random.between(-drift, drift),
      ],
    };
  }
  if (damage.photo) {
    const room = random.between(1.05, 1.16);
    const [w, h] = [whole.width * room, whole.height * random.between(1.04, 1.12)];
    const landscape = w > h;
    const long = Math.max(landscape ? w : h, ((landscape ? h : w) * 4) / 3);
    const size = landscape
      ? { width: Math.round(long), height: Math.round((long * 3) / 4) }
      : { width: Math.round((long * 3) / 4), height: Math.round(long) };
    return { ...size, shift: [size.width / 2, size.height / 2] };
  }
  const shown = random.between(0.55, 1.05);
  const width = Math.round(paper.width + (whole.width - paper.width) * shown);
  const height = Math.round(paper.height + (whole.height - paper.height) * shown);
  return { width, height, shift: [width / 2, height / 2] };
};
