/** Finds which form layout a page is, how it lies, and where every millimetre of the form is on it. */
import { multiply, type Quarter, scaling } from '../geometry.ts';
import { type Gray, type Picture, shrinkGray, shrinkToGray } from '../raster.ts';
import { familiesOf } from './families.ts';
import { inkMap } from './ink.ts';
import { type FormModel, modelOf, TINY } from './model.ts';
import { pageMapFrom } from './page-map.ts';
import { type Final, finalists, fitConfidence, rank, withinFamily } from './ranking.ts';
import { registerFinely } from './register.ts';
import { roughFits, type Sheet } from './rough-search.ts';
import type { FormFit, FormMatch, LayoutRef, MatchOptions } from './types.ts';

/** Pixels per millimetre at which a page is worked on: a whole shrink factor brings it near. */
const BASE = 4.2;
/** …and at which words are still told from words, which is all that orientation needs. */
const ROUGH_BASE = 2.6;
const DEFAULT_CONFIDENCE = 0.5;

/**
 * @param page the whole page, any resolution from about 100 dpi up, turned any way.
 * @param candidates layouts to choose from; their anchors are made once and kept as long as the ref lives.
 */
export const matchLayouts = (
  page: Gray | Picture,
  candidates: readonly LayoutRef[],
  options: MatchOptions = {},
): FormMatch => {
  const models = candidates.map(modelOf);
  if (models.length === 0) return { best: null, guesses: [] };
  const sheet = sheetOf(page, models, options.dpi);
  const families = familiesOf(models);
  const rough = roughFits(
    sheet,
    families.map((family) => family.first),
    options,
  );
  const finals = finalists(rough).map((guess): Final => {
    const fine = registerFinely(sheet.pyramid, guess.hypothesis.model, guess.words);
    return { ...guess, fine, confidence: fitConfidence(fine.share) };
  });
  const ranked = withinFamily(sheet, rank(finals), families);
  const guesses = [
    ...ranked,
    ...rough
      .filter((guess) => !finals.some((final) => final.hypothesis === guess.hypothesis))
      .map((guess) => ({
        ...guess,
        confidence: fitConfidence(guess.words.share) * (1 - (ranked[0]?.confidence ?? 0)),
      })),
  ];
  const best = ranked[0];
  return {
    best:
      best !== undefined && best.confidence >= (options.minConfidence ?? DEFAULT_CONFIDENCE)
        ? fitOf(best, sheet.shrink)
        : null,
    guesses: guesses.slice(0, 5).map(({ hypothesis, confidence }) => ({
      editionId: hypothesis.model.ref.edition.id,
      layoutClass: hypothesis.model.ref.layout.class,
      rotation: hypothesis.rotation,
      confidence,
    })),
  };
};

/**
 * How a page must be turned to be upright, as its print tells; null when no candidate is recognised. Costs a fraction of a
 * whole match.
 */
export const orientByForms = (
  page: Gray | Picture,
  candidates: readonly LayoutRef[],
  options: MatchOptions = {},
): { readonly rotation: Quarter; readonly confidence: number } | null => {
  const models = candidates.map(modelOf);
  if (models.length === 0) return null;
  const firsts = familiesOf(models).map((family) => family.first);
  const [best] = roughFits(sheetOf(page, models, options.dpi, ROUGH_BASE), firsts, options, true);
  if (best === undefined) return null;
  const confidence = fitConfidence(best.words.share);
  return confidence >= (options.minConfidence ?? DEFAULT_CONFIDENCE)
    ? { rotation: best.hypothesis.rotation, confidence }
    : null;
};

const sheetOf = (
  page: Gray | Picture,
  models: readonly FormModel[],
  dpi: number | undefined,
  base = BASE,
): Sheet => {
  const { paper } = models[0]!;
  const guess = Math.max(page.width, page.height) / Math.max(paper.width, paper.height);
  const shrink = Math.max(1, Math.round(guess / base));
  const ink = inkMap(shrinkToGray({ channels: 1, ...page }, shrink), guess / shrink, { withoutAreas: true });
  const pyramid = [{ ink, factor: 1 }];
  for (let last = pyramid[0]!; Math.min(last.ink.width, last.ink.height) >= 200; ) {
    last = { ink: shrinkGray(last.ink, 2), factor: last.factor * 2 };
    pyramid.push(last);
  }
  const tinyFactor = Math.max(1, Math.round(guess / shrink / TINY));
  return {
    pyramid,
    shrink,
    tiny: shrinkGray(ink, tinyFactor),
    tinyFactor,
    perMm: dpi === undefined ? null : dpi / 25.4 / shrink / tinyFactor,
  };
};

/** The fit in pixels of the page that was handed in. */
const fitOf = ({ hypothesis, fine, confidence }: Final, shrink: number): FormFit => {
  const { data } = fine.map;
  const { edition, layout } = hypothesis.model.ref;
  return {
    editionId: edition.id,
    editionVersion: edition.version,
    layoutClass: layout.class,
    rotation: hypothesis.rotation,
    confidence,
    fitErrorMm: fine.errorMm,
    anchors: { found: fine.found, total: fine.total },
    map: pageMapFrom({ ...data, homography: unitScaled(multiply(scaling(shrink), data.homography)) }),
  };
};

/** The same homography with its last element 1, so that equal maps are stored as equal numbers. */
const unitScaled = (m: ReturnType<typeof multiply>): ReturnType<typeof multiply> => {
  const k = 1 / m[8];
  return [m[0] * k, m[1] * k, m[2] * k, m[3] * k, m[4] * k, m[5] * k, m[6] * k, m[7] * k, 1];
};
