/** The `tesseract` program of the system behind `ReadingEngine`, for comparing only: nothing in the product starts it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SohoaError } from '../../src/domain/errors.ts';
import type { Crop, Reading, ReadingEngine } from '../../src/reading/engine.ts';

const COMMAND = 'tesseract';
const ARGUMENTS = ['stdin', 'stdout', '-l', 'vie', '--psm', '7'];

/** @throws SohoaError (from `read`) `native-tesseract-missing` when the program or its Vietnamese data is not installed. */
export const createNativeTesseract = (): ReadingEngine => ({
  id: COMMAND,
  version: 'system',
  read: async (crop: Crop): Promise<Reading | null> => {
    const text = await recognise(crop);
    return text === '' ? null : { text, confidence: 0, symbols: [], alternatives: [] };
  },
  close: async () => {},
});

const recognise = async ({ width, height, data }: Crop): Promise<string> => {
  const run = promisify(execFile)(COMMAND, ARGUMENTS, { env: { ...process.env, OMP_THREAD_LIMIT: '1' } });
  run.child.stdin?.end(Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), data]));
  try {
    return (await run).stdout.normalize('NFC').replace(/\s+/gu, ' ').trim();
  } catch (cause) {
    throw new SohoaError('native-tesseract-missing', {}, { cause });
  }
};
