/** How bright each spot is: uneven light, shadows, the dark gutter, folds and stains, as factors for red, green, blue. */
import type { SheetDamage, SheetShape, Stain } from './choose.ts';

/** Factors at a spot of the sheet (mm) that lies at (u, v), 0…1, of the file. */
export type Light = (x: number, y: number, u: number, v: number, into: Float32Array) => void;

const STAIN_TINT = [0.35, 0.7, 1] as const;

export const lightOf = (damage: SheetDamage, shape: SheetShape): Light => {
  const [dx, dy] = [Math.cos(damage.shadow.direction), Math.sin(damage.shadow.direction)];
  const { handShadow } = damage;
  return (x, y, u, v, into) => {
    const across = Math.max(0, Math.min(1, 0.5 + 0.75 * ((u - 0.5) * dx + (v - 0.5) * dy)));
    let all = 1 - damage.shadow.strength * across * across;
    if (damage.photo) all *= 1 - 0.18 * ((u - 0.5) ** 2 + (v - 0.5) ** 2) * 2;
    if (handShadow !== null) {
      const away = Math.hypot(x - handShadow.x, y - handShadow.y);
      all *= 1 - handShadow.strength * smoothStep((handShadow.radius - away) / 35 + 0.5);
    }
    const dirt = onPaper(x, y, shape) ? paperDirt(damage, x, y) : 0;
    if (onPaper(x, y, shape)) all *= bends(damage, shape, x, y);
    into[0] = all * (1 - dirt * STAIN_TINT[0]);
    into[1] = all * (1 - dirt * STAIN_TINT[1]);
    into[2] = all * (1 - dirt * STAIN_TINT[2]);
  };
};

const onPaper = (x: number, y: number, { width, height }: SheetShape): boolean =>
  x >= 0 && y >= 0 && x <= width && y <= height;

/** The dark gutter and the edges of folds. */
const bends = (damage: SheetDamage, shape: SheetShape, x: number, y: number): number => {
  let all = 1;
  if (damage.gutter > 0) {
    const away = Math.abs(x - shape.spine);
    all *= 1 - damage.gutter * Math.exp(-away / 7) - 0.35 * damage.gutter * Math.exp(-away / 1.2);
  }
  for (const fold of damage.folds) {
    const away = (fold.vertical ? x : y) - fold.at;
    if (Math.abs(away) < 6) {
      all *=
        1 -
        fold.strength * Math.exp(-((away / 0.7) ** 2)) -
        0.3 * fold.strength * Math.exp(-Math.abs(away - 1) / 2);
    }
  }
  return all;
};

const paperDirt = (damage: SheetDamage, x: number, y: number): number => {
  let dirt = 0;
  for (const stain of damage.stains) dirt += stainAt(stain, x, y);
  return dirt;
};

/** Blots with a darker rim, and the rings of cups. */
const stainAt = ({ x: sx, y: sy, radius, strength, ring }: Stain, x: number, y: number): number => {
  const away = Math.hypot(x - sx, y - sy);
  if (away > radius * 1.4) return 0;
  const angle = Math.atan2(y - sy, x - sx);
  const wobble = ring ? 0.008 : 0.05;
  const edge = radius * (1 + wobble * Math.sin(3 * angle + sx) + 0.6 * wobble * Math.sin(7 * angle + sy));
  const rim = Math.exp(-(((away - edge) / (ring ? 1.4 : 1)) ** 2));
  const inside = smoothStep((edge - away) / 3 + 0.5);
  return strength * (ring ? rim + 0.12 * inside : 0.7 * inside + 0.5 * rim);
};

const smoothStep = (t: number): number => {
  const held = Math.max(0, Math.min(1, t));
  return held * held * (3 - 2 * held);
};
