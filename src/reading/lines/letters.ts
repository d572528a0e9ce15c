/**
 * A model of which letter follows which, learnt from lines of text: what it has seen after the longest known context
 * counts most, shorter contexts fill in (Witten and Bell's weights), and below them lies another model or chance. Contexts
 * of every length are kept in a suffix automaton, which is linear in the text.
 */

/** How likely a letter is after what was said before; states are numbers that only their model understands. */
export interface LetterModel {
  readonly start: number;
  /** The state after `letter`, and the natural log of its probability. */
  step(state: number, letter: string): Readonly<{ state: number; logp: number }>;
}

/** Separates lines; the state after it is a start. */
export const LINE_END = '\n';

/** Every letter is as likely as any other. */
export const chanceModel = (letters: number): LetterModel => {
  const step = { state: 0, logp: -Math.log(letters) };
  return { start: 0, step: () => step };
};

/** What a context that was seen once, and followed by one letter, leaves to letters never seen there. */
const ESCAPE = 0.7;

export type WeightedLine = Readonly<{ text: string; weight: number }>;

/**
 * Learns from weighted lines. Letters are taken as they are: who asks must fold case and punctuation as the lines are.
 * What no context has seen is as likely as chance among `letters` letters.
 */
export const learnLetters = (lines: Iterable<WeightedLine>, letters: number): LetterModel => {
  const all = [...lines];
  const automaton = new Automaton(all.reduce((sum, { text }) => sum + text.length + 2, 0));
  for (const { text, weight } of all) automaton.add(`${LINE_END}${text}${LINE_END}`, weight);
  automaton.settle();
  return new SuffixModel(automaton, 1 / letters);
};

/** Nodes are sets of contexts with the same continuations; a node's edges are a linked list and in one hash table for all. */
class Automaton {
  private readonly codes = new Map<string, number>();
  private nodes = 1;
  private edges = 0;
  private readonly length: Int32Array;
  readonly link: Int32Array;
  readonly count: Float64Array;
  /** Edges out of a node, and how often they are gone in all. */
  readonly fan: Uint16Array;
  readonly gone: Float64Array;
  private readonly head: Int32Array;
  private readonly edgeFrom: Int32Array;
  private readonly edgeCode: Uint8Array;
  private readonly edgeTo: Int32Array;
  private readonly edgeNext: Int32Array;
  private readonly table: Int32Array;
  private readonly mask: number;

  /** Room for texts of so many letters in all: at most two nodes and three edges a letter (Blumer et al. 1985). */
  constructor(letters: number) {
    const nodes = 2 * letters + 2;
    const edges = 3 * letters + 2;
    this.length = new Int32Array(nodes);
    this.link = new Int32Array(nodes).fill(-1);
    this.count = new Float64Array(nodes);
    this.fan = new Uint16Array(nodes);
    this.gone = new Float64Array(nodes);
    this.head = new Int32Array(nodes).fill(-1);
    this.edgeFrom = new Int32Array(edges);
    this.edgeCode = new Uint8Array(edges);
    this.edgeTo = new Int32Array(edges);
    this.edgeNext = new Int32Array(edges);
    const slots = 2 ** Math.ceil(Math.log2(edges * 1.5));
    this.table = new Int32Array(slots).fill(-1);
    this.mask = slots - 1;
  }

  add(text: string, weight: number): void {
    let last = 0;
    for (const letter of text) last = this.extend(last, this.codeOf(letter), weight);
  }

  code(letter: string): number {
    return this.codes.get(letter) ?? -1;
  }

  next(node: number, code: number): number {
    const edge = this.edgeAt(node, code);
    return edge === -1 ? -1 : this.edgeTo[edge]!;
  }

  /** Hands counts down to shorter contexts; to be called once, after the last line. */
  settle(): void {
    const order = Int32Array.from({ length: this.nodes }, (_, node) => node);
    order.sort((a, b) => this.length[b]! - this.length[a]!);
    for (const node of order) {
      const parent = this.link[node]!;
      if (parent >= 0) this.count[parent]! += this.count[node]!;
    }
    for (let edge = 0; edge < this.edges; edge++) {
      const from = this.edgeFrom[edge]!;
      this.fan[from]! += 1;
      this.gone[from]! += this.count[this.edgeTo[edge]!]!;
    }
  }

