import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { withProcessLock } from './lock.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sohoa-lock-'));
  folders.push(folder);
  return folder;
};

/** Adds one to a number in a file in a way that loses counts whenever two do it at once. */
const count = async (file: string): Promise<void> => {
  const value = Number(readFileSync(file, 'utf8'));
  await sleep(2);
  writeFileSync(file, String(value + 1));
};

const inOtherProcess = (source: string, ...args: string[]): ChildProcess =>
  spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      `const { withProcessLock } = await import(${JSON.stringify(new URL('./lock.ts', import.meta.url).href)});${source}`,
      '--',
      ...args,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );

const ended = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve) => child.once('exit', resolve));

it('lets one work at a time, within one process and between processes, one of which is killed while holding it', async () => {
  const folder = newFolder();
  const file = join(folder, 'count');
  const lock = join(folder, 'lock');
  writeFileSync(file, '0');
  const holder = inOtherProcess(
    "await withProcessLock(process.argv[1], () => { console.log('held'); return new Promise((resolve) => setTimeout(resolve, 60000)); });",
    lock,
  );
  await new Promise((resolve) => holder.stdout?.once('data', resolve));
  const counters = [1, 2].map(() =>
    inOtherProcess(
      `const { readFileSync, writeFileSync } = await import('node:fs');
       for (let i = 0; i < 10; i += 1) await withProcessLock(process.argv[1], async () => {
         const value = Number(readFileSync(process.argv[2], 'utf8'));
         await new Promise((resolve) => setTimeout(resolve, 2));
         writeFileSync(process.argv[2], String(value + 1));
       });`,
      lock,
      file,
    ),
  );
  const mine = Promise.all(Array.from({ length: 10 }, () => withProcessLock(lock, () => count(file))));
  await sleep(300);
  expect(readFileSync(file, 'utf8')).toBe('0');
  holder.kill('SIGKILL');
  await Promise.all([mine, ...counters.map(ended)]);
  expect(readFileSync(file, 'utf8')).toBe('30');
  expect(readdirSync(lock).length).toBeLessThan(12);
});

it('is free again after work that failed', async () => {
  const lock = join(newFolder(), 'lock');
  await expect(withProcessLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withProcessLock(lock, async () => 'yes')).toBe('yes');
});

it('names the holder when it waits too long', async () => {
  const lock = join(newFolder(), 'lock');
  await withProcessLock(lock, async () => {
    await expect(withProcessLock(lock, async () => 'second', { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'embedded-postgres-locked',
      params: { pid: process.pid },
    });
  });
});

it.runIf(process.platform === 'linux')(
  'is not held by a later process that got the number of a dead holder',
  async () => {
    const lock = newFolder();
    writeFileSync(
      join(lock, '7'),
      JSON.stringify({ pid: process.pid, host: hostname(), born: 'another boot:1' }),
    );
    expect(await withProcessLock(lock, async () => readdirSync(lock).sort())).toContain('8');
  },
);
