/** The bench's part of the form designer: samples looked at, drafts tried, pictures of blank forms and of frames. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { editions, shippedEditions } from '../../src/forms/catalog.ts';
import type { Edition } from '../../src/forms/edition.ts';
import { encodePage } from '../../src/imaging/encode.ts';
import { decodeFrame, type Frame } from '../../src/imaging/frames.ts';
import type { OrientationReader } from '../../src/imaging/orientation.ts';
import { blankOf } from '../../src/imaging/propose/blank.ts';
import type { Picture } from '../../src/imaging/raster.ts';
import { createTesseractEngine } from '../../src/reading/tesseract.ts';
import { lookAtSample } from '../forms/sample.ts';
import { sureness } from '../forms/trial.ts';
import { formTrier, type TriedForm } from '../forms/try-form.ts';
import { orientByKnownForms } from './orient.ts';
import type { BenchWork, BlankSource } from './protocol.ts';

type DesignTask = 'look-at-sample' | 'try-draft' | 'draw-blanks' | 'draw-frame';
type DesignWork = {
  [T in DesignTask]: (request: BenchWork[T]['request']) => Promise<BenchWork[T]['answer']>;
};

/** The reader of print starts with the first sample. */
export const createDesignWork = (orientationReader: OrientationReader): DesignWork => {
  const engine = createTesseractEngine();
  const orient = { orientationReader, matchForm: orientByKnownForms };
  return {
    'look-at-sample': async ({ path, frame, known, outFolder, ...options }) => {
      const { proposal, sides } = await lookAtSample(await decodeFrame(path, frame), {
        ...options,
        known: [...editions().values(), ...known],
        engine,
        orient,
      });
      return {
        proposal,
        sides: await Promise.all(
          sides.map(async ({ side, page, seen }) => {
            const file = join(outFolder, `${side}.jpg`);
            await writeFile(file, page.jpeg ?? (await encodePage(page.picture, page.dpi)));
            const { width, height } = page.picture;
            return { side, path: file, width, height, dpi: page.dpi, seen };
          }),
        ),
      };
    },
    'try-draft': async ({ path, frame: index, edition, blanks, kind, forms, outFolder }) => {
      const frame = await decodeFrame(path, index);
      const at = { file: '', frame: index + 1 };
      const pictures = await drawBlanks(edition, blanks, outFolder);
      const trials = await (await formTrier([{ form: edition, pictures }]))(frame, at);
      const { width, height } = frame.picture;
      return { width, height, trials, rival: await rivalOn(frame, at, rivalsOf(kind, forms)) };
    },
    'draw-blanks': async ({ edition, blanks, outFolder }) => ({
      paths: await drawBlanks(edition, blanks, outFolder),
    }),
    'draw-frame': async ({ path, frame, width, out }) => {
      const { picture } = await decodeFrame(path, frame);
      await drawn(picture)
        .resize({ width, withoutEnlargement: true })
        .webp({ quality: 62, effort: 3 })
        .toFile(out);
      return { width: picture.width, height: picture.height };
    },
  };
};

const drawn = ({ data, width, height, channels }: Picture): Sharp =>
  sharp(data, { raw: { width, height, channels }, limitInputPixels: false });

/** The picture of each layout that is found by what is printed on it. */
const drawBlanks = async (
  edition: Edition,
  blanks: readonly BlankSource[],
  outFolder: string,
): Promise<Record<string, string>> => {
  const paths: Record<string, string> = {};
  for (const layout of edition.layouts) {
    const source = blanks.find((one) => one.class === layout.class);
    if (layout.table !== undefined || source === undefined) continue;
    if (source.sampleDpi === null) {
      paths[layout.class] = source.path;
      continue;
    }
    const { picture } = await decodeFrame(source.path, 0);
    const { width, height, data } = blankOf(picture, source.sampleDpi, edition, layout);
    const path = join(outFolder, `${layout.class}.png`);
    await sharp(data, { raw: { width, height, channels: 1 } })
      .png()
      .toFile(path);
    paths[layout.class] = path;
  }
  return paths;
};

const rivalsOf = (
  kind: Edition['kind'] | null,
  forms: BenchWork['try-draft']['request']['forms'],
): TriedForm[] =>
  kind === null
    ? []
    : [
        ...[...shippedEditions().values()].filter((one) => one.kind === kind).map((form) => ({ form })),
        ...forms.map(({ edition, pictures }) => ({ form: edition, pictures })),
      ];

const rivalOn = async (
  frame: Frame,
  at: { file: string; frame: number },
  rivals: readonly TriedForm[],
): Promise<BenchWork['try-draft']['answer']['rival']> => {
  if (rivals.length === 0) return null;
  const trials = await (await formTrier(rivals))(frame, at);
  const best = trials.find(({ fitErrorMm }) => fitErrorMm !== null);
  return best === undefined
    ? null
    : {
        edition: best.edition,
        version: best.version,
        confidence: Math.round(sureness(trials) * 1000) / 1000,
      };
};
