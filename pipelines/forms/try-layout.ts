/** Tries the layouts of one-entry forms on a picture. */
import { extentOf, namesOf } from '../../src/forms/edition.ts';
import { matchLayouts } from '../../src/imaging/forms/match.ts';
import { classifyEntryPage } from '../../src/imaging/forms/page-class.ts';
import { boxAround } from '../../src/imaging/forms/page-map.ts';
import type { FormFit, LayoutRef } from '../../src/imaging/forms/types.ts';
import type { Frame } from '../../src/imaging/frames.ts';
import { applyTo, type Point, type Quarter } from '../../src/imaging/geometry.ts';
import { type StraightPage, straightenFrame } from '../../src/imaging/straighten.ts';
import { type FormTrial, nothingFound, rounded, type Size, type TrialAt, within } from './trial.ts';

/**
 * The best of these layouts on each page of a frame; `at` names what is said to have been tried where none is found.
 * `minConfidence` 0…1: below it nothing is found.
 */
export const tryLayouts = async (
  refs: readonly LayoutRef[],
  frame: Frame,
  at: TrialAt,
  minConfidence: number,
): Promise<readonly FormTrial[]> =>
  (await straightenFrame(frame)).map((page): FormTrial => {
    const side = page.side === 'whole' ? 'single' : page.side;
    const { best: fit } = matchLayouts(page.picture, refs, { dpi: page.dpi, minConfidence });
    const ref = refs.find(
      ({ edition, layout }) =>
        fit !== null &&
        edition.id === fit.editionId &&
        edition.version === fit.editionVersion &&
        layout.class === fit.layoutClass,
    );
    if (fit === null || ref === undefined) return nothingFound(at, side);
    const found = { ...at, edition: fit.editionId, version: fit.editionVersion };
    return { ...found, side, ...layoutTrial(page, fit, ref, frame.picture) };
  });

const layoutTrial = (
  page: StraightPage,
  fit: FormFit,
  ref: LayoutRef,
  size: Size,
): Omit<FormTrial, keyof TrialAt | 'side'> => {
  const { pixel, pixels } = within(size);
  const toFile = ({ x, y }: Point): Point => applyTo(page.toFile, x, y);
  return {
    class:
      fit.layoutClass === 'entry' ? classifyEntryPage(page.picture, fit.map, ref).class : fit.layoutClass,
    confidence: rounded(fit.confidence),
    fitErrorMm: rounded(fit.fitErrorMm),
    dpi: Math.round(page.dpi),
    rotation: ((page.rotation + fit.rotation) % 360) as Quarter,
    parting: page.partingLine !== null && page.side !== 'whole' ? page.partingLine.map(pixel) : null,
    columns: [],
    rows: [],
    fields: ref.layout.fields.map((place) => ({
      names: namesOf(place),
      box: pixels(boxAround(fit.map.quadOf(extentOf(place)).map(toFile))),
    })),
  };
};
