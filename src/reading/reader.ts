/**
 * One engine for mixed pages: every crop is looked at by the line reader, which also says what hand it is in. Handwriting
 * keeps its reading; print and typewriting go to tesseract, which reads them better.
 */
import type { Crop, FieldHint, Hand, Reading, ReadingEngine } from './engine.ts';
import { createLineEngine, type LineEngine, type Look } from './lines/line-engine.ts';
import { createTesseractEngine } from './tesseract.ts';

/** From this likelihood on a crop is handwriting and nobody else needs to look at it. */
const WRITTEN = 0.5;
/** A reading of tesseract this sure is print, whatever the crop looks like: it is never sure of handwriting. */
const SURELY_PRINTED = 0.9;

export type Reader = ReadingEngine & Pick<LineEngine, 'setHand'>;

/** Engines start with the first crop that needs them. */
export const createReader = (
  written: LineEngine = createLineEngine(),
  printed: ReadingEngine = createTesseractEngine(),
): Reader => ({
  id: 'reader',
  get version() {
    return `${written.version}/${printed.version}`;
  },
  setHand: written.setHand,
  read: async (crop: Crop, hint: FieldHint): Promise<Reading | null> => {
    if (hint.hand === 'print' || hint.hand === 'typewriter')
      return signed(await printed.read(crop, hint), printed);
    const look = await written.look(crop, hint);
    if (isWritten(look, hint.hand)) return signed(look.reading, written);
    // Neat hands and short words look printed: where tesseract is not sure, the surer of both has it.
    const other = await printed.read(crop, hint);
    const keeps =
      look.reading === null ||
      (other !== null &&
        (other.confidence >= SURELY_PRINTED ||
          other.text === look.reading.text ||
          other.confidence >= look.reading.confidence));
    return keeps ? signed(other, printed) : signed(look.reading, written);
  },
  close: async () => {
    await Promise.all([written.close(), printed.close()]);
  },
});

const isWritten = ({ hands }: Look, told: Hand | undefined): boolean =>
  told === 'handwriting' || (hands?.get('handwriting') ?? 0) >= WRITTEN;

const signed = (reading: Reading | null, engine: ReadingEngine): Reading | null =>
  reading === null ? null : { ...reading, engine: `${engine.id}@${engine.version}` };
