/**
 * Slashes of slanted founts are thinner than a pixel of the scan and look as faint as bleed-through. What tells them apart is
 * their shape and their place: straight, no wider than a hair, taller than the letters, leaning to the right (what shines
 * through from the back is mirrored and leans to the left), with a letter on either side.
 */
import type { Component, Labelled } from './components.ts';

/** Millimetres on the paper. */
const TALL = 2.2;
const HAIR = 0.33;
const STRAIGHT = 0.26;
/** Widest gap between a slash and the letters beside it. */
const BESIDE = 1;
/** How far a slash leans, as a share of its height. */
const LEAN = { least: 0.2, most: 0.9 };

/** `mask` is 1 where hairlines stand; `gain` says how much darker their ink is than it looks. */
export type Hair = Readonly<{ mask: Uint8Array; gain: number }>;

/** Which pieces are slashes; `letters` are the pieces that are writing for sure. */
export const hairlines = (
  { labels, components }: Labelled,
  letters: readonly Component[],
  size: Readonly<{ width: number; perMm: number }>,
): readonly boolean[] =>
  components.map(
    (component) => isHairline(component, labels, size) && hasLettersBeside(component, letters, size.perMm),
  );

const isHairline = (
  { label, left, right, top, bottom, area }: Component,
  labels: Int32Array,
  { width, perMm }: Readonly<{ width: number; perMm: number }>,
): boolean => {
  const [across, tall] = [right - left, bottom - top];
  if (tall < TALL * perMm || area > HAIR * perMm * tall) return false;
  if (across < LEAN.least * tall || across > LEAN.most * tall) return false;
  // Half a stroke's width lies on either side of its middle line.
  const half = area / tall / 2;
  for (let y = top; y < bottom; y++) {
    let sum = 0;
    let count = 0;
    for (let x = left; x < right; x++) {
      if (labels[y * width + x] !== label) continue;
      sum += x + 0.5;
      count++;
    }
    const down = (y + 0.5 - top) / tall;
    const middle = right - half - (across - 2 * half) * down;
    if (count === 0 || Math.abs(sum / count - middle) > STRAIGHT * perMm) return false;
  }
  return true;
};

/** Letters that stand no higher than the slash and touch nothing of it, on both sides. */
const hasLettersBeside = (slash: Component, letters: readonly Component[], perMm: number): boolean => {
  const beside = letters.filter(
    (letter) =>
      letter.label !== slash.label &&
      letter.bottom - letter.top >= 0.4 * (slash.bottom - slash.top) &&
      Math.min(letter.bottom, slash.bottom) - Math.max(letter.top, slash.top) >=
        0.8 * (letter.bottom - letter.top),
  );
  const reach = BESIDE * perMm;
  const middle = (slash.left + slash.right) / 2;
  return (
    beside.some(({ left, right }) => left < slash.left && right < middle && right > slash.left - reach) &&
    beside.some(({ left, right }) => right > slash.right && left > middle && left < slash.right + reach)
  );
};

/**
 * A hair's ink is that of the letters, spread over the paper beside it: its darkest pixels (`peaks`, by label) show by how much,
 * when the letters' ink is at `level`.
 */
export const hairOf = (
  slashes: readonly Component[],
  labels: Int32Array,
  peaks: Uint8Array,
  level: number,
): Hair | null => {
  if (slashes.length === 0) return null;
  const own = new Set(slashes.map(({ label }) => label));
  const peak = Math.min(...slashes.map(({ label }) => peaks[label]!));
  return {
    mask: Uint8Array.from(labels, (label) => (own.has(label) ? 1 : 0)),
    gain: Math.max(1, level / peak),
  };
};
