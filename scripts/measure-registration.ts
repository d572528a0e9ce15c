/**
 * How well forms are found on made-up pages, with other seeds than those the code was tuned on:
 *
 *     npx tsx scripts/measure-registration.ts --pages 60 --damage medium --seed 7 --editions all
 *
 * Prints layout and rotation right, overlap (IoU) of field places with the truth, seconds of CPU per page and the worst
 * pages. `--raw` leaves out intake's straightening; `--as-read` matches as the read stage does, which knows the book's kind and
 * the resolution, instead of with no hint; `--show DIR` writes overlays (truth green, found red) of bad pages; `--keep DIR` leaves
 * what was drawn in a folder and takes it from there the next time, so that two states of the code see the same pages.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { matchPage } from '../pipelines/bench/read-page.ts';
import { editions, getEdition } from '../src/forms/catalog.ts';
import { type BoxMm, type Edition, extentOf, type Layout } from '../src/forms/edition.ts';
import { shippedLayouts } from '../src/imaging/forms/layouts.ts';
import { matchLayouts, orientByForms } from '../src/imaging/forms/match.ts';
import { boxAround } from '../src/imaging/forms/page-map.ts';
import type { FormMatch, LayoutRef } from '../src/imaging/forms/types.ts';
import { applyTo, IDENTITY, type Point } from '../src/imaging/geometry.ts';
import type { Picture } from '../src/imaging/raster.ts';
import { straightenFrame } from '../src/imaging/straighten.ts';
import { type Truth, truthOf } from './ledger/book/place.ts';
import { type BookPlan, planLedger, type SheetPlan } from './ledger/book/plan.ts';
import { renderSheet } from './ledger/book/render.ts';
import { openDesk, parseLedgerOptions } from './ledger/make.ts';
import { iou } from './ledger/overlap.ts';

const { values: args } = parseArgs({
  options: {
    pages: { type: 'string', default: '30' },
    /** Ids of editions, or `all` one-entry forms that are shipped. */
    editions: { type: 'string', default: 'KS-2016,KH-2016,KT-2016' },
    /** Page classes to draw: `closing` alone tells what only closing notes can be taken for. */
    classes: { type: 'string', default: 'entry,void,cover,closing' },
    damage: { type: 'string', default: 'medium' },
    hand: { type: 'string', default: 'mixed' },
    seed: { type: 'string', default: '1' },
    dpi: { type: 'string', default: '300' },
    raw: { type: 'boolean', default: false },
    'as-read': { type: 'boolean', default: false },
    show: { type: 'string' },
    keep: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

type Result = {
  readonly name: string;
  readonly right: boolean;
  readonly found: string;
  readonly confidence: number;
  readonly fitErrorMm: number;
  readonly ious: readonly number[];
  readonly cpu: number;
};

const linesOf = (layout: Layout): readonly BoxMm[] =>
  layout.fields.flatMap((place) => (place.type === 'ticks' ? [extentOf(place)] : place.lines));

const cornersOf = ([x, y, w, h]: BoxMm, at: Truth): readonly Point[] => [
  at(x, y),
  at(x + w, y),
  at(x + w, y + h),
  at(x, y + h),
];

