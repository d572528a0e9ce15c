/** The printed form of a layout, without writing and without damage: what the paper looked like before it was used. */
import type { Edition, Layout } from '../../src/forms/edition.ts';
import { type Face, openFace, packageFile } from './drawing/faces.ts';
import { disc, type Outline, stroke } from './drawing/outline.ts';
import { rasterise } from './drawing/rasterise.ts';
import { MM_PER_INCH, placeText, textWidth } from './drawing/text.ts';

/** 8-bit grey pixels, row by row; 255 is white paper. */
export type GreyRaster = Readonly<{ width: number; height: number; data: Uint8Array }>;

const DOT_PITCH_MM = 0.95;
const FORM_GREY = 24;

type Weight = Layout['print']['texts'][number]['weight'];

const FORM_FILES: Readonly<Record<Weight, string>> = {
  regular: '400Regular/Tinos_400Regular.ttf',
  bold: '700Bold/Tinos_700Bold.ttf',
  italic: '400Regular_Italic/Tinos_400Regular_Italic.ttf',
};

const formFaces = new Map<Weight, Face>();

/** The face of the printed form. */
export const formFace = (weight: Weight): Face => {
  const known = formFaces.get(weight);
  if (known !== undefined) return known;
  const file = packageFile('@expo-google-fonts/tinos', FORM_FILES[weight]);
  const face = openFace(`tinos-${weight}`, file === null ? [] : [file]);
  formFaces.set(weight, face);
  return face;
};

/** Everything printed on a layout, in millimetres. */
export const printedOutlines = (layout: Layout): readonly Outline[] => [
  ...layout.print.texts.map((printed) => {
    const face = formFace(printed.weight);
    const text = printed.text.normalize('NFC');
    const width = printed.align === 'left' ? 0 : textWidth(face, text, printed);
    const x = printed.x - (printed.align === 'center' ? width / 2 : width);
    return placeText(face, text, x, printed.y, printed).flatMap((letter) => letter.outline);
  }),
  ...layout.print.rules.map((rule) =>
    rule.style === 'solid' ? stroke([rule.from, rule.to], rule.width) : dots(rule.from, rule.to, rule.width),
  ),
];

const dots = (from: readonly [number, number], to: readonly [number, number], width: number): Outline => {
  const count = Math.max(1, Math.round(Math.hypot(to[0] - from[0], to[1] - from[1]) / DOT_PITCH_MM));
  return Array.from({ length: count + 1 }, (_, i) => {
    const t = i / count;
    return disc(from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1]), width * 0.62, 8);
  });
};

/** Pixels of the edition's paper at a resolution. */
export const paperPixels = (
  edition: Pick<Edition, 'paper'>,
  dpi: number,
): Readonly<{ width: number; height: number }> => ({
  width: Math.round((edition.paper.width / MM_PER_INCH) * dpi),
  height: Math.round((edition.paper.height / MM_PER_INCH) * dpi),
});

/** Draws the blank printed form of one layout. The same bytes on every machine. */
export const drawBlankLayout = async (
  edition: Pick<Edition, 'paper'>,
  layout: Layout,
  dpi: number,
): Promise<GreyRaster> => blankLayout(edition, layout, dpi);

/** The same at once, for code that already runs in a worker thread. */
export const blankLayout = (edition: Pick<Edition, 'paper'>, layout: Layout, dpi: number): GreyRaster => {
  const size = paperPixels(edition, dpi);
  const data = new Uint8Array(size.width * size.height).fill(255);
  for (const outline of printedOutlines(layout)) {
    const coverage = rasterise(outline, dpi / MM_PER_INCH, size);
    if (coverage === null) continue;
    for (let row = 0; row < coverage.height; row++) {
      let at = (coverage.y + row) * size.width + coverage.x;
      let from = row * coverage.width;
      for (let column = 0; column < coverage.width; column++, at++, from++) {
        const cover = coverage.data[from] as number;
        if (cover === 0) continue;
        const grey = 255 - Math.round((cover * (255 - FORM_GREY)) / 255);
        if (grey < (data[at] as number)) data[at] = grey;
      }
    }
  }
  return { ...size, data };
};
