/** A planned sheet → the pixels of its file and the truth in pixels of that file. */

import sharp from 'sharp';
import type { Box } from '../../../src/domain/values.ts';
import { blankLayout, type GreyRaster } from '../blank.ts';
import { addNoise, applyDamage, type Scan } from '../damage/apply.ts';
import type { Placement, SheetDamage, SheetShape } from '../damage/choose.ts';
import type { PlaneMap, Point } from '../damage/map.ts';
import { type Canvas, drawCoverage, drawMark, multiplyGrey, whiteCanvas } from '../drawing/canvas.ts';
import type { Bounds } from '../drawing/outline.ts';
import { type ComposedPage, composePage, type Desk } from '../page/compose.ts';
import type { DrawnField } from '../page/fields.ts';
import type { Random } from '../random.ts';
import type { DrawnRow, QuadMm } from '../table/draw.ts';
import { inkOfLine } from '../writing/real-lines.ts';
import type { LedgerSettings } from './options.ts';
import { layDown, shapeOf } from './place.ts';
import type { BookPlan, PagePlan, SheetPlan } from './plan.ts';

export type TrueField = Readonly<Omit<DrawnField, 'name' | 'ink'> & { box: Box }>;

/** A line of truth.jsonl. */
export type TrueEntry = Readonly<{
  file: string;
  kind: string;
  edition: string;
  hand: string;
  entry: Readonly<{ number: number; year: number }>;
  fields: Readonly<Record<string, TrueField>>;
}>;

type QuadPx = readonly [Point, Point, Point, Point];

/** A row of a table: corners of the row and of its cells on this side, clockwise from the upper left one. */
export type TrueRow = Readonly<
  Pick<DrawnRow, 'kind' | 'entry' | 'written' | 'verbatim' | 'totals'> & {
    quad: QuadPx;
    cells: Readonly<Record<string, QuadPx>>;
  }
>;

/** A line of pages.jsonl: one page of a file. */
export type TruePage = Readonly<{
  file: string;
  index: number;
  class: Exclude<PagePlan['class'], 'table'>;
  side: 'single' | 'left' | 'right';
  number: number | null;
  entry: Readonly<{ number: number; year: number }> | null;
  width: number;
  height: number;
  dpi: number;
  /** Degrees clockwise that the file has to be turned back by. */
  rotation: number;
  /** Corners of the paper in the file: upper left, upper right, lower right, lower left of the upright page. */
  quad: QuadPx;
  /** Rows of a page with a table, down the page. */
  rows?: readonly TrueRow[];
  /** Fields of cover and closing pages. */
  fields?: Readonly<Record<string, TrueField>>;
  damage: SheetDamage;
}>;

export type RenderedSheet = Readonly<{
  scan: Scan;
  damage: SheetDamage;
  entries: readonly TrueEntry[];
  pages: readonly TruePage[];
}>;

const forms = new Map<string, GreyRaster>();

/** The printed form at a resolution, drawn once. */
const printedForm = (book: BookPlan, composed: ComposedPage, dpi: number): GreyRaster | null => {
  const { layout } = composed;
  if (layout === undefined) return null;
  const key = `${book.edition.id}/${layout.class}/${layout.side}/${dpi}`;
  const known = forms.get(key) ?? blankLayout(book.edition, layout, dpi);
  if (forms.size > 12) forms.clear();
  forms.set(key, known);
  return known;
};

export const renderSheet = async (
  settings: LedgerSettings,
  book: BookPlan,
  sheet: SheetPlan,
  desk: Desk,
): Promise<RenderedSheet> => {
  const { random, shape, damage, placement } = layDown(settings, book, sheet);
  const composed = sheet.pages.map((page) => composePage(book, page, desk));
  const canvas = await drawSheet(book, composed, damage.dpi, shape);
  const scan = await scanSheet(random, canvas, damage, shape, placement, () => versoOf(book, sheet, desk));
  return { scan, damage, ...truthOf(book, sheet, composed, damage, placement) };
};

