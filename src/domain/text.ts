/** Vietnamese text: one code-point form, one way of spacing, and comparisons that know about tone marks. */

/** NFC, every kind of space one space, none at the ends. */
export const tidy = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\s\u00a0\u200b-\u200d\ufeff]+/gu, ' ')
    .trim();

/** Capitals as offices write names (`NGUYỄN VĂN AN`). */
export const upper = (text: string): string => tidy(text).toLocaleUpperCase('vi');

/** Without accents and case, `đ` as `d`: for searching and for comparing what tone marks alone tell apart. */
export const fold = (text: string): string =>
  tidy(text)
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D')
    .toLowerCase();

const TONES = '\u0300\u0301\u0303\u0309\u0323';
const OPEN_GLIDES = ['oa', 'oe', 'uy'];

/**
 * Old and new placement of the tone on open `oa`, `oe`, `uy` are the same word: `hòa` = `hoà`, `thúy` = `thuý`.
 * Returns the old placement (on the first vowel), which official papers use; `qu` keeps its own (`quý`).
 */
export const unifyTonePlacement = (text: string): string => {
  const decomposed = text.normalize('NFD');
  const pattern = new RegExp(`(?<!q)(${OPEN_GLIDES.join('|')})([${TONES}])(?![\\p{L}\\p{M}])`, 'giu');
  return decomposed
    .replace(pattern, (_all, pair: string, tone: string) => `${pair[0]}${tone}${pair[1]}`)
    .normalize('NFC');
};
