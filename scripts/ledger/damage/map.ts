/**
 * Where a point of the paper (millimetres) comes to lie in the image file (pixels), and back. Every step has an exact
 * inverse, so truth boxes go through the damage without any drift.
 */
export type Point = readonly [number, number];

export type PlaneMap = Readonly<{
  forward: (x: number, y: number) => Point;
  inverse: (x: number, y: number) => Point;
}>;

/** First the first map, then the next. */
export const chain = (maps: readonly PlaneMap[]): PlaneMap => ({
  forward: (x, y) => maps.reduce<Point>((point, map) => map.forward(point[0], point[1]), [x, y]),
  inverse: (x, y) => maps.reduceRight<Point>((point, map) => map.inverse(point[0], point[1]), [x, y]),
});

export const shiftBy = (dx: number, dy: number): PlaneMap => ({
  forward: (x, y) => [x + dx, y + dy],
  inverse: (x, y) => [x - dx, y - dy],
});

/** Turn by an angle (degrees, clockwise on the image) and scale about the origin. */
export const turnAndScale = (degrees: number, scaleX: number, scaleY: number): PlaneMap => {
  const cos = Math.cos((degrees * Math.PI) / 180);
  const sin = Math.sin((degrees * Math.PI) / 180);
  return {
    forward: (x, y) => [scaleX * (x * cos - y * sin), scaleY * (x * sin + y * cos)],
    inverse: (x, y) => {
      const [u, v] = [x / scaleX, y / scaleY];
      return [u * cos + v * sin, v * cos - u * sin];
    },
  };
};

/** A camera that looks a little askew: lines that were parallel run together. Origin is the middle of the paper. */
export const perspective = (px: number, py: number): PlaneMap => ({
  forward: (x, y) => {
    const w = 1 + px * x + py * y;
    return [x / w, y / w];
  },
  inverse: (x, y) => {
    const w = 1 / (1 - px * x - py * y);
    return [x * w, y * w];
  },
});

export type Curl = Readonly<{
  /** x of the spine, mm */
  spine: number;
  /** y of the optical middle, mm */
  middle: number;
  /** How far from the spine the paper rises, mm. */
  reach: number;
  /** Share by which the paper is shortened at the spine, below 1. */
  squeeze: number;
  /** Share by which heights grow at the spine. */
  swell: number;
  /** mm by which lines rise at the spine. */
  arch: number;
}>;

/** Paper that rises towards the spine of a bound book. */
export const curl = ({ spine, middle, reach, squeeze, swell, arch }: Curl): PlaneMap => {
  const shortened = (u: number): number => u - squeeze * reach * (1 - Math.exp(-u / reach));
  return {
    forward: (x, y) => {
      const u = Math.abs(x - spine);
      const near = Math.exp(-u / reach);
      return [
        spine + Math.sign(x - spine) * shortened(u),
        middle + (y - middle) * (1 + swell * near) + arch * near,
      ];
    },
    inverse: (x, y) => {
      const wanted = Math.abs(x - spine);
      // The curve is convex and we start right of the root, so Newton's steps only ever come closer.
      let u = wanted + squeeze * reach;
      for (let i = 0; i < 12; i++) {
        const step = (shortened(u) - wanted) / (1 - squeeze * Math.exp(-u / reach));
        u -= step;
        if (Math.abs(step) < 1e-9) break;
      }
      const near = Math.exp(-u / reach);
      return [spine + Math.sign(x - spine) * u, middle + (y - middle - arch * near) / (1 + swell * near)];
    },
  };
};

export type Wave = Readonly<{ amplitude: number; length: number; phase: number }>;

/** Paper that does not lie flat, a carriage that does not run evenly: gentle waves both ways. */
export const waves = (across: Wave, down: Wave): PlaneMap => {
  const shift = ({ amplitude, length, phase }: Wave, at: number): number =>
    amplitude * Math.sin((2 * Math.PI * at) / length + phase);
  return {
    forward: (x, y) => {
      const moved = x + shift(across, y);
      return [moved, y + shift(down, moved)];
    },
    inverse: (x, y) => {
      const flat = y - shift(down, x);
      return [x - shift(across, flat), flat];
    },
  };
};

/** Pixel (x, y) of an image of that size after the image was turned clockwise by quarters. */
export const quarterTurn = (quarters: number, width: number, height: number): PlaneMap => {
  switch (quarters) {
    case 1:
      return { forward: (x, y) => [height - y, x], inverse: (x, y) => [y, height - x] };
    case 2:
      return { forward: (x, y) => [width - x, height - y], inverse: (x, y) => [width - x, height - y] };
    case 3:
      return { forward: (x, y) => [y, width - x], inverse: (x, y) => [width - y, x] };
    default:
      return { forward: (x, y) => [x, y], inverse: (x, y) => [x, y] };
  }
};
