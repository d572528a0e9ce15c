import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { packagePath } from '../config/root.ts';
import type { Crop } from './engine.ts';
import { createTesseractEngine } from './tesseract.ts';

const LINES = packagePath('fixtures/lines');
const labels = readFileSync(`${LINES}/labels.tsv`, 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t') as [string, string]);

const load = async (file: string): Promise<Crop> => {
  const { data, info } = await sharp(`${LINES}/${file}`)
    .greyscale()
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
};

const paper = (width: number, height: number, value = 255): Crop => ({
  width,
  height,
  data: new Uint8Array(width * height).fill(value),
});

const engine = createTesseractEngine();
afterAll(() => engine.close());

describe('the engine for print and typewriter', () => {
  it.each(labels)('reads %s', async (file, text) => {
    const reading = await engine.read(await load(file), { type: 'text' });
    expect(reading?.text).toBe(text);
    expect(reading?.confidence).toBeGreaterThan(0.3);
    expect(reading?.symbols.map((symbol) => symbol.text).join('')).toBe(reading?.text);
  });

  it('looks once at a letter or two that another engine read the same, else again', async () => {
    const [file, text] = labels.find(([name]) => name === 'print-page-number.png') ?? ['', ''];
    const crop = await load(file);
    let looks = 0;
    const counting = createTesseractEngine({ onRecognise: () => looks++ });
    const agreed = await counting.read(crop, { type: 'page-number', seen: text });
    expect([agreed?.text, looks]).toEqual([text, 1]);
    await counting.read(crop, { type: 'page-number', seen: 'x' });
    expect(looks).toBeGreaterThan(2);
    await counting.close();
  });

  it('says where every character lies in the crop, left to right', async () => {
    const crop = await load('typewriter-date.png');
    const reading = await engine.read(crop, { type: 'date' });
    const lefts = reading?.symbols.map((symbol) => symbol.box[0]) ?? [];
    expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
    for (const { box } of reading?.symbols ?? []) {
      expect(box[0] + box[2]).toBeLessThanOrEqual(crop.width);
      expect(box[1] + box[3]).toBeLessThanOrEqual(crop.height);
    }
  });

  it.each([
    ['empty paper', paper(600, 90)],
    ['grey paper', paper(600, 90, 190)],
    [
      'a black bar at the edge',
      { ...paper(600, 90), data: new Uint8Array(600 * 90).fill(255).fill(0, 0, 600 * 6) },
    ],
    ['one pixel', paper(1, 1)],
  ])('reads nothing on %s', async (_what, crop) => {
    expect(await engine.read(crop, { type: 'text' })).toBeNull();
  });

  it('reads several crops asked for at once, each its own', async () => {
    const crops = await Promise.all(labels.slice(0, 3).map(([file]) => load(file)));
    const readings = await Promise.all(crops.map((crop) => engine.read(crop, { type: 'text' })));
    expect(readings.map((reading) => reading?.text)).toEqual(labels.slice(0, 3).map(([, text]) => text));
  });

  it('a read that takes too long ends with a reason, and the engine goes on', async () => {
    const hasty = createTesseractEngine({ readTimeoutMs: 1 });
    const crop = await load('print-place.png');
    await expect(hasty.read(crop, { type: 'place' })).rejects.toMatchObject({ code: 'reading-timeout' });
    await expect(hasty.read(crop, { type: 'place' })).rejects.toMatchObject({ code: 'reading-timeout' });
    await hasty.close();
  });

  it('a closed engine reads no more', async () => {
    const short = createTesseractEngine();
    await short.close();
    await expect(short.read(paper(10, 10), { type: 'text' })).rejects.toMatchObject({
      code: 'reading-closed',
    });
  });

  it('closing ends what is being read', async () => {
    const short = createTesseractEngine();
    const pending = short.read(await load('print-place.png'), { type: 'place' });
    const outcome = expect(pending).rejects.toMatchObject({ code: 'reading-closed' });
    await short.close();
    await outcome;
  });
});
