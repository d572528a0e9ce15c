/** Where the millimetres of a drawn sheet lie in its file, for scripts that compare places with the truth. */
import type { Point } from '../../../src/imaging/geometry.ts';
import { chooseDamage, placeSheet } from '../damage/choose.ts';
import { createRandom } from '../random.ts';
import type { LedgerSettings } from './options.ts';
import type { BookPlan, SheetPlan } from './plan.ts';

/** Where a millimetre of the paper lies in the file. */
export type Truth = (x: number, y: number) => Point;

/** The same draws as `renderSheet` makes for a sheet of one page: chance depends on seeds only. */
export const truthOf = (settings: LedgerSettings, book: BookPlan, sheet: SheetPlan): Truth => {
  const plan = sheet.pages[0];
  const { width, height } = book.edition.paper;
  const number = plan !== undefined && 'number' in plan ? plan.number : 1;
  const shape = { width, height, spine: number % 2 === 1 ? 0 : width };
  const random = createRandom(sheet.seed);
  const damage = chooseDamage(
    random.fork('damage'),
    createRandom(`${book.seed}/scanner`),
    settings.damage,
    shape,
    settings.dpi,
  );
  const { map } = placeSheet(random.fork('place'), damage, shape);
  return (x, y) => {
    const [u, v] = map.forward(x, y);
    return { x: u, y: v };
  };
};