  private codeOf(letter: string): number {
    const known = this.codes.get(letter);
    if (known !== undefined) return known;
    this.codes.set(letter, this.codes.size);
    return this.codes.size - 1;
  }

  private node(length: number, link: number, count: number): number {
    const node = this.nodes++;
    this.length[node] = length;
    this.link[node] = link;
    this.count[node] = count;
    return node;
  }

  private slotOf(node: number, code: number): number {
    let slot = (Math.imul(node * 256 + code, 0x9e3779b1) >>> 7) & this.mask;
    for (let edge = this.table[slot]!; edge !== -1; edge = this.table[slot]!) {
      if (this.edgeFrom[edge] === node && this.edgeCode[edge] === code) return slot;
      slot = (slot + 1) & this.mask;
    }
    return slot;
  }

  private edgeAt(node: number, code: number): number {
    return this.table[this.slotOf(node, code)]!;
  }

  private connect(from: number, code: number, to: number): void {
    const edge = this.edges++;
    this.edgeFrom[edge] = from;
    this.edgeCode[edge] = code;
    this.edgeTo[edge] = to;
    this.edgeNext[edge] = this.head[from]!;
    this.head[from] = edge;
    this.table[this.slotOf(from, code)] = edge;
  }

  /** One letter more after `last`, for several texts in one automaton. */
  private extend(last: number, code: number, weight: number): number {
    const there = this.next(last, code);
    if (there !== -1) {
      const node = this.length[there] === this.length[last]! + 1 ? there : this.split(last, code, there);
      this.count[node]! += weight;
      return node;
    }
    const fresh = this.node(this.length[last]! + 1, 0, weight);
    let at = last;
    while (at !== -1 && this.next(at, code) === -1) {
      this.connect(at, code, fresh);
      at = this.link[at]!;
    }
    if (at !== -1) {
      const target = this.next(at, code);
      this.link[fresh] = this.length[target] === this.length[at]! + 1 ? target : this.split(at, code, target);
    }
    return fresh;
  }

  /** The shorter contexts of `target` become a node of their own. */
  private split(at: number, code: number, target: number): number {
    const clone = this.node(this.length[at]! + 1, this.link[target]!, 0);
    for (let edge = this.head[target]!; edge !== -1; edge = this.edgeNext[edge]!) {
      this.connect(clone, this.edgeCode[edge]!, this.edgeTo[edge]!);
    }
    this.link[target] = clone;
    for (let from = at; from !== -1; from = this.link[from]!) {
      const edge = this.edgeAt(from, code);
      if (edge === -1 || this.edgeTo[edge] !== target) break;
      this.edgeTo[edge] = clone;
    }
    return clone;
  }
}

type Step = Readonly<{ state: number; logp: number }>;

/** Steps are kept: beams ask the same ones again and again. */
const KEPT_STEPS = 300_000;

/** States are nodes of the automaton: the longest context that was seen. */
class SuffixModel implements LetterModel {
  readonly start: number;
  private steps = new Map<number, Step>();
  private readonly automaton: Automaton;
  private readonly chance: number;

  constructor(automaton: Automaton, chance: number) {
    this.automaton = automaton;
    this.chance = chance;
    this.start = Math.max(0, automaton.next(0, automaton.code(LINE_END)));
  }

  step(state: number, letter: string): Step {
    const code = this.automaton.code(letter);
    const key = state * 256 + code + 1;
    const known = this.steps.get(key);
    if (known !== undefined) return known;
    const fresh = this.compute(state, code);
    if (this.steps.size > KEPT_STEPS) this.steps = new Map();
    this.steps.set(key, fresh);
    return fresh;
  }

  private compute(state: number, code: number): Step {
    const { automaton } = this;
    let share = 1;
    let probability = 0;
    let found = -1;
    for (let node = state; node !== -1; node = automaton.link[node]!) {
      const to = code === -1 ? -1 : automaton.next(node, code);
      if (to !== -1 && found === -1) found = to;
      const gone = automaton.gone[node]!;
      const left = ESCAPE * automaton.fan[node]!;
      if (gone + left === 0) continue;
      if (to !== -1) probability += (share * automaton.count[to]!) / (gone + left);
      share *= left / (gone + left);
    }
    return { state: Math.max(0, found), logp: Math.log(probability + share * this.chance) };
  }
}
