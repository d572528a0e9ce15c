/**
 * Takes printed lines (dotted or solid) out of a line's ink without touching writing. The trap is the dot below a vowel
 * (ạ ẹ ị ọ ụ ỵ), which comes to lie right on the dotted line: printed dots are all alike, small and evenly spaced, so only
 * what is as small as they are goes, and dots that hang on a stroke go only where no stroke runs on through them.
 */
import { medianOf } from './algebra.ts';
import { type Component, labelComponents } from './components.ts';

/** Ink of a line crop. `perMm`: pixels per millimetre; `mask`: 1 where ink is. */
export type LineInk = {
  readonly width: number;
  readonly height: number;
  readonly perMm: number;
  readonly ink: Uint8Array;
  readonly mask: Uint8Array;
};

/** A printed horizontal line in pixels of the crop. */
export type PrintedLine = {
  readonly y: number;
  readonly from: number;
  readonly to: number;
  readonly style: 'dotted' | 'solid';
  /** Thickness, or the size of a dot. */
  readonly width: number;
};

/** Erases the line from `line.mask` (in place). */
export const erasePrintedLine = (line: LineInk, printed: PrintedLine): void => {
  const trace = traceOf(line, printed);
  if (printed.style === 'solid') eraseSolid(line, printed, trace);
  else eraseDots(line, printed, trace);
};

const WINDOW_MM = 14;
const SEARCH_MM = 0.7;

/** The line's height at every column: where rows are darker than those around them, window by window. */
const traceOf = (line: LineInk, printed: PrintedLine): Float32Array => {
  const { width, height, perMm, ink } = line;
  const step = Math.round(WINDOW_MM * perMm);
  const reach = Math.ceil(SEARCH_MM * perMm);
  const beside = Math.max(3, Math.round(0.45 * perMm));
  const windows: { readonly centre: number; readonly scores: Float64Array }[] = [];
  for (let from = Math.max(0, printed.from); from < Math.min(width, printed.to); from += step) {
    const to = Math.min(from + step, width, printed.to);
    const scores = new Float64Array(2 * reach + 1);
    for (let dy = -reach; dy <= reach; dy++) {
      const y = Math.round(printed.y) + dy;
      if (y - beside < 0 || y + beside >= height) continue;
      let score = 0;
      for (let x = Math.max(from, beside); x < Math.min(to, width - beside); x++) {
        const i = y * width + x;
        const here = ink[i]!;
        const ridge = here - Math.max(ink[i - beside * width]!, ink[i + beside * width]!);
        if (ridge <= 0) continue;
        // Dots end sideways as well; the feet of letters do not.
        const point = Math.min(ridge, here - Math.max(ink[i - beside]!, ink[i + beside]!));
        score +=
          printed.style === 'solid'
            ? Math.min(ridge, 70)
            : 0.2 * Math.min(ridge, 70) + Math.max(0, Math.min(point, 70));
      }
      scores[dy + reach] = score / Math.max(1, to - from);
    }
    windows.push({ centre: (from + to) / 2, scores });
  }
  const smooth = steadiest(windows.map((window) => window.scores)).map((index) => index - reach);
  const centres = windows.map((window) => window.centre);
  const trace = new Float32Array(width);
  let k = 0;
  for (let x = 0; x < width; x++) {
    while (k + 1 < centres.length - 1 && centres[k + 1]! < x) k++;
    const a = smooth[k] ?? 0;
    const b = smooth[k + 1] ?? a;
    const c0 = centres[k] ?? 0;
    const c1 = centres[k + 1] ?? c0 + 1;
    const t = Math.min(1, Math.max(0, (x - c0) / (c1 - c0)));
    trace[x] = printed.y + a * (1 - t) + b * t;
  }
  return trace;
};

/** The path through the windows' scores that is high and does not jump (dynamic programming). */
const steadiest = (scores: readonly Float64Array[]): readonly number[] => {
  const first = scores[0];
  if (first === undefined) return [];
  const n = first.length;
  const middle = (n - 1) / 2;
  let best = Float64Array.from(first, (score, i) => score - LEAN * Math.abs(i - middle));
  const from: Int32Array[] = [];
  for (const next of scores.slice(1)) {
    const came = new Int32Array(n);
    const total = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let top = Number.NEGATIVE_INFINITY;
      for (let j = Math.max(0, i - 3); j <= Math.min(n - 1, i + 3); j++) {
        const value = best[j]! - JUMP * Math.abs(i - j);
        if (value > top) {
          top = value;
          came[i] = j;
        }
      }
      total[i] = top + next[i]! - LEAN * Math.abs(i - middle);
    }
    from.push(came);
    best = total;
  }
  let at = 0;
  for (let i = 1; i < n; i++) if (best[i]! > best[at]!) at = i;
  const path = [at];
  for (let k = from.length - 1; k >= 0; k--) {
    at = from[k]![at]!;
    path.push(at);
  }
  return path.reverse();
};

/** Cost, in score per pixel of width, of a pixel away from the expected height and from the neighbour's. */
const LEAN = 0.15;
const JUMP = 0.6;

