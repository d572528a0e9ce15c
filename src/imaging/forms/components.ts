/** Connected pieces of ink in a small picture. */

export type Component = {
  readonly label: number;
  left: number;
  top: number;
  /** One past the last column and row. */
  right: number;
  bottom: number;
  area: number;
  /** Sums of the pixels' coordinates: divided by the area, the middle of the ink. */
  sumX: number;
  sumY: number;
};

export type Labelled = {
  /** 0 paper, otherwise 1 + index into `components`. */
  readonly labels: Int32Array;
  readonly components: readonly Component[];
};

/**
 * Labels the 8-connected pieces of `mask` (0 or 1): runs of each row, joined with those they touch in the row above.
 * @param room where the labels go, all zeros, where the caller keeps memory for them.
 */
export const labelComponents = (
  mask: Uint8Array,
  width: number,
  height: number,
  room?: Int32Array,
): Labelled => {
  const labels = room ?? new Int32Array(width * height);
  const parents: number[] = [];
  const rootOf = (label: number): number => {
    let root = label;
    while (parents[root]! !== root) root = parents[root]!;
    for (let at = label; at !== root; ) {
      const next = parents[at]!;
      parents[at] = root;
      at = next;
    }
    return root;
  };
  // Three numbers a run: its first pixel, one past its last, the run it hangs together with.
  const runs: number[] = [];
  let above = 0;
  for (let y = 0; y < height; y++) {
    const aboveEnd = runs.length;
    const start = y * width;
    const end = start + width;
    for (let i = mask.indexOf(1, start); i >= 0 && i < end; ) {
      let to = i + 1;
      while (to < end && mask[to] === 1) to++;
      const run = runs.length / 3;
      let label = run;
      parents.push(run);
      // Runs above that end before this one's upper left neighbour end before all later runs', too.
      while (above < aboveEnd && runs[above + 1]! + width < i) above += 3;
      for (let other = above; other < aboveEnd && runs[other]! + width <= to; other += 3) {
        const a = rootOf(other / 3);
        const b = rootOf(label);
        const [low, high] = a < b ? [a, b] : [b, a];
        parents[high] = low;
        label = low;
      }
      runs.push(i, to, label);
      i = to < end ? mask.indexOf(1, to) : -1;
    }
    above = aboveEnd;
  }
  return { labels, components: describe(runs, rootOf, labels, width) };
};

const describe = (
  runs: readonly number[],
  rootOf: (run: number) => number,
  labels: Int32Array,
  width: number,
): readonly Component[] => {
  const components: Component[] = [];
  const numbers = new Int32Array(runs.length / 3);
  for (let r = 0; r < runs.length; r += 3) {
    const from = runs[r]!;
    const to = runs[r + 1]!;
    const y = Math.floor(from / width);
    const left = from - y * width;
    const right = to - y * width;
    const root = rootOf(r / 3);
    let label = numbers[root]!;
    if (label === 0) {
      label = components.length + 1;
      numbers[root] = label;
      components.push({ label, left, top: y, right, bottom: y + 1, area: 0, sumX: 0, sumY: 0 });
    }
    labels.fill(label, from, to);
    const component = components[label - 1]!;
    const length = to - from;
    if (left < component.left) component.left = left;
    if (right > component.right) component.right = right;
    component.bottom = y + 1;
    component.area += length;
    component.sumX += ((left + right - 1) * length) / 2;
    component.sumY += y * length;
  }
  return components;
};
