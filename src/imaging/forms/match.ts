/** Finds which form layout a page is, how it lies, and where every millimetre of the form is on it. */
import { type Mat3, multiply, type Quarter, scaling } from '../geometry.ts';
import { type Gray, type Picture, shrinkGray, shrinkToGray } from '../raster.ts';
import { closer } from './closer.ts';
import { type Hypothesis, hypotheses, type Search, type Way, waysOf } from './coarse.ts';
import { type Family, familiesOf } from './families.ts';
import { inkMap } from './ink.ts';
import { type FormModel, modelOf, TINY } from './model.ts';
import { pageMapFrom } from './page-map.ts';
import {
  type BlockFit,
  type FineFit,
  type Pyramid,
  type Registration,
  registerBlocks,
  registerFinely,
  registerRoughly,
  registerWords,
} from './register.ts';
import { preference } from './rivals.ts';
import type { FormFit, FormMatch, LayoutRef, MatchOptions, PageMap } from './types.ts';

const ALL: readonly Quarter[] = [0, 90, 180, 270];
/** How many guesses are followed to the end. */
const FINALISTS = 3;
/** Pixels per millimetre at which a page is worked on: a whole shrink factor brings it near. */
const BASE = 4.2;
/** …and at which words are still told from words, which is all that orientation needs. */
const ROUGH_BASE = 2.6;
/** Share of the words found from which on a fit needs no second, wider search. */
const SOUND = 0.65;
/** …and from which on only guesses that look nearly as good are followed besides it. */
const SURE = 0.7;
/** Share of the best likeness that another guess needs to be followed, and what it needs besides a sure one. */
const PROMISING = 0.6;
const FINAL = 0.7;
const CLOSE = 0.88;
/** …and what keeps it from a look at its large pieces, by the likeness of the whole: what is measured there is coarser. */
const BEHIND = 0.75;
/** Guesses of which the large pieces are looked for. */
const MOST_BLOCKS = 6;

type Plan = Omit<Search, 'ways' | 'perMm' | 'templateOf'>;
/**
 * First looks are taken at 6 dpi, where lines of print are two pixels apart: enough to tell what to look at closer, not
 * enough to tell where it lies. So many guesses are looked at closer, and so many of these go on.
 */
const SHORT = 24;
const GOOD = 6;
/** Where one sure guess is all that is asked for, so many are looked at closer before all the others. */
const EARLY = 4;
/** Ways that the wide search goes through with care. */
const WIDE_SHORT = 12;
/** The sheet fills the picture, nearly level: what intake hands over. */
const GLANCE: Plan = {
  skews: [0],
  sizes: [1, 0.965, 0.93, 0.895, 1.035],
  keep: { each: 1, all: SHORT },
};
/** The sheet lies small and slanted in a photo whose edges nobody found. */
const WIDE_GLANCE: Plan = {
  skews: [-4.5, -1.5, 1.5, 4.5],
  sizes: [0.97, 0.87, 0.78, 0.7],
  keep: { each: 1, all: WIDE_SHORT },
};
const WIDE: Plan = {
  skews: [-7, -5, -3.5, -2, -1, 0, 1, 2, 3.5, 5, 7],
  sizes: [1.02, 0.97, 0.92, 0.87, 0.83, 0.79, 0.75, 0.71, 0.68, 0.65],
  keep: { each: 4, all: 20 },
};
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

type Sheet = {
  readonly pyramid: Pyramid;
  /** Pixels of the page per pixel of the pyramid's base. */
  readonly shrink: number;
  readonly tiny: Gray;
  /** Pixels of the base per pixel of `tiny`, and its pixels per millimetre where the scan's resolution is known. */
  readonly tinyFactor: number;
  readonly perMm: number | null;
};

type Rough = { readonly hypothesis: Hypothesis; readonly words: Registration };
type Final = Rough & { readonly fine: FineFit; readonly confidence: number };

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

/**
 * Candidates on the page down to half a millimetre, likeliest first; `alone`: see `follow`. Most pages lie upright, and one
 * that surely does needs no look the other ways.
 */
