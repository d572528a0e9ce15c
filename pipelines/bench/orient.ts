/** Which way up a picture lies, by all forms that are known: one-entry forms by their printed words, tables by their rules. */
import { editions } from '../../src/forms/catalog.ts';
import { shippedLayouts } from '../../src/imaging/forms/layouts.ts';
import { orientByForms } from '../../src/imaging/forms/match.ts';
import type { Orientation } from '../../src/imaging/orientation.ts';
import type { Gray } from '../../src/imaging/raster.ts';
import { tableRefs } from '../../src/imaging/tables/find-in-picture.ts';
import { orientByTables } from '../../src/imaging/tables/orient.ts';

/** Null when the picture shows no form that is known, or when it cannot be told which way up it lies. */
export const orientByKnownForms = async (gray: Gray): Promise<Orientation | null> =>
  orientByForms(gray, await shippedLayouts()) ??
  orientByTables(gray, [...editions().values()].flatMap(tableRefs));
