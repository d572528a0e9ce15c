/**
 * Lines as the network is shown them by the product, for calibration of the int8 weights (quantize.py):
 *
 *   npx tsx scripts/train-handwriting/strips.ts --lines FOLDER --every 11 --pages LEDGER,LEDGER --most 4 --out strips
 *
 * Takes training lines only (validation is told by hash, as in lines.py), and every line of the first pages of made-up
 * ledgers. Writes OUT.f32 (48 rows a line, one after the other) and OUT.json (their widths).
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { createPageReader } from '../../pipelines/bench/read-page.ts';
import { knownLines } from '../../pipelines/evaluation/evaluate-lines.ts';
import { openMachine } from '../../pipelines/evaluation/machine.ts';
import { readTruth } from '../../pipelines/evaluation/truth.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import type { Crop, ReadingEngine } from '../../src/reading/engine.ts';
import { modelDescription } from '../../src/reading/lines/model.ts';
import { lineOf } from '../../src/reading/lines/window.ts';
import { isValidation } from '../handwriting/validation.ts';

const { values: options } = parseArgs({
  options: {
    lines: { type: 'string' },
    every: { type: 'string', default: '11' },
    pages: { type: 'string' },
    most: { type: 'string', default: '4' },
    out: { type: 'string' },
  },
});
const { out } = options;
if (out === undefined) {
  console.error('strips --out FILE [--lines FOLDER --every N] [--pages LEDGER,… --most N]');
  process.exit(2);
}

const { height, padRight } = modelDescription().input;
const file = createWriteStream(`${out}.f32`);
const widths: number[] = [];

const keep = (crop: Crop): void => {
  const strip = lineOf(crop);
  if (strip === null) return;
  const width = strip.width + padRight;
  const values = new Float32Array(height * width);
  for (let y = 0; y < height; y++)
    values.set(strip.values.subarray(y * strip.width, (y + 1) * strip.width), y * width);
  file.write(Buffer.from(values.buffer));
  widths.push(width);
};

if (options.lines !== undefined) {
  const folder = options.lines;
  const training = knownLines(folder, 'train').filter(({ file: name }) => !isValidation(name));
  for (const { file: name } of training.filter((_, index) => index % Number(options.every) === 0)) {
    const { data, info } = await sharp(join(folder, name))
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    keep({ data, width: info.width, height: info.height });
  }
}

const collector: ReadingEngine = {
  id: 'collector',
  version: '1',
  read: async (crop) => {
    keep(crop);
    return null;
  },
  close: async () => {},
};
const readPage = createPageReader(collector);
const machine = openMachine(readEnvironment());
try {
  for (const folder of options.pages?.split(',') ?? []) {
    const entries = (await readTruth(folder)).flatMap((book) => book.entries);
    for (const entry of entries.slice(0, Number(options.most))) {
      const outFolder = await mkdtemp(join(tmpdir(), 'sohoa-strips-'));
      try {
        const path = join(folder, entry.file);
        for (const page of await machine.bench.run('image-frame', { path, frame: 0, outFolder }))
          await readPage({ path: page.path, dpi: page.dpi, kind: entry.kind, edition: 'auto' });
      } finally {
        await rm(outFolder, { recursive: true });
      }
    }
  }
} finally {
  await machine.close();
}
await new Promise((resolve) => file.end(resolve));
await writeFile(`${out}.json`, JSON.stringify(widths));
console.log(`${widths.length} lines`);
