import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { copyPrograms, healLinks, type Programs } from './binaries.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A platform package as npm unpacks it when it runs no install scripts: files, the list, no links. */
const packageWithoutLinks = (): Programs => {
  const root = join(mkdtempSync(join(tmpdir(), 'sohoa-binaries-')), 'native');
  folders.push(join(root, '..'));
  mkdirSync(join(root, 'lib'), { recursive: true });
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin', 'postgres'), 'program');
  writeFileSync(join(root, 'lib', 'libone.so.6.18'), 'one');
  const links = ['libone.so', 'libone.so.6'].map((name) => ({
    source: 'native/lib/libone.so.6.18',
    target: `native/lib/${name}`,
  }));
  writeFileSync(join(root, 'pg-symlinks.json'), JSON.stringify(links));
  return { root, path: (name) => join(root, 'bin', name) };
};

it('makes the library links that a blocked install script left out, also when several do it at once', async () => {
  const programs = packageWithoutLinks();
  expect(await Promise.all([healLinks(programs), healLinks(programs), healLinks(programs)])).toEqual([
    true,
    true,
    true,
  ]);
  expect(readFileSync(join(programs.root, 'lib', 'libone.so'), 'utf8')).toBe('one');
  expect(readFileSync(join(programs.root, 'lib', 'libone.so.6'), 'utf8')).toBe('one');
});

it('copies the programs whole, and over what a killed copy left', async () => {
  const programs = packageWithoutLinks();
  const folder = join(programs.root, '..', 'copy');
  mkdirSync(`${folder}.making`);
  writeFileSync(join(`${folder}.making`, 'rubbish'), '');
  const copy = await copyPrograms(programs, folder);
  expect(readFileSync(copy.path('postgres'), 'utf8')).toBe('program');
  await healLinks(copy);
  expect(readFileSync(join(folder, 'lib', 'libone.so.6'), 'utf8')).toBe('one');
});
