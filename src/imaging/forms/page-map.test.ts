import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageMapFrom } from './page-map.ts';
import type { PageMapData } from './types.ts';

const small = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });

/** Maps as they come from registration: near a scaling, bent by a few millimetres. */
const maps: fc.Arbitrary<PageMapData> = fc
  .record({
    scale: fc.double({ min: 3, max: 25, noNaN: true }),
    turn: fc.constantFrom(0, 90, 180, 270),
    lean: small(0.03),
    slant: fc.tuple(small(1e-4), small(1e-4)),
    shift: fc.tuple(small(300), small(300)),
    bends: fc.array(small(2), { minLength: 2 * 9 * 12, maxLength: 2 * 9 * 12 }),
    bent: fc.boolean(),
  })
  .map(({ scale, turn, lean, slant, shift, bends, bent }) => {
    const angle = (turn * Math.PI) / 180 + lean;
    const c = Math.cos(angle) * scale;
    const s = Math.sin(angle) * scale;
    return {
      format: 1,
      homography: [c, -s, shift[0], s, c, shift[1], slant[0], slant[1], 1],
      local: bent
        ? {
            origin: [-35, -33],
            step: [35, 33],
            columns: 9,
            rows: 12,
            dx: bends.slice(0, 108),
            dy: bends.slice(108),
          }
        : null,
    };
  });

describe('page map', () => {
  it('leads from the paper to the page and back to the same place', () => {
    fc.assert(
      fc.property(
        maps,
        fc.double({ min: 0, max: 210, noNaN: true }),
        fc.double({ min: 0, max: 297, noNaN: true }),
        (data, x, y) => {
          const map = pageMapFrom(data);
          const page = map.toPage(x, y);
          const back = map.toPaper(page.x, page.y);
          expect(Math.hypot(back.x - x, back.y - y)).toBeLessThan(1e-3);
        },
      ),
    );
  });

  it('is the same map after a journey through JSON', () => {
    fc.assert(
      fc.property(maps, (data) => {
        const stored = JSON.parse(JSON.stringify(data)) as PageMapData;
        expect(pageMapFrom(stored).toPage(77, 123)).toEqual(pageMapFrom(data).toPage(77, 123));
      }),
    );
  });

  it('puts a box around the corners of a turned field', () => {
    const map = pageMapFrom({ format: 1, homography: [0, -10, 2970, 10, 0, 0, 0, 0, 1], local: null });
    expect(map.boxOf([20, 30, 50, 6])).toEqual({ x: 2970 - 360, y: 200, width: 60, height: 500 });
  });
});
