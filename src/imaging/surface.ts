/** The flat surface of a sheet as it is drawn from a frame, narrowed down step by step: sheet, turn, side, lean. */
import { findPaper } from './border.ts';
import { findSkew, type Skew } from './deskew.ts';
import {
  type Box,
  boundsUnder,
  compose,
  fromTurned,
  type Mat3,
  multiply,
  type Point,
  type Quad,
  type Quarter,
  rectToQuad,
  rotation,
  scaling,
  translation,
} from './geometry.ts';
import { standing } from './orientation.ts';
import { findSheet, flatSize } from './perspective.ts';
import { type Gray, histogram, type Picture, percentileOf, turnGray } from './raster.ts';
import { boundsOf, sheetMask } from './sheet-mask.ts';
import { fillBeyond } from './sides.ts';
import { warpGray } from './warp.ts';

/** Degrees by which writing may lean against its sheet's edges. */
const MOST_SKEW_ON_FLAT = 2.5;

/** A flat surface to be drawn from the frame, with its small grey copy: `width` × `height` full pixels. */
export type Surface = {
  readonly small: Gray;
  /** Full pixels a small pixel. */
  readonly factor: number;
  readonly toFrame: Mat3;
  readonly width: number;
  readonly height: number;
};

export type Sheet = Surface & { readonly box: Box; readonly mended: boolean; readonly cropped: boolean };

/** The sheet without what lies around it: out of a photo by its corners, out of a scan by its dark surround. */
export const findFlatSheet = (picture: Picture, small: Gray, factor: number): Sheet => {
  const mended = mendSlant(picture, small, factor);
  if (mended !== null) return mended;
  const paper = findPaper(small);
  const whole = paper.width === small.width && paper.height === small.height;
  if (!whole) return cutOut(small, factor, paper);
  return {
    small,
    factor,
    toFrame: translation(0, 0),
    width: picture.width,
    height: picture.height,
    box: { x: 0, y: 0, width: picture.width, height: picture.height },
    mended: false,
    cropped: false,
  };
};

/** How far around what stands out the frame is kept, as a share of its longer side. */
const AROUND = 0.015;

/**
 * What stands out from the background around it, upright, where its outline is too uneven for its corners to be known (a
 * bent sheet, the shadow of a hand). The shadow may have swallowed an edge: only for a frame in which nothing was found.
 */
export const findStandingOut = (picture: Picture, small: Gray, factor: number): Sheet | null => {
  const mask = sheetMask(picture);
  if (mask === null) return null;
  const { x, y, width, height } = boundsOf(mask);
  const scale = mask.factor / factor;
  const more = AROUND * Math.max(small.width, small.height);
  const left = Math.max(0, Math.floor(x * scale - more));
  const top = Math.max(0, Math.floor(y * scale - more));
  const right = Math.min(small.width, Math.ceil((x + width) * scale + more));
  const bottom = Math.min(small.height, Math.ceil((y + height) * scale + more));
  return cutOut(small, factor, { x: left, y: top, width: right - left, height: bottom - top });
};

/** A piece of the frame, in pixels of the small copy, as a sheet of its own. */
const cutOut = (small: Gray, factor: number, paper: Box): Sheet => ({
  small: warpGray(small, translation(paper.x, paper.y), paper.width, paper.height, 255),
  factor,
  toFrame: translation(paper.x * factor, paper.y * factor),
  width: paper.width * factor,
  height: paper.height * factor,
  box: {
    x: paper.x * factor,
    y: paper.y * factor,
    width: paper.width * factor,
    height: paper.height * factor,
  },
  mended: false,
  cropped: true,
});

/** Null where there is no certain sheet seen at an angle: on a sheet laid flat, lines must run along its edges. */
const mendSlant = (picture: Picture, small: Gray, factor: number): Sheet | null => {
  const quad = quadOn(picture, small, factor);
  if (quad === null) return null;
  const { width, height } = flatSize(quad);
  const toFrame = rectToQuad(width, height, quad);
  const toSmall = compose(scaling(1 / factor), toFrame, scaling(factor));
  const gray = warpGray(small, toSmall, Math.floor(width / factor), Math.floor(height / factor), 255);
  const skew = findSkew(turnGray(gray, standing(gray) ? 90 : 0));
  if (Math.abs(skew.degrees) > MOST_SKEW_ON_FLAT) return null;
  const box = boundsUnder(toFrame, { x: 0, y: 0, width, height });
  return { small: gray, factor, toFrame, width, height, box, mended: true, cropped: false };
};

/** Without colour the small copy shows all there is to tell the sheet by. */
const quadOn = (picture: Picture, small: Gray, factor: number): Quad | null => {
  if (picture.channels === 3) return findSheet(picture);
  const [a, b, c, d] = findSheet({ ...small, channels: 1 }) ?? [];
  if (a === undefined || b === undefined || c === undefined || d === undefined) return null;
  const scaled = ({ x, y }: Point): Point => ({ x: x * factor, y: y * factor });
  return [scaled(a), scaled(b), scaled(c), scaled(d)];
};

/** Turned clockwise by quarters. */
export const turned = (sheet: Surface, turn: Quarter): Surface => ({
  small: turnGray(sheet.small, turn),
  factor: sheet.factor,
  toFrame: multiply(sheet.toFrame, fromTurned(turn, sheet.width, sheet.height)),
  width: turn % 180 === 0 ? sheet.width : sheet.height,
  height: turn % 180 === 0 ? sheet.height : sheet.width,
});

/** One half of a spread as a surface of its own; in its small copy the other page is blanked out. */
export const sideOf = (spread: Surface, side: 'left' | 'right', line: readonly Point[]): Surface => {
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

/** Leaner than this stays as it is: three pixels over an A4 page at 300 dpi, not worth drawing it anew. */
const LEAST_SKEW = 0.08;

/** Turned by the lean, on a canvas that holds all of the surface. */
export const levelled = (surface: Surface, found: Skew): Surface & { readonly skew: number } => {
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
