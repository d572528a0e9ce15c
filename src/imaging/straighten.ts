/**
 * From a frame to straight pages. All decisions are taken on a small grey copy; the pixels are then drawn once, from the
 * frame straight to each page, so nothing is blurred twice and `toFile` is the exact map of that drawing.
 */
import type { FrameInput } from './byte-source.ts';
import { findSkew } from './deskew.ts';
import { decodeFrame, type Frame, type FrameLimits } from './frames.ts';
import { applyTo, type Box, invert, type Mat3, multiply, type Point, type Quarter } from './geometry.ts';
import { lying, type Orientation, type OrientationReader, standing } from './orientation.ts';
import { type Resolution, resolutionOf } from './paper-size.ts';
import { isBlank, measureWriting, type Quality, type Unreadable, unreadable, withBlur } from './quality.ts';
import { type Gray, type Picture, shrinkToGray, turnGray } from './raster.ts';
import { fillBeyond, paperColour } from './sides.ts';
import { findSpread, type SpreadFinding } from './spread.ts';
import {
  findFlatSheet,
  findStandingOut,
  levelled,
  type Sheet,
  type Surface,
  sideOf,
  turned,
} from './surface.ts';
import { warp } from './warp.ts';

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
  /** `auto` parts spreads, `never` leaves them whole, `always` parts every frame. */
  readonly spread?: 'auto' | 'never' | 'always';
  /**
   * Asked first: a form that fits knows better than any detector which way is up, and a table's whether both of its pages
   * are there. Shown a page, and before it the whole frame where that looks like a spread.
   */
  readonly matchForm?: (gray: Gray) => Promise<Orientation | null> | Orientation | null;
  /** Asked second, if there is one. */
  readonly orientationReader?: OrientationReader;
};

