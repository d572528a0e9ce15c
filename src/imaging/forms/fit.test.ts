import { describe, expect, it } from 'vitest';
import { seeded } from '../draw-for-tests.ts';
import { applyTo, type Mat3 } from '../geometry.ts';
import { fitLocal, fitProjective, type Sighting } from './fit.ts';
import { pageMapFrom } from './page-map.ts';

const PAPER = { width: 210, height: 297 };
const STIFFNESS = { affine: 0.002, projective: 0.02 };

const places = (count: number, seed: number): readonly (readonly [number, number])[] => {
  const random = seeded(seed);
  return Array.from({ length: count }, () => [random() * 210, random() * 297] as const);
};

describe('projective fit', () => {
  const truth: Mat3 = [1.01, 0.008, -1.5, -0.006, 0.995, 2, 1e-5, -8e-6, 1];
  const seen = (x: number, y: number, known: 'both' | 'down'): Sighting => {
    const at = applyTo(truth, x, y);
    return { x, y, dx: known === 'both' ? at.x - x : 0, dy: at.y - y, wx: known === 'both' ? 1 : 0, wy: 1 };
  };
  const worst = (map: Mat3): number =>
    Math.max(
      ...places(50, 9).map(([x, y]) => {
        const a = applyTo(truth, x, y);
        const b = applyTo(map, x, y);
        return Math.hypot(a.x - b.x, a.y - b.y);
      }),
    );

  it('finds a known map although every fourth sighting is wrong', () => {
    const random = seeded(4);
    const sightings = places(48, 1).map(([x, y], i): Sighting => {
      const sighting = seen(x, y, 'both');
      return i % 4 === 0 ? { ...sighting, dx: (random() - 0.5) * 12, dy: (random() - 0.5) * 12 } : sighting;
    });
    expect(worst(fitProjective(sightings, PAPER, STIFFNESS, 0.4).map)).toBeLessThan(0.25);
  });

  it('takes from pieces of rules only what they know', () => {
    const words = places(12, 2).map(([x, y]) => seen(x / 3, y, 'both'));
    const rules = places(40, 3).map(([x, y]) => seen(x, y, 'down'));
    expect(worst(fitProjective([...words, ...rules], PAPER, STIFFNESS, 0.4).map)).toBeLessThan(0.5);
  });
});

describe('local fit', () => {
  it('follows the curl at the bound edge and ignores a lone stray', () => {
    const curl = (x: number): number => 2.5 * Math.exp(-x / 40);
    const sightings = places(160, 5).map(
      ([x, y], i): Sighting => ({ x, y, dx: 0, dy: i === 80 ? 9 : curl(x), wx: 1, wy: 1 }),
    );
    const { local } = fitLocal(sightings, PAPER, 0.05, 0.25);
    const map = pageMapFrom({ format: 1, homography: [1, 0, 0, 0, 1, 0, 0, 0, 1], local });
    // No field lies closer to the edge of the paper.
    const inner = places(60, 6).filter(([x, y]) => x > 10 && x < 200 && y > 10 && y < 287);
    for (const [x, y] of inner) {
      const at = map.toPage(x, y);
      expect(Math.abs(at.y - y - curl(x))).toBeLessThan(0.35);
      expect(Math.abs(at.x - x)).toBeLessThan(0.1);
    }
  });

  it('believes a few anchors at the bound edge that agree among themselves', () => {
    const curl = (x: number): number => -13 * Math.exp((x - 210) / 12);
    const inner = places(90, 7).filter(([x]) => x < 178);
    const outer = [27, 34, 63, 279].map((y) => [196, y] as const);
    const sightings = [...inner, ...outer].map(
      ([x, y]): Sighting => ({ x, y, dx: curl(x), dy: 0, wx: 0.5, wy: 0.5 }),
    );
    const { local } = fitLocal(sightings, PAPER, 0.05, 0.7);
    const map = pageMapFrom({ format: 1, homography: [1, 0, 0, 0, 1, 0, 0, 0, 1], local });
    for (const y of [27, 34, 50]) {
      expect(Math.abs(map.toPage(196, y).x - 196 - curl(196))).toBeLessThan(0.5);
      expect(Math.abs(map.toPage(120, y).x - 120)).toBeLessThan(0.3);
    }
  });
});
