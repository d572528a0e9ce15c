/** Reads one page: finds the form, cuts its fields and has each read by the engine. */
import sharp from 'sharp';
import { findField, type KindCode } from '../../src/domain/kinds.ts';
import type { Box } from '../../src/domain/values.ts';
import type { FieldPlace } from '../../src/forms/edition.ts';
import { cutField } from '../../src/imaging/forms/cut.ts';
import { shippedLayouts } from '../../src/imaging/forms/layouts.ts';
import { matchLayouts } from '../../src/imaging/forms/match.ts';
import { classifyEntryPage } from '../../src/imaging/forms/page-class.ts';
import { boxAround } from '../../src/imaging/forms/page-map.ts';
import { readTicks } from '../../src/imaging/forms/ticks.ts';
import type { CutLine, FormFit, FormMatch, LayoutRef } from '../../src/imaging/forms/types.ts';
import type { Box as PictureBox, Point } from '../../src/imaging/geometry.ts';
import { type Gray, type Picture, toGray } from '../../src/imaging/raster.ts';
import type { FieldHint, ReadingEngine } from '../../src/reading/engine.ts';
import {
  type FieldReadings,
  type LineReading,
  type PlaceReading,
  placeKey,
} from '../../src/reading/entry-readings.ts';
import type { BenchWork, ReadPage } from './protocol.ts';

type Request = BenchWork['read-page']['request'];

/** With an edition decided by a person, a poorer fit is good enough: somebody has looked. */
const FORCED_CONFIDENCE = 0.2;
/** Well above what pages of other forms reach (they share words such as "Số", "Quyển số", "Ghi chú"). */
const SURE_CONFIDENCE = 0.9;
const TICKS_ENGINE = 'ticks@1';

export const createPageReader =
  (engine: ReadingEngine) =>
  async ({ path, dpi, kind, edition }: Request): Promise<ReadPage> => {
    const page = await decodePage(path);
    const all = await shippedLayouts();
    const candidates = edition === 'auto' ? all : all.filter((ref) => ref.edition.id === edition);
    const match = matchPage(toGray(page), candidates, { dpi, kind, forced: edition !== 'auto' });
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
    return { ...found, class: pageClass, readings: await readPlaces(engine, page, fit, ref, kind) };
  };

/**
 * Intake has put the page upright, and most pages are of the book's own kind: that is tried first and is a fraction of the
 * work. Only a page that does not fit well is compared with everything, turned every way.
 */
const matchPage = (
  gray: Gray,
  candidates: readonly LayoutRef[],
  { dpi, kind, forced }: { dpi: number; kind: KindCode; forced: boolean },
): FormMatch => {
  const own = matchLayouts(
    gray,
    candidates.filter((ref) => ref.edition.kind === kind),
    { dpi, rotations: [0] },
  );
  // Covers of all kinds look alike but for one word: they are always compared with all.
  if (own.best?.layoutClass === 'entry' && own.best.confidence >= SURE_CONFIDENCE) return own;
  return matchLayouts(gray, candidates, { dpi, ...(forced ? { minConfidence: FORCED_CONFIDENCE } : {}) });
};

const decodePage = async (path: string): Promise<Picture> => {
  const { data, info } = await sharp(path)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, data };
};

const refOf = (refs: readonly LayoutRef[], fit: FormFit): LayoutRef | undefined =>
  refs.find((ref) => ref.edition.id === fit.editionId && ref.layout.class === fit.layoutClass);

const readPlaces = async (
  engine: ReadingEngine,
  page: Picture,
  fit: FormFit,
  ref: LayoutRef,
  kind: KindCode,
): Promise<FieldReadings> => {
  const readings: Record<string, PlaceReading> = {};
  for (const place of ref.layout.fields) {
    readings[placeKey(place)] =
      place.type === 'ticks'
        ? ticksOf(page, fit, ref, place)
        : await writtenOf(engine, page, fit, ref, place, kind);
  }
  return readings;
};

const ticksOf = (
  page: Picture,
  fit: FormFit,
  ref: LayoutRef,
  place: Extract<FieldPlace, { type: 'ticks' }>,
): PlaceReading => {
  const { options } = readTicks(page, fit.map, ref, place);
  return {
    type: 'ticks',
    box: pixelBox(boxAround(options.flatMap(({ box }) => cornersOf(box)))),
    options: options.map(({ code, ticked, confidence, box }) => ({
      code,
      ticked,
      confidence,
      box: pixelBox(box),
    })),
    engine: TICKS_ENGINE,
  };
};

const writtenOf = async (
  engine: ReadingEngine,
  page: Picture,
  fit: FormFit,
  ref: LayoutRef,
  place: Exclude<FieldPlace, { type: 'ticks' }>,
  kind: KindCode,
): Promise<PlaceReading> => {
  const hint = hintOf(place, kind);
  const lines: LineReading[] = [];
  for (const line of cutField(page, fit.map, ref, place).lines)
    lines.push(await readLine(engine, line, hint));
  return { type: 'written', lines };
};

/** Values keep their place as whole pixels. */
const pixelBox = ({ x, y, width, height }: PictureBox): Box => [
  Math.round(x),
  Math.round(y),
  Math.max(1, Math.round(width)),
  Math.max(1, Math.round(height)),
];

const cornersOf = ({ x, y, width, height }: PictureBox): Point[] => [
  { x, y },
  { x: x + width, y: y + height },
];

const hintOf = (place: Exclude<FieldPlace, { type: 'ticks' }>, kind: KindCode): FieldHint => ({
  type: place.type === 'composite' ? place.grammar : (findField(kind, place.name)?.type ?? 'text'),
});

const readLine = async (engine: ReadingEngine, line: CutLine, hint: FieldHint): Promise<LineReading> => {
  const { width, height } = line.crop;
  const corners = [
    line.toPage(0, 0),
    line.toPage(width, 0),
    line.toPage(width, height),
    line.toPage(0, height),
  ];
  return {
    reading: line.ink.blank ? null : await engine.read(line.crop, hint),
    // Where the whole crop lies: the places of symbols are found within it.
    box: pixelBox(boxAround(corners)),
    size: [width, height],
    engine: `${engine.id}@${engine.version}`,
    struck: line.ink.struck,
  };
};
