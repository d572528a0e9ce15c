/** Folders for pictures on their way: whatever happens, nothing stays in them. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

export const inScratch = async <T>(scratch: string, work: (folder: string) => Promise<T>): Promise<T> => {
  await mkdir(scratch, { recursive: true });
  const folder = await mkdtemp(join(scratch, 'form-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
