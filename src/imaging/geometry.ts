/**
 * Plane geometry of the imaging room. Coordinates are continuous and edge based: pixel `i` covers `[i, i + 1)`, so its
 * centre is `i + 0.5`, a crop at `left` is a shift by `left`, and a shrink by `f` is a scaling by `1 / f`, exactly.
 * x runs to the right and y down; positive angles turn clockwise as seen on the screen.
 */

/** A 3×3 homography, row by row. */
export type Mat3 = readonly [number, number, number, number, number, number, number, number, number];

export type Point = { readonly x: number; readonly y: number };

/** Edges in pixels: covers `[x, x + width) × [y, y + height)`. */
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** How a picture must be turned clockwise to be upright. */
export type Quarter = 0 | 90 | 180 | 270;

/** Corners in the order top left, top right, bottom right, bottom left. */
export type Quad = readonly [Point, Point, Point, Point];

export const IDENTITY: Mat3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** `multiply(a, b)` applies `b` first, then `a`. */
export const multiply = (a: Mat3, b: Mat3): Mat3 => [
  a[0] * b[0] + a[1] * b[3] + a[2] * b[6],
  a[0] * b[1] + a[1] * b[4] + a[2] * b[7],
  a[0] * b[2] + a[1] * b[5] + a[2] * b[8],
  a[3] * b[0] + a[4] * b[3] + a[5] * b[6],
  a[3] * b[1] + a[4] * b[4] + a[5] * b[7],
  a[3] * b[2] + a[4] * b[5] + a[5] * b[8],
  a[6] * b[0] + a[7] * b[3] + a[8] * b[6],
  a[6] * b[1] + a[7] * b[4] + a[8] * b[7],
  a[6] * b[2] + a[7] * b[5] + a[8] * b[8],
];

/** Left to right: the last one is applied first. */
export const compose = (...maps: readonly Mat3[]): Mat3 => maps.reduce(multiply, IDENTITY);

/** Throws a RangeError on a singular matrix: nothing in this room makes one from a picture that has an area. */
export const invert = (m: Mat3): Mat3 => {
  const a = m[4] * m[8] - m[5] * m[7];
  const b = m[5] * m[6] - m[3] * m[8];
  const c = m[3] * m[7] - m[4] * m[6];
  const det = m[0] * a + m[1] * b + m[2] * c;
  if (Math.abs(det) < 1e-300) throw new RangeError('singular homography');
  const k = 1 / det;
  return [
    a * k,
    (m[2] * m[7] - m[1] * m[8]) * k,
    (m[1] * m[5] - m[2] * m[4]) * k,
    b * k,
    (m[0] * m[8] - m[2] * m[6]) * k,
    (m[2] * m[3] - m[0] * m[5]) * k,
    c * k,
    (m[1] * m[6] - m[0] * m[7]) * k,
    (m[0] * m[4] - m[1] * m[3]) * k,
  ];
};

export const applyTo = (m: Mat3, x: number, y: number): Point => {
  const w = m[6] * x + m[7] * y + m[8];
  return { x: (m[0] * x + m[1] * y + m[2]) / w, y: (m[3] * x + m[4] * y + m[5]) / w };
};

export const translation = (dx: number, dy: number): Mat3 => [1, 0, dx, 0, 1, dy, 0, 0, 1];

export const scaling = (sx: number, sy = sx): Mat3 => [sx, 0, 0, 0, sy, 0, 0, 0, 1];

/** Turns clockwise about the origin. */
export const rotation = (degrees: number): Mat3 => {
  const c = Math.cos((degrees * Math.PI) / 180);
  const s = Math.sin((degrees * Math.PI) / 180);
  return [c, -s, 0, s, c, 0, 0, 0, 1];
};

/**
 * From pixels of a picture turned clockwise by `quarter` back to the unturned picture, whose size is
 * `width` × `height`. Entries are exact integers.
 */
export const fromTurned = (quarter: Quarter, width: number, height: number): Mat3 => {
  if (quarter === 90) return [0, 1, 0, -1, 0, height, 0, 0, 1];
  if (quarter === 180) return [-1, 0, width, 0, -1, height, 0, 0, 1];
  if (quarter === 270) return [0, -1, width, 1, 0, 0, 0, 0, 1];
  return IDENTITY;
};

/** The homography that maps the rectangle `[0, width] × [0, height]` onto `quad`. */
export const rectToQuad = (width: number, height: number, quad: Quad): Mat3 => {
  const [p0, p1, p2, p3] = quad;
  const dx1 = p1.x - p2.x;
  const dx2 = p3.x - p2.x;
  const sx = p0.x - p1.x + p2.x - p3.x;
  const dy1 = p1.y - p2.y;
  const dy2 = p3.y - p2.y;
  const sy = p0.y - p1.y + p2.y - p3.y;
  const den = dx1 * dy2 - dx2 * dy1;
  const g = (sx * dy2 - dx2 * sy) / den;
  const h = (dx1 * sy - sx * dy1) / den;
  const unit: Mat3 = [
    p1.x - p0.x + g * p1.x,
    p3.x - p0.x + h * p3.x,
    p0.x,
    p1.y - p0.y + g * p1.y,
    p3.y - p0.y + h * p3.y,
    p0.y,
    g,
    h,
    1,
  ];
  return multiply(unit, scaling(1 / width, 1 / height));
};

/** The smallest upright box around the image of `box` under `m`. */
export const boundsUnder = (m: Mat3, box: Box): Box => {
  const corners = [
    applyTo(m, box.x, box.y),
    applyTo(m, box.x + box.width, box.y),
    applyTo(m, box.x + box.width, box.y + box.height),
    applyTo(m, box.x, box.y + box.height),
  ];
  const xs = corners.map((corner) => corner.x);
  const ys = corners.map((corner) => corner.y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
};
