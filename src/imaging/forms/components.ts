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

/** Labels the 8-connected pieces of `mask` (0 or 1). Two passes with union-find over rows. */
export const labelComponents = (mask: Uint8Array, width: number, height: number): Labelled => {
  const labels = new Int32Array(width * height);
  const parents: number[] = [0];
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
  for (let y = 0; y < height; y++) {
    for (let x = 0, i = y * width; x < width; x++, i++) {
      if (mask[i] === 0) continue;
      const up = i - width;
      const west = x > 0 ? labels[i - 1]! : 0;
      const northWest = y > 0 && x > 0 ? labels[up - 1]! : 0;
      const north = y > 0 ? labels[up]! : 0;
      const northEast = y > 0 && x + 1 < width ? labels[up + 1]! : 0;
      let label = north || west || northWest;
      if (label === 0 && northEast === 0) {
        label = parents.length;
        parents.push(label);
      } else if (label === 0) {
        label = northEast;
      } else if (northEast !== 0 && northEast !== label) {
        const a = rootOf(label);
        const b = rootOf(northEast);
        if (a !== b) parents[Math.max(a, b)] = Math.min(a, b);
      }
      labels[i] = label;
    }
  }
  const components: Component[] = [];
  const final = new Int32Array(parents.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const label = labels[i]!;
      if (label === 0) continue;
      const root = rootOf(label);
      let index = final[root]!;
      if (index === 0) {
        components.push({
          label: components.length + 1,
          left: x,
          top: y,
          right: x + 1,
          bottom: y + 1,
          area: 0,
          sumX: 0,
          sumY: 0,
        });
        index = components.length;
        final[root] = index;
      }
      labels[i] = index;
      const component = components[index - 1]!;
      if (x < component.left) component.left = x;
      if (x + 1 > component.right) component.right = x + 1;
      component.bottom = y + 1;
      component.area++;
      component.sumX += x;
      component.sumY += y;
    }
  }
  return { labels, components };
};
