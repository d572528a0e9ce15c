import { open } from 'node:fs/promises';

/** Random access to a file on disk or to bytes at hand, so that headers are read without the rest. */
export type ByteSource = {
  readonly size: number;
  /** The bytes `[from, from + length)`, fewer at the end of the file. */
  readonly read: (from: number, length: number) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
};

/** A path, or the file's bytes. */
export type FrameInput = string | Uint8Array;

export const openBytes = async (input: FrameInput): Promise<ByteSource> => {
  if (typeof input !== 'string') {
    return {
      size: input.length,
      read: async (from, length) => input.subarray(from, from + length),
      close: async () => undefined,
    };
  }
  const handle = await open(input, 'r');
  const { size } = await handle.stat();
  return {
    size,
    read: async (from, length) => {
      const buffer = new Uint8Array(Math.max(0, Math.min(length, size - from)));
      let done = 0;
      while (done < buffer.length) {
        const { bytesRead } = await handle.read(buffer, done, buffer.length - done, from + done);
        if (bytesRead === 0) return buffer.subarray(0, done);
        done += bytesRead;
      }
      return buffer;
    },
    close: () => handle.close(),
  };
};