/** Columns where the ink on the line is no thicker than the line: no stroke crosses there. */
const eraseSolid = (
  { width, height, perMm, mask }: LineInk,
  printed: PrintedLine,
  trace: Float32Array,
): void => {
  const thick = printed.width * perMm + 0.3 * perMm;
  const near = Math.ceil(0.35 * perMm);
  for (let x = Math.max(0, Math.floor(printed.from)); x < Math.min(width, printed.to); x++) {
    const y = Math.round(trace[x]!);
    let at = -1;
    for (let d = 0; d <= near && at < 0; d++) {
      if (y + d < height && y + d >= 0 && mask[(y + d) * width + x] === 1) at = y + d;
      else if (y - d >= 0 && y - d < height && mask[(y - d) * width + x] === 1) at = y - d;
    }
    if (at < 0) continue;
    let top = at;
    let bottom = at;
    while (top > 0 && mask[(top - 1) * width + x] === 1) top--;
    while (bottom + 1 < height && mask[(bottom + 1) * width + x] === 1) bottom++;
    if (bottom - top + 1 <= thick) for (let v = top; v <= bottom; v++) mask[v * width + x] = 0;
  }
};

const OFF_LINE_MM = 0.35;
const DOT_LIMIT_MM = 0.85;
const DOT_HEIGHT_MM = 0.8;
/** Spacing of dots where it cannot be measured. */
const USUAL_PITCH_MM = 1;

type Dot = {
  readonly label: number;
  readonly x: number;
  /** How many printed dots it would be, run together by blur. */
  readonly count: number;
  readonly mass: number;
};

const eraseDots = (line: LineInk, printed: PrintedLine, trace: Float32Array): void => {
  const { width, height, perMm, mask } = line;
  const top = Math.max(0, Math.floor(printed.y - 2 * perMm));
  const bottom = Math.min(height, Math.ceil(printed.y + 2 * perMm));
  const band = mask.subarray(top * width, bottom * width);
  const { labels, components } = labelComponents(band, width, bottom - top);
  const onLine = components.filter((component) => {
    const x = component.sumX / component.area;
    const y = component.sumY / component.area + top;
    return (
      x > printed.from - perMm &&
      x < printed.to + perMm &&
      component.top > 0 &&
      component.bottom < bottom - top &&
      component.bottom - component.top <= DOT_HEIGHT_MM * perMm &&
      Math.abs(y - trace[Math.round(x)]!) <= OFF_LINE_MM * perMm
    );
  });
  const single = onLine.filter((component) => component.right - component.left <= DOT_LIMIT_MM * perMm);
  const spacing = spacingOf(
    single.map((component) => component.sumX / component.area),
    perMm,
  );
  const pitch = spacing?.pitch ?? USUAL_PITCH_MM * perMm;
  const dots = onLine.map((component): Dot => {
    const w = component.right - component.left;
    const count = w <= DOT_LIMIT_MM * perMm ? 1 : Math.max(2, Math.round(w / pitch));
    const x = component.sumX / component.area;
    return { label: component.label, x, count, mass: massOf(component, labels, line.ink, width, top) };
  });
  const limit = limitOf(dots, printed, perMm);
  const gone = new Uint8Array(components.length + 1);
  for (const dot of dots) {
    const inStep = spacing !== null && dot.count === 1 && offStep(dot.x, spacing) < 0.2;
    if (dot.mass / dot.count <= (inStep || spacing === null ? limit.inStep : limit.outOfStep))
      gone[dot.label] = 1;
  }
  for (let i = 0; i < labels.length; i++) if (gone[labels[i]!] === 1) band[i] = 0;
  if (spacing === null) return;
  const [erased, kept] = [1, 0].map((is) =>
    dots.filter((dot) => dot.count === 1 && gone[dot.label] === is).map((dot) => dot.x),
  ) as [number[], number[]];
  eraseAttached(line, printed, trace, spacing, { erased, kept });
};

/**
 * Most ink that still counts as a printed dot. Printed dots are alike, so their own spread sets the limit: close on a clean
 * scan, where a writer's dot differs clearly, wider on a noisy one.
 */
const limitOf = (
  dots: readonly Dot[],
  printed: PrintedLine,
  perMm: number,
): { readonly inStep: number; readonly outOfStep: number } => {
  const masses = dots.map((dot) => dot.mass / dot.count);
  if (masses.length < 6) {
    const disc = Math.PI * (0.7 * printed.width * perMm) ** 2 * 100;
    const least = masses.length === 0 ? disc : Math.min(...masses);
    const usual = Math.max(disc * 0.5, Math.min(disc, least));
    return { inStep: 1.75 * usual, outOfStep: 1.75 * usual };
  }
  const usual = medianOf(masses);
  const spread = 1.48 * medianOf(masses.map((mass) => Math.abs(mass - usual)));
  const factor = Math.min(2.3, Math.max(1.6, 1 + (3 * spread) / usual));
  return { inStep: factor * usual, outOfStep: Math.min(factor, 1.6) * usual };
};

