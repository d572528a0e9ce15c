/**
 * Pages of scanned PDF files as pictures. A page that is one JPEG is passed through untouched (pdf-lib hands out its
 * bytes); every other page goes through pdf.js, as the embedded picture itself where the page is nothing else, or drawn
 * at the resolution of its pictures. pdf.js reads the file in ranges, so a thick PDF is never in memory as a whole.
 */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import {
  getDocument,
  OPS,
  PDFDataRangeTransport,
  type PDFDocumentProxy,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import { SohoaError } from '../domain/errors.ts';
import type { ByteSource } from './byte-source.ts';
import type { Quarter } from './geometry.ts';
import type { JpegFinder } from './pdf-jpeg.ts';
import { openJpegFinder } from './pdf-jpeg.ts';
import { isAlone, type OperatorList, type PagePicture, placedPictures, showsAnything } from './pdf-page.ts';
import type { Picture } from './raster.ts';

export type PdfPage =
  /** The page is this JPEG file; to be turned clockwise by `turn` when shown. */
  | { readonly type: 'jpeg'; readonly bytes: Uint8Array; readonly turn: Quarter; readonly dpi: number }
  | { readonly type: 'picture'; readonly picture: Picture; readonly turn: Quarter; readonly dpi: number };

export type PdfReader = {
  readonly pageCount: number;
  /** `index` counts from 0. Throws `pdf-damaged` or `image-too-large`. */
  readonly page: (index: number) => Promise<PdfPage>;
  readonly close: () => Promise<void>;
};

/** Drawing finer than this gains nothing for reading; a page with text only is drawn at the usual scan resolution. */
const MAX_DPI = 400;
const TEXT_DPI = 300;
/** pdf-lib holds the file and a copy of its streams: thicker files go through pdf.js only. */
const MAX_BYTES_IN_MEMORY = 200_000_000;
const RANGE = 1 << 18;

const PDFJS = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

/** Throws `pdf-encrypted` for a PDF that asks for a password, `pdf-damaged` for one that is cut off or makes no sense. */
export const openPdf = async (source: ByteSource, maxPixels: number): Promise<PdfReader> => {
  await refuseCutOff(source);
  const task = getDocument({
    range: rangesOf(source),
    length: source.size,
    rangeChunkSize: RANGE,
    disableAutoFetch: true,
    disableStream: true,
    isEvalSupported: false,
    verbosity: 0,
    // pdf.js leaves out what it cannot draw and says nothing; `readPage` looks for that.
    maxImageSize: maxPixels,
    canvasMaxAreaInBytes: -1,
    cMapUrl: `${PDFJS}/cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${PDFJS}/standard_fonts/`,
  });
  let document: PDFDocumentProxy;
  try {
    document = await task.promise;
  } catch (error) {
    await task.destroy();
    throw asPdfError(error);
  }
  let opened: Promise<JpegFinder | null> | null = null;
  const jpegs = (): Promise<JpegFinder | null> => {
    opened ??= source.size > MAX_BYTES_IN_MEMORY ? Promise.resolve(null) : openJpegFinder(source);
    return opened;
  };
  return {
    pageCount: document.numPages,
    page: async (index) => {
      const finder = await jpegs();
      for (const { width, height } of finder?.picturesOf(index) ?? []) {
        if (width * height > maxPixels) throw tooLarge(width, height, maxPixels);
      }
      const found = finder?.jpegOf(index) ?? null;
      if (found !== null) return { type: 'jpeg', bytes: found.bytes, turn: found.turn, dpi: found.dpi };
      try {
        return await readPage(document, index, maxPixels);
      } catch (error) {
        throw asPdfError(error);
      }
    },
    close: () => task.destroy(),
  };
};

/** pdf.js mends a cut-off file by leaving out the pages that are gone; here that is a damaged file. */
const refuseCutOff = async (source: ByteSource): Promise<void> => {
  const tail = Buffer.from(await source.read(Math.max(0, source.size - 4096), 4096)).toString('latin1');
  if (!tail.includes('startxref')) throw new SohoaError('pdf-damaged', { problem: 'cut-off' });
};

const rangesOf = (source: ByteSource): PDFDataRangeTransport => {
  const transport = new PDFDataRangeTransport(source.size, null);
  transport.requestDataRange = (begin: number, end: number): void => {
    source.read(begin, end - begin).then(
      // pdf.js keeps what it gets, so bytes at hand are copied.
      (bytes) => transport.onDataRange(begin, new Uint8Array(bytes)),
      () => transport.onDataRange(begin, new Uint8Array(end - begin)),
    );
  };
  return transport;
};

const tooLarge = (width: number, height: number, limit: number): SohoaError =>
  new SohoaError('image-too-large', { width, height, megapixels: Math.round(limit / 1e6) });

const asPdfError = (error: unknown): SohoaError => {
  if (error instanceof SohoaError) return error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'PasswordException') return new SohoaError('pdf-encrypted', {}, { cause: error });
  return new SohoaError('pdf-damaged', { problem: name || 'unknown' }, { cause: error });
};

