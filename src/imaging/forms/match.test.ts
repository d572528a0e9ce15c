import { describe, expect, it } from 'vitest';
import { editions } from '../../forms/catalog.ts';
import { textPage } from '../draw-for-tests.ts';
import type { Point, Quarter } from '../geometry.ts';
import { cropGray, type Gray, newGray, turnGray } from '../raster.ts';
import { PAPER, paint, photographed, printOf, refFor, type Shape, word } from './form-for-tests.ts';
import { shippedLayouts } from './layouts.ts';
import { matchLayouts, orientByForms } from './match.ts';
import { warpGrayThrough } from './mesh-warp.ts';

const PER_MM = 8;
const refs = [refFor(1), refFor(2), refFor(3)];
const writing: readonly Shape[] = [
  ...word(43, 14.2, 20, 71, 2.8),
  ...word(42, 21.8, 22, 72, 2.8),
  ...word(44, 59.2, 18, 73, 2.8),
];

/** Where a millimetre lies on the bent page, before any quarter turn. */
const bent = (x: number, y: number): Point => {
  const lift = 1.2 * Math.exp(-x / 30);
  const lean = 0.012;
  return {
    x: (4 + (x + y * lean) * (1 - 0.0002 * y)) * PER_MM,
    y: (3 + (y - x * lean + lift) * (1 - 0.0002 * y)) * PER_MM,
  };
};

const WIDTH = Math.round((PAPER.width + 8) * PER_MM);
const HEIGHT = Math.round((PAPER.height + 6) * PER_MM);

/** The sheet bent as `bent` says: its inverse is found by stepping. */
const pageOf = (shapes: readonly Shape[]): Gray =>
  photographed(paint(shapes, PER_MM), WIDTH, HEIGHT, (px, py) => {
    let x = px / PER_MM;
    let y = py / PER_MM;
    for (let i = 0; i < 15; i++) {
      const at = bent(x, y);
      x += (px - at.x) / PER_MM;
      y += (py - at.y) / PER_MM;
    }
    return { x: x * PER_MM, y: y * PER_MM };
  });

const turned = ({ x, y }: Point, quarter: Quarter): Point => {
  if (quarter === 90) return { x: HEIGHT - y, y: x };
  if (quarter === 180) return { x: WIDTH - x, y: HEIGHT - y };
  return quarter === 270 ? { x: y, y: WIDTH - x } : { x, y };
};

describe('finding the form of a page', () => {
  it.each([0, 90, 180, 270] as const)('registers a bent page that was turned by %i degrees', (quarter) => {
    const page = turnGray(pageOf([...printOf(2), ...writing]), quarter);
    const { best } = matchLayouts(page, refs);
    expect(best?.editionId).toBe('KS-TEST2');
    expect(best?.rotation).toBe((360 - quarter) % 360);
    expect(best?.confidence).toBeGreaterThan(0.9);
    expect(best?.fitErrorMm).toBeLessThan(0.4);
    for (const [x, y] of [
      [40, 9.4],
      [112, 16],
      [10, 31],
      [112, 68.5],
      [64, 48],
    ] as const) {
      const found = best?.map.toPage(x, y) ?? { x: 0, y: 0 };
      const truth = turned(bent(x, y), quarter);
      expect(Math.hypot(found.x - truth.x, found.y - truth.y) / PER_MM).toBeLessThan(0.6);
    }
  });

  it('does not take a form for another that shares half of its print', () => {
    const page = pageOf([...printOf(2), ...writing]);
    const { best, guesses } = matchLayouts(page, [refFor(1), refFor(3)]);
    expect(best?.confidence ?? 0).toBeLessThan(0.9);
    expect(guesses.length).toBeGreaterThan(0);
  });

  it('holds a page of plain writing and an empty page', () => {
    expect(matchLayouts(textPage(WIDTH, HEIGHT, 3), refs).best).toBeNull();
    expect(matchLayouts(newGray(WIDTH, HEIGHT, 240), refs).best).toBeNull();
    expect(orientByForms(textPage(WIDTH, HEIGHT, 4), refs)).toBeNull();
  });

  it('holds half a page, whichever half it is, and two sheets on one scan', () => {
    const page = pageOf([...printOf(2), ...writing]);
    const [w, h] = [page.width >> 1, page.height >> 1];
    for (const half of [
      cropGray(page, 0, 0, page.width, h),
      cropGray(page, 0, h, page.width, h),
      cropGray(page, 0, 0, w, page.height),
      cropGray(page, w, 0, w, page.height),
    ]) {
      expect(matchLayouts(half, refs).best).toBeNull();
      expect(orientByForms(half, refs)).toBeNull();
    }
    const two = newGray(page.width, 2 * page.height, 240);
    two.data.set(page.data);
    two.data.set(pageOf([...printOf(1), ...writing]).data, page.data.length);
    expect(matchLayouts(two, refs).best).toBeNull();
  });

  it('tells which way is up without a whole registration', () => {
    const page = turnGray(pageOf([...printOf(1), ...writing]), 90);
    expect(orientByForms(page, refs)?.rotation).toBe(270);
  });

  it('knows every shipped layout by itself, also where two differ in a few words only', async () => {
    const shipped = await shippedLayouts();
    // No edition without the pictures of its blank forms.
    expect(shipped.length).toBe(
      [...editions().values()].flatMap(({ layouts }) => layouts.filter(({ table }) => table === undefined))
        .length,
    );
    // All pages that differ in a few words, and one of those that differ in everything.
    for (const ref of shipped.filter(({ layout }, i) => layout.class !== 'entry' || i === 0)) {
      const { width, height } = ref.blank;
      const page = warpGrayThrough(
        ref.blank,
        (x, y) => ({ x: x * 0.99 + 4, y: y * 0.985 + 0.01 * x }),
        width,
        height,
        255,
      );
      const { best } = matchLayouts(page, shipped);
      expect(`${best?.editionId} ${best?.layoutClass}`).toBe(`${ref.edition.id} ${ref.layout.class}`);
    }
  }, 180_000);

  it('finds a sheet whose size lies between those that are tried first', async () => {
    const shipped = await shippedLayouts();
    const alike = shipped.filter(
      ({ edition, layout }) => edition.id.endsWith('-2006') && layout.class === 'entry',
    );
    expect(alike.length).toBeGreaterThan(1);
    for (const ref of alike) {
      const { width, height } = ref.blank;
      const page = warpGrayThrough(
        ref.blank,
        (x, y) => ({ x: (x - 0.046 * width) / 0.908, y: (y - 0.023 * height) / 0.952 }),
        width,
        height,
        70,
      );
      const { best } = matchLayouts(page, shipped);
      expect(`${best?.editionId} ${best?.layoutClass}`).toBe(`${ref.edition.id} ${ref.layout.class}`);
    }
  });
});
