/** Cuts the lines of a field out of a page: upright, at one resolution, print removed, ink black on white. */
import type { BoxMm, FieldPlace } from '../../forms/edition.ts';
import type { Picture } from '../raster.ts';
import type { CutField, CutLine, LayoutRef, PageMap } from './types.ts';

export type CutOptions = {
  /** Resolution of the crop; default 300. */
  readonly dpi?: number;
};

/** One line of a field. `page` in colour where there is colour: red stamps can then be told from the writing. */
export declare const cutLine: (
  page: Picture,
  map: PageMap,
  ref: LayoutRef,
  box: BoxMm,
  options?: CutOptions,
) => CutLine;

/** All lines of a text or composite field. Throws a RangeError for tick boxes (see readTicks). */
export declare const cutField: (
  page: Picture,
  map: PageMap,
  ref: LayoutRef,
  place: FieldPlace,
  options?: CutOptions,
) => CutField;
