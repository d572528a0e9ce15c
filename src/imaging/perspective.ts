/**
 * The sheet's four corners on a photo, where the whole sheet lies on a background of another colour. No answer unless
 * outline and quadrilateral agree closely and the sheet is really seen at an angle: a wrong answer would bend a good scan.
 */
import type { Point, Quad } from './geometry.ts';
import type { Picture } from './raster.ts';
import { type SheetMask, sheetMask } from './sheet-mask.ts';

const MIN_AGREEMENT = 0.955;

/** Corners in pixels of the picture, or null where there is nothing to mend or no certain sheet. */
export const findSheet = (picture: Picture): Quad | null => {
  const sheet = sheetMask(picture);
  if (sheet === null) return null;
  const outline = hull(sheet);
  const quad = largestQuad(simplify(outline, 24));
  if (quad === null) return null;
  const refined = alignSides(quad, outline);
  if (refined === null || !insideFrame(refined, sheet)) return null;
  if (agreement(refined, sheet) < MIN_AGREEMENT || !isSeenAtAngle(refined)) return null;
  const f = sheet.factor;
  return widened(refined).map(({ x, y }) => ({ x: x * f, y: y * f })) as unknown as Quad;
};

/**
 * Width and height to draw the sheet at: the longer of opposite sides, so that nothing gets coarser, and the ratio of
 * ISO paper (A4, A3) where the sides come near it, because a slant shortens one direction.
 */
export const flatSize = (quad: Quad): { width: number; height: number } => {
  const [a, b, c, d] = quad;
  const width = Math.max(distance(a, b), distance(d, c));
  const height = Math.max(distance(a, d), distance(b, c));
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  const iso = Math.SQRT2;
  const ratio = long / short;
  if (Math.abs(ratio / iso - 1) > 0.1) return { width: Math.round(width), height: Math.round(height) };
  // Grow the side that is too short.
  const [newLong, newShort] = ratio < iso ? [short * iso, short] : [long, long / iso];
  return width > height
    ? { width: Math.round(newLong), height: Math.round(newShort) }
    : { width: Math.round(newShort), height: Math.round(newLong) };
};

const distance = (p: Point, q: Point): number => Math.hypot(p.x - q.x, p.y - q.y);

/** Convex hull of the mask's pixel corners, clockwise on screen (Andrew's monotone chain). */
const hull = ({ mask, width, height }: SheetMask): Point[] => {
  const points: Point[] = [];
  for (let y = 0; y < height; y++) {
    const row = mask.subarray(y * width, (y + 1) * width);
    const from = row.indexOf(1);
    if (from < 0) continue;
    const to = row.lastIndexOf(1) + 1;
    points.push({ x: from, y }, { x: to, y }, { x: from, y: y + 1 }, { x: to, y: y + 1 });
  }
  points.sort((p, q) => p.x - q.x || p.y - q.y);
  const chain = (list: readonly Point[]): Point[] => {
    const out: Point[] = [];
    for (const p of list) {
      while (out.length >= 2 && cross(out[out.length - 2]!, out[out.length - 1]!, p) <= 0) out.pop();
      out.push(p);
    }
    out.pop();
    return out;
  };
  return [...chain(points), ...chain([...points].reverse())];
};

const cross = (o: Point, a: Point, b: Point): number => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);

/** Drops the corner that matters least until `most` are left. */
const simplify = (outline: readonly Point[], most: number): Point[] => {
  const points = [...outline];
  while (points.length > most) {
    let at = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < points.length; i++) {
      const before = points[(i + points.length - 1) % points.length]!;
      const after = points[(i + 1) % points.length]!;
      const area = Math.abs(cross(before, points[i]!, after));
      if (area < least) {
        least = area;
        at = i;
      }
    }
    points.splice(at, 1);
  }
  return points;
};

/** The four hull corners that enclose the most, from the top left one on. */
const largestQuad = (points: readonly Point[]): Quad | null => {
  let best: Quad | null = null;
  let most = 0;
  const n = points.length;
  for (let a = 0; a < n; a++) {
    for (let b = a + 1; b < n; b++) {
      for (let c = b + 1; c < n; c++) {
        for (let d = c + 1; d < n; d++) {
          const [p, q, r, s] = [points[a]!, points[b]!, points[c]!, points[d]!];
          const area = Math.abs(cross(p, q, r)) + Math.abs(cross(p, r, s));
          if (area > most) {
            most = area;
            best = [p, q, r, s];
          }
        }
      }
    }
  }
  return best === null ? null : fromTopLeft(best);
};

