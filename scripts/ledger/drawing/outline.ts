/**
 * Shapes as closed contours of straight pieces, `[x0, y0, x1, y1, …]`, y downwards. What is drawn on a page is in
 * millimetres; glyphs are kept in ems until they are placed.
 */
export type Contour = readonly number[];
export type Outline = readonly Contour[];

/** `[left, top, right, bottom]` */
export type Bounds = readonly [number, number, number, number];

export const boundsOf = (outline: Outline): Bounds | null => {
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const contour of outline) {
    for (let i = 0; i < contour.length; i += 2) {
      const x = contour[i] as number;
      const y = contour[i + 1] as number;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  }
  return left > right ? null : [left, top, right, bottom];
};

/** The same shape with every point moved. */
export const mapOutline = (
  outline: Outline,
  move: (x: number, y: number) => readonly [number, number],
): Outline =>
  outline.map((contour) => {
    const moved: number[] = new Array(contour.length);
    for (let i = 0; i < contour.length; i += 2) {
      const [x, y] = move(contour[i] as number, contour[i + 1] as number);
      moved[i] = x;
      moved[i + 1] = y;
    }
    return moved;
  });

/** A disc as a polygon, clockwise. */
export const disc = (x: number, y: number, radius: number, corners = 10): Contour => {
  const contour: number[] = [];
  for (let i = 0; i < corners; i++) {
    const angle = (2 * Math.PI * i) / corners;
    contour.push(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  return contour;
};

/**
 * A pen's line through points: one quadrilateral a piece and a disc at every point. Every contour turns the same way,
 * so that overlaps stay filled. `width` may change along the line.
 */
export const stroke = (
  points: readonly (readonly [number, number])[],
  width: number | ((step: number) => number),
): Outline => {
  const widthAt = typeof width === 'number' ? () => width : width;
  const outline: Contour[] = [];
  points.forEach(([x, y], i) => {
    outline.push(disc(x, y, widthAt(i) / 2, 8));
    const next = points[i + 1];
    if (next === undefined) return;
    const length = Math.hypot(next[0] - x, next[1] - y);
    if (length === 0) return;
    const nx = -(next[1] - y) / length;
    const ny = (next[0] - x) / length;
    const a = widthAt(i) / 2;
    const b = widthAt(i + 1) / 2;
    outline.push([
      ...[x - nx * a, y - ny * a, next[0] - nx * b, next[1] - ny * b],
      ...[next[0] + nx * b, next[1] + ny * b, x + nx * a, y + ny * a],
    ]);
  });
  return outline;
};
