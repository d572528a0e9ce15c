/** Files of scans and pages, addressed by the SHA-256 of their bytes: the same bytes are stored once and never change. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SohoaError } from '../domain/errors.ts';

export type PageFiles = Readonly<{
  /** Stores bytes and gives their address. Storing the same bytes again changes nothing. */
  put: (bytes: Uint8Array) => Promise<string>;
  /** Stores a file by copying it; the address is computed while it is copied. */
  putFile: (path: string) => Promise<{ sha256: string; bytes: number }>;
  /**
   * A path on this machine from which the bytes can be read (for S3: a local copy).
   * @throws SohoaError `page-file-missing`
   */
  localPath: (sha256: string) => Promise<string>;
  has: (sha256: string) => Promise<boolean>;
}>;

/** Hash of a file's bytes without holding the file in memory. */
export const hashFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
};

/** Two levels of folders keep each below a few thousand files in stores of many millions. */
export const storagePath = (folder: string, sha256: string): string =>
  join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);

/**
 * Page files in a folder. A file appears under its address only when it is whole and on disk (written beside, synced,
 * renamed), so a power cut leaves no half file under a good name.
 */
export const diskPageFiles = (folder: string): PageFiles => {
  const path = (sha256: string): string => storagePath(folder, sha256);
  const has = async (sha256: string): Promise<boolean> =>
    stat(path(sha256)).then(
      (stats) => stats.isFile(),
      () => false,
    );

  const write = async (source: AsyncIterable<Uint8Array>): Promise<{ sha256: string; bytes: number }> => {
    const incoming = join(folder, 'incoming');
    await mkdir(incoming, { recursive: true });
    const draft = join(incoming, `${process.pid}-${crypto.randomUUID()}`);
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      const file = await open(draft, 'wx');
      try {
        for await (const chunk of source) {
          hash.update(chunk);
          bytes += chunk.byteLength;
          await file.writeFile(chunk);
        }
        await file.sync();
      } finally {
        await file.close();
      }
      const sha256 = hash.digest('hex');
      if (!(await has(sha256))) {
        await mkdir(join(path(sha256), '..'), { recursive: true });
        await rename(draft, path(sha256));
      }
      return { sha256, bytes };
    } catch (cause) {
      throw storageProblem(cause, folder);
    } finally {
      await rm(draft, { force: true });
    }
  };

  return {
    has,
    put: async (bytes) => {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (!(await has(sha256))) await write(once(bytes));
      return sha256;
    },
    putFile: async (source) =>
      write(createReadStream(source, { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>),
    localPath: async (sha256) => {
      if (!(await has(sha256))) throw new SohoaError('page-file-missing', { sha256 });
      return path(sha256);
    },
  };
};

/** Drafts that a crash left behind; safe at start, when nobody writes into the folder. */
export const sweepDrafts = async (folder: string): Promise<void> => {
  const incoming = join(folder, 'incoming');
  const names = await readdir(incoming).catch(() => []);
  for (const name of names) {
    const { mtimeMs } = await stat(join(incoming, name)).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > 60 * 60 * 1000) await rm(join(incoming, name), { force: true });
  }
};

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

/** A full disk or missing rights are the operator's to mend: they get a code of their own. */
export const storageProblem = (cause: unknown, where: string): unknown => {
  const code = cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new SohoaError('disk-full', { where }, { cause });
  if (code === 'EACCES' || code === 'EROFS')
    return new SohoaError('storage-not-writable', { where }, { cause });
  return cause;
};
