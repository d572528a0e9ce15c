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
  const levels = new Float64Array(paper.width);
  for (let y = 0; y < height; y++) {
    const down = Math.min(Math.max((y + 0.5) / cell - 0.5, 0), paper.height - 1);
    const y0 = Math.floor(down) * paper.width;
    const y1 = Math.min(Math.floor(down) + 1, paper.height - 1) * paper.width;
    const ty = down - Math.floor(down);
    for (let c = 0; c < paper.width; c++)
      levels[c] = paper.data[y0 + c]! * (1 - ty) + paper.data[y1 + c]! * ty;
    // From the middle of a cell to the next the paper's brightness runs in a straight line; it is even beyond the outermost.
    let x = 0;
    for (let c = -1; c < paper.width; c++) {
      const from = levels[Math.max(c, 0)]!;
      const to = levels[Math.min(c + 1, paper.width - 1)]!;
      const middle = (c + 0.5) * cell;
      const end = c === paper.width - 1 ? width : Math.min(width, Math.round(middle + cell));
      const slope = (to - from) / cell;
      spanInk(data, out, y * width + x, y * width + end, from + slope * (x + 0.5 - middle), slope, floor);
      x = end;
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

/** 255 / level in 1/65536, rounded up so that black on any paper is 255. */
const PER_LEVEL = Int32Array.from({ length: 256 }, (_, level) =>
  Math.ceil((255 * 65536) / Math.max(1, level)),
);

/** The ink of pixels `[at, end)`, where the paper is `level` bright and gets brighter by `slope` a pixel. */
const spanInk = (
  data: Uint8Array,
  out: Uint8Array,
  at: number,
  end: number,
  level: number,
  slope: number,
  floor: number,
): void => {
  let paper = Math.round(level * 65536);
  const step = Math.round(slope * 65536);
  const least = Math.floor(floor);
  for (let i = at; i < end; i++, paper += step) {
    const here = paper >> 16;
    const below = here - data[i]!;
    if (below > 0 && here > least) out[i] = (below * PER_LEVEL[here]!) >> 16;
  }
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
