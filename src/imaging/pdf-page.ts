/** What pdf.js says is drawn on a page: which pictures, how large, how turned, and whether there is anything else. */
import { OPS, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { SohoaError } from '../domain/errors.ts';
import type { Quarter } from './geometry.ts';
import type { Picture } from './raster.ts';

export type PagePicture = {
  /** The embedded pixels, or null where only drawing the page shows them (masks, odd kinds). */
  readonly picture: Picture | null;
  /** How the page turns the pixels, clockwise; null when it mirrors or slants them. */
  readonly turn: Quarter | null;
  readonly dpi: number;
};

export type OperatorList = Awaited<ReturnType<PDFPageProxy['getOperatorList']>>;

type Affine = readonly [number, number, number, number, number, number];

const times = (m: Affine, n: Affine): Affine => [
  m[0] * n[0] + m[2] * n[1],
  m[1] * n[0] + m[3] * n[1],
  m[0] * n[2] + m[2] * n[3],
  m[1] * n[2] + m[3] * n[3],
  m[0] * n[4] + m[2] * n[5] + m[4],
  m[1] * n[4] + m[3] * n[5] + m[5],
];

/** The unit square of a PDF picture under a matrix, as a turn. PDF's y runs up, a picture's down: both flips cancel. */
export const turnOf = (m: readonly number[]): Quarter | null => {
  const [a = 0, b = 0, c = 0, d = 0] = m;
  const size = Math.max(Math.abs(a), Math.abs(b), Math.abs(c), Math.abs(d));
  const zero = (v: number): boolean => Math.abs(v) < size * 0.002;
  if (zero(b) && zero(c)) return a > 0 && d > 0 ? 0 : a < 0 && d < 0 ? 180 : null;
  if (zero(a) && zero(d)) return b > 0 && c < 0 ? 270 : b < 0 && c > 0 ? 90 : null;
  return null;
};

export const dpiOf = (m: readonly number[], width: number, height: number): number => {
  const [a = 0, b = 0, c = 0, d = 0] = m;
  const drawnWidth = Math.hypot(a, b);
  const drawnHeight = Math.hypot(c, d);
  return drawnWidth > 0 && drawnHeight > 0 ? Math.max(width / drawnWidth, height / drawnHeight) * 72 : 0;
};

const PAINTS_PICTURE: ReadonlySet<number> = new Set([
  OPS.paintImageXObject,
  OPS.paintInlineImageXObject,
  OPS.paintImageMaskXObject,
]);
/** Repeats and groups of pictures: drawn, never taken apart. */
const PAINTS_MANY: ReadonlySet<number> = new Set([
  OPS.paintImageMaskXObjectGroup,
  OPS.paintImageXObjectRepeat,
  OPS.paintImageMaskXObjectRepeat,
  OPS.paintInlineImageXObjectGroup,
  OPS.paintSolidColorImageMask,
]);
const MARKS: ReadonlySet<number> = new Set([
  ...PAINTS_MANY,
  OPS.stroke,
  OPS.closeStroke,
  OPS.fill,
  OPS.eoFill,
  OPS.fillStroke,
  OPS.eoFillStroke,
  OPS.closeFillStroke,
  OPS.closeEOFillStroke,
  OPS.shadingFill,
  OPS.setGState,
]);
const TEXT: ReadonlySet<number> = new Set([
  OPS.showText,
  OPS.showSpacedText,
  OPS.nextLineShowText,
  OPS.nextLineSetSpacingShowText,
]);
const INVISIBLE = 3;

const PAINTS_PATH: ReadonlySet<number> = new Set([...MARKS].filter((fn) => fn !== OPS.setGState));

export const showsAnything = (list: OperatorList): boolean =>
  list.fnArray.some((fn) => PAINTS_PICTURE.has(fn) || PAINTS_PATH.has(fn) || TEXT.has(fn));

/** Whether a page's one picture is all that shows. The invisible text of a searchable PDF does not count. */
export const isAlone = (list: OperatorList): boolean => {
  let mode = 0;
  for (let i = 0; i < list.fnArray.length; i++) {
    const fn = list.fnArray[i]!;
    const args: unknown = list.argsArray[i];
    if (fn === OPS.setTextRenderingMode && Array.isArray(args)) mode = Number(args[0]);
    if (TEXT.has(fn) && mode !== INVISIBLE) return false;
    if (MARKS.has(fn) && !(fn === OPS.setGState && isPlainState(args))) return false;
  }
  return true;
};

/** Line styles and the like; soft masks, blending and transparency change what a picture looks like. */
const isPlainState = (args: unknown): boolean =>
  Array.isArray(args) &&
  Array.isArray(args[0]) &&
  (args[0] as [string, unknown][]).every(
    ([key, value]) =>
      !(key === 'SMask' && value) &&
      !((key === 'ca' || key === 'CA') && value !== 1) &&
      !(key === 'BM' && value !== 'source-over'),
  );

/** All pictures that a page paints, with their place worked out from the matrices around them. */
export const placedPictures = async (page: PDFPageProxy, list: OperatorList): Promise<PagePicture[]> => {
  const found: PagePicture[] = [];
  const stack: Affine[] = [];
  let matrix: Affine = [1, 0, 0, 1, 0, 0];
  for (let i = 0; i < list.fnArray.length; i++) {
    const fn = list.fnArray[i]!;
    const args: unknown = list.argsArray[i];
    if (fn === OPS.save) stack.push(matrix);
    else if (fn === OPS.restore || fn === OPS.paintFormXObjectEnd) matrix = stack.pop() ?? matrix;
    else if (fn === OPS.transform) matrix = times(matrix, args as Affine);
    else if (fn === OPS.paintFormXObjectBegin) {
      stack.push(matrix);
      const own = Array.isArray(args) ? (args[0] as Affine | null) : null;
      if (own) matrix = times(matrix, own);
    } else if (PAINTS_PICTURE.has(fn)) found.push(await pictureOf(page, fn, args, matrix));
    else if (PAINTS_MANY.has(fn)) found.push({ picture: null, turn: null, dpi: 0 });
  }
  return found;
};

type Embedded = {
  readonly width: number;
  readonly height: number;
  readonly kind?: number;
  readonly data?: Uint8ClampedArray | Uint8Array | string | null;
};

const pictureOf = async (
  page: PDFPageProxy,
  fn: number,
  args: unknown,
  matrix: Affine,
): Promise<PagePicture> => {
  const first: unknown = Array.isArray(args) ? args[0] : null;
  const embedded = typeof first === 'string' ? await objectOf(page, first) : (first as Embedded | null);
  if (!embedded) throw new SohoaError('pdf-damaged', { problem: 'picture' });
  return {
    picture: fn === OPS.paintImageMaskXObject ? null : toPicture(embedded),
    turn: turnOf(matrix),
    dpi: dpiOf(matrix, embedded.width, embedded.height),
  };
};

/** Pictures that many pages use are kept with the document, under names that begin with `g_`. */
const objectOf = (page: PDFPageProxy, id: string): Promise<Embedded | null> =>
  new Promise((resolve) => {
    const objects = id.startsWith('g_') ? page.commonObjs : page.objs;
    objects.get(id, (value: Embedded | null) => resolve(value));
  });

/** pdf.js' picture kinds: 1 = one bit a pixel, 2 = RGB, 3 = RGBA. */
const toPicture = ({ width, height, kind, data }: Embedded): Picture | null => {
  if (data === undefined || data === null || typeof data === 'string') return null;
  if (kind === 2 && data.length >= width * height * 3) {
    return {
      width,
      height,
      channels: 3,
      data: new Uint8Array(data.buffer, data.byteOffset, width * height * 3),
    };
  }
  if (kind !== 1) return null;
  const out = new Uint8Array(width * height);
  const stride = (width + 7) >> 3;
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) out[to++] = (data[y * stride + (x >> 3)]! >> (7 - (x & 7))) & 1 ? 255 : 0;
  }
  return { width, height, channels: 1, data: out };
};
