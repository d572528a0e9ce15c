/**
 * Whether a frame shows two facing pages, and where to part them. The fold is looked for as a band of shaded paper that
 * runs from top to bottom near the middle (table rules are thin and stop at the table's edge); pages without a visible
 * fold must have a wide clear band there. The parting line then follows the fold around the ink.
 */
import { BLOCKS, findFold, OFF_CENTRE } from './fold.ts';
import type { Point } from './geometry.ts';
import { clearBand, clearColumn, crossingShare, followFold, toPolyline } from './parting-line.ts';
import { darkness, type Gray } from './raster.ts';

export type SpreadFinding = {
  readonly spread: boolean;
  /** 0…1: how sure `spread` is. */
  readonly confidence: number;
  /** From the top edge to the bottom edge in pixels of the given picture, also when it is no spread; see `findSpread`. */
  readonly line: readonly Point[];
  /** Figures behind the finding. */
  readonly evidence: {
    readonly aspect: number;
    /** Share of the height on which the fold's shade is seen. */
    readonly fold: number;
    /** Mean depth of the shade in grey levels. */
    readonly shade: number;
    /** Width of the clear band around the line, as a share of the width; 0 where ink crosses it. */
    readonly gap: number;
    /** Share of the rows on which the line goes through ink (rules and titles that run across). */
    readonly crossing: number;
    /** Where the line lies, 0.5 is the middle. */
    readonly centre: number;
  };
};

/** Two upright pages side by side are about 1.25 (square books) to 1.6; a bit more room for cropped edges. */
const MIN_ASPECT = 1.08;
const MAX_ASPECT = 2.2;

/**
 * `gray` upright, the paper only, 1,000–1,800 pixels wide. An upright page is told by its shape alone and gets no line,
 * unless `force` asks for the best line whatever the shape.
 */
export const findSpread = (gray: Gray, force = false): SpreadFinding => {
  if (gray.width / gray.height < MIN_ASPECT && !force) return upright(gray);
  const fold = findFold(gray);
  const ink = darkness(gray, Math.max(8, Math.round(gray.width / 50)));
  const inkThreshold = 26;
  const guide = fold.share >= 0.5 ? fold.path : new Float64Array(BLOCKS).fill(clearColumn(ink, inkThreshold));
  const path = followFold(ink, guide, inkThreshold);
  const crossing = crossingShare(ink, path, inkThreshold);
  const gap = clearBand(ink, path, inkThreshold);
  const mean = path.reduce((sum, x) => sum + x, 0) / path.length;
  const centre = mean / gray.width;
  const aspect = gray.width / gray.height;
  const evidence = { aspect, fold: fold.share, shade: fold.depth, gap, crossing, centre };
  const verdict = judge(evidence, ink, mean, inkThreshold);
  return { ...verdict, line: toPolyline(path), evidence };
};

const upright = (gray: Gray): SpreadFinding => {
  const aspect = gray.width / gray.height;
  const evidence = { aspect, fold: 0, shade: 0, gap: 0, crossing: 0, centre: 0.5 };
  return { spread: false, confidence: aspect < 1 ? 1 : 0.9, line: [], evidence };
};

const judge = (
  evidence: SpreadFinding['evidence'],
  ink: Gray,
  middle: number,
  threshold: number,
): { spread: boolean; confidence: number } => {
  const { aspect, fold, shade, gap, crossing, centre } = evidence;
  if (aspect < MIN_ASPECT) return { spread: false, confidence: aspect < 1 ? 1 : 0.9 };
  if (aspect > MAX_ASPECT || Math.abs(centre - 0.5) > OFF_CENTRE) return { spread: false, confidence: 0.8 };
  // A shade along most of the height, deep enough, that ink does not run through but for rules and a title.
  if (fold >= 0.75 && shade >= 2.5 && crossing <= 0.12) {
    return { spread: true, confidence: Math.min(0.99, 0.55 + 0.45 * fold - crossing) };
  }
  const pageLike = aspect >= 1.2 && aspect <= 1.7 && Math.abs(centre - 0.5) <= 0.03;
  if (pageLike && gap >= 0.03 && looksLikeTwoPages(ink, middle, threshold)) {
    return { spread: true, confidence: Math.min(0.9, 0.5 + 5 * gap) };
  }
  return { spread: false, confidence: Math.min(0.9, 0.4 + crossing * 3 + (fold < 0.4 ? 0.3 : 0)) };
};

/**
 * Whether the halves look like two pages: each written on a good part of its height, or one of them empty (the page after
 * a closing note). A wide page is written across its middle.
 */
const looksLikeTwoPages = (ink: Gray, middle: number, threshold: number): boolean => {
  const written = (from: number, to: number): number => {
    const bands = new Uint8Array(20);
    for (let y = 0; y < ink.height; y++) {
      let count = 0;
      for (let x = from; x < to; x++) if (ink.data[y * ink.width + x]! >= threshold) count++;
      if (count >= 3) bands[Math.floor((y * 20) / ink.height)] = 1;
    }
    return bands.reduce((sum, band) => sum + band, 0) / bands.length;
  };
  const margin = Math.round(ink.width * 0.03);
  const split = Math.round(middle);
  const left = written(margin, split - margin);
  const right = written(split + margin, ink.width - margin);
  const [less, more] = left < right ? [left, right] : [right, left];
  return more >= 0.25 && (less >= 0.25 || less <= 0.05);
};
