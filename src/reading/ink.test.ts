import { describe, expect, it } from 'vitest';
import type { Crop } from './engine.ts';
import { findInk } from './ink.ts';

const WIDTH = 600;
const HEIGHT = 100;

type Rect = readonly [x: number, y: number, width: number, height: number, value: number];

const crop = (rects: readonly Rect[], paper = 250, noise = 0): Crop => {
  const data = new Uint8Array(WIDTH * HEIGHT);
  for (let i = 0; i < data.length; i++) data[i] = paper - (noise === 0 ? 0 : (i * 7919) % noise);
  for (const [x, y, width, height, value] of rects) {
    for (let row = y; row < y + height; row++) data.fill(value, row * WIDTH + x, row * WIDTH + x + width);
  }
  return { width: WIDTH, height: HEIGHT, data };
};

/** Upright strokes like letters, 30 pixels high. */
const letters = (value: number): Rect[] =>
  Array.from({ length: 6 }, (_, i) => [100 + i * 24, 35, 14, 30, value]);

describe('ink on a crop', () => {
  it.each([
    ['black', 20],
    ['faint', 190],
  ])('%s letters are found where they are', (_what, value) => {
    expect(findInk(crop(letters(value), 250, 12))).toEqual({ left: 100, top: 35, right: 234, bottom: 65 });
  });

  it.each<[string, Crop]>([
    ['clean paper', crop([])],
    ['noisy paper', crop([], 240, 20)],
    [
      'specks',
      crop([
        [50, 40, 3, 3, 0],
        [300, 60, 4, 2, 0],
        [520, 20, 2, 5, 0],
      ]),
    ],
    ['the rest of a ruled line', crop([[0, 78, 600, 3, 60]])],
    [
      'specks far apart as high as letters',
      crop([
        [20, 40, 4, 12, 0],
        [560, 40, 4, 12, 0],
      ]),
    ],
    ['a fold', crop([[200, 0, 30, 100, 120]])],
    [
      'a stamp that runs out of the crop',
      crop([
        [200, 0, 120, 60, 80],
        [220, 70, 20, 20, 80],
      ]),
    ],
  ])('there is none on %s', (_what, picture) => {
    expect(findInk(picture)).toBeNull();
  });

  it('a fold beside the letters does not hide them', () => {
    expect(findInk(crop([...letters(30), [400, 0, 40, 100, 150]]))).toMatchObject({ left: 100, right: 234 });
  });

  it('accents and a comma near the letters belong to them', () => {
    const found = findInk(crop([...letters(30), [104, 27, 6, 4, 30], [240, 62, 5, 8, 30]]));
    expect(found).toEqual({ left: 100, top: 27, right: 245, bottom: 70 });
  });

  it('a dash alone is writing', () => {
    expect(findInk(crop([[120, 50, 24, 4, 20]]))).not.toBeNull();
  });
});
