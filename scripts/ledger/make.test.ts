import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findField } from '../../src/domain/kinds.ts';
import { editions, getEdition, layoutOf } from '../../src/forms/catalog.ts';
import { namesOf } from '../../src/forms/edition.ts';
import { blankLayout } from './blank.ts';
import { type LedgerOptions, type MadeLedger, makeLedger, type TrueEntry, type TruePage } from './make.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
const make = (options: Omit<LedgerOptions, 'out'>): Promise<MadeLedger> =>
  makeLedger({ dpi: 100, voidRate: 0, strikeRate: 0, ...options, out: join(folder, String(++made)) });

const readLines = <T>(file: string): T[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);

const bytesOf = (out: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(out, file), readFileSync(file).toString('base64')]),
  );

describe('same seed, same bytes', () => {
  it('with one thread and with two, and other bytes with another seed', async () => {
    const options = {
      kinds: ['KS', 'CC'],
      entries: 2,
      hand: 'mixed',
      damage: 'heavy',
      seed: 'repeat',
      strikeRate: 0.5,
      voidRate: 0.3,
    } as const;
    const wanted = { ...options, kinds: [...options.kinds], dpi: 72 };
    const [one, two] = [await make(wanted), await make({ ...wanted, jobs: 2 })];
    expect(bytesOf(two.out)).toEqual(bytesOf(one.out));
    const other = await make({ ...wanted, seed: 'another' });
    expect(readFileSync(join(other.out, 'truth.jsonl'), 'utf8')).not.toBe(
      readFileSync(join(one.out, 'truth.jsonl'), 'utf8'),
    );
  });

  it('in every container', async () => {
    for (const container of ['png', 'tiff', 'pdf'] as const) {
      const wanted = { kinds: ['KH' as const], entries: 1, container, dpi: 72 };
      const [one, two] = [await make(wanted), await make(wanted)];
      expect(bytesOf(two.out)).toEqual(bytesOf(one.out));
      const first = readFileSync(join(one.out, one.pages[0]?.file ?? ''));
      if (container === 'pdf') expect(first.subarray(0, 5).toString()).toBe('%PDF-');
      else expect((await sharp(first).metadata()).format).toBe(container);
    }
  });
});

