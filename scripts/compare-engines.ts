/**
 * Engines on the same pages with the same parser, in one run: what the product does (the line reader and tesseract.js),
 * tesseract.js alone, native tesseract on the same crops, and native tesseract on the whole page, its words given to the
 * fields they lie in. Fields right and seconds
 * of CPU for recognition (native: its processes; tesseract.js: this process while it reads, its start not counted; the native
 * ones load their network once a page).
 *
 *   npx tsx scripts/compare-engines.ts [--pages 8] FOLDER…     (folders made by make-ledger; needs tesseract with vie)
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { readTruth, type TrueEntry } from '../pipelines/evaluation/truth.ts';
import { findField } from '../src/domain/kinds.ts';
import { sameValue } from '../src/domain/values.ts';
import type { FieldPlace } from '../src/forms/edition.ts';
import { encodePage } from '../src/imaging/encode.ts';
import { cutField } from '../src/imaging/forms/cut.ts';
import { shippedLayouts } from '../src/imaging/forms/layouts.ts';
import { matchLayouts, orientByForms } from '../src/imaging/forms/match.ts';
import { boxAround } from '../src/imaging/forms/page-map.ts';
import { readTicks } from '../src/imaging/forms/ticks.ts';
import type { CutLine, FormFit, LayoutRef } from '../src/imaging/forms/types.ts';
import { createOrientationReader } from '../src/imaging/orientation.ts';
import type { Picture } from '../src/imaging/raster.ts';
import { straightenFile } from '../src/imaging/straighten.ts';
import type { Reading, ReadingEngine, ReadSymbol } from '../src/reading/engine.ts';
import { type FieldReadings, type LineReading, placeKey } from '../src/reading/entry-readings.ts';
import { extractEntry } from '../src/reading/extract.ts';
import { toPgm } from '../src/reading/prepare.ts';
import { createReader } from '../src/reading/reader.ts';
import { createTesseractEngine } from '../src/reading/tesseract.ts';

const { values: options, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: { pages: { type: 'string', default: '8' } },
});

const ENGINES = ['product', 'tesseract.js', 'native, same crops', 'native, whole page'] as const;
type Engine = (typeof ENGINES)[number];
type Score = { right: number; fields: number; cpu: number };
const scores = new Map<Engine, Score>(ENGINES.map((name) => [name, { right: 0, fields: 0, cpu: 0 }]));

const DPI = 200;
const looking = { product: createReader(), 'tesseract.js': createTesseractEngine() } as const;
const layouts = await shippedLayouts();
const orientationReader = createOrientationReader();

type Line = Readonly<{ place: FieldPlace; line: CutLine }>;
type Sheet = Readonly<{ page: Picture; jpeg: Buffer; fit: FormFit; ref: LayoutRef; lines: readonly Line[] }>;

const prepare = async (path: string, kind: string): Promise<Sheet | null> => {
  const own = layouts.filter((ref) => ref.edition.kind === kind);
  const [straight] = await straightenFile(path, 0, {
    matchForm: async (gray) => orientByForms(gray, layouts),
    orientationReader,
  });
  if (straight === undefined) return null;
  const jpeg = Buffer.from(straight.jpeg ?? (await encodePage(straight.picture, straight.dpi)));
  const { data, info } = await sharp(jpeg)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const page: Picture = { width: info.width, height: info.height, channels: 3, data };
  const fit = matchLayouts(page, own, { dpi: straight.dpi, rotations: [0] }).best;
  const ref = own.find((one) => one.edition.id === fit?.editionId && one.layout.class === fit.layoutClass);
  if (fit === null || ref === undefined) return null;
  const lines = ref.layout.fields.flatMap((place) =>
    place.type === 'ticks'
      ? []
      : cutField(page, fit.map, ref, place, { dpi: DPI }).lines.map((line) => ({ place, line })),
  );
  return { page, jpeg, fit, ref, lines };
};

const cpuOf = (usage: NodeJS.CpuUsage): number => (usage.user + usage.system) / 1e6;

/** Runs native tesseract on one picture or on a list of them; the words it gives, and its seconds. */
const native = async (input: string, mode: string, folder: string) => {
  const out = join(folder, 'out');
  const run = spawnSync(
    'bash',
    ['-c', 'tesseract "$1" "$2" -l vie --psm "$3" tsv >/dev/null 2>&1; times', 'bash', input, out, mode],
    { encoding: 'utf8', env: { ...process.env, OMP_THREAD_LIMIT: '1' } },
  );
  const children = run.stdout.trim().split('\n').at(-1) ?? '';
  const cpu = [...children.matchAll(/(\d+)m([\d.]+)s/gu)].reduce(
    (sum, [, m, s]) => sum + 60 * Number(m) + Number(s),
    0,
  );
  const rows = (await readFile(`${out}.tsv`, 'utf8'))
    .split('\n')
    .slice(1)
    .map((row) => row.split('\t'));
  const words = rows.flatMap((row): Word[] => {
    const [level, page, , , , , left, top, width, height, confidence, text] = row;
    if (level !== '5' || text === undefined || text.trim() === '') return [];
    return [
      {
        page: Number(page),
        text: text.normalize('NFC').trim(),
        confidence: Math.max(0, Number(confidence)) / 100,
        box: [Number(left), Number(top), Number(width), Number(height)],
      },
    ];
  });
  return { words, cpu };
};
type Word = Readonly<{
  page: number;
  text: string;
  confidence: number;
  box: [number, number, number, number];
}>;

