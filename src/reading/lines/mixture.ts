/**
 * Two models of letters in one: each word is a word the knowing model knows or one that only the plain model can judge,
 * and every letter of it says which is likelier (Bayes). So an unknown word costs little more than without knowledge.
 */
import type { LetterModel } from './letters.ts';

const GAP = ' ';
/** For lists of what a field can hold: most words are on them. */
const PRIOR = 1.5;
/** Odds are kept in steps, so that states can be counted. */
const GRAIN = 0.25;
const MOST = 8;

type Step = Readonly<{ state: number; logp: number }>;
type State = Readonly<{ knowing: number; plain: number; odds: number }>;

/** `prior`: log odds that a word is one of the knowing model, before its first letter. */
export const mixLetters = (knowing: LetterModel, plain: LetterModel, prior = PRIOR): LetterModel => {
  const ids = new Map<string, number>();
  const states: State[] = [];
  const idOf = (state: State): number => {
    const key = `${state.knowing} ${state.plain} ${state.odds}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, states.length);
    states.push(state);
    return states.length - 1;
  };
  const steps = new Map<string, Step>();
  const compute = (state: State, letter: string): Step => {
    const a = knowing.step(state.knowing, letter);
    const b = plain.step(state.plain, letter);
    const share = 1 / (1 + Math.exp(-state.odds));
    const logp = Math.log(share * Math.exp(a.logp) + (1 - share) * Math.exp(b.logp));
    const odds = letter === GAP ? prior : Math.max(-MOST, Math.min(MOST, state.odds + a.logp - b.logp));
    return {
      state: idOf({ knowing: a.state, plain: b.state, odds: Math.round(odds / GRAIN) * GRAIN }),
      logp,
    };
  };
  return {
    start: idOf({ knowing: knowing.start, plain: plain.start, odds: prior }),
    step: (id, letter) => {
      const key = `${id}${letter}`;
      const known = steps.get(key);
      if (known !== undefined) return known;
      const fresh = compute(states[id]!, letter);
      steps.set(key, fresh);
      return fresh;
    },
  };
};
