/** Which way up a picture lies, by all forms that are known: one-entry forms by their printed words, tables by their rules. */
import { editions } from '../../src/forms/catalog.ts';
import { shippedLayouts } from '../../src/imaging/forms/layouts.ts';
import { orientByForms } from '../../src/imaging/forms/match.ts';
import type { Orientation } from '../../src/imaging/orientation.ts';
import type { Gray } from '../../src/imaging/raster.ts';
import { tableRefs } from '../../src/imaging/tables/find-in-picture.ts';
import { orientByTables } from '../../src/imaging/tables/orient.ts';

/** Wider than this a picture is two pages lying open, and two pages of a table are told at a fraction of the cost. */
const OPEN_ASPECT = 1.08;
/** From here on a table is there beyond doubt, and no other form is asked. */
const PLAIN_TABLE = 0.75;

/** Null when the picture shows no form that is known, or when it cannot be told which way up it lies. */
export const orientByKnownForms = async (gray: Gray): Promise<Orientation | null> => {
  const tables = [...editions().values()].flatMap(tableRefs);
  const isOpen = gray.width > OPEN_ASPECT * gray.height;
  const open = isOpen ? orientByTables(gray, tables) : null;
  if (open !== null && open.confidence >= PLAIN_TABLE) return open;
  const form = orientByForms(gray, await shippedLayouts());
  return form ?? (isOpen ? open : orientByTables(gray, tables));
};
