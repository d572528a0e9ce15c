/** How a planned sheet lies on the scanner: drawn from its seed alone, so scripts can ask again without drawing it. */
import type { Point } from '../../../src/imaging/geometry.ts';
import {
  chooseDamage,
  type Placement,
  placeSheet,
  type SheetDamage,
  type SheetShape,
} from '../damage/choose.ts';
import { createRandom, type Random } from '../random.ts';
import type { LedgerSettings } from './options.ts';
import type { BookPlan, SheetPlan } from './plan.ts';

export type LyingSheet = Readonly<{
  shape: SheetShape;
  damage: SheetDamage;
  placement: Placement;
  /** The sheet's own chance, for what is drawn after. */
  random: Random;
}>;

export const layDown = (settings: LedgerSettings, book: BookPlan, sheet: SheetPlan): LyingSheet => {
  const random = createRandom(sheet.seed);
  const shape = shapeOf(book, sheet);
  const damage = chooseDamage(
    random.fork('damage'),
    createRandom(`${book.seed}/scanner`),
    settings.damage,
    shape,
    settings.dpi,
  );
  return { shape, damage, placement: placeSheet(random.fork('place'), damage, shape), random };
};

/** The shape of the paper that lies there. */
export const shapeOf = (book: BookPlan, sheet: SheetPlan): SheetShape => {
  const { width, height } = book.edition.paper;
  if (sheet.pages.length === 2) return { width: width * 2, height, spine: width };
  const page = sheet.pages[0];
  const number = page !== undefined && 'number' in page ? page.number : 1;
  return { width, height, spine: number % 2 === 1 ? 0 : width };
};

/** Where a millimetre of the paper lies in the file. */
export type Truth = (x: number, y: number) => Point;

/** The map of a sheet of one page, for scripts that compare places with the truth. */
export const truthOf = (settings: LedgerSettings, book: BookPlan, sheet: SheetPlan): Truth => {
  const { map } = layDown(settings, book, sheet).placement;
  return (x, y) => {
    const [u, v] = map.forward(x, y);
    return { x: u, y: v };
  };
};
