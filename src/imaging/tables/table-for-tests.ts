/** Made-up pages of the notaries' form with their truth, for the tests of this room. Nothing here is used by the product. */
import { getForm } from '../../forms/catalog.ts';
import { seeded, writeLines } from '../draw-for-tests.ts';
import { type Gray, newGray } from '../raster.ts';
import { tableRefs } from './find-in-picture.ts';
import { rulesOfForm } from './find-table.ts';
import type { TableRef } from './types.ts';

export type MadeUpTable = {
  readonly gray: Gray;
  /** Rules of the form as drawn, from left to right: x at a height of the page, pixels. */
  readonly rules: readonly ((y: number) => number)[];
  /** Middles of the entries' numbers, pixels. */
  readonly numbers: readonly { readonly x: number; readonly y: number }[];
  readonly perMm: number;
};

export type TableStyle = {
  /** How much narrower or wider columns may be than the form's, as a share. */
  readonly stretch: number;
  /** How far the middle of a rule lies beside its ends, and how much lower the right end of level lines is (mm). */
  readonly bend: number;
  readonly drop: number;
  /** Entries, at uneven distances. */
  readonly entries: number;
  readonly seed: number;
};

const PER_MM = 6;
/** Room for columns that come out wider than the form has them. */
const MARGIN_MM = 15;

export const notariesForm = (): TableRef => tableRefs(getForm('FR-REPERTOIRES'))[0]!;

/** A page at about 150 dpi: rules one to two pixels wide, a frame, a head, numbers of three figures, text on some lines. */
export const madeUpTable = (style: TableStyle): MadeUpTable => {
  const ref = notariesForm();
  const random = seeded(style.seed);
  const { paper } = ref.form;
  const { head, body } = ref.layout.table;
  const gray = newGray(
    Math.round((paper.width + MARGIN_MM) * PER_MM),
    Math.round(paper.height * PER_MM),
    225,
  );
  const form = rulesOfForm(ref.layout.table);
  const places: number[] = [form[0]!];
  for (let i = 1; i < form.length; i++) {
    const width = (form[i]! - form[i - 1]!) * (1 + (random() * 2 - 1) * style.stretch);
    places.push(places[i - 1]! + width);
  }
  const left = places[0]!;
  const right = places.at(-1)!;
  const bendAt = (y: number): number => {
    const part = y / gray.height - 0.5;
    return style.bend * PER_MM * (1 - 4 * part * part);
  };
  const dropAt = (x: number): number => (style.drop * PER_MM * (x / PER_MM - left)) / (right - left);
  const rules = places.map((mm) => (y: number) => mm * PER_MM + bendAt(y));
  const dot = (x: number, y: number, size: number, value: number): void => {
    for (let v = 0; v < size; v++) {
      for (let u = 0; u < size; u++) {
        const px = Math.round(x) + u;
        const py = Math.round(y) + v;
        if (px >= 0 && py >= 0 && px < gray.width && py < gray.height)
          gray.data[py * gray.width + px] = value;
      }
    }
  };
  rules.forEach((rule, i) => {
    const size = i === 0 || i === rules.length - 1 ? 4 : 2;
    for (let y = head.from * PER_MM; y < body.to * PER_MM; y++) dot(rule(y), y + dropAt(rule(y)), size, 60);
  });
  for (const mm of [head.from, head.to]) {
    for (let x = left * PER_MM; x < right * PER_MM; x++) {
      const y = mm * PER_MM;
      dot(x + bendAt(y), y + dropAt(x), 2, 60);
    }
  }
  const numbers: { x: number; y: number }[] = [];
  const pitch = (body.to - body.from - 12) / style.entries;
  for (let entry = 0; entry < style.entries; entry++) {
    const mm = body.from + 8 + pitch * (entry + 0.3 * (random() - 0.5));
    const y = mm * PER_MM;
    const x = rules[0]!(y) + 3 * PER_MM;
    for (let figure = 0; figure < 3; figure++) {
      const at = x + figure * 2.2 * PER_MM;
      const top = y + dropAt(at) - 1.3 * PER_MM;
      for (let v = 0; v < 2.6 * PER_MM; v++) dot(at + 3, top + v, 2, 50);
      for (let u = 0; u < 1.4 * PER_MM; u++) dot(at + u, top + ((figure * 7 + entry) % 12), 2, 50);
    }
    numbers.push({ x: x + 3 * PER_MM, y: y + dropAt(x + 3 * PER_MM) });
    const text = rules[4]!(y) + 4;
    const lines = Math.max(1, Math.floor(pitch / 5));
    writeLines(
      gray,
      {
        x: Math.round(text),
        y: Math.round(y - 4 * PER_MM + dropAt(text)),
        w: 95 * PER_MM,
        h: lines * 5 * PER_MM,
      },
      5 * PER_MM,
      style.seed + entry,
      60,
    );
  }
  return { gray, rules, numbers, perMm: PER_MM };
};
