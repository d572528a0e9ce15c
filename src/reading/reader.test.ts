import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { packagePath } from '../config/root.ts';
import { getEdition, layoutOf } from '../forms/catalog.ts';
import type { Crop } from './engine.ts';
import { placeKey } from './entry-readings.ts';
import { extractEntry } from './extract.ts';
import { createReader } from './reader.ts';
import { BOOK } from './testing.ts';

const LINES = packagePath('fixtures/lines');
const labels = readFileSync(`${LINES}/labels.tsv`, 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t') as [string, string]);

const reader = createReader();
afterAll(() => reader.close());

const WIDTH = 900;
const HEIGHT = 137;
const paper = (): Crop => ({ width: WIDTH, height: HEIGHT, data: new Uint8Array(WIDTH * HEIGHT).fill(255) });

/** What a line cuts out of a round stamp of 36 mm: pieces of two rings, and of the star within. */
const stamp = (): Crop => {
  const crop = paper();
  const [x0, y0] = [450, 260];
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const r = Math.hypot(x - x0, y - y0);
      const spoke = Math.abs(((Math.atan2(y - y0, x - x0) * 5) / Math.PI) % 1) < 0.2;
      if (Math.abs(r - 212) < 4 || Math.abs(r - 196) < 2 || (r < 150 && spoke)) crop.data[y * WIDTH + x] = 90;
    }
  }
  return crop;
};

const LAYOUT = layoutOf(getEdition('KS-2016'), 'entry');

/** The field as it would be if that crop was cut out for it. */
const fieldOf = async (name: string, crop: Crop) => {
  const reading = await reader.read(crop, { type: 'person-name' });
  const place = LAYOUT?.fields.find((one) => one.type === 'text' && one.name === name);
  if (LAYOUT === undefined || place === undefined) throw new Error(name);
  const line = {
    reading,
    box: [0, 0, crop.width, crop.height] as [number, number, number, number],
    size: [crop.width, crop.height] as [number, number],
    engine: reading?.engine ?? 'reader@1',
    ...(reading === null ? { unread: true } : {}),
  };
  const { fields } = extractEntry({
    kind: 'KS',
    edition: getEdition('KS-2016'),
    layout: LAYOUT,
    context: BOOK,
    fieldReadings: { [placeKey(place)]: { type: 'written', lines: [line] } },
  });
  return fields[name];
};

describe('both engines together', () => {
  it.each(labels)('read %s, each with a word for every letter', async (file, text) => {
    const { data, info } = await sharp(`${LINES}/${file}`)
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const crop = { width: info.width, height: info.height, data: new Uint8Array(data) };
    const reading = await reader.read(crop, { type: 'text' });
    expect(reading?.text).toBe(text);
    expect(reading?.witness?.letters?.length ?? 0).toBe([...(reading?.witness?.text ?? '')].length);
  });

  it.each([
    ['empty paper', paper()],
    ['a stamp and nothing else', stamp()],
  ])('make no name out of %s that nobody looks at', async (_what, crop) => {
    const field = await fieldOf('nksHoTen', crop);
    expect(field?.confidence).toBeLessThan(0.9);
  });

  it('read nothing on empty paper', async () => {
    expect(await reader.read(paper(), { type: 'text' })).toBeNull();
  });
});