const roughFits = (
  sheet: Sheet,
  models: readonly FormModel[],
  options: MatchOptions,
  alone = false,
): readonly Rough[] => {
  const { tiny } = sheet;
  const desk: Desk = { sheet, minute: shrinkGray(tiny, 2) };
  const ways = waysOf(tiny, models, options.rotations ?? ALL);
  const upright = ways.filter(({ rotation }) => rotation === 0);
  const turned = ways.filter(({ rotation }) => rotation !== 0);
  let guesses: readonly Hypothesis[] = [];
  for (const tried of [upright, turned]) {
    const more = glance(desk, GLANCE, tried);
    guesses = [...guesses, ...more].sort((a, b) => b.score - a.score).slice(0, SHORT);
    const early = alone
      ? follow(sheet, near(desk, guesses.slice(0, EARLY), 1), { alone, ...QUICK })
      : tried === upright && turned.length > 0
        ? follow(sheet, near(desk, guesses, GOOD), { alone, ...QUICK })
        : [];
    if ((early[0]?.words.share ?? 0) >= SURE) return early;
  }
  const starts = near(desk, guesses, GOOD);
  const quick = follow(sheet, starts, { alone, ...QUICK });
  if (isSound(quick)) return quick;
  const patient = follow(sheet, starts, { alone, ...PATIENT });
  if (isSound(patient)) return patient;
  const shortlist = ways.length <= WIDE_SHORT ? ways : glance(desk, WIDE_GLANCE, ways);
  const wide = follow(sheet, near(desk, glance(desk, WIDE, shortlist), WIDE.keep.all), { alone, ...FAR });
  return onePerWay([...patient, ...wide].sort((a, b) => b.words.likeness - a.words.likeness));
};

type Desk = { readonly sheet: Sheet; readonly minute: Gray };

const isSound = (found: readonly Rough[]): boolean => (found[0]?.words.share ?? 0) >= SOUND;

const glance = ({ sheet: { perMm }, minute }: Desk, plan: Plan, tried: readonly Way[]) =>
  hypotheses(minute, {
    ...plan,
    templateOf: (model) => model.minute,
    ways: tried,
    perMm: perMm === null ? null : perMm / 2,
  });

const near = ({ sheet }: Desk, guesses: readonly Hypothesis[], most: number): readonly Hypothesis[] =>
  closer(sheet.tiny, guesses, (model) => model.tiny, most);

/** How far off its first guess a sheet may lie, and how often it is looked at again from where the last look ended. */
type Pace = { readonly reachMm: number; readonly rounds: number };
/** A form's lines are about a centimetre apart: who looks further than half of that may take one line for the next. */
const QUICK: Pace = { reachMm: 5, rounds: 1 };
const PATIENT: Pace = { reachMm: 10, rounds: 4 };
const FAR: Pace = { reachMm: 10, rounds: 1 };

/** Looks again from where the last look ended, at most `rounds` times, as long as it finds more. */
const settled = <T extends { readonly map: Mat3 }>(
  look: (start: Mat3) => T,
  start: Mat3,
  found: (seen: T) => number,
  rounds: number,
): T => {
  let best = look(start);
  for (let round = 1; round < rounds; round++) {
    const next = look(best.map);
    if (found(next) <= found(best)) break;
    best = next;
  }
  return best;
};

/**
 * From first guesses in the tiny picture to words, dropping what falls behind. `alone`: a sure guess is all that is asked
 * for.
 */
const follow = (
  sheet: Sheet,
  starts: readonly Hypothesis[],
  { alone, reachMm, rounds }: Pace & { readonly alone: boolean },
): readonly Rough[] => {
  const { pyramid, tinyFactor } = sheet;
  const rough = starts
    .map((hypothesis) => {
      const start = multiply(scaling(tinyFactor), hypothesis.map);
      const look = (from: Mat3): BlockFit => registerRoughly(pyramid, hypothesis.model, from, reachMm);
      return { hypothesis, ...settled(look, start, ({ likeness }) => likeness, rounds) };
    })
    .sort((a, b) => b.likeness - a.likeness);
  const byBlocks = ({ hypothesis, map }: (typeof rough)[number]) => ({
    hypothesis,
    ...registerBlocks(pyramid, hypothesis.model, map),
  });
  const wordsOf = ({ hypothesis, map }: ReturnType<typeof byBlocks>): Rough => ({
    hypothesis,
    words: settled(
      (from) => registerWords(pyramid, hypothesis.model, from),
      map,
      ({ share }) => share,
      rounds,
    ),
  });
  const [first] = rough;
  if (first === undefined) return [];
  // On most pages the first guess is right, and then what is far behind it already needs no closer look.
  const leader = byBlocks(first);
  const found: Rough[] = [wordsOf(leader)];
  let sure = found[0]!.words.share >= SURE;
  if (sure && alone) return found;
  const least = (sure ? BEHIND : PROMISING) * first.likeness;
  const others = rough
    .filter(({ likeness }, i) => i > 0 && i < MOST_BLOCKS && likeness >= least)
    .map(byBlocks)
    .sort((a, b) => b.likeness - a.likeness);
  const best = Math.max(leader.likeness, others[0]?.likeness ?? 0);
  for (const other of others) {
    if (other.likeness < (sure ? CLOSE : PROMISING) * best) break;
    const guess = wordsOf(other);
    found.push(guess);
    sure ||= guess.words.share >= SURE;
    if (sure && alone) break;
  }
  return found.sort((a, b) => b.words.likeness - a.words.likeness);
};

