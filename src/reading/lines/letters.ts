/**
 * A model of which letter follows which, learnt from lines of text: what it has seen after the longest known context
 * counts most, shorter contexts fill in (Witten and Bell's weights), and below them lies another model or chance.
 */
import {
  type Contexts,
  contextsFrom,
  type PackedContexts,
  packContexts,
  type WeightedText,
} from './contexts.ts';

/** How likely a letter is after what was said before; states are numbers that only their model understands. */
export interface LetterModel {
  readonly start: number;
  /** The state after `letter`, and the natural log of its probability. */
  step(state: number, letter: string): Readonly<{ state: number; logp: number }>;
}

/** Separates lines; the state after it is a start. */
export const LINE_END = '\n';

/** What a context that was seen once, and followed by one letter, leaves to letters never seen there. */
const ESCAPE = 0.7;

/**
 * What is learnt from weighted lines. Letters are taken as they are: who asks must fold case and punctuation as the
 * lines are.
 */
export const packLetters = (lines: Iterable<WeightedText>): PackedContexts =>
  packContexts(Array.from(lines, ({ text, weight }) => ({ text: `${LINE_END}${text}${LINE_END}`, weight })));

/** The model of what was learnt. What no context has seen is as likely as chance among `letters` letters. */
export const lettersFrom = (packed: PackedContexts, letters: number): LetterModel =>
  suffixModel(contextsFrom(packed), 1 / letters);

export const learnLetters = (lines: Iterable<WeightedText>, letters: number): LetterModel =>
  lettersFrom(packLetters(lines), letters);

type Step = Readonly<{ state: number; logp: number }>;

/** Steps are kept: beams ask the same ones again and again. */
const KEPT_STEPS = 300_000;

/** States are the longest contexts that were seen. */
const suffixModel = (contexts: Contexts, chance: number): LetterModel => {
  let steps = new Map<number, Step>();

  const compute = (state: number, code: number): Step => {
    let share = 1;
    let probability = 0;
    let found = -1;
    for (let node = state; node !== -1; node = contexts.link[node]!) {
      const to = code === -1 ? -1 : contexts.next(node, code);
      if (to !== -1 && found === -1) found = to;
      const gone = contexts.gone[node]!;
      const left = ESCAPE * contexts.fan(node);
      if (gone + left === 0) continue;
      if (to !== -1) probability += (share * contexts.count[to]!) / (gone + left);
      share *= left / (gone + left);
    }
    return { state: Math.max(0, found), logp: Math.log(probability + share * chance) };
  };

  return {
    start: Math.max(0, contexts.next(0, contexts.code(LINE_END))),
    step: (state, letter) => {
      const code = contexts.code(letter);
      const key = state * 256 + code + 1;
      const known = steps.get(key);
      if (known !== undefined) return known;
      const fresh = compute(state, code);
      if (steps.size > KEPT_STEPS) steps = new Map();
      steps.set(key, fresh);
      return fresh;
    },
  };
};
