/**
 * The drawn sheet → what the scanner or phone makes of it. All geometric damage is one look-up per pixel (bilinear,
 * through a mesh of the inverse map every eight pixels), and light, bleed-through, stains and the paper's tone go along.
 */
import type { GreyRaster } from '../blank.ts';
import type { Canvas } from '../drawing/canvas.ts';
import type { Random } from '../random.ts';
import { createRandom } from '../random.ts';
import type { Placement, SheetDamage, SheetShape } from './choose.ts';
import { lightOf } from './light.ts';

const MESH = 8;

/** Pixels of the finished file: one channel (grey) or three. */
export type Scan = Readonly<{ width: number; height: number; channels: 1 | 3; data: Uint8Array }>;

type Mesh = Readonly<{ columns: number; values: Float32Array }>;

/** Values per mesh point: column and row in the canvas, brightness of red, green, blue. */
const MESH_VALUES = 5;

const makeMesh = (placement: Placement, damage: SheetDamage, shape: SheetShape, scale: number): Mesh => {
  const columns = Math.ceil(placement.width / MESH) + 1;
  const rows = Math.ceil(placement.height / MESH) + 1;
  const values = new Float32Array(columns * rows * MESH_VALUES);
  const light = lightOf(damage, shape);
  const brightness = new Float32Array(3);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [px, py] = [column * MESH, row * MESH];
      // Pixel i covers i…i+1, so its middle is half a pixel further on, in the file as on the canvas.
      const [x, y] = placement.map.inverse(px + 0.5, py + 0.5);
      light(x, y, px / placement.width, py / placement.height, brightness);
      const at = (row * columns + column) * MESH_VALUES;
      values[at] = x * scale - 0.5;
      values[at + 1] = y * scale - 0.5;
      values[at + 2] = brightness[0] as number;
      values[at + 3] = brightness[1] as number;
      values[at + 4] = brightness[2] as number;
    }
  }
  return { columns, values };
};

/** The mesh's values along one row of pixels. */
const meshRow = ({ columns, values }: Mesh, y: number, into: Float32Array): void => {
  const above = Math.floor(y / MESH) * columns * MESH_VALUES;
  const below = above + columns * MESH_VALUES;
  const down = (y % MESH) / MESH;
  for (let i = 0; i < into.length; i++) into[i] = values[above + i]! * (1 - down) + values[below + i]! * down;
};

/**
 * @param canvas the sheet drawn flat @param scale its pixels per millimetre
 * @param verso what shines through from the other side, mirrored already, as darkness is drawn; any size
 */
export const applyDamage = (
  random: Random,
  canvas: Canvas,
  scale: number,
  damage: SheetDamage,
  shape: SheetShape,
  placement: Placement,
  verso: GreyRaster | null,
): Scan => {
  const { width, height } = placement;
  const mesh = makeMesh(placement, damage, shape, scale);
  const channels = damage.grey ? 1 : 3;
  const out = new Uint8Array(width * height * channels);
  const tone = toneTable(damage);
  const texture = paperTexture();
  const background = makeBackground(random, damage);
  const [paperRed, paperGreen, paperBlue] = damage.paper.map((value) => value / 255) as [
    number,
    number,
    number,
  ];
  const source = canvas.data;
  const stride = canvas.width * 3;
  const [lastX, lastY] = [canvas.width - 1, canvas.height - 1];
  const bleed = verso === null ? 0 : damage.bleed / 255;
  const bleedX = verso === null ? 0 : verso.width / canvas.width;
  const bleedY = verso === null ? 0 : verso.height / canvas.height;
  const across = new Float32Array(mesh.columns * MESH_VALUES);
  for (let y = 0; y < height; y++) {
    meshRow(mesh, y, across);
    for (let blockX = 0; blockX < width; blockX += MESH) {
      const a = (blockX / MESH) * MESH_VALUES;
      const b = a + MESH_VALUES;
      let u = across[a]!;
      let v = across[a + 1]!;
      let red = across[a + 2]!;
      let green = across[a + 3]!;
      let blue = across[a + 4]!;
      const du = (across[b]! - u) / MESH;
      const dv = (across[b + 1]! - v) / MESH;
      const dRed = (across[b + 2]! - red) / MESH;
      const dGreen = (across[b + 3]! - green) / MESH;
      const dBlue = (across[b + 4]! - blue) / MESH;
      const end = Math.min(width, blockX + MESH);
      let to = (y * width + blockX) * channels;
      for (let x = blockX; x < end; x++, to += channels) {
        let r: number;
        let g: number;
        let b2: number;
        if (u < 0 || v < 0 || u >= lastX || v >= lastY) {
          const table = background(x, y);
          r = table * background.tint[0];
          g = table * background.tint[1];
          b2 = table * background.tint[2];
        } else {
          const u0 = u | 0;
          const v0 = v | 0;
          const fx = u - u0;
          const fy = v - v0;
          const w00 = (1 - fx) * (1 - fy);
          const w10 = fx * (1 - fy);
          const w01 = (1 - fx) * fy;
          const w11 = fx * fy;
          const p = v0 * stride + u0 * 3;
          const q = p + stride;
          let paper = texture[((v0 & TEXTURE_MASK) << TEXTURE_BITS) | (u0 & TEXTURE_MASK)] as number;
          if (bleed > 0 && verso !== null) {
            const dark = 255 - (verso.data[((v * bleedY) | 0) * verso.width + ((u * bleedX) | 0)] as number);
            paper *= 1 - bleed * dark;
          }
          r =
            (w00 * source[p]! + w10 * source[p + 3]! + w01 * source[q]! + w11 * source[q + 3]!) *
            paper *
            paperRed;
          g =
            (w00 * source[p + 1]! + w10 * source[p + 4]! + w01 * source[q + 1]! + w11 * source[q + 4]!) *
            paper *
            paperGreen;
          b2 =
            (w00 * source[p + 2]! + w10 * source[p + 5]! + w01 * source[q + 2]! + w11 * source[q + 5]!) *
            paper *
            paperBlue;
        }
        r *= red;
        g *= green;
        b2 *= blue;
        if (channels === 1) out[to] = tone[(0.299 * r + 0.587 * g + 0.114 * b2) | 0] as number;
        else {
          out[to] = tone[r | 0] as number;
          out[to + 1] = tone[g | 0] as number;
          out[to + 2] = tone[b2 | 0] as number;
        }
        u += du;
        v += dv;
        red += dRed;
        green += dGreen;
        blue += dBlue;
      }
    }
  }
  return { width, height, channels, data: out };
};

