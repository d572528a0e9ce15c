/** Which layouts a page may be, how it lies, and where they are on it down to half a millimetre. */
import { type Mat3, multiply, type Quarter, scaling } from '../geometry.ts';
import { type Gray, shrinkGray } from '../raster.ts';
import { closer } from './closer.ts';
import { type Hypothesis, hypotheses, type Search, type Way, waysOf } from './coarse.ts';
import type { FormModel } from './model.ts';
import {
  type BlockFit,
  type Pyramid,
  type Registration,
  registerBlocks,
  registerRoughly,
  registerWords,
} from './register.ts';
import type { MatchOptions } from './types.ts';

/** A page made ready for the search. */
export type Sheet = {
  readonly pyramid: Pyramid;
  /** Pixels of the page per pixel of the pyramid's base. */
  readonly shrink: number;
  readonly tiny: Gray;
  /** Pixels of the base per pixel of `tiny`, and its pixels per millimetre where the scan's resolution is known. */
  readonly tinyFactor: number;
  readonly perMm: number | null;
};

/** A guess followed down to the words. */
export type Rough = { readonly hypothesis: Hypothesis; readonly words: Registration };

const ALL: readonly Quarter[] = [0, 90, 180, 270];
/** Share of the words found from which on a fit needs no second, wider search. */
const SOUND = 0.65;
/** …and from which on only guesses that look nearly as good are followed besides it. */
export const SURE = 0.7;
/** Share of the best likeness that another guess needs to be followed, and what it needs besides a sure one. */
const PROMISING = 0.6;
export const CLOSE = 0.88;
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

/**
 * Candidates on the page down to half a millimetre, likeliest first; `alone`: see `follow`. Most pages lie upright, and one
 * that surely does needs no look the other ways.
 */
export const roughFits = (
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
