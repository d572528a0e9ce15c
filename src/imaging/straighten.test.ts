import { existsSync } from 'node:fs';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { asColour, asPicture, fillRect, leaned, openBook, textPage, withGrain } from './draw-for-tests.ts';
import { encodePage } from './encode.ts';
import type { Frame } from './frames.ts';
import { applyTo, invert, type Quad, rectToQuad, translation } from './geometry.ts';
import { type Gray, newGray, type Picture, toGray, turnGray } from './raster.ts';
import { type StraightPage, straightenFile, straightenFrame } from './straighten.ts';
import { warp } from './warp.ts';

const frameOf = (picture: Picture, dpi: number | null = 150): Frame => ({ picture, dpi, jpeg: null });
const only = (pages: readonly StraightPage[]): StraightPage => {
  expect(pages.length).toBe(1);
  return pages[0] as StraightPage;
};

/** Crosses of black bars far from all writing; their middles are known. */
const MARKS = [
  { x: 90, y: 80 },
  { x: 1140, y: 90 },
  { x: 100, y: 1640 },
  { x: 1130, y: 1650 },
] as const;
const markedPage = (): Gray => {
  const page = textPage(1240, 1754, 2);
  for (const { x, y } of MARKS) {
    fillRect(page, x - 45, y - 45, 90, 90, 235);
    fillRect(page, x - 7, y - 7, 14, 14, 0);
  }
  return page;
};
/** Middle of the dark within a window, in continuous pixels. */
const darkMiddle = (picture: Picture, around: { x: number; y: number }, reach = 16) => {
  const gray = toGray(picture);
  let sum = 0;
  let sx = 0;
  let sy = 0;
  for (let y = Math.floor(around.y - reach); y < around.y + reach; y++) {
    for (let x = Math.floor(around.x - reach); x < around.x + reach; x++) {
      if (x < 0 || y < 0 || x >= gray.width || y >= gray.height) continue;
      const weight = Math.max(0, 180 - gray.data[y * gray.width + x]!);
      sum += weight;
      sx += weight * (x + 0.5);
      sy += weight * (y + 0.5);
    }
  }
  return { x: sx / sum, y: sy / sum };
};
const toPage = (page: StraightPage, mark: { x: number; y: number }) =>
  applyTo(invert(page.toFile), mark.x, mark.y);
const offBy = (a: { x: number; y: number }, b: { x: number; y: number }): number =>
  Math.hypot(a.x - b.x, a.y - b.y);

