import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { packagePath } from '../../config/root.ts';
import { isSohoaError } from '../../domain/errors.ts';
import { editDistance } from '../../review/evaluation/edits.ts';
import type { Crop } from '../engine.ts';
import { createLineEngine } from './line-engine.ts';

const FOLDER = packagePath('fixtures/lines');
const LINES = readFileSync(join(FOLDER, 'labels.tsv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t') as [string, string]);

const cropOf = async (file: string): Promise<Crop> => {
  const { data, info } = await sharp(join(FOLDER, file))
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
};
const paper = (width: number, height: number): Crop => ({
  width,
  height,
  data: new Uint8Array(width * height).fill(255),
});

const engine = createLineEngine({ knowledge: 'none' });
afterAll(() => engine.close());

describe('the line reader', () => {
  it('reads lines together as it reads them alone', async () => {
    const crops = await Promise.all(LINES.map(([file]) => cropOf(file)));
    const together = await Promise.all(crops.map((crop) => engine.read(crop, { type: 'text' })));
    for (const [index, crop] of crops.entries()) {
      const alone = await engine.read(crop, { type: 'text' });
      expect(together[index]?.text).toBe(alone?.text);
    }
    const wanted = LINES.map(([, text]) => text).join(' ');
    const said = together.map((reading) => reading?.text ?? '').join(' ');
    expect(editDistance(wanted, said) / wanted.length).toBeLessThan(0.08);
  });

  it('gives every character a place on the crop, in order, and its text is theirs put together', async () => {
    const crop = await cropOf('print-place.png');
    const reading = await engine.read(crop, { type: 'place' });
    expect(reading?.symbols.map((symbol) => symbol.text).join('')).toBe(reading?.text);
    let before = -1;
    for (const { box, confidence, alternatives } of reading?.symbols ?? []) {
      const [x, y, width, height] = box;
      expect(x).toBeGreaterThanOrEqual(before);
      expect(x + width).toBeLessThanOrEqual(crop.width + 1);
      expect(y + height).toBeLessThanOrEqual(crop.height);
      expect(confidence).toBeLessThanOrEqual(1);
      expect(alternatives.every((other) => other.confidence <= 1)).toBe(true);
      before = x;
    }
  });

  it('has nothing to say about empty paper, and reads no dust', async () => {
    expect(await engine.read(paper(600, 120), { type: 'text' })).toBeNull();
    const dusty = paper(600, 120);
    for (const at of [4000, 31_000, 60_500]) dusty.data[at] = 60;
    expect(await engine.read(dusty, { type: 'text' })).toBeNull();
  });

  it('refuses to read once it is closed', async () => {
    const short = createLineEngine();
    await short.close();
    await expect(short.read(paper(10, 10), { type: 'text' })).rejects.toSatisfy((error) =>
      isSohoaError(error, 'reading-closed'),
    );
  });
});
