/** Reads the tick boxes of a field. */
import type { FieldPlace } from '../../forms/edition.ts';
import type { Picture } from '../raster.ts';
import type { LayoutRef, PageMap, TickReading } from './types.ts';

export declare const readTicks: (
  page: Picture,
  map: PageMap,
  ref: LayoutRef,
  place: Extract<FieldPlace, { type: 'ticks' }>,
) => TickReading;