/** A reading out of words: every letter has its word's confidence. */
const readingOf = (words: readonly Word[]): Reading | null => {
  if (words.length === 0) return null;
  const symbols = words.flatMap(({ text, confidence, box: [x, y, w, h] }, index): ReadSymbol[] => {
    const letters = [...text];
    const step = w / letters.length;
    const own = letters.map(
      (letter, at): ReadSymbol => ({
        text: letter,
        confidence,
        box: [x + at * step, y, step, h],
        alternatives: [],
      }),
    );
    const space: ReadSymbol = { text: ' ', confidence: 1, box: [x, y, 0, h], alternatives: [] };
    return index === 0 ? own : [space, ...own];
  });
  const confidence = words.reduce((sum, word) => sum + word.confidence, 0) / words.length;
  return { text: symbols.map(({ text }) => text).join(''), confidence, symbols, alternatives: [] };
};

const judge = (
  name: Engine,
  entry: TrueEntry,
  sheet: Sheet,
  readings: readonly (Reading | null)[],
  cpu: number,
): void => {
  const places: Record<string, FieldReadings[string]> = {};
  for (const place of sheet.ref.layout.fields) {
    if (place.type === 'ticks') {
      const { options: ticks } = readTicks(sheet.page, sheet.fit.map, sheet.ref, place);
      places[placeKey(place)] = {
        type: 'ticks',
        box: [0, 0, 1, 1],
        engine: 'ticks',
        options: ticks.map(({ code, ticked, confidence }) => ({
          code,
          ticked,
          confidence,
          box: [0, 0, 1, 1],
        })),
      };
      continue;
    }
    const lines = sheet.lines.flatMap((one, at): LineReading[] =>
      one.place !== place
        ? []
        : [
            {
              reading: readings[at] ?? null,
              box: [0, 0, 1, 1],
              size: [one.line.crop.width, one.line.crop.height],
              engine: 'compared',
            },
          ],
    );
    places[placeKey(place)] = { type: 'written', lines };
  }
  const { fields } = extractEntry({
    kind: entry.kind,
    edition: sheet.ref.edition,
    layout: sheet.ref.layout,
    context: {
      office: null,
      years: { from: entry.entry.year, to: entry.entry.year },
      volume: null,
      pageNumberGuess: null,
      entryNumberGuess: null,
    },
    fieldReadings: places,
  });
  const score = scores.get(name);
  if (score === undefined) return;
  score.cpu += cpu;
  for (const [field, truth] of Object.entries(entry.fields)) {
    const value = fields[field];
    if (findField(entry.kind, field) === undefined) continue;
    score.fields++;
    if (value !== undefined && sameValue(value, truth)) score.right++;
  }
};