describe('truth', () => {
  const oneEntryForms = [...editions().values()].filter(({ layouts }) =>
    layouts.every(({ table }) => table === undefined),
  );

  it.each(oneEntryForms)('has a row for every field that $id shows', async ({ id, kind, years }) => {
    const { out, entries } = await make({
      kinds: [kind],
      edition: id,
      entries: 3,
      hand: 'mixed',
      strikeRate: 1,
    });
    const layout = layoutOf(getEdition(id), 'entry');
    const names = (layout?.fields ?? []).flatMap(namesOf).sort();
    const lines = readLines<TrueEntry>(join(out, 'truth.jsonl'));
    expect(lines).toEqual(entries);
    expect(lines).toHaveLength(3);
    for (const [i, line] of lines.entries()) {
      expect(Object.keys(line).sort()).toEqual(['edition', 'entry', 'fields', 'file', 'hand', 'kind']);
      expect(line.entry).toEqual({ number: i + 1, year: Math.min(2018, years.to) });
      expect(Object.keys(line.fields).sort()).toEqual(names);
      for (const [name, field] of Object.entries(line.fields)) {
        expect(findField(kind, name)).toBeDefined();
        expect(Object.keys(field).sort()).toEqual(['box', 'normalized', 'state', 'verbatim']);
        const written = field.state === 'read' || field.state === 'struck';
        expect(field.verbatim !== null).toBe(written);
        expect(field.normalized !== null).toBe(field.state === 'read' || field.state === 'inferred');
      }
    }
  });

  it.each(['print', 'typewriter', 'handwriting'] as const)(
    'boxes hold the ink of %s exactly, and there is no ink of values outside of them',
    async (hand) => {
      const dpi = 150;
      const { out, entries } = await make({
        kinds: ['KH'],
        entries: 2,
        hand,
        damage: 'none',
        dpi,
        container: 'png',
      });
      const edition = getEdition('KH-2016');
      const layout = layoutOf(edition, 'entry');
      if (layout === undefined) throw new Error('no layout');
      const blank = blankLayout(edition, layout, dpi);
      for (const entry of entries) {
        const { data, info } = await sharp(join(out, entry.file))
          .removeAlpha()
          .raw()
          .toBuffer({ resolveWithObject: true });
        expect([info.width, info.height]).toEqual([blank.width, blank.height]);
        // Red is the channel that pens' blue darkens most and stamps' red least.
        const isInk = (i: number): boolean => (blank.data[i] ?? 0) - (data[i * 3] ?? 0) > 70;
        const bottom = Math.round((200 / 25.4) * dpi);
        const fields = Object.values(entry.fields).filter((field) => field.state === 'read');
        const papers = Object.values(entry.fields)
          .filter((field) => field.state === 'blank')
          .map((field) => field.box);
        // Parts of an identity paper have other ink right beside them (commas, words); the rest stands alone.
        const alone = layout.fields.flatMap((place) => (place.type === 'composite' ? [] : [place.name]));
        for (const name of alone) {
          const field = entry.fields[name];
          if (field?.state !== 'read') continue;
          const [x, y, w, h] = field.box;
          const [left, top, right, low] = inkBounds(isInk, info.width, field.box);
          expect(Math.abs(left - x)).toBeLessThan(2.5);
          expect(Math.abs(top - y)).toBeLessThan(2.5);
          expect(Math.abs(right - (x + w))).toBeLessThan(2.5);
          expect(Math.abs(low - (y + h))).toBeLessThan(2.5);
        }
        const inside = (px: number, py: number, [x, y, w, h]: readonly number[]): boolean =>
          px >= (x ?? 0) - 2 &&
          px <= (x ?? 0) + (w ?? 0) + 2 &&
          py >= (y ?? 0) - 2 &&
          py <= (y ?? 0) + (h ?? 0) + 2;
        const boxes = [...fields.map((field) => field.box), ...papers];
        for (let i = 0; i < bottom * info.width; i++) {
          if (!isInk(i)) continue;
          const [px, py] = [i % info.width, Math.floor(i / info.width)];
          if (!boxes.some((box) => inside(px, py, box)))
            throw new Error(`ink outside every box at ${px},${py}`);
        }
      }
    },
  );

  it('tells blank pages, void pages and both sides of spreads in pages.jsonl', async () => {
    const { out, entries, pages, books } = await make({
      kinds: ['KS'],
      entries: 6,
      spread: true,
      voidRate: 0.5,
      seed: 'void',
    });
    expect(readLines<TruePage>(join(out, 'pages.jsonl'))).toEqual(pages);
    const count = (pageClass: TruePage['class']): number =>
      pages.filter((page) => page.class === pageClass).length;
    expect(count('entry')).toBe(6);
    expect(entries.map((entry) => entry.entry.number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(count('void')).toBeGreaterThan(0);
    expect([count('cover'), count('closing')]).toEqual([1, 1]);
    expect(new Set(pages.map((page) => page.file)).size).toBe(books[0]?.files);
    for (const page of pages.filter(({ side }) => side !== 'single'))
      expect(page.width).toBeGreaterThan(page.height);
    const voids = pages.filter((page) => page.class === 'void');
    expect(voids.every((page) => page.entry === null && page.fields === undefined)).toBe(true);
  });

  it('has control totals on the closing page that match what was drawn', async () => {
    const { out, entries, pages, books } = await make({
      kinds: ['KS', 'KH'],
      entries: 7,
      years: 2,
      voidRate: 0.3,
    });
    expect(books).toHaveLength(4);
    expect(entries).toHaveLength(7);
    for (const book of books) {
      const own = pages.filter((page) => page.file.startsWith(`${book.folder}/`));
      const closing = own.find((page) => page.class === 'closing');
      const inBook = own.filter((page) => page.class === 'entry');
      expect(closing?.fields?.['book.entries']?.normalized).toBe(String(inBook.length));
      expect(closing?.fields?.['book.pages']?.normalized).toBe(
        String(inBook.length + own.filter((page) => page.class === 'void').length),
      );
      expect(JSON.parse(readFileSync(join(out, book.folder, 'book.json'), 'utf8'))).toMatchObject({
        kind: book.kind,
        declaredEntries: inBook.length,
      });
      expect(inBook.map((page) => page.entry?.number)).toEqual(inBook.map((_, i) => i + 1));
    }
  });
});

describe('corrections', () => {
  it('strike a value, write it again within the truth and say so in the notes', async () => {
    const { entries } = await make({
      kinds: ['KS'],
      entries: 12,
      strikeRate: 1,
      hand: 'handwriting',
      seed: 'strikes',
    });
    const noted = entries.filter((entry) => /^Sửa sai sót/.test(entry.fields.ghiChu?.verbatim ?? ''));
    expect(noted.length).toBeGreaterThan(5);
  });
});

describe('own material', () => {
  it('refuses a font that lacks a letter of Vietnamese and names the letter', async () => {
    const fonts = join(folder, 'fonts');
    mkdirSync(fonts);
    const pdfjs = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
    cpSync(
      join(pdfjs, 'standard_fonts/LiberationSans-Regular.ttf'),
      join(fonts, 'LiberationSans-Regular.ttf'),
    );
    await expect(make({ kinds: ['KS'], entries: 1, fonts })).rejects.toMatchObject({
      code: 'font-lacks-letter',
      params: { file: 'LiberationSans-Regular.ttf', letter: expect.stringMatching(/^.$/u) },
    });
    writeFileSync(join(fonts, 'LiberationSans-Regular.ttf'), 'no font');
    await expect(make({ kinds: ['KS'], entries: 1, fonts, jobs: 2 })).rejects.toMatchObject({
      code: 'font-unreadable',
    });
  });

  it('pastes real handwritten lines into place fields, with their text as the truth', async () => {
    const lines = join(folder, 'lines');
    mkdirSync(lines);
    const stroke = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="64"><rect width="400" height="64" fill="#ddd"/><path d="M20 40 Q60 10 100 40 T380 30" stroke="#333" stroke-width="5" fill="none"/></svg>',
    );
    await sharp(stroke).jpeg().toFile(join(lines, 'a.jpg'));
    writeFileSync(
      join(lines, 'labels.tsv'),
      'file\ttext\tsplit\na.jpg\tSố 1  phố Bịa\ttest\nmissing.jpg\tx\ttrain\n',
    );
    const { out, entries } = await make({ kinds: ['KT'], entries: 1, lines, damage: 'none', dpi: 150 });
    const field = entries[0]?.fields.nktNoiCuTru;
    expect(field).toMatchObject({ verbatim: 'Số 1 phố Bịa', normalized: 'Số 1 phố Bịa', state: 'read' });
    const [left = 0, top = 0, width = 0, height = 0] = (field?.box ?? []).map(Math.round);
    const crop = await sharp(join(out, entries[0]?.file ?? ''))
      .extract({ left, top, width, height })
      .stats();
    expect(crop.channels[0]?.min).toBeLessThan(140);
  });

  it('says which option is wrong', async () => {
    await expect(make({ kinds: ['KS'], entries: 0 })).rejects.toMatchObject({
      code: 'ledger-options-invalid',
      params: { option: 'entries' },
    });
    await expect(make({ kinds: ['KS'], edition: 'KT-2016' })).rejects.toMatchObject({
      code: 'ledger-edition-of-other-kind',
    });
    await expect(make({ kinds: ['KS'], edition: 'KS-1850' })).rejects.toMatchObject({
      code: 'edition-unknown',
    });
  });
});

/** Bounds of the ink in a box and three pixels around it; the rows of dots below it are printed, so they do not count. */
const inkBounds = (
  isInk: (i: number) => boolean,
  stride: number,
  [x, y, w, h]: readonly [number, number, number, number],
): readonly [number, number, number, number] => {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1, -1];
  for (let row = Math.floor(y) - 3; row <= y + h + 3; row++) {
    for (let column = Math.floor(x) - 3; column <= x + w + 3; column++) {
      if (!isInk(row * stride + column)) continue;
      left = Math.min(left, column);
      right = Math.max(right, column + 1);
      top = Math.min(top, row);
      bottom = Math.max(bottom, row + 1);
    }
  }
  return [left, top, right, bottom];
};
