import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { View } from '../../entry/viewer/view.ts';
import { pageWide, revealing } from './reveal.ts';

const PAGE = { width: 1654, height: 2339 };
const WINDOW = { width: 740, height: 560 };

describe('looking at a sample', () => {
  it('begins at the top, as wide as the window', () => {
    const view = pageWide(PAGE, WINDOW);
    expect(PAGE.width * view.scale).toBeCloseTo(WINDOW.width);
    expect(view.y - WINDOW.height / view.scale / 2).toBeCloseTo(0);
  });

  it('brings any box that fits onto the screen, and stays where it is when the box is there', () => {
    const number = (max: number) => fc.double({ min: 0, max, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({ x: number(1654), y: number(2339), scale: fc.double({ min: 0.2, max: 2, noNaN: true }) }),
        number(1500),
        number(2200),
        fc.double({ min: 5, max: 300, noNaN: true }),
        fc.double({ min: 5, max: 200, noNaN: true }),
        (at, x, y, width, height) => {
          const view: View = { ...at, turns: 0 };
          const seen = revealing(view, [x, y, width, height], WINDOW);
          expect(seen.scale).toBe(view.scale);
          expect(revealing(seen, [x, y, width, height], WINDOW).x).toBeCloseTo(seen.x);
          const half = { x: WINDOW.width / 2 / seen.scale, y: WINDOW.height / 2 / seen.scale };
          if (width < 2 * half.x - 50 / seen.scale) {
            expect(x).toBeGreaterThanOrEqual(seen.x - half.x);
            expect(x + width).toBeLessThanOrEqual(seen.x + half.x);
          }
          if (height < 2 * half.y - 50 / seen.scale) {
            expect(y).toBeGreaterThanOrEqual(seen.y - half.y);
            expect(y + height).toBeLessThanOrEqual(seen.y + half.y);
          }
        },
      ),
    );
  });
});