describe('straightening', () => {
  it('maps every page pixel to its place in the file, whatever the lean and the turn', async () => {
    const page = markedPage();
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: -6, max: 6, noNaN: true }),
        fc.constantFrom(0, 90, 180, 270),
        async (lean, turn) => {
          const scan = turnGray(leaned(page, lean), turn as 0 | 90 | 180 | 270);
          const found = only(
            await straightenFrame(frameOf(asPicture(scan)), {
              matchForm: () => ({ rotation: ((360 - turn) % 360) as 0 | 90 | 180 | 270, confidence: 1 }),
            }),
          );
          expect(Math.abs(found.skewDegrees - lean)).toBeLessThan(0.08);
          for (const mark of MARKS) {
            // Where the mark came to lie on the scan, seen there; then the same mark on the straight page.
            const angle = (lean * Math.PI) / 180;
            const [dx, dy] = [mark.x - 620, mark.y - 877];
            const leant = {
              x: 620 + dx * Math.cos(angle) - dy * Math.sin(angle),
              y: 877 + dx * Math.sin(angle) + dy * Math.cos(angle),
            };
            const onScan =
              turn === 90
                ? { x: 1754 - leant.y, y: leant.x }
                : turn === 180
                  ? { x: 1240 - leant.x, y: 1754 - leant.y }
                  : turn === 270
                    ? { x: leant.y, y: 1240 - leant.x }
                    : leant;
            const onPage = toPage(found, onScan);
            expect(offBy(darkMiddle(found.picture, onPage), onPage)).toBeLessThan(1);
          }
        },
      ),
      { numRuns: 6, seed: 11 },
    );
  });

  it('leaves a straight page as it is and hands on the file it came from', async () => {
    const jpeg = new Uint8Array(
      await sharp(asColour(textPage(1240, 1754)).data, { raw: { width: 1240, height: 1754, channels: 3 } })
        .withMetadata({ density: 150 })
        .jpeg()
        .toBuffer(),
    );
    const page = only(await straightenFile(jpeg, 0));
    expect(page).toMatchObject({
      side: 'whole',
      dpi: 150,
      dpiSource: 'file',
      rotation: 0,
      skewDegrees: 0,
      unreadable: null,
      notes: [],
    });
    expect(page.toFile).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect(page.jpeg).toEqual(jpeg);
    const leaning = only(await straightenFrame(frameOf(asPicture(leaned(textPage(1240, 1754), 1)))));
    expect(leaning.jpeg).toBeNull();
  });

  it('gives the same bytes for the same file', async () => {
    const scan = asColour(leaned(textPage(1240, 1754), 1.3));
    const [a, b] = await Promise.all(
      [1, 2].map(async () => {
        const page = only(await straightenFrame(frameOf(scan)));
        return encodePage(page.picture, page.dpi);
      }),
    );
    expect(a).toEqual(b);
  });

  it('parts a leaning spread into two upright pages that hold nothing of each other', async () => {
    const book = openBook(2000, 1420, { bend: 12, shade: 35 });
    fillRect(book.gray, 900, 700, 16, 16, 0);
    fillRect(book.gray, 1084, 700, 16, 16, 0);
    const scan = leaned(withGrain(book.gray, 3, 1), 0.8);
    const [left, right] = await straightenFrame(frameOf(asColour(scan), null));
    expect([left?.side, right?.side, left?.dpiSource, left?.dpi]).toEqual([
      'left',
      'right',
      'paper-size',
      121,
    ]);
    if (left === undefined || right === undefined) throw new Error('no spread');
    for (const [page, own, other] of [
      [left, { x: 908, y: 708 }, { x: 1092, y: 708 }],
      [right, { x: 1092, y: 708 }, { x: 908, y: 708 }],
    ] as const) {
      const angle = (0.8 * Math.PI) / 180;
      const onScan = ({ x, y }: { x: number; y: number }) => ({
        x: 1000 + (x - 1000) * Math.cos(angle) - (y - 710) * Math.sin(angle),
        y: 710 + (x - 1000) * Math.sin(angle) + (y - 710) * Math.cos(angle),
      });
      const mark = toPage(page, onScan(own));
      expect(offBy(darkMiddle(page.picture, mark, 12), mark)).toBeLessThan(1);
      const foreign = toPage(page, onScan(other));
      const beyond = Number.isNaN(darkMiddle(page.picture, foreign, 6).x);
      expect(beyond).toBe(true);
      expect(page.skewDegrees).toBeCloseTo(0.8, 0);
    }
  });

  it('keeps a spread whole on request, and says where it would be parted', async () => {
    const { gray, foldAt } = openBook(2000, 1420);
    const page = only(await straightenFrame(frameOf(asPicture(gray)), { spread: 'never' }));
    expect(page.side).toBe('whole');
    const middle = page.partingLine?.find((point) => point.y > 600);
    expect(Math.abs((middle?.x ?? 0) - foldAt(middle?.y ?? 0))).toBeLessThan(50);
  });

  it('flattens a slanted photo and cuts a dark surround', async () => {
    const flat = asColour(textPage(900, 1273, 4));
    const quad: Quad = [
      { x: 200, y: 150 },
      { x: 1000, y: 210 },
      { x: 1060, y: 1420 },
      { x: 140, y: 1400 },
    ];
    const photo = warp(flat, invert(rectToQuad(900, 1273, quad)), 1200, 1600, [60, 50, 40]);
    const page = only(await straightenFrame(frameOf(photo, 72)));
    expect(page.notes).toContain('note-perspective-mended');
    expect(page.picture.height / page.picture.width).toBeCloseTo(Math.SQRT2, 1);
    for (const corner of quad) {
      const at = toPage(page, corner);
      const nearest = Math.min(
        ...[0, page.picture.width].flatMap((x) => [0, page.picture.height].map((y) => offBy(at, { x, y }))),
      );
      expect(nearest).toBeLessThan(25);
    }
    const dark = newGray(1240, 1754, 15);
    const sheet = textPage(1000, 1400);
    for (let y = 0; y < 1400; y++)
      dark.data.set(sheet.data.subarray(y * 1000, (y + 1) * 1000), (y + 150) * 1240 + 100);
    const cut = only(await straightenFrame(frameOf(asPicture(dark))));
    expect(cut.notes).toContain('note-paper-cropped');
    expect(cut.paperBox.width).toBeLessThan(1020);
  });

  it('shows what stands out on a table to those who do not know the whole frame, and believes only them', async () => {
    const photo = warp(asColour(textPage(800, 1130, 4)), translation(-200, -220), 1200, 1600, [150, 120, 90]);
    const widths: number[] = [];
    const knows = (known: boolean) => ({
      matchForm: ({ width }: Gray) => {
        widths.push(width);
        return known && width < 900 ? { rotation: 0 as const, confidence: 1 } : null;
      },
    });
    const page = only(await straightenFrame(frameOf(photo), knows(true)));
    expect(page.notes).toContain('note-paper-cropped');
    expect(page.notes).not.toContain('note-orientation-unsure');
    for (const corner of [
      { x: 200, y: 220 },
      { x: 1000, y: 1350 },
    ]) {
      const at = toPage(page, corner);
      expect(Math.min(at.x, page.picture.width - at.x)).toBeLessThan(45);
      expect(Math.min(at.x, at.y)).toBeGreaterThanOrEqual(0);
    }
    const whole = only(await straightenFrame(frameOf(photo), knows(false)));
    expect(whole.notes).toContain('note-orientation-unsure');
    expect(whole.picture.width).toBeGreaterThanOrEqual(1200);
    expect(Math.max(...widths)).toBeGreaterThanOrEqual(1200);
  });

  it('passes blank pages on as blank, without asking which way is up', async () => {
    let asked = 0;
    const page = only(
      await straightenFrame(frameOf(asPicture(withGrain(newGray(1240, 1754, 230), 6, 1))), {
        matchForm: () => {
          asked++;
          return null;
        },
      }),
    );
    expect([asked, page.unreadable]).toEqual([0, null]);
    expect(page.notes).toContain('note-blank');
  });

  it('takes a detector at its word only if it holds on the turned page and the lines agree', async () => {
    const scan = frameOf(asPicture(turnGray(textPage(1240, 1754), 180)));
    const answering = (...answers: { rotation: 0 | 90 | 180 | 270; confidence: number }[]) => ({
      orientationReader: { read: async () => answers.shift() ?? null, close: async () => undefined },
    });
    const sure = only(
      await straightenFrame(
        scan,
        answering({ rotation: 180, confidence: 0.9 }, { rotation: 0, confidence: 0.8 }),
      ),
    );
    expect([sure.rotation, sure.orientationConfidence]).toEqual([180, 0.9]);
    const against = only(
      await straightenFrame(scan, answering({ rotation: 90, confidence: 1 }, { rotation: 0, confidence: 1 })),
    );
    expect(against.rotation).toBe(0);
  });

  it('parts a spread that lies on its side, and turns it over when a form says so', async () => {
    const book = openBook(2000, 1420, { shade: 35 });
    const scan = frameOf(asPicture(turnGray(book.gray, 90)));
    const sides = await straightenFrame(scan);
    expect(sides.map(({ side, rotation }) => [side, rotation])).toEqual([
      ['left', 90],
      ['right', 90],
    ]);
    expect(sides[0]?.notes).toContain('note-orientation-unsure');
    // A form fits one page, not the opening: one that fitted the whole frame would say that it is no spread.
    const known = await straightenFrame(scan, {
      matchForm: ({ width, height }) => (width > height ? null : { rotation: 180, confidence: 1 }),
    });
    expect(known.map(({ side, rotation }) => [side, rotation])).toEqual([
      ['left', 270],
      ['right', 270],
    ]);
    expect(known[0]?.notes).not.toContain('note-orientation-unsure');
  });

  it('leaves a page as it lies when nobody is sure, and says so', async () => {
    const asked: number[] = [];
    const page = only(
      await straightenFrame(frameOf(asPicture(turnGray(textPage(1240, 1754), 90))), {
        orientationReader: {
          read: async (gray) => {
            asked.push(gray.width);
            return { rotation: asked.length === 1 ? 180 : 0, confidence: asked.length === 1 ? 0.9 : 0 };
          },
          close: async () => undefined,
        },
      }),
    );
    expect(asked.length).toBe(2);
    expect([page.rotation, page.orientationConfidence]).toEqual([0, 0]);
    expect(page.notes).toContain('note-orientation-unsure');
  });
});

const REGISTER = '../shared/data/scans/registers-fr/FRAN_0187_49914_L.jpg';
it.skipIf(!existsSync(REGISTER))('takes a real opened register for a flat scan of two pages', async () => {
  const pages = await straightenFile(REGISTER, 0);
  expect(pages.map(({ side, dpi, rotation, unreadable }) => ({ side, dpi, rotation, unreadable }))).toEqual([
    { side: 'left', dpi: 300, rotation: 0, unreadable: null },
    { side: 'right', dpi: 300, rotation: 0, unreadable: null },
  ]);
  for (const page of pages) {
    expect(page.notes).not.toContain('note-perspective-mended');
    expect(Math.abs(page.skewDegrees)).toBeLessThan(0.7);
  }
});
