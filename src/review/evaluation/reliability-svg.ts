/** The reliability diagram as SVG: what values of a confidence turn out to be, over both on the scale of their odds. */
import type { Bin } from './confidence-measures.ts';

export type DiagramWords = Readonly<{ title: string; confidence: string; right: string; values: string }>;

const SIZE = 420;
const FRAME = { left: 64, top: 40, right: 16, bottom: 56 };
const WIDTH = SIZE + FRAME.left + FRAME.right;
const HEIGHT = SIZE + FRAME.top + FRAME.bottom;
/** Most of what matters lies between 0.9 and 1: the axes are stretched there (log odds). */
const LOWEST = 0.05;
const HIGHEST = 0.9995;
const MARKS = [0.05, 0.2, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999];

const odds = (share: number): number => Math.log(share / (1 - share));
const along = (share: number): number => {
  const inside = Math.min(HIGHEST, Math.max(LOWEST, share));
  return (SIZE * (odds(inside) - odds(LOWEST))) / (odds(HIGHEST) - odds(LOWEST));
};
const x = (share: number): string => (FRAME.left + along(share)).toFixed(1);
const y = (share: number): string => (FRAME.top + SIZE - along(share)).toFixed(1);

const escaped = (text: string): string =>
  text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;');

const BLACK = '#1a1a1a';
const GREY = '#d0d4d9';
const BLUE = '#1c5fa8';

/** A picture of its own, without scripts or outside files. */
export const reliabilitySvg = (bins: readonly Bin[], words: DiagramWords): string => {
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const grid = MARKS.map(
    (mark) =>
      `<path d="M${x(mark)} ${FRAME.top}V${FRAME.top + SIZE}M${FRAME.left} ${y(mark)}H${FRAME.left + SIZE}" stroke="${GREY}"/>` +
      `<text x="${x(mark)}" y="${FRAME.top + SIZE + 16}" text-anchor="middle">${mark}</text>` +
      `<text x="${FRAME.left - 6}" y="${Number(y(mark)) + 4}" text-anchor="end">${mark}</text>`,
  );
  const points = bins.map(
    (bin) =>
      `<circle cx="${x(bin.confidence)}" cy="${y(bin.right)}" r="${(3 + 9 * Math.sqrt(bin.count / most)).toFixed(1)}" fill="${BLUE}" fill-opacity="0.75">` +
      `<title>${bin.confidence.toFixed(4)} → ${bin.right.toFixed(4)} (${bin.count} ${escaped(words.values)})</title></circle>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11" fill="${BLACK}">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="${FRAME.left}" y="22" font-size="14">${escaped(words.title)}</text>`,
    ...grid,
    `<path d="M${x(LOWEST)} ${y(LOWEST)}L${x(HIGHEST)} ${y(HIGHEST)}" stroke="${BLACK}" stroke-dasharray="4 4"/>`,
    ...points,
    `<text x="${FRAME.left + SIZE / 2}" y="${HEIGHT - 14}" text-anchor="middle">${escaped(words.confidence)}</text>`,
    `<text transform="translate(16 ${FRAME.top + SIZE / 2}) rotate(-90)" text-anchor="middle">${escaped(words.right)}</text>`,
    '</svg>',
    '',
  ].join('\n');
};
