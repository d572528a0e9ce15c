/** Finds PDF pages that are nothing but one JPEG, and hands out its bytes as the scanner made them. */
import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFName,
  PDFNumber,
  type PDFPage,
  PDFRawStream,
} from 'pdf-lib';
import type { ByteSource } from './byte-source.ts';
import type { Quarter } from './geometry.ts';
import { dpiOf, turnOf } from './pdf-page.ts';

export type FoundJpeg = {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Clockwise, page rotation included. */
  readonly turn: Quarter;
  readonly dpi: number;
};

export type JpegFinder = {
  /** Null for a page (counted from 0) that is anything but one plain JPEG. */
  readonly jpegOf: (index: number) => FoundJpeg | null;
  /** Sizes in pixels of the pictures that a page can paint, as they claim to be. */
  readonly picturesOf: (index: number) => readonly { readonly width: number; readonly height: number }[];
};

/** Null for files that pdf-lib does not take (encrypted, oddly built): pdf.js reads those. */
export const openJpegFinder = async (source: ByteSource): Promise<JpegFinder | null> => {
  try {
    const document = await PDFDocument.load(await source.read(0, source.size), {
      updateMetadata: false,
      // Otherwise pdf-lib writes what it skips to the console.
      throwOnInvalidObject: true,
    });
    const pages = document.getPages();
    // pdf-lib throws its own kinds on odd objects; the page then goes through pdf.js.
    const orNot = <T>(index: number, look: (page: PDFPage) => T, otherwise: T): T => {
      const page = pages[index];
      try {
        return page === undefined ? otherwise : look(page);
      } catch {
        return otherwise;
      }
    };
    return {
      jpegOf: (index) => orNot(index, findJpeg, null),
      picturesOf: (index) => orNot(index, (page) => pictureSizes(page.node.Resources(), 0), []),
    };
  } catch {
    return null;
  }
};

/** Forms hold resources of their own, a few levels deep at most. */
const pictureSizes = (resources: PDFDict | undefined, depth: number): { width: number; height: number }[] => {
  const objects = resources?.lookupMaybe(PDFName.of('XObject'), PDFDict);
  if (objects === undefined || depth > 4) return [];
  return objects.keys().flatMap((key) => {
    const stream = objects.lookup(key);
    if (!(stream instanceof PDFRawStream)) return [];
    if (String(stream.dict.lookup(PDFName.of('Subtype'))) === '/Form') {
      return pictureSizes(stream.dict.lookupMaybe(PDFName.of('Resources'), PDFDict), depth + 1);
    }
    const [width, height] = ['Width', 'Height'].map((name) => stream.dict.lookup(PDFName.of(name)));
    return width instanceof PDFNumber && height instanceof PDFNumber
      ? [{ width: width.asNumber(), height: height.asNumber() }]
      : [];
  });
};

const findJpeg = (page: PDFPage): FoundJpeg | null => {
  const painted = paintedOnce(contentOf(page));
  if (painted === null) return null;
  const pictures = page.node.Resources()?.lookupMaybe(PDFName.of('XObject'), PDFDict);
  const stream = pictures?.lookup(PDFName.of(painted.name));
  if (!(stream instanceof PDFRawStream) || !isPlainJpeg(stream.dict)) return null;
  const turn = turnOf(painted.matrix);
  const pageTurn = ((page.getRotation().angle % 360) + 360) % 360;
  if (turn === null || pageTurn % 90 !== 0) return null;
  const width = stream.dict.lookup(PDFName.of('Width'), PDFNumber).asNumber();
  const height = stream.dict.lookup(PDFName.of('Height'), PDFNumber).asNumber();
  return {
    bytes: stream.contents,
    width,
    height,
    turn: ((turn + pageTurn) % 360) as Quarter,
    dpi: dpiOf(painted.matrix, width, height),
  };
};

const contentOf = (page: PDFPage): string => {
  const contents = page.node.Contents();
  const streams =
    contents instanceof PDFArray
      ? contents.asArray().map((ref) => page.node.context.lookup(ref))
      : [contents];
  return streams
    .map((stream) =>
      stream instanceof PDFRawStream
        ? Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1')
        : '',
    )
    .join('\n');
};

/** Only what a viewer would show as stored: no masks, no inverted or unusual colours. */
const isPlainJpeg = (dict: PDFDict): boolean => {
  const filter = dict.lookup(PDFName.of('Filter'));
  const names = filter instanceof PDFArray ? filter.asArray().map(String) : [String(filter)];
  if (names.length !== 1 || names[0] !== '/DCTDecode') return false;
  if (String(dict.lookup(PDFName.of('Subtype'))) !== '/Image') return false;
  if (['SMask', 'Mask', 'Decode', 'ImageMask'].some((key) => dict.has(PDFName.of(key)))) return false;
  const space = dict.lookup(PDFName.of('ColorSpace'));
  if (!(space instanceof PDFArray)) return ['/DeviceRGB', '/DeviceGray'].includes(String(space));
  if (String(space.lookup(0)) !== '/ICCBased')
    return ['/CalRGB', '/CalGray'].includes(String(space.lookup(0)));
  const profile = space.lookup(1);
  const channels = profile instanceof PDFRawStream ? String(profile.dict.lookup(PDFName.of('N'))) : '';
  return channels === '1' || channels === '3';
};

/** State that does not show, clips, and marked content. */
const SILENT = new Set('q Q w J j M d i ri BMC BDC EMC BX EX re W W* n g G rg RG MP DP'.split(' '));

/** The name and matrix of the one picture that a content stream paints, or null if it shows anything else. */
const paintedOnce = (content: string): { name: string; matrix: readonly number[] } | null => {
  const visible = withoutInvisibleText(content);
  const stack: number[][] = [];
  let matrix = [1, 0, 0, 1, 0, 0];
  let painted: { name: string; matrix: readonly number[] } | null = null;
  let operands: string[] = [];
  for (const token of visible.match(/\/[^\s/[\]<>()]+|[^\s/[\]<>()]+|[[\]]|<<|>>|<[^>]*>|\([^)]*\)/g) ?? []) {
    if (/^[-+.\d/[\]<>(]/.test(token)) {
      operands.push(token);
      continue;
    }
    if (token === 'cm') matrix = concat(matrix, operands.slice(-6).map(Number));
    else if (token === 'q') stack.push(matrix);
    else if (token === 'Q') matrix = stack.pop() ?? matrix;
    else if (token === 'Do') {
      if (painted !== null) return null;
      painted = { name: (operands.at(-1) ?? '').slice(1), matrix };
    } else if (!SILENT.has(token)) return null;
    operands = [];
  }
  return painted;
};

const concat = (m: readonly number[], n: readonly number[]): number[] => {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = m;
  const [p = 1, q = 0, r = 0, s = 1, t = 0, u = 0] = n;
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f];
};

/** Searchable PDFs write their text in rendering mode 3. Any other text stays and makes the page more than a picture. */
const withoutInvisibleText = (content: string): string =>
  content.replace(/\bBT\b[\s\S]*?\bET\b/g, (block) => {
    const modes = [...block.matchAll(/(\d)\s+Tr\b/g)].map((match) => match[1]);
    return modes.length > 0 && modes.every((mode) => mode === '3') ? ' ' : block;
  });
