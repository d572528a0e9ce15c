/**
 * Tells apart layouts that share most of their print (the covers and closing pages of one edition's ledgers differ in two
 * words): only the places where the prints differ have a say.
 */
import { type Gray, newGray } from '../raster.ts';
import { patchOf, searchPatch } from './correlate.ts';
import { FINE, type FormModel, inkedPieces, type Piece } from './model.ts';

const REACH = Math.round(0.75 * FINE);
const MARGIN = Math.round(0.5 * FINE);

/**
 * How much more the page looks like `own` than like `rival` where the two differ: mean difference of correlations,
 * −1…1, positive for `own`. `frame` is the page's ink in the fine frame of `own`. null when the prints do not differ anywhere.
 */
export const preference = (frame: Gray, own: FormModel, rival: FormModel): number | null => {
  const pieces = differencesOf(own, rival);
  if (pieces.length === 0) return null;
  let sum = 0;
  let weights = 0;
  for (const piece of pieces) {
    const left = piece.left - MARGIN;
    const top = piece.top - MARGIN;
    const width = piece.right - piece.left + 2 * MARGIN;
    const height = piece.bottom - piece.top + 2 * MARGIN;
    const likeness = (model: FormModel): number => {
      const patch = patchOf(model.ink, left, top, width, height);
      if (patch === null) return 0;
      return searchPatch(frame, patch, Math.max(0, left), Math.max(0, top), REACH, REACH).score;
    };
    const weight = Math.sqrt(width * height);
    sum += weight * (likeness(own) - likeness(rival));
    weights += weight;
  }
  return sum / weights;
};

const known = new WeakMap<FormModel, WeakMap<FormModel, readonly Piece[]>>();

/** Places of at least a letter's size where one print has ink and the other has not; found once for each two. */
const differencesOf = (own: FormModel, rival: FormModel): readonly Piece[] => {
  let ofOwn = known.get(own);
  if (ofOwn === undefined) {
    ofOwn = new WeakMap();
    known.set(own, ofOwn);
  }
  let pieces = ofOwn.get(rival);
  if (pieces === undefined) {
    pieces = findDifferences(own, rival);
    ofOwn.set(rival, pieces);
  }
  return pieces;
};

const findDifferences = (own: FormModel, rival: FormModel): readonly Piece[] => {
  const { width, height } = own.ink;
  const difference: Gray = newGray(width, height);
  for (let y = 0; y < Math.min(height, rival.ink.height); y++) {
    for (let x = 0; x < Math.min(width, rival.ink.width); x++) {
      const i = y * width + x;
      difference.data[i] = Math.abs(own.ink.data[i]! - rival.ink.data[y * rival.ink.width + x]!);
    }
  }
  return inkedPieces(difference).filter(
    (piece) => piece.right - piece.left >= FINE && piece.bottom - piece.top >= 1.2 * FINE,
  );
};
