import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { packagePath } from '../../config/root.ts';
import { editDistance } from '../../review/evaluation/edits.ts';
import type { Crop } from '../engine.ts';
import { createLineEngine } from './line-engine.ts';
import { cleaned } from './photo.ts';

const engine = createLineEngine({ knowledge: 'none' });
afterAll(() => engine.close());

type Paint = (x: number, y: number) => number;
const picture = (width: number, height: number, paint: Paint): Crop => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height }, (_, at) => paint(at % width, Math.floor(at / width))),
});

/** Light falls off to the right, a soft shadow lies over the second half. */
const light = (x: number, width: number): number =>
  (200 - (60 * x) / width) * (1 - 0.3 / (1 + Math.exp((0.55 * width - x) / 12)));
/** Borders of a cell, slightly turned. */
const border: (width: number, height: number) => Paint = (width, height) => (x, y) => {
  const top = 3 + Math.round(x / 300);
  return (y >= top && y < top + 2) || y === height - 4 || x === 5 || x === width - 6 ? 0.35 : 1;
};

describe('photographed lines', () => {
  it('are read in a ruled cell with uneven light as they are read on white paper', async () => {
    const texts = readFileSync(packagePath('fixtures/lines/labels.tsv'), 'utf8').trim().split('\n').slice(1);
    let [wrong, letters] = [0, 0];
    for (const [file = '', text = ''] of texts.map((line) => line.split('\t'))) {
      const { data, info } = await sharp(packagePath('fixtures/lines', file))
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const [width, height] = [info.width + 160, info.height * 2];
      const [left, top] = [60, Math.round(info.height / 2)];
      const rule = border(width, height);
      const photo = picture(width, height, (x, y) => {
        const within = x >= left && x < left + info.width && y >= top && y < top + info.height;
        const ink = within ? data[(y - top) * info.width + x - left]! / 255 : 1;
        return Math.round(light(x, width) * (0.15 + 0.85 * Math.min(1, ink)) * rule(x, y));
      });
      const said = (await engine.read(photo, { type: 'text' }))?.text ?? '';
      wrong += editDistance(text, said);
      letters += text.length;
    }
    expect(wrong / letters).toBeLessThan(0.1);
  });

  it('lose the borders of their cell and keep the writing', () => {
    const rule = border(400, 60);
    const { crop, ink } = cleaned(
      picture(400, 60, (x, y) => {
        const stroke = x > 100 && x < 300 && x % 12 < 3 && y > 20 && y < 42;
        return Math.round(light(x, 400) * (stroke ? 0.2 : 1) * rule(x, y));
      }),
    );
    expect(ink).not.toBeNull();
    expect(ink!.left).toBeGreaterThan(80);
    expect(ink!.right).toBeLessThan(320);
    expect(ink!.top).toBeGreaterThan(12);
    expect(ink!.bottom).toBeLessThan(50);
    expect(crop.data[30 * 400 + 109]).toBeLessThan(100);
    expect(crop.data[4 * 400 + 200]).toBeGreaterThan(230);
  });

  it('hold no ink where the paper is empty, in light or shadow', () => {
    expect(cleaned(picture(400, 60, (x) => Math.round(light(x, 400)))).ink).toBeNull();
  });
});
