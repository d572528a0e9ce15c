/**
 * One engine for mixed pages: every crop is looked at by the line reader, which also says what hand it is in. Handwriting
 * keeps its reading; print and typewriting go to tesseract, which reads them better. What the line reader read there stays
 * as the witness of tesseract's reading: two engines that err in different ways are the best sign of what is right.
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
    const seen = look.reading === null ? {} : { seen: look.reading.text };
    return settled(look.reading, await printed.read(crop, { ...hint, ...seen }), { written, printed });
  },
  close: async () => {
    await Promise.all([written.close(), printed.close()]);
  },
});

/** Whether the crop is handwriting, of which nothing but the line reader's reading is wanted. */
export const isWritten = ({ hands }: Pick<Look, 'hands'>, told: Hand | undefined): boolean =>
  told === 'handwriting' || (hands?.get('handwriting') ?? 0) >= WRITTEN;

type Named = Pick<ReadingEngine, 'id' | 'version'>;

/** Neat hands and short words look printed: where tesseract is not sure, the surer of both has it, and the other is its witness. */
export const settled = (
  look: Reading | null,
  other: Reading | null,
  { written, printed }: Readonly<{ written: Named; printed: Named }>,
): Reading | null => {
  const keeps =
    look === null ||
    (other !== null &&
      (other.confidence >= SURELY_PRINTED ||
        other.text === look.text ||
        other.confidence >= look.confidence));
  return keeps ? witnessed(signed(other, printed), look) : witnessed(signed(look, written), other);
};

const signed = (reading: Reading | null, engine: Named): Reading | null =>
  reading === null ? null : { ...reading, engine: `${engine.id}@${engine.version}` };

/** An engine that sees no writing where the other reads some is a witness, too: of an empty text. */
const witnessed = (reading: Reading | null, other: Reading | null): Reading | null =>
  reading === null ? null : { ...reading, witness: testimony(other) };

const testimony = (other: Reading | null): NonNullable<Reading['witness']> =>
  other === null
    ? { text: '', confidence: 0 }
    : {
        text: other.text,
        confidence: other.confidence,
        letters: other.symbols.flatMap(({ text, confidence }) => [...text].map(() => rounded(confidence))),
      };

/** A percent is as fine as anybody weighs it, and readings are kept for every crop. */
const rounded = (confidence: number): number => Math.round(confidence * 100) / 100;
