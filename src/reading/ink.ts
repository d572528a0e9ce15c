/**
 * Is there any writing on a crop, and where? Asked before every recognition: tesseract reads "mumu" on empty paper and its
 * line finder is led astray by wide margins, specks and what is left of dotted lines.
 */
import type { Crop } from './engine.ts';

export type InkBounds = Readonly<{ left: number; top: number; right: number; bottom: number }>;

/** The sizes below are pixels at 300 dpi; a crop's own pixels are this many of them. */
const scaleOf = (crop: Crop): number => (crop.dpi ?? 300) / 300;

/** Below these sizes a blob is dust or a dot of a ruling, unless it lies among letters. */
const LETTER = { minHeight: 9, minArea: 24 };
const DASH = { minWidth: 9, maxWidth: 90, minArea: 20 };
const LINE_REST = { maxHeight: 7, minWidth: 90 };
/** Otsu is trusted from this distance of ink and paper on; below it the paper's own noise says where ink begins. */
const CLEAR_CONTRAST = 45;
/** Ink is at least this much darker than the paper, and this many deviations of its noise. */
const LEAST_DEPTH = 24;
const NOISE_DEVIATIONS = 5;
/** Letters cover this share of the width they span, or they are specks. */
const LEAST_COVER = 0.2;
/** Ink that runs out of the crop (stamps, signatures, folds) may be this many times as much as what stays within. */
const EDGE_SHARE = 1.2;

/**
 * Grey level at and below which a pixel is ink. Otsu's where ink and paper are clearly two levels; else well below the
 * paper's noise, so that faint writing is seen and empty paper has no ink.
 */
export const inkThreshold = (crop: Crop): number => {
  const counts = brightnessOf(crop);
  const { paper, noise } = paperOf(counts, crop.data.length);
  const noisy = Math.floor(paper - Math.max(LEAST_DEPTH, NOISE_DEVIATIONS * noise));
  const otsu = otsuOf(counts, crop.data.length);
  return otsu.contrast >= CLEAR_CONTRAST ? Math.min(otsu.threshold, noisy) : noisy;
};

/** How many pixels there are of each brightness; counted once for a crop. */
export const brightnessOf = (crop: Crop): Uint32Array => {
  let counts = brightness.get(crop);
  if (counts === undefined) {
    counts = new Uint32Array(256);
    let inked = 0;
    for (let i = 0; i < crop.data.length; i++) {
      const value = crop.data[i]!;
      // Nearly all of a crop is white, and counting one number over and over is slow.
      if (value === 255) continue;
      counts[value]!++;
      inked++;
    }
    counts[255] = crop.data.length - inked;
    brightness.set(crop, counts);
  }
  return counts;
};
const brightness = new WeakMap<Crop, Uint32Array>();

/** Median and deviation (from the half above the median, where no ink lies) of the brightness. */
const paperOf = (counts: Uint32Array, total: number): { paper: number; noise: number } => {
  const at = (share: number): number => {
    let left = total * share;
    for (let v = 0; v < 256; v++) {
      left -= counts[v]!;
      if (left <= 0) return v;
    }
    return 255;
  };
  const paper = at(0.5);
  // 84 % of a normal distribution lie below one deviation.
  return { paper, noise: Math.min(8, Math.max(1, at(0.84) - paper)) };
};

const otsuOf = (counts: Uint32Array, total: number): { threshold: number; contrast: number } => {
  let sum = 0;
  for (let v = 0; v < 256; v++) sum += v * counts[v]!;
  let below = 0;
  let belowSum = 0;
  let best = { between: -1, threshold: 0, contrast: 0 };
  for (let v = 0; v < 255; v++) {
    below += counts[v]!;
    if (below === 0 || below === total) continue;
    belowSum += v * counts[v]!;
    const contrast = (sum - belowSum) / (total - below) - belowSum / below;
    const between = below * (total - below) * contrast ** 2;
    if (between > best.between) best = { between, threshold: v, contrast };
  }
  return best;
};

export type Blob = { left: number; top: number; right: number; bottom: number; area: number };

/** The smallest box around everything that looks like writing, or null when nothing does. */
export const findInk = (crop: Crop): InkBounds | null => {
  const blobs = inkBlobs(crop);
  const letters = blobs.filter((blob) => !atEdge(blob, crop) && isLetter(blob, crop));
  const cut = blobs.filter((blob) => atEdge(blob, crop) && !isFold(blob, crop) && isLetter(blob, crop));
  if (letters.length === 0 || areaOf(cut) > areaOf(letters) * EDGE_SHARE) return null;
  const core = boundsOf(letters);
  const covered = letters.reduce((sum, blob) => sum + width(blob), 0);
  if (covered < (core.right - core.left) * LEAST_COVER) return null;
  const k = scaleOf(crop);
  return boundsOf([...letters, ...blobs.filter((blob) => isNear(blob, core, k))]);
};

