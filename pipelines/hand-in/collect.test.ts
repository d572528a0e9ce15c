import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SohoaError } from '../../src/domain/errors.ts';
import { collectManifest, collectPaths } from './collect.ts';

let root = '';
let folder = '';
const put = async (name: string, text = 'x'): Promise<string> => {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
};
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sohoa-collect-'));
  folder = join(root, 'sổ cũ xã An Nhơn');
  for (const name of [
    'KS/2018/01/10.jpg',
    'KS/2018/01/2.jpg',
    'kt/1999/3a/bìa sổ.png',
    'KS/2018/01/truth.jsonl',
    'lẻ.jpg',
  ]) {
    await put(name);
  }
  await writeFile(join(root, 'secret.jpg'), 'x');
});
afterAll(async () => rm(root, { recursive: true, force: true }));

const refusal = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error instanceof SohoaError ? { code: error.code, ...error.params } : error),
  );
const office = { office: 'an-nhon' };

describe('a folder tree', () => {
  it('gives a book for each KIND/YEAR/VOLUME, files in the order people count, without what is no scan', async () => {
    const books = await collectPaths([join(folder, 'KS'), join(folder, 'kt')], office);
    expect(
      books.map(({ kind, year, volume, files }) => [kind, year, volume, files.map(({ name }) => name)]),
    ).toEqual([
      ['KS', 2018, '01', ['2018/01/2.jpg', '2018/01/10.jpg']],
      ['KT', 1999, '03a', ['1999/3a/bìa sổ.png']],
    ]);
  });

  it('that does not say what a file is needs options, and the file is named', async () => {
    const path = join(folder, 'lẻ.jpg');
    expect(await refusal(collectPaths([path], office))).toMatchObject({
      code: 'book-incomplete',
      where: 'lẻ.jpg',
    });
    const books = await collectPaths([path], {
      ...office,
      kind: 'ks',
      year: '2001',
      volume: '2',
      declaredEntries: '50',
    });
    expect(books).toMatchObject([{ kind: 'KS', year: 2001, volume: '02', declaredEntries: 50 }]);
  });

  it.each([
    [{ kind: 'XX' }, 'kind-unknown'],
    [{ year: '18' }, 'year-invalid'],
    [{ year: '3018' }, 'year-invalid'],
    [{ volume: '0' }, 'volume-invalid'],
    [{ declaredEntries: 'many' }, 'number-invalid'],
  ])('with %j is refused', async (options, code) => {
    const work = collectPaths([join(folder, 'KS')], { ...office, ...options });
    expect(await refusal(work)).toMatchObject({ code });
  });

  it('that is not there or holds nothing is said so', async () => {
    expect(await refusal(collectPaths([join(root, 'nowhere')], office))).toMatchObject({
      code: 'path-missing',
    });
    await mkdir(join(root, 'empty'));
    expect(await refusal(collectPaths([join(root, 'empty')], office))).toMatchObject({
      code: 'nothing-found',
    });
  });
});

describe('a manifest', () => {
  const manifest = (text: string) => put('kê.csv', text);

  it('labels its files, its own columns before options and tree', async () => {
    const path = await manifest(
      '\ufefffile,kind,year,volume,declared_entries\nlẻ.jpg,KT,1975,4,20\nKS/2018/01/2.jpg,,,,\n',
    );
    const books = await collectManifest(path, { ...office, year: '2000' });
    expect(books).toMatchObject([
      { kind: 'KT', year: 1975, volume: '04', declaredEntries: 20 },
      { kind: 'KS', year: 2000, volume: '01' },
    ]);
  });

  it.each([
    ['../secret.jpg', 'manifest-path-outside'],
    ['/etc/passwd', 'manifest-path-outside'],
    ['link/secret.jpg', 'manifest-path-outside'],
    ['không có.jpg', 'manifest-file-missing'],
  ])('that names %s is refused with the line', async (file, code) => {
    await rm(join(folder, 'link'), { force: true });
    await symlink(root, join(folder, 'link'));
    const path = await manifest(`file,kind,year,volume\nlẻ.jpg,KS,2018,1\n${file},KS,2018,1\n`);
    expect(await refusal(collectManifest(path, office))).toMatchObject({ code, where: 'kê.csv:3' });
  });

  it.each([
    ['file,colour\nx,y\n', 'manifest-column-unknown'],
    ['file,kind\n"lẻ.jpg,KS\n', 'manifest-invalid'],
    ['file,kind,year,volume\nlẻ.jpg,XX,2018,1\n', 'kind-unknown'],
    ['file,kind,year,volume\n', 'nothing-found'],
  ])('like %j is refused', async (text, code) => {
    expect(await refusal(collectManifest(await manifest(text), office))).toMatchObject({ code });
  });
});