const hintOf = (entry: TrueEntry, place: Exclude<FieldPlace, { type: 'ticks' }>) => ({
  type:
    place.type === 'composite'
      ? place.grammar
      : (findField(entry.kind, place.name)?.type ?? ('text' as const)),
});

const enginesOf = (of: typeof looking) => Object.entries(of) as [keyof typeof looking, ReadingEngine][];

const compare = async (entry: TrueEntry, sheet: Sheet, folder: string): Promise<void> => {
  for (const [name, engine] of enginesOf(looking)) {
    const before = process.cpuUsage();
    const readings: (Reading | null)[] = [];
    for (const { place, line } of sheet.lines) {
      if (place.type === 'ticks' || line.ink.blank) readings.push(null);
      else readings.push(await engine.read({ ...line.crop, dpi: DPI }, hintOf(entry, place)));
    }
    judge(name, entry, sheet, readings, cpuOf(process.cpuUsage(before)));
  }

  const inked = sheet.lines.flatMap(({ line }, at) => (line.ink.blank ? [] : [{ at, line }]));
  const list = join(folder, 'list.txt');
  await Promise.all(
    inked.map(({ line }, index) =>
      writeFile(join(folder, `${index}.pgm`), toPgm({ ...line.crop, dpi: DPI })),
    ),
  );
  await writeFile(list, inked.map((_, index) => join(folder, `${index}.pgm`)).join('\n'));
  const crops = await native(list, '7', folder);
  const byCrop = sheet.lines.map((_, at): Reading | null => {
    const index = inked.findIndex((one) => one.at === at);
    return index < 0 ? null : readingOf(crops.words.filter((word) => word.page === index + 1));
  });
  judge('native, same crops', entry, sheet, byCrop, crops.cpu);

  const picture = join(folder, 'page.jpg');
  await writeFile(picture, sheet.jpeg);
  const whole = await native(picture, '3', folder);
  const onPage = sheet.lines.map(({ line }): Reading | null => {
    const { width, height } = line.crop;
    const corners = [
      line.toPage(0, 0),
      line.toPage(width, 0),
      line.toPage(width, height),
      line.toPage(0, height),
    ];
    const around = boxAround(corners);
    const middle = around.y + around.height / 2;
    return readingOf(
      whole.words
        .filter(({ box: [x, y, w, h] }) => {
          const inLine = Math.abs(y + h / 2 - middle) < around.height / 4;
          return inLine && x + w / 2 > around.x && x + w / 2 < around.x + around.width;
        })
        .sort((a, b) => a.box[0] - b.box[0]),
    );
  });
  judge('native, whole page', entry, sheet, onPage, whole.cpu);
};

// The first read starts an engine; its start is not counted for the native ones either.
for (const [, engine] of enginesOf(looking)) {
  await engine.read(
    {
      width: 200,
      height: 60,
      data: new Uint8Array(12_000).map((_, i) => ((i % 200) % 9 < 3 && i > 3000 && i < 9000 ? 0 : 255)),
    },
    { type: 'text' },
  );
}
for (const given of folders) {
  let left = Number(options.pages);
  for (const book of await readTruth(given)) {
    for (const entry of book.entries) {
      if (left-- <= 0) break;
      const sheet = await prepare(join(given, entry.file), entry.kind);
      if (sheet === null) continue;
      const folder = await mkdtemp(join(tmpdir(), 'sohoa-compare-'));
      await compare(entry, sheet, folder);
      await rm(folder, { recursive: true, force: true });
    }
  }
}
for (const [, engine] of enginesOf(looking)) await engine.close();
for (const [name, { right, fields, cpu }] of scores) {
  const wrong = fields - right;
  console.log(
    `${name.padEnd(20)} ${right}/${fields} right (${((100 * right) / Math.max(1, fields)).toFixed(2)} %), ${wrong} wrong, ${cpu.toFixed(1)} s CPU`,
  );
}
