/** The network's last layer on its own: scores of characters out of features. A book's hand is learnt in it. */
import { readFileSync } from 'node:fs';
import { packagePath } from '../../config/root.ts';
import { SohoaError } from '../../domain/errors.ts';
import type { Features, ModelDescription, Scores } from './model.ts';

/** `weights` is `classes` rows of `size` weights and a bias. */
export type Head = Readonly<{ classes: number; size: number; weights: Float32Array }>;

/** The shipped last layer. @throws SohoaError `reading-model` when its file is missing or of another size. */
export const shippedHead = ({ features, charset }: ModelDescription): Head => {
  const classes = [...charset].length + 1;
  const file = features?.head ?? 'line-reader.head';
  const size = features?.size ?? 0;
  try {
    return headFrom(readFileSync(packagePath('models', file)), classes, size);
  } catch (cause) {
    throw new SohoaError('reading-model', { file }, { cause, permanent: true });
  }
};

/** A last layer out of its bytes (little-endian float32). @throws RangeError when their number does not fit. */
export const headFrom = (bytes: Uint8Array, classes: number, size: number): Head => {
  if (size === 0 || bytes.byteLength !== classes * (size + 1) * 4) throw new RangeError('not a last layer');
  return { classes, size, weights: new Float32Array(bytes.slice().buffer) };
};

export const bytesOf = ({ weights }: Head): Uint8Array =>
  new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength).slice();

/** Log probabilities of every class at every step. */
export const scoresOf = ({ classes, size, weights }: Head, { steps, values }: Features): Scores => {
  const logp = new Float32Array(steps * classes);
  for (let t = 0; t < steps; t++) {
    const row = logp.subarray(t * classes, (t + 1) * classes);
    const seen = values.subarray(t * size, (t + 1) * size);
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classes; k++) {
      const from = k * (size + 1);
      let sum = weights[from + size]!;
      for (let i = 0; i < size; i++) sum += weights[from + i]! * seen[i]!;
      row[k] = sum;
      if (sum > most) most = sum;
    }
    let total = 0;
    for (let k = 0; k < classes; k++) total += Math.exp(row[k]! - most);
    const log = most + Math.log(total);
    for (let k = 0; k < classes; k++) row[k]! -= log;
  }
  return { steps, classes, logp };
};
