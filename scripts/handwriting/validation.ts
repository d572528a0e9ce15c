/** The validation part of the published train split, told by hash as scripts/train-handwriting/lines.py does. */
import { createHash } from 'node:crypto';

const SHARE = 9n;

export const isValidation = (file: string): boolean =>
  BigInt(`0x${createHash('sha256').update(file).digest('hex')}`) % 100n < SHARE;