const draw = async (
  page: Picture,
  polygons: readonly { readonly points: readonly Point[]; readonly colour: string }[],
  path: string,
): Promise<void> => {
  const shapes = polygons.map(
    ({ points, colour }) =>
      `<polygon points="${points.map((p) => `${p.x.toFixed(1)},${p.y.toFixed(1)}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="${page.width / 700}"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${page.width}" height="${page.height}">${shapes.join('')}</svg>`;
  const flat = await sharp(page.data, { raw: page })
    .toColourspace('srgb')
    .composite([{ input: Buffer.from(svg) }])
    .png()
    .toBuffer();
  await sharp(flat).resize(1100).png().toFile(path);
};

const run = async (): Promise<void> => {
  const wanted = Number(args.pages);
  const chosen = chosenEditions(args.editions);
  const entries = Math.max(1, Math.ceil(wanted / chosen.length));
  const ledgers = chosen.map((edition) =>
    parseLedgerOptions({
      kinds: [edition.kind],
      edition: edition.id,
      entries,
      hand: args.hand as 'mixed',
      damage: args.damage as 'medium',
      seed: `registration/${args.seed}/${edition.id}`,
      dpi: Number(args.dpi),
      out: '/dev/null',
    }),
  );
  const refs = await shippedLayouts();
  const classes = new Set(args.classes.split(','));
  const plans = ledgers.flatMap((settings) =>
    planLedger(settings).flatMap((book) =>
      book.sheets
        .filter(({ pages }) => classes.has(pages[0]?.class ?? ''))
        .map((sheet) => ({ settings, book, sheet })),
    ),
  );
  // Every so many, so that covers and closing pages come with entries as they do in books.
  const step = Math.max(1, plans.length / wanted);
  const results: Result[] = [];
  if (args.show !== undefined) await mkdir(args.show, { recursive: true });
  for (let i = 0; i < Math.min(wanted, plans.length); i++) {
    const { settings, book, sheet } = plans[Math.floor(i * step)]!;
    const result = await measure(refs, book, sheet, await openDesk(settings), settings, i);
    if (result === null) continue;
    results.push(result);
    const worst = Math.min(...result.ious);
    if (args.verbose || !result.right || worst < 0.8) {
      console.log(
        `${i} ${result.name} ${result.right ? '' : `WRONG: ${result.found} `}confidence ${result.confidence.toFixed(3)} fit ${result.fitErrorMm.toFixed(2)} mm, worst IoU ${worst.toFixed(2)}, ${result.cpu.toFixed(0)} ms`,
      );
    }
  }
  report(results);
};

const chosenEditions = (wanted: string): readonly Edition[] =>
  wanted === 'all'
    ? [...editions().values()].filter(({ layouts }) => layouts.every(({ table }) => table === undefined))
    : wanted.split(',').map(getEdition);

const measure = async (
  refs: readonly LayoutRef[],
  book: BookPlan,
  sheet: SheetPlan,
  desk: Awaited<ReturnType<typeof openDesk>>,
  settings: ReturnType<typeof parseLedgerOptions>,
  index: number,
): Promise<Result | null> => {
  const plan = sheet.pages[0];
  if (sheet.pages.length !== 1 || plan === undefined) return null;
  const { page, damage } = await drawn(`${index}`, async () => {
    const { scan, damage: done } = await renderSheet(settings, book, sheet, desk);
    const { width, height, channels, data } = scan;
    return { page: { width, height, channels, data: new Uint8Array(data) }, damage: done };
  });
  const truth = truthOf(settings, book, sheet);
  const before = process.cpuUsage();
  const straight = args.raw ? raw(page, damage.dpi) : await straightened(page, damage.dpi, refs);
  const match = args['as-read']
    ? matchPage(straight.picture, refs, { dpi: straight.dpi, kind: book.kind, forced: false })
    : matchLayouts(straight.picture, refs);
  const used = process.cpuUsage(before);
  const pageClass = plan.class === 'void' ? 'entry' : plan.class;
  const ref = refs.find((r) => r.edition.id === book.edition.id && r.layout.class === pageClass);
  if (ref === undefined) return null;
  const right = isRight(match, ref, damage.quarters * 90 + straight.rotation);
  const inFile: Truth = (x, y) => {
    const at = match.best?.map.toPage(x, y) ?? { x: 0, y: 0 };
    return applyTo(straight.toFile, at.x, at.y);
  };
  const ious = linesOf(ref.layout).map((box) =>
    match.best === null || !right
      ? 0
      : iou(boxAround(cornersOf(box, inFile)), boxAround(cornersOf(box, truth))),
  );
  if (args.show !== undefined && (Math.min(...ious) < 0.8 || args.verbose)) {
    const polygons = linesOf(ref.layout).flatMap((box) => [
      { points: cornersOf(box, truth), colour: 'lime' },
      ...(match.best === null ? [] : [{ points: cornersOf(box, inFile), colour: 'red' }]),
    ]);
    await draw(page, polygons, join(args.show, `${args.damage}-${args.seed}-${index}.png`));
  }
  return {
    name: `${book.edition.id} ${plan.class} ${damage.photo ? 'photo ' : ''}${damage.quarters * 90}°`,
    right,
    found: match.guesses
      .map((g) => `${g.editionId} ${g.layoutClass} ${g.rotation}° ${g.confidence.toFixed(2)}`)
      .join('; '),
    confidence: match.best?.confidence ?? match.guesses[0]?.confidence ?? 0,
    fitErrorMm: match.best?.fitErrorMm ?? Number.NaN,
    ious,
    cpu: (used.user + used.system) / 1000,
  };
};

type Drawn = {
  readonly page: Picture;
  readonly damage: { readonly dpi: number; readonly quarters: number; readonly photo: boolean };
};

/** A page as drawn now, or as kept from an earlier run with the same options. */
const drawn = async (name: string, draw: () => Promise<Drawn>): Promise<Drawn> => {
  if (args.keep === undefined) return draw();
  await mkdir(args.keep, { recursive: true });
  const wishes = [args.editions, args.classes, args.damage, args.hand, args.seed, args.dpi, args.pages, name];
  const path = join(args.keep, wishes.join('-'));
  if (existsSync(`${path}.json`)) {
    const damage = JSON.parse(await readFile(`${path}.json`, 'utf8')) as Drawn['damage'];
    const { data, info } = await sharp(`${path}.png`).raw().toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    const channels = info.channels === 1 ? 1 : 3;
    return { page: { width, height, channels, data: new Uint8Array(data) }, damage };
  }
  const made = await draw();
  const { dpi, quarters, photo } = made.damage;
  await sharp(made.page.data, { raw: made.page }).png({ compressionLevel: 1 }).toFile(`${path}.png`);
  await writeFile(`${path}.json`, JSON.stringify({ dpi, quarters, photo }));
  return made;
};

type Straight = {
  readonly picture: Picture;
  readonly dpi: number;
  readonly rotation: number;
  readonly toFile: typeof IDENTITY;
};

const raw = (picture: Picture, dpi: number): Straight => ({ picture, dpi, rotation: 0, toFile: IDENTITY });

/** What intake makes of the file; a spread found in a single page counts as what it is: an error. */
const straightened = async (picture: Picture, dpi: number, refs: readonly LayoutRef[]): Promise<Straight> => {
  const [page] = await straightenFrame(
    { picture, dpi, jpeg: null },
    { matchForm: (gray) => orientByForms(gray, refs) },
  );
  return page ?? raw(picture, dpi);
};

const isRight = (match: FormMatch, ref: LayoutRef, turnedBy: number): boolean =>
  match.best !== null &&
  match.best.editionId === ref.edition.id &&
  match.best.layoutClass === ref.layout.class &&
  (match.best.rotation + turnedBy) % 360 === 0;

const report = (results: readonly Result[]): void => {
  const ious = results.flatMap((result) => result.ious);
  const share = (part: number, all: number): string => `${((100 * part) / Math.max(1, all)).toFixed(2)} %`;
  const cpu = results.map((result) => result.cpu).sort((a, b) => a - b);
  const right = results.filter((result) => result.right);
  const sure = results.filter((result) => !result.right && result.confidence > 0.9);
  console.log(`${args.damage}, hand ${args.hand}: ${results.length} pages`);
  console.log(
    `layout and rotation right: ${share(right.length, results.length)}; wrong above 0.9: ${sure.length}`,
  );
  console.log(
    `field places with IoU ≥ 0.8: ${share(ious.filter((v) => v >= 0.8).length, ious.length)} of ${ious.length}`,
  );
  console.log(`lowest confidence of a right one: ${Math.min(...right.map((r) => r.confidence)).toFixed(3)}`);
  console.log(`CPU ms a page: median ${cpu[cpu.length >> 1]?.toFixed(0)}, worst ${cpu.at(-1)?.toFixed(0)}`);
};

await run();
