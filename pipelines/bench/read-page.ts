/** Reads one page: finds the form, cuts its fields and has each read by the engine. */
import { findField, type KindCode } from '../../src/domain/kinds.ts';
import type { Box } from '../../src/domain/values.ts';
import { parseEditionName } from '../../src/forms/catalog.ts';
import type { FieldPlace } from '../../src/forms/edition.ts';
import { type Cover, findCover, shownShare } from '../../src/imaging/cover.ts';
import { cutField } from '../../src/imaging/forms/cut.ts';
import { shippedLayouts } from '../../src/imaging/forms/layouts.ts';
import { matchLayouts } from '../../src/imaging/forms/match.ts';
import { classifyEntryPage } from '../../src/imaging/forms/page-class.ts';
import { boxAround } from '../../src/imaging/forms/page-map.ts';
import { readTicks } from '../../src/imaging/forms/ticks.ts';
import type { CutLine, FormFit, FormMatch, LayoutRef } from '../../src/imaging/forms/types.ts';
import { decodeFrame } from '../../src/imaging/frames.ts';
import type { Box as PictureBox, Point } from '../../src/imaging/geometry.ts';
import { type Picture, reduced, twoThirds } from '../../src/imaging/raster.ts';
import type { FieldHint, Hand, ReadingEngine } from '../../src/reading/engine.ts';
import {
  type FieldReadings,
  type LineReading,
  type PlaceReading,
  placeKey,
} from '../../src/reading/entry-readings.ts';
import { isDoubtfulPrint, isHandwritten } from '../../src/reading/hand-of-page.ts';
import { withoutStruck } from '../../src/reading/strikes.ts';
import { officeLayouts } from './office-layouts.ts';
import type { BenchWork, ReadPage } from './protocol.ts';

type Request = BenchWork['read-page']['request'];

/** With an edition decided by a person, a poorer fit is good enough: somebody has looked. */
const FORCED_CONFIDENCE = 0.2;
/** Well above what pages of other forms reach (they share words such as "Số", "Quyển số", "Ghi chú"). */
const SURE_CONFIDENCE = 0.9;
const TICKS_ENGINE = 'ticks@1';

export const createPageReader =
  (engine: ReadingEngine) =>
  async ({ path, dpi, kind, edition, forms }: Request): Promise<ReadPage> => {
    const { picture: stored } = await decodeFrame(path, 0);
    const all = [...(await officeLayouts(forms ?? [])), ...(await shippedLayouts())];
    const candidates = edition === 'auto' ? all : forcedLayouts(all, edition, kind);
    const page = workingCopy(stored, dpi, candidates);
    const scale = stored.width / page.width;
    const match = matchPage(page, candidates, { dpi: dpi / scale, kind, forced: edition !== 'auto' });
    const fit = match.best;
    const ref = fit === null ? undefined : refOf(candidates, fit);
    if (fit === null || ref === undefined) {
      const guesses = match.guesses.map(
        (guess) => `${guess.editionId} ${Math.round(guess.confidence * 100)} %`,
      );
      return { type: 'form-unknown', guesses: guesses.slice(0, 3).join(', ') || '–' };
    }
    if (ref.edition.kind !== kind) return { type: 'other-kind', edition: ref.edition.id };
    const found = {
      type: 'read',
      editionId: fit.editionId,
      editionVersion: fit.editionVersion,
      fitErrorMm: fit.fitErrorMm,
      fitConfidence: fit.confidence,
      engine: { id: engine.id, version: engine.version },
    } as const;
    const pageClass =
      fit.layoutClass === 'entry' ? classifyEntryPage(page, fit.map, ref).class : fit.layoutClass;
    if (pageClass === 'void' || pageClass === 'blank') return { ...found, class: pageClass, readings: {} };
    const readings = await readPlaces({ engine, page, cover: findCover(page), scale, fit, ref, kind });
    return { ...found, class: pageClass, readings };
  };

