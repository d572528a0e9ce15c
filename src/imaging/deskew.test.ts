import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSkew } from './deskew.ts';
import { fillRect, leaned, textPage, withGrain, writeLines } from './draw-for-tests.ts';
import { newGray } from './raster.ts';

const dottedForm = () => {
  const page = newGray(900, 1270, 235);
  for (let y = 120; y < 1150; y += 40) for (let x = 100; x < 800; x += 6) fillRect(page, x, y, 2, 2, 60);
  return page;
};
const ruledTable = () => {
  const page = newGray(1200, 850, 235);
  for (let y = 100; y < 800; y += 70) fillRect(page, 60, y, 1080, 2, 70);
  for (let x = 60; x < 1150; x += 216) fillRect(page, x, 100, 2, 630, 70);
  return page;
};

describe('skew', () => {
  const page = textPage(900, 1270);
  it('is found on written pages at any angle in range', () => {
    fc.assert(
      fc.property(fc.double({ min: -14, max: 14, noNaN: true }), (degrees) => {
        const found = findSkew(leaned(page, degrees));
        expect(found.confident).toBe(true);
        expect(Math.abs(found.degrees - degrees)).toBeLessThan(0.06);
      }),
      { numRuns: 8, seed: 7 },
    );
  });

  it.each([
    ['dotted lines', dottedForm()],
    ['ruled tables', ruledTable()],
  ])('is found on %s alone', (_name, form) => {
    for (const degrees of [-3.4, 0, 1.25]) {
      const found = findSkew(leaned(form, degrees));
      expect(found.confident).toBe(true);
      expect(Math.abs(found.degrees - degrees)).toBeLessThan(0.06);
    }
  });

  it('is not led astray by two columns whose lines are not on one height', () => {
    const columns = newGray(900, 1270, 235);
    writeLines(columns, { x: 80, y: 100, w: 250, h: 900 }, 34, 1);
    writeLines(columns, { x: 560, y: 96, w: 250, h: 900 }, 34, 2);
    for (const degrees of [0, 1.5]) {
      expect(Math.abs(findSkew(leaned(columns, degrees)).degrees - degrees)).toBeLessThan(0.12);
    }
  });

  it('is 0 and not confident on blank and on grainy blank sheets', () => {
    expect(findSkew(newGray(900, 1270, 235))).toEqual({ degrees: 0, confident: false, strength: 0 });
    const grainy = findSkew(withGrain(newGray(900, 1270, 200), 25, 3));
    expect(grainy.confident).toBe(false);
    expect(grainy.degrees).toBe(0);
  });

  it('does not lean on a sheet turned by 45 degrees', () => {
    expect(findSkew(leaned(page, 45)).confident).toBe(false);
  });
});
