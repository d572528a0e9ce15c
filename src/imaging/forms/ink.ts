/** Ink maps: how dark a page is compared with the paper around, free of shadows, yellowing and scanner background. */
import { type Gray, percentile } from '../raster.ts';

/** Side of the cells in which the paper's brightness is looked up, in millimetres: wider than any letter's stroke. */
const CELL_MM = 3;
/** Cells darker than this share of the page's paper are not paper (scanner lid, table, finger). */
const NOT_PAPER = 0.35;

export type InkOptions = {
  /**
   * Takes out what is dark all over (table, scanner lid, the step from there to the sheet): for finding forms, where such
   * edges look like long rules. Not for crops, where a thick stroke may be as broad.
   */
  readonly withoutAreas?: boolean;
};

/**
 * 0 paper … 255 as black as ink can be on the paper at that place.
 * @param pixelsPerMm resolution of the picture, roughly.
 */
export const inkMap = (gray: Gray, pixelsPerMm: number, options: InkOptions = {}): Gray => {
  const { width, height, data } = gray;
  const cell = Math.max(4, Math.round(CELL_MM * pixelsPerMm));
  const paper = paperLevels(gray, cell);
  const floor = NOT_PAPER * percentile(gray, 0.8);
  const out = new Uint8Array(data.length);
  const row = new Float32Array(width);
  const xs = cellSteps(width, cell, paper.width);
  const ys = cellSteps(height, cell, paper.height);
  for (let y = 0; y < height; y++) {
    const y0 = ys.index[y]! * paper.width;
    const y1 = Math.min(ys.index[y]! + 1, paper.height - 1) * paper.width;
    const ty = ys.share[y]!;
    for (let x = 0; x < width; x++) {
      const x0 = xs.index[x]!;
      const x1 = x0 + 1 < paper.width ? x0 + 1 : x0;
      const tx = xs.share[x]!;
      const top = paper.data[y0 + x0]! * (1 - tx) + paper.data[y0 + x1]! * tx;
      const bottom = paper.data[y1 + x0]! * (1 - tx) + paper.data[y1 + x1]! * tx;
      row[x] = top * (1 - ty) + bottom * ty;
    }
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const level = row[x]!;
      const below = level - data[i]!;
      if (below > 0 && level > floor) out[i] = (below * 255) / level;
    }
  }
  if (options.withoutAreas === true) eraseAreas(out, width, height, cell, paper);
  return { width, height, data: out };
};

/** A cell whose brightest pixels are darker than this share of the paper around it is no paper with ink on it. */
const DARK_AREA = 0.8;

const eraseAreas = (ink: Uint8Array, width: number, height: number, cell: number, paper: Paper): void => {
  for (let cy = 0; cy < paper.height; cy++) {
    for (let cx = 0; cx < paper.width; cx++) {
      if (paper.own[cy * paper.width + cx]! >= DARK_AREA * brightestNear(paper, cx, cy)) continue;
      // The neighbours go too: the step runs through them.
      const left = Math.max(0, (cx - 1) * cell);
      const right = Math.min(width, (cx + 2) * cell);
      for (let y = Math.max(0, (cy - 1) * cell); y < Math.min(height, (cy + 2) * cell); y++) {
        ink.fill(0, y * width + left, y * width + right);
      }
    }
  }
};

const brightestNear = ({ width, height, own }: Paper, cx: number, cy: number): number => {
  let max = 0;
  for (let y = Math.max(0, cy - 1); y <= Math.min(height - 1, cy + 1); y++) {
    for (let x = Math.max(0, cx - 1); x <= Math.min(width - 1, cx + 1); x++) {
      if (own[y * width + x]! > max) max = own[y * width + x]!;
    }
  }
  return max;
};

type Paper = {
  readonly width: number;
  readonly height: number;
  /** The paper's brightness at each cell, from it and its neighbours, and the cell's own. */
  readonly data: Float32Array;
  readonly own: Float32Array;
};

/** For every pixel: the cell whose centre is left of it and how far on to the next centre it lies. */
const cellSteps = (
  length: number,
  cell: number,
  count: number,
): { readonly index: Int32Array; readonly share: Float32Array } => {
  const index = new Int32Array(length);
  const share = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const u = Math.min(Math.max((i + 0.5) / cell - 0.5, 0), count - 1);
    index[i] = Math.floor(u);
    share[i] = u - Math.floor(u);
  }
  return { index, share };
};

