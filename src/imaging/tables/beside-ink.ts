/**
 * Where the rows of one side of a spread begin on the other when no rule says so: an entry is written from the same height on
 * both, so the beginnings are laid where least is written above them and most below, with the same room above the first line.
 */
import type { FoundColumn, Written } from './types.ts';

/** The other side's measure may begin this much higher or lower and be this much longer or shorter. */
const MOST_SHIFT_MM = 8;
const SHIFT_STEP_MM = 0.25;
const MOST_STRETCH = 0.03;
const STRETCH_STEP = 0.005;
/** What is looked at above and below a beginning, and from where a column counts as written full. */
const LOOK_MM = 2.5;
const FULL_SHARE = 0.5;
/** Per millimetre and row, so that nothing is moved for nothing. */
const SHIFT_COST = 0.01;

/**
 * @param starts where the rows begin on the side that leads, millimetres down its paper
 * @param from where the table's body begins, and `room`: from a row's beginning to its first line
 */
export const startsBesideInk = (
  starts: readonly number[],
  from: number,
  room: number,
  written: Written,
  columns: readonly FoundColumn[],
): readonly number[] => {
  const sums = columns.flatMap(({ column }) => {
    const profile = column.role === 'signature' || column.margin ? undefined : written.ink.get(column.key);
    return profile === undefined ? [] : [runningSum(profile)];
  });
  // The first row begins under the head, whatever is written in it.
  const told = starts.slice(1);
  if (sums.length === 0 || told.length === 0) return starts;
  const inkBetween = (sum: Float64Array, a: number, b: number): number => {
    const index = (mm: number): number =>
      Math.min(sum.length - 1, Math.max(0, Math.round((mm - written.fromMm) / written.stepMm)));
    return sum[index(b)]! - sum[index(a)]!;
  };
  const onset = (mm: number): number =>
    sums.reduce(
      (total, sum) => total + inkBetween(sum, mm, mm + LOOK_MM) - inkBetween(sum, mm - LOOK_MM, mm),
      0,
    ) /
    (sums.length * (LOOK_MM / written.stepMm));
  let best = { shift: 0, stretch: 1, score: Number.NEGATIVE_INFINITY };
  for (let k = -MOST_STRETCH; k <= MOST_STRETCH + 1e-9; k += STRETCH_STEP) {
    const stretch = 1 + k;
    for (let shift = -MOST_SHIFT_MM; shift <= MOST_SHIFT_MM; shift += SHIFT_STEP_MM) {
      const score = told.reduce(
        (sum, mm) => sum + onset(from + shift + (mm - from) * stretch + room) - SHIFT_COST * Math.abs(shift),
        0,
      );
      if (score > best.score) best = { shift, stretch, score };
    }
  }
  const [first] = starts;
  return [first!, ...told.map((mm) => Math.max(from, from + best.shift + (mm - from) * best.stretch))];
};

const runningSum = (profile: Float32Array): Float64Array => {
  const sum = new Float64Array(profile.length + 1);
  profile.forEach((share, i) => {
    sum[i + 1] = sum[i]! + Math.min(share, FULL_SHARE);
  });
  return sum;
};