/** The wide search follows several guesses of one layout in one rotation; they are no rivals of each other. */
const onePerWay = (rough: readonly Rough[]): readonly Rough[] =>
  rough.filter(({ hypothesis: { model, rotation } }, i) =>
    rough
      .slice(0, i)
      .every((other) => other.hypothesis.model !== model || other.hypothesis.rotation !== rotation),
  );

const finalists = (rough: readonly Rough[]): readonly Rough[] => {
  const best = rough[0]?.words;
  if (best === undefined) return [];
  const bar = (best.share >= SURE ? CLOSE : FINAL) * best.likeness;
  return rough.filter((guess, i) => i === 0 || guess.words.likeness > bar).slice(0, FINALISTS);
};

/** The likeliest layout's relatives, which look alike but for a few words, have their turn; best first. */
const withinFamily = (
  sheet: Sheet,
  ranked: readonly Final[],
  families: readonly Family[],
): readonly Final[] => {
  const [first, ...others] = ranked;
  const members = families.find((family) => family.first === first?.hypothesis.model)?.members ?? [];
  if (first === undefined || members.length < 2) return ranked;
  const { frame, map } = first.fine;
  let champion = first.hypothesis.model;
  let margin = 1;
  const beaten: { readonly model: FormModel; readonly lead: number }[] = [];
  for (const rival of members) {
    if (rival === first.hypothesis.model) continue;
    const lead = preference(frame, champion, rival) ?? 0;
    beaten.push({ model: lead >= 0 ? rival : champion, lead: Math.abs(lead) });
    margin = lead >= 0 ? Math.min(margin, marginConfidence(lead)) : marginConfidence(-lead);
    if (lead < 0) champion = rival;
  }
  const as = (model: FormModel): Final => ({ ...first, hypothesis: { ...first.hypothesis, model } });
  const fine =
    champion === first.hypothesis.model
      ? null
      : registerFinely(sheet.pyramid, champion, { map: map.data.homography, share: 0 });
  const confidence = margin * (fine === null ? first.confidence : fitConfidence(fine.share));
  return [
    { ...as(champion), ...(fine === null ? {} : { fine }), confidence },
    ...beaten
      .map(({ model, lead }) => ({
        ...as(model),
        confidence: first.confidence * (1 - marginConfidence(lead)),
      }))
      .sort((a, b) => b.confidence - a.confidence),
    ...others,
  ];
};

const rank = (finals: readonly Final[]): readonly Final[] => {
  const [first, ...others] = [...finals].sort((a, b) => b.fine.likeness - a.fine.likeness);
  if (first === undefined) return [];
  let champion = first;
  const beaten: Final[] = [];
  let margin = 1;
  for (const other of others) {
    const lead = leadOf(champion, other);
    if (lead >= 0) beaten.push({ ...other, confidence: other.confidence * (1 - marginConfidence(lead)) });
    else {
      beaten.push({ ...champion, confidence: champion.confidence * (1 - marginConfidence(-lead)) });
      champion = other;
      margin = 1;
    }
    margin = Math.min(margin, marginConfidence(Math.abs(lead)));
  }
  beaten.sort((a, b) => b.confidence - a.confidence);
  return [{ ...champion, confidence: champion.confidence * margin }, ...beaten];
};

/** How far `a` is ahead of `b`, positive or negative. */
const leadOf = (a: Final, b: Final): number => {
  if (a.hypothesis.model !== b.hypothesis.model && sameplace(a.fine.map, b.fine.map, a.hypothesis.model)) {
    const preferred = preference(a.fine.frame, a.hypothesis.model, b.hypothesis.model);
    if (preferred !== null) return preferred;
  }
  return a.fine.likeness - b.fine.likeness;
};

const sameplace = (a: PageMap, b: PageMap, { paper }: FormModel): boolean =>
  [0.25, 0.75].every((share) => {
    const x = paper.width * share;
    const y = paper.height * share;
    const at = a.toPage(x, y);
    const back = b.toPaper(at.x, at.y);
    return Math.hypot(back.x - x, back.y - y) < 4;
  });

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** Wrong layouts find at most a fifth of their words by chance; damaged right ones still most of them. */
const fitConfidence = (share: number): number => logistic((share - 0.4) / 0.05);

const marginConfidence = (lead: number): number => 2 * logistic(lead / 0.03) - 1;

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
