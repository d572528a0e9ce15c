/**
 * From a frame to straight pages. All decisions are taken on a small grey copy; the pixels are then drawn once, from the
 * frame straight to each page, so nothing is blurred twice and `toFile` is the exact map of that drawing.
 */
import { findPaper } from './border.ts';
import type { FrameInput } from './byte-source.ts';
import { findSkew, type Skew } from './deskew.ts';
import { decodeFrame, type Frame, type FrameLimits } from './frames.ts';
import {
  applyTo,
  type Box,
  boundsUnder,
  compose,
  fromTurned,
  invert,
  type Mat3,
  multiply,
  type Point,
  type Quarter,
  rectToQuad,
  rotation,
  scaling,
  translation,
} from './geometry.ts';
import { lineDirection, type Orientation, type OrientationReader } from './orientation.ts';
import { type Resolution, resolutionOf } from './paper-size.ts';
import { findSheet, flatSize } from './perspective.ts';
import { isBlank, measureQuality, type Quality, type Unreadable, unreadable } from './quality.ts';
import { type Gray, histogram, type Picture, percentileOf, shrinkToGray, turnGray } from './raster.ts';
import { fillBeyond, paperColour } from './sides.ts';
import { findSpread, type SpreadFinding } from './spread.ts';
import { warp, warpGray } from './warp.ts';

export type Side = 'whole' | 'left' | 'right';

/** What was done or could not be decided; the message files have a text under each. */
export type PageNote =
  | 'note-blank'
  | 'note-dpi-estimated'
  | 'note-orientation-unsure'
  | 'note-paper-cropped'
  | 'note-perspective-mended'
  | 'note-skew-unsure'
  | 'note-spread-unsure';

export type StraightPage = {
  readonly side: Side;
  readonly picture: Picture;
  readonly dpi: number;
  readonly dpiSource: Resolution['source'];
  /** Quarter turns clockwise that were made, on top of what the file itself asks for (EXIF, PDF). */
  readonly rotation: Quarter;
  /** 0…1; 0 where nothing could tell. */
  readonly orientationConfidence: number;
  /** Clockwise lean that was taken out. */
  readonly skewDegrees: number;
  /** Page pixels → frame pixels (continuous, pixel `i` covers `[i, i + 1)`; the frame as decoded, upright by EXIF). */
  readonly toFile: Mat3;
  /** Bounds of the sheet in frame pixels. */
  readonly paperBox: Box;
  /** Where the spread was, or would be, parted, in frame pixels from top to bottom; null for upright single pages. */
  readonly partingLine: readonly Point[] | null;
  readonly quality: Quality;
  /** Why nobody could read the page; null if it can be read. */
  readonly unreadable: Unreadable | null;
  readonly notes: readonly PageNote[];
  /** The frame's own JPEG file when the page is the frame unchanged: better kept than a new copy. */
  readonly jpeg: Uint8Array | null;
};

export type StraightenOptions = {
  /** `auto` parts spreads, `never` leaves them whole (table ledgers are registered whole), `always` parts every frame. */
  readonly spread?: 'auto' | 'never' | 'always';
  /** Asked first: a form that fits knows better than any detector which way is up. */
  readonly matchForm?: (gray: Gray) => Promise<Orientation | null> | Orientation | null;
  /** Asked second, if there is one. */
  readonly orientationReader?: OrientationReader;
};

/** Leaner than this stays as it is: two pixels over an A4 page at 300 dpi, not worth drawing it anew. */
const LEAST_SKEW = 0.05;
const WORKING_SIZE = 1600;
/** Measured on print (0.5 and up when right) and old handwriting (up to 0.4 when wrong). */
const TURN_AT = 0.45;

/** Decodes one frame of a file and straightens it. Errors as `decodeFrame`. */
export const straightenFile = async (
  input: FrameInput,
  frame: number,
  options: StraightenOptions & { readonly limits?: FrameLimits } = {},
): Promise<StraightPage[]> => straightenFrame(await decodeFrame(input, frame, options.limits), options);

