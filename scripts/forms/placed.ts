/** Places of a form in pixels of a file, to be compared with others. */
import { type BoxMm, extentOf, type FieldPlace, namesOf } from '../../src/forms/edition.ts';
import { boxAround } from '../../src/imaging/forms/page-map.ts';
import type { Box, Point } from '../../src/imaging/geometry.ts';

/** From millimetres of the form to pixels of a file. */
export type ToFile = (x: number, y: number) => Point;
export type Placed = Readonly<{ names: readonly string[]; box: Box }>;

export const placed = (fields: readonly FieldPlace[], at: ToFile): Placed[] =>
  fields.map((place) => ({ names: namesOf(place), box: fileBox(extentOf(place), at) }));

export const fileBox = ([x, y, w, h]: BoxMm, at: ToFile): Box =>
  boxAround([at(x, y), at(x + w, y), at(x + w, y + h), at(x, y + h)]);
