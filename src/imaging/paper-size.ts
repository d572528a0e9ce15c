/** Resolution of a page: as the file says where that gives a sheet of believable size, else from the usual paper sizes. */

export type DpiSource = 'file' | 'paper-size';
export type Resolution = { readonly dpi: number; readonly source: DpiSource };

/** Phones write 72 into every photo, and some tools 96 into every file. */
const LOWEST_DPI = 90;
const HIGHEST_DPI = 1300;
const SHORTEST_MM = 130;
/** A2, two A3 sheets side by side. */
const LONGEST_MM = 700;
const A4_LONG_MM = 297;
const A3_LONG_MM = 420;
const MM_PER_INCH = 25.4;

/**
 * `width` × `height` is the sheet in pixels (the whole spread if it is one), `written` what the file says. Ledgers are A4,
 * spreads A3: the sheet's long side is taken for that where the file says nothing believable.
 */
export const resolutionOf = (
  width: number,
  height: number,
  written: number | null,
  spread: boolean,
): Resolution => {
  const long = Math.max(width, height);
  if (written !== null && written >= LOWEST_DPI && written <= HIGHEST_DPI) {
    const mm = (long / written) * MM_PER_INCH;
    if (mm >= SHORTEST_MM && mm <= LONGEST_MM) return { dpi: written, source: 'file' };
  }
  const dpi = (long / (spread ? A3_LONG_MM : A4_LONG_MM)) * MM_PER_INCH;
  return { dpi: Math.round(dpi), source: 'paper-size' };
};
