/** The finished pixels as a file of the wanted kind; the same pixels give the same bytes. */
import { PDFDocument } from 'pdf-lib';
import sharp from 'sharp';
import type { Scan } from '../damage/apply.ts';
import type { Container } from './options.ts';

/** @param dpi what the file says about its resolution */
export const encodeScan = async (
  scan: Scan,
  container: Container,
  dpi: number,
  quality: number,
): Promise<Uint8Array> => {
  const { width, height, channels } = scan;
  const raw = sharp(scan.data, { raw: { width, height, channels } });
  const image = (channels === 1 ? raw.toColourspace('b-w') : raw).withDensity(dpi);
  switch (container) {
    case 'jpg':
      return image.jpeg({ quality }).toBuffer();
    case 'png':
      return image.png({ compressionLevel: 6 }).toBuffer();
    case 'tiff':
      return image
        .tiff({ compression: 'lzw', predictor: 'horizontal', xres: dpi / 25.4, yres: dpi / 25.4 })
        .toBuffer();
    case 'pdf':
      return onePagePdf(await image.jpeg({ quality }).toBuffer(), { width, height }, dpi);
  }
};

/** A fixed day instead of the clock's, so that the bytes stay the same. */
const NO_DAY = new Date(0);

const onePagePdf = async (
  jpeg: Uint8Array,
  size: Readonly<{ width: number; height: number }>,
  dpi: number,
): Promise<Uint8Array> => {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.setCreationDate(NO_DAY);
  pdf.setModificationDate(NO_DAY);
  const [width, height] = [(size.width / dpi) * 72, (size.height / dpi) * 72];
  const page = pdf.addPage([width, height]);
  page.drawImage(await pdf.embedJpg(jpeg), { x: 0, y: 0, width, height });
  return pdf.save();
};
