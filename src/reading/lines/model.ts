/** The network of `models/` by onnxruntime: pictures of lines in, log probabilities of characters out. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import { packagePath } from '../../config/root.ts';
import { SohoaError } from '../../domain/errors.ts';
import { HANDS } from '../engine.ts';
import type { Strip } from './strip.ts';

const descriptionSchema = z.object({
  name: z.string(),
  version: z.string(),
  sha256: z.string(),
  input: z.object({
    name: z.string(),
    height: z.number().int().positive(),
    padRight: z.number().int().nonnegative(),
    lowPercentile: z.number(),
    highPercentile: z.number(),
  }),
  output: z.object({ name: z.string(), stride: z.number().int().positive() }),
  /** What the last layer sees, where the model gives it: adapting to a book's hand learns on it. */
  features: z.object({ name: z.string(), size: z.number().int().positive(), head: z.string() }).optional(),
  /** Tells hands apart by the features: a row of weights a label, for their means, their largest values, and 1. */
  hands: z.object({ labels: z.array(z.enum(HANDS)), weights: z.array(z.array(z.number())) }).optional(),
  charset: z.string(),
});
export type ModelDescription = Readonly<z.infer<typeof descriptionSchema>>;

/** Scores of one line: `steps` × `classes` log probabilities, class 0 is blank, class i is character i - 1. */
export type Scores = Readonly<{ steps: number; classes: number; logp: Float32Array }>;
/** What the last layer sees, `steps` × `size`. */
export type Features = Readonly<{ steps: number; size: number; values: Float32Array }>;
export type Seen = Readonly<{ scores: Scores; features: Features | null }>;

export type LineModel = Readonly<{
  description: ModelDescription;
  characters: readonly string[];
  /** Several strips in one run; narrower ones are filled with paper. */
  run: (strips: readonly Strip[]) => Promise<readonly Seen[]>;
  close: () => Promise<void>;
}>;

const MODEL = 'line-reader';

/** The description beside the model. @throws SohoaError `reading-model` when it is missing or of another shape. */
export const modelDescription = (): ModelDescription => {
  try {
    return descriptionSchema.parse(JSON.parse(readFileSync(packagePath('models', `${MODEL}.json`), 'utf8')));
  } catch (cause) {
    throw new SohoaError('reading-model', { file: `${MODEL}.json` }, { cause, permanent: true });
  }
};

/**
 * Loads the shipped network; one thread, as a bench process does one page at a time.
 * @throws SohoaError `reading-model` when the file is missing, damaged or not the one its description names.
 */
export const openLineModel = async (): Promise<LineModel> => {
  const description = modelDescription();
  const session = await openSession(description);
  const characters = [...description.charset];
  const classes = characters.length + 1;
  const { height, padRight } = description.input;
  return {
    description,
    characters,
    run: async (strips) => {
      const width = Math.max(...strips.map((strip) => strip.width)) + padRight;
      const values = new Float32Array(strips.length * height * width);
      strips.forEach((strip, index) => {
        for (let y = 0; y < height; y++) {
          const row = strip.values.subarray(y * strip.width, (y + 1) * strip.width);
          values.set(row, (index * height + y) * width);
        }
      });
      const feeds = {
        [description.input.name]: new Tensor('float32', values, [strips.length, 1, height, width]),
      };
      const wanted = description.features === undefined ? [] : [description.features.name];
      const results = await session.run(feeds, [description.output.name, ...wanted]);
      const logp = results[description.output.name]?.data as Float32Array;
      const deep = wanted[0] === undefined ? null : (results[wanted[0]]?.data as Float32Array);
      const steps = Math.ceil(width / description.output.stride);
      return strips.map((strip, index) => {
        const own = Math.min(steps, Math.ceil((strip.width + padRight) / description.output.stride));
        const size = description.features?.size ?? 0;
        return {
          scores: { steps: own, classes, logp: slice(logp, index, steps, own, classes) },
          features: deep === null ? null : { steps: own, size, values: slice(deep, index, steps, own, size) },
        };
      });
    },
    close: () => session.release(),
  };
};

const slice = (all: Float32Array, index: number, steps: number, own: number, size: number): Float32Array =>
  all.slice(index * steps * size, index * steps * size + own * size);

const openSession = async ({ sha256 }: ModelDescription): Promise<InferenceSession> => {
  const file = `${MODEL}.onnx`;
  let bytes: Buffer;
  try {
    bytes = readFileSync(packagePath('models', file));
  } catch (cause) {
    throw new SohoaError('reading-model', { file }, { cause, permanent: true });
  }
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new SohoaError('reading-model', { file }, { permanent: true });
  return InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    // Lines come in every width: memory kept for one shape is of no use to the next and would only grow.
    enableCpuMemArena: false,
    enableMemPattern: false,
    logSeverityLevel: 3,
  });
};
