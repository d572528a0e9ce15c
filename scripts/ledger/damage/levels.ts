/** How badly pages are scanned, one table a level. Lengths are millimetres on the paper, blur pixels of the file. */

export const DAMAGE_LEVELS = ['none', 'light', 'medium', 'heavy'] as const;
export type DamageLevel = (typeof DAMAGE_LEVELS)[number];

type Range = readonly [number, number];

export type DamageTable = Readonly<{
  /** Largest turn to either side, degrees. */
  skew: number;
  /** Largest share by which the far side of the paper is smaller. */
  perspective: number;
  /** How often and how strongly paper rises at the spine. */
  curl: Readonly<{ chance: number; strength: Range }>;
  wave: number;
  /** Scanned at the wanted resolution times one of these. */
  resolutions: readonly number[];
  quarterTurns: number;
  /** Share of pages photographed on a table. */
  photo: number;
  bleed: Readonly<{ chance: number; strength: Range }>;
  stains: Readonly<{ chance: number; most: number }>;
  folds: number;
  /** Darkest corner of uneven light, as a share. */
  shadow: Range;
  handShadow: number;
  /** Yellowness of the paper, 0…1. */
  age: Range;
  /** Darkest and lightest value that is left of black and white. */
  black: Range;
  white: Range;
  blur: Range;
  noise: Range;
  quality: Range;
  grey: number;
}>;

export const DAMAGE: Readonly<Record<Exclude<DamageLevel, 'none'>, DamageTable>> = {
  light: {
    skew: 1,
    perspective: 0,
    curl: { chance: 0.15, strength: [0.05, 0.25] },
    wave: 0.12,
    resolutions: [1],
    quarterTurns: 0,
    photo: 0,
    bleed: { chance: 0.25, strength: [0.03, 0.09] },
    stains: { chance: 0.15, most: 1 },
    folds: 0.05,
    shadow: [0, 0.06],
    handShadow: 0,
    age: [0, 0.35],
    black: [0, 30],
    white: [240, 255],
    blur: [0, 0.55],
    noise: [1, 3.5],
    quality: [78, 92],
    grey: 0.25,
  },
  medium: {
    skew: 2.5,
    perspective: 0.006,
    curl: { chance: 0.45, strength: [0.2, 0.6] },
    wave: 0.4,
    resolutions: [1, 1, 0.8],
    quarterTurns: 0.03,
    photo: 0,
    bleed: { chance: 0.55, strength: [0.06, 0.18] },
    stains: { chance: 0.4, most: 2 },
    folds: 0.2,
    shadow: [0.04, 0.18],
    handShadow: 0,
    age: [0.1, 0.7],
    black: [20, 70],
    white: [222, 250],
    blur: [0.3, 0.95],
    noise: [3, 6.5],
    quality: [55, 82],
    grey: 0.3,
  },
  heavy: {
    skew: 6,
    perspective: 0.03,
    curl: { chance: 0.7, strength: [0.4, 1] },
    wave: 1,
    resolutions: [1, 0.83, 0.67],
    quarterTurns: 0.3,
    photo: 0.35,
    bleed: { chance: 0.75, strength: [0.12, 0.3] },
    stains: { chance: 0.7, most: 4 },
    folds: 0.4,
    shadow: [0.12, 0.4],
    handShadow: 0.35,
    age: [0.3, 1],
    black: [35, 105],
    white: [195, 240],
    blur: [0.6, 1.4],
    noise: [5, 11],
    quality: [35, 65],
    grey: 0.3,
  },
};
