/** Tells an entry from a blank form and from a page that was crossed out. */
import type { Picture } from '../raster.ts';
import type { EntryPageClass, LayoutRef, PageMap } from './types.ts';

export declare const classifyEntryPage: (page: Picture, map: PageMap, ref: LayoutRef) => EntryPageClass;
