/**
 * `npx tsx scripts/measure-reading.ts --hand typewriter --damage medium --seed 7 --entries 30`: how much of made-up pages
 * the reading room gets right, by field type, with the misreadings. Readings are kept in a cache folder so that changes of
 * parsers and knowledge are measured without reading anew. Tune on seeds that no figure is reported of.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { createPageReader } from '../pipelines/bench/read-page.ts';
import { findField, isKindCode } from '../src/domain/kinds.ts';
import { editions, getEdition, layoutOf } from '../src/forms/catalog.ts';
import type { Edition } from '../src/forms/edition.ts';
import type { ReadingEngine } from '../src/reading/engine.ts';
import type { FieldReadings, LineReading } from '../src/reading/entry-readings.ts';
import { placeKey } from '../src/reading/entry-readings.ts';
import { extractEntry } from '../src/reading/extract.ts';
import { createTesseractEngine } from '../src/reading/tesseract.ts';
import { ledgerOptionsSchema } from './ledger/book/options.ts';
import { planLedger } from './ledger/book/plan.ts';
import type { TrueEntry } from './ledger/book/render.ts';
import { DAMAGE_LEVELS } from './ledger/damage/levels.ts';
import { drawFile, openDesk } from './ledger/make.ts';
import { HAND_KINDS } from './ledger/writing/hands.ts';
import { type CutPage, cutSheet } from './reading/cut-made-up.ts';

type Page = Readonly<{
  truth: TrueEntry;
  office: string;
  year: number;
  volume: string;
  readings: FieldReadings;
}>;

const options = new Command('measure-reading')
  .addOption(new Option('--hand <hand>').choices(HAND_KINDS).default('print'))
  .addOption(new Option('--damage <level>').choices(DAMAGE_LEVELS).default('light'))
  .option('--seed <text>', 'seed of the pages', 'tune-1')
  .option('--entries <n>', 'entries over all editions', Number, 30)
  .option(
    '--editions <ids>',
    'ids of editions, or `all` one-entry forms that are shipped',
    'KS-2016,KH-2016,KT-2016',
  )
  .option('--cache <folder>', 'readings are kept here', join(tmpdir(), 'sohoa-readings'))
  .option(
    '--registered',
    'find and cut the form as the read stage does, instead of knowing where it lies',
    false,
  )
  .option('--errors <n>', 'misreadings to show', Number, 40)
  .option('--evidence <file>', 'write evidence and outcome of every field there (JSON lines)')
  .parse()
  .opts<{
    hand: string;
    damage: string;
    seed: string;
    entries: number;
    editions: string;
    cache: string;
    registered: boolean;
    errors: number;
    evidence?: string;
  }>();

const readPage = async (page: CutPage, engine: ReadingEngine): Promise<FieldReadings> => {
  const readings: Record<string, FieldReadings[string]> = {};
  for (const place of page.layout.fields) {
    if (place.type === 'ticks') {
      readings[placeKey(place)] = perfectTicks(page, place);
      continue;
    }
    const lines: LineReading[] = [];
    for (const box of place.lines) {
      const { crop, box: onPage } = page.cut(box);
      const spec = findField(page.truth.kind as 'KS', placeKey(place));
      const type = place.type === 'composite' ? 'identity-paper' : (spec?.type ?? 'text');
      const reading = await engine.read(crop, { type });
      lines.push({
        reading,
        box: [...onPage],
        size: [crop.width, crop.height],
        engine: `${engine.id}@${engine.version}`,
      });
    }
    readings[placeKey(place)] = { type: 'written', lines };
  }
  return readings;
};

/** Ticks are the imaging room's: taken from the truth here. */
const perfectTicks = (
  page: CutPage,
  place: Extract<CutPage['layout']['fields'][number], { type: 'ticks' }>,
): FieldReadings[string] => ({
  type: 'ticks',
  box: [0, 0, 1, 1],
  engine: 'truth',
  options: place.options.map(({ code }) => ({
    code,
    ticked:
      page.truth.fields[place.name]?.state === 'read' && page.truth.fields[place.name]?.normalized === code,
    confidence: 1,
    box: [0, 0, 1, 1],
  })),
});

const chosenEditions = (wanted: string): readonly Edition[] =>
  wanted === 'all'
    ? [...editions().values()].filter(({ layouts }) => layouts.every(({ table }) => table === undefined))
    : wanted.split(',').map(getEdition);

type Made = Omit<Page, 'readings'> & Readonly<{ readings: FieldReadings | null }>;

