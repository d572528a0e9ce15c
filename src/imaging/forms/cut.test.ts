import { describe, expect, it } from 'vitest';
import type { Gray, Picture } from '../raster.ts';
import { cutField, cutLine } from './cut.ts';
import { DOT_PITCH, paint, printOf, refFor, type Shape, stamped, word } from './form-for-tests.ts';
import { pageMapFrom } from './page-map.ts';
import type { CutLine } from './types.ts';

const PER_MM = 12;
const ref = refFor(1);
const map = pageMapFrom({ format: 1, homography: [PER_MM, 0, 0, 0, PER_MM, 0, 0, 0, 1], local: null });

const pageOf = (shapes: readonly Shape[]): Picture => {
  const page = paint([...printOf(1), ...shapes], PER_MM);
  // Paper is never quite white.
  for (let i = 0; i < page.data.length; i++) page.data[i] = page.data[i]! * 0.9;
  return { ...page, channels: 1 };
};

const placeOf = (name: string) => {
  const place = ref.layout.fields.find((field) => 'name' in field && field.name === name);
  if (place === undefined || place.type === 'ticks') throw new Error(name);
  return place;
};

const lineOf = (page: Picture, name: string): CutLine => {
  const [box] = placeOf(name).lines;
  if (box === undefined) throw new Error(name);
  return cutLine(page, map, ref, box);
};

/** Darkest pixel of the crop within `r` millimetres of a place on the paper. */
const darkestAt = ({ crop, cropMm, dpi }: CutLine, x: number, y: number, r = 0.15): number => {
  const perMm = dpi / 25.4;
  let darkest = 255;
  for (let v = Math.floor((y - r - cropMm[1]) * perMm); v <= (y + r - cropMm[1]) * perMm; v++) {
    for (let u = Math.floor((x - r - cropMm[0]) * perMm); u <= (x + r - cropMm[0]) * perMm; u++) {
      darkest = Math.min(darkest, crop.data[v * crop.width + u] ?? 255);
    }
  }
  return darkest;
};

const isWhite = (crop: Gray): boolean => crop.data.every((value) => value === 255);

