/**
 * Chance that repeats itself: everything made up in a ledger comes from its seed, so the same seed gives the same bytes
 * on every machine and with any number of workers. A `fork` depends on its key only, never on what was drawn before.
 */
export type Random = Readonly<{
  /** 0 ≤ x < 1 */
  next: () => number;
  between: (low: number, high: number) => number;
  /** A whole number, both ends included. */
  whole: (low: number, high: number) => number;
  chance: (probability: number) => boolean;
  pick: <T>(list: readonly T[]) => T;
  weighted: <T>(list: readonly (readonly [T, number])[]) => T;
  /** Normal distribution, cut off at three deviations. */
  normal: (mean: number, deviation: number) => number;
  digits: (count: number) => string;
  fork: (key: string | number) => Random;
}>;

/** The sfc32 generator, seeded by a hash of the text. */
export const createRandom = (seed: string): Random => {
  let [a, b, c, d] = hash(seed);
  const next = (): number => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  const between = (low: number, high: number): number => low + next() * (high - low);
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    whole,
    chance: (probability) => next() < probability,
    pick: <T>(list: readonly T[]) => list[whole(0, list.length - 1)] as T,
    weighted: <T>(list: readonly (readonly [T, number])[]) => {
      let rest = next() * list.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of list) {
        rest -= weight;
        if (rest < 0) return value;
      }
      return (list[list.length - 1] as readonly [T, number])[0];
    },
    normal: (mean, deviation) => {
      const sum = next() + next() + next() + next() - 2;
      return mean + Math.max(-3, Math.min(3, sum * Math.sqrt(3))) * deviation;
    },
    digits: (count) => Array.from({ length: count }, () => whole(0, 9)).join(''),
    fork: (key) => createRandom(`${seed}/${key}`),
  };
};

const hash = (text: string): [number, number, number, number] => {
  let [h1, h2, h3, h4] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ k, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ k, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ k, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ k, 2716044179);
  }
  return [h1 | 0, h2 | 0, h3 | 0, h4 | 0];
};
