/** The same promises on both stores: a folder, and a bucket of a real S3-compatible server that checks signatures. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { S3Settings } from '../config/environment.ts';
import { diskPageFiles, type PageFiles, storagePath } from './page-files.ts';
import { s3PageFiles } from './s3-page-files.ts';

/** The part of s3rver (no types of its own) that is used here. */
type S3Server = { run: () => Promise<AddressInfo>; close: () => Promise<void> };
type S3ServerClass = new (options: {
  port: number;
  address: string;
  silent: boolean;
  directory: string;
}) => S3Server;
const S3rver = createRequire(import.meta.url)('@20minutes/s3rver') as S3ServerClass;

/** The key pair that s3rver knows; it refuses every other signature. */
const KEYS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' } as const;

let folder = '';
let server: S3Server;
let settings: S3Settings;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sohoa-page-files-'));
  server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: join(folder, 'server') });
  const { port } = await server.run();
  settings = { endpoint: `http://127.0.0.1:${port}`, bucket: 'so-ho-tich', region: 'us-east-1', ...KEYS };
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const stores: readonly Readonly<{ name: string; open: (cache: string) => PageFiles }>[] = [
  { name: 'a folder', open: () => diskPageFiles(join(folder, 'disk')) },
  { name: 'an S3 bucket', open: (cache) => s3PageFiles(settings, join(folder, cache)) },
];
const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe.each(stores)('page files in $name', ({ open }) => {
  it('gives back the same bytes under their hash', async () => {
    const files = open('one');
    const bytes = randomBytes(70_000);
    expect(await files.put(bytes)).toBe(sha256Of(bytes));
    expect(await readFile(await files.localPath(sha256Of(bytes)))).toEqual(bytes);
  });

  it('stores a file and says its size', async () => {
    const files = open('one');
    const [path, bytes] = [join(folder, 'Sổ khai sinh 01.jpg'), randomBytes(2_500_000)];
    await writeFile(path, bytes);
    expect(await files.putFile(path)).toEqual({ sha256: sha256Of(bytes), bytes: bytes.length });
    expect(await files.has(sha256Of(bytes))).toBe(true);
  });

  it('takes the same bytes a second time without a change', async () => {
    const files = open('one');
    const bytes = randomBytes(1_000);
    expect(await files.put(bytes)).toBe(await files.put(bytes));
  });

  it('names the file that is missing', async () => {
    const missing = sha256Of(Buffer.from('never stored'));
    const files = open('one');
    expect(await files.has(missing)).toBe(false);
    await expect(files.localPath(missing)).rejects.toMatchObject({
      code: 'page-file-missing',
      params: { sha256: missing },
    });
  });
});

describe('page files in an S3 bucket', () => {
  it('are found by another machine, whose cache is empty', async () => {
    const bytes = randomBytes(10_000);
    const sha256 = await s3PageFiles(settings, join(folder, 'here')).put(bytes);
    const there = s3PageFiles(settings, join(folder, 'there'));
    expect(await there.has(sha256)).toBe(true);
    expect(await readFile(await there.localPath(sha256))).toEqual(bytes);
  });

  it('are fetched again after the cache was emptied', async () => {
    const cache = join(folder, 'emptied');
    const files = s3PageFiles(settings, cache);
    const sha256 = await files.put(randomBytes(5_000));
    await rm(cache, { recursive: true, force: true });
    expect(sha256Of(await readFile(await files.localPath(sha256)))).toBe(sha256);
  });

  it('are refused when the server holds other bytes under the name', async () => {
    const cache = join(folder, 'damaged');
    const files = s3PageFiles(settings, cache);
    const sha256 = await files.put(randomBytes(5_000));
    await rm(storagePath(cache, sha256));
    await damageOnServer(sha256);
    await expect(files.localPath(sha256)).rejects.toMatchObject({ code: 'page-file-damaged' });
  });

  it('say the status when the key is wrong, and not the key', async () => {
    const files = s3PageFiles({ ...settings, secretAccessKey: 'sai-khóa' }, join(folder, 'refused'));
    const failure = await files.put(randomBytes(100)).catch((cause: unknown) => cause);
    expect(failure).toMatchObject({ code: 's3-failed', params: { bucket: 'so-ho-tich', status: 403 } });
    expect(JSON.stringify(failure)).not.toContain('sai-khóa');
  });
});

/** Overwrites what the server stores of a file. */
const damageOnServer = async (sha256: string): Promise<void> => {
  const root = join(folder, 'server');
  const stored = (await readdir(root, { recursive: true })).filter(
    (name) => name.includes(sha256) && !/\.(json|md5)$/.test(name),
  );
  expect(stored).toHaveLength(1);
  await writeFile(join(root, stored[0] ?? ''), 'khác');
};
