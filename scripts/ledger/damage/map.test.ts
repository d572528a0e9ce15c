import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawMark, whiteCanvas } from '../drawing/canvas.ts';
import { disc } from '../drawing/outline.ts';
import { createRandom } from '../random.ts';
import { applyDamage, type Scan } from './apply.ts';
import { chooseDamage, placeSheet, type SheetDamage, type SheetShape } from './choose.ts';
import { DAMAGE_LEVELS } from './levels.ts';

const A4: SheetShape = { width: 210, height: 297, spine: 0 };
const SPREAD: SheetShape = { width: 420, height: 297, spine: 210 };

describe('geometric damage', () => {
  it('has an exact inverse everywhere on the paper', () => {
    const point = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom(...DAMAGE_LEVELS),
        fc.boolean(),
        point,
        (seed, level, spread, [u, v]) => {
          const shape = spread ? SPREAD : A4;
          const random = createRandom(seed);
          const damage = chooseDamage(random, random.fork('book'), level, shape, 150);
          const { map } = placeSheet(random.fork('place'), damage, shape);
          const [x, y] = [u * shape.width, v * shape.height];
          const [backX, backY] = map.inverse(...map.forward(x, y));
          expect(Math.hypot(backX - x, backY - y)).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(['a', 'b', 'c', 'd'])(
    'dots end up within two pixels of where the map says (heavy, seed %s)',
    (seed) => {
      const random = createRandom(`dots/${seed}`);
      const dpi = 120;
      const chosen = chooseDamage(random, random.fork('book'), 'heavy', A4, dpi);
      const damage: SheetDamage = {
        ...chosen,
        stains: [],
        folds: [],
        gutter: 0,
        handShadow: null,
        grey: true,
      };
      const placement = placeSheet(random.fork('place'), damage, A4);
      const scale = damage.dpi / 25.4;
      const canvas = whiteCanvas(Math.round(A4.width * scale), Math.round(A4.height * scale));
      const dots = [20, 60, 105, 150, 190].flatMap((x) =>
        [20, 80, 150, 220, 280].map((y) => [x, y] as const),
      );
      for (const [x, y] of dots) {
        drawMark(
          canvas,
          { outline: [disc(x, y, 0.8, 24)], ink: [0, 0, 0], strength: 1, weight: 1, grain: 'even' },
          scale,
          0,
        );
      }
      const scan = applyDamage(random.fork('table'), canvas, scale, damage, A4, placement, null);
      for (const [x, y] of dots) {
        const [px, py] = placement.map.forward(x, y);
        // Pixel i covers i…i+1, so its middle lies half a pixel on.
        const [cx, cy] = darkCentre(scan, px, py, 7);
        expect(Math.hypot(cx + 0.5 - px, cy + 0.5 - py)).toBeLessThan(2);
      }
    },
  );
});

/** Centre of what is darker than its surroundings. */
const darkCentre = (scan: Scan, px: number, py: number, reach: number): readonly [number, number] => {
  const values: [number, number, number][] = [];
  for (let y = Math.round(py) - reach; y <= Math.round(py) + reach; y++) {
    for (let x = Math.round(px) - reach; x <= Math.round(px) + reach; x++) {
      values.push([x, y, scan.data[y * scan.width + x] ?? 255]);
    }
  }
  const paper =
    values.map((value) => value[2]).sort((a, b) => a - b)[Math.floor(values.length * 0.75)] ?? 255;
  let [sum, sumX, sumY] = [0, 0, 0];
  for (const [x, y, value] of values) {
    const ink = Math.max(0, paper - 12 - value);
    sum += ink;
    sumX += ink * x;
    sumY += ink * y;
  }
  expect(sum).toBeGreaterThan(0);
  return [sumX / sum, sumY / sum];
};