const fromTopLeft = (quad: Quad): Quad => {
  const start = [0, 1, 2, 3].reduce(
    (at, i) => (quad[i]!.x + quad[i]!.y < quad[at]!.x + quad[at]!.y ? i : at),
    0,
  );
  const ring = [0, 1, 2, 3].map((i) => quad[(start + i) % 4]!);
  const [a, b, c, d] = ring as [Point, Point, Point, Point];
  return cross(a, b, c) > 0 ? [a, b, c, d] : [a, d, c, b];
};

/** Lays a line along each side through the outline next to it (corners left out: they are dog-eared) and crosses them. */
const alignSides = (quad: Quad, outline: readonly Point[]): Quad | null => {
  const dense = densify(outline);
  const lines = quad.map((from, i) => fitSide(from, quad[(i + 1) % 4]!, dense));
  const corners = lines.map((line, i) => meet(lines[(i + 3) % 4]!, line));
  return corners.some((corner) => corner === null) ? null : (corners as unknown as Quad);
};

const densify = (outline: readonly Point[]): Point[] =>
  outline.flatMap((p, i) => {
    const q = outline[(i + 1) % outline.length]!;
    const steps = Math.max(1, Math.round(distance(p, q) / 3));
    return Array.from({ length: steps }, (_, k) => ({
      x: p.x + ((q.x - p.x) * k) / steps,
      y: p.y + ((q.y - p.y) * k) / steps,
    }));
  });

type Line = { readonly through: Point; readonly dx: number; readonly dy: number };

const fitSide = (from: Point, to: Point, outline: readonly Point[]): Line => {
  const length = distance(from, to);
  const dx = (to.x - from.x) / length;
  const dy = (to.y - from.y) / length;
  const near = outline.filter((p) => {
    const along = (p.x - from.x) * dx + (p.y - from.y) * dy;
    const off = Math.abs((p.x - from.x) * dy - (p.y - from.y) * dx);
    return along > length * 0.08 && along < length * 0.92 && off < length * 0.02 + 2;
  });
  if (near.length < 5) return { through: from, dx, dy };
  const mx = near.reduce((sum, p) => sum + p.x, 0) / near.length;
  const my = near.reduce((sum, p) => sum + p.y, 0) / near.length;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (const p of near) {
    xx += (p.x - mx) ** 2;
    xy += (p.x - mx) * (p.y - my);
    yy += (p.y - my) ** 2;
  }
  const angle = 0.5 * Math.atan2(2 * xy, xx - yy);
  return { through: { x: mx, y: my }, dx: Math.cos(angle), dy: Math.sin(angle) };
};

const meet = (a: Line, b: Line): Point | null => {
  const den = a.dx * b.dy - a.dy * b.dx;
  if (Math.abs(den) < 0.2) return null;
  const t = ((b.through.x - a.through.x) * b.dy - (b.through.y - a.through.y) * b.dx) / den;
  return { x: a.through.x + t * a.dx, y: a.through.y + t * a.dy };
};

const insideFrame = (quad: Quad, { width, height }: SheetMask): boolean =>
  quad.every(({ x, y }) => x > -0.01 * width && x < 1.01 * width && y > -0.01 * height && y < 1.01 * height);

/** A little larger all round: what is written to the very edge must not be cut by a pixel's error. */
const widened = (quad: Quad): Point[] => {
  const x = quad.reduce((sum, p) => sum + p.x, 0) / 4;
  const y = quad.reduce((sum, p) => sum + p.y, 0) / 4;
  return quad.map((p) => ({ x: x + (p.x - x) * 1.008, y: y + (p.y - y) * 1.008 }));
};

/** Area in common by area of both together. */
const agreement = (quad: Quad, { mask, width, height }: SheetMask): number => {
  let both = 0;
  let either = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = { x: x + 0.5, y: y + 0.5 };
      const inside = quad.every((corner, i) => cross(corner, quad[(i + 1) % 4]!, p) >= 0);
      const marked = mask[y * width + x] === 1;
      if (inside && marked) both++;
      if (inside || marked) either++;
    }
  }
  return either === 0 ? 0 : both / either;
};

/** Corners off the right angle by more than a degree, all within 35° of it. Else turning and cropping do. */
const isSeenAtAngle = (quad: Quad): boolean => {
  const off = quad.map((corner, i) => {
    const before = quad[(i + 3) % 4]!;
    const after = quad[(i + 1) % 4]!;
    const turn =
      Math.atan2(after.y - corner.y, after.x - corner.x) -
      Math.atan2(before.y - corner.y, before.x - corner.x);
    const degrees = Math.abs((((turn * 180) / Math.PI + 540) % 360) - 180);
    return Math.abs(degrees - 90);
  });
  return Math.max(...off) > 1 && Math.max(...off) < 35;
};