const areaOf = (blobs: readonly Blob[]): number => blobs.reduce((sum, blob) => sum + blob.area, 0);

const width = (blob: Blob): number => blob.right - blob.left;
const height = (blob: Blob): number => blob.bottom - blob.top;

const atEdge = (blob: Blob, crop: Crop): boolean => blob.top === 0 || blob.bottom === crop.height;

/** From top to bottom: the shadow of a fold or of the gutter, which says nothing about the writing beside it. */
const isFold = (blob: Blob, crop: Crop): boolean => blob.top === 0 && blob.bottom === crop.height;

const isLetter = (blob: Blob, crop: Crop): boolean => {
  const k = scaleOf(crop);
  if (isLineRest(blob, k)) return false;
  if (height(blob) >= LETTER.minHeight * k) return blob.area >= LETTER.minArea * k * k;
  const middle = (blob.top + blob.bottom) / 2;
  const inBand = middle > crop.height * 0.3 && middle < crop.height * 0.68;
  return (
    inBand &&
    width(blob) >= DASH.minWidth * k &&
    width(blob) <= DASH.maxWidth * k &&
    blob.area >= DASH.minArea * k * k
  );
};

const isLineRest = (blob: Blob, k: number): boolean =>
  height(blob) <= LINE_REST.maxHeight * k && width(blob) >= LINE_REST.minWidth * k;

/** Accents, full stops and broken strokes belong to the writing when they lie within or right beside it. */
const isNear = (blob: Blob, core: InkBounds, k: number): boolean =>
  blob.area >= 5 * k * k &&
  blob.left >= core.left - 12 * k &&
  blob.right <= core.right + 14 * k &&
  blob.top >= core.top - 14 * k &&
  blob.bottom <= core.bottom + 10 * k &&
  !isLineRest(blob, k);

const boundsOf = (blobs: readonly InkBounds[]): InkBounds => ({
  left: Math.min(...blobs.map((blob) => blob.left)),
  top: Math.min(...blobs.map((blob) => blob.top)),
  right: Math.max(...blobs.map((blob) => blob.right)),
  bottom: Math.max(...blobs.map((blob) => blob.bottom)),
});

/** The blobs of a crop's ink, found once for a crop. */
export const inkBlobs = (crop: Crop): readonly Blob[] => {
  let blobs = found.get(crop);
  if (blobs === undefined) {
    blobs = blobsOf(crop, inkThreshold(crop));
    found.set(crop, blobs);
  }
  return blobs;
};
const found = new WeakMap<Crop, readonly Blob[]>();

/** Connected dark pixels (8 neighbours), by runs and union-find. */
export const blobsOf = ({ width, height, data }: Crop, threshold: number): Blob[] => {
  const parents: number[] = [];
  const blobs: Blob[] = [];
  const rootOf = (label: number): number => {
    let root = label;
    while (parents[root]! !== root) root = parents[root]!;
    while (parents[label]! !== root) {
      const next = parents[label]!;
      parents[label] = root;
      label = next;
    }
    return root;
  };
  // Runs of the row above and of this one, three numbers each: from, to, label.
  let above = new Int32Array(3 * (width + 1));
  let row = new Int32Array(3 * (width + 1));
  let aboveEnd = 0;
  for (let y = 0; y < height; y++) {
    let rowEnd = 0;
    let first = 0;
    const start = y * width;
    for (let x = 0; x < width; x++) {
      if (data[start + x]! > threshold) continue;
      const from = x;
      while (x < width && data[start + x]! <= threshold) x++;
      let label = -1;
      while (first < aboveEnd && above[first + 1]! < from) first += 3;
      for (let other = first; other < aboveEnd && above[other]! <= x; other += 3) {
        const root = rootOf(above[other + 2]!);
        if (label === -1) label = root;
        else if (root !== label) {
          merge(blobs, label, root);
          parents[root] = label;
        }
      }
      if (label === -1) {
        label = parents.length;
        parents.push(label);
        blobs.push({ left: from, top: y, right: x, bottom: y + 1, area: 0 });
      }
      const blob = blobs[label]!;
      if (from < blob.left) blob.left = from;
      if (x > blob.right) blob.right = x;
      blob.bottom = y + 1;
      blob.area += x - from;
      row[rowEnd] = from;
      row[rowEnd + 1] = x;
      row[rowEnd + 2] = label;
      rowEnd += 3;
    }
    [above, row] = [row, above];
    aboveEnd = rowEnd;
  }
  return blobs.filter((_, label) => parents[label] === label);
};

const merge = (blobs: Blob[], into: number, from: number): void => {
  const a = blobs[into]!;
  const b = blobs[from]!;
  a.left = Math.min(a.left, b.left);
  a.top = Math.min(a.top, b.top);
  a.right = Math.max(a.right, b.right);
  a.bottom = Math.max(a.bottom, b.bottom);
  a.area += b.area;
};
