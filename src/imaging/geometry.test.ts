import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyTo,
  compose,
  fromTurned,
  invert,
  type Quad,
  rectToQuad,
  rotation,
  translation,
} from './geometry.ts';
import { newGray, turnGray } from './raster.ts';
import { warpGray } from './warp.ts';

const coordinate = fc.integer({ min: 0, max: 1000 });

describe('geometry', () => {
  it('maps the corners of a rectangle onto any convex quadrilateral', () => {
    const wobble = fc.double({ min: -80, max: 80, noNaN: true });
    fc.assert(
      fc.property(fc.array(wobble, { minLength: 8, maxLength: 8 }), (w) => {
        const quad: Quad = [
          { x: 100 + w[0]!, y: 100 + w[1]! },
          { x: 700 + w[2]!, y: 100 + w[3]! },
          { x: 700 + w[4]!, y: 900 + w[5]! },
          { x: 100 + w[6]!, y: 900 + w[7]! },
        ];
        const map = rectToQuad(210, 297, quad);
        const corners = [
          applyTo(map, 0, 0),
          applyTo(map, 210, 0),
          applyTo(map, 210, 297),
          applyTo(map, 0, 297),
        ];
        corners.forEach((corner, i) => {
          expect(corner.x).toBeCloseTo(quad[i]!.x, 6);
          expect(corner.y).toBeCloseTo(quad[i]!.y, 6);
        });
        const back = applyTo(invert(map), quad[2].x, quad[2].y);
        expect(back.x).toBeCloseTo(210, 6);
        expect(back.y).toBeCloseTo(297, 6);
      }),
    );
  });

  it('turns back to where a point came from', () => {
    fc.assert(
      fc.property(
        coordinate,
        coordinate,
        fc.double({ min: -180, max: 180, noNaN: true }),
        (x, y, degrees) => {
          const map = compose(translation(50, 70), rotation(degrees));
          const there = applyTo(map, x, y);
          const back = applyTo(invert(map), there.x, there.y);
          expect(back.x).toBeCloseTo(x, 6);
          expect(back.y).toBeCloseTo(y, 6);
        },
      ),
    );
  });

  it.each([0, 90, 180, 270] as const)('names the same pixels as turning a picture by %i°', (quarter) => {
    const gray = newGray(5, 3);
    gray.data.forEach((_, i) => {
      gray.data[i] = i + 1;
    });
    const turned = turnGray(gray, quarter);
    const drawn = warpGray(gray, fromTurned(quarter, 5, 3), turned.width, turned.height, 0);
    expect([...drawn.data]).toEqual([...turned.data]);
  });

  it('turns clockwise: the top left pixel comes to the top right', () => {
    const gray = newGray(3, 2);
    gray.data[0] = 9;
    expect(turnGray(gray, 90).data[1]).toBe(9);
  });
});
