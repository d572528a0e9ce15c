/**
 * What follows what in a set of texts, for contexts of every length: a suffix automaton over all of the texts (Blumer et
 * al. 1985), whose size is linear in them. Built once, then packed: the product holds several of these for as long as it runs.
 */

/**
 * Contexts by number; 0 is the empty one. A node stands for all contexts that the same letters follow. Edges lie node by
 * node: those of `node` from `first[node]` to `first[node + 1]`.
 */
export type Contexts = Readonly<{
  /** The code of a letter, -1 for one that no text has. */
  code: (letter: string) => number;
  /** The context after `node` and a letter, -1 where no text goes on like that. */
  next: (node: number, code: number) => number;
  /** The longest shorter context that other letters follow, -1 for the empty one. */
  link: Int32Array;
  /** Weight of the texts' places where the context ends. */
  count: Float64Array;
  /** Letters that were seen after the context, each once. */
  fan: (node: number) => number;
  /** Weight of all that was seen after it. */
  gone: Float64Array;
}>;

export type WeightedText = Readonly<{ text: string; weight: number }>;

/** All that has to be kept of an automaton: plain arrays, which a file holds as they are (contexts-file.ts). */
export type PackedContexts = Readonly<{
  /** Letters by their code. */
  letters: readonly string[];
  link: Int32Array;
  count: Float64Array;
  /** Where the edges of each node begin, and one past the last. */
  first: Int32Array;
  code: Uint8Array;
  to: Int32Array;
}>;

/** The contexts of weighted texts, none of which goes on in the next. At most 255 different letters. */
export const packContexts = (texts: readonly WeightedText[]): PackedContexts => {
  const building = new Automaton(texts.reduce((sum, { text }) => sum + text.length, 0));
  for (const { text, weight } of texts) building.add(text, weight);
  return building.pack();
};

/** Packed contexts, ready to be asked. */
export const contextsFrom = ({ letters, link, count, first, code, to }: PackedContexts): Contexts => {
  const codes = new Map(letters.map((letter, at) => [letter, at]));
  const gone = new Float64Array(link.length);
  for (let node = 0; node < gone.length; node++) {
    for (let edge = first[node]!; edge < first[node + 1]!; edge++) gone[node]! += count[to[edge]!]!;
  }
  return {
    code: (letter) => codes.get(letter) ?? -1,
    next: (node, wanted) => {
      for (let edge = first[node]!; edge < first[node + 1]!; edge++) {
        if (code[edge] === wanted) return to[edge]!;
      }
      return -1;
    },
    link,
    count,
    fan: (node) => first[node + 1]! - first[node]!,
    gone,
  };
};

/** A node's edges are a linked list and in one hash table for all. */
class Automaton {
  private readonly codes = new Map<string, number>();
  private nodes = 1;
  private edges = 0;
  private readonly length: Int32Array;
  private readonly link: Int32Array;
  private readonly count: Float64Array;
  private readonly head: Int32Array;
  private readonly edgeFrom: Int32Array;
  private readonly edgeCode: Uint8Array;
  private readonly edgeTo: Int32Array;
  private readonly edgeNext: Int32Array;
  private readonly table: Int32Array;
  private readonly mask: number;

  /** Room for texts of so many letters in all: at most two nodes and three edges a letter. */
  constructor(letters: number) {
    const nodes = 2 * letters + 2;
    const edges = 3 * letters + 2;
    this.length = new Int32Array(nodes);
    this.link = new Int32Array(nodes).fill(-1);
    this.count = new Float64Array(nodes);
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

  pack(): PackedContexts {
    this.handCountsDown();
    const first = new Int32Array(this.nodes + 1);
    const code = new Uint8Array(this.edges);
    const to = new Int32Array(this.edges);
    let edges = 0;
    for (let node = 0; node < this.nodes; node++) {
      first[node] = edges;
      for (let edge = this.head[node]!; edge !== -1; edge = this.edgeNext[edge]!) {
        code[edges] = this.edgeCode[edge]!;
        to[edges++] = this.edgeTo[edge]!;
      }
    }
    first[this.nodes] = edges;
    return {
      letters: [...this.codes.keys()],
      link: this.link.slice(0, this.nodes),
      count: this.count.slice(0, this.nodes),
      first,
      code,
      to,
    };
  }

  /** A shorter context stands wherever a longer one that ends with it stands. */
  private handCountsDown(): void {
    for (const node of this.longestFirst()) {
      const shorter = this.link[node]!;
      if (shorter >= 0) this.count[shorter]! += this.count[node]!;
    }
  }

  /** All nodes by the length of their contexts, by counting: comparing a million of them takes a second. */
  private longestFirst(): Int32Array {
    let longest = 0;
    for (let node = 0; node < this.nodes; node++) longest = Math.max(longest, this.length[node]!);
    const place = new Int32Array(longest + 2);
    for (let node = 0; node < this.nodes; node++) place[longest - this.length[node]! + 1]! += 1;
    for (let rank = 1; rank < place.length; rank++) place[rank]! += place[rank - 1]!;
    const order = new Int32Array(this.nodes);
    for (let node = 0; node < this.nodes; node++) order[place[longest - this.length[node]!]!++] = node;
    return order;
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

  private next(node: number, code: number): number {
    const edge = this.edgeAt(node, code);
    return edge === -1 ? -1 : this.edgeTo[edge]!;
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
