/** Which of the layouts that may be on a page it is, and how sure that is. */
import type { Family } from './families.ts';
import type { FormModel } from './model.ts';
import { type FineFit, registerFinely } from './register.ts';
import { preference } from './rivals.ts';
import { CLOSE, type Rough, type Sheet, SURE } from './rough-search.ts';
import type { PageMap } from './types.ts';

/** A guess followed to the end. */
export type Final = Rough & { readonly fine: FineFit; readonly confidence: number };

/** How many guesses are followed to the end. */
const FINALISTS = 3;
/** Share of the best likeness that a guess needs to be followed to the end where the best one is not sure. */
const FINAL = 0.7;

/** The guesses that are worth following to the end, likeliest first. */
export const finalists = (rough: readonly Rough[]): readonly Rough[] => {
  const best = rough[0]?.words;
  if (best === undefined) return [];
  const bar = (best.share >= SURE ? CLOSE : FINAL) * best.likeness;
  return rough.filter((guess, i) => i === 0 || guess.words.likeness > bar).slice(0, FINALISTS);
};

/** The likeliest layout's relatives, which look alike but for a few words, have their turn; best first. */
export const withinFamily = (
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

/** Best first, each as sure as it is ahead of the others. */
export const rank = (finals: readonly Final[]): readonly Final[] => {
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
export const fitConfidence = (share: number): number => logistic((share - 0.4) / 0.05);

const marginConfidence = (lead: number): number => 2 * logistic(lead / 0.03) - 1;
