import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onField, panned, turnedOnce, type View, wholePage, zoomed } from './view.ts';

const PAGE = { width: 2480, height: 3508 };
const WINDOW = { width: 620, height: 640 };

/** Where a point of the page is on the screen, from the middle of the window. */
const onScreen = (view: View, x: number, y: number): readonly [number, number] => {
  const [dx, dy] = [(x - view.x) * view.scale, (y - view.y) * view.scale];
  const angle = (view.turns * Math.PI) / 2;
  return [dx * Math.cos(angle) - dy * Math.sin(angle), dx * Math.sin(angle) + dy * Math.cos(angle)];
};

describe('the view of a page', () => {
  it('holds the whole page', () => {
    const view = wholePage(PAGE, WINDOW);
    expect(PAGE.height * view.scale).toBeLessThanOrEqual(WINDOW.height + 0.001);
    expect(PAGE.width * view.scale).toBeLessThanOrEqual(WINDOW.width + 0.001);
  });

  it.each([0, 1, 2, 3] as const)('shows a field whole and in the middle (%i quarter turns)', (turns) => {
    const view = onField([300, 900, 1400, 60], PAGE, WINDOW, turns);
    for (const distance of onScreen(view, 1000, 930)) expect(distance).toBeCloseTo(0);
    const [x, y] = onScreen(view, 1700, 960);
    expect(Math.abs(x)).toBeLessThanOrEqual(WINDOW.width / 2);
    expect(Math.abs(y)).toBeLessThanOrEqual(WINDOW.height / 2);
  });

  it('moves with the hand in every turn', () => {
    let view: View = { x: 100, y: 100, scale: 0.5, turns: 0 };
    for (let turn = 0; turn < 4; turn += 1) {
      const before = onScreen(view, 400, 700);
      const after = onScreen(panned(view, 30, -12), 400, 700);
      expect(after[0] - before[0]).toBeCloseTo(30);
      expect(after[1] - before[1]).toBeCloseTo(-12);
      view = turnedOnce(view);
    }
  });

  it('keeps the point under the pointer while zooming', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        fc.integer({ min: -300, max: 300 }),
        fc.integer({ min: -300, max: 300 }),
        fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
        (by, x, y, turns) => {
          const view: View = { x: 1200, y: 1700, scale: 0.4, turns };
          const under = panned(view, -x, -y);
          const [sx, sy] = onScreen(zoomed(view, by, { x, y }), under.x, under.y);
          expect(sx).toBeCloseTo(x, 6);
          expect(sy).toBeCloseTo(y, 6);
        },
      ),
    );
  });
});