/** The paper's brightness, one value a cell: the mean of the brighter half of the cell and its eight neighbours. */
const paperLevels = (gray: Gray, cell: number): Paper => {
  const { width, height, data } = gray;
  const columns = Math.max(1, Math.ceil(width / cell));
  const rows = Math.max(1, Math.ceil(height / cell));
  const bright = new Float32Array(columns * rows);
  const counts = new Uint32Array(64);
  for (let cy = 0; cy < rows; cy++) {
    for (let cx = 0; cx < columns; cx++) {
      counts.fill(0);
      let total = 0;
      const bottom = Math.min(height, (cy + 1) * cell);
      const right = Math.min(width, (cx + 1) * cell);
      for (let y = cy * cell; y < bottom; y++) {
        for (let i = y * width + cx * cell, end = y * width + right; i < end; i++) {
          const bin = data[i]! >> 2;
          counts[bin] = counts[bin]! + 1;
          total++;
        }
      }
      // The brightest quarter's lower edge: paper even where a cell is half covered by bold print.
      let left = total * 0.25;
      let bin = 63;
      for (; bin > 0; bin--) {
        left -= counts[bin]!;
        if (left <= 0) break;
      }
      bright[cy * columns + cx] = bin * 4 + 2;
    }
  }
  return { width: columns, height: rows, data: smoothLevels(bright, columns, rows), own: bright };
};

const smoothLevels = (levels: Float32Array, columns: number, rows: number): Float32Array => {
  const out = new Float32Array(levels.length);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      let max = 0;
      let sum = 0;
      let n = 0;
      for (let v = Math.max(0, y - 1); v <= Math.min(rows - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(columns - 1, x + 1); u++) {
          const level = levels[v * columns + u]!;
          if (level > max) max = level;
          sum += level;
          n++;
        }
      }
      // Under a big blot the neighbours know better what the paper is.
      out[y * columns + x] = (max + sum / n) / 2;
    }
  }
  return out;
};

/**
 * Takes folds and shadows' edges out of a line's ink map (in place): what darkens most of a column, or most of a long
 * stretch of a row, is not writing.
 */
export const levelOut = (ink: Gray, pixelsPerMm: number): void => {
  const { width, height, data } = ink;
  const counts = new Uint32Array(256);
  const columns = new Uint8Array(width);
  for (let x = 0; x < width; x++) {
    // Every other pixel is enough for a quantile.
    for (let i = x; i < data.length; i += 2 * width) counts[data[i]!] = counts[data[i]!]! + 1;
    columns[x] = drain(counts, Math.ceil(height / 2) * COLUMN_SHARE);
  }
  // A stroke upright in a narrow crop could fill one column; a fold fills several side by side.
  const reach = Math.max(1, Math.round(0.25 * pixelsPerMm));
  const floor = new Uint8Array(width);
  for (let x = 0; x < width; x++) {
    let least = 255;
    for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++) {
      if (columns[u]! < least) least = columns[u]!;
    }
    floor[x] = least;
  }
  const stretch = Math.round(STRETCH_MM * pixelsPerMm);
  for (let y = 0; y < height; y++) {
    for (let from = 0; from < width; from += stretch) {
      const to = width - from < 1.5 * stretch ? width : from + stretch;
      for (let i = y * width + from, end = y * width + to; i < end; i++) {
        const value = data[i]! - floor[i - y * width]!;
        data[i] = Math.max(value, 0);
        counts[data[i]!] = counts[data[i]!]! + 1;
      }
      const row = drain(counts, (to - from) * ROW_SHARE);
      if (row > 0) {
        for (let i = y * width + from, end = y * width + to; i < end; i++) {
          data[i] = data[i]! > row ? data[i]! - row : 0;
        }
      }
      if (to === width) break;
    }
  }
};

const COLUMN_SHARE = 0.35;
const ROW_SHARE = 0.3;
const STRETCH_MM = 25;

/** The value that `rank` of the counted values stay below; the counts are zero afterwards. */
const drain = (counts: Uint32Array, rank: number): number => {
  let left = rank;
  let found = 0;
  for (; found < 255; found++) {
    left -= counts[found]!;
    if (left < 0) break;
  }
  counts.fill(0);
  return found;
};