const readPage = async (document: PDFDocumentProxy, index: number, maxPixels: number): Promise<PdfPage> => {
  const page = await document.getPage(index + 1);
  try {
    const list = await page.getOperatorList();
    refuseEmptyShell(list);
    const pictures = await placedPictures(page, list);
    const only = pictures.length === 1 ? pictures[0] : undefined;
    if (only?.picture && only.turn !== null && isAlone(list)) {
      const turn = ((only.turn + page.rotate + 360) % 360) as Quarter;
      return { type: 'picture', picture: only.picture, turn, dpi: only.dpi };
    }
    const dpi = drawingDpi(pictures);
    const viewport = page.getViewport({ scale: dpi / 72 });
    const width = Math.max(1, Math.round(viewport.width));
    const height = Math.max(1, Math.round(viewport.height));
    if (width * height > maxPixels) throw tooLarge(width, height, maxPixels);
    const factory = document.canvasFactory as CanvasFactory;
    const drawn = factory.create(width, height);
    await page.render({ canvasContext: drawn.context as unknown as CanvasRenderingContext2D, viewport })
      .promise;
    const picture = flatten(drawn.context.getImageData(0, 0, width, height).data, width, height);
    factory.destroy(drawn);
    return { type: 'picture', picture, turn: 0, dpi };
  } finally {
    page.cleanup();
  }
};

type Drawn = {
  readonly context: {
    getImageData: (x: number, y: number, w: number, h: number) => { readonly data: Uint8ClampedArray };
  };
};
/** pdf.js' own factory, which knows the canvas build that fits it (another one crashes the process). */
type CanvasFactory = {
  readonly create: (width: number, height: number) => Drawn;
  readonly destroy: (drawn: Drawn) => void;
};
/** The library's types lean on the DOM's, which a server does not load. */
type CanvasRenderingContext2D = Parameters<
  Awaited<ReturnType<PDFDocumentProxy['getPage']>>['render']
>[0]['canvasContext'];

/**
 * A page that moves and scales but shows nothing had something that pdf.js could not or would not draw: a damaged
 * picture, or one over the size limit. It must not come out as a blank page.
 */
const refuseEmptyShell = (list: OperatorList): void => {
  const prepares = list.fnArray.some((fn) => fn === OPS.transform || fn === OPS.setFont);
  if (prepares && !showsAnything(list))
    throw new SohoaError('pdf-damaged', { problem: 'page-without-picture' });
};

const drawingDpi = (pictures: readonly PagePicture[]): number => {
  const finest = pictures.reduce((most, picture) => Math.max(most, picture.dpi), 0);
  return finest === 0 ? TEXT_DPI : Math.min(MAX_DPI, Math.max(150, Math.round(finest)));
};

/** RGBA to RGB; pdf.js draws on white, so nothing shows through. */
const flatten = (rgba: Uint8ClampedArray, width: number, height: number): Picture => {
  const data = new Uint8Array(width * height * 3);
  for (let p = 0, q = 0; p < data.length; p += 3, q += 4) {
    data[p] = rgba[q]!;
    data[p + 1] = rgba[q + 1]!;
    data[p + 2] = rgba[q + 2]!;
  }
  return { width, height, channels: 3, data };
};