/** The entries of one edition, read as the read stage does or cut where the maker put them. */
async function* readEdition(edition: Edition, entries: number, engine: ReadingEngine): AsyncGenerator<Made> {
  const settings = ledgerOptionsSchema.parse({
    kinds: [edition.kind],
    edition: edition.id,
    entries,
    hand: options.hand,
    damage: options.damage,
    seed: `${options.seed}/${edition.id}`,
    out: join(options.cache, edition.id),
    strikeRate: 0,
  });
  const desk = await openDesk(settings);
  const readStage = createPageReader(engine);
  const books = planLedger(settings);
  for (const [b, book] of books.entries()) {
    for (const [s, sheet] of book.sheets.entries()) {
      const known = { office: book.office.name, year: book.year, volume: `${book.volume}/${book.year}` };
      if (options.registered) {
        const { entries, pages: drawn } = await drawFile(settings, books, desk, { book: b, sheet: s });
        const truth = entries[0];
        if (truth === undefined) continue;
        const path = join(settings.out, truth.file);
        const read = await readStage({ path, dpi: drawn[0]?.dpi ?? 300, kind: book.kind, edition: 'auto' });
        const found = read.type === 'read' ? read.editionId : read.type;
        if (found !== edition.id) console.log(`${edition.id} ${truth.file}: ${found}`);
        yield { ...known, truth, readings: read.type === 'read' ? read.readings : null };
      } else {
        const page = await cutSheet(settings, book, sheet, desk);
        if (page !== null) yield { ...known, truth: page.truth, readings: await readPage(page, engine) };
      }
    }
  }
}

const makePages = async (): Promise<Page[]> => {
  const engine = createTesseractEngine();
  const chosen = chosenEditions(options.editions);
  const cacheFile = join(
    options.cache,
    `${options.hand}-${options.damage}-${options.seed}-${options.entries}-${options.editions}-${engine.version}${options.registered ? '-registered' : ''}.json`,
  );
  if (existsSync(cacheFile)) {
    await engine.close();
    return JSON.parse(readFileSync(cacheFile, 'utf8')) as Page[];
  }
  const pages: Page[] = [];
  const start = performance.now();
  for (const [i, edition] of chosen.entries()) {
    const entries =
      Math.floor(((i + 1) * options.entries) / chosen.length) -
      Math.floor((i * options.entries) / chosen.length);
    if (entries === 0) continue;
    for await (const page of readEdition(edition, entries, engine)) {
      pages.push({ ...page, readings: page.readings ?? {} });
    }
  }
  const seconds = (performance.now() - start) / 1000;
  await engine.close();
  console.log(`${(seconds / pages.length).toFixed(2)} s a page for drawing, cutting and reading`);
  mkdirSync(options.cache, { recursive: true });
  writeFileSync(cacheFile, JSON.stringify(pages));
  return pages;
};

type Outcome = {
  type: string;
  name: string;
  right: boolean;
  confidence: number;
  wanted: string;
  got: string;
  raw: string;
  route?: string;
};

const judge = (page: Page): Outcome[] => {
  const { truth } = page;
  const edition = getEdition(truth.edition);
  const layout = layoutOf(edition, 'entry');
  if (layout === undefined || !isKindCode(truth.kind)) return [];
  const { kind } = truth;
  const { fields } = extractEntry({
    kind,
    edition,
    layout,
    context: {
      office: page.office,
      years: { from: page.year, to: page.year },
      volume: page.volume,
      pageNumberGuess: null,
      entryNumberGuess: null,
    },
    fieldReadings: page.readings,
  });
  return Object.entries(truth.fields).map(([name, wanted]) => {
    const got = fields[name];
    const reading = page.readings[name];
    const raw =
      reading?.type === 'written' ? reading.lines.map((line) => line.reading?.text ?? '').join(' ⏎ ') : '';
    return {
      type: findField(kind, name)?.type ?? '?',
      name,
      right: (got?.normalized ?? null) === wanted.normalized,
      confidence: got?.confidence ?? 0,
      wanted: `${wanted.normalized}${wanted.verbatim === wanted.normalized ? '' : ` (${wanted.verbatim})`}`,
      got: `${got?.normalized}`,
      raw,
    };
  });
};

const pages = await makePages();
const started = performance.now();
const outcomes = pages.flatMap(judge);
console.log(`extract: ${((performance.now() - started) / pages.length).toFixed(1)} ms an entry`);
const types = [...new Set(outcomes.map((outcome) => outcome.type))].sort();
for (const type of types) {
  const of = outcomes.filter((outcome) => outcome.type === type);
  const right = of.filter((outcome) => outcome.right).length;
  console.log(`${type.padEnd(18)} ${right}/${of.length} ${((100 * right) / of.length).toFixed(1)} %`);
}
const right = outcomes.filter((outcome) => outcome.right);
const sure = outcomes.filter((outcome) => outcome.confidence >= 0.95);
console.log(
  `ALL ${options.hand} ${options.damage} ${options.seed}: ${((100 * right.length) / outcomes.length).toFixed(2)} % of ${outcomes.length} fields right; ` +
    `at 0.95: ${((100 * sure.length) / outcomes.length).toFixed(1)} % of fields, ${((100 * sure.filter((o) => o.right).length) / sure.length).toFixed(2)} % of them right`,
);
for (const wrong of outcomes.filter((outcome) => !outcome.right).slice(0, options.errors)) {
  console.log(
    `  ${wrong.name} [${wrong.confidence.toFixed(2)}]\n    want ${wrong.wanted}\n    got  ${wrong.got}\n    raw  ${wrong.raw}`,
  );
}
if (options.evidence !== undefined) {
  writeFileSync(options.evidence, outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join(''));
}
