/** The page while it is drawn: RGB pixels on which ink multiplies, as ink on paper does. */
import type { GreyRaster } from '../blank.ts';
import { createRandom } from '../random.ts';
import type { Rgb } from '../writing/hands.ts';
import type { Grain, Mark } from '../writing/marks.ts';
import { type Coverage, rasterise } from './rasterise.ts';

/** 8-bit RGB, row by row. */
export type Canvas = Readonly<{ width: number; height: number; data: Uint8Array }>;

export const whiteCanvas = (width: number, height: number): Canvas => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(255),
});

/** Lays a grey picture (the printed form) on the canvas with its left border at column `left`. */
export const multiplyGrey = (canvas: Canvas, grey: GreyRaster, left: number): void => {
  const width = Math.min(grey.width, canvas.width - left);
  const height = Math.min(grey.height, canvas.height);
  for (let row = 0; row < height; row++) {
    let from = row * grey.width;
    let to = (row * canvas.width + left) * 3;
    for (let column = 0; column < width; column++, from++, to += 3) {
      const value = grey.data[from] as number;
      if (value === 255) continue;
      canvas.data[to] = ((canvas.data[to] as number) * value) / 255;
      canvas.data[to + 1] = ((canvas.data[to + 1] as number) * value) / 255;
      canvas.data[to + 2] = ((canvas.data[to + 2] as number) * value) / 255;
    }
  }
};

/** Draws a mark; `scale` is pixels per millimetre, `left` the column where the page begins. */
export const drawMark = (canvas: Canvas, mark: Mark, scale: number, left: number): void => {
  const limits = { width: canvas.width - left, height: canvas.height };
  const coverage = rasterise(mark.outline, scale, limits);
  if (coverage !== null) drawCoverage(canvas, coverage, { ...mark, left });
};

/** Multiplies ink onto the canvas wherever the coverage says. */
export const drawCoverage = (
  canvas: Canvas,
  coverage: Coverage,
  { ink, strength, weight, grain, left }: Omit<Mark, 'outline'> & Readonly<{ left: number }>,
): void => {
  const table = inkTable(weight);
  const tile = grainTile(grain);
  const [red, green, blue] = darkening(ink, strength);
  for (let row = 0; row < coverage.height; row++) {
    const y = coverage.y + row;
    let from = row * coverage.width;
    let to = (y * canvas.width + coverage.x + left) * 3;
    for (let column = 0; column < coverage.width; column++, from++, to += 3) {
      const covered = coverage.data[from] as number;
      if (covered === 0) continue;
      let ink = table[covered] as number;
      if (tile !== null) {
        ink *= tile[((y & TILE_MASK) << TILE_BITS) | ((coverage.x + column + left) & TILE_MASK)] as number;
      }
      canvas.data[to] = (canvas.data[to] as number) * (1 - ink * red);
      canvas.data[to + 1] = (canvas.data[to + 1] as number) * (1 - ink * green);
      canvas.data[to + 2] = (canvas.data[to + 2] as number) * (1 - ink * blue);
    }
  }
};

const darkening = (ink: Rgb, strength: number): Rgb => [
  strength * (1 - ink[0] / 255),
  strength * (1 - ink[1] / 255),
  strength * (1 - ink[2] / 255),
];

const inkTables = new Map<number, Float32Array>();

/** Coverage 0…255 → ink 0…1; a weight above one lets the half-covered border pixels fill up. */
const inkTable = (weight: number): Float32Array => {
  const key = Math.round(weight * 50);
  const known = inkTables.get(key);
  if (known !== undefined) return known;
  const table = Float32Array.from({ length: 256 }, (_, i) => (i / 255) ** (50 / Math.max(1, key)));
  inkTables.set(key, table);
  return table;
};

const TILE_BITS = 8;
const TILE = 1 << TILE_BITS;
const TILE_MASK = TILE - 1;

const tiles = new Map<Grain, Float32Array | null>();

/** How much of the ink stays at each pixel of a repeating tile. */
const grainTile = (grain: Grain): Float32Array | null => {
  const known = tiles.get(grain);
  if (known !== undefined) return known;
  const tile = makeTile(grain);
  tiles.set(grain, tile);
  return tile;
};

const makeTile = (grain: Grain): Float32Array | null => {
  const random = createRandom(`grain/${grain}`);
  switch (grain) {
    case 'even':
      return null;
    case 'ribbon': {
      const fine = smoothNoise(random.next, 3);
      const coarse = smoothNoise(random.next, 40);
      return fine.map((value, i) => clamp(1.3 - 0.85 * value * (0.3 + (coarse[i] as number)), 0.5, 1));
    }
    case 'inkjet': {
      const fine = smoothNoise(random.next, 2);
      return fine.map((value, i) =>
        clamp(1.14 - 0.26 * value - ((i >> TILE_BITS) % 24 < 2 ? 0.18 : 0), 0.4, 1),
      );
    }
    case 'rubber': {
      const fine = smoothNoise(random.next, 4);
      const coarse = smoothNoise(random.next, 64);
      return fine.map((value, i) => clamp(1.5 - 0.9 * value - 0.9 * (coarse[i] as number), 0.05, 1));
    }
  }
};

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Noise 0…1 with blots of about `size` pixels, seamless at the tile's borders. */
const smoothNoise = (next: () => number, size: number): Float32Array => {
  const cells = Math.max(2, Math.round(TILE / size));
  const grid = Float32Array.from({ length: cells * cells }, next);
  const at = (x: number, y: number): number => grid[(y % cells) * cells + (x % cells)] as number;
  return Float32Array.from({ length: TILE * TILE }, (_, i) => {
    const x = ((i & TILE_MASK) * cells) / TILE;
    const y = ((i >> TILE_BITS) * cells) / TILE;
    const [x0, y0] = [Math.floor(x), Math.floor(y)];
    const [fx, fy] = [x - x0, y - y0];
    const top = at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx;
    const bottom = at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx;
    return top * (1 - fy) + bottom * fy;
  });
};
