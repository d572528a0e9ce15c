import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePage } from '../../src/imaging/encode.ts';
import { shippedLayouts } from '../../src/imaging/forms/layouts.ts';
import { orientByForms } from '../../src/imaging/forms/match.ts';
import type { LayoutRef } from '../../src/imaging/forms/types.ts';
import { type Gray, newGray, type Picture, turnGray } from '../../src/imaging/raster.ts';
import { straightenFrame } from '../../src/imaging/straighten.ts';
import type { Reading, ReadingEngine } from '../../src/reading/engine.ts';
import { createPageReader } from './read-page.ts';

const DPI = 150;
const PER_MM = DPI / 25.4;

/** Says `x` to whatever it is shown: what counts here is what it is shown. */
const SEEN: Reading = { text: 'x', confidence: 1, symbols: [], alternatives: [] };
const engine: ReadingEngine = {
  id: 'test',
  version: '1',
  read: async () => SEEN,
  close: async () => undefined,
};
const read = createPageReader(engine);

let folder = '';
let refs: readonly LayoutRef[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sohoa-read-page-'));
  refs = await shippedLayouts();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const entryOf = (id: string): LayoutRef => {
  const ref = refs.find(({ edition, layout }) => edition.id === id && layout.class === 'entry');
  if (ref === undefined) throw new Error(`no form ${id}`);
  return ref;
};

/** The form with something written on the first line of every place. */
const written = async (id: string): Promise<Gray> => {
  const { blank, edition, layout } = entryOf(id);
  const width = Math.round(edition.paper.width * PER_MM);
  const height = Math.round(edition.paper.height * PER_MM);
  const data = await sharp(blank.data, { raw: { width: blank.width, height: blank.height, channels: 1 } })
    .resize(width, height, { fit: 'fill' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  const page = { width, height, data: Uint8Array.from(data, (value) => Math.min(value, 238)) };
  for (const place of layout.fields) {
    const line = place.type === 'ticks' ? undefined : place.lines[0];
    if (line === undefined) continue;
    const [x, y, w, h] = line;
    for (let letter = 0; letter < Math.min(10, w / 2.4); letter++) {
      const left = Math.round((x + 1 + letter * 2.2) * PER_MM);
      const middle = Math.round((y + h / 2) * PER_MM);
      for (let v = middle - 7; v < middle + 7; v++) {
        page.data.fill(50, v * width + left, v * width + left + 3);
        page.data.fill(50, v * width + left + 6, v * width + left + 9);
      }
      page.data.fill(50, middle * width + left, middle * width + left + 9);
    }
  }
  return page;
};

const cropped = (page: Gray, height: number): Gray => ({
  width: page.width,
  height,
  data: page.data.slice(0, page.width * height),
});

const readPicture = async (picture: Picture | Gray, kind: 'KS' | 'KT' = 'KS') => {
  const path = join(folder, 'page.jpg');
  await writeFile(path, await encodePage({ channels: 1, ...picture }, DPI));
  return read({ path, dpi: DPI, kind, edition: 'auto' });
};

const keysOf = (ref: LayoutRef, where: (y: number) => boolean): string[] =>
  ref.layout.fields.flatMap((place) => {
    if (place.type === 'ticks') return [];
    const name = place.type === 'text' ? place.name : undefined;
    return name !== undefined && place.lines.every(([, y, , h]) => where(y) && where(y + h)) ? [name] : [];
  });

describe('reading a page', () => {
  it('reads what is written on a form of the book', async () => {
    const found = await readPicture(await written('KS-2016'));
    expect(found).toMatchObject({ type: 'read', class: 'entry', editionId: 'KS-2016' });
  });

  it('holds a page of another ledger that got in between, and says of which', async () => {
    expect(await readPicture(await written('KS-2016'), 'KT')).toEqual({
      type: 'other-kind',
      edition: 'KS-2016',
    });
  });

  it('leaves out what the scan cuts off instead of calling it blank', async () => {
    const ref = entryOf('KS-2016');
    const page = await written('KS-2016');
    const limit = 0.82 * ref.edition.paper.height;
    const found = await readPicture(cropped(page, Math.round(limit * PER_MM)));
    expect(found.type).toBe('read');
    if (found.type !== 'read') return;
    const keys = Object.keys(found.readings);
    for (const key of keysOf(ref, (y) => y < limit - 3)) expect(keys).toContain(key);
    for (const key of keysOf(ref, (y) => y > limit + 1)) expect(keys).not.toContain(key);
    expect(keysOf(ref, (y) => y > limit + 1).length).toBeGreaterThan(0);
  });

  it('holds half a page', async () => {
    const page = await written('KS-2016');
    expect((await readPicture(cropped(page, page.height >> 1))).type).toBe('form-unknown');
  });

  it('leaves out what lies under a hand', async () => {
    const ref = entryOf('KS-2016');
    const gray = await written('KS-2016');
    const { width, height } = gray;
    const data = new Uint8Array(width * height * 3);
    const [top, bottom] = [150, 215];
    for (let i = 0; i < gray.data.length; i++) {
      const [x, y] = [i % width, Math.floor(i / width) / PER_MM];
      const skin = y > top && y < bottom && x / PER_MM < 110 + 6 * Math.sin(y);
      const grain = (i * 7919) % 9;
      for (let c = 0; c < 3; c++)
        data[3 * i + c] = skin ? [196, 146, 117][c]! + grain : gray.data[i]! - (c === 2 ? 14 : 0);
    }
    const found = await readPicture({ width, height, channels: 3, data });
    expect(found.type).toBe('read');
    if (found.type !== 'read') return;
    const keys = Object.keys(found.readings);
    const under = ref.layout.fields.flatMap((place) =>
      place.type === 'text' &&
      place.lines.some(([x, y, w, h]) => x + w < 100 && y > top + 3 && y + h < bottom - 3)
        ? [place.name]
        : [],
    );
    for (const key of under) expect(keys).not.toContain(key);
    for (const key of keysOf(ref, (y) => y < top - 5)) expect(keys).toContain(key);
    expect(keys.length).toBeLessThan(ref.layout.fields.length);
  });

  const matchForm = (gray: Gray) => orientByForms(gray, refs);

  it('reads a book that was scanned upside down', async () => {
    const upsideDown = turnGray(await written('KS-2016'), 180);
    const [page] = await straightenFrame(
      { picture: { ...upsideDown, channels: 1 }, dpi: DPI, jpeg: null },
      { matchForm },
    );
    expect(page?.rotation).toBe(180);
    expect(page === undefined ? null : await readPicture(page.picture)).toMatchObject({
      editionId: 'KS-2016',
    });
  });

  it('reads two sheets on one scan as two pages', async () => {
    const sheets = [await written('KS-2016'), await written('KT-2016')] as const;
    const gap = 60;
    const both = newGray(sheets[0].width * 2 + 3 * gap, sheets[0].height + 2 * gap, 252);
    sheets.forEach((sheet, k) => {
      const left = gap + k * (sheet.width + gap);
      for (let y = 0; y < sheet.height; y++) {
        const row = sheet.data.subarray(y * sheet.width, (y + 1) * sheet.width);
        both.data.set(row, (y + gap) * both.width + left);
      }
    });
    const pages = await straightenFrame(
      { picture: { ...both, channels: 1 }, dpi: DPI, jpeg: null },
      { matchForm },
    );
    expect(pages.map(({ side }) => side)).toEqual(['left', 'right']);
    expect(await readPicture(pages[0]!.picture)).toMatchObject({ type: 'read', editionId: 'KS-2016' });
    expect(await readPicture(pages[1]!.picture)).toEqual({ type: 'other-kind', edition: 'KT-2016' });
  });
});