const massOf = (
  component: Component,
  labels: Int32Array,
  ink: Uint8Array,
  width: number,
  top: number,
): number => {
  let mass = 0;
  for (let y = component.top; y < component.bottom; y++) {
    for (let x = component.left; x < component.right; x++) {
      if (labels[y * width + x] === component.label) mass += ink[(y + top) * width + x]!;
    }
  }
  return mass;
};

/**
 * Printed dots that touch writing: their places follow from the others' even spacing. A ring around the place tells a
 * bump (ink leaves it on one side only) from a stroke that passes through (it leaves on two).
 */
const eraseAttached = (
  line: LineInk,
  printed: PrintedLine,
  trace: Float32Array,
  { pitch, first }: Spacing,
  known: Readonly<{ erased: readonly number[]; kept: readonly number[] }>,
): void => {
  const { width, height, perMm, mask } = line;
  const sorted = [...known.erased].sort((a, b) => a - b);
  const ring = ringOf(0.36 * perMm);
  const radius = 0.26 * perMm;
  let next = 0;
  let place = first - Math.floor((first - printed.from) / pitch) * pitch;
  for (; place < Math.min(width - 1, printed.to); place += pitch) {
    while (next < sorted.length && sorted[next]! < place - pitch / 2) next++;
    const seen = sorted[next];
    if (seen !== undefined && Math.abs(seen - place) <= pitch / 2) {
      // A dot that was seen alone: the count goes on from where it truly is.
      place = seen;
      continue;
    }
    // A dot that stands free and is more than a printed one is a writer's.
    if (known.kept.some((dot) => Math.abs(dot - place) < pitch / 2)) continue;
    const x = Math.round(place);
    const y = Math.round(trace[x] ?? printed.y);
    if (x < 0 || y < 0 || y >= height || mask[y * width + x] !== 1) continue;
    const { arcs, share } = arcsAround(line, x, y, ring);
    if (arcs > 1 || share > 0.4) continue;
    for (let v = Math.ceil(-radius); v <= radius; v++) {
      for (let u = Math.ceil(-radius); u <= radius; u++) {
        if (u * u + v * v > radius * radius) continue;
        if (y + v >= 0 && y + v < height && x + u >= 0 && x + u < width) mask[(y + v) * width + x + u] = 0;
      }
    }
  }
};

type Spacing = { readonly pitch: number; readonly first: number };

/** How far a place is from the nearest dot's, in pitches (0…0.5). */
const offStep = (x: number, { pitch, first }: Spacing): number => {
  const steps = (x - first) / pitch;
  return Math.abs(steps - Math.round(steps));
};

/** The even spacing of the dots; null when there are too few or they are not even. */
const spacingOf = (places: readonly number[], perMm: number): Spacing | null => {
  if (places.length < 8) return null;
  const sorted = [...places].sort((a, b) => a - b);
  const gaps: number[] = [];
  for (let i = 1; i < sorted.length; i++) {
    const gap = sorted[i]! - sorted[i - 1]!;
    if (gap > 0.5 * perMm && gap < 2.2 * perMm) gaps.push(gap);
  }
  if (gaps.length < 5) return null;
  const usual = medianOf(gaps);
  const even = gaps.filter((gap) => Math.abs(gap - usual) < 0.15 * usual);
  if (even.length < gaps.length / 2) return null;
  // Refine the pitch and the phase over the whole line: the count between two dots is the rounded distance.
  let pitch = even.reduce((a, b) => a + b, 0) / even.length;
  let first = sorted[0]!;
  for (let round = 0; round < 3; round++) {
    let n = 0;
    let sk = 0;
    let sx = 0;
    let skk = 0;
    let skx = 0;
    let k = 0;
    let last = sorted[0]!;
    for (const x of sorted) {
      k += Math.round((x - last) / pitch);
      last = x;
      if (round > 0 && Math.abs(x - (first + k * pitch)) > 0.3 * pitch) continue;
      n++;
      sk += k;
      sx += x;
      skk += k * k;
      skx += k * x;
    }
    const det = n * skk - sk * sk;
    if (n < 5 || det === 0) return null;
    pitch = (n * skx - sk * sx) / det;
    first = (sx - pitch * sk) / n;
  }
  return { pitch, first };
};

const ringOf = (radius: number): readonly (readonly [number, number])[] => {
  const count = Math.max(12, Math.round(2 * Math.PI * radius));
  return Array.from({ length: count }, (_, i) => {
    const angle = (i * 2 * Math.PI) / count;
    return [Math.round(radius * Math.cos(angle)), Math.round(radius * Math.sin(angle))] as const;
  });
};

const arcsAround = (
  { width, height, mask }: LineInk,
  x: number,
  y: number,
  ring: readonly (readonly [number, number])[],
): { readonly arcs: number; readonly share: number } => {
  const inked = ring.map(([u, v]) => {
    const px = x + u;
    const py = y + v;
    return px >= 0 && py >= 0 && px < width && py < height && mask[py * width + px] === 1;
  });
  let arcs = 0;
  let count = 0;
  inked.forEach((on, i) => {
    if (!on) return;
    count++;
    if (!inked[(i + inked.length - 1) % inked.length]) arcs++;
  });
  if (count === inked.length) arcs = 2;
  return { arcs, share: count / inked.length };
};
