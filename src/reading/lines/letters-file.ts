/**
 * What the line reader knows of letters, learnt once when the product is built (`build-letters.ts`) and read from a file by
 * every bench process: learning all of it takes four seconds of the processor, reading it a tenth of one. Code that runs
 * from its source, which may have changed since the build, learns anew.
 */
import { existsSync, readFileSync } from 'node:fs';
import { isBuilt, packagePath } from '../../config/root.ts';
import type { PackedContexts } from './contexts.ts';

export const LETTERS_FOLDER = packagePath('dist/letters');

/** Path of the file of a kind of knowledge. */
export const lettersPath = (knowledge: string): string => `${LETTERS_FOLDER}/${knowledge}.bin`;

/** Says what the files were made of; written last, so that without it they may be half written. */
export const LETTERS_STAMP = `${LETTERS_FOLDER}/sources.sha256`;

/** What the build has kept; undefined where a build is not finished, or where the code does not run from the build. */
export const readLetters = (knowledge: string): PackedContexts | undefined =>
  isBuilt && existsSync(LETTERS_STAMP) ? decodeLetters(readFileSync(lettersPath(knowledge))) : undefined;

const WORD = 8;
const ORDER = ['count', 'link', 'first', 'to', 'code'] as const;
type Arrays = Pick<PackedContexts, (typeof ORDER)[number]>;

/** Letters, sizes and arrays, the widest first so that each begins at a multiple of its width; little-endian. */
export const encodeLetters = ({ letters, ...arrays }: PackedContexts): Buffer => {
  const head = Buffer.from(JSON.stringify({ letters, nodes: arrays.link.length, edges: arrays.to.length }));
  const start = Buffer.alloc(Math.ceil((4 + head.length) / WORD) * WORD, ' ');
  start.writeUInt32LE(start.length, 0);
  head.copy(start, 4);
  const bytes = ({ buffer, byteOffset, byteLength }: Arrays[(typeof ORDER)[number]]): Buffer =>
    Buffer.from(buffer, byteOffset, byteLength);
  return Buffer.concat([start, ...ORDER.map((name) => bytes(arrays[name]))]);
};

/** The arrays are views of the file's bytes, nothing is copied. */
export const decodeLetters = (file: Uint8Array): PackedContexts => {
  // A small file's buffer can be a piece of a pool that begins anywhere.
  const bytes = file.byteOffset % WORD === 0 ? file : file.slice();
  const { buffer, byteOffset } = bytes;
  const start = new DataView(buffer, byteOffset).getUint32(0, true);
  const { letters, nodes, edges } = JSON.parse(Buffer.from(buffer, byteOffset + 4, start - 4).toString()) as {
    letters: string[];
    nodes: number;
    edges: number;
  };
  const count = new Float64Array(buffer, byteOffset + start, nodes);
  const link = new Int32Array(buffer, count.byteOffset + count.byteLength, nodes);
  const first = new Int32Array(buffer, link.byteOffset + link.byteLength, nodes + 1);
  const to = new Int32Array(buffer, first.byteOffset + first.byteLength, edges);
  const code = new Uint8Array(buffer, to.byteOffset + to.byteLength, edges);
  return { letters, count, link, first, to, code };
};
