/** What is written close together on a page of a table, apart from all else. */
import type { FoundColumn, Written } from './types.ts';

export type Block = {
  /** Down the paper, millimetres. */
  readonly from: number;
  readonly to: number;
  /** The columns' inked shares summed up over them. */
  readonly ink: number;
  /** Whether what lies above a height is nothing but a stroke of the pen: level, or slanting over the columns. */
  readonly isStroke: (until: number) => boolean;
};

/**
 * Share of a column's width that is inked where something is written, besides so many times what is inked nearly everywhere:
 * a frame of the other side seen through the paper runs down a column.
 */
const WRITTEN_SHARE = 0.015;
const EVERYWHERE = { rank: 0.3, times: 2 };
/** What is written closer than this is one block; less high than this it is a speck. */
export const APART_MM = 5.5;
const LEAST_MM = 0.9;
/** Less high in every column is a level stroke of the pen. */
const LETTER_MM = 2;
/** A slanting one crosses so many columns, lies so much lower in one than in another, and that evenly from side to side. */
const STROKE_COLUMNS = 5;
const STROKE_RISE_MM = 4;
const STROKE_EVEN = 0.9;

/** From top to bottom. Signatures and margins sweep over rows and are not looked at. */
export const blocksIn = ({ fromMm, stepMm, ink }: Written, columns: readonly FoundColumn[]): Block[] => {
  const profiles = columns.flatMap(({ column }) => {
    const profile = column.role === 'signature' || column.margin ? undefined : ink.get(column.key);
    return profile === undefined ? [] : [withoutFloor(profile)];
  });
  const length = Math.max(0, ...profiles.map((profile) => profile.length));
  const apart = APART_MM / stepMm;
  const stretches: { start: number; end: number }[] = [];
  for (let i = 0; i < length; i++) {
    if (profiles.every((profile) => (profile[i] ?? 0) === 0)) continue;
    const last = stretches.at(-1);
    if (last !== undefined && i - last.end < apart) last.end = i + 1;
    else stretches.push({ start: i, end: i + 1 });
  }
  return stretches
    .filter(({ start, end }) => (end - start) * stepMm >= LEAST_MM)
    .map(({ start, end }) => {
      const parts = profiles.map((profile) => profile.subarray(start, end));
      return {
        from: fromMm + start * stepMm,
        to: fromMm + end * stepMm,
        ink: parts.reduce((sum, part) => sum + part.reduce((all, share) => all + share, 0) * stepMm, 0),
        isStroke: (until) => {
          const steps = Math.max(0, Math.round((until - fromMm) / stepMm) - start);
          return isStroke(
            parts.map((part) => part.subarray(0, steps)),
            stepMm,
          );
        },
      };
    });
};

/** Ink above what a column has nearly everywhere; 0 where that is little. */
const withoutFloor = (profile: Float32Array): Float32Array => {
  const usual = [...profile].sort((a, b) => a - b)[Math.floor(profile.length * EVERYWHERE.rank)] ?? 0;
  const least = WRITTEN_SHARE + EVERYWHERE.times * usual;
  return profile.map((share) => (share < least ? 0 : share));
};

/** Whether what the columns show, from left to right, is nothing but a stroke of the pen. */
const isStroke = (parts: readonly Float32Array[], stepMm: number): boolean => {
  let high = 0;
  for (const part of parts) {
    let run = 0;
    for (const share of part) {
      run = share === 0 ? 0 : run + stepMm;
      high = Math.max(high, run);
    }
  }
  return high < LETTER_MM || slants(parts, stepMm);
};

const slants = (parts: readonly Float32Array[], stepMm: number): boolean => {
  const middles = parts.flatMap((part, x) => {
    let sum = 0;
    let moment = 0;
    part.forEach((share, i) => {
      sum += share;
      moment += share * i * stepMm;
    });
    return sum === 0 ? [] : [{ x, y: moment / sum }];
  });
  if (middles.length < STROKE_COLUMNS) return false;
  const ys = middles.map(({ y }) => y);
  if (Math.max(...ys) - Math.min(...ys) < STROKE_RISE_MM) return false;
  const mean = (of: (middle: { x: number; y: number }) => number): number =>
    middles.reduce((sum, middle) => sum + of(middle), 0) / middles.length;
  const [mx, my] = [mean(({ x }) => x), mean(({ y }) => y)];
  const [xx, yy, xy] = [
    mean(({ x }) => (x - mx) ** 2),
    mean(({ y }) => (y - my) ** 2),
    mean(({ x, y }) => (x - mx) * (y - my)),
  ];
  return xy ** 2 >= STROKE_EVEN ** 2 * xx * yy;
};