/**
 * The layouts of one edition. Covers and closing notes that it does not describe (an office teaches the page of an entry) are
 * looked for among the kind's other editions.
 */
const forcedLayouts = (all: readonly LayoutRef[], edition: string, kind: KindCode): readonly LayoutRef[] => {
  const { id } = parseEditionName(edition);
  const own = all.filter((ref) => ref.edition.id === id);
  const classes = new Set(own.map(({ layout }) => layout.class));
  if (own.length === 0 || classes.has('cover')) return own;
  return [
    ...own,
    ...all.filter(
      (ref) => ref.edition.kind === kind && ref.layout.class !== 'entry' && !classes.has(ref.layout.class),
    ),
  ];
};

/**
 * Intake has put the page upright, and most pages are of the book's own kind: that is tried first and is a fraction of the
 * work. Only a page that does not fit well is compared with everything, turned every way.
 */
export const matchPage = (
  page: Picture,
  candidates: readonly LayoutRef[],
  { dpi, kind, forced }: { dpi: number; kind: KindCode; forced: boolean },
): FormMatch => {
  const own = matchLayouts(
    page,
    candidates.filter((ref) => ref.edition.kind === kind),
    { dpi, rotations: [0] },
  );
  // Covers of all kinds look alike but for one word: they are always compared with all.
  if (own.best?.layoutClass === 'entry' && own.best.confidence >= SURE_CONFIDENCE) return own;
  return matchLayouts(page, candidates, { dpi, ...(forced ? { minConfidence: FORCED_CONFIDENCE } : {}) });
};

/**
 * Resolution at which lines are cut: what the engines read best (see tesseract.ts), and less than half the pixels of a
 * scan at 300 dpi for everything that is done to them.
 */
const READING_DPI = 200;

/** The page no finer than it is read; never so small, whatever its resolution claims to be, that the sheet would not be. */
const workingCopy = (page: Picture, dpi: number, candidates: readonly LayoutRef[]): Picture => {
  const longest = Math.max(
    297,
    ...candidates.map(({ edition: { paper } }) => Math.max(paper.width, paper.height)),
  );
  const least = ((longest / 25.4) * READING_DPI) / Math.max(page.width, page.height);
  const share = Math.min(1, Math.max(READING_DPI / dpi, least));
  return Math.abs(share - 2 / 3) < 0.02 ? twoThirds(page) : reduced(page, Math.ceil(page.width * share));
};

const refOf = (refs: readonly LayoutRef[], fit: FormFit): LayoutRef | undefined =>
  refs.find((ref) => ref.edition.id === fit.editionId && ref.layout.class === fit.layoutClass);

/** A page that is being read. `page` is its working copy: `scale` pixels of the stored page are one of its pixels. */
type Reader = Readonly<{
  engine: ReadingEngine;
  page: Picture;
  cover: Cover | null;
  scale: number;
  fit: FormFit;
  ref: LayoutRef;
  kind: KindCode;
}>;

/** Shares of a box from which on it is too little shown, or too much hidden, to be called blank or read. */
const LEAST_SHOWN = 0.8;
const MOST_HIDDEN = 0.2;

/** Whether part of a place lies outside the picture or under a hand. */
const isHidden = ({ page, cover, fit }: Reader, place: FieldPlace): boolean => {
  const boxes = place.type === 'ticks' ? place.options.map(({ box }) => box) : place.lines;
  return boxes.some((box) => {
    const onPage = fit.map.boxOf(box);
    return shownShare(onPage, page) < LEAST_SHOWN || (cover?.share(onPage) ?? 0) > MOST_HIDDEN;
  });
};

/** Places that are hidden are left out: their fields become illegible and are keyed by people, never blank. */
const readPlaces = async (reader: Reader): Promise<FieldReadings> => {
  const readings: Record<string, PlaceReading> = {};
  const written: Written[] = [];
  for (const place of reader.ref.layout.fields) {
    if (isHidden(reader, place)) continue;
    if (place.type === 'ticks') readings[placeKey(place)] = ticksOf(reader, place);
    else {
      const lines = await linesOf(reader, place);
      readings[placeKey(place)] = { type: 'written', lines };
      written.push({ place, lines });
    }
  }
  await readAsHandwriting(reader, written);
  return readings;
};