describe('line crops', () => {
  it('of unwritten lines are white paper, dotted line and all', () => {
    const page = pageOf([]);
    for (const name of ['so', 'nksNoiSinh', 'nguoiKy', 'ghiChu']) {
      const field = cutField(page, map, ref, placeOf(name));
      expect(field.inkBox).toBeNull();
      expect(field.written).toBe(0);
      for (const line of field.lines) {
        expect(line.ink.blank).toBe(true);
        expect(isWhite(line.crop)).toBe(true);
      }
    }
  });

  it('keep the dot below a vowel that lies on the dotted line, in step with it or not', () => {
    for (const x of [40 + 10 * DOT_PITCH, 40 + 10.5 * DOT_PITCH]) {
      const accent: Shape = { kind: 'dot', x, y: 15, r: 0.28 };
      const line = lineOf(pageOf([...word(42, 14.4, 10, 5, 2.6), accent]), 'so');
      expect(darkestAt(line, x, 15)).toBeLessThan(90);
      // The printed dots right of the writing are gone.
      for (let k = 40; k < 70; k++) expect(darkestAt(line, 40 + k * DOT_PITCH, 15)).toBe(255);
    }
  });

  it('keep nothing of the printed dots that letters stand on', () => {
    const at = 40 + 12 * DOT_PITCH;
    const foot: Shape = { kind: 'bar', x: at - 0.5, y: 12.2, w: 1, h: 2.5 };
    const line = lineOf(pageOf([...word(42, 14.4, 5, 5, 2.6), foot]), 'so');
    expect(darkestAt(line, at, 13.5)).toBeLessThan(90);
    expect(darkestAt(line, at, 15.1, 0.1)).toBe(255);
  });

  it('keep strokes that cross the dotted line', () => {
    const tail: Shape = { kind: 'stroke', from: { x: 60, y: 12 }, to: { x: 59, y: 17 }, width: 0.4 };
    const line = lineOf(pageOf([...word(42, 14.4, 10, 5, 2.6), tail]), 'so');
    for (const t of [0.2, 0.4, 0.6, 0.8]) expect(darkestAt(line, 60 - t, 12 + 5 * t)).toBeLessThan(90);
  });

  /** A stroke as thin as a hair between two letters, leaning by `lean` mm, as faint as what shines through. */
  const slashed = (lean: number): Picture => {
    const letter = (x: number): readonly Shape[] => [
      { kind: 'bar', x, y: 11.8, w: 0.32, h: 2.6 },
      { kind: 'bar', x: x + 1, y: 11.8, w: 0.32, h: 2.6 },
      { kind: 'bar', x, y: 12.9, w: 1.3, h: 0.32 },
    ];
    const letters = [42, 44, 46, 50, 52].flatMap(letter);
    const [top, bottom] = [48.65 + lean / 2, 48.65 - lean / 2];
    const hair: Shape = {
      kind: 'stroke',
      from: { x: bottom, y: 14.9 },
      to: { x: top, y: 11.2 },
      width: 0.22,
    };
    const [written, thin] = [pageOf(letters), pageOf([...letters, hair])];
    const data = written.data.map((value, i) => value - Math.round((value - thin.data[i]!) * 0.36));
    return { ...written, data };
  };

  it('keep the hairline slash of a slanted fount as dark as the letters, and leave what shines through from the back', () => {
    expect(darkestAt(lineOf(slashed(1.8), 'so'), 48.65, 13.05)).toBeLessThan(110);
    expect(darkestAt(lineOf(slashed(-1.8), 'so'), 48.65, 13.05)).toBe(255);
  });

  /** Letters whose ink is a share of the print's: those of the line, and a word of four before them, two blanks away. */
  const paleLine = (line: number, before: number): Picture => {
    const letter = (x: number): readonly Shape[] => [
      { kind: 'bar', x, y: 11.8, w: 0.4, h: 2.6 },
      { kind: 'bar', x: x + 1, y: 11.8, w: 0.4, h: 2.6 },
      { kind: 'bar', x, y: 12.9, w: 1.4, h: 0.4 },
    ];
    const empty = pageOf([]);
    const first = pageOf([42, 44, 46, 48].flatMap(letter));
    const rest = pageOf([54, 56, 58, 60, 62, 64].flatMap(letter));
    const data = empty.data.map(
      (value, i) =>
        value - Math.round((value - first.data[i]!) * before) - Math.round((value - rest.data[i]!) * line),
    );
    return { ...empty, data };
  };

  it('keep a word in pale type where the whole line is pale, and not what shines through beside dark writing', () => {
    expect(darkestAt(lineOf(paleLine(0.5, 0.37), 'so'), 44.2, 12.5)).toBeLessThan(110);
    expect(darkestAt(lineOf(paleLine(0.95, 0.37), 'so'), 44.2, 12.5)).toBe(255);
  });

  it('box the ink where it is on the page', () => {
    const field = cutField(pageOf(word(50, 14.4, 8, 5, 2.6)), map, ref, placeOf('so'));
    const box = field.inkBox;
    expect(box).not.toBeNull();
    expect((box?.x ?? 0) / PER_MM).toBeCloseTo(50, 0);
    expect(((box?.y ?? 0) + (box?.height ?? 0)) / PER_MM).toBeCloseTo(14.4, 0);
    expect(field.placeBox.x).toBeCloseTo(480);
    expect(field.placeBox.y).toBeCloseTo(112.8);
    expect(field.placeBox.width).toBeCloseTo(864);
    expect(field.placeBox.height).toBeCloseTo(79.2);
  });

  it('cut off what hangs in from the line above and stands up from the line below', () => {
    const above = [...word(45, 14.4, 12, 5, 2.6), { kind: 'bar', x: 62, y: 12, w: 0.4, h: 6 } as const];
    const below = word(45, 29.4, 20, 6, 3.4);
    const line = lineOf(pageOf([...above, ...below]), 'nksNoiSinh');
    expect(line.ink.blank).toBe(true);
  });

  it('show writing but not the red stamp over it', () => {
    const ring: readonly Shape[] = Array.from({ length: 60 }, (_, i) => ({
      kind: 'dot',
      x: 90 + 9 * Math.cos((i * Math.PI) / 30),
      y: 62 + 9 * Math.sin((i * Math.PI) / 30),
      r: 0.7,
    }));
    const blank = lineOf(stamped(pageOf([]), ring, PER_MM), 'nguoiKy');
    expect(blank.ink.red).toBeGreaterThan(0.01);
    expect(blank.ink.blank).toBe(true);
    const written = lineOf(stamped(pageOf(word(78, 59.2, 10, 5, 2.6)), ring, PER_MM), 'nguoiKy');
    const plain = lineOf(pageOf(word(78, 59.2, 10, 5, 2.6)), 'nguoiKy');
    expect(written.ink.blank).toBe(false);
    expect(Math.abs(written.ink.area / plain.ink.area - 1)).toBeLessThan(0.15);
  });

  it('say when the writing is struck through', () => {
    const text = word(45, 14.4, 20, 5, 2.6);
    const strike: Shape = { kind: 'stroke', from: { x: 44, y: 13.4 }, to: { x: 85, y: 12.9 }, width: 0.35 };
    expect(lineOf(pageOf([...text, strike]), 'so').ink.struck).toBeGreaterThan(0.8);
    expect(lineOf(pageOf(text), 'so').ink.struck).toBeLessThan(0.2);
  });

  it('hold no row of serifs that touch for a stroke', () => {
    const letters = word(45, 14.4, 20, 5, 2.6);
    const serifs: Shape = { kind: 'bar', x: 44.5, y: 11.8, w: 18, h: 0.35 };
    expect(lineOf(pageOf([...letters, serifs]), 'so').ink.strikes).toEqual([]);
  });
});
