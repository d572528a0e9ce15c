/** CTC prefix beam search with a model of letters: ranked readings of one line. */
import { logAdd } from './ctc.ts';
import { type LetterModel, LINE_END } from './letters.ts';
import type { Scores } from './model.ts';

export type BeamOptions = Readonly<{
  /** Prefixes kept at every step. */
  width: number;
  /** Readings given at the end. */
  count: number;
  /** How much the model of letters counts beside the network, and what a letter gets back for having been asked. */
  weight: number;
  bonus: number;
}>;

/** `labels` are classes; `total` is the natural log of what the reading is worth, `ctc` the network's part of it. */
export type Found = Readonly<{ labels: readonly number[]; total: number; ctc: number }>;

/** Letters the model of letters judges as they are; all others are gaps between words to it. */
const LETTER = /^[\p{L}\p{N}']$/u;
const GAP = ' ';

/** How the model of letters sees a character: small letters and figures, everything else a gap. */
export const asLetter = (character: string): string =>
  LETTER.test(character) ? character.toLocaleLowerCase('vi') : GAP;

/** Classes below this log probability are not tried at a step, and prefixes this far behind the best are dropped. */
const LEAST = -7;
const BEHIND = 14;
/** A step that is blank for sure lengthens nothing. */
const SURELY_BLANK = -0.0005;
/** Small letter, then a capital within one word: rare enough to need clear ink. */
const CASE_JUMP = -1.5;

/** Nobody leaves a space before these, or behind a slash. */
const TIGHT = /^[,./;)]$/u;
const SLASH = '/';
const LOOSE = -1.5;

type Node = {
  readonly parent: Node | null;
  readonly label: number;
  readonly length: number;
  readonly state: number;
  /** Log probability of the letters, weighted, with bonus. */
  readonly letters: number;
  readonly gap: boolean;
  blank: number;
  said: number;
  nextBlank: number;
  nextSaid: number;
  touched: number;
  children: Map<number, Node> | null;
};

/** The best readings, best first. Deterministic. */
export const beamSearch = (
  scores: Scores,
  characters: readonly string[],
  model: LetterModel,
  options: BeamOptions,
): readonly Found[] => {
  const { steps, classes, logp } = scores;
  const letterOf = ['', ...characters.map(asLetter)];
  const isUpper = ['', ...characters].map((c) => c !== c.toLocaleLowerCase('vi'));
  const isLower = ['', ...characters].map((c) => c !== c.toLocaleUpperCase('vi'));
  const isSpace = ['', ...characters].map((c) => c === GAP);
  const isTight = ['', ...characters].map((c) => TIGHT.test(c));
  const isSlash = ['', ...characters].map((c) => c === SLASH);
  const looseness = (before: number, label: number): number =>
    (isSpace[before] && isTight[label]) || (isSlash[before] && isSpace[label]) ? LOOSE : 0;
  const child = (parent: Node, label: number): Node => {
    const known = parent.children?.get(label);
    if (known !== undefined) return known;
    const letter = letterOf[label]!;
    const gap = letter === GAP;
    // A comma and the space behind it are one gap.
    const step = gap && parent.gap ? { state: parent.state, logp: 0 } : model.step(parent.state, letter);
    const jump = isUpper[label] && isLower[parent.label] ? CASE_JUMP : 0;
    const fresh: Node = {
      parent,
      label,
      length: parent.length + 1,
      state: step.state,
      letters:
        parent.letters +
        options.weight * (step.logp + jump + looseness(parent.label, label)) +
        (gap && parent.gap ? 0 : options.bonus),
      gap,
      blank: Number.NEGATIVE_INFINITY,
      said: Number.NEGATIVE_INFINITY,
      nextBlank: Number.NEGATIVE_INFINITY,
      nextSaid: Number.NEGATIVE_INFINITY,
      touched: -1,
      children: null,
    };
    parent.children ??= new Map();
    parent.children.set(label, fresh);
    return fresh;
  };
  const root: Node = {
    parent: null,
    label: 0,
    length: 0,
    state: model.start,
    letters: 0,
    gap: true,
    blank: 0,
    said: Number.NEGATIVE_INFINITY,
    nextBlank: Number.NEGATIVE_INFINITY,
    nextSaid: Number.NEGATIVE_INFINITY,
    touched: -1,
    children: null,
  };
  let beam: Node[] = [root];
  for (let t = 0; t < steps; t++) {
    const row = t * classes;
    const blank = logp[row]!;
    if (blank > SURELY_BLANK) {
      for (const node of beam) {
        node.blank = logAdd(node.blank, node.said) + blank;
        node.said = Number.NEGATIVE_INFINITY;
      }
      continue;
    }
    const tried: number[] = [];
    for (let k = 1; k < classes; k++) if (logp[row + k]! > LEAST) tried.push(k);
    const touched: Node[] = [];
    const touch = (node: Node): Node => {
      if (node.touched !== t) {
        node.touched = t;
        node.nextBlank = Number.NEGATIVE_INFINITY;
        node.nextSaid = Number.NEGATIVE_INFINITY;
        touched.push(node);
      }
      return node;
    };
    for (const node of beam) {
      const all = logAdd(node.blank, node.said);
      touch(node).nextBlank = logAdd(node.nextBlank, all + blank);
      for (const k of tried) {
        const p = logp[row + k]!;
        if (k === node.label) {
          node.nextSaid = logAdd(node.nextSaid, node.said + p);
          if (node.blank > Number.NEGATIVE_INFINITY) {
            const again = touch(child(node, k));
            again.nextSaid = logAdd(again.nextSaid, node.blank + p);
          }
        } else {
          const longer = touch(child(node, k));
          longer.nextSaid = logAdd(longer.nextSaid, all + p);
        }
      }
    }
    let best = Number.NEGATIVE_INFINITY;
    for (const node of touched) {
      node.blank = node.nextBlank;
      node.said = node.nextSaid;
      best = Math.max(best, worth(node));
    }
    beam = touched.filter((node) => worth(node) > best - BEHIND);
    if (beam.length > options.width) {
      beam.sort((a, b) => worth(b) - worth(a));
      beam.length = options.width;
    }
  }
  return beam
    .map((node) => {
      const ctc = logAdd(node.blank, node.said);
      const end = options.weight * model.step(node.state, LINE_END).logp;
      return { labels: labelsOf(node), ctc, total: ctc + node.letters + end };
    })
    .sort((a, b) => b.total - a.total)
    .slice(0, options.count);
};

const worth = (node: Node): number => logAdd(node.blank, node.said) + node.letters;

const labelsOf = (node: Node): readonly number[] => {
  const labels: number[] = [];
  for (let at: Node | null = node; at !== null && at.parent !== null; at = at.parent) labels.push(at.label);
  return labels.reverse();
};