/** Fading: black is no longer black, white no longer white. */
const toneTable = ({ black, white }: SheetDamage): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, i) => Math.round(black + (i * (white - black)) / 255));

const TEXTURE_BITS = 9;
const TEXTURE_MASK = (1 << TEXTURE_BITS) - 1;

let texture: Float32Array | undefined;

/** The tooth of the paper: close to one everywhere. */
const paperTexture = (): Float32Array => {
  if (texture !== undefined) return texture;
  const random = createRandom('paper');
  const size = 1 << TEXTURE_BITS;
  const rough = Float32Array.from({ length: size * size }, () => random.next());
  const at = (x: number, y: number): number =>
    rough[((y & TEXTURE_MASK) << TEXTURE_BITS) | (x & TEXTURE_MASK)] as number;
  texture = Float32Array.from({ length: size * size }, (_, i) => {
    const [x, y] = [i & TEXTURE_MASK, i >> TEXTURE_BITS];
    const fibre = (at(x, y) + at(x + 1, y) + at(x + 2, y + 1) + at(x, y + 1)) / 4;
    return 0.985 + 0.015 * fibre;
  });
  return texture;
};

type Background = ((x: number, y: number) => number) & { tint: readonly [number, number, number] };

/** What is around the paper: the scanner's lid, light or black, or a wooden table. */
const makeBackground = (random: Random, damage: SheetDamage): Background => {
  if (!damage.photo) {
    const value = random.chance(0.7) ? random.between(205, 250) : random.between(20, 50);
    return Object.assign(() => value, { tint: [1, 1, 1] as const });
  }
  const base = random.between(70, 140);
  const grain = random.between(6, 16);
  const length = random.between(500, 900);
  const phase = random.between(0, 7);
  return Object.assign(
    (x: number, y: number) => {
      const ring = y / 9 + 5 * Math.sin(x / length + phase) + 1.5 * Math.sin(y / 130 + x / 260);
      return base + grain * Math.sin(ring) + grain * 0.5 * Math.sin(ring * 3.7 + x / 90);
    },
    {
      tint: random.pick([
        [1.15, 0.88, 0.62],
        [1.05, 0.98, 0.9],
        [0.9, 0.75, 0.6],
      ] as const),
    },
  );
};

const NOISE_BITS = 16;
let noiseTable: Int8Array | undefined;

/** Adds the sensor's noise in place; `deviation` in grey levels. */
export const addNoise = (random: Random, scan: Scan, deviation: number): void => {
  if (deviation <= 0) return;
  noiseTable ??= makeNoise();
  const table = noiseTable;
  const mask = (1 << NOISE_BITS) - 1;
  const share = deviation / 32;
  const row = scan.width * scan.channels;
  for (let y = 0; y < scan.height; y++) {
    let from = random.whole(0, mask);
    const end = (y + 1) * row;
    for (let at = y * row; at < end; at++, from++) {
      const value = (scan.data[at] as number) + (table[from & mask] as number) * share;
      scan.data[at] = value < 0 ? 0 : Math.min(255, value);
    }
  }
};

/** Normal noise with a deviation of 32. */
const makeNoise = (): Int8Array => {
  const random = createRandom('noise');
  return Int8Array.from({ length: 1 << NOISE_BITS }, () => Math.round(random.normal(0, 32)));
};
