import { existsSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { textPage, withGrain } from './draw-for-tests.ts';
import { decodeFrame } from './frames.ts';
import { createOrientationReader, lineDirection } from './orientation.ts';
import { newGray, shrinkToGray, turnGray } from './raster.ts';
import { straightenFrame } from './straighten.ts';

describe('the direction of lines', () => {
  it('is seen on writing, and is open on a blank sheet', () => {
    const page = textPage(900, 1270);
    expect(lineDirection(page)).toBeGreaterThan(1.5);
    expect(lineDirection(turnGray(page, 90))).toBeLessThan(1 / 1.5);
    expect(lineDirection(newGray(900, 1270, 230))).toBe(1);
  });
});

describe('the orientation reader', () => {
  const reader = createOrientationReader();
  afterAll(() => reader.close());

  it('does not hang or answer with confidence on sheets without text', async () => {
    const blank = await reader.read(newGray(900, 1270, 235));
    expect(blank?.confidence ?? 0).toBeLessThan(0.45);
    const grain = await reader.read(withGrain(newGray(900, 1270, 200), 30, 1));
    expect(grain?.confidence ?? 0).toBeLessThan(0.45);
  });

  const scan = '../shared/data/scans/printed-vi/vietsample1.tif';
  it.skipIf(!existsSync(scan))('turns real print upright from all four sides', async () => {
    const frame = await decodeFrame(scan, 0);
    for (const quarter of [0, 90, 180, 270] as const) {
      const turned = turnGray(shrinkToGray(frame.picture, 1), quarter);
      const [page] = await straightenFrame(
        { picture: { ...turned, channels: 1 }, dpi: 300, jpeg: null },
        { orientationReader: reader },
      );
      expect([quarter, page?.rotation, page?.picture.width]).toEqual([quarter, (360 - quarter) % 360, 1200]);
      expect(page?.orientationConfidence).toBeGreaterThan(0.45);
    }
  });
});
