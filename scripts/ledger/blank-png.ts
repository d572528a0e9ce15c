/** The drawn blank forms as the small PNG files that the product registers scans against. */
import sharp from 'sharp';
import type { Edition, Layout } from '../../src/forms/edition.ts';
import { drawBlankLayout } from './blank.ts';

export const BLANK_FORM_DPI = 100;

/** 8-bit grey PNG of a blank layout at 100 dpi. */
export const blankFormPng = async (edition: Pick<Edition, 'paper'>, layout: Layout): Promise<Buffer> => {
  const raster = await drawBlankLayout(edition, layout, BLANK_FORM_DPI);
  return sharp(raster.data, { raw: { width: raster.width, height: raster.height, channels: 1 } })
    .toColourspace('b-w')
    .withDensity(BLANK_FORM_DPI)
    .png({ compressionLevel: 9, adaptiveFiltering: false })
    .toBuffer();
};