/** One page, or the left and the right page of a spread. The frame's pixels are not changed. */
export const straightenFrame = async (
  frame: Frame,
  options: StraightenOptions = {},
): Promise<StraightPage[]> => {
  const { picture } = frame;
  const notes: PageNote[] = [];
  const factor = Math.max(1, Math.round(Math.max(picture.width, picture.height) / WORKING_SIZE));
  const small = shrinkToGray(picture, factor);

  const sheet = findFlatSheet(picture, small, factor);
  if (sheet.mended) notes.push('note-perspective-mended');
  else if (sheet.cropped) notes.push('note-paper-cropped');

  const blank = isBlank(measureQuality({ ...sheet.small, channels: 1 }, sheet.small, 300));
  const orientation = blank ? null : await findOrientation(sheet.small, options);
  const asked = options.matchForm !== undefined || options.orientationReader !== undefined;
  if (orientation === null && asked && !blank) notes.push('note-orientation-unsure');
  const turn = orientation?.rotation ?? 0;
  const upright: Surface = {
    small: turnGray(sheet.small, turn),
    factor,
    toFrame: multiply(sheet.toFrame, fromTurned(turn, sheet.width, sheet.height)),
    width: turn % 180 === 0 ? sheet.width : sheet.height,
    height: turn % 180 === 0 ? sheet.height : sheet.width,
  };

  const spread = findParting(upright, options.spread ?? 'auto', notes);
  const resolution = resolutionOf(
    upright.width,
    upright.height,
    sheet.mended ? null : frame.dpi,
    spread.parted,
  );
  if (resolution.source === 'paper-size') notes.push('note-dpi-estimated');
  const fill = paperColour(picture, sheet.box);
  const line = spread.line?.map(({ x, y }) => ({ x: x * factor, y: y * factor })) ?? null;
  const sides: readonly Side[] = spread.parted ? ['left', 'right'] : ['whole'];
  return sides.map((side) => {
    const surface = side === 'whole' || line === null ? upright : sideOf(upright, side, line);
    const skew = findSkew(surface.small);
    const level = levelled(surface, skew);
    const drawn = warp(picture, level.toFrame, level.width, level.height, fill);
    if (side !== 'whole' && line !== null) {
      const toPage = multiply(invert(level.toFrame), upright.toFrame);
      fillBeyond(
        drawn,
        side,
        line.map(({ x, y }) => applyTo(toPage, x, y)),
        fill,
      );
    }
    const quality = measureQuality(drawn, shrinkToGray(drawn, factor), resolution.dpi);
    return {
      side,
      picture: drawn,
      dpi: resolution.dpi,
      dpiSource: resolution.source,
      rotation: turn,
      orientationConfidence: orientation?.confidence ?? 0,
      skewDegrees: level.skew,
      toFile: level.toFrame,
      paperBox: sheet.box,
      partingLine: line?.map(({ x, y }) => applyTo(upright.toFrame, x, y)) ?? null,
      quality,
      unreadable: unreadable(drawn, quality),
      notes: [
        ...notes,
        ...(isBlank(quality)
          ? (['note-blank'] as const)
          : skew.confident
            ? []
            : (['note-skew-unsure'] as const)),
      ],
      jpeg: isUnchanged(level.toFrame, drawn, picture) ? frame.jpeg : null,
    };
  });
};

/** A flat surface to be drawn from the frame, with its small grey copy: `width` × `height` full pixels. */
type Surface = {
  readonly small: Gray;
  /** Full pixels a small pixel. */
  readonly factor: number;
  readonly toFrame: Mat3;
  readonly width: number;
  readonly height: number;
};

type Sheet = Surface & { readonly box: Box; readonly mended: boolean; readonly cropped: boolean };

/** The sheet without what lies around it: out of a photo by its corners, out of a scan by its dark surround. */
const findFlatSheet = (picture: Picture, small: Gray, factor: number): Sheet => {
  const quad = findSheet(picture);
  if (quad !== null) {
    const { width, height } = flatSize(quad);
    const toFrame = rectToQuad(width, height, quad);
    const toSmall = compose(scaling(1 / factor), toFrame, scaling(factor));
    const gray = warpGray(small, toSmall, Math.floor(width / factor), Math.floor(height / factor), 255);
    const box = boundsUnder(toFrame, { x: 0, y: 0, width, height });
    return { small: gray, factor, toFrame, width, height, box, mended: true, cropped: false };
  }
  const paper = findPaper(small);
  const whole = paper.width === small.width && paper.height === small.height;
  const box: Box = whole
    ? { x: 0, y: 0, width: picture.width, height: picture.height }
    : {
        x: paper.x * factor,
        y: paper.y * factor,
        width: paper.width * factor,
        height: paper.height * factor,
      };
  const toFrame = translation(box.x, box.y);
  const gray = whole ? small : warpGray(small, translation(paper.x, paper.y), paper.width, paper.height, 255);
  return {
    small: gray,
    factor,
    toFrame,
    width: box.width,
    height: box.height,
    box,
    mended: false,
    cropped: !whole,
  };
};

