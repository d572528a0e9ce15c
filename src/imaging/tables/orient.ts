/**
 * Which way up a page or an open spread of a table ledger lies. Its columns and its head are not the same from the other end:
 * each table known is fitted to the rules of the picture at every turn, and the turn at which one fits plainly better wins.
 */
import type { Quarter } from '../geometry.ts';
import { lineDirection, type Orientation } from '../orientation.ts';
import { cropGray, type Gray, shrinkFactor, shrinkGray, turnGray } from '../raster.ts';
import { findSpread } from '../spread.ts';
import { fitTable } from './find-table.ts';
import { ruleFinder } from './page-rules.ts';
import type { TableRef } from './types.ts';

export type TableOrientation = Orientation & { readonly spread: boolean };

/** Long side of a page that is looked at, pixels. */
const LOOK_SIZE = 1200;
/** Below this no table is believed, and a turn is only believed when the other one fits less well by this. */
const LEAST_FIT = 0.6;
const LEAST_LEAD = 0.06;
/** So well none fits from the wrong end: measured on made-up spreads 0.72 at most, single pages 0.84 on their side. */
const SURE_FIT = { page: 0.92, spread: 0.86 };
/** Lines of writing that run so many times plainer one way leave two turns; less plain ones speak against the others. */
const PLAIN_LINES = 2.5;
const AGAINST_LINES = 0.3;
const MOST_AGAINST = 0.1;
/** Wider than this a picture may be two pages. */
const SPREAD_ASPECT = 1.08;

type Fit = { readonly confidence: number; readonly spread: boolean };

/** Null when no table of these forms is seen, or when two turns fit alike. */
export const orientByTables = (gray: Gray, refs: readonly TableRef[]): TableOrientation | null => {
  if (refs.length === 0) return null;
  const lines = Math.log(lineDirection(gray));
  let best: TableOrientation | null = null;
  let next = 0;
  for (const rotation of TURNS) {
    const along = rotation % 180 === 0 ? lines : -lines;
    if (along < -Math.log(PLAIN_LINES)) continue;
    const fit = fitOf(rotation === 0 ? gray : turnGray(gray, rotation), refs);
    if (fit.confidence >= SURE_FIT[fit.spread ? 'spread' : 'page']) return { rotation, ...fit };
    const confidence = fit.confidence - Math.min(MOST_AGAINST, Math.max(0, -along * AGAINST_LINES));
    if (confidence > (best?.confidence ?? 0)) {
      next = best?.confidence ?? 0;
      best = { rotation, confidence, spread: fit.spread };
    } else next = Math.max(next, confidence);
  }
  return best === null || best.confidence < LEAST_FIT || best.confidence - next < LEAST_LEAD ? null : best;
};

const TURNS: readonly Quarter[] = [0, 180, 90, 270];

/** How well the picture as it lies shows a page of one of the tables, or a spread of one. */
const fitOf = (gray: Gray, refs: readonly TableRef[]): Fit => {
  if (gray.width / gray.height < SPREAD_ASPECT) return { confidence: bestOn(gray, refs), spread: false };
  const middle = partingOf(gray);
  const halves = {
    left: cropGray(gray, 0, 0, middle, gray.height),
    right: cropGray(gray, middle, 0, gray.width - middle, gray.height),
  };
  const scores = {
    left: scoresOn(
      halves.left,
      refs.filter(({ layout }) => layout.side === 'left'),
    ),
    right: scoresOn(
      halves.right,
      refs.filter(({ layout }) => layout.side === 'right'),
    ),
  };
  const spreads = [...scores.left.keys()].map(
    (id) => ((scores.left.get(id) ?? 0) + (scores.right.get(id) ?? 0)) / 2,
  );
  const spread = Math.max(0, ...spreads);
  const single = refs.filter(({ layout }) => layout.side === 'single');
  const alone = single.length === 0 ? 0 : bestOn(gray, single);
  return alone > spread ? { confidence: alone, spread: false } : { confidence: spread, spread: true };
};

const partingOf = (gray: Gray): number => {
  const { line } = findSpread(gray, true);
  const mean = line.reduce((sum, { x }) => sum + x, 0) / Math.max(1, line.length);
  return Math.round(line.length === 0 ? gray.width / 2 : mean);
};

const bestOn = (gray: Gray, refs: readonly TableRef[]): number =>
  Math.max(0, ...scoresOn(gray, refs).values());

/** By form, the best of its sides. */
const scoresOn = (gray: Gray, refs: readonly TableRef[]): Map<string, number> => {
  const small = shrinkGray(gray, shrinkFactor(Math.max(gray.width, gray.height), LOOK_SIZE));
  const finder = ruleFinder(small);
  const scores = new Map<string, number>();
  for (const ref of refs) {
    const confidence = fitTable(small, ref, {}, finder)?.confidence ?? 0;
    scores.set(ref.form.id, Math.max(confidence, scores.get(ref.form.id) ?? 0));
  }
  return scores;
};