type WrittenPlace = Exclude<FieldPlace, { type: 'ticks' }>;
type Written = Readonly<{ place: WrittenPlace; lines: LineReading[] }>;

/** On a page in handwriting the few lines that were taken for print are read once more, in place. */
const readAsHandwriting = async (reader: Reader, written: readonly Written[]): Promise<void> => {
  if (!isHandwritten(written.flatMap(({ lines }) => lines.map(({ reading }) => reading)))) return;
  for (const { place, lines } of written) {
    if (!lines.some(({ reading }) => isDoubtfulPrint(reading))) continue;
    const again = await linesOf(reader, place, 'handwriting');
    lines.forEach(({ reading }, at) => {
      const other = again[at];
      if (isDoubtfulPrint(reading) && other !== undefined && other.reading !== null) lines[at] = other;
    });
  }
};

const ticksOf = (
  { page, scale, fit, ref }: Reader,
  place: Extract<FieldPlace, { type: 'ticks' }>,
): PlaceReading => {
  const { options } = readTicks(page, fit.map, ref, place);
  return {
    type: 'ticks',
    box: pixelBox(boxAround(options.flatMap(({ box }) => cornersOf(box))), scale),
    options: options.map(({ code, ticked, confidence, box }) => ({
      code,
      ticked,
      confidence,
      box: pixelBox(box, scale),
    })),
    engine: TICKS_ENGINE,
  };
};

const linesOf = async (
  { engine, page, scale, fit, ref, kind }: Reader,
  place: WrittenPlace,
  hand?: Hand,
): Promise<LineReading[]> => {
  const hint = { ...hintOf(place, kind), ...(hand === undefined ? {} : { hand }) };
  const lines: LineReading[] = [];
  for (const line of cutField(page, fit.map, ref, place, { dpi: READING_DPI }).lines)
    lines.push(await readLine(engine, line, hint, scale));
  return lines;
};

/** Values keep their place as whole pixels of the stored page. */
const pixelBox = ({ x, y, width, height }: PictureBox, scale: number): Box => [
  Math.round(x * scale),
  Math.round(y * scale),
  Math.max(1, Math.round(width * scale)),
  Math.max(1, Math.round(height * scale)),
];

const cornersOf = ({ x, y, width, height }: PictureBox): Point[] => [
  { x, y },
  { x: x + width, y: y + height },
];

const hintOf = (place: WrittenPlace, kind: KindCode): FieldHint => ({
  type: place.type === 'composite' ? place.grammar : (findField(kind, place.name)?.type ?? 'text'),
});

/** Writing that is not struck as a whole is less than this. */
const PARTLY_STRUCK = 0.59;

const readLine = async (
  engine: ReadingEngine,
  line: CutLine,
  hint: FieldHint,
  scale: number,
): Promise<LineReading> => {
  const { width, height } = line.crop;
  const { blank, struck, strikes, faint } = line.ink;
  const crop = { ...line.crop, dpi: line.dpi };
  const valid = blank ? null : withoutStruck(crop, strikes);
  const reading = blank ? null : await engine.read(valid ?? crop, hint);
  const corners = [
    line.toPage(0, 0),
    line.toPage(width, 0),
    line.toPage(width, height),
    line.toPage(0, height),
  ];
  return {
    reading,
    // Where the whole crop lies: the places of symbols are found within it.
    box: pixelBox(boxAround(corners), scale),
    size: [width, height],
    engine: reading?.engine ?? `${engine.id}@${engine.version}`,
    struck: valid === null && !blank ? 1 : Math.min(struck, PARTLY_STRUCK),
    ...(reading === null && (!blank || faint > 0) ? { unread: true } : {}),
  };
};
