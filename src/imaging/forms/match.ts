/** Finds which form layout a page is, how it lies, and where every millimetre of the form is on it. */
import type { Gray } from '../raster.ts';
import type { FormMatch, LayoutRef, MatchOptions } from './types.ts';

/**
 * @param page the whole page, grey, any resolution from about 100 dpi up, turned any way.
 * @param candidates layouts to choose from; their anchors are made once and kept as long as the ref lives.
 */
export const matchLayouts = (
  page: Gray,
  candidates: readonly LayoutRef[],
  options: MatchOptions = {},
): FormMatch => {
  void page;
  void candidates;
  void options;
  return { best: null, guesses: [] };
};