/** Null when nobody is sure: the page then stays as it is. A detector's turn counts only if it holds on the turned page. */
const findOrientation = async (gray: Gray, options: StraightenOptions): Promise<Orientation | null> => {
  const matched = (await options.matchForm?.(gray)) ?? null;
  if (matched !== null) return matched;
  const reader = options.orientationReader;
  if (reader === undefined) return null;
  const found = await reader.read(gray);
  if (found === null || found.confidence < TURN_AT) return null;
  if (found.rotation === 0) return found;
  const direction = lineDirection(gray);
  const standing = found.rotation % 180 !== 0;
  // Lines that plainly run the other way contradict the detector.
  if (standing ? direction > 1.5 : direction < 1 / 1.5) return null;
  const check = await reader.read(turnGray(gray, found.rotation));
  return check?.rotation === 0 && check.confidence >= TURN_AT / 2 ? found : null;
};

type Parting = { readonly parted: boolean; readonly line: readonly Point[] | null };

const findParting = (surface: Surface, wish: 'auto' | 'never' | 'always', notes: PageNote[]): Parting => {
  const finding: SpreadFinding = findSpread(surface.small, wish === 'always');
  const line = finding.line.length > 0 ? finding.line : null;
  if (wish === 'always') return { parted: line !== null, line };
  if (wish === 'auto' && finding.confidence < 0.6) notes.push('note-spread-unsure');
  return { parted: wish === 'auto' && finding.spread && line !== null, line };
};

/** One half of a spread as a surface of its own; in its small copy the other page is blanked out. */
const sideOf = (spread: Surface, side: 'left' | 'right', line: readonly Point[]): Surface => {
  const { factor } = spread;
  const xs = line.map((point) => point.x);
  const from = side === 'left' ? 0 : Math.floor(Math.min(...xs) / factor);
  const to =
    side === 'left' ? Math.min(spread.small.width, Math.ceil(Math.max(...xs) / factor)) : spread.small.width;
  const paper = percentileOf(histogram(spread.small.data), 0.75);
  const small = warpGray(spread.small, translation(from, 0), to - from, spread.small.height, paper);
  const own = line.map(({ x, y }) => ({ x: x / factor - from, y: y / factor }));
  fillBeyond({ ...small, channels: 1 }, side, own, [paper]);
  const end = to === spread.small.width ? spread.width : to * factor;
  return {
    small,
    factor,
    toFrame: multiply(spread.toFrame, translation(from * factor, 0)),
    width: end - from * factor,
    height: spread.height,
  };
};

/** Turned by the lean, on a canvas that holds all of the surface. */
const levelled = (surface: Surface, found: Skew): Surface & { readonly skew: number } => {
  if (Math.abs(found.degrees) < LEAST_SKEW) return { ...surface, skew: 0 };
  const angle = (Math.abs(found.degrees) * Math.PI) / 180;
  const { width: w, height: h } = surface;
  const width = Math.ceil(w * Math.cos(angle) + h * Math.sin(angle));
  const height = Math.ceil(h * Math.cos(angle) + w * Math.sin(angle));
  const toFrame = compose(
    surface.toFrame,
    translation(w / 2, h / 2),
    rotation(found.degrees),
    translation(-width / 2, -height / 2),
  );
  return { ...surface, toFrame, width, height, skew: found.degrees };
};

const isUnchanged = (toFrame: Mat3, page: Picture, frame: Picture): boolean =>
  page.width === frame.width &&
  page.height === frame.height &&
  toFrame.every((value, i) => value === (i % 4 === 0 ? 1 : 0));
