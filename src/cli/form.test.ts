/** `sohoa form` as people use it, on a made-up page of a table form. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FormTrial } from '../../pipelines/forms/trial.ts';
import { packagePath } from '../config/root.ts';
import { SOHOA_COMMAND } from '../config/testing.ts';
import { madeUpTable } from '../imaging/tables/table-for-tests.ts';

let folder = '';
let scan = '';

type Run = Readonly<{ code: number; out: string; err: string }>;
const sohoa = (...args: string[]): Promise<Run> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [...SOHOA_COMMAND, ...args, '--lang', 'en'],
      { cwd: packagePath(), env: { ...process.env, SOHOA_HOME: join(folder, 'home'), NODE_OPTIONS: '' } },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });

const page = madeUpTable({ stretch: 0.1, bend: 1, drop: 1, entries: 12, seed: 5 });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sohoa-form-'));
  scan = join(folder, 'trang 1.png');
  const { width, height, data } = page.gray;
  await sharp(data, { raw: { width, height, channels: 1 } })
    .png()
    .toFile(scan);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A form file of one's own. */
const formFile = async (): Promise<string> => {
  const shipped = await readFile(packagePath('src/forms/editions/other/FR-REPERTOIRES.json'), 'utf8');
  const path = join(folder, 'mine.json');
  await writeFile(path, shipped.replace('FR-REPERTOIRES', 'FR-MINE'));
  return path;
};

describe('sohoa form', () => {
  it('tries a shipped form on a scan and tells columns, rows and cells in pixels of the file', async () => {
    const run = await sohoa(
      'form',
      'try',
      'FR-REPERTOIRES',
      scan,
      '--json',
      '--overlay',
      join(folder, 'seen'),
    );
    expect(run.code, run.err).toBe(0);
    const trial = JSON.parse(run.out) as FormTrial;
    expect(trial).toMatchObject({
      edition: 'FR-REPERTOIRES',
      frame: 1,
      side: 'single',
      class: 'entry',
      rotation: 0,
    });
    expect(trial.fitErrorMm).toBeLessThan(6);
    expect(trial.columns.map(({ key }) => key)).toContain('parties');
    const entries = trial.rows.filter(({ kind }) => kind === 'entry');
    expect(entries).toHaveLength(12);
    entries.forEach(({ cells }, i) => {
      const [x, y, width, height] = cells.number!.box;
      const number = page.numbers[i]!;
      expect(number.x > x && number.x < x + width && number.y > y && number.y < y + height).toBe(true);
    });
    const seen = await sharp(join(folder, 'seen', 'trang 1-1.png')).metadata();
    expect(seen.width).toBeGreaterThan(500);
  });

  it('checks form files, and says what is wrong with a bad one', async () => {
    const mine = await formFile();
    const bad = join(folder, 'bad.json');
    const good = await readFile(mine, 'utf8');
    await writeFile(bad, good.replace('"startsIn": "number"', '"startsIn": "nothing"'));
    const checked = await sohoa('form', 'check', mine, bad);
    expect(checked.code).toBe(2);
    expect(checked.out).toContain('FR-MINE');
    expect(checked.err).toContain('bad.json');
    expect(checked.err).toContain('"nothing"');
  });

  it('takes a form file; says so when nothing is found, and goes on after a file that is no picture', async () => {
    const blank = join(folder, 'blank.png');
    await sharp({ create: { width: 900, height: 1300, channels: 3, background: '#eee' } })
      .png()
      .toFile(blank);
    const mine = await formFile();
    const text = join(folder, 'text.txt');
    await writeFile(text, 'no picture');
    const run = await sohoa('form', 'try', mine, text, blank, scan, '--json');
    expect(run.code).toBe(1);
    expect(run.err).toContain('text.txt');
    const trials = run.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as FormTrial);
    expect(trials.map(({ class: pageClass }) => pageClass)).toEqual(['unknown', 'entry']);
    expect(trials.map(({ edition }) => edition)).toEqual(['FR-MINE', 'FR-MINE']);
  });

  it('exports a form with the pictures that it is found by, so that its file can be checked and tried', async () => {
    const out = join(folder, 'xuất.json');
    const run = await sohoa('form', 'export', 'KS-2006', '--out', out, '--json');
    expect(run.code, run.err).toBe(0);
    expect(JSON.parse(run.out)).toMatchObject({ id: 'KS-2006', version: 1, pictures: 3 });
    expect((await sohoa('form', 'check', out)).out).toContain('KS-2006');
    expect((await sharp(join(folder, 'xuất.entry.png')).metadata()).width).toBeGreaterThan(500);
  });

  it('knows no form by a wrong name', async () => {
    const run = await sohoa('form', 'show', 'KS-1900');
    expect(run.code).toBe(2);
    expect(run.err).toContain('FR-DIVORCES');
  });
});
