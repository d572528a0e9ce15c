import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fillRect, openBook, textPage, withGrain, writeLines } from './draw-for-tests.ts';
import { decodeFrame } from './frames.ts';
import type { Point } from './geometry.ts';
import { newGray, shrinkToGray } from './raster.ts';
import { findSpread } from './spread.ts';

const xAt = (line: readonly Point[], y: number): number => {
  const after = line.findIndex((point) => point.y >= y);
  const b = line[Math.max(1, after)]!;
  const a = line[Math.max(1, after) - 1]!;
  return a.x + ((b.x - a.x) * (y - a.y)) / (b.y - a.y);
};

describe('spreads', () => {
  it.each([
    { fold: 0.5, bend: 0, shade: 40 },
    { fold: 0.46, bend: 22, shade: 30 },
    { fold: 0.54, bend: -18, shade: 15 },
  ])('are parted along the fold %o', (options) => {
    const book = openBook(1400, 1000, options);
    const found = findSpread(withGrain(book.gray, 4, 5));
    expect(found.spread).toBe(true);
    for (let y = 20; y < 980; y += 20) {
      expect(Math.abs(xAt(found.line, y) - book.foldAt(y))).toBeLessThan(1400 * 0.025);
    }
  });

  it('are parted by the clear band between two written pages where no fold shows', () => {
    const gray = newGray(1400, 1000, 240);
    writeLines(gray, { x: 80, y: 60, w: 540, h: 880 }, 26, 1);
    writeLines(gray, { x: 780, y: 60, w: 540, h: 880 }, 26, 2);
    const found = findSpread(gray);
    expect(found.spread).toBe(true);
    expect(xAt(found.line, 500)).toBeGreaterThan(622);
    expect(xAt(found.line, 500)).toBeLessThan(778);
  });

  it('are not made of upright pages, of a wide page of writing, or of a wide table', () => {
    expect(findSpread(textPage(1000, 1414)).spread).toBe(false);
    expect(findSpread(textPage(1414, 1000)).spread).toBe(false);
    const table = newGray(1414, 1000, 238);
    for (let y = 120; y < 900; y += 60) fillRect(table, 70, y, 1270, 2, 60);
    for (let x = 70; x < 1350; x += 127) fillRect(table, x, 120, 2, 780, 60);
    for (let x = 80; x < 1300; x += 127) writeLines(table, { x, y: 130, w: 100, h: 740 }, 30, x);
    expect(findSpread(table).spread).toBe(false);
    expect(findSpread(withGrain(newGray(1414, 1000, 238), 6, 1)).spread).toBe(false);
  });

  it('give no line for an upright picture unless asked to part it all the same', () => {
    expect(findSpread(textPage(1000, 1414)).line).toEqual([]);
    expect(findSpread(textPage(1000, 1414), true).line.length).toBeGreaterThan(1);
  });
});

const SCANS = '../shared/data/scans/registers-fr';
describe.skipIf(!existsSync(SCANS))('spreads of a real register', () => {
  const truth = existsSync(SCANS)
    ? readFileSync(`${SCANS}/lines.tsv`, 'utf8')
        .split('\n')
        .slice(1)
        .map((row) => row.split('\t'))
    : [];

  it.each(['49914', '50318', '50722'])(
    '%s is parted without going through a line of a page',
    async (name) => {
      const file = `FRAN_0187_${name}_L.jpg`;
      const { picture } = await decodeFrame(`${SCANS}/${file}`, 0);
      const found = findSpread(shrinkToGray(picture, 4));
      expect(found.spread).toBe(true);
      const lines = truth.filter((row) => row[0] === file);
      expect(lines.length).toBeGreaterThan(100);
      const cut = lines.filter((row) => {
        const [x, y, w, h] = row.slice(1, 5).map(Number) as [number, number, number, number];
        // Boxes are drawn a little wider than the writing.
        const slack = 12;
        return [0, 0.25, 0.5, 0.75, 1].some((part) => {
          const at = xAt(found.line, (y + h * part) / 4) * 4;
          return at > x + slack && at < x + w - slack;
        });
      });
      // The printed title and its note run across both pages of this register: four lines that a fold goes through.
      expect(cut.map((row) => row[5])).toEqual(['printed', 'printed', 'printed', 'printed']);
      expect(cut.every((row) => Number(row[3]) > 3000)).toBe(true);
    },
  );

  it('single pages stay whole', async () => {
    const { picture } = await decodeFrame(`${SCANS}/DAFANCH96_048MIC07644_L-1.jpg`, 0);
    expect(findSpread(shrinkToGray(picture, 2)).spread).toBe(false);
  });
});