/** The sheet as it lies there undamaged, in full resolution. */
const drawSheet = async (
  book: BookPlan,
  pages: readonly ComposedPage[],
  dpi: number,
  shape: SheetShape,
): Promise<Canvas> => {
  const scale = dpi / 25.4;
  const canvas = whiteCanvas(Math.round(shape.width * scale), Math.round(shape.height * scale));
  for (const [i, page] of pages.entries()) {
    const left = Math.round(i * book.edition.paper.width * scale);
    const form = printedForm(book, page, dpi);
    if (form !== null) multiplyGrey(canvas, form, left);
    for (const mark of page.marks) drawMark(canvas, mark, scale, left);
    for (const { line, box, ink, strength } of page.pasted) {
      const [x, y] = [Math.round(box[0] * scale), Math.round(box[1] * scale)];
      const width = Math.round((box[2] - box[0]) * scale);
      const height = Math.round((box[3] - box[1]) * scale);
      const coverage = await inkOfLine(line, { x, y, width, height });
      drawCoverage(canvas, coverage, { ink, strength, weight: 1, grain: 'even', left });
    }
  }
  return canvas;
};

const scanSheet = async (
  random: Random,
  canvas: Canvas,
  damage: SheetDamage,
  shape: SheetShape,
  placement: Placement,
  verso: () => Promise<GreyRaster | null>,
): Promise<Scan> => {
  if (damage.level === 'none') return { ...canvas, channels: 3 };
  const scan = applyDamage(
    random.fork('table'),
    canvas,
    damage.dpi / 25.4,
    damage,
    shape,
    placement,
    damage.bleed > 0 ? await verso() : null,
  );
  const blurred = damage.blur < MIN_BLUR ? scan : await blur(scan, damage.blur);
  addNoise(random.fork('noise'), blurred, damage.noise);
  return blurred;
};

/** libvips blurs from this deviation on; a weaker one is lost in the bilinear look-up anyway. */
const MIN_BLUR = 0.35;

