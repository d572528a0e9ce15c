/**
 * One engine for mixed pages: every crop is looked at by the line reader, which also says whose hand it is in. Handwriting
 * keeps its reading; print and typewriting go to tesseract, which reads them better.
 */
import type { Crop, FieldHint, Hand, Reading, ReadingEngine } from './engine.ts';
import { createLineEngine, type LineEngine, type Look } from './lines/line-engine.ts';
import { createTesseractEngine } from './tesseract.ts';

/** Print is read worse by the line reader than handwriting by tesseract is: only what is likely written is taken for it. */
const WRITTEN = 0.5;

export type Reader = ReadingEngine & Pick<LineEngine, 'useHand'>;

/** Engines start with the first crop that needs them. */
export const createReader = (
  written: LineEngine = createLineEngine(),
  printed: ReadingEngine = createTesseractEngine(),
): Reader => ({
  id: 'reader',
  get version() {
    return `${written.version}/${printed.version}`;
  },
  useHand: written.useHand,
  read: async (crop: Crop, hint: FieldHint): Promise<Reading | null> => {
    const look = hint.hand === 'print' || hint.hand === 'typewriter' ? null : await written.look(crop, hint);
    if (look !== null && isWritten(look, hint.hand)) return signed(look.reading, written);
    return signed(await printed.read(crop, hint), printed);
  },
  close: async () => {
    await Promise.all([written.close(), printed.close()]);
  },
});

const isWritten = ({ hands }: Look, told: Hand | undefined): boolean =>
  told === 'handwriting' || (hands?.get('handwriting') ?? 0) >= WRITTEN;

const signed = (reading: Reading | null, engine: ReadingEngine): Reading | null =>
  reading === null ? null : { ...reading, engine: `${engine.id}@${engine.version}` };
