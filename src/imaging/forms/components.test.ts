import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelComponents } from './components.ts';

/** The slow and obvious way: flood from every pixel. */
const flooded = (mask: Uint8Array, width: number, height: number): readonly number[] => {
  const seen = new Uint8Array(mask.length);
  const areas: number[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || seen[start] === 1) continue;
    const stack = [start];
    seen[start] = 1;
    let area = 0;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      area++;
      const x = at % width;
      const y = Math.floor(at / width);
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const next = v * width + u;
          if (mask[next] === 1 && seen[next] === 0) {
            seen[next] = 1;
            stack.push(next);
          }
        }
      }
    }
    areas.push(area);
  }
  return areas;
};

describe('components', () => {
  it('are the same pieces that flooding finds', () => {
    const pictures = fc
      .tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }))
      .chain(([width, height]) =>
        fc
          .uint8Array({ minLength: width * height, maxLength: width * height, max: 1 })
          .map((mask) => ({ mask, width, height })),
      );
    fc.assert(
      fc.property(pictures, ({ mask, width, height }) => {
        const { labels, components } = labelComponents(mask, width, height);
        expect(components.map((c) => c.area).sort()).toEqual([...flooded(mask, width, height)].sort());
        for (let i = 0; i < mask.length; i++) {
          expect(labels[i] !== 0).toBe(mask[i] === 1);
          if (labels[i] === 0) continue;
          const c = components[labels[i]! - 1]!;
          const x = i % width;
          const y = Math.floor(i / width);
          expect(x >= c.left && x < c.right && y >= c.top && y < c.bottom).toBe(true);
        }
      }),
    );
  });
});