const WORKING_SIZE = 1600;
/** Measured on print (0.5 and up when right) and old handwriting (up to 0.4 when wrong). */
const TURN_AT = 0.45;
const STAY_AT = 0.2;

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

  const flat = findFlatSheet(picture, small, factor);
  const written = measureWriting(flat.small);
  const blank = isBlank(written);
  const wish = options.spread ?? 'auto';
  const { sheet, turn, confidence, unsure, pages } = blank
    ? { ...AS_IT_LIES, sheet: flat }
    : await findTurnedSheet(picture, { small, factor, flat }, wish, options);
  if (sheet.mended) notes.push('note-perspective-mended');
  else if (sheet.cropped) notes.push('note-paper-cropped');
  if (unsure) notes.push('note-orientation-unsure');
  const upright = turned(sheet, turn);
  const spread = pages === 1 ? WHOLE : findParting(upright, pages === 2 ? 'always' : wish);
  if (spread.unsure) notes.push('note-spread-unsure');
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
    const writing = side === 'whole' ? written : measureWriting(surface.small);
    const quality = withBlur(writing, drawn, resolution.dpi);
    return {
      side,
      picture: drawn,
      dpi: resolution.dpi,
      dpiSource: resolution.source,
      rotation: turn,
      orientationConfidence: confidence,
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

type Turn = {
  readonly turn: Quarter;
  readonly confidence: number;
  readonly unsure: boolean;
  /** 1: known to be no spread, or could not be parted as it lies; 2: known to be one; null: to be seen. */
  readonly pages: 1 | 2 | null;
};
const AS_IT_LIES: Turn = { turn: 0, confidence: 0, unsure: false, pages: null };
/** A form that fits the whole frame this well says that it is one page, however deep the shadow across it. */
const ONE_PAGE = 0.9;

/**
 * The sheet and its turn. Where nobody is sure which way up a whole frame lies, what stands out in it is shown to them: the
 * sheet may lie small on a table. It is taken for the sheet only if somebody knows it.
 */
const findTurnedSheet = async (
  picture: Picture,
  { small, factor, flat }: { readonly small: Gray; readonly factor: number; readonly flat: Sheet },
  wish: Wish,
  options: StraightenOptions,
): Promise<Turn & { readonly sheet: Sheet }> => {
  const first = await findTurn(flat, wish, options);
  if (!first.unsure || flat.mended || flat.cropped) return { ...first, sheet: flat };
  const part = findStandingOut(picture, small, factor);
  const second = part === null ? first : await findTurn(part, wish, options);
  return part === null || second.unsure ? { ...first, sheet: flat } : { ...second, sheet: part };
};

/**
 * How to turn the sheet. Standing lines are laid down first, so that a spread can be seen and one of its pages shown to
 * those who know which way is up; forms and detectors know pages, not spreads. When nobody is sure the sheet stays as it
 * is, but for a spread on its side: its pages can at least be parted.
 */
const findTurn = async (sheet: Surface, wish: Wish, options: StraightenOptions): Promise<Turn> => {
  const asked = options.matchForm !== undefined || options.orientationReader !== undefined;
  const laid: Quarter = standing(sheet.small) ? 90 : 0;
  const lying = turned(sheet, laid);
  const spread = wish === 'never' ? null : findParting(lying, wish);
  const parted = spread?.parted === true && spread.line !== null;
  const turnBy = (found: Orientation, pages: Turn['pages']): Turn => ({
    turn: ((laid + found.rotation) % 360) as Quarter,
    confidence: found.confidence,
    unsure: false,
    pages,
  });
  const pagesOf = ({ spread: both }: Orientation): Turn['pages'] =>
    wish === 'auto' && both === true ? 2 : null;
  if (parted && wish === 'auto') {
    const found = (await options.matchForm?.(lying.small)) ?? null;
    if (found?.spread === true) return turnBy(found, 2);
    if (found !== null && found.confidence >= ONE_PAGE) return turnBy(found, 1);
  }
  const shown = parted ? fullerHalf(lying, spread.line) : lying.small;
  const known = asked ? await findOrientation(shown, options) : null;
  if (known !== null) return turnBy(known, parted ? null : pagesOf(known));
  // Left as it lies with its lines standing, a fold across the frame would be a crease across the page.
  const whole = !parted && laid !== 0 && wish === 'auto';
  const unsure = asked || (parted && laid !== 0);
  return { turn: parted ? laid : 0, confidence: 0, unsure, pages: whole ? 1 : null };
};

/** The page of the spread with more writing on it. */
const fullerHalf = (spread: Surface, line: readonly Point[]): Gray => {
  const full = line.map(({ x, y }) => ({ x: x * spread.factor, y: y * spread.factor }));
  const [left, right] = (['left', 'right'] as const).map((side) => sideOf(spread, side, full).small);
  const ink = (gray: Gray): number => measureWriting(gray).ink;
  return left !== undefined && right !== undefined && ink(left) >= ink(right)
    ? left
    : (right ?? spread.small);
};

/** Null when nobody is sure. A detector's turn counts only if it holds on the turned page. */
const findOrientation = async (gray: Gray, options: StraightenOptions): Promise<Orientation | null> => {
  const matched = (await options.matchForm?.(gray)) ?? null;
  if (matched !== null) return matched;
  const reader = options.orientationReader;
  if (reader === undefined) return null;
  const found = await reader.read(gray);
  if (found === null) return null;
  // To leave the page as it is takes less than to turn it.
  if (found.rotation === 0 && found.confidence >= STAY_AT && !standing(gray)) return found;
  if (found.rotation === 0 || found.confidence < TURN_AT) return null;
  const sideways = found.rotation % 180 !== 0;
  // Lines that plainly run the other way contradict the detector.
  if (sideways ? lying(gray) : standing(gray)) return null;
  const check = await reader.read(turnGray(gray, found.rotation));
  return check?.rotation === 0 && check.confidence >= TURN_AT / 2 ? found : null;
};

type Wish = NonNullable<StraightenOptions['spread']>;
type Parting = { readonly parted: boolean; readonly line: readonly Point[] | null; readonly unsure: boolean };

const WHOLE: Parting = { parted: false, line: null, unsure: false };

const findParting = (surface: Surface, wish: Wish): Parting => {
  const finding: SpreadFinding = findSpread(surface.small, wish === 'always');
  const line = finding.line.length > 0 ? finding.line : null;
  if (wish === 'always') return { parted: line !== null, line, unsure: false };
  const parted = wish === 'auto' && finding.spread && line !== null;
  return { parted, line, unsure: wish === 'auto' && finding.confidence < 0.6 };
};

const isUnchanged = (toFrame: Mat3, page: Picture, frame: Picture): boolean =>
  page.width === frame.width &&
  page.height === frame.height &&
  toFrame.every((value, i) => value === (i % 4 === 0 ? 1 : 0));