const blur = async (scan: Scan, sigma: number): Promise<Scan> => {
  const { width, height, channels } = scan;
  const pipeline = sharp(scan.data, { raw: { width, height, channels } }).blur(sigma);
  const data = await (channels === 1 ? pipeline.toColourspace('b-w') : pipeline).raw().toBuffer();
  return { ...scan, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
};

const VERSO_DPI = 75;

/** The other side of the paper as it shines through: a neighbouring sheet, mirrored and soft. */
const versoOf = async (book: BookPlan, sheet: SheetPlan, desk: Desk): Promise<GreyRaster | null> => {
  const other = book.sheets.find((candidate) => candidate.index === sheet.index + 1) ?? book.sheets[0];
  if (other === undefined) return null;
  const shape = shapeOf(book, other);
  const pages = other.pages.map((page) => composePage(book, page, desk));
  const canvas = await drawSheet(book, pages, VERSO_DPI, shape);
  const grey = await sharp(canvas.data, { raw: { width: canvas.width, height: canvas.height, channels: 3 } })
    .flop()
    .greyscale()
    .blur(0.8)
    .resize(canvas.width * 3, canvas.height * 3, { kernel: 'cubic', fit: 'fill' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  return { width: canvas.width * 3, height: canvas.height * 3, data: grey };
};

const truthOf = (
  book: BookPlan,
  sheet: SheetPlan,
  composed: readonly ComposedPage[],
  damage: SheetDamage,
  placement: Placement,
): Pick<RenderedSheet, 'entries' | 'pages'> => {
  const entries: TrueEntry[] = [];
  const pages: TruePage[] = [];
  const paper = book.edition.paper;
  const rows = new Map<string, TrueEntry>();
  /** Both sides of a row tell of one entry; what stands above the table holds for all. */
  const addRow = (
    entry: TrueEntry['entry'],
    own: TrueEntry['fields'],
    ofPage: TrueEntry['fields'],
    hand: string,
  ): void => {
    const key = `${entry.number}/${entry.year}`;
    const official = Object.fromEntries(Object.entries(ofPage).filter(([name]) => !name.startsWith('page.')));
    const before = rows.get(key);
    rows.set(key, {
      ...(before ?? { file: sheet.file, kind: book.kind, edition: book.edition.id, hand, entry }),
      fields: { ...before?.fields, ...official, ...own },
    });
  };
  sheet.pages.forEach((page, i) => {
    const drawn = composed[i];
    if (drawn === undefined) return;
    const left = i * paper.width;
    const trueFields = (of: readonly DrawnField[]): TrueEntry['fields'] =>
      Object.fromEntries(
        of.map(({ name, ink, ...value }) => [name, { ...value, box: pixelBox(ink, left, placement) }]),
      );
    const fields = trueFields(drawn.fields);
    const entry =
      page.class === 'entry' ? { number: page.registration.number, year: page.registration.year } : null;
    const corner = (x: number, y: number): Point => roundPoint(placement.map.forward(left + x, y));
    if (entry !== null) {
      entries.push({
        file: sheet.file,
        kind: book.kind,
        edition: book.edition.id,
        hand: drawn.hand,
        entry,
        fields,
      });
    }
    for (const row of drawn.rows ?? []) {
      if (row.kind === 'entry' && row.entry !== null)
        addRow(row.entry, trueFields(row.fields), fields, drawn.hand);
    }
    const onFile = (quad: QuadMm): QuadPx => quad.map(([x, y]) => corner(x, y)) as unknown as QuadPx;
    pages.push({
      file: sheet.file,
      index: sheet.index,
      class: page.class === 'table' ? 'entry' : page.class,
      side: sheet.pages.length === 1 ? 'single' : i === 0 ? 'left' : 'right',
      number: 'number' in page ? page.number : null,
      entry,
      width: placement.width,
      height: placement.height,
      dpi: damage.dpi,
      rotation: damage.quarters * 90,
      quad: [
        corner(0, 0),
        corner(paper.width, 0),
        corner(paper.width, paper.height),
        corner(0, paper.height),
      ],
      ...(drawn.rows === undefined ? {} : { rows: drawn.rows.map((row) => trueRow(row, onFile)) }),
      ...(entry === null && drawn.fields.length > 0 ? { fields } : {}),
      damage,
    });
  });
  return { entries: [...entries, ...rows.values()], pages };
};

const trueRow = (
  { kind, entry, written, verbatim, totals, quad, cells }: DrawnRow,
  onFile: (quad: QuadMm) => QuadPx,
): TrueRow => ({
  kind,
  entry,
  written,
  verbatim,
  totals,
  quad: onFile(quad),
  cells: Object.fromEntries(Object.entries(cells).map(([key, cell]) => [key, onFile(cell)])),
});

const round = (value: number): number => Math.round(value * 10) / 10;
const roundPoint = ([x, y]: Point): Point => [round(x), round(y)];

/** The smallest upright box in the file around all the ink, whose small boxes are mapped corner by corner. */
const pixelBox = (ink: readonly Bounds[], left: number, placement: Placement): Box => {
  const [x0, y0, x1, y1] = mapBounds(placement.map, ink, left);
  const [fromX, fromY] = [Math.max(0, x0), Math.max(0, y0)];
  return [
    round(fromX),
    round(fromY),
    round(Math.max(0, Math.min(placement.width, x1) - fromX)),
    round(Math.max(0, Math.min(placement.height, y1) - fromY)),
  ];
};

const mapBounds = (map: PlaneMap, ink: readonly Bounds[], left: number): Bounds => {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const [x0, y0, x1, y1] of ink) {
    for (const [x, y] of [
      [x0, y0],
      [x1, y0],
      [x1, y1],
      [x0, y1],
      [(x0 + x1) / 2, y0],
      [(x0 + x1) / 2, y1],
    ] as const) {
      const [px, py] = map.forward(left + x, y);
      xs.push(px);
      ys.push(py);
    }
  }
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
};
